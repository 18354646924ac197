from __future__ import annotations

import json
from fractions import Fraction

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from allianceskg.model import OBJECTIVES, Partner, Profile, SoughtActor
from allianceskg.profiles import (
    KnownValues,
    as_mapping,
    format_json_ld,
    format_turtle,
    format_yaml,
    parse_document,
    parse_profile,
)
from allianceskg.profiles.writing import decimal_text

# rdflib 7.6 parses JSON-LD by way of a class that it deprecates itself.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

EXAMPLE = Profile(
    title="Un « essai » d'œuvre : 100 % inventé",
    situation="Nous cherchons, avec d'autres, une « œuvre » : 100 % inventée !",
    partners=(
        Partner("Zoé", "association", {"processus": Fraction(85, 2), "positionnement": Fraction(0)}),
        Partner("", None, {"business-model": Fraction(1, 10**20)}),
        Partner("Zoé", "entreprise"),
    ),
    seeks=(SoughtActor("association"), SoughtActor("entreprise", "financeur")),
    features=("co-entreprise",),
    needs=("comprendre-ecosysteme", "definir-strategie"),
    functions=("gestion-d-un-lieu",),
    territory="commune-45234",
    themes=("emploi",),
    sdgs=(1, 17),
)

texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12).filter(
    lambda text: (text.isprintable() and text.isascii()) or not text
) | st.sampled_from(["no", "2026-11-23", "null", "~", "07", "a: b", "# c", "l'œuvre « été »", '"', "\\", "- x", "@id"])
numbers = st.builds(lambda whole, places: Fraction(whole, 10**places), st.integers(0, 10**9), st.integers(0, 20))
objectives = st.dictionaries(st.sampled_from(OBJECTIVES), numbers).filter(
    lambda found: not found or any(found.values())
)
partners = st.builds(
    Partner, texts, st.none() | st.sampled_from(["association", "entreprise"]), objectives.map(
        lambda found: {key: found[key] for key in OBJECTIVES if key in found}
    ),
)  # fmt: skip


sought = st.builds(
    SoughtActor, st.sampled_from(["association", "entreprise"]), st.sampled_from(["", "financeur", "prestataire"])
)


def some(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.sets(st.sampled_from(values)).map(lambda found: tuple(sorted(found)))


profiles = st.builds(
    Profile,
    title=texts,
    situation=texts,
    partners=st.lists(partners, max_size=3).map(tuple),
    seeks=st.sets(sought, max_size=3).map(lambda found: tuple(sorted(found))),
    features=some("co-entreprise", "don-sans-contrepartie"),
    needs=some("comprendre-ecosysteme", "definir-strategie"),
    functions=some("accompagnements", "gestion-d-un-lieu"),
    territory=st.none() | st.sampled_from(["commune-45234"]),
    themes=some("emploi"),
    sdgs=st.sets(st.integers(1, 17), min_size=1).map(lambda found: tuple(sorted(found))),
)

WRITERS = {"yaml": format_yaml, "json": format_json_ld, "turtle": format_turtle}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(profiles)
def test_every_format_gives_back_the_same_profile(known: KnownValues, profile: Profile):
    for form, write in WRITERS.items():
        assert parse_document(write(profile).encode(), form, known) == profile
    assert parse_profile(as_mapping(profile), known) == profile


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_profile_gives_the_same_bytes(known, form):
    text = WRITERS[form](EXAMPLE)

    assert WRITERS[form](parse_document(text.encode(), form, known)) == text


def test_any_json_ld_processor_finds_the_triples_of_the_turtle_form():
    turtle = Graph().parse(data=format_turtle(EXAMPLE), format="turtle")
    quads = pyoxigraph.parse(format_json_ld(EXAMPLE).encode(), format=pyoxigraph.RdfFormat.JSON_LD)

    with_oxigraph = Graph().parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")
    with_rdflib = Graph().parse(data=format_json_ld(EXAMPLE), format="json-ld")

    assert len(turtle) > 20
    assert isomorphic(turtle, with_oxigraph)
    assert isomorphic(turtle, with_rdflib)


def test_the_mapping_leaves_out_what_is_empty():
    assert as_mapping(Profile(themes=("emploi",), partners=(Partner("A"),))) == {
        "partners": [{"name": "A"}],
        "themes": ["emploi"],
    }


def test_the_mapping_is_what_json_can_hold():
    mapping = as_mapping(EXAMPLE)

    assert json.loads(json.dumps(mapping)) == mapping
    assert mapping["partners"][0]["objectives"] == {"processus": 42.5, "positionnement": 0}
    assert mapping["partners"][1]["objectives"] == {"business-model": 1e-20}


def test_a_weight_that_no_float_tells_exactly_is_written_as_its_decimals():
    partner = Partner(objectives={"processus": Fraction("0.1234567890123456789")})

    assert as_mapping(Profile(partners=(partner,)))["partners"] == [
        {"objectives": {"processus": "0.1234567890123456789"}}
    ]


@given(st.integers(0, 10**12), st.integers(0, 25))
def test_a_decimal_text_says_exactly_the_number(whole, places):
    number = Fraction(whole, 10**places)

    assert Fraction(decimal_text(number)) == number


def test_a_number_without_finite_decimals_cannot_be_written():
    with pytest.raises(ValueError):
        decimal_text(Fraction(1, 3))
