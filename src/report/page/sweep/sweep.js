/* The page of a sweep: a chart of responses, a map of two factors and the table of points, all from one set of columns.
   Texts enter as text nodes, and escaped where the library of charts reads markup. */
addEventListener("DOMContentLoaded", () => {
  "use strict";
  const root = document.documentElement;
  const data = JSON.parse(document.getElementById("points-data").textContent);
  const escape = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
  /* So much of one colour on another, where text must stay readable. */
  const mixed = (over, under, share) => {
    const [a, b] = [over, under].map((name) => colour(name).match(/[\d.]+/g).map(Number));
    return `rgb(${[0, 1, 2].map((n) => Math.round(a[n] * share + b[n] * (1 - share))).join(",")})`;
  };
  const arm_colour = (n) => colour(`c${n % 8}`);
  const off = new Set();
  const column = (arm, metric) => data.figures.find((of) => of.arm === arm && of.metric === metric);

  /* ---- numbers ------------------------------------------------------------------------------------------------- */
  const digits = (x) => {
    if (x === 0) { return "0"; }
    const decimals = Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(Math.abs(x)))));
    return x.toFixed(decimals).replace("-", "−");
  };
  const quantity = (x, unit) => {
    if (x === null || x === undefined) { return "–"; }
    const size = Math.abs(x);
    if (unit === "share") { return digits(x * 100) + " %"; }
    if (unit === "s") {
      if (size >= 7200) { return digits(x / 3600) + " h"; }
      if (size >= 600) { return digits(x / 60) + " min"; }
      return size > 0 && size < 0.1 ? digits(x * 1e3) + " ms" : digits(x) + " s";
    }
    const step = [[1e12, " T", 999.5e9], [1e9, " G", 999.5e6], [1e6, " M", 999.5e3], [1e3, " k", 10e3]].find((s) => size >= s[2]);
    const money = /^[A-Z]{3}$/.test(unit || "") ? " " + unit : "";
    return step ? digits(x / step[0]) + step[1] + money : digits(x) + money;
  };
  const unit_of = (metric) => data.metrics[metric].unit;
  const titled = (metric) => {
    const unit = unit_of(metric);
    return data.metrics[metric].name + (unit && unit !== "share" && unit !== "count" ? `, ${unit}` : "");
  };

  /* ---- factors: at most so many places each; a range in fifths ---------------------------------------------------- */
  const FIFTHS = 5;
  const factor_title = (factor) => factor.key + (factor.unit ? `, ${factor.unit}` : "");
  const numeric = (factor) => !factor.levels || factor.numbers;
  const value_at = (factor, point) => {
    if (!factor.levels) { return factor.column[point]; }
    return factor.numbers ? factor.numbers[factor.column[point]] : factor.levels[factor.column[point]];
  };
  const text_at = (factor, point) => (factor.levels ? factor.levels[factor.column[point]] : String(factor.column[point]));
  const places = (factor) => {
    if (factor.levels) { return factor.levels; }
    const [low, high] = factor.bounds;
    return Array.from({ length: FIFTHS }, (_, n) => {
      const end = (k) => Number((low + (high - low) * k / FIFTHS).toPrecision(4));
      return `${end(n)}…${end(n + 1)}`;
    });
  };
  const place_of = (factor, point) => {
    if (factor.levels) { return factor.column[point]; }
    const [low, high] = factor.bounds;
    return Math.min(FIFTHS - 1, Math.max(0, Math.floor((factor.column[point] - low) / (high - low) * FIFTHS)));
  };
  const mean = (values) => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);

  /* ---- choices ------------------------------------------------------------------------------------------------- */
  const fill = (select, names, chosen) => {
    names.forEach((name, n) => {
      const option = document.createElement("option");
      option.value = n;
      option.textContent = name;
      option.selected = n === chosen;
      select.append(option);
    });
  };
  const box = (id) => {
    const element = document.getElementById(id);
    if (!element) { return null; }
    const choice = (what) => element.querySelector(`[data-choice="${what}"]`);
    return { element, choice, chosen: (what) => Number(choice(what).value) };
  };
  const metrics = data.metrics.map((metric) => metric.name);
  const factors = data.factors.map((factor) => factor.key);
  const arms = data.arms.map((arm) => arm.name);

  const layout = (height) => {
    const [ink, soft, grid, raised] = ["ink", "soft", "grid", "raised"].map(colour);
    const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: soft, tickcolor: soft, tickfont: { color: soft }, automargin: true };
    return {
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", autosize: true, height,
      font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink },
      hoverlabel: { bgcolor: raised, bordercolor: soft, font: { color: ink }, align: "left" },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: soft, activecolor: ink, orientation: "v" },
      margin: { l: 60, r: 16, t: 24, b: 48 }, legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      xaxis: { ...axis }, yaxis: { ...axis }, hovermode: "closest",
    };
  };
  const config = { displayModeBar: innerWidth < 640 ? false : "hover", displaylogo: false, responsive: true, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] };

  /* The place is as high as the chart, which a change of the window would otherwise shrink to it. */
  const drawn_in = (element, traces, settings) => {
    const place = element.querySelector(".draw");
    place.style.height = place.style.minHeight = `${settings.height}px`;
    return Plotly.react(place, traces, settings, config);
  };

  /* ---- responses ----------------------------------------------------------------------------------------------- */
  const response = box("response");
  const draw_response = () => {
    const metric = response.chosen("metric"), factor = data.factors[response.chosen("x")], unit = unit_of(metric);
    const traces = [];
    let finding = "";
    data.arms.forEach((arm, n) => {
      const of = column(n, metric);
      if (!of || off.has(arm.key)) { return; }
      const points = Array.from({ length: data.count }, (_, p) => p).filter((p) => of.value[p] !== null);
      const levels = new Map();
      for (const p of points) {
        const key = place_of(factor, p);
        if (!levels.has(key)) { levels.set(key, []); }
        levels.get(key).push(p);
      }
      const ordered = [...levels.keys()].sort((a, b) => a - b);
      const many = points.length > 400;
      const bars = of.low && !many ? {
        type: "data", symmetric: false, array: points.map((p) => of.high[p] === null ? 0 : of.high[p] - of.value[p]),
        arrayminus: points.map((p) => of.low[p] === null ? 0 : of.value[p] - of.low[p]), thickness: 1, width: 2,
      } : undefined;
      traces.push({
        type: points.length > 2000 ? "scattergl" : "scatter", mode: "markers", name: escape(arm.name), legendgroup: arm.key,
        x: points.map((p) => (numeric(factor) ? value_at(factor, p) : escape(value_at(factor, p)))),
        y: points.map((p) => of.value[p]), error_y: bars, opacity: many ? 0.45 : 0.75,
        marker: { color: arm_colour(n), size: many ? 5 : 7, symbol: "circle-open" },
        text: points.map((p) => escape(`point ${data.points ? data.points[p] : p}: ${quantity(of.value[p], unit)}`)
          + "<br>" + data.factors.map((f) => escape(`${f.key} = ${text_at(f, p)}`)).join("<br>")),
        hovertemplate: "%{text}<extra></extra>",
      });
      const middle = (key) => (factor.levels ? value_at(factor, levels.get(key)[0]) : mean(levels.get(key).map((p) => factor.column[p])));
      const means = ordered.map((key) => mean(levels.get(key).map((p) => of.value[p])));
      traces.push({
        type: "scatter", mode: "lines+markers", name: escape(`${arm.name}, mean`), legendgroup: arm.key, x: ordered.map((key) => {
          const at = middle(key);
          return numeric(factor) ? at : escape(at);
        }), y: means, line: { color: arm_colour(n), width: 2.5 }, marker: { color: arm_colour(n), size: 8 },
        text: means.map((x) => quantity(x, unit)), hovertemplate: "mean %{text}<extra></extra>",
      });
      if (!finding && means.length > 1) {
        const least = Math.min(...means), most = Math.max(...means), extremes = [means[0], means[means.length - 1]];
        finding = `${data.metrics[metric].name}: ${quantity(means[0], unit)} to ${quantity(means[means.length - 1], unit)} along ${factor.key}`
          + (arms.length > 1 ? `, arm ${arm.name}` : "") + (extremes.includes(least) && extremes.includes(most) ? "" : `; between ${quantity(least, unit)} and ${quantity(most, unit)}`);
      }
    });
    const settings = layout(460);
    settings.xaxis.title = { text: escape(factor_title(factor)) };
    /* Names stand on a slant where they have no room, to the right of their places. */
    if (!numeric(factor)) { settings.margin.r = 44; settings.xaxis.type = "category"; settings.xaxis.categoryorder = "array"; settings.xaxis.categoryarray = factor.levels.map(escape); }
    settings.yaxis.title = { text: escape(titled(metric)) };
    settings.yaxis.tickformat = unit === "share" ? ".1~%" : "~s";
    response.element.querySelector(".finding").textContent = finding || data.metrics[metric].name;
    response.element.querySelector(".draw").setAttribute("aria-label", finding);
    return drawn_in(response.element, traces, settings);
  };

  /* ---- map of two factors ---------------------------------------------------------------------------------------- */
  const map = box("map");
  const draw_map = () => {
    const metric = map.chosen("metric"), arm = map.chosen("arm"), unit = unit_of(metric);
    const across = data.factors[map.chosen("x")], down = data.factors[map.chosen("y")];
    const of = column(arm, metric);
    const [columns, rows] = [places(across), places(down)];
    const cells = rows.map(() => columns.map(() => []));
    for (let p = 0; of && p < data.count; p += 1) {
      if (of.value[p] !== null) { cells[place_of(down, p)][place_of(across, p)].push(of.value[p]); }
    }
    const z = cells.map((row) => row.map(mean));
    const few = columns.length * rows.length <= 150 && columns.length <= 14;
    const short = (text) => escape(text.length > 34 ? text.slice(0, 33) + "…" : text);
    const settings = layout(Math.min(760, 170 + 44 * rows.length));
    settings.margin.r = 44;
    settings.xaxis = { ...settings.xaxis, type: "category", title: { text: escape(factor_title(across)) }, showgrid: false };
    settings.yaxis = { ...settings.yaxis, type: "category", title: { text: escape(factor_title(down)) }, showgrid: false };
    const trace = {
      type: "heatmap", x: columns.map(short), y: rows.map(short), z, xgap: 2, ygap: 2, hoverongaps: false,
      text: z.map((row) => row.map((x) => quantity(x, unit))), texttemplate: few ? "%{text}" : "",
      hovertemplate: "%{x}<br>%{y}<br>%{text}<extra></extra>",
      colorscale: [[0, colour("raised")], [1, mixed("c0", "raised", 0.5)]], showscale: false, textfont: { color: colour("ink") },
    };
    const flat = z.flat().filter((x) => x !== null);
    const finding = flat.length
      ? `${data.metrics[metric].name}: from ${quantity(Math.min(...flat), unit)} to ${quantity(Math.max(...flat), unit)}` : "Nothing was measured";
    map.element.querySelector(".finding").textContent = finding;
    map.element.querySelector(".draw").setAttribute("aria-label", finding);
    return drawn_in(map.element, [trace], settings);
  };

  /* ---- table ----------------------------------------------------------------------------------------------------- */
  const EACH = 50;
  const table = box("table");
  const view = { sort: -1, up: true, from: 0, filters: new Map(), rows: [] };
  const cell_value = (place, p) => {
    const arm = table.chosen("arm");
    if (place === 0) { return data.points ? data.points[p] : p; }
    if (place <= data.factors.length) { return value_at(data.factors[place - 1], p); }
    const of = column(arm, place - 1 - data.factors.length);
    return of ? of.value[p] : null;
  };
  const cell_text = (place, p) => {
    if (place === 0) { return String(cell_value(0, p)); }
    if (place <= data.factors.length) { return text_at(data.factors[place - 1], p); }
    return quantity(cell_value(place, p), unit_of(place - 1 - data.factors.length));
  };
  const heads = ["point", ...factors, ...metrics];
  /* Levels that are no numbers come in the order of their factor. */
  const sort_value = (place, p) => {
    const factor = data.factors[place - 1];
    return factor && factor.levels && !factor.numbers ? factor.column[p] : cell_value(place, p);
  };
  const passes = (filter, place, p) => {
    const bound = /^\s*([<>]=?|=)\s*(-?[\d.]+(?:e-?\d+)?)\s*(%)?\s*$/i.exec(filter);
    if (!bound) { return cell_text(place, p).toLowerCase().includes(filter.trim().toLowerCase()); }
    const x = Number(cell_value(place, p)), limit = Number(bound[2]) / (bound[3] ? 100 : 1);
    if (cell_value(place, p) === null) { return false; }
    return { "<": x < limit, "<=": x <= limit, ">": x > limit, ">=": x >= limit, "=": x === limit }[bound[1]];
  };
  const choose_rows = () => {
    view.rows = Array.from({ length: data.count }, (_, p) => p).filter((p) =>
      [...view.filters].every(([place, filter]) => passes(filter, place, p)));
    if (view.sort >= 0) {
      const way = view.up ? 1 : -1;
      view.rows.sort((a, b) => {
        const [x, y] = [sort_value(view.sort, a), sort_value(view.sort, b)];
        if (x === null || y === null) { return (x === null) - (y === null); }
        return (x - y) * way;
      });
    }
    view.from = 0;
    show_rows();
  };
  const show_rows = () => {
    const body = table.element.querySelector("tbody");
    const shown = view.rows.slice(view.from, view.from + EACH);
    body.replaceChildren(...shown.map((p) => {
      const row = document.createElement("tr");
      heads.forEach((_, place) => {
        const cell = document.createElement(place === 0 ? "th" : "td");
        if (place === 0) { cell.scope = "row"; }
        if (place === 0 || place > data.factors.length || numeric(data.factors[place - 1])) { cell.className = "number"; }
        cell.textContent = cell_text(place, p);
        if (place > data.factors.length) { cell.dataset.point = cell_value(0, p); cell.dataset.metric = heads[place]; }
        row.append(cell);
      });
      return row;
    }));
    const [back, on] = ["back", "on"].map((way) => table.element.querySelector(`[data-page="${way}"]`));
    back.disabled = view.from === 0;
    on.disabled = view.from + EACH >= view.rows.length;
    const of = view.rows.length === data.count ? `${data.count}` : `${view.rows.length} (of ${data.count})`;
    table.element.querySelector(".range").textContent =
      view.rows.length ? `${view.from + 1} to ${view.from + shown.length} of ${of} points` : "no point passes the filters";
  };
  const build_table = () => {
    const head = document.createElement("thead"), names = document.createElement("tr"), filters = document.createElement("tr");
    heads.forEach((name, place) => {
      const cell = document.createElement("th"), button = document.createElement("button");
      cell.scope = "col";
      button.type = "button";
      button.className = "sort";
      button.textContent = name;
      button.addEventListener("click", () => {
        view.up = view.sort === place ? !view.up : true;
        view.sort = place;
        names.querySelectorAll("th").forEach((th) => th.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", view.up ? "ascending" : "descending");
        choose_rows();
      });
      cell.append(button);
      names.append(cell);
      const below = document.createElement("td"), filter = document.createElement("input");
      filter.type = "text";
      filter.size = 8;
      const unit = place > data.factors.length ? unit_of(place - 1 - data.factors.length) : null;
      filter.setAttribute("aria-label", `Filter ${name}`);
      filter.title = unit === "s" ? "a bound in seconds, such as > 0.2" : unit === "share" ? "a bound such as > 20 %" : "part of a text, or a bound such as > 2";
      filter.addEventListener("input", () => {
        if (filter.value.trim()) { view.filters.set(place, filter.value); } else { view.filters.delete(place); }
        choose_rows();
      });
      below.append(filter);
      filters.append(below);
    });
    head.append(names, filters);
    table.element.querySelector("table").append(head, document.createElement("tbody"));
    table.element.querySelector('[data-page="back"]').addEventListener("click", () => { view.from = Math.max(0, view.from - EACH); show_rows(); });
    table.element.querySelector('[data-page="on"]').addEventListener("click", () => { view.from += EACH; show_rows(); });
    fill(table.choice("arm"), arms, 0);
    table.choice("arm").closest("label").hidden = arms.length < 2;
    table.choice("arm").addEventListener("change", choose_rows);
    choose_rows();
  };

  /* ---- all together ------------------------------------------------------------------------------------------------ */
  fill(response.choice("metric"), metrics, 0);
  fill(response.choice("x"), factors, 0);
  response.element.addEventListener("change", draw_response);
  const drawn = [draw_response];
  if (map) {
    fill(map.choice("metric"), metrics, 0);
    fill(map.choice("arm"), arms, Math.max(0, arms.length - 1));
    map.choice("arm").closest("label").hidden = arms.length < 2;
    fill(map.choice("x"), factors, 0);
    fill(map.choice("y"), factors, 1);
    map.element.addEventListener("change", draw_map);
    drawn.push(draw_map);
  }
  const redraw = () => drawn.forEach((draw) => draw());
  for (const toggle of document.querySelectorAll("[data-arm-switch]")) {
    toggle.addEventListener("change", () => {
      if (toggle.checked) { off.delete(toggle.dataset.armSwitch); } else { off.add(toggle.dataset.armSwitch); }
      draw_response();
    });
  }
  new MutationObserver(redraw).observe(root, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  build_table();
  redraw();
});
