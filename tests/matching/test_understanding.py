"""What the shipped catalogue understands of a story."""

from __future__ import annotations

import time

import pytest
from rdflib import SKOS, Graph, Literal, URIRef

from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.understanding import SCHEMES, Understanding
from allianceskg.model import Partner, Profile, SoughtActor
from allianceskg.words.stop_words import STOP_WORDS
from allianceskg.words.text_words import tokens

STORY = (
    "Nous sommes une association de Rennes qui fait de l'aide alimentaire : nous cherchons des invendus auprès "
    "d'entreprises, et un fablab."
)
FILES = {"sdg": "sdgs"}


@pytest.fixture(scope="module")
def understanding(shipped: Catalogue) -> Understanding:
    return shipped.knowledge.understanding


def read(understanding: Understanding, story: str) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(one.scheme, one.slug): one.words for one in understanding.read(story)}


def labels(home: Home) -> list[tuple[str, Literal]]:
    found = []
    for scheme in SCHEMES:
        graph = Graph().parse(home.ontology / "vocabularies" / f"{FILES.get(scheme, scheme)}.ttl")
        for predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
            found += [
                (str(subject), text)
                for subject, text in graph.subject_objects(predicate)
                if isinstance(subject, URIRef) and isinstance(text, Literal)
            ]
    return found


def test_a_story_names_themes_functions_actors_and_places(understanding: Understanding) -> None:
    assert read(understanding, STORY) == {
        ("actor-types", "association"): ("association",),
        ("territory", "commune-35238"): ("Rennes",),
        ("themes", "alimentation"): ("aide alimentaire", "invendus"),
        ("actor-types", "entreprise"): ("entreprises",),
        ("catalyst-functions", "fab-lab"): ("fablab",),
    }


@pytest.mark.parametrize(
    ("words", "scheme", "slug"),
    [
        ("RSE", "themes", "rse"),
        ("ESS", "themes", "economie-sociale-et-solidaire"),
        ("IAE", "themes", "insertion-professionnelle"),
        ("SIAE", "actor-types", "structure-d-insertion"),
        ("chantier d'insertion", "actor-types", "structure-d-insertion"),
        ("QPV", "themes", "quartiers-prioritaires"),
        ("ZRR", "themes", "ruralite"),
        ("PAT", "themes", "alimentation"),
        ("TZCLD", "themes", "emploi"),
        ("invendus", "themes", "alimentation"),
        ("mécénat de compétences", "partnership-models", "engagement-actif"),
        ("mecenat de competences", "themes", "engagement-benevole"),
        ("circuit court", "themes", "circuits-courts"),
        ("fab lab", "catalyst-functions", "fab-lab"),
        ("coworking", "catalyst-functions", "espace-de-co-working"),
        ("co-voiturage", "themes", "mobilite"),
        ("précarité énergétique", "themes", "precarite-energetique"),
        ("passoire thermique", "themes", "precarite-energetique"),
        ("tierslieux", "themes", "tiers-lieux"),
        ("inovation sociale", "themes", "innovation-sociale"),
        ("friche", "themes", "rehabilitation"),
        ("ODD 7", "sdg", "7"),
        ("food waste", "themes", "alimentation"),
        ("car sharing", "themes", "mobilite"),
    ],
)
def test_words_that_people_use_are_understood(understanding: Understanding, words: str, scheme: str, slug: str) -> None:
    assert (scheme, slug) in read(understanding, words)


def test_every_name_is_understood_as_its_concept(understanding: Understanding, home: Home) -> None:
    missed = [
        (subject, str(text))
        for subject, text in labels(home)
        if not any(
            reading.thing == subject
            for reading in understanding.lexicon.read_in(str(text), "fr" if text.language == "fr" else "en")
        )
    ]

    assert missed == []


def test_no_name_is_made_of_stop_words_alone(home: Home) -> None:
    empty = [
        str(text)
        for _, text in labels(home)
        for language in [text.language or ""]
        if all(token.folded in STOP_WORDS[language] for token in tokens(str(text)))  # type: ignore[index]
    ]

    assert empty == []


def test_no_name_stands_on_two_concepts_of_one_scheme_but_that_of_a_category_and_its_model(home: Home) -> None:
    holders: dict[tuple[str, str, str], set[str]] = {}
    for subject, text in labels(home):
        key = (subject.rpartition("/")[0], text.language or "", str(text).casefold())
        holders.setdefault(key, set()).add(subject)

    assert {name for (_, _, name), subjects in holders.items() if len(subjects) > 1} == {
        "coopération économique", "economic cooperation",
    }  # fmt: skip


def test_concepts_with_hidden_names_say_which_pages_use_them(home: Home) -> None:
    reference = URIRef("http://purl.org/dc/terms/references")
    for scheme in (*SCHEMES, "participation-roles"):
        graph = Graph().parse(home.ontology / "vocabularies" / f"{FILES.get(scheme, scheme)}.ttl")
        assert {
            subject for subject in graph.subjects(SKOS.hiddenLabel) if (subject, reference, None) not in graph
        } == set()


def test_nothing_understood_becomes_a_criterion(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(situation=STORY, needs=("definir-strategie",)), limit=1)

    asked = {slug for criterion in answer.criteria if criterion.kind not in {"words"} for slug in criterion.expected}
    assert asked == {"definir-strategie"}
    assert not any(one.is_asked for one in answer.understood)


def test_what_the_profile_asks_already_is_marked(shipped: Catalogue) -> None:
    profile = Profile(
        situation=STORY,
        partners=(Partner(actor_type="association"),),
        seeks=(SoughtActor("entreprise"),),
        themes=("alimentation",),
        territory="commune-35238",
    )

    marked = {one.slug: one.is_asked for one in shipped.answer(profile, limit=1).understood}

    assert marked == {
        "association": True, "commune-35238": True, "alimentation": True, "entreprise": True, "fab-lab": False,
    }  # fmt: skip


def test_a_profile_without_story_has_nothing_understood(shipped: Catalogue) -> None:
    assert shipped.answer(Profile(themes=("emploi",)), limit=1).understood == ()


def test_a_long_story_is_read_in_milliseconds(understanding: Understanding) -> None:
    story = (STORY * 20)[:2000]
    understanding.read(story)
    durations = []
    for _ in range(9):
        started = time.process_time()
        understanding.read(story)
        durations.append(time.process_time() - started)

    assert min(durations) < 0.05
