"""Territories: which ones a text means, what they are called, what lies above and below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.library.place_finder import Hit, PlaceFinder
from allianceskg.library.place_table import PlaceTable, read_places
from allianceskg.matching.catalogue_facts import Point
from allianceskg.names import Names
from allianceskg.rdf.term import IRI
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import TERRITORY, concept, slug
from allianceskg.words.folding import fold

SUGGESTIONS: Final = 6
"""Territories that are suggested when nobody says how many."""

_OUTWARDS: Final = ("country", "region", "collectivite", "departement", "epci", "ept", "commune")
_MOST_TELLING: Final = 3
GROUPING: Final = Text(fr="intercommunalité", en="grouping of communes")
"""What an EPCI is called; its official name says it in five words."""

_FORMER: Final = Text(fr="ancienne commune", en="former commune")


@dataclass(frozen=True, slots=True)
class Place:
    """
    A territory as a list of namesakes shows it.

    Attributes:
        label: Its name, with its level and the département that it lies in: "Courcy (commune, Marne)".
        reason: By which code or other name a text means it; None for its official name.
    """

    slug: str
    label: Text
    reason: Text | None = None

    @property
    def reasoned(self) -> Text:
        """The label with the reason: "Irigny (commune, Rhône) : code INSEE 69100"."""
        if self.reason is None:
            return self.label
        return Text(fr=f"{self.label.fr} : {self.reason.fr}", en=f"{self.label.en}: {self.reason.en}")


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """
    What a typed territory can mean.

    Attributes:
        place: When it means exactly one.
        candidates: When it means several; or those that it may become, or of near names, when it means none.
        is_ambiguous: Whether the candidates have exactly that name or code.
    """

    text: str
    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    is_ambiguous: bool = False


class Territories:
    """
    The territories that a store knows.

    Args:
        table: Of all of them; read from the store when neither this nor a finder is given.
        finder: That of another store which holds the same territories; making one takes half a second.
    """

    def __init__(
        self,
        store: Store,
        queries: QueryCatalogue,
        names: Names,
        *,
        table: PlaceTable | None = None,
        finder: PlaceFinder | None = None,
    ) -> None:
        self._store = store
        self._queries = queries
        self._names = names
        self._finder: Final = finder or PlaceFinder(read_places(store, queries) if table is None else table)

    def of_store(self, store: Store, names: Names) -> Territories:
        """Return the territories of another store, which are the same."""
        return Territories(store, self._queries, names, finder=self._finder)

    def find(self, text: str) -> tuple[Place, ...]:
        """
        Find the territories that a slug, a postcode, a code or a name means, whatever its case and accents.

        Returns:
            The likeliest first, each with what tells namesakes apart.
        """
        return tuple(map(self._place, self._finder.meant(text)))

    def of_folded_name(self, folded: str) -> list[str]:
        """Return the IRI of every territory whose official name is this one, folded."""
        table = self._finder.table
        return [
            TERRITORY + table.slugs[number]
            for number in self._finder.of_folded_name(folded)
            if fold(table.names[number][0]) == folded
        ]

    def suggest(self, text: str, *, limit: int = SUGGESTIONS) -> tuple[Place, ...]:
        """Return the territories whose names begin like a text, else those that look most like it, best first."""
        return tuple(map(self._place, self._finder.suggested(text, limit=limit)))

    def read(self, text: str) -> PlaceReading:
        """Find which territory a text means; what it may become, or near names, where it means none."""
        if not text:
            return PlaceReading(text)
        found = self.find(text)
        if len(found) == 1:
            return PlaceReading(text, place=found[0])
        if found:
            return PlaceReading(text, candidates=found, is_ambiguous=True)
        return PlaceReading(text, candidates=self.suggest(text))

    def iris(self) -> list[str]:
        """List every territory, in the order of their IRIs."""
        return sorted(TERRITORY + slug for slug in self._finder.table.slugs)

    def label(self, territory: str) -> Text:
        """Name the territory of a slug, with its level and what tells namesakes apart; the slug for an unknown one."""
        number = self._finder.number(territory)
        return Text(fr=territory, en=territory) if number is None else self._label(number)

    def departement_and_region(self, territory: str) -> tuple[str | None, str | None]:
        """Return the slugs of the département (or collectivité) and of the région that hold a territory, where one does."""
        number = self._finder.number(territory)
        around = () if number is None else self._finder.around(number)
        found = sorted(self._finder.table.slugs[one] for one in around)
        departements = [one for one in found if level_of(one) in {"departement", "collectivite"}]
        regions = [one for one in found if level_of(one) == "region"]
        return (departements[0] if len(departements) == 1 else None), (regions[0] if len(regions) == 1 else None)

    def point(self, territory: str) -> Point | None:
        """Return where the territory of a slug is, as far as it is known."""
        number = self._finder.number(territory)
        point = None if number is None else self._finder.table.points[number]
        return None if point is None else Point(*point)

    def population(self, territory: str) -> int | None:
        """Return the inhabitants of the territory of a slug, as far as they are known."""
        number = self._finder.number(territory)
        return None if number is None else self._finder.table.population[number]

    def communes(self) -> Iterator[tuple[str, int]]:
        """Go through the communes whose population is known: slug and inhabitants, the largest first."""
        table = self._finder.table
        for one, people in zip(table.slugs, table.population, strict=True):
            if people and level_of(one) == "commune":
                yield one, people

    def groupings(self, territory: str) -> list[str]:
        """Return the official names of the groupings of communes (EPCI) in which the territory of a slug lies directly."""
        number, table = self._finder.number(territory), self._finder.table
        above = () if number is None else table.above[number]
        return [table.names[one][0] for one in above if level_of(table.slugs[one]) == "epci"]

    def around(self, territory: str) -> list[str]:
        """Return the territories that contain one, the largest first."""
        rows = self._store.select(self._queries.get("territory").bind({"territory": [IRI(territory)]}))
        found = {row["ancestor"].value: slug(row["level"].value) for row in rows if row["ancestor"].value != territory}
        return sorted(found, key=lambda one: (_OUTWARDS.index(found[one]) if found[one] in _OUTWARDS else 9, one))

    def below(self, territory: str) -> Mapping[str, list[str]]:
        """Return the territories that lie directly in one, by the IRI of their level."""
        by_level: dict[str, dict[str, None]] = {}
        query = self._queries.get("page-territory-below").bind({"territory": [IRI(territory)]})
        for row in self._store.select(query):
            by_level.setdefault(row["level"].value, {})[row["below"].value] = None
        return {level: list(found) for level, found in by_level.items()}

    def at_level(self, level: str) -> list[str]:
        """Return every territory of a level, in the order of official codes."""
        query = self._queries.get("page-territories-of-level").bind_texts({"level": [level]})
        return list(dict.fromkeys(row["territory"].value for row in self._store.select(query)))

    def _place(self, hit: Hit) -> Place:
        return Place(self._finder.table.slugs[hit.number], self._label(hit.number), self._reason(hit))

    def _label(self, number: int) -> Text:
        """Write "Souillac (commune, Lot)"."""
        name, details = self._name(number), [self._level(number), *self._telling(number)]
        return Text(
            fr=f"{name.fr} ({', '.join(one.fr for one in details)})",
            en=f"{name.en} ({', '.join(one.en for one in details)})",
        )

    def _telling(self, number: int) -> Iterator[Text]:
        telling = self._finder.table.telling[number]
        yield from (self._name(one) for one in telling[:_MOST_TELLING])
        if len(telling) > _MOST_TELLING:
            yield Text(fr="…", en="…")

    def _level(self, number: int) -> Text:
        table = self._finder.table
        level = level_of(table.slugs[number])
        holders = [level_of(table.slugs[one]) for one in table.above[number]]
        if level == "commune" and "commune" in holders:
            return _FORMER
        if level == "epci":
            return GROUPING
        name = self._names.of(concept("territory-levels", level))
        return Text(fr=_small(name.fr), en=_small(name.en))

    def _name(self, number: int) -> Text:
        french = self._finder.table.names[number][0]
        return Text(fr=french, en=self._finder.table.english.get(number, french))

    def _reason(self, hit: Hit) -> Text | None:
        match hit.way:
            case "postcode":
                return Text(fr=f"code postal {hit.words}", en=f"postcode {hit.words}")
            case "both-codes":
                return Text(fr=f"code postal et code INSEE {hit.words}", en=f"postcode and INSEE code {hit.words}")
            case "code" if level_of(self._finder.table.slugs[hit.number]) in {"commune", "arrondissement"}:
                return Text(fr=f"code INSEE {hit.words}", en=f"INSEE code {hit.words}")
            case "other-name" | "beginning" if hit.words:
                return Text(fr=f"dit aussi {hit.words}", en=f"also called {hit.words}")
            case _:
                return None


def level_of(territory: str) -> str:
    """Return the slug of the level of a territory, which its IRI says."""
    return slug(territory).partition("-")[0]


def _small(label: str) -> str:
    return label if label.isupper() else label[:1].lower() + label[1:]
