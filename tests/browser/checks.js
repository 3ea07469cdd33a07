/* What must hold on every page, looked up in the page itself: each function returns a list of faults, one line each. */
const describe = (node) => {
  const own = node.nodeType === 1 ? node : node.parentElement;
  const text = (own.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
  const classes = [...own.classList].slice(0, 2).map((name) => "." + name).join("");
  const at = own.closest("section[id], figure[id]");
  return `<${own.tagName.toLowerCase()}${classes}> "${text}"${at ? " in #" + at.id : ""}`;
};
const visible = (element) => {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) { return false; }
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
};

/* ---- colours ----------------------------------------------------------------------------------------------------- */
const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const known = new Map();
const rgba = (text) => {
  if (!known.has(text)) {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = text;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    known.set(text, [r, g, b, a / 255]);
  }
  return known.get(text);
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const luminance = (colour) => {
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
};
const behind = (element) => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const layer = rgba(getComputedStyle(at).backgroundColor);
    if (layer[3] > 0) { layers.push(layer); }
    if (layer[3] === 1) { break; }
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches && getComputedStyle(document.documentElement).colorScheme.includes("dark");
  return layers.reverse().reduce((below, top) => over(top, below), dark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
};
const faded = (element) => {
  let all = 1;
  for (let at = element; at; at = at.parentElement) { all *= parseFloat(getComputedStyle(at).opacity); }
  return all;
};

/* The box of a text of a chart in its own direction, so that texts beside each other on a slant are beside each other. */
const slanted = (text) => {
  const { x, y, width, height } = text.getBBox(), to = text.getScreenCTM(), angle = Math.atan2(to.b, to.a);
  const ends = [[x, y], [x + width, y + height]].map(([px, py]) => {
    const { x: sx, y: sy } = new DOMPoint(px, py).matrixTransform(to);
    return [sx * Math.cos(angle) + sy * Math.sin(angle), sy * Math.cos(angle) - sx * Math.sin(angle)];
  });
  return { angle, left: ends[0][0], top: ends[0][1], right: ends[1][0], bottom: ends[1][1] };
};

const checks = {
  /* Text that stands out too little from what is behind it (WCAG 2.2, 1.4.3). */
  contrast() {
    const faults = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !visible(element) || element.closest(":disabled, script, style, .points, .textpoint")) { continue; }
      const style = getComputedStyle(element), svg = element instanceof SVGElement;
      const colour = [...rgba(svg ? style.fill : style.color)];
      colour[3] *= (svg ? parseFloat(style.fillOpacity) : 1) * faded(element);
      const below = behind(element), shown = over(colour, below);
      const [light, dark] = [luminance(shown), luminance(below)].sort((a, b) => b - a);
      const ratio = (light + 0.05) / (dark + 0.05);
      const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight, 10) >= 700);
      if (ratio < (large ? 3 : 4.5) - 0.01) {
        faults.set(`${style.color} ${below}`, `contrast ${ratio.toFixed(2)}: ${describe(element)}`);
      }
    }
    return [...faults.values()];
  },

  /* One h1, and no level left out on the way down. */
  headings() {
    const faults = [], all = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((h) => h.checkVisibility());
    const first = all.filter((h) => h.tagName === "H1").length;
    if (first !== 1) { faults.push(`${first} headings h1`); }
    let last = 0;
    for (const heading of all) {
      const level = Number(heading.tagName[1]);
      if (level > last + 1) { faults.push(`h${level} after h${last}: ${describe(heading)}`); }
      if (!heading.textContent.trim()) { faults.push(`an empty h${level}`); }
      last = level;
    }
    return faults;
  },

  /* The page is no wider than the window; what is wider scrolls in a box of its own. */
  width() {
    const room = document.documentElement.clientWidth, faults = [];
    if (document.documentElement.scrollWidth <= room) { return faults; }
    faults.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${room} px`);
    for (const element of document.querySelectorAll("body *")) {
      if (!visible(element) || element.getBoundingClientRect().right <= room + 1) { continue; }
      let held = false;
      for (let at = element.parentElement; at; at = at.parentElement) {
        held ||= ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX) && at !== document.body && at !== document.documentElement;
      }
      if (!held && faults.length < 6) { faults.push(`${Math.round(element.getBoundingClientRect().right)} px: ${describe(element)}`); }
    }
    return faults;
  },

  /* Anchors lead somewhere, and no two elements share one. */
  anchors() {
    const faults = [], seen = new Set();
    for (const { id } of document.querySelectorAll("[id]:not(svg [id])")) {
      if (seen.has(id)) { faults.push(`two elements are #${id}`); }
      seen.add(id);
    }
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      if (!seen.has(decodeURIComponent(link.hash.slice(1)))) { faults.push(`leads nowhere: ${describe(link)}`); }
    }
    for (const part of document.querySelectorAll("[aria-labelledby]")) {
      if (!seen.has(part.getAttribute("aria-labelledby"))) { faults.push(`labelled by nothing: ${describe(part)}`); }
    }
    if (!document.documentElement.lang) { faults.push("the page names no language"); }
    if (!document.title.trim()) { faults.push("the page has no title"); }
    return faults;
  },

  /* Texts of charts that are cut off by their sheet or lie on each other. */
  charts() {
    const faults = [];
    for (const plot of document.querySelectorAll(".js-plotly-plot")) {
      const sheet = plot.getBoundingClientRect(), id = plot.closest("figure")?.id;
      const texts = [...plot.querySelectorAll(".main-svg text")].filter((text) => text.textContent.trim() && visible(text) && !text.closest(".hoverlayer, .modebar"));
      /* Of a legend that scrolls, what stands in its window. */
      const scrolled = (text) => {
        const window = text.closest(".legend")?.querySelector(".bg").getBoundingClientRect(), box = text.getBoundingClientRect();
        return window && (box.bottom > window.bottom + 2 || box.top < window.top - 2);
      };
      const boxes = texts.filter((text) => !scrolled(text)).map((text) => [text.textContent, text.getBoundingClientRect(), slanted(text)]);
      for (const [text, box] of boxes) {
        if (box.left < sheet.left - 1 || box.right > sheet.right + 1 || box.top < sheet.top - 1 || box.bottom > sheet.bottom + 1) {
          const edges = ({ left, top, right, bottom }) => [left, top, right, bottom].map(Math.round).join(" ");
          faults.push(`#${id}: "${text}" at ${edges(box)} leaves the chart at ${edges(sheet)}`);
        }
      }
      for (const [n, [text, upright, slant]] of boxes.entries()) {
        for (const [other, its, along] of boxes.slice(n + 1)) {
          const [a, b] = Math.abs(slant.angle - along.angle) < 0.01 ? [slant, along] : [upright, its];
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 2 && down > 4) { faults.push(`#${id}: "${text}" lies on "${other}"`); }
        }
      }
    }
    return [...new Set(faults)];
  },
};

/* ---- keyboard ---------------------------------------------------------------------------------------------------- */
const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])';
/* Controls that Tab must come to; of a group of radio buttons it comes to one. */
const reachable = () => [...document.querySelectorAll(CONTROLS)].filter((control) =>
  control.checkVisibility({ visibilityProperty: true }) && !control.disabled && control.tabIndex >= 0 && control.type !== "radio");
/* What the focus is on, by its place among the controls, and whether it can be seen there. */
const focused = () => {
  const on = document.activeElement;
  if (!on || on === document.body) { return null; }
  const style = getComputedStyle(on), box = on.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { place: reachable().indexOf(on), ring, inside, name: describe(on) };
};
