"""Territories: which ones a text means, what they are called, what lies above and below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from allianceskg.language import Text
from allianceskg.names import Names
from allianceskg.profiles.near import NearNames
from allianceskg.rdf.term import IRI, Literal, french
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import TERRITORY, slug
from allianceskg.words.folding import fold

_SUGGESTIONS: Final = 3
_TELLING: Final = ("departement", "collectivite", "region")
_OUTWARDS: Final = ("country", "region", "collectivite", "departement", "epci", "ept", "commune")


@dataclass(frozen=True, slots=True)
class Place:
    """
    A territory as a list of namesakes shows it.

    Attributes:
        label: Its name; where it may have namesakes, with its level and what it lies in: "Courcy (commune, Marne)".
    """

    slug: str
    label: Text


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """
    What a typed territory can mean.

    Attributes:
        place: When it means exactly one.
        candidates: When it means several; or those of near names, when it means none.
        is_ambiguous: Whether the candidates have exactly that name.
    """

    text: str
    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    is_ambiguous: bool = False


class Territories:
    """The territories that a store knows."""

    def __init__(self, store: Store, queries: QueryCatalogue, names: Names) -> None:
        self._store = store
        self._queries = queries
        self._names = names

    def take_over(self, earlier: Territories) -> None:
        """Take over the tables of names of another store, where they are the same."""
        for name in ("_by_folded_name", "_near_names"):
            if name in earlier.__dict__:
                self.__dict__[name] = earlier.__dict__[name]

    def find(self, text: str) -> tuple[Place, ...]:
        """
        Find the territories that a slug, a code or a name means, whatever its case and accents.

        Returns:
            Each with what tells namesakes apart; what a slug means, by its name alone.
        """
        found = self._meant(text)
        return self._plain(found) if found == [text] else self.label(found)

    def of_folded_name(self, folded: str) -> list[str]:
        """Return the IRI of every territory that has this name, folded."""
        return [iri for _, iri in self._by_folded_name.get(folded, ())]

    def suggest(self, text: str) -> tuple[Place, ...]:
        """Return the territories whose names look most like a text, by their names alone, best first."""
        return self._plain(self._near(text))

    def prepare_suggestions(self) -> None:
        """Make the table of names that suggestions need, so that nobody waits for it; it takes a second or two."""
        assert self._near_names is not None

    def read(self, text: str) -> PlaceReading:
        """Find which territory a slug, a code or a name means; near names where it means none."""
        if not text:
            return PlaceReading(text)
        found = self.label(self._meant(text))
        if len(found) == 1:
            return PlaceReading(text, place=found[0])
        if found:
            return PlaceReading(text, candidates=found, is_ambiguous=True)
        return PlaceReading(text, candidates=self.label(self._near(text)))

    def label(self, slugs: Sequence[str]) -> tuple[Place, ...]:
        """Name territories, in the order given, each with its level and what tells namesakes apart."""
        if not slugs:
            return ()
        query = self._queries.get("page-wizard-territories").bind(
            {"territory": [IRI(TERRITORY + one) for one in slugs]}
        )
        rows = list(self._store.select(query))
        self._names.learn(row[name].value for row in rows for name in ("territory", "above") if name in row)
        details: dict[str, dict[Text, None]] = {}
        for row in rows:
            detail = details.setdefault(slug(row["territory"].value), {self._level(row["level"].value): None})
            if "above" in row and level_of(row["above"].value) in _TELLING:
                detail[self._names.of(row["above"].value)] = None
        return tuple(Place(one, _labelled(self._name(one), details[one])) for one in slugs if one in details)

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

    def _level(self, iri: str) -> Text:
        level = self._names.of(iri)
        return Text(fr=_small(level.fr), en=_small(level.en))

    def _meant(self, text: str) -> list[str]:
        """Find the slugs of what a text means."""
        if not text or not text.isprintable():
            return []
        if self._exists(text):
            return [text]
        found = self._named([text], [text])
        if not found and fold(text) in self._by_folded_name:
            found = self._named({name for name, _ in self._by_folded_name[fold(text)]}, [])
        return found

    def _near(self, text: str) -> list[str]:
        near = self._near_names.find(fold(text), limit=_SUGGESTIONS, cutoff=0.7)
        found = [slug(iri) for name in near for _, iri in self._by_folded_name[name][:_SUGGESTIONS]]
        return found[: 2 * _SUGGESTIONS]

    def _plain(self, slugs: Sequence[str]) -> tuple[Place, ...]:
        self._names.learn(TERRITORY + one for one in slugs)
        return tuple(Place(one, self._name(one)) for one in slugs)

    def _name(self, territory: str) -> Text:
        return self._names.of(TERRITORY + territory)

    def _named(self, labels: Iterable[str], codes: Iterable[str]) -> list[str]:
        query = self._queries.get("territories-named").bind(
            {"label": [french(label) for label in sorted(labels)], "code": [Literal(code) for code in codes]}
        )
        return list(dict.fromkeys(slug(row["territory"].value) for row in self._store.select(query)))

    @cached_property
    def _by_folded_name(self) -> Mapping[str, list[tuple[str, str]]]:
        """Name and IRI of every territory, by the name without case and accents; only mistakes ever need it."""
        by_name: dict[str, list[tuple[str, str]]] = {}
        for row in self._store.select(self._queries.get("territory-names").text):
            name = row["name"].value
            by_name.setdefault(fold(name), []).append((name, row["territory"].value))
        return by_name

    @cached_property
    def _near_names(self) -> NearNames:
        return NearNames(self._by_folded_name)

    def _exists(self, territory: str) -> bool:
        if not all(character.isalnum() or character == "-" for character in territory):
            return False
        query = self._queries.get("territory").bind_texts({"territory": [territory]})
        return len(self._store.select(query)) > 0


def level_of(territory: str) -> str:
    """Return the slug of the level of a territory, which its IRI says."""
    return slug(territory).partition("-")[0]


def _small(label: str) -> str:
    return label if label.isupper() else label[:1].lower() + label[1:]


def _labelled(name: Text, details: Iterable[Text]) -> Text:
    listed = list(details)
    return Text(
        fr=f"{name.fr} ({', '.join(one.fr for one in listed)})", en=f"{name.en} ({', '.join(one.en for one in listed)})"
    )
