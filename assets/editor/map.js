// The map of départements: outlines of those of mainland France and Corsica, tiles for those overseas.
import { drawn, frame, written } from "./charts.js";

export const AREA = /\/territory\/(departement|collectivite)-([0-9AB]{2,3})$/;
const SHADES = [0.15, 0.3, 0.5, 0.7, 0.9];
const TILE = 58;

let fetched = null;

// The outlines are fetched when a map is first asked for.
function outlines(address) {
  fetched ??= fetch(address).then((response) => {
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  });
  fetched.catch(() => (fetched = null));
  return fetched;
}

// One number for each département; those of several rows are added up, which is said.
function totals(points, column) {
  const found = new Map();
  let isAdded = false;
  for (const { value, row } of points) {
    const [, , code] = AREA.exec(row[column]?.value ?? "") ?? [];
    if (!code) continue;
    isAdded ||= found.has(code);
    found.set(code, (found.get(code) ?? 0) + value);
  }
  return { found, isAdded };
}

export async function mapOf(points, column, title, { words, language, settings }) {
  const { viewBox, areas } = await outlines(settings.outlines);
  const { found, isAdded } = totals(points, column);
  const [, , width, height] = viewBox.split(" ").map(Number);
  const low = Math.min(0, ...found.values());
  const high = Math.max(...found.values(), low + 1);
  const shade = (value) => SHADES[Math.min(SHADES.length - 1, Math.floor(((value - low) / (high - low)) * SHADES.length))];
  const overseas = [...found.keys()].filter((code) => !(code in areas)).sort();
  const svg = frame(width, height + (overseas.length ? TILE + 30 : 10) + 60, title);
  svg.setAttribute("stroke", "none");
  for (const [code, { d }] of Object.entries(areas)) {
    const value = found.get(code);
    const said = words.pair(code, value === undefined ? words.unbound : written(value, language));
    const fill = value === undefined ? { "fill-opacity": 0.04 } : { "fill-opacity": shade(value), "data-code": code };
    svg.append(drawn("path", { d, stroke: "currentColor", "stroke-width": 0.5, "stroke-opacity": 0.6, ...fill }, drawn("title", {}, said)));
  }
  overseas.forEach((code, index) => {
    const x = 10 + index * (TILE + 8);
    svg.append(
      drawn("rect", { x, y: height + 8, width: TILE, height: TILE - 20, "fill-opacity": shade(found.get(code)), stroke: "currentColor", "stroke-width": 0.5, "data-code": code }, drawn("title", {}, words.pair(code, written(found.get(code), language)))),
      drawn("text", { x, y: height + TILE + 4 }, words.pair(code, written(found.get(code), language))),
    );
  });
  legend(svg, height + (overseas.length ? TILE + 30 : 10), low, high, language);
  svg.append(drawn("desc", {}, words.mapCredit));
  return { svg, note: [words.areas(found.size), isAdded ? words.added : "", words.mapCredit].filter(Boolean).join(" ") };
}

function legend(svg, top, low, high, language) {
  SHADES.forEach((strength, index) => {
    const x = 10 + index * 110;
    const from = low + ((high - low) / SHADES.length) * index;
    svg.append(
      drawn("rect", { x, y: top, width: 20, height: 14, "fill-opacity": strength, stroke: "currentColor", "stroke-width": 0.5 }),
      drawn("text", { x: x + 26, y: top + 12 }, `≥ ${written(from, language)}`),
    );
  });
}
