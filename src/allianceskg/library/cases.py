"""The cases of a build by position: where each stands, what it is called, and reading those that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice

from allianceskg.language import Language, Text
from allianceskg.library.case_entries import CaseEntries, CaseEntry
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.inventory import Inventory
from allianceskg.library.sets import positions
from allianceskg.matching.index.container import UnusableIndexError
from allianceskg.terms import slug


class Cases:
    """The cases of a build, each known by its position in the order of their IRIs."""

    def __init__(self, catalogue: Catalogue, inventory: Inventory) -> None:
        self._catalogue = catalogue
        self.inventory = inventory

    def __len__(self) -> int:
        return len(self.iris)

    @property
    def iris(self) -> tuple[str, ...]:
        """The IRI of each case."""
        return self.inventory.iris

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Position of each case, by IRI."""
        return {iri: position for position, iri in enumerate(self.iris)}

    @cached_property
    def by_slug(self) -> Mapping[str, int]:
        """Position of each case, by the last segment of its IRI."""
        return {slug(iri): position for iri, position in self.positions.items()}

    @cached_property
    def _entries(self) -> CaseEntries:
        return CaseEntries(self._catalogue, self.iris)

    def read(self, places: Iterable[int]) -> list[CaseEntry]:
        """Read the cases of some positions, in the same order."""
        return self._entries.read(places)

    def first(self, cases: int, *, limit: int) -> list[CaseEntry]:
        """Read the first cases of a set, in order of IRI."""
        return self.read(islice(positions(cases), limit))

    def find(self, iri: str) -> CaseEntry | None:
        """Return a case; None when there is none of that IRI."""
        return self.read([self.positions[iri]])[0] if iri in self.positions else None

    def title(self, position: int, language: Language) -> str:
        """Return the title of a case in a language, or in another."""
        text = self._titles[position]
        return str(self.read([position])[0].title(language)) if text is None else text.in_language(language)

    @cached_property
    def _titles(self) -> Sequence[Text | None]:
        """The titles that the match index holds, by position."""
        return [self._title_in_index(self._catalogue.index.position(iri)) for iri in self.iris]

    def _title_in_index(self, place: int | None) -> Text | None:
        try:
            return None if place is None else self._catalogue.index.shown(place).title
        except UnusableIndexError:  # a torn record; an answer that needs it makes the index again
            return None
