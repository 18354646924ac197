"""What can be chosen next in the list of cases, with counts, and what to relax when nothing is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, Worded
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader
from allianceskg.library.selection import FACETS, Facet, Selection, ValueLabel, label_of, select, select_by
from allianceskg.library.territories import level_of
from allianceskg.terms import TERRITORY, slug

_SHOWN_FIRST: Final = 8
_SHOWN_AT_MOST: Final = 11


@dataclass(frozen=True, slots=True)
class Choice:
    """
    A value that can be chosen, or has been.

    Attributes:
        cases: Number of cases that have it, given all that is chosen in other facets.
        selection: What is chosen after following it.
        depth: How far below the top of its hierarchy it stands.
    """

    label: ValueLabel
    cases: int
    is_chosen: bool
    selection: Selection
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FacetView:
    """
    A facet as it is shown.

    Attributes:
        unrecorded: Number of listed cases that say nothing of it.
        first: How many choices are shown before the rest is to be unfolded.
    """

    facet: Facet
    choices: tuple[Choice, ...]
    unrecorded: int
    first: int

    @property
    def is_used(self) -> bool:
        """Whether anything of it is chosen."""
        return any(choice.is_chosen for choice in self.choices)


def view_facets(selection: Selection, reader: Reader) -> list[FacetView]:
    """Count what can be chosen next in each facet."""
    library, views = reader.library, []
    for facet in FACETS:
        others = [one for one in FACETS if one.name != facet.name and one.name not in facet.rivals]
        within = select_by(selection, library, others)
        choices = tuple(_choices(facet, selection, within, reader))
        unrecorded = (within & library.sets.unrecorded(facet.name)).bit_count()
        first = _SHOWN_FIRST if len(choices) > _SHOWN_AT_MOST else len(choices)
        views.append(FacetView(facet, choices, unrecorded, first))
    return views


def _choices(facet: Facet, selection: Selection, within: int, reader: Reader) -> Iterator[Choice]:
    chosen = selection.chosen.get(facet.name, ())
    for value, depth in _offered(facet, selection, within, reader):
        number = (reader.library.sets[facet.name].get(facet.iri(value, reader.library.sets), 0) & within).bit_count()
        is_chosen = value in chosen
        after = selection.drop(facet, value) if is_chosen else selection.choose(facet, value)
        if number or is_chosen:
            yield Choice(label_of(facet, value, reader), number, is_chosen, after, depth)


def _offered(facet: Facet, selection: Selection, within: int, reader: Reader) -> list[tuple[str, int]]:
    """List the values that a facet offers, in the order in which they are read."""
    library = reader.library
    if facet.name == "territory":
        return _territories(selection, within, reader)
    if facet.name == "year":
        years = {*library.sets["year"], *selection.chosen.get("year", ())}
        return [(year, 0) for year in sorted(years, reverse=True)]
    sets = library.sets[facet.name]
    concepts = library.catalogue.names.concepts
    top = [
        one
        for one in library.catalogue.names.in_scheme(facet.scheme)
        if one.iri in sets or one.slug in selection.chosen.get(facet.name, ())
    ]
    if facet.name == "sdg":
        return [
            (one.slug, 0)
            for one in sorted(top, key=lambda one: [int(part) for part in one.slug.split(".") if part.isdigit()])
        ]
    if any(one.order for one in top):
        return [(one.slug, 0) for one in top]
    ordered = reader.in_order([one.iri for one in top])
    return _as_tree(ordered, {iri: concepts[iri].broader for iri in ordered})


def _as_tree(ordered: Sequence[str], broader: Mapping[str, tuple[str, ...]]) -> list[tuple[str, int]]:
    """Put narrower values under their broader ones."""
    below: dict[str | None, list[str]] = {}
    for iri in ordered:
        parent = next((one for one in broader[iri] if one in broader), None)
        below.setdefault(parent, []).append(iri)
    tree: list[tuple[str, int]] = []

    def add(parent: str | None, depth: int) -> None:
        for iri in below.get(parent, ()):
            tree.append((slug(iri), depth))
            add(iri, depth + 1)

    add(None, 0)
    return tree


def _territories(selection: Selection, within: int, reader: Reader) -> list[tuple[str, int]]:
    """Offer the chosen territory with what contains it above and what it contains below; else regions and countries."""
    library = reader.library
    chosen = selection.chosen.get("territory", ())
    if not chosen:
        return [(slug(iri), 0) for iri in _by_count(_at_levels(library, ("region", "country")), within, reader)]
    territory, sets = f"{TERRITORY}{chosen[0]}", library.sets["territory"]
    around = library.catalogue.territories.around(territory)
    below = [iri for found in library.catalogue.territories.below(territory).values() for iri in found if iri in sets]
    return [
        *((slug(iri), 0) for iri in around),
        *((value, 1) for value in chosen),
        *((slug(iri), 2) for iri in _by_count(below, within, reader)),
    ]


def _at_levels(library: Library, levels: Sequence[str]) -> list[str]:
    return [iri for iri in library.sets["territory"] if level_of(iri) in levels]


def _by_count(territories: Iterable[str], within: int, reader: Reader) -> list[str]:
    sets = reader.library.sets["territory"]
    ordered = reader.in_order(list(territories))
    return sorted(ordered, key=lambda iri: -(sets.get(iri, 0) & within).bit_count())


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen, and the selection without it."""

    label: Text
    value: ValueLabel
    selection: Selection


def chips(selection: Selection, reader: Reader) -> list[Chip]:
    """List what is chosen, each with the way to take it away."""
    found = []
    if selection.text:
        searched = ValueLabel(Worded(selection.text, None))
        found.append(Chip(Text(fr="Recherche", en="Search"), searched, selection.search("", reader.library)))
    found += [
        Chip(facet.label, label_of(facet, value, reader), selection.drop(facet, value))
        for facet in FACETS
        for value in selection.chosen.get(facet.name, ())
    ]
    return found


@dataclass(frozen=True, slots=True)
class WiderSelection:
    """A wider selection, and how many cases it lists."""

    label: Text
    cases: int
    selection: Selection


def relaxations(selection: Selection, reader: Reader) -> list[WiderSelection]:
    """Say what to give up when nothing is listed, what brings most cases first."""
    library = reader.library
    wider = [
        WiderSelection(
            _without(chip.value.in_language(reader.language)),
            select(chip.selection, library).bit_count(),
            chip.selection,
        )
        for chip in chips(selection, reader)
        if not chip.selection.is_empty
    ]
    words = selection.asked.words if selection.asked else ()
    for word in words if len(words) > 1 else ():
        only = selection.search(word, library)
        wider.append(
            WiderSelection(
                Text(fr=f"Seulement « {word} »", en=f"Only “{word}”"),
                select(only, library).bit_count(),
                only,
            )
        )
    return sorted((one for one in wider if one.cases), key=lambda one: -one.cases)


def _without(value: str) -> Text:
    return Text(fr=f"Sans « {value} »", en=f"Without “{value}”")
