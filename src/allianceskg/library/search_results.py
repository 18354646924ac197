"""What a search of everything finds: cases, actors, places, concepts and help, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from allianceskg.language import Text
from allianceskg.library.case_search import FoundCases
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader
from allianceskg.library.territories import Place
from allianceskg.library.thing_search import PAGES, NamedThing
from allianceskg.terms import TERRITORY
from allianceskg.words.stop_words import STOP_WORDS
from allianceskg.words.text_words import tokens

_LONGEST_PLACE: Final = 5
"""Words of the longest name of a place that is looked for among others."""

_SHORTEST_NAME: Final = 3
_POSTCODE: Final = 5


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """
    A place that a search names.

    Attributes:
        words: Those of the search that name it.
        cases: Number of its cases.
    """

    place: Place
    words: str
    cases: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """
    What was found, each kind the best first.

    Attributes:
        cases: Every case that was found; the other kinds are as many as were asked for.
    """

    cases: FoundCases
    actors: tuple[NamedThing, ...]
    places: tuple[FoundPlace, ...]
    concepts: tuple[NamedThing, ...]
    helps: tuple[NamedThing, ...]

    @property
    def has_things(self) -> bool:
        """Whether anything but cases was found."""
        return bool(self.actors or self.places or self.concepts or self.helps)


def search_everything(text: str, library: Library, *, limit: int, cases: FoundCases | None = None) -> SearchResults:
    """
    Search everything for a typed text.

    Args:
        limit: Most results of each kind but cases.
        cases: When they were searched already.
    """
    found = library.search.find(text) if cases is None else cases
    asked, things = found.asked.text, library.things
    named = [things.of_concept(iri) for iri in found.asked.concepts]
    named += [one for one in things.find(asked, "concept", limit=limit) if one.thing not in found.asked.concepts]
    return SearchResults(
        cases=found,
        actors=tuple(things.find(asked, "actor", limit=limit)),
        places=tuple(_places(found.asked.typed, library))[:limit],
        concepts=tuple(named[:limit]),
        helps=tuple(things.find(asked, "help", limit=limit)),
    )


def results_document(results: SearchResults, reader: Reader, *, limit: int) -> dict[str, Any]:
    """
    Write results as programs read them.

    Returns:
        `query`, `searched` (with misspelt words corrected), `corrections`, and for `cases`, `actors`, `places`,
        `concepts` and `help` a list of results, each with `iri`, `name` and `reasons`; a page of the site has an `address` and no IRI. `count` is that of all cases found.
    """
    library, language = reader.library, reader.language
    asked, shown = results.cases.asked, results.cases.positions[:limit]
    reasons = library.search.reasons(asked, shown)
    library.names.learn(one.thing for one in (*results.actors, *results.helps) if not one.thing.startswith("/"))
    return {
        "query": asked.typed,
        "searched": asked.text,
        "corrections": [{"typed": typed, "meant": meant} for typed, meant in asked.corrections],
        "count": len(results.cases.positions),
        "cases": [
            {
                "iri": library.cases.iris[position],
                "name": library.cases.title(position, language),
                "reasons": [one.sentence(library.names).in_language(language) for one in reasons[position]],
            }
            for position in shown
        ],
        "actors": [_named_document(one, reader) for one in results.actors],
        "places": [
            {
                "iri": f"{TERRITORY}{one.place.slug}",
                "name": one.place.label.in_language(language),
                "cases": one.cases,
                "reasons": [] if one.place.reason is None else [one.place.reason.in_language(language)],
            }
            for one in results.places
        ],
        "concepts": [_named_document(one, reader) for one in results.concepts],
        "help": [_named_document(one, reader) for one in results.helps],
    }


def _named_document(found: NamedThing, reader: Reader) -> dict[str, Any]:
    reason = reason_of(found)
    is_page = found.thing.startswith("/")
    return {
        "iri": None if is_page else found.thing,
        "address": found.thing if is_page else None,
        "name": PAGES[found.thing][0].in_language(reader.language) if is_page else reader.name(found.thing).value,
        "cases": found.cases,
        "reasons": [] if reason is None else [reason.in_language(reader.language)],
    }


def _places(text: str, library: Library) -> Iterator[FoundPlace]:
    """
    Give the places that a text, or some of its words in a row, means; the longest names first in the order of the text.

    All words together may mean any place; some of them only one that has cases, lest every word be a hamlet.
    """
    sets = library.sets["territory"]
    words = [(token.start, token.end) for token in tokens(text)]
    taken: set[int] = set()
    for length in range(min(_LONGEST_PLACE, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            window = range(first, first + length)
            name = text[words[first][0] : words[first + length - 1][1]]
            if taken.intersection(window) or name.lower() in STOP_WORDS["fr"]:
                continue
            for place in library.catalogue.territories.find(name):
                number = sets.get(f"{TERRITORY}{place.slug}", 0).bit_count()
                if length == len(words) or (number and _is_likely(name)):
                    taken.update(window)
                    yield FoundPlace(place, name, number)


def _is_likely(name: str) -> bool:
    """Whether some words of a longer text may mean a place: a name of four letters or more, or a postcode."""
    return len(name) == _POSTCODE if name.isdigit() else len(name) > _SHORTEST_NAME


def reason_of(found: NamedThing) -> Text | None:
    """Say by which other name a thing was found; None when it was by its own."""
    return Text(fr=f"dit aussi « {found.words} »", en=f"also called “{found.words}”") if found.words else None
