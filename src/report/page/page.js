
/* Draws the charts of the page when they come near, switches arms, kinds of lines and the theme, and gets ready for print.
   Knows no metric: every chart is data and layout in a script element beside its place. */
(() => {
  "use strict";
  const root = document.documentElement;
  const twins = JSON.parse(document.getElementById("twins").textContent);
  const system = matchMedia("(prefers-color-scheme: dark)");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let printing = false;

  /* ---- colours ------------------------------------------------------------------------------------------------- */
  const dark = () => !printing && (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };

  /* A copy in which every known colour is the one of today's theme. */
  const themed = (value) => {
    if (typeof value === "string") { return dark() && twins[value] || value; }
    if (Array.isArray(value)) { return typeof value[0] === "number" ? value : value.map(themed); }
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, themed(part)]));
    }
    return value;
  };

  /* A long title of an axis in two lines. */
  const halved = (text) => {
    const gaps = [...text.matchAll(/ /g)].map((gap) => gap.index);
    if (text.length < 24 || gaps.length === 0) { return text; }
    const at = gaps.reduce((best, gap) => (Math.abs(gap - text.length / 2) < Math.abs(best - text.length / 2) ? gap : best));
    return `${text.slice(0, at)}<br>${text.slice(at + 1)}`;
  };

  const layoutOf = (chart, figure) => {
    const layout = themed(figure.layout);
    const [ink, soft, grid, paper, raised] = ["ink", "soft", "grid", "paper", "raised"].map(colour);
    layout.paper_bgcolor = "rgba(0,0,0,0)";
    layout.plot_bgcolor = "rgba(0,0,0,0)";
    layout.colorway = Object.keys(twins).map((light) => themed(light));
    layout.font = { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink, ...layout.font };
    layout.hoverlabel = { bgcolor: raised, bordercolor: soft, font: { color: ink }, align: "left", ...layout.hoverlabel };
    layout.modebar = { bgcolor: "rgba(0,0,0,0)", color: soft, activecolor: ink, orientation: "h" };
    for (const key of Object.keys(layout)) {
      if (/^[xy]axis\d*$/.test(key)) {
        layout[key] = {
          gridcolor: grid, zerolinecolor: grid, linecolor: soft, tickcolor: soft, ...layout[key],
          tickfont: { color: soft, ...layout[key].tickfont },
        };
      }
    }
    for (const shape of layout.shapes || []) { shape.line = { color: soft, ...shape.line }; }
    for (const note of layout.annotations || []) { note.font = { color: soft, size: 11, ...note.font }; }
    layout.autosize = true;
    layout.height = chart.height;
    if (printing) { layout.width = 680; layout.autosize = false; }
    /* On narrow screens every name of a legend takes a line, for which the chart grows. */
    if (chart.place.clientWidth < 480) {
      layout.margin = { ...layout.margin, l: 44, r: 6 };
      for (const key of Object.keys(layout).filter((key) => /^xaxis\d*$/.test(key))) {
        const title = layout[key].title;
        if (title && title.text) { layout[key].title = { ...title, text: halved(title.text), font: { size: 11, ...title.font } }; }
        const { tickvals, ticktext } = layout[key];
        if (!tickvals && layout[key].type !== "date") { layout[key].nticks = 3; }
        if (tickvals && ticktext && tickvals.length > 4) {
          const kept = (_, n) => n % 2 === 0;
          Object.assign(layout[key], { tickvals: tickvals.filter(kept), ticktext: ticktext.filter(kept) });
        }
      }
      const names = figure.data.filter((trace) => trace.showlegend !== false && shown(chart, trace)).length;
      if (layout.showlegend !== false) { layout.height += 19 * Math.max(0, names - 2); }
    }
    return layout;
  };

  /* ---- charts -------------------------------------------------------------------------------------------------- */
  const charts = new Map();
  const off = new Set();
  for (const box of document.querySelectorAll("figure.chart")) {
    const place = box.querySelector(".plot");
    charts.set(place, {
      place, box, drawn: false, figure: null, height: place.offsetHeight,
      armsOff: new Set(), kindsOff: new Set(),
      source: box.querySelector('script[type="application/json"]'),
    });
  }

  const figureOf = (chart) => {
    if (!chart.figure) {
      chart.figure = JSON.parse(chart.source.textContent);
      switchesOf(chart);
    }
    return chart.figure;
  };

  const shown = (chart, trace) => {
    const arm = trace.legendgroup, kind = trace.meta;
    if (kind !== undefined && chart.kindsOff.has(String(kind))) { return false; }
    if (arm !== undefined && off.has(arm)) { return false; }
    if (arm !== undefined && chart.armsOff.has(arm)) { return "legendonly"; }
    return true;
  };

  const draw = (chart) => {
    const figure = figureOf(chart), layout = layoutOf(chart, figure);
    chart.place.style.height = `${layout.height}px`;
    const data = themed(figure.data).map((trace) => ({ ...trace, visible: shown(chart, trace) }));
    const config = {
      /* On a narrow screen the buttons would lie on the legend; fingers zoom there. */
      displayModeBar: innerWidth < 640 ? false : "hover",
      displaylogo: false, responsive: true, doubleClick: "reset",
      modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toggleSpikelines"],
      toImageButtonOptions: { filename: chart.box.id, scale: 2 },
    };
    const first = !chart.drawn;
    chart.drawn = true;
    const done = Plotly.react(chart.place, data, layout, config);
    if (first) {
      chart.place.on("plotly_legendclick", (event) => {
        const arm = event.data[event.curveNumber].legendgroup;
        if (arm === undefined) { return true; }
        toggle(chart.armsOff, arm, chart.armsOff.has(arm));
        draw(chart);
        return false;
      });
      chart.place.on("plotly_legenddoubleclick", (event) => {
        const arm = event.data[event.curveNumber].legendgroup;
        if (arm === undefined) { return true; }
        const others = new Set(figure.data.map((trace) => trace.legendgroup).filter((other) => other !== arm));
        const alone = [...others].every((other) => chart.armsOff.has(other));
        chart.armsOff = alone ? new Set() : others;
        draw(chart);
        return false;
      });
    }
    return done;
  };

  const toggle = (set, item, on) => { if (on) { set.delete(item); } else { set.add(item); } };

  /* A switch for each kind of line that a chart has, where it has several. */
  const switchesOf = (chart) => {
    const kinds = [...new Set(chart.figure.data.map((trace) => trace.meta).filter((kind) => kind !== undefined))];
    const place = chart.box.querySelector(".switches");
    if (kinds.length < 2 || !place) { return; }
    /* A kind of which nothing is drawn at first begins switched off. */
    const hidden = new Set(kinds.map(String).filter((kind) =>
      chart.figure.data.every((trace) => String(trace.meta) !== kind || trace.visible === false)));
    for (const kind of kinds.map(String)) {
      const label = document.createElement("label"), box = document.createElement("input"), text = document.createElement("bdi");
      box.type = "checkbox";
      box.checked = !hidden.has(kind);
      if (hidden.has(kind)) { chart.kindsOff.add(kind); }
      text.textContent = kind;
      box.dataset.kindSwitch = kind;
      box.addEventListener("change", () => { toggle(chart.kindsOff, kind, box.checked); draw(chart); });
      label.append(box, text);
      place.append(label);
    }
  };

  const redraw = () => { for (const chart of charts.values()) { if (chart.drawn) { draw(chart); } } };

  if ("IntersectionObserver" in window) {
    const near = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) { near.unobserve(entry.target); draw(charts.get(entry.target)); }
      }
    }, { rootMargin: "600px 0px" });
    for (const place of charts.keys()) { near.observe(place); }
  } else {
    for (const chart of charts.values()) { draw(chart); }
  }

  /* ---- arms ---------------------------------------------------------------------------------------------------- */
  for (const box of document.querySelectorAll("[data-arm-switch]")) {
    box.checked = true;
    box.addEventListener("change", () => { toggle(off, box.dataset.armSwitch, box.checked); redraw(); });
  }

  /* ---- theme --------------------------------------------------------------------------------------------------- */
  const button = document.querySelector("button.theme");
  if (button) {
    const says = button.querySelector("span");
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = dark() ? "light" : "dark";
      root.dataset.theme = next;
      says.textContent = next;
      redraw();
    });
  }
  system.addEventListener("change", redraw);

  /* ---- contents ------------------------------------------------------------------------------------------------ */
  const links = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
  if ("IntersectionObserver" in window) {
    const read = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) {
          for (const link of links.values()) { link.removeAttribute("aria-current"); }
          links.get(entry.target.id)?.setAttribute("aria-current", "true");
        }
      }
    }, { rootMargin: "-20% 0px -70% 0px" });
    for (const section of document.querySelectorAll("main > section")) { read.observe(section); }
  }

  /* ---- copying ------------------------------------------------------------------------------------------------- */
  for (const copy of document.querySelectorAll("button[data-copy]")) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const text = document.getElementById(copy.dataset.copy).textContent;
      let done = true;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        const area = document.createElement("textarea");
        area.value = text;
        document.body.append(area);
        area.select();
        done = document.execCommand("copy");
        area.remove();
        copy.focus();
      }
      const says = copy.textContent;
      copy.textContent = done ? "Copied" : "Could not copy";
      setTimeout(() => { copy.textContent = says; }, still.matches ? 3000 : 1500);
    });
  }

  /* ---- print --------------------------------------------------------------------------------------------------- */
  const opened = [];
  addEventListener("beforeprint", () => {
    printing = true;
    for (const part of document.querySelectorAll("details:not([open])")) { part.open = true; opened.push(part); }
    for (const chart of charts.values()) { draw(chart); }
  });
  addEventListener("afterprint", () => {
    printing = false;
    for (const part of opened.splice(0)) { part.open = false; }
    redraw();
  });

  root.dataset.ready = "true";
})();
