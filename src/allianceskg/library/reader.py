"""The library as one reader sees it: in their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allianceskg.language import Language, Worded
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library, library_of
from allianceskg.names import without_kind


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a build, and in which language; names come in that language, or in another that is then known."""

    library: Library
    language: Language

    def name(self, thing: str) -> Worded:
        """Return the name of anything."""
        return self.library.names.worded(thing, self.language)

    def short(self, thing: str) -> Worded:
        """Return the name of a category or model where it is plain which of the two it is."""
        name = self.name(thing)
        return Worded(without_kind(name.value), name.language)

    def in_order(self, things: Sequence[str]) -> list[str]:
        """Order things by their names, as this reader would look for them."""
        return self.library.names.in_order(things, self.language)


def reader_of(catalogue: Catalogue, language: Language) -> Reader:
    """Return who reads a build in a language."""
    return Reader(library_of(catalogue), language)
