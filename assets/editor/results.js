// The answer, as a table, a word or a text.
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"].map((name) => XSD + name),
);
const FIRST_ROWS = 100;
const MORE_ROWS = 500;
const MOST_CHARACTERS = 200_000;

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export const isNumber = (term) => term?.type !== "uri" && NUMBERS.has(term?.datatype);

function cell(term, { iris, language, words }, numeric) {
  const made = element("td", { className: numeric ? "numeric" : "" });
  if (!term) {
    made.append(element("span", { className: "hidden", textContent: words.unbound }));
  } else if (term.type === "uri") {
    const text = iris.display(term.value);
    const href = iris.href(term.value);
    const link = element(href ? "a" : "span", { textContent: text, title: term.value, className: "iri" });
    if (href) link.href = href;
    if (href && !iris.isOurs(term.value)) Object.assign(link, { rel: "external noopener noreferrer", className: "iri external" });
    made.append(link);
  } else {
    const tongue = term["xml:lang"];
    made.append(term.type === "bnode" ? `_:${term.value}` : term.value);
    if (tongue && tongue !== language) {
      made.lang = tongue;
      made.append(" ", element("span", { className: "tongue", textContent: tongue }));
    }
  }
  return made;
}

function comparison(variable, numeric, language) {
  const collator = new Intl.Collator(language, { numeric: true });
  return (one, other) => {
    const [left, right] = [one[variable]?.value, other[variable]?.value];
    if (left === undefined || right === undefined) return (left === undefined) - (right === undefined);
    return numeric ? Number(left) - Number(right) : collator.compare(left, right);
  };
}

export function table({ head, results }, context) {
  const { words, language } = context;
  const variables = head.vars;
  const numeric = new Map(
    variables.map((name) => {
      const bound = results.bindings.map((row) => row[name]).filter(Boolean);
      return [name, bound.length > 0 && bound.every(isNumber)];
    }),
  );
  let rows = results.bindings;
  let shown = 0;
  const body = element("tbody");
  const more = element("button", { type: "button", className: "more-rows" });
  const extent = element("p", { className: "extent" });

  function extend(count) {
    const fresh = rows.slice(shown, shown + count).map((row) => {
      const line = element("tr");
      line.append(...variables.map((name) => cell(row[name], context, numeric.get(name))));
      return line;
    });
    body.append(...fresh);
    shown += fresh.length;
    const left = rows.length - shown;
    more.hidden = extent.hidden = left === 0;
    more.textContent = words.more(Math.min(MORE_ROWS, left));
    extent.textContent = words.shown(shown, rows.length);
  }

  const headers = variables.map((name) => {
    const button = element("button", { type: "button", textContent: name, title: `${words.sort} ${name}` });
    const header = element("th", { scope: "col", className: numeric.get(name) ? "numeric" : "" }, button);
    button.addEventListener("click", () => {
      const direction = header.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      for (const one of headers) one.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", direction);
      const compare = comparison(name, numeric.get(name), language);
      const sign = direction === "ascending" ? 1 : -1;
      rows = [...results.bindings].sort((one, other) =>
        one[name] && other[name] ? sign * compare(one, other) : compare(one, other), // what is not recorded stays last
      );
      body.replaceChildren();
      shown = 0;
      extend(FIRST_ROWS);
    });
    return header;
  });

  more.addEventListener("click", () => extend(MORE_ROWS));
  extend(FIRST_ROWS);
  const caption = element("caption", { className: "hidden", textContent: words.answer });
  const made = element("table", { className: "answer-table" }, caption, element("thead", {}, element("tr", {}, ...headers)), body);
  const frame = element("div", { className: "scroll", tabIndex: 0 }, made);
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", words.answer);
  return [frame, extent, more];
}

export const truth = (answer, { words }) => [element("p", { className: "truth", textContent: answer ? words.yes : words.no })];

export function graph(text, { words }) {
  const frame = element("pre", { className: "graph", tabIndex: 0, textContent: text.slice(0, MOST_CHARACTERS) });
  return text.length > MOST_CHARACTERS ? [frame, element("p", { textContent: words.cut(MOST_CHARACTERS) })] : [frame];
}

export function problem(report, { words }, goToLine) {
  const made = element("div", { className: "message editor-problem" });
  made.setAttribute("role", "alert");
  made.append(element("p", {}, element("strong", { textContent: report.title })), element("p", { textContent: report.detail ?? "" }));
  if (report.hint) made.append(element("p", { textContent: report.hint }));
  if (report.line) {
    const button = element("button", { type: "button", className: "quiet", textContent: words.goToLine(report.line) });
    button.addEventListener("click", () => goToLine(report.line, report.column ?? 1));
    made.append(element("p", {}, button));
  }
  return [made];
}
