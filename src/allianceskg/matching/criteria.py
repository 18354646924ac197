"""
What a diagnosed profile asks of a case, criterion by criterion.

A criterion is data, not code: which link of a case records it, and how many points which value gives. The ranking
query takes it as rows of `VALUES`, and any other engine must earn the same points from the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from allianceskg.matching.asked_words import AskedConcept, AskedWord
from allianceskg.matching.case_terms import CONCEPT, SUMMARY, TEXT, TITLE
from allianceskg.matching.conventions import Conventions
from allianceskg.matching.rarity import Rarity, Value
from allianceskg.model import Diagnosis, Profile
from allianceskg.terms import AKG, SDG, TERRITORY, concept, slug

SHARED_LEVELS: Final = ("ept", "epci", "departement", "region")
"""Levels at which sharing a territory gives part of the points, nearest first: an EPT is a part of the Grand Paris."""

_EVERY_ALLIANCE_SERVES: Final = 17
"""By the kit (line 8), which calls alliances the subject of this goal."""
_PERCENT: Final = 100

_LOCAL_AUTHORITY: Final = "collectivite-territoriale"


class Gain(NamedTuple):
    """
    Points that a recorded value gives.

    Attributes:
        aspect: The part of the criterion that it counts for; only the most that one aspect gives counts.
        link: A property of cases.
        value: An IRI, or the text of a literal: `stem@language` for a term.
    """

    aspect: str
    link: str
    value: str
    points: int


@dataclass(frozen=True)
class Criterion:
    """
    One thing asked.

    Attributes:
        name: `words`, `model`, `function:<slug>`, `territory`, `themes`, `seeks`, `types`, `need` or `sdgs`.
        kind: The name without the slug of a function.
        weight: Full points; the sum of the aspects never gives more.
        listing: By how much its points are multiplied before they are compared with `enough`.
        enough: Points, so multiplied and summed over all criteria, from which a case is listed.
        link: The shortcut property by which a case records anything at all for it; empty when every case does.
        expected: Slugs of what is asked, in the order of the profile or of the kit; stems and slugs for words.
        words: What is looked for in texts: the words of the story, or those of the names of themes.
        concepts: What the story names, for the criterion `words`.
        distances: Places near the asked territory and how many kilometres away, for the criterion `territory`.
    """

    name: str
    kind: str
    weight: int
    listing: int
    enough: int
    link: str
    gains: tuple[Gain, ...]
    expected: tuple[str, ...] = ()
    words: tuple[AskedWord, ...] = ()
    concepts: tuple[AskedConcept, ...] = ()
    distances: tuple[tuple[str, int], ...] = ()

    @property
    def is_primary(self) -> bool:
        """Whether any point on it is enough to list a case."""
        return self.listing >= self.enough

    @cached_property
    def points_by_value(self) -> Mapping[tuple[str, str], int]:
        """What each value gives, by value and property; made once, since every explained case asks for it."""
        return {(gain.value, gain.link): gain.points for gain in self.gains}

    def __hash__(self) -> int:
        """Of what differs most between two criteria: to go through all gains takes long, and equality does so anyway."""
        return hash((self.name, self.weight, self.expected))


class CatalogueFacts(Protocol):
    """What is known of the catalogue and of territories, by which the points of a criterion are set."""

    def rarity(self, values: Sequence[Value], shares: Sequence[int]) -> Rarity:
        """Tell how often values are recorded."""

    def above(self, territory: str) -> Mapping[str, Sequence[str]]:
        """Return the territories that hold one, itself included, each with its levels."""

    def near(self, territory: str, kilometres: int) -> Mapping[str, int]:
        """Return the places of cases that are no further than so far from a territory, with the distance."""

    def overseas(self) -> Sequence[str]:
        """Return the régions and collectivités that lie overseas."""

    def broader(self, concept: str) -> Sequence[str]:
        """Return the concepts just above one."""

    def narrower(self, concept: str) -> Sequence[str]:
        """Return the concepts just below one."""


def asked_criteria(
    profile: Profile,
    diagnosis: Diagnosis,
    conventions: Conventions,
    surroundings: CatalogueFacts,
    words: Sequence[AskedWord] = (),
    named: Sequence[AskedConcept] = (),
) -> tuple[Criterion, ...]:
    """
    List what a profile asks, in the order in which it is explained.

    When neither a model nor a function is asked, any criterion may list a case.

    Args:
        words: What is asked in words; see `asked_words`.
        named: Concepts that the story names; see `asked_concepts`.

    Source:
        docs/explanation/matching.md, section on criteria; the points are conventions.
    """
    rarity = _rarity(profile, words, named, conventions, surroundings)
    criteria = [
        *_words([word for word in words if not word.is_of_theme], named, conventions, rarity),
        *_themes(profile.themes, [word for word in words if word.is_of_theme], conventions, surroundings, rarity),
        *_model(diagnosis, conventions),
        *_functions(profile.functions, conventions),
        *_weighed(_territory(profile.territory, conventions, surroundings), profile, conventions),
        *_seeks(profile, conventions, surroundings),
        *_types(profile, conventions, surroundings),
        *_needs(profile.needs, conventions),
        *_goals(profile.sdgs, conventions),
    ]
    return listing(criteria, conventions.points_to_list)


def listing(criteria: Iterable[Criterion], enough: int) -> tuple[Criterion, ...]:
    """
    Say which criteria list a case: model and functions by any point, subject and place by enough points together.

    Where neither model nor function is asked, any point on any criterion lists a case.
    """
    asked = tuple(criteria)
    factors = {"model": enough, "function": enough, "words": 1, "themes": 1, "territory": 1}
    has_own = any(criterion.kind in {"model", "function"} for criterion in asked)
    return tuple(replace(one, listing=factors.get(one.kind, 0) if has_own else enough, enough=enough) for one in asked)


def listing_by_any(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Let any point on any criterion list a case."""
    return tuple(replace(one, listing=one.enough) for one in criteria)


def shares(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """
    Divide points among what is asked by its weights, in whole points that add up.

    What rounding leaves goes to those that lost most by it, then to the first by name: the order in which things are
    asked changes no point.

    >>> shares(50, {"numerique": 5, "emploi": 5, "reemploi": 9}), shares(20, {"c": 1, "b": 1, "a": 1})
    ({'numerique': 13, 'emploi': 13, 'reemploi': 24}, {'c': 6, 'b': 7, 'a': 7})
    """
    total = sum(weights.values())
    found = {name: whole * weight // total for name, weight in weights.items()}
    lost = sorted(weights, key=lambda name: (-(whole * weights[name] % total), name))
    for name in lost[: whole - sum(found.values())]:
        found[name] += 1
    return found


def _rarity(
    profile: Profile,
    words: Sequence[AskedWord],
    named: Sequence[AskedConcept],
    conventions: Conventions,
    surroundings: CatalogueFacts,
) -> Rarity:
    values = [(f"{AKG}concernsTheme", concept("themes", theme)) for theme in profile.themes]
    values += [(place, word.value) for word in words for place in (TITLE, SUMMARY, CONCEPT, TEXT)]
    values += [(one.link, one.value) for one in named]
    return surroundings.rarity(values, conventions.rarity_shares)


def _words(
    words: Sequence[AskedWord], named: Sequence[AskedConcept], conventions: Conventions, rarity: Rarity
) -> list[Criterion]:
    by_word = {word: _word(word, conventions, rarity) for word in words}
    by_concept = {one: _named(one, conventions, rarity) for one in named}
    gains = [*by_word.values(), *by_concept.values()]
    most = sum(max(gain.points for gain in some) for some in gains if some)
    if not most:
        return []
    kept = tuple(word for word, some in by_word.items() if some)
    concepts = tuple(one for one, some in by_concept.items() if some)
    expected = dict.fromkeys([*(word.stem for word in kept), *(slug(one.value) for one in concepts)])
    weight = min(most, conventions.points_words_met)
    criterion = _criterion("words", weight, "", [gain for some in gains for gain in some], expected=expected)
    return [replace(criterion, words=kept, concepts=concepts)]


def _word(word: AskedWord, conventions: Conventions, rarity: Rarity) -> list[Gain]:
    """Give the points of a word at each place; none when no case has it."""
    points = {
        TITLE: conventions.points_word_in_title,
        SUMMARY: conventions.points_word_in_summary,
        CONCEPT: conventions.points_word_in_concept,
        TEXT: conventions.points_word_in_text,
    }
    # What a theme is called counts in the texts only: among the concepts, the theme itself counts.
    places = [place for place in points if not (word.is_of_theme and place == CONCEPT)]
    number = rarity.number([(place, word.value) for place in places])
    return [Gain(word.value, place, word.value, rarity.rank(number) * points[place]) for place in places if number]


def _named(one: AskedConcept, conventions: Conventions, rarity: Rarity) -> list[Gain]:
    """Give the points of a concept that the story names; none when no case bears it."""
    number = rarity.number([(one.link, one.value)])
    points = rarity.rank(number) * conventions.points_named_concept
    return [Gain(one.value, one.link, one.value, points)] if number and points else []


def _themes(
    asked: Sequence[str],
    words: Sequence[AskedWord],
    conventions: Conventions,
    surroundings: CatalogueFacts,
    rarity: Rarity,
) -> list[Criterion]:
    """Give points for recorded themes, and for the words of their names: many a text speaks of what no list says."""
    if not asked:
        return []
    weight = conventions.points_themes_met
    themes = [concept("themes", theme) for theme in asked]
    ranks = {theme: rarity.rank(rarity.number([(f"{AKG}concernsTheme", theme)])) for theme in themes}
    pool = shares(weight, {theme: conventions.themes_equal_part + rank for theme, rank in ranks.items()})
    gains = [gain for theme, full in pool.items() for gain in _theme(theme, full, conventions, surroundings)]
    by_word = {word: _word(word, conventions, rarity) for word in words}
    gains += [gain for some in by_word.values() for gain in some]
    criterion = _criterion("themes", weight, "concernsTheme", gains, expected=asked)
    return [replace(criterion, words=tuple(word for word, some in by_word.items() if some))]


def _theme(theme: str, full: int, conventions: Conventions, surroundings: CatalogueFacts) -> Iterator[Gain]:
    """Give the full points for the theme itself, a part for one below it, above it, or beside it."""
    aspect = slug(theme)
    yield Gain(aspect, f"{AKG}statesTheme", theme, full)
    yield Gain(aspect, f"{AKG}concernsTheme", theme, _part(full, conventions.percent_narrower_theme))
    above = surroundings.broader(theme)
    beside = dict.fromkeys(one for broader in above for one in surroundings.narrower(broader) if one != theme)
    for one in above:
        yield Gain(aspect, f"{AKG}statesTheme", one, _part(full, conventions.percent_broader_theme))
    for one in beside:
        yield Gain(aspect, f"{AKG}statesTheme", one, _part(full, conventions.percent_sibling_theme))


def _model(diagnosis: Diagnosis, conventions: Conventions) -> list[Criterion]:
    if diagnosis.undetermined:
        return []
    full, partly = conventions.points_model_met, conventions.points_model_partly
    gains = [Gain("", f"{AKG}usesModel", concept("partnership-models", one), full) for one in diagnosis.models]
    gains += [Gain("", f"{AKG}inCategory", concept("partnership-models", one), partly) for one in diagnosis.categories]
    return [_criterion("model", full, "inCategory", gains, expected=diagnosis.models)]


def _functions(asked: Sequence[str], conventions: Conventions) -> Iterator[Criterion]:
    """Share the points of functions among those asked, so that several do not drown all else."""
    if not asked:
        return
    for one, weight in shares(conventions.points_function_met, dict.fromkeys(asked, 1)).items():
        gains = [Gain("", f"{AKG}coversFunction", concept("catalyst-functions", one), weight)]
        yield _criterion(f"function:{one}", weight, "coversFunction", gains, expected=(one,))


def _territory(territory: str | None, conventions: Conventions, surroundings: CatalogueFacts) -> list[Criterion]:
    if territory is None:
        return []
    asked, weight = f"{TERRITORY}{territory}", conventions.points_territory_met
    above = surroundings.above(asked)
    gains = [Gain("", f"{AKG}inTerritory", asked, weight)]
    gains += _sharing(asked, above, conventions)
    near = surroundings.near(asked, conventions.kilometres_around)
    gains += _by_distance(near, conventions)
    # Who is placed on the whole country or région covers the place that is asked.
    covering = conventions.points_territory_covering
    gains += [Gain("", f"{AKG}locatedIn", one, covering) for one in above if one != asked]
    overseas = surroundings.overseas()
    if any(one in overseas for one in above):
        gains += [Gain("", f"{AKG}inTerritory", one, conventions.points_territory_overseas) for one in overseas]
    criterion = _criterion("territory", weight, "inTerritory", gains, expected=(territory,))
    return [replace(criterion, distances=tuple(sorted(near.items())))]


def _weighed(criteria: Iterable[Criterion], profile: Profile, conventions: Conventions) -> Iterator[Criterion]:
    """Let the place count for more where those who govern it ask for functions: they are functions of a territory."""
    is_own = any(partner.actor_type == _LOCAL_AUTHORITY for partner in profile.partners)
    percent = conventions.percent_territory_of_functions if profile.functions and is_own else 100
    for one in criteria:
        gains = tuple(gain._replace(points=gain.points * percent // 100) for gain in one.gains)
        yield replace(one, weight=one.weight * percent // 100, gains=gains)


def _sharing(asked: str, above: Mapping[str, Sequence[str]], conventions: Conventions) -> Iterator[Gain]:
    points = {
        concept("territory-levels", "epci"): conventions.points_territory_epci,
        concept("territory-levels", "ept"): conventions.points_territory_ept,
        concept("territory-levels", "departement"): conventions.points_territory_departement,
        concept("territory-levels", "region"): conventions.points_territory_region,
    }
    for one, levels in above.items():
        if one != asked:
            yield from (Gain("", f"{AKG}inTerritory", one, points[level]) for level in levels if level in points)


def _by_distance(near: Mapping[str, int], conventions: Conventions) -> Iterator[Gain]:
    steps = [
        (conventions.kilometres_close, conventions.points_territory_close),
        (conventions.kilometres_near, conventions.points_territory_near),
        (conventions.kilometres_around, conventions.points_territory_around),
    ]
    for place, distance in near.items():
        points = next(points for limit, points in steps if distance <= limit)
        yield Gain("", f"{AKG}locatedIn", place, points)


def _seeks(profile: Profile, conventions: Conventions, surroundings: CatalogueFacts) -> list[Criterion]:
    if not profile.seeks:
        return []
    weight = conventions.points_seeks_met
    gains: list[Gain] = []
    sought = {f"{one.actor_type} {one.role}".strip(): one for one in profile.seeks}
    for aspect, full in shares(weight, dict.fromkeys(sought, 1)).items():
        one = sought[aspect]
        kind = concept("actor-types", one.actor_type)
        part = _part(full, conventions.percent_sought_otherwise)
        if one.role:
            gains.append(Gain(aspect, f"{AKG}involvesTypeInRole", aspect, full))
        gains.append(Gain(aspect, f"{AKG}involvesActorType", kind, part if one.role else full))
        gains += [Gain(aspect, f"{AKG}involvesActorType", other, part // 2) for other in _beside(kind, surroundings)]
    expected = tuple(dict.fromkeys(one.actor_type for one in profile.seeks))
    return [_criterion("seeks", weight, "involvesActorType", gains, expected=expected)]


def _types(profile: Profile, conventions: Conventions, surroundings: CatalogueFacts) -> list[Criterion]:
    weight, link = conventions.points_types_met, f"{AKG}involvesActorType"
    kinds = [concept("actor-types", one) for one in profile.actor_types]
    gains = [Gain("", link, kind, weight) for kind in kinds]
    part = _part(weight, conventions.percent_sibling_type)
    gains += [Gain("", link, other, part) for kind in kinds for other in _beside(kind, surroundings)]
    return [_criterion("types", weight, "involvesActorType", gains, expected=profile.actor_types)] if kinds else []


def _beside(kind: str, surroundings: CatalogueFacts) -> list[str]:
    """Return the types that stand under the same broader one."""
    above = surroundings.broader(kind)
    return [one for broader in above for one in surroundings.narrower(broader) if one != kind]


def _needs(asked: Sequence[str], conventions: Conventions) -> list[Criterion]:
    if not asked:
        return []
    weight = conventions.points_need_met
    gains = [Gain("", f"{AKG}addressesNeed", concept("needs", one), weight) for one in asked]
    return [_criterion("need", weight, "addressesNeed", gains, expected=asked)]


def _goals(asked: Sequence[int], conventions: Conventions) -> list[Criterion]:
    if not asked:
        return []
    weight = conventions.points_sdgs_met
    gains = [Gain("", f"{AKG}contributesToGoal", f"{SDG}{number}", weight) for number in asked]
    if _EVERY_ALLIANCE_SERVES in asked:
        gains.append(Gain("", f"{AKG}documentsKind", f"{AKG}Alliance", weight))
    return [_criterion("sdgs", weight, "contributesToGoal", gains, expected=[str(number) for number in asked])]


def _part(points: int, percent: int) -> int:
    """Take a part of points, rounded half up."""
    return (2 * points * percent + _PERCENT) // (2 * _PERCENT)


def _criterion(name: str, weight: int, link: str, gains: Sequence[Gain], *, expected: Iterable[str]) -> Criterion:
    return Criterion(
        name=name,
        kind=name.partition(":")[0],
        weight=weight,
        listing=0,
        enough=1,
        link=f"{AKG}{link}" if link else "",
        gains=tuple(gain for gain in gains if gain.points > 0),
        expected=tuple(expected),
    )
