"""A draft as the public will see it: the page of the site, made from what the draft says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from allianceskg.library.case_entries import CaseEntry, years_of
from allianceskg.library.descriptions import wordings_of
from allianceskg.library.reader import Reader, reader_of
from allianceskg.library.things import Thing
from allianceskg.rdf.term import IRI, Literal, Term, Triple
from allianceskg.records.referable import Known
from allianceskg.records.shortcuts import LINKS
from allianceskg.terms import AKG, BASE, RDF_TYPE, expand
from allianceskg.web.curate.bench import WORDS, bench_of, reader_account
from allianceskg.web.rendering import render
from allianceskg.web.requests import edition_of, language_of
from allianceskg.web.views.actor import read_actor, read_resource
from allianceskg.web.views.case import COMMON, read_case

router = APIRouter(include_in_schema=False)

_SAID_BY: Final = {
    "model": "akg:model",
    "function": "akg:function",
    "territory": "akg:territory",
    "place": "akg:territory",
    "actor": "akg:participant",
    "evidence": "akg:evidenceLevel",
}
"""By which property a part names what a case is found by."""
_SUBJECTS: Final = {"theme": "themes", "need": "needs"}
_GOALS: Final = "http://metadata.un.org/sdg/"


@router.api_route("/curate/drafts/{number}/preview", methods=["GET", "HEAD"])
def preview(request: Request, number: int) -> Response:
    """Show a draft as its page will be."""
    reader_account(request)
    bench, language, edition = bench_of(request), language_of(request), edition_of(request)
    draft = bench.drafting.drafts.get(number)
    triples = tuple(bench.drafting.triples(draft))
    iri = f"{BASE}{WORDS[draft.group]}/{draft.slug or 'sans-identifiant'}"
    thing = Thing(iri, True, triples)
    reader = reader_of(edition.catalogue, language)
    template, shown = _shown(draft.group, thing, reader, bench.known)
    response = render(template, request, edition, language, thing=thing, preview=draft, **shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(group: str, thing: Thing, reader: Reader, known: Known) -> tuple[str, dict[str, Any]]:
    """Return the template of a page of the site, and what is laid out in it."""
    match group:
        case "cases":
            case = read_case(thing, reader, entry=entry_of(thing.iri, thing.triples, known))
            return "case.html", {"case": case, "common": COMMON, "further": case.further, "structured": {}}
        case "actors":
            return "actor.html", {"actor": read_actor(thing, reader, page=1)}
        case _:
            return "resource.html", {"resource": read_resource(thing, reader)}


def entry_of(iri: str, triples: Iterable[Triple], known: Known) -> CaseEntry:
    """Describe a case that is in no build as lists would show it."""
    said: dict[str, list[Term]] = {}
    own: dict[str, list[Term]] = {}
    for triple in triples:
        said.setdefault(triple.predicate.value, []).append(triple.object)
        if triple.subject == IRI(iri):
            own.setdefault(triple.predicate.value, []).append(triple.object)
    values = {name: _iris(said.get(expand(path), ())) for name, path in _SAID_BY.items()}
    subjects = _iris(said.get(expand("akg:subject"), ()))
    vocabulary = {one: concept.vocabulary for one in subjects if (concept := known.concepts.get(one)) is not None}
    values |= {name: tuple(one for one in subjects if vocabulary.get(one) == of) for name, of in _SUBJECTS.items()}
    values["sdg"] = tuple(one for one in subjects if one.startswith(_GOALS))
    broader = (above for model in values["model"] if model in known.concepts for above in known.concepts[model].broader)
    values["category"] = tuple(sorted({*broader, *_iris(said.get(expand("akg:category"), ()))}))
    classes = {one.value for one in said.get(RDF_TYPE, ())}
    return CaseEntry(
        iri=iri,
        position=-1,
        titles=wordings_of(own.get(expand("dcterms:title"), ())),
        abstracts=wordings_of(own.get(expand("dcterms:abstract"), ())),
        modified=_first(own, "dcterms:modified"),
        confirmed=_first(own, "akg:lastConfirmed"),
        values={name: values.get(name, ()) for name in LINKS},
        years=years_of(said.get(expand("akg:startDate"), ())),
        is_alliance=f"{AKG}Alliance" in classes,
        is_initiative=f"{AKG}CatalystInitiative" in classes,
        further={},
    )


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(sorted({one.value for one in terms if isinstance(one, IRI)}))


def _first(said: dict[str, list[Term]], name: str) -> str:
    return min((one.value for one in said.get(expand(name), ()) if isinstance(one, Literal)), default="")
