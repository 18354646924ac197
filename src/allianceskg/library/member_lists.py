"""All cases, actors, resources, territories and vocabularies, a part at a time, as documents of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from allianceskg.language import LANGUAGES, Text
from allianceskg.library.library import Library
from allianceskg.library.paging import ListPart, part_of
from allianceskg.library.things import Thing
from allianceskg.rdf.term import IRI, Literal, Triple, link, texts
from allianceskg.terms import ACTOR, BASE, PREFIXES, RDF_TYPE, RESOURCE, VOCABULARY, XSD_INTEGER

PART: Final = 500
"""Members in a part of a list."""

TITLES: Final[Mapping[str, Text]] = {
    "case": Text(fr="Tous les cas", en="All cases"),
    "actor": Text(fr="Tous les acteurs", en="All actors"),
    "resource": Text(fr="Toutes les ressources", en="All resources"),
    "territory": Text(fr="Tous les territoires", en="All territories"),
    "vocabulary": Text(fr="Tous les vocabulaires", en="All vocabularies"),
}
"""The lists, by the last segment of their IRI."""

_HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
_LABEL: Final = f"{PREFIXES['rdfs']}label"
_TITLE: Final = f"{PREFIXES['dcterms']}title"


def find_list(iri: str, library: Library, graphs: Iterable[str], *, page: int) -> Thing | None:
    """
    Return the document of a list, with one part of its members; None for an IRI that is no list.

    Args:
        graphs: Those of the build.
    """
    name = iri.removeprefix(BASE)
    if name not in TITLES or not iri.startswith(BASE):
        return None
    return Thing(iri, True, tuple(_triples(iri, members(name, library, graphs, page=page), library)))


def members(name: str, library: Library, graphs: Iterable[str], *, page: int) -> ListPart[str]:
    """Return a part of the members of a list, in the order of their IRIs."""
    kinds: Mapping[str, Callable[[], Sequence[str]]] = {
        "case": lambda: library.cases.iris,
        "actor": lambda: _of_graphs(graphs, ACTOR),
        "resource": lambda: _of_graphs(graphs, RESOURCE),
        "territory": lambda: library.catalogue.territories.iris(),
        "vocabulary": lambda: _of_graphs(graphs, VOCABULARY),
    }
    listed = part_of(library.keep(("list", name), kinds[name]), page=page, size=PART)
    library.names.learn(listed.items)
    return listed


def _of_graphs(graphs: Iterable[str], space: str) -> list[str]:
    return sorted(one.removesuffix("/graph") for one in graphs if one.startswith(space))


def _triples(iri: str, listed: ListPart[str], library: Library) -> Iterator[Triple]:
    subject, view = IRI(iri), IRI(f"{iri}?page={listed.page}")
    yield link(subject, RDF_TYPE, f"{_HYDRA}Collection")
    yield from texts(subject, _TITLE, TITLES[iri.removeprefix(BASE)])
    yield Triple(subject, IRI(f"{_HYDRA}totalItems"), Literal(str(listed.total), datatype=XSD_INTEGER))
    yield link(subject, f"{PREFIXES['dcterms']}isPartOf", f"{BASE}catalogue")
    yield link(subject, f"{_HYDRA}view", view.value)
    yield link(view, RDF_TYPE, f"{_HYDRA}PartialCollectionView")
    for relation, page in (
        ("first", 1),
        ("previous", listed.page - 1),
        ("next", listed.page + 1),
        ("last", listed.pages),
    ):
        if 1 <= page <= listed.pages:
            yield link(view, f"{_HYDRA}{relation}", f"{iri}?page={page}")
    for member in listed.items:
        yield link(subject, f"{_HYDRA}member", member)
        yield from _labels(member, library)


def _labels(member: str, library: Library) -> Iterator[Triple]:
    """Name a member in each language that it has a name in."""
    known = {library.names.worded(member, language) for language in LANGUAGES}
    for name in sorted(known, key=lambda one: (one.language or "", one.value)):
        yield Triple(IRI(member), IRI(_LABEL), Literal(name.value, language=name.language))
