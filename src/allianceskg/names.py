"""The names of concepts, territories and actors, so that no IRI stands where a person expects a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from allianceskg.language import Text, same
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import VOCABULARY, slug

# A category and a model share a name; their labels tell them apart by such an ending, which a sentence that
# already says "model" or "category" leaves out.
_KIND_ENDING: Final = re.compile(r" \((?:catégorie|modèle|category|model)\)$")


@dataclass(frozen=True, slots=True)
class Concept:
    """
    A concept of a scheme.

    Attributes:
        scheme: Slug of the scheme.
        broader: IRIs of the concepts just above it.
        order: Rank where the scheme is an ordered list.
        line: Line of the kit that states it.
    """

    iri: str
    scheme: str
    label: Text
    broader: tuple[str, ...]
    order: int | None
    line: int | None

    @property
    def slug(self) -> str:
        """The last segment of the IRI."""
        return slug(self.iri)


class Names:
    """The names that a store knows."""

    def __init__(self, store: Store, queries: QueryCatalogue) -> None:
        self._store = store
        self._queries = queries
        self._things: dict[str, Text] = {}

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """Every concept, by IRI, in the order of scheme, rank and IRI."""
        concepts: dict[str, Concept] = {}
        for row in self._store.select(self._queries.get("concepts").text):
            iri = row["concept"].value
            known = concepts.get(iri)
            broader = (*(known.broader if known else ()), *_values(row, "broader"))
            concepts[iri] = Concept(
                iri=iri,
                scheme=_scheme(row["scheme"].value),
                label=Text(fr=row["french"].value, en=row["english"].value),
                broader=tuple(dict.fromkeys(broader)),
                order=_integer(row, "order"),
                line=_integer(row, "line"),
            )
        return concepts

    def in_scheme(self, scheme: str) -> list[Concept]:
        """Return the concepts of a scheme, in their order."""
        return [concept for concept in self.concepts.values() if concept.scheme == scheme]

    def broader(self, concept: str) -> tuple[str, ...]:
        """Return the concepts just above one; none for what is no concept."""
        return self.concepts[concept].broader if concept in self.concepts else ()

    def narrower(self, concept: str) -> tuple[str, ...]:
        """Return the concepts just below one, in their order."""
        return self._narrower.get(concept, ())

    @cached_property
    def _narrower(self) -> Mapping[str, tuple[str, ...]]:
        below: dict[str, tuple[str, ...]] = {}
        for one in self.concepts.values():
            for above in one.broader:
                below[above] = (*below.get(above, ()), one.iri)
        return below

    def learn(self, things: Iterable[str]) -> None:
        """Fetch the names of things that are not concepts, in one query."""
        unknown = sorted(set(things) - self._things.keys() - self.concepts.keys())
        if not unknown:
            return
        rows = self._store.select(self._queries.get("labels").bind({"thing": [IRI(thing) for thing in unknown]}))
        found: dict[str, dict[str, str]] = {}
        for row in rows:
            name = row["name"]
            if isinstance(name, Literal):
                found.setdefault(row["thing"].value, {}).setdefault(name.language or "", name.value)
        for thing, names in found.items():
            french = names.get("fr") or next(iter(names.values()))
            self._things[thing] = Text(fr=french, en=names.get("en", french))
        # A build does not change, so what has no name is not asked for again.
        self._things.update((thing, same(slug(thing))) for thing in unknown if thing not in found)

    def of(self, thing: str) -> Text:
        """Return the name of a concept, territory or actor; what the store does not name keeps its slug."""
        known = self._things.get(thing)
        if known is None:
            if thing in self.concepts:
                self._things[thing] = self.concepts[thing].label
            else:
                self.learn([thing])
            known = self._things[thing]
        return known

    def short(self, thing: str) -> Text:
        """Return the name of a category or model for a sentence that says which of the two it is."""
        name = self.of(thing)
        return Text(fr=_KIND_ENDING.sub("", name.fr), en=_KIND_ENDING.sub("", name.en))


def _scheme(iri: str) -> str:
    return iri.removeprefix(VOCABULARY) if iri.startswith(VOCABULARY) else slug(iri)


def _values(row: Mapping[str, Term], variable: str) -> tuple[str, ...]:
    return (row[variable].value,) if variable in row else ()


def _integer(row: Mapping[str, Term], variable: str) -> int | None:
    return int(row[variable].value) if variable in row else None
