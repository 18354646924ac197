// Completion from this catalogue alone: its classes, properties and things, asked of its own endpoint once, when needed.
import Yasqe from "@zazuko/yasqe";

const MOST = 60;
const OF_CLASSES = new Set(["a", "rdf:type", "rdfs:subClassOf"]);

const TERMS = (language) => `
PREFIX akg: <https://w3id.org/alliances/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?kind ?term ?label WHERE {
  {
    { SELECT ?term WHERE { ?s ?term ?o } GROUP BY ?term }
    BIND("property" AS ?kind)
  } UNION {
    VALUES ?declared { owl:ObjectProperty owl:DatatypeProperty }
    ?term a ?declared
    BIND("property" AS ?kind)
  } UNION {
    { SELECT ?term WHERE { ?s a ?term } GROUP BY ?term }
    BIND("class" AS ?kind)
  } UNION {
    ?term a owl:Class
    BIND("class" AS ?kind)
  } UNION {
    VALUES ?class { skos:Concept akg:Actor akg:Resource akg:CaseStudy }
    ?term a ?class
    BIND("thing" AS ?kind)
  } UNION {
    VALUES ?level { <https://w3id.org/alliances/vocabulary/territory-levels/region> <https://w3id.org/alliances/vocabulary/territory-levels/departement> <https://w3id.org/alliances/vocabulary/territory-levels/ept> }
    ?term akg:territoryLevel ?level
    BIND("thing" AS ?kind)
  }
  OPTIONAL { ?term skos:prefLabel|rdfs:label|dcterms:title ?label . FILTER(LANG(?label) = "${language}") }
}`;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

async function load({ endpoint, language }) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json" },
    body: TERMS(language),
  });
  if (!response.ok) throw new Error(`completion: ${response.status}`);
  const { results } = await response.json();
  return results.bindings.map(({ kind, term, label }) => ({
    kind: kind.value,
    iri: term.value,
    label: label?.value ?? "",
    sought: fold(`${term.value.replace(/^.*[/#]/, "")} ${label?.value ?? ""}`),
  }));
}

// The word before the cursor, and what kind of term may stand there: null where none of ours may. The tokens of the
// editor would not do: a word that is not SPARQL yet, such as a name, is several of them.
function wordAt(yasqe) {
  const { line, ch } = yasqe.getDoc().getCursor();
  const text = yasqe.getDoc().getLine(line).slice(0, ch);
  const word = /<[^\s<>"{}|^`\\]*$/.exec(text)?.[0] ?? /[\p{L}\p{N}_][\p{L}\p{N}_.:-]*$/u.exec(text)?.[0] ?? "";
  const start = ch - word.length;
  const { state, type } = yasqe.getTokenAt({ line, ch: start }, true);
  const place = { word, start, end: ch, kind: null };
  if (type === "comment" || state.inLiteral || state.inPrefixDecl || /[?$"'@^]/.test(text[start - 1] ?? "")) return place;
  if (state.possibleNext.includes("a")) return { ...place, kind: "property" };
  if (!state.possibleNext.includes("IRI_REF")) return place;
  return { ...place, kind: OF_CLASSES.has(state.lastProperty) ? "class" : "thing" };
}

// Tell the editor what to offer; the function returned fetches it ahead.
export function registerCompleters(settings, iris) {
  let terms = null;
  const known = () => (terms ??= load(settings).catch((fault) => ((terms = null), console.warn(fault), [])));
  const chosen = new Map(); // what is offered, by its text

  Yasqe.registerAutocompleter(
    {
      name: "catalogue",
      bulk: false,
      isValidCompletionPosition: (yasqe) => wordAt(yasqe).kind !== null,
      async get(yasqe) {
        const { word, kind } = wordAt(yasqe);
        const written = word.replace("<", "");
        const [, prefix, rest] = /^([^:/]*):(?!\/\/)(.*)$/s.exec(written) ?? [null, null, written];
        const namespace = prefix === null ? "" : (yasqe.getPrefixesFromQuery()[prefix] ?? iris.prefixes[prefix]);
        if (namespace === undefined) return [];
        const sought = fold(rest);
        const found = (await known()).filter(
          (term) =>
            term.kind === kind &&
            term.iri.startsWith(namespace) &&
            (term.sought.includes(sought) || term.iri.startsWith(namespace + rest)),
        );
        const rank = ({ iri, sought: text }) => (text.startsWith(sought) ? 0 : 2) + (iris.isOurs(iri) ? 0 : 1);
        found.sort((one, other) => rank(one) - rank(other) || (one.iri < other.iri ? -1 : 1));
        chosen.clear();
        for (const term of found.slice(0, MOST)) chosen.set(term.iri, term);
        return [...chosen.keys()];
      },
      postprocessHints: (yasqe, hints) => {
        const { line } = yasqe.getDoc().getCursor();
        const { start, end } = wordAt(yasqe);
        const [from, to] = [start, end].map((ch) => ({ line, ch }));
        return hints.map((hint) => {
          const term = chosen.get(hint.text);
          const own = iris.shorten(hint.text, yasqe.getPrefixesFromQuery());
          const ours = own ?? iris.shorten(hint.text);
          const text = ours ? ours.text : `<${hint.text}>`;
          return {
            text,
            from,
            to,
            render(element) {
              element.append(text, Object.assign(document.createElement("span"), { className: "hint-label", textContent: term?.label ?? "" }));
            },
            hint(editor) {
              editor.replaceRange(text, from, { line, ch: editor.getCursor().ch }, "complete");
              if (ours && !own) yasqe.addPrefixes({ [ours.name]: ours.namespace });
            },
          };
        });
      },
    },
    false,
  );

  // Our prefixes in place of the lists of others; nothing is kept in the browser.
  Yasqe.forkAutocompleter(
    "prefixes",
    {
      name: "our-prefixes",
      persistenceId: null,
      get: () => Object.entries(iris.prefixes).map(([name, namespace]) => `${name}: <${namespace}>`),
    },
    false,
  );
  Yasqe.defaults.autocompleters = ["our-prefixes", "variables", "catalogue"];
  return known;
}
