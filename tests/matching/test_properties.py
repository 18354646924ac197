"""
What holds for every profile and every catalogue.

The oracle below is written from the rules (docs/explanation, `conventions.ttl`), in plain Python over plain values: it
shares nothing with the package but the dataclasses of the profile.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.rendering import as_json
from allianceskg.matching.specification import rank
from allianceskg.model import CriterionAssessment, Match, Profile
from allianceskg.terms import SDG, TERRITORY, concept, slug

from .catalogues import (
    CATEGORIES,
    LAND,
    InventedCase,
    InventedCatalogue,
    ancestors,
    cases,
    criteria_of,
    partner,
    profiles,
    ranked,
)

ALL = 1000
CATEGORY_OF_OBJECTIVE = {
    "positionnement": "mecenat",
    "proposition-de-valeur": "innovation-societale",
    "business-model": "cooperation-economique",
    "processus": "pratiques-responsables",
}
MODEL_OF_FEATURE = {
    "developpement-d-un-service": "rd-societale",
    "co-entreprise": "modele-hybride",
    "don-sans-contrepartie": "mecenat-classique",
}
BROADER = {
    "insertion-professionnelle": "emploi",
    "reemploi": "economie-circulaire",
    "17.16": "17",
    "cooperative": "ess-entreprise",
    "ess-entreprise": "entreprise",
    "fonds-de-dotation": "fondation",
}
NEARNESS = {"epci": 24, "ept": 24, "departement": 18, "region": 9}


def examples(number: int) -> settings:
    """Bound the number of examples, so that all of this stays quick, and draw the same ones on every run."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@dataclass(frozen=True)
class Expected:
    """What the oracle says of a case: for each criterion its state, points, weight and recorded values."""

    case: str
    criteria: Mapping[str, tuple[str, int, int, frozenset[str]]]

    @property
    def points(self) -> int:
        return sum(points for _, points, _, _ in self.criteria.values())

    @property
    def known(self) -> int:
        return sum(weight for state, _, weight, _ in self.criteria.values() if state != "unknown")

    @property
    def unmet(self) -> int:
        return sum(state == "unmet" for state, _, _, _ in self.criteria.values())


def expected_answer(profile: Profile, catalogue: Iterable[InventedCase]) -> list[Expected]:
    """Answer a profile as the rules say."""
    categories, models = recommended(profile)
    found = []
    for case in catalogue:
        criteria = {}
        if categories:
            gains = [40 for model in case.models if model in models]
            gains += [20 for category in categories_of(case) if category in categories]
            criteria["model"] = judged(gains, 40, (*case.models, *case.categories))
        covered = {function for function, _ in case.functions}
        for function in profile.functions:
            criteria[f"function:{function}"] = judged([40] * (function in covered), 40, covered)
        if profile.territory is not None:
            gains = [nearness(profile.territory, place) for place in case.places]
            criteria["territory"] = judged(gains, 30, case.places)
        types = {one.actor_type for one in profile.partners if one.actor_type}
        for name, weight, asked, recorded in (
            ("themes", 20, set(profile.themes), case.themes),
            ("types", 10, types, case.types),
            ("need", 10, set(profile.needs), case.needs),
            ("sdgs", 10, {str(goal) for goal in profile.sdgs}, case.goals),
        ):
            if asked:
                gains = [weight for value in recorded if with_broader(value) & asked]
                criteria[name] = judged(gains, weight, recorded)
        primary = [name for name in criteria if name == "model" or name.startswith("function:")] or list(criteria)
        if any(criteria[name][1] > 0 for name in primary):
            found.append(Expected(case.iri, criteria))
    return sorted(found, key=lambda one: (-one.points, one.unmet, one.case))


def recommended(profile: Profile) -> tuple[set[str], set[str]]:
    """Find the recommended categories and models; none when nothing stands out."""
    shares = [
        {objective: weight / sum(one.objectives.values()) for objective, weight in one.objectives.items()}
        for one in profile.partners
        if one.objectives
    ]
    if not shares:
        return set(), set()
    centre = {
        objective: sum((share.get(objective, Fraction(0)) for share in shares), Fraction(0)) / len(shares)
        for objective in CATEGORY_OF_OBJECTIVE
    }
    near = {one for one in centre if max(centre.values()) - centre[one] <= Fraction(1, 20)}
    if len(near) == len(centre):
        return set(), set()
    categories = {CATEGORY_OF_OBJECTIVE[objective] for objective in near}
    possible = {model for category in categories for model in CATEGORIES[category]}
    return categories, possible & {MODEL_OF_FEATURE[feature] for feature in profile.features} or possible


def categories_of(case: InventedCase) -> set[str]:
    return set(case.categories) | {name for name, models in CATEGORIES.items() if set(models) & set(case.models)}


def judged(gains: list[int], weight: int, recorded: Iterable[str]) -> tuple[str, int, int, frozenset[str]]:
    values = frozenset(recorded)
    points = max(gains, default=0)
    state = "met" if points == weight else "partly-met" if points else "unmet" if values else "unknown"
    return state, points, weight, values


def nearness(asked: str, place: str) -> int:
    if asked in ancestors(place):
        return 30
    shared = ancestors(asked) & ancestors(place)
    return max((NEARNESS.get(territory.partition("-")[0], 0) for territory in shared), default=0)


def with_broader(value: str) -> set[str]:
    return {value} | (with_broader(BROADER[value]) if value in BROADER else set())


def test_the_oracle_says_what_the_rules_say() -> None:
    assert nearness("commune-45234", "commune-45147") == 24
    assert nearness("commune-45234", "country-FR") == 0
    assert recommended(Profile(partners=(partner(weights=[1, 1, 1, 1]),))) == (set(), set())
    aims = partner(aims_at="business-model")
    assert recommended(Profile(partners=(aims,), features=("co-entreprise", "don-sans-contrepartie"))) == (
        {"cooperation-economique"},
        {"modele-hybride"},
    )


@given(profile=profiles(), catalogue=cases())
@examples(120)
def test_the_answer_is_the_one_that_the_rules_give(
    invented: InventedCatalogue, profile: Profile, catalogue: list[InventedCase]
) -> None:
    answer = invented.hold(catalogue).answer(profile, limit=ALL)
    expected = expected_answer(profile, catalogue)
    assert [one.case for one in answer.matches] == [one.case for one in expected]
    for match, oracle in zip(answer.matches, expected, strict=True):
        assert (match.points, match.points_known, match.unmet) == (oracle.points, oracle.known, oracle.unmet)
        assert {
            one.criterion: (one.state, one.points, one.weight, frozenset(one.found)) for one in match.criteria
        } == oracle.criteria


@given(profile=profiles(), catalogue=cases())
@examples(60)
def test_points_add_up_and_scores_stay_between_0_and_1(
    invented: InventedCatalogue, profile: Profile, catalogue: list[InventedCase]
) -> None:
    for match in invented.hold(catalogue).answer(profile, limit=ALL).matches:
        assert match.points == sum(one.points for one in match.criteria)
        assert match.points_asked == sum(one.weight for one in match.criteria)
        assert match.points_known == sum(one.weight for one in match.criteria if one.state != "unknown")
        assert match.unmet == sum(one.state == "unmet" for one in match.criteria)
        assert 0 < match.points <= match.points_known <= match.points_asked
        assert 0 <= match.score <= 1
        assert abs(Fraction(match.score) - Fraction(match.points, match.points_asked)) <= Fraction(1, 20000)
        assert all(0 <= one.points <= one.weight for one in match.criteria)
        assert all((one.points > 0) == (one.state in {"met", "partly-met"}) for one in match.criteria)
        assert all(bool(one.found) == (one.state != "unknown") for one in match.criteria)


ASKED_VALUES: Mapping[str, Callable[[Profile], Iterable[tuple[str, object]]]] = {
    "models": lambda profile: [("models", model) for model in recommended(profile)[1]],
    "categories": lambda profile: [("categories", category) for category in recommended(profile)[0]],
    "functions": lambda profile: [("functions", (function, None)) for function in profile.functions],
    "places": lambda profile: [("places", profile.territory)] if profile.territory else [],
    "themes": lambda profile: [("themes", theme) for theme in profile.themes],
    "needs": lambda profile: [("needs", need) for need in profile.needs],
    "goals": lambda profile: [("goals", str(goal)) for goal in profile.sdgs],
    "types": lambda profile: [("types", kind) for kind in profile.actor_types],
}


@given(profile=profiles(), catalogue=cases(), data=st.data())
@examples(80)
def test_recording_one_more_asked_value_never_lowers_a_case(
    invented: InventedCatalogue, profile: Profile, catalogue: list[InventedCase], data: st.DataObject
) -> None:
    asked = sorted((value for find in ASKED_VALUES.values() for value in find(profile)), key=str)
    assume(asked and catalogue)
    case = data.draw(st.sampled_from(catalogue))
    name, value = data.draw(st.sampled_from(asked))
    richer = replace(case, **{name: tuple(dict.fromkeys((*getattr(case, name), value)))})
    before = standing(invented.hold(catalogue), profile, case)
    after = standing(invented.hold([richer if one is case else one for one in catalogue]), profile, case)
    assert after[0] >= before[0]
    assert after[1] <= before[1], "its rank may only improve"


def standing(catalogue: Catalogue, profile: Profile, case: InventedCase) -> tuple[int, int]:
    """Return the points and the rank of a case; no points and the last rank when it is not listed."""
    listed = ranked(catalogue, profile)
    return next(((one.points, place) for place, one in enumerate(listed) if one.case == case.iri), (0, ALL))


@given(profile=profiles(), catalogue=cases(), seed=st.integers(0, 1000))
@examples(60)
def test_the_order_is_total_and_does_not_depend_on_that_of_the_input(
    invented: InventedCatalogue, profile: Profile, catalogue: list[InventedCase], seed: int
) -> None:
    straight = ranked(invented.hold(catalogue), profile)
    assert len({one.order for one in straight}) == len(straight)
    assert [one.order for one in straight] == sorted(one.order for one in straight)
    shuffle = random.Random(seed).sample
    shuffled = Profile(
        partners=tuple(shuffle(profile.partners, len(profile.partners))),
        features=tuple(shuffle(profile.features, len(profile.features))),
        needs=tuple(shuffle(profile.needs, len(profile.needs))),
        functions=tuple(shuffle(profile.functions, len(profile.functions))),
        territory=profile.territory,
        themes=tuple(shuffle(profile.themes, len(profile.themes))),
        sdgs=tuple(shuffle(profile.sdgs, len(profile.sdgs))),
    )
    mixed = invented.hold(shuffle(catalogue, len(catalogue)))
    criteria = criteria_of(mixed, shuffled)
    again = rank(mixed.store, mixed.queries.get("ranking"), shuffle(criteria, len(criteria)))
    assert again == straight


@given(profile=profiles(), catalogue=cases())
@examples(60)
def test_every_proof_runs_again_and_shows_what_its_criterion_claims(
    invented: InventedCatalogue, profile: Profile, catalogue: list[InventedCase]
) -> None:
    held = invented.hold(catalogue)
    for match in held.answer(profile, limit=ALL).matches:
        for one in match.criteria:
            check_proof(held, match, one)


def check_proof(catalogue: Catalogue, match: Match, one: CriterionAssessment) -> None:
    """Run a proof on the store and compare its rows with the criterion."""
    rows = list(catalogue.store.select(one.proof))
    assert {row["case"].value for row in rows} <= {match.case}
    assert {slug(row["value"].value) for row in rows} == set(one.found)
    assert all("source" in row for row in rows)
    if one.criterion == "territory":
        asked = TERRITORY + one.expected[0]
        shared = {row["shared"].value for row in rows if "shared" in row}
        levels = {slug(row["level"].value) for row in rows if "level" in row}
        claims = {
            "met": asked in shared,
            "partly-met": asked not in shared and bool(levels & set(NEARNESS)),
            "unmet": bool(rows) and asked not in shared and not levels & set(NEARNESS),
            "unknown": not rows,
        }
    else:
        satisfied = {row["asked"].value for row in rows if "asked" in row}
        wanted = {iri_of(one.criterion, value) for value in one.expected}
        claims = {
            "met": bool(satisfied & wanted),
            "partly-met": one.criterion == "model" and bool(satisfied) and not satisfied & wanted,
            "unmet": bool(rows) and not satisfied,
            "unknown": not rows,
        }
    assert claims == {state: state == one.state for state in claims}


def iri_of(criterion: str, value: str) -> str:
    """Return the IRI of an asked value."""
    if criterion == "sdgs":
        return SDG + value
    schemes = {"model": "partnership-models", "types": "actor-types", "need": "needs", "themes": "themes"}
    return concept(schemes.get(criterion, "catalyst-functions"), value)


@pytest.mark.parametrize(
    "name", ["association-ouvre-un-tiers-lieu", "banque-et-association-inventent-un-service", "orleans"]
)
def test_the_proofs_hold_on_the_shipped_catalogue(
    shipped: Catalogue, example_profiles: dict[str, Profile], name: str
) -> None:
    matches = shipped.answer(example_profiles[name], limit=5).matches
    assert matches
    for match in matches:
        for one in match.criteria:
            check_proof(shipped, match, one)


@given(profile=profiles(), catalogue=cases())
@examples(5)
def test_the_same_question_gives_the_same_bytes_twice_and_on_two_stores(
    invented: InventedCatalogue, invented_on_disk: InventedCatalogue, profile: Profile, catalogue: list[InventedCase]
) -> None:
    in_memory, on_disk = invented.hold(catalogue), invented_on_disk.hold(list(reversed(catalogue)))
    for language in ("fr", "en"):
        first = as_bytes(in_memory, profile, language)
        assert as_bytes(in_memory, profile, language) == first
        assert as_bytes(on_disk, profile, language) == first


def as_bytes(catalogue: Catalogue, profile: Profile, language: str) -> bytes:
    return json.dumps(as_json(catalogue.answer(profile, limit=ALL), language), ensure_ascii=False).encode()  # type: ignore[arg-type]


def test_the_strategies_reach_every_state_of_every_criterion(invented: InventedCatalogue) -> None:
    """Otherwise the properties would hold of too little."""
    reached: set[tuple[str, str]] = set()

    @given(profile=profiles(), catalogue=cases())
    @examples(150)
    def collect(profile: Profile, catalogue: list[InventedCase]) -> None:
        for one in expected_answer(profile, catalogue):
            reached.update((name.partition(":")[0], judgement[0]) for name, judgement in one.criteria.items())

    collect()
    kinds = ("model", "function", "territory", "themes", "types", "need", "sdgs")
    assert reached >= {(kind, state) for kind in kinds for state in ("met", "unmet", "unknown")}
    assert reached >= {("model", "partly-met"), ("territory", "partly-met")}
    assert set(LAND)
