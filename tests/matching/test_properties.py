"""
What holds for every profile and every catalogue.

The oracle below is written from the rules (docs/explanation, `conventions.ttl`), in plain Python over plain values: it
shares nothing with the package but the dataclasses of the profile.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer_json import as_json
from allianceskg.matching.specification import rank as rank_by_query
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
NEARNESS = {"epci": 16, "ept": 16, "departement": 12, "region": 6}
COVERING = OVERSEAS = 6
WHERE_A_WORD_STANDS = {"title": 4, "facts": 2}


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
    def asked(self) -> int:
        return sum(weight for state, _, weight, _ in self.criteria.values() if state != "not-applicable")

    @property
    def known(self) -> int:
        states = {"unknown", "not-applicable"}
        return sum(weight for state, _, weight, _ in self.criteria.values() if state not in states)


def expected_answer(profile: Profile, catalogue: Sequence[InventedCase]) -> list[Expected]:
    """Answer a profile as the rules say."""
    categories, models = recommended(profile)
    words, themes = points_of_words(profile, catalogue), points_of_themes(profile, catalogue)
    functions = parts(20, dict.fromkeys(profile.functions, 1))
    is_own = bool(functions) and any(one.actor_type == "collectivite-territoriale" for one in profile.partners)
    found = []
    for case in catalogue:
        criteria = {}
        if words:
            best = {word: max((words[word][where] for where in where_of(case, word)), default=0) for word in words}
            most = sum(max(by_place.values()) for by_place in words.values())
            points = sum(best.values())
            stems = frozenset(word for word, earned in best.items() if earned)
            criteria["words"] = ("met" if points == most else "partly-met" if points else "unmet", points, most, stems)
        if profile.themes:
            gains = [
                max((theme_gain(full, theme, one) for one in case.themes), default=0) for theme, full in themes.items()
            ]
            criteria["themes"] = judged([sum(gains)], 50, case.themes, is_partial=True)
        if categories:
            gains = [25 for model in case.models if model in models]
            gains += [10 for category in categories_of(case) if category in categories]
            criteria["model"] = applied("Alliance", case, judged(gains, 25, (*case.models, *case.categories)))
        covered = {function for function, _ in case.functions}
        for function, weight in functions.items():
            judgement = judged([weight] * (function in covered), weight, covered)
            criteria[f"function:{function}"] = applied("CatalystInitiative", case, judgement)
        if profile.territory is not None:
            gains = [
                nearness(profile.territory, place) * 5 // 2 if is_own else nearness(profile.territory, place)
                for place in case.places
            ]
            criteria["territory"] = judged(gains, 50 if is_own else 20, case.places)
        types = {one.actor_type for one in profile.partners if one.actor_type}
        if types:
            gains = [5 for kind in case.types if with_broader(kind) & types]
            criteria["types"] = judged(gains, 5, case.types)
        if profile.needs:
            gains = [10 for need in case.needs if need in profile.needs]
            criteria["need"] = judged(gains, 10, case.needs, is_partial=True)
        if profile.sdgs:
            asked = {str(goal) for goal in profile.sdgs}
            served = (*case.goals, *(["17"] if "17" in asked and "Alliance" in case.kinds else []))
            gains = [10 for goal in served if with_broader(goal) & asked]
            criteria["sdgs"] = judged(gains, 10, served, is_partial=True)
        if is_listed(criteria):
            found.append(Expected(case.iri, criteria))
    richness = {case.iri: len(case.facts) for case in catalogue}
    return sorted(found, key=lambda one: (-one.points, -richness[one.case], one.case))


def is_listed(criteria: Mapping[str, tuple[str, int, int, frozenset[str]]]) -> bool:
    """Tell whether a case earns enough: any point on model or function where one is asked, else any point."""
    points = {name: judgement[1] for name, judgement in criteria.items()}
    primary = [name for name in points if name == "model" or name.startswith("function:")]
    if not primary:
        return any(points.values())
    subject = sum(points.get(name, 0) for name in ("words", "themes", "territory"))
    return subject >= 20 or any(points[name] for name in primary)


def points_of_words(profile: Profile, catalogue: Sequence[InventedCase]) -> dict[str, dict[str, int]]:
    """Return what each word of the story that any case has gives by where it stands."""
    found = {}
    for word in profile.situation.split():
        number = sum(len(where_of(case, word)[:1]) for case in catalogue)
        if number:
            found[word] = {where: rank(number, len(catalogue)) * full for where, full in WHERE_A_WORD_STANDS.items()}
    return found


def where_of(case: InventedCase, word: str) -> list[str]:
    found = {"title": case.title, "facts": " ".join(case.facts)}
    return [where for where, text in found.items() if word in text.split()]


def points_of_themes(profile: Profile, catalogue: Sequence[InventedCase]) -> dict[str, int]:
    numbers = {
        theme: sum(any(theme in with_broader(one) for one in case.themes) for case in catalogue)
        for theme in profile.themes
    }
    return parts(50, {theme: 4 + rank(number, len(catalogue)) for theme, number in numbers.items()})


def theme_gain(full: int, asked: str, recorded: str) -> int:
    percent = (
        100
        if recorded == asked
        else 75
        if asked in with_broader(recorded)
        else 10
        if BROADER.get(asked) == recorded
        else 0
    )
    return (2 * full * percent + 100) // 200


def rank(number: int, size: int) -> int:
    """Return the class of rarity, 1 to 5."""
    return 1 + sum(100 * number <= size * share for share in (1, 2, 5, 10))


def parts(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Divide points by weights: what is left over goes, one by one, to the largest remainders, then by the alphabet."""
    exact = {name: Fraction(whole * weight, sum(weights.values())) for name, weight in weights.items()}
    found = {name: int(one) for name, one in exact.items()}
    order = sorted(exact, key=lambda name: (found[name] - exact[name], name))
    for name in order[: whole - sum(found.values())]:
        found[name] += 1
    return found


def applied(
    kind: str, case: InventedCase, judgement: tuple[str, int, int, frozenset[str]]
) -> tuple[str, int, int, frozenset[str]]:
    state, *others = judgement
    does_not_apply = state == "unknown" and case.kinds and kind not in case.kinds
    return ("not-applicable" if does_not_apply else state, *others)  # type: ignore[return-value]


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


def judged(
    gains: list[int], weight: int, recorded: Iterable[str], *, is_partial: bool = False
) -> tuple[str, int, int, frozenset[str]]:
    values = frozenset(recorded)
    points = max(gains, default=0)
    state = (
        "met" if points == weight else "partly-met" if points else "unmet" if values and not is_partial else "unknown"
    )
    return state, points, weight, values


def nearness(asked: str, place: str) -> int:
    if asked in ancestors(place):
        return 20
    gains = [NEARNESS.get(one.partition("-")[0], 0) for one in ancestors(asked) & ancestors(place)]
    gains += [COVERING] * (place in ancestors(asked))
    gains += [OVERSEAS] * (is_overseas(asked) and is_overseas(place))
    return max(gains, default=0)


def is_overseas(place: str) -> bool:
    return any(one.startswith(("region-0", "collectivite-")) for one in ancestors(place))


def with_broader(value: str) -> set[str]:
    return {value} | (with_broader(BROADER[value]) if value in BROADER else set())


def test_the_oracle_says_what_the_rules_say() -> None:
    assert nearness("commune-45234", "commune-45147") == 16
    assert nearness("commune-45234", "country-FR") == 6
    assert parts(50, {"b": 5, "a": 5, "c": 9}) == {"b": 13, "a": 13, "c": 24}
    assert parts(20, {"c": 1, "a": 1, "b": 1}) == {"c": 6, "a": 7, "b": 7}
    assert theme_gain(50, "emploi", "insertion-professionnelle") == 38
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
        assert (match.points, match.points_asked, match.points_known) == (oracle.points, oracle.asked, oracle.known)
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
        asked = [one for one in match.criteria if one.state != "not-applicable"]
        assert match.points_asked == sum(one.weight for one in asked)
        assert match.points_known == sum(one.weight for one in asked if one.state != "unknown")
        assert match.rank >= 1
        assert 0 < match.points <= match.points_known <= match.points_asked
        assert 0 <= match.score <= 1
        assert abs(Fraction(match.score) - Fraction(match.points, match.points_asked)) <= Fraction(1, 20000)
        assert all(0 <= one.points <= one.weight for one in match.criteria)
        assert all((one.points > 0) == (one.state in {"met", "partly-met"}) for one in match.criteria)
        assert all(
            one.found or one.criterion == "words" for one in match.criteria if one.points or one.state == "unmet"
        )


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
    keys = [one.key for one in straight]
    assert keys == sorted(keys, reverse=True)
    assert [one.rank for one in straight] == [1 + sum(other > key for other in keys) for key in keys]
    assert [one.tied for one in straight] == [keys.count(key) for key in keys]
    tied = [one.case for one in straight if one.tied > 1]
    assert all(a.case < b.case for a, b in pairwise(straight) if a.rank == b.rank), tied
    shuffle = random.Random(seed).sample
    shuffled = Profile(
        situation=profile.situation,
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
    again = rank_by_query(mixed.store, mixed.queries.get("ranking"), shuffle(criteria, len(criteria)))
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
    if one.criterion == "words":
        assert {row["value"].value for row in rows} == set(one.found)
        assert bool(rows) == (one.points > 0)
        return
    rows = [row for row in rows if "place" not in row]  # words of the asked themes
    assert {slug(row["value"].value) for row in rows} == set(one.found)
    assert all("source" in row or "line" in row for row in rows)
    asked = {TERRITORY + one.expected[0]} if one.criterion == "territory" else set()
    shared = {row["shared"].value for row in rows if "shared" in row}
    satisfied = {row["asked"].value for row in rows if "asked" in row} | (asked & shared)
    wanted = {iri_of(one.criterion, value) for value in one.expected}
    if one.state == "met":
        assert satisfied & wanted
    elif one.state == "unmet":
        assert rows
        assert not satisfied & wanted
    elif one.state in {"unknown", "not-applicable"}:
        assert not satisfied & wanted


def iri_of(criterion: str, value: str) -> str:
    """Return the IRI of an asked value."""
    if criterion == "sdgs":
        return SDG + value
    if criterion == "territory":
        return TERRITORY + value
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
    @examples(300)
    def collect(profile: Profile, catalogue: list[InventedCase]) -> None:
        for one in expected_answer(profile, catalogue):
            reached.update((name.partition(":")[0], judgement[0]) for name, judgement in one.criteria.items())

    collect()
    kinds = ("model", "function", "territory", "themes", "types", "need", "sdgs")
    assert reached >= {(kind, state) for kind in kinds for state in ("met", "unknown")}
    assert reached >= {(kind, "unmet") for kind in ("words", "model", "function", "territory", "types")}
    assert reached >= {(kind, "partly-met") for kind in ("words", "themes", "model", "territory")}
    assert reached >= {("model", "not-applicable"), ("function", "not-applicable")}
    assert set(LAND)
