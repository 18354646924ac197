"""What cases record, with sources, and the proofs that show it."""

from __future__ import annotations

import re

import pytest

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.evidence import Evidence, proof, recorded, sources_in_words
from allianceskg.model import Profile
from allianceskg.rdf.term import IRI
from allianceskg.terms import CASE, concept

from .catalogues import InventedCase, InventedCatalogue, criteria_of, partner

POINT_CARRE = f"{CASE}point-carre"


def record(*, page: str | None = None, line: int | None = None, is_reading: bool = False) -> Evidence:
    return Evidence("urn:s", "urn:v", None, {}, is_reading, page, line)


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], Text("", "")),
        ([record()], Text("", "")),
        ([record(line=106)], Text("le kit, ligne 106", "the kit, line 106")),
        ([record(line=108), record(line=107)], Text("le kit, lignes 107 et 108", "the kit, lines 107 and 108")),
        (
            [record(line=8), record(line=91), record(line=90)],
            Text("le kit, lignes 8, 90 et 91", "the kit, lines 8, 90 and 91"),
        ),
        (
            [record(page="https://www.b.fr/x?y=1"), record(page="http://a.org"), record(page="https://b.fr/z")],
            Text("a.org, b.fr", "a.org, b.fr"),
        ),
        (
            [record(page="https://a.org/1"), record(line=91)],
            Text("le kit, ligne 91, a.org", "the kit, line 91, a.org"),
        ),
        (
            [record(page="https://a.org/1", is_reading=True)],
            Text("lecture de ce catalogue, d'après a.org", "a reading of this catalogue, after a.org"),
        ),
        (
            [record(page="https://a.org/1", is_reading=True), record(line=91)],
            Text("le kit, ligne 91, a.org", "the kit, line 91, a.org"),
        ),
        ([record(is_reading=True)], Text("", "")),
        ([record(page="urn:invente:page")], Text("urn:invente:page", "urn:invente:page")),
    ],
)
def test_the_sources_are_named_once_each_the_kit_first(records: list[Evidence], words: Text) -> None:
    assert sources_in_words(records) == words


def test_what_cases_record_is_fetched_for_all_of_them_at_once(invented: InventedCatalogue) -> None:
    first = InventedCase("a", themes=("reemploi", "emploi"), models=("rd-societale",))
    second = InventedCase("b", themes=("numerique",))
    catalogue = invented.hold([first, second, InventedCase("c", themes=("emploi",))])
    profile = Profile(partners=(partner(aims_at="proposition-de-valeur"),), themes=("economie-circulaire",))
    found = recorded(catalogue.store, catalogue.queries, criteria_of(catalogue, profile), [first.iri, second.iri])
    assert set(found) == {(first.iri, "model"), (first.iri, "themes"), (second.iri, "themes")}
    themes = {one.value: one.asked for one in found[first.iri, "themes"]}
    assert themes == {
        concept("themes", "emploi"): None,
        concept("themes", "reemploi"): concept("themes", "economie-circulaire"),
    }
    assert {one.page for one in found[first.iri, "themes"]} == {"https://www.exemple.org/a"}


def test_no_case_is_asked_about_when_none_is_shown(shipped: Catalogue) -> None:
    assert recorded(shipped.store, shipped.queries, criteria_of(shipped, Profile(sdgs=(17,))), []) == {}


def test_needs_themes_and_goals_are_kept_apart(invented: InventedCatalogue) -> None:
    case = InventedCase("a", themes=("emploi",), needs=("evaluer-pertinence",), goals=("8",))
    catalogue = invented.hold([case])
    asked = Profile(themes=("handicap",), needs=("definir-strategie",), sdgs=(17,))
    found = recorded(catalogue.store, catalogue.queries, criteria_of(catalogue, asked), [case.iri])
    assert {name: [one.value.rpartition("/")[2] for one in records] for (_, name), records in found.items()} == {
        "themes": ["emploi"],
        "need": ["evaluer-pertinence"],
        "sdgs": ["8"],
    }


def test_the_territory_record_shows_each_level_that_is_shared(invented: InventedCatalogue) -> None:
    case = InventedCase("a", places=("commune-45147",))
    catalogue = invented.hold([case])
    criteria = criteria_of(catalogue, Profile(territory="commune-45234"))
    ((_, records),) = recorded(catalogue.store, catalogue.queries, criteria, [case.iri]).items()
    assert {one.detail["shared"].rpartition("/")[2] for one in records} == {
        "epci-244500468",
        "departement-45",
        "region-24",
        "country-FR",
    }


def test_a_reading_of_the_catalogue_is_told_from_what_a_source_says(shipped: Catalogue) -> None:
    criteria = criteria_of(shipped, Profile(functions=("gestion-d-un-lieu",)))
    ((_, records),) = recorded(shipped.store, shipped.queries, criteria, [POINT_CARRE]).items()
    by_function = {
        function: {one.is_reading for one in records if one.value == concept("catalyst-functions", function)}
        for function in ("gestion-d-un-lieu", "accompagnements")
    }
    assert by_function == {"gestion-d-un-lieu": {False}, "accompagnements": {True}}
    assert 106 in {one.line for one in records}


def test_a_proof_is_a_query_about_one_case_that_runs_as_it_stands(shipped: Catalogue) -> None:
    for criterion in criteria_of(
        shipped,
        Profile(
            partners=(partner(actor_type="cooperative", aims_at="processus"),),
            functions=("gestion-d-un-lieu",),
            territory="departement-93",
            themes=("reemploi",),
            needs=("evaluer-pertinence",),
            sdgs=(17,),
        ),
    ):
        text = proof(shipped.queries, criterion, POINT_CARRE)
        assert not text.startswith("#")
        assert "PREFIX" in text
        assert set(re.findall(r"https://w3id\.org/alliances/case/[^>#]+", text)) == {POINT_CARRE}
        rows = list(shipped.store.select(text))
        assert bool(rows) == (criterion.kind != "model")
        assert {row["case"] for row in rows} <= {IRI(POINT_CARRE)}


def test_the_proof_of_an_unknown_criterion_has_no_row(invented: InventedCatalogue) -> None:
    catalogue = invented.hold([InventedCase("muet")])
    (themes,) = criteria_of(catalogue, Profile(themes=("emploi",)))
    assert len(catalogue.store.select(proof(catalogue.queries, themes, f"{CASE}muet"))) == 0
