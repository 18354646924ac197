"""The opened catalogue: what all who read one build share, each part made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from allianceskg.builds.derived import read_or_make
from allianceskg.language import LANGUAGES, Language
from allianceskg.library.actors import Actors
from allianceskg.library.case_search import CaseSearch
from allianceskg.library.case_sets import CaseSets
from allianceskg.library.case_texts import open_text_index
from allianceskg.library.cases import Cases
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.inventory import Inventory, read_inventory
from allianceskg.library.orders import Orders
from allianceskg.library.recorded import RecordedAspects, RecordedSources, read_aspects, read_sources_of_cases
from allianceskg.library.text_index import TextIndex
from allianceskg.library.thing_names import ThingNames
from allianceskg.library.thing_search import ThingSearch
from allianceskg.terms import is_of_others

KindOfThing = Literal["case", "actor", "territory", "concept"]

_Made = TypeVar("_Made")


class Library:
    """The cases of a build, sets and orders of them, the names of things, the words in them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.names = ThingNames(catalogue)
        self.actors = Actors(catalogue)
        self._kept: dict[tuple[str, ...], Any] = {}

    def keep(self, key: tuple[str, ...], make: Callable[[], _Made]) -> _Made:
        """
        Return something that is made once for a build.

        Args:
            key: Names it among all that is kept; of a small and fixed number, never taken from a request alone.
        """
        if key not in self._kept:
            self._kept[key] = make()
        kept: _Made = self._kept[key]
        return kept

    @cached_property
    def cases(self) -> Cases:
        """The cases by position."""
        inventory = self._saved(
            "marks", lambda: read_inventory(self.catalogue), written=Inventory.written, read=Inventory.of
        )
        return Cases(self.catalogue, inventory)

    @cached_property
    def sets(self) -> CaseSets:
        """Which cases have which value."""
        return CaseSets(self.catalogue, self.cases)

    @cached_property
    def orders(self) -> Orders:
        """The orders in which cases are read."""
        return Orders(self.cases, self.sets, self.catalogue.names)

    @cached_property
    def words(self) -> TextIndex:
        """The full-text index of all cases; it is saved beside the build, where its folder can be written."""
        return open_text_index(self.catalogue, self.cases, self.sets, self.names, folder=self._folder)

    @cached_property
    def search(self) -> CaseSearch:
        """The search for cases."""
        return CaseSearch(self.catalogue, self.cases, self.sets, self.words)

    @cached_property
    def things(self) -> ThingSearch:
        """The search by name for what is no case."""
        return ThingSearch(self.catalogue, self.sets)

    @cached_property
    def of_others(self) -> Mapping[str, KindOfThing]:
        """What somebody else describes in a file that was added here and cases mention, by IRI: what kind each is."""
        known: Mapping[KindOfThing, Iterable[str]] = {
            "concept": self.catalogue.names.concepts,
            "territory": [*self.sets["place"], *self.sets["territory"]],
            "actor": self.sets["actor"],
            "case": self.cases.iris,
        }
        return {thing: kind for kind, things in known.items() for thing in things if is_of_others(thing)}

    @cached_property
    def aspects(self) -> RecordedAspects:
        """What cases record beside the values of facets."""
        return self._saved(
            "aspects",
            lambda: read_aspects(self.catalogue, self.cases.positions),
            written=RecordedAspects.written,
            read=RecordedAspects.of,
        )

    @cached_property
    def sources(self) -> RecordedSources:
        """The sources of cases."""
        return self._saved(
            "sources",
            lambda: read_sources_of_cases(self.catalogue, self.cases.positions),
            written=RecordedSources.written,
            read=RecordedSources.of,
        )

    def actors_by_name(self, language: Language) -> Sequence[str]:
        """Return the actors of all cases, as a reader would look for them."""
        return self.keep(("actors", language), lambda: self.names.in_order(list(self.sets["actor"]), language))

    def save(self) -> None:
        """Make and save what takes long, so that `prepare` finds it."""
        _ = self.words, self.aspects, self.sources, self.catalogue.territories

    def prepare(self) -> None:
        """Make what is otherwise made when it is first asked for."""
        _ = self.sets.recorded
        for language in LANGUAGES:
            _ = self.orders.by_title(language)
        self.search.find("partenariat")
        _ = self.things
        _ = self.orders.documented, self.aspects, self.sources, self.catalogue.territories

    def _saved(
        self, name: str, make: Callable[[], _Made], *, written: Callable[[_Made], Any], read: Callable[[Any], _Made]
    ) -> _Made:
        """Read what a query says of every case once for a build, where its folder can be written."""
        text = self.catalogue.queries.get(f"page-case-{name}").text
        return read_or_make(self._folder, name, [text], make=make, written=written, read=read)

    @property
    def _folder(self) -> Path | None:
        place = self.catalogue.index_place
        return None if place is None else place.path.parent


@lru_cache(maxsize=2)
def library_of(catalogue: Catalogue) -> Library:
    """Return the library of a build; it is made once, and forgotten when newer builds are in use."""
    return Library(catalogue)
