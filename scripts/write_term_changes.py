"""
Write which terms changed since the last release, in both languages, and check that versions moved where terms did.

    python -m scripts.write_term_changes [--check]

Compares `ontology/alliances.ttl` and each `ontology/vocabularies/*.ttl` with the newest folder of `releases/` other than that of
this version, and writes `docs/reference/term-changes.md` and `term-changes.fr.md`. With `--check` nothing is written: what
would be is named, and so is every fault of the versions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from allianceskg.language import LANGUAGES, Language, Text

ROOT: Final = Path(__file__).resolve().parent.parent
BASE: Final = "https://w3id.org/alliances/"
PAGES: Final[Mapping[Language, Path]] = {
    "en": ROOT / "docs" / "reference" / "term-changes.md",
    "fr": ROOT / "docs" / "reference" / "term-changes.fr.md",
}
_KINDS: Final = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, SKOS.Concept)
_COMPARED: Final[Sequence[tuple[Text, tuple[URIRef, ...]]]] = (
    (Text(fr="libellé", en="label"), (RDFS.label, SKOS.prefLabel)),
    (Text(fr="définition", en="definition"), (SKOS.definition,)),
    (Text(fr="place", en="place"), (SKOS.broader, RDFS.subClassOf, RDFS.subPropertyOf)),
)


@dataclass(frozen=True)
class Document:
    """The ontology or a vocabulary, as it is and as it was released."""

    name: str
    now: Graph
    before: Graph

    @property
    def iri(self) -> URIRef:
        """What it is about."""
        return URIRef(f"{BASE}{'ontology' if self.name == 'ontology' else f'vocabulary/{self.name}'}")

    @property
    def added(self) -> list[URIRef]:
        """Terms that are new."""
        return sorted(terms(self.now) - terms(self.before))

    @property
    def gone(self) -> list[URIRef]:
        """Terms that are no longer there, which no release may have."""
        return sorted(terms(self.before) - terms(self.now))

    @property
    def deprecated(self) -> list[URIRef]:
        """Terms that were deprecated since."""
        return sorted(deprecated(self.now) - deprecated(self.before))

    def changed(self) -> Iterator[tuple[URIRef, list[Text]]]:
        """Give the terms that are defined otherwise, and in what."""
        for term in sorted(terms(self.now) & terms(self.before)):
            what = [name for name, properties in _COMPARED if self._differs(term, properties)]
            if what:
                yield term, what

    @property
    def has_moved(self) -> bool:
        """Whether anything but the header is another than it was."""
        return set(self._statements(self.now)) != set(self._statements(self.before))

    def _differs(self, term: URIRef, properties: Sequence[URIRef]) -> bool:
        now, before = (
            {(one, value) for one in properties for value in graph.objects(term, one) if not _is_node(value)}
            for graph in (self.now, self.before)
        )
        return now != before

    def _statements(self, graph: Graph) -> Iterator[tuple[object, ...]]:
        return (triple for triple in graph if triple[0] != self.iri and not any(map(_is_node, triple)))


def _is_node(value: object) -> bool:
    return not isinstance(value, URIRef | Literal)


def terms(graph: Graph) -> set[URIRef]:
    """List the classes, properties and concepts of a document."""
    return {term for kind in _KINDS for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef)}


def deprecated(graph: Graph) -> set[URIRef]:
    """List the terms that are deprecated."""
    return {term for term in graph.subjects(OWL.deprecated, Literal(True)) if isinstance(term, URIRef)}


def present(root: Path = ROOT) -> str:
    """Return the number of the version that stands here."""
    return str(_read(root / "ontology" / "alliances.ttl").value(URIRef(f"{BASE}ontology"), OWL.versionInfo))


def last_release(version: str, root: Path = ROOT) -> str:
    """Return the number of the newest release before the version that stands here, which may have been released itself."""
    numbers = {path.name for path in (root / "releases").iterdir() if path.name[:1].isdigit()} - {version}
    return max(numbers, key=lambda number: tuple(map(int, number.split("."))))


def documents(release: str, root: Path = ROOT) -> list[Document]:
    """Read the ontology and every vocabulary, each with what it was in a release."""
    folder = root / "releases" / release
    found = [("ontology", root / "ontology" / "alliances.ttl", folder / "alliances.ttl")]
    found += [
        (path.stem, path, folder / "vocabularies" / path.name)
        for path in sorted((root / "ontology" / "vocabularies").glob("*.ttl"))
    ]
    return [Document(name, _read(now), _read(before)) for name, now, before in found]


def _read(path: Path) -> Graph:
    graph = Graph()
    return graph.parse(path, format="turtle") if path.is_file() else graph


def edited(version: str, root: Path = ROOT) -> list[str]:
    """Name the documents that are no longer as they were released under the number of the version that stands here."""
    folder = root / "releases" / version
    return [
        f"ontology/{name} is not what was released as {version}: raise owl:versionInfo"
        for name in sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
        if (root / "ontology" / name).read_bytes() != (folder / name).read_bytes()
    ]


def faults(compared: Sequence[Document], release: str) -> list[str]:
    """Name what a version does not say rightly: terms that moved under one number, terms that vanished, no successor."""
    return [fault for document in compared for fault in _faults(document, release)]


def _faults(document: Document, release: str) -> Iterator[str]:
    for term in document.gone:
        yield f"{term} is gone: deprecate it (owl:deprecated true, dcterms:isReplacedBy …) instead"
    for term in sorted(deprecated(document.now)):
        if not set(document.now.objects(term, DCTERMS.isReplacedBy)):
            yield f"{term} is deprecated and names no successor: dcterms:isReplacedBy"
    version = document.now.value(document.iri, OWL.versionInfo)
    if version is None:
        if (document.iri, None, None) in document.now:
            yield f"{document.iri} names no version: owl:versionInfo"
        return
    if document.now.value(document.iri, OWL.versionIRI) != URIRef(f"{document.iri}/{version}"):
        yield f"{document.iri}: owl:versionIRI is not that of version {version}"
    before = str(document.before.value(document.iri, OWL.versionInfo) or release)
    if document.has_moved and str(version) == before:
        yield f"{document.iri} has other terms than {before} and the same number: raise owl:versionInfo"
    if document.has_moved and set(document.before) and document.now.value(document.iri, OWL.priorVersion) is None:
        yield f"{document.iri} does not say what came before: owl:priorVersion"
    if not document.has_moved and str(version) != before:
        yield f"{document.iri} has the terms of {before} and another number, {version}"


def page(compared: Sequence[Document], release: str, language: Language) -> str:
    """Write the page of one language."""

    def say(fr: str, en: str) -> str:
        return Text(fr=fr, en=en).in_language(language)

    other = "[In English](term-changes.md)" if language == "fr" else "[En français](term-changes.fr.md)"
    lines = [
        say("# Termes modifiés", "# Changed terms"),
        "",
        f"*{other}*",
        "",
        say(
            f"Ce qui a changé dans l'ontologie et les vocabulaires depuis la version {release}, dont les documents restent "
            f"servis sous `/ontology/{release}` et `/vocabulary/<vocabulaire>/{release}`. Un terme publié n'est jamais retiré.",
            f"What changed in the ontology and the vocabularies since version {release}, whose documents are still served under "
            f"`/ontology/{release}` and `/vocabulary/<scheme>/{release}`. A published term is never removed.",
        ),
        "",
        "Written by `python -m scripts.write_term_changes`."
        if language == "en"
        else "Écrit par `python -m scripts.write_term_changes`.",
    ]
    for document in compared:
        changed = list(document.changed())
        if not (document.added or changed or document.deprecated):
            continue
        lines += ["", f"## `{document.name}`", ""]
        lines += [f"- {say('ajouté : ', 'added: ')}{_named(document, one, language)}" for one in document.added]
        for term in document.deprecated:
            successors = ", ".join(f"`{_short(one)}`" for one in document.now.objects(term, DCTERMS.isReplacedBy))
            lines.append(
                f"- {say('obsolète', 'deprecated')}{say(' : ', ': ')}{_named(document, term, language)} → {successors}"
            )
        for term, what in changed:
            said = ", ".join(one.in_language(language) for one in what)
            lines.append(f"- {say('modifié', 'changed')} ({said}){say(' : ', ': ')}{_named(document, term, language)}")
    return "\n".join(lines) + "\n"


def _named(document: Document, term: URIRef, language: Language) -> str:
    labels = {
        label.language: str(label)
        for one in (RDFS.label, SKOS.prefLabel)
        for label in document.now.objects(term, one)
        if isinstance(label, Literal)
    }
    name = labels.get(language) or next(iter(labels.values()), "")
    return f"`{_short(term)}`, {name}" if name else f"`{_short(term)}`"


def _short(term: object) -> str:
    return str(term).rpartition("#")[2].removeprefix(f"{BASE}vocabulary/").removeprefix(BASE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or say what is not as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0].strip())
    parser.add_argument("--check", action="store_true", help="write nothing, and name what differs")
    is_checking = parser.parse_args(arguments).check
    version = present()
    release = last_release(version)
    compared = documents(release)
    found = [*edited(version), *faults(compared, release)]
    for language in LANGUAGES:
        text, path = page(compared, release, language), PAGES[language]
        if not is_checking:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            found.append(f"{path.relative_to(ROOT)} is not what is written now: python -m scripts.write_term_changes")
    print("\n".join(found) or "Versions and changes of terms agree.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
