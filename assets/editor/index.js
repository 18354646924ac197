// The editor of queries. The page works without this file: its form sends the query and gets a file, its examples are
// links. With it, the query is coloured and completed, and the answer is shown below.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import "./editor.css";
import { views } from "./charts.js";
import { registerCompleters } from "./completion.js";
import { Iris } from "./iris.js";
import { graph, isNumber, problem, table, truth } from "./results.js";
import { wordsOf } from "./words.js";

const LONGEST_ADDRESS = 6_000; // beyond it a query is posted, and proxies may refuse its address
const form = document.getElementById("query-form");
const written = form.elements.query;
const settings = JSON.parse(form.dataset.settings);
const { language, endpoint } = settings;
const words = wordsOf(language);
const iris = new Iris(settings);
const context = { words, iris, language, settings };
const [run, stop, permanent] = ["run", "stop", "permanent"].map((id) => document.getElementById(id));
const [status, answer] = ["status", "answer"].map((id) => document.getElementById(id));
const examples = [...document.querySelectorAll("#examples a[data-example]")];

const yasqe = openEditor();
let running = null;

function openEditor() {
  const fetchTerms = registerCompleters(settings, iris);
  Object.assign(Yasqe.defaults, { persistenceId: null, consumeShareLink: null, createShareableLink: null });
  // What is typed is also in the field of the form, so that sending it works as without this file.
  const place = document.getElementById("editor");
  const editor = new Yasqe(place, {
    value: written.value,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    extraKeys: {
      Tab: false, // the keyboard must be able to leave the editor
      "Shift-Tab": false,
      "Ctrl-S": false,
      "Ctrl-Enter": () => void execute(),
      "Cmd-Enter": () => void execute(),
    },
  });
  written.closest(".field").hidden = true;
  for (const one of document.querySelectorAll("[data-with-script]")) one.hidden = false;
  editor.getInputField().setAttribute("aria-label", words.editor);
  // A long query scrolls in a box of its own, which the keyboard must reach too.
  const box = editor.getScrollerElement();
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words.editor);
  editor.on("change", () => {
    written.value = editor.getValue();
    markExample();
  });
  editor.on("focus", () => void fetchTerms());
  speakOurLanguage(editor);
  return editor;
}

// The editor has two texts in English and no setting for them.
function speakOurLanguage(editor) {
  const [notify, check] = [editor.showNotification, editor.checkSyntax];
  editor.showNotification = (key) => notify(key, words.complete);
  editor.checkSyntax = () => {
    check();
    editor.getDoc().eachLine((line) => {
      const icon = line.gutterMarkers?.gutterErrorBar;
      if (!icon) return;
      icon.onmouseover = icon.onmouseout = null;
      icon.title = words.invalidLine;
    });
  };
  editor.checkSyntax();
}

function addressOf(query, more = {}) {
  const parameters = new URLSearchParams({ query, ...more });
  if (language !== "fr") parameters.set("lang", language);
  return `${endpoint}?${parameters}`;
}

function request(query, signal) {
  const isGraph = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
  const headers = { Accept: isGraph ? "text/turtle" : "application/sparql-results+json", "Accept-Language": language };
  const address = addressOf(query);
  if (address.length <= LONGEST_ADDRESS) return fetch(address, { headers, signal });
  return fetch(`${endpoint}?lang=${language}`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/sparql-query" },
    body: query,
    signal,
  });
}

async function execute({ isNew = true } = {}) {
  running?.abort();
  const controller = (running = new AbortController());
  const query = yasqe.getValue();
  const started = performance.now();
  show(words.running, []);
  stop.hidden = false;
  answer.setAttribute("aria-busy", "true");
  permanent.href = addressOf(query);
  if (isNew && new URLSearchParams(location.search).get("query") !== query) history.pushState(null, "", permanent.href);
  try {
    const response = await request(query, controller.signal);
    const text = await response.text();
    if (controller === running) present(response, text, performance.now() - started);
  } catch (fault) {
    if (controller !== running) return;
    if (fault.name === "AbortError") show(words.stopped, []);
    else show("", problem({ title: words.unreachable }, context));
  } finally {
    if (controller === running) {
      running = null;
      stop.hidden = true;
      answer.removeAttribute("aria-busy");
    }
  }
}

// Save the answer as a file; a format that the browser would rather show is saved too, and an error is shown.
async function download(event) {
  event.preventDefault();
  const format = form.elements.format.value;
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      body: new URLSearchParams({ query: yasqe.getValue(), format, lang: language }),
    });
    if (!response.ok) {
      present(response, await response.text(), 0);
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = `${words.file}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch {
    show("", problem({ title: words.unreachable }, context));
  }
}

function present(response, text, milliseconds) {
  const type = response.headers.get("Content-Type") ?? "";
  if (!response.ok) {
    const report = type.includes("json") ? JSON.parse(text) : { title: words.failed(response.status) };
    show("", problem(report, context, goToLine));
    return;
  }
  const seconds = (milliseconds / 1000).toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const version = response.headers.get("X-Data-Version");
  const said = (what) => [what, words.seconds(seconds), version && words.version(version)].filter(Boolean).join(" · ");
  if (!type.includes("json")) {
    show(said(words.triples), graph(text, context));
    return;
  }
  const results = JSON.parse(text);
  if ("boolean" in results) show(said(words.answer), truth(results.boolean, context));
  else show(said(words.rows(results.results.bindings.length)), [...views(results, context, isNumber), ...table(results, context)]);
}

function show(message, parts) {
  status.textContent = message;
  answer.replaceChildren(...parts);
}

function goToLine(line, column) {
  yasqe.focus();
  yasqe.getDoc().setCursor({ line: line - 1, ch: column - 1 });
  yasqe.scrollIntoView(null, 80);
}

const queryOf = (link) => new URL(link.href).searchParams.get("query");

function markExample() {
  const query = written.value;
  for (const link of examples) {
    if (queryOf(link) === query) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const isGraph = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
  const format = form.elements.format;
  for (const option of format.options) option.disabled = (option.dataset.family === "graph") !== isGraph;
  if (format.selectedOptions[0]?.disabled) format.value = isGraph ? "ttl" : "csv";
}

function narrow(sought) {
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wanted = fold(sought).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const link of examples) {
    const text = fold(link.textContent);
    link.parentElement.hidden = !wanted.every((word) => text.includes(word));
    found += link.parentElement.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll("#examples details")) {
    group.hidden = !group.querySelector("li:not([hidden])");
    if (wanted.length) group.open = true;
  }
  document.getElementById("examples-found").textContent = wanted.length ? words.examples(found) : "";
}

run.addEventListener("click", () => void execute());
form.addEventListener("submit", (event) => void download(event));
stop.addEventListener("click", () => running?.abort());
document.getElementById("examples-search").addEventListener("input", (event) => narrow(event.target.value));
document.getElementById("examples").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-example]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  yasqe.setValue(queryOf(link));
  void execute();
  if (form.getBoundingClientRect().top < 0 || form.getBoundingClientRect().top > innerHeight / 2) form.scrollIntoView();
});
window.addEventListener("popstate", () => {
  const query = new URLSearchParams(location.search).get("query");
  yasqe.setValue(query ?? settings.start);
  if (query) void execute({ isNew: false });
  else show("", []);
});
markExample();
if (new URLSearchParams(location.search).get("query")) void execute({ isNew: false });
