// The answer as a drawing: bars, a line, a map of départements. Each is an SVG that stands alone as a file; the table below
// says the same.
import { element } from "./results.js";
import { AREA, mapOf } from "./map.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST_BARS = 40;
const ROW = 24;
const WIDTH = 720;
const LABELS = 250;
const LONGEST_LABEL = 36;
const PLOT = { left: 70, top: 20, width: 620, height: 300 };
const YEAR = /^-?\d{4}(?:-\d\d(?:-\d\d)?)?$/;

export function drawn(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Colours are `currentColor` at several strengths, so that the file can be read on a dark page and in black on paper.
export function frame(width, height, title) {
  return drawn(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", fill: "currentColor", "font-family": "system-ui, sans-serif", "font-size": 13 },
    drawn("title", {}, title),
  );
}

const short = (text) => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text);

export function written(number, language) {
  return number.toLocaleString(language, { maximumFractionDigits: 4 });
}

function bars(points, title, { language }) {
  const shown = points.slice(0, MOST_BARS);
  const low = Math.min(0, ...shown.map((one) => one.value));
  const high = Math.max(0, ...shown.map((one) => one.value));
  const room = WIDTH - LABELS - 80;
  const across = (value) => LABELS + (high === low ? 0 : ((value - low) / (high - low)) * room);
  const svg = frame(WIDTH, shown.length * ROW + 8, title);
  shown.forEach(({ label, value }, index) => {
    const [left, right] = [across(Math.min(0, value)), across(Math.max(0, value))];
    const middle = index * ROW + ROW / 2;
    svg.append(
      drawn("text", { x: LABELS - 8, y: middle + 4, "text-anchor": "end" }, ...(label.length > LONGEST_LABEL ? [drawn("title", {}, label)] : []), short(label)),
      drawn("rect", { x: left, y: middle - 8, width: Math.max(1, right - left), height: 16, "fill-opacity": 0.55 }),
      drawn("text", { x: right + 5, y: middle + 4 }, written(value, language)),
    );
  });
  svg.append(drawn("rect", { x: across(0) - 0.5, y: 0, width: 1, height: shown.length * ROW }));
  return svg;
}

// At most six round values that the axis names.
function ticks(low, high) {
  const rough = (high - low) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const found = [];
  for (let one = Math.ceil(low / step) * step; one <= high + step / 1e6; one += step) found.push(Number(one.toPrecision(12)));
  return found;
}

function placed(points) {
  const isMeasured = points.every((one) => one.label.trim() !== "" && (Number.isFinite(Number(one.label)) || YEAR.test(one.label)));
  if (!isMeasured) return points.map((one, index) => ({ ...one, at: index }));
  const measure = (label) => (Number.isFinite(Number(label)) ? Number(label) : Date.parse(label) / 31_556_952_000 + 1970);
  return points.map((one) => ({ ...one, at: measure(one.label) })).sort((one, other) => one.at - other.at);
}

function line(points, title, { language, words }) {
  const found = placed(points);
  const [first, last] = [found[0].at, found[found.length - 1].at];
  const low = Math.min(0, ...found.map((one) => one.value));
  const high = Math.max(...found.map((one) => one.value), low + 1);
  const { left, top, width, height } = PLOT;
  const x = (at) => left + (last === first ? width / 2 : ((at - first) / (last - first)) * width);
  const y = (value) => top + height - ((value - low) / (high - low)) * height;
  const svg = frame(WIDTH, top + height + 50, title);
  for (const tick of ticks(low, high)) {
    svg.append(
      drawn("rect", { x: left, y: y(tick), width, height: 1, "fill-opacity": tick === 0 ? 0.8 : 0.2 }),
      drawn("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, written(tick, language)),
    );
  }
  const path = found.map((one) => `${x(one.at).toFixed(1)},${y(one.value).toFixed(1)}`).join(" ");
  svg.append(drawn("polyline", { points: path, fill: "none", stroke: "currentColor", "stroke-width": 2 }));
  const each = Math.ceil(found.length / 8);
  found.forEach(({ label, value, at }, index) => {
    svg.append(drawn("circle", { cx: x(at), cy: y(value), r: 3 }, drawn("title", {}, words.pair(label, written(value, language)))));
    if (index % each === 0 || index === found.length - 1) {
      const isLast = index === found.length - 1;
      if (isLast && index % each !== 0 && index % each < each / 2) return; // it would stand upon the one before
      svg.append(drawn("text", { x: x(at), y: top + height + 22, "text-anchor": isLast ? "end" : index ? "middle" : "start" }, short(label)));
    }
  });
  return svg;
}

// What a column is good for: its numbers, its départements, or its words.
function columnsOf({ head, results }, isNumber) {
  const bound = (name) => results.bindings.map((row) => row[name]).filter(Boolean);
  const numbers = head.vars.filter((name) => bound(name).length > 0 && bound(name).every(isNumber));
  const areas = head.vars.filter((name) => bound(name).some((term) => AREA.test(term.value)));
  return { numbers, areas, labels: head.vars };
}

// The columns that a reader would choose first: words before addresses, the last number.
function firstChoice({ results }, { numbers, labels }) {
  const isWord = (name) => results.bindings.some((row) => row[name] && row[name].type === "literal");
  const others = labels.filter((name) => !numbers.includes(name));
  return { label: others.find(isWord) ?? others[0] ?? labels[0], number: numbers[numbers.length - 1] };
}

function pointsOf({ results }, label, number, iris) {
  const rows = results.bindings.filter((row) => row[number]);
  const text = (term) => (term === undefined ? "—" : term.type === "uri" ? iris.display(term.value) : term.value);
  return rows.map((row) => ({ label: text(row[label]), value: Number(row[number].value), row }));
}

function save(svg, name) {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })), download: `${name}.svg` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function chooser(text, names, chosen, onChange) {
  const select = element("select", {}, ...names.map((name) => element("option", { textContent: name, selected: name === chosen })));
  select.addEventListener("change", onChange);
  return { made: element("label", {}, `${text} `, select), select };
}

// The buttons above an answer, and the drawing that they choose; nothing when the answer has no number.
export function views(answer, context, isNumber) {
  const { words, iris } = context;
  const columns = columnsOf(answer, isNumber);
  if (!columns.numbers.length) return [];
  const first = firstChoice(answer, columns);
  const label = chooser(words.byColumn, columns.labels, first.label, () => void draw());
  const number = chooser(words.numberColumn, columns.numbers, first.number, () => void draw());
  const pane = element("div", { className: "drawing" });
  const note = element("p", { className: "extent" });
  const download = element("button", { type: "button", className: "quiet", textContent: words.saveDrawing });
  const choices = element("span", { className: "view-choices", hidden: true }, label.made, number.made, download);
  let kind = "table";
  const kinds = ["table", "bars", "line", ...(columns.areas.length ? ["map"] : [])];
  const buttons = kinds.map((name) => {
    const button = element("button", { type: "button", className: "quiet", textContent: words.views[name] });
    button.setAttribute("aria-pressed", String(name === kind));
    button.addEventListener("click", () => {
      kind = name;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      void draw();
    });
    return button;
  });

  async function draw() {
    choices.hidden = note.hidden = pane.hidden = kind === "table";
    label.made.hidden = kind === "map";
    if (kind === "table") return;
    const asked = kind;
    const points = pointsOf(answer, label.select.value, number.select.value, iris);
    const title = words.drawn(number.select.value, kind === "map" ? columns.areas[0] : label.select.value);
    let made;
    if (kind === "map") made = await mapOf(points, columns.areas[0], title, context);
    else made = { svg: (kind === "bars" ? bars : line)(points, title, context), note: "" };
    if (asked !== kind) return;
    const cut = kind === "bars" && points.length > MOST_BARS ? words.firstBars(MOST_BARS, points.length) : "";
    note.textContent = [title, cut, made.note].filter(Boolean).join(" ");
    pane.replaceChildren(made.svg);
  }

  download.addEventListener("click", () => pane.firstChild && save(pane.firstChild, `${words.file}-${words.views[kind].toLowerCase()}`));
  const bar = element("div", { className: "view-bar" }, ...buttons, choices);
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.view);
  pane.hidden = note.hidden = true;
  return [bar, note, pane];
}
