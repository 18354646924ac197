"""The types of problems as things with an IRI: what the `type` of a report leads to, as a page and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from fastapi import Request, Response

from allianceskg.language import LANGUAGES, Language, Text
from allianceskg.library.things import Thing
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.serving.editions import Edition
from allianceskg.serving.problem_types import PROBLEMS, TYPES, ProblemType
from allianceskg.terms import PREFIXES, RDF_LANG_STRING, RDF_TYPE
from allianceskg.web.rendering import render

_SKOS: Final = PREFIXES["skos"]
_TITLE: Final = Text(fr="Types de problèmes", en="Types of problems")


def find_problems(iri: str) -> Thing | None:
    """Return a type of problem, or the list of all; None for another IRI."""
    if iri == PROBLEMS:
        return Thing(iri, True, tuple(_described(TYPES.values())))
    kind = TYPES.get(iri.removeprefix(f"{PROBLEMS}/"))
    return None if kind is None or kind.iri != iri else Thing(iri, True, tuple(_described([kind])))


def problems_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page that lists the types of problems."""
    return render(
        "problems.html",
        request,
        edition,
        language,
        title=_TITLE,
        types=list(TYPES.values()),
        path_of=_path,
        thing=thing,
    )


def problem_page(thing: Thing, edition: Edition, request: Request, language: Language) -> Response:
    """Write the page of a type of problem."""
    kind = TYPES[thing.iri.removeprefix(f"{PROBLEMS}/")]
    return render("problem.html", request, edition, language, kind=kind, list_title=_TITLE, thing=thing)


def _path(kind: ProblemType) -> str:
    return f"/problem/{kind.name}"


def _described(kinds: Iterable[ProblemType]) -> Iterator[Triple]:
    """Describe types as concepts of one scheme."""
    scheme = IRI(PROBLEMS)
    yield Triple(scheme, IRI(RDF_TYPE), IRI(f"{_SKOS}ConceptScheme"))
    yield from _said(scheme, "prefLabel", _TITLE)
    for kind in kinds:
        subject = IRI(kind.iri)
        yield Triple(subject, IRI(RDF_TYPE), IRI(f"{_SKOS}Concept"))
        yield Triple(subject, IRI(f"{_SKOS}inScheme"), scheme)
        yield from _said(subject, "prefLabel", kind.title)
        yield from _said(subject, "definition", kind.meaning)
        yield from _said(subject, "scopeNote", kind.mending)
        yield from _said(subject, "note", Text(fr=f"Statut HTTP {kind.status}.", en=f"HTTP status {kind.status}."))


def _said(subject: IRI, name: str, text: Text) -> Iterator[Triple]:
    for language in LANGUAGES:
        words = Literal(text.in_language(language), language, RDF_LANG_STRING)
        yield Triple(subject, IRI(f"{_SKOS}{name}"), words)
