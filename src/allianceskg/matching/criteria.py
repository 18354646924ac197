"""
What a diagnosed profile asks of a case, criterion by criterion.

A criterion is data, not code: which link of a case records it, and how many points which value gives. The ranking
query takes it as rows of `VALUES`, and any other engine must earn the same points from the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from allianceskg.matching.conventions import Conventions
from allianceskg.model import Diagnosis, Profile
from allianceskg.terms import AKG, SDG, TERRITORY, concept

SHARED_LEVELS = ("ept", "epci", "departement", "region")
"""Levels at which sharing a territory gives part of the points, nearest first: an EPT is a part of the Grand Paris."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    One thing asked.

    Attributes:
        name: `model`, `function:<slug>`, `territory`, `need`, `types`, `themes` or `sdgs`.
        kind: The name without the slug of a function.
        weight: Full points.
        is_primary: Whether points on it are enough to list a case.
        link: The shortcut property by which a case records anything at all for it.
        gains: Shortcut property, value and points of each value that gives some.
        shared: Asked territory, level and points for a place that shares a territory of that level with it.
        expected: Slugs of what is asked, in the order of the profile or of the kit.
    """

    name: str
    kind: str
    weight: int
    is_primary: bool
    link: str
    gains: tuple[tuple[str, str, int], ...]
    shared: tuple[tuple[str, str, int], ...] = ()
    expected: tuple[str, ...] = ()


def asked_criteria(profile: Profile, diagnosis: Diagnosis, conventions: Conventions) -> tuple[Criterion, ...]:
    """
    List what a profile asks, in the order in which it is explained.

    When neither a model nor a function is asked, every criterion is primary: any of them may then list a case.

    Source:
        docs/explanation/matching.md, section on criteria; the points are conventions.
    """
    criteria = [
        *_model(diagnosis, conventions),
        *(_function(slug, conventions) for slug in profile.functions),
        *_territory(profile, conventions),
        *_values("themes", "concernsTheme", "themes", profile.themes, conventions.points_themes_met),
        *_values("types", "involvesActorType", "actor-types", profile.actor_types, conventions.points_types_met),
        *_values("need", "addressesNeed", "needs", profile.needs, conventions.points_need_met),
        *_goals(profile, conventions),
    ]
    return with_primaries(criteria)


def with_primaries(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Mark model and functions as primary, or everything when neither is asked."""
    listed = tuple(criteria)
    has_own = any(criterion.kind in {"model", "function"} for criterion in listed)
    return tuple(
        replace(criterion, is_primary=not has_own or criterion.kind in {"model", "function"}) for criterion in listed
    )


def _model(diagnosis: Diagnosis, conventions: Conventions) -> list[Criterion]:
    if diagnosis.undetermined:
        return []
    full, partly = conventions.points_model_met, conventions.points_model_partly
    gains = [(f"{AKG}usesModel", concept("partnership-models", slug), full) for slug in diagnosis.models]
    gains += [(f"{AKG}inCategory", concept("partnership-models", slug), partly) for slug in diagnosis.categories]
    return [_criterion("model", full, "inCategory", gains, expected=diagnosis.models)]


def _function(slug: str, conventions: Conventions) -> Criterion:
    weight = conventions.points_function_met
    gains = [(f"{AKG}coversFunction", concept("catalyst-functions", slug), weight)]
    return _criterion(f"function:{slug}", weight, "coversFunction", gains, expected=(slug,))


def _territory(profile: Profile, conventions: Conventions) -> list[Criterion]:
    if profile.territory is None:
        return []
    asked, weight = f"{TERRITORY}{profile.territory}", conventions.points_territory_met
    points = {
        "epci": conventions.points_territory_epci,
        "ept": conventions.points_territory_ept,
        "departement": conventions.points_territory_departement,
        "region": conventions.points_territory_region,
    }
    shared = tuple((asked, concept("territory-levels", level), points[level]) for level in SHARED_LEVELS)
    criterion = _criterion(
        "territory", weight, "inTerritory", [(f"{AKG}inTerritory", asked, weight)], expected=(profile.territory,)
    )
    return [replace(criterion, shared=shared)]


def _values(name: str, link: str, scheme: str, slugs: Sequence[str], weight: int) -> list[Criterion]:
    if not slugs:
        return []
    gains = [(f"{AKG}{link}", concept(scheme, slug), weight) for slug in slugs]
    return [_criterion(name, weight, link, gains, expected=slugs)]


def _goals(profile: Profile, conventions: Conventions) -> list[Criterion]:
    if not profile.sdgs:
        return []
    weight = conventions.points_sdgs_met
    gains = [(f"{AKG}contributesToGoal", f"{SDG}{number}", weight) for number in profile.sdgs]
    expected = tuple(str(number) for number in profile.sdgs)
    return [_criterion("sdgs", weight, "contributesToGoal", gains, expected=expected)]


def _criterion(
    name: str, weight: int, link: str, gains: Sequence[tuple[str, str, int]], *, expected: Sequence[str]
) -> Criterion:
    return Criterion(
        name=name,
        kind=name.partition(":")[0],
        weight=weight,
        is_primary=True,
        link=f"{AKG}{link}",
        gains=tuple(gains),
        expected=tuple(expected),
    )
