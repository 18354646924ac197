"""How a case meets the asked territory, in words: on it, inside it, near, over it, or overseas like it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from allianceskg.language import Text
from allianceskg.matching.criteria import SHARED_LEVELS, Criterion
from allianceskg.matching.evidence import Evidence
from allianceskg.matching.sentence_parts import details_of, list_names, values_of, with_sources
from allianceskg.names import Names
from allianceskg.terms import AKG, TERRITORY, slug

_SHARED_AT: Final[Mapping[str, Text]] = {
    "epci": Text(fr="même intercommunalité", en="same intercommunality"),
    "ept": Text(fr="même établissement public territorial", en="same territorial public body (EPT)"),
    "departement": Text(fr="même département", en="same département"),
    "region": Text(fr="même région", en="same region"),
}


def territory_sentence(criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
    """Say how the places of a case meet the asked one."""
    asked = f"{TERRITORY}{criterion.expected[0]}"
    here = names.of(asked)
    if not earned:
        places = list_names(names.of(iri) for iri in values_of(records))
        return with_sources(Text(fr=f"Situé ailleurs : {places.fr}", en=f"Placed elsewhere: {places.en}"), records)
    if earned == criterion.weight:
        return _inside(asked, records, here, names)
    counted = _counted_places(criterion, earned, records)
    for way, write in _PARTLY_THERE.items():
        kept = [record for record, one in counted if one == way]
        if kept:
            return with_sources(write(criterion, kept, here, names), kept)
    raise AssertionError(earned)  # points come from a place that is recorded


def _inside(asked: str, records: Sequence[Evidence], here: Text, names: Names) -> Text:
    """Say that a case is on the asked territory, or inside it."""
    inside = [record for record in records if record.detail.get("shared") == asked]
    kept = [record for record in inside if record.value == asked]
    if kept:
        return with_sources(
            Text(fr=f"Situé sur le territoire demandé : {here.fr}", en=f"Placed on the asked territory: {here.en}"),
            kept,
        )
    places = list_names(names.of(iri) for iri in values_of(inside))
    return with_sources(
        Text(
            fr=f"Situé dans le territoire demandé, {here.fr} : {places.fr}",
            en=f"Placed inside the asked territory, {here.en}: {places.en}",
        ),
        inside,
    )


def _counted_places(criterion: Criterion, earned: int, records: Sequence[Evidence]) -> list[tuple[Evidence, str]]:
    """Tell which places give the points, and in which way: they share a level, are near, cover, or are overseas too."""
    near = dict(criterion.distances)
    gains = {(gain.link, gain.value): gain.points for gain in reversed(criterion.gains)}
    found = []
    for record in records:
        shared = record.detail.get("shared")
        level = slug(record.detail["level"]) if shared else ""
        if record.value == shared and gains.get((f"{AKG}locatedIn", record.value)) and record.value not in near:
            is_shared = level in _SHARED_AT and gains.get((f"{AKG}inTerritory", record.value)) == earned
            if is_shared or gains[f"{AKG}locatedIn", record.value] == earned:
                found.append((record, "covers"))
        elif level in _SHARED_AT and gains.get((f"{AKG}inTerritory", shared or "")) == earned:
            found.append((record, "shares"))
        if record.value in near and gains.get((f"{AKG}locatedIn", record.value)) == earned:
            found.append((record, "near"))
    return found or [(record, "overseas") for record in records]


def _sharing(_criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    level = min((slug(record.detail["level"]) for record in kept), key=SHARED_LEVELS.index)
    same_level = [record for record in kept if slug(record.detail["level"]) == level]
    places = list_names(names.of(iri) for iri in values_of(same_level))
    shared = list_names(names.of(iri) for iri in details_of(same_level, "shared"))
    return Text(
        fr=f"Situé non loin, {places.fr} : {_SHARED_AT[level].fr} que le territoire demandé, {here.fr} ({shared.fr})",
        en=f"Placed not far off, {places.en}: {_SHARED_AT[level].en} as the asked territory, {here.en} ({shared.en})",
    )


def _near(criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    distances = dict(criterion.distances)
    closest = min(distances[record.value] for record in kept)
    places = list_names(names.of(iri) for iri in values_of(kept) if distances[iri] == closest)
    return Text(
        fr=f"Situé à proximité, {places.fr} : à {closest} km du territoire demandé, {here.fr}, à vol d'oiseau",
        en=f"Placed nearby, {places.en}: {closest} km from the asked territory, {here.en}, as the crow flies",
    )


def _covering(_criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    places = list_names(names.of(iri) for iri in values_of(kept))
    return Text(
        fr=f"Couvre le territoire demandé, {here.fr} : situé sur un territoire plus large, {places.fr}",
        en=f"Covers the asked territory, {here.en}: placed on a wider territory, {places.en}",
    )


def _overseas(_criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    places = list_names(names.of(iri) for iri in values_of(kept))
    return Text(
        fr=f"Situé outre-mer, comme le territoire demandé, {here.fr} : {places.fr}",
        en=f"Placed overseas, like the asked territory, {here.en}: {places.en}",
    )


_PARTLY_THERE: Final[Mapping[str, Callable[[Criterion, Sequence[Evidence], Text, Names], Text]]] = {
    "near": _near,
    "shares": _sharing,
    "covers": _covering,
    "overseas": _overseas,
}
"""How a place can count in part, and who says so; the first that holds is said."""
