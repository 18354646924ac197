// From IRIs to what people read and follow.

// Kinds of things that have a page here; graphs, sources of files and the like have none.
const PAGES = /^(?:case|actor|territory|resource|vocabulary|convention|kit|kit-quotation|ontology)(?:[/#]|$)/;
const LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u;

export class Iris {
  constructor({ base, prefixes, language }) {
    this.base = base;
    this.prefixes = prefixes;
    this.language = language;
  }

  // The shortest way to write an IRI that the prefixes allow; null when none does.
  shorten(iri, prefixes = this.prefixes) {
    let best = null;
    for (const [name, namespace] of Object.entries(prefixes)) {
      if (!namespace || !iri.startsWith(namespace) || (best && best.namespace.length >= namespace.length)) continue;
      const local = iri.slice(namespace.length);
      if (LOCAL.test(local)) best = { name, namespace, text: `${name}:${local}` };
    }
    return best;
  }

  // How a table shows an IRI: short where it can, though not always as one could write it in a query.
  display(iri) {
    const page = this.shorten(iri.replace(/#.*$/, ""));
    return this.shorten(iri)?.text ?? (page && iri.includes("#") ? page.text + iri.slice(iri.indexOf("#")) : iri);
  }

  // Where a link to a thing leads: our own page for what is ours, the address itself for the web, nothing for the rest.
  href(iri) {
    if (!iri.startsWith(this.base)) return /^(?:https?|mailto):/i.test(iri) ? iri : null;
    const local = iri.slice(this.base.length);
    const query = /^query\/(?:[^/]+\/)?([^/]+)$/.exec(local);
    if (query) return `/api/queries/${query[1]}`;
    const shape = /^shapes#([A-Za-z]+)/.exec(local);
    if (shape) return this.#inLanguage(`/shapes/${shape[1].replace(/Shape$/, "")}`);
    if (!PAGES.test(local) || local.endsWith("/graph")) return null;
    return this.#inLanguage(`/${local}`);
  }

  isOurs(iri) {
    return iri.startsWith(this.base);
  }

  #inLanguage(path) {
    if (this.language === "fr") return path;
    const [address, part] = path.split("#");
    return `${address}?lang=${this.language}${part ? `#${part}` : ""}`;
  }
}
