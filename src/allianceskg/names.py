"""The names of concepts, territories and actors, so that no IRI stands where a person expects a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from allianceskg.language import Text, Wordings
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
        lines: Lines of the kit that name it, in order.
    """

    iri: str
    scheme: str
    names: Wordings
    broader: tuple[str, ...]
    order: int | None
    lines: tuple[int, ...]

    @property
    def line(self) -> int | None:
        """The first line of the kit that names it."""
        return next(iter(self.lines), None)

    @property
    def slug(self) -> str:
        """The last segment of the IRI."""
        return slug(self.iri)

    @property
    def label(self) -> Text:
        """Its name in sentences of ours."""
        return self.names.text


class Names:
    """The names that a store knows."""

    def __init__(self, store: Store, queries: QueryCatalogue) -> None:
        self._store = store
        self._queries = queries
        self._things: dict[str, Wordings] = {}

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """Every concept, by IRI, in the order of scheme, rank and IRI."""
        rows: dict[str, list[Mapping[str, Term]]] = {}
        for row in self._store.select(self._queries.get("concepts").text):
            rows.setdefault(row["concept"].value, []).append(row)
        return {iri: _concept(iri, of_concept) for iri, of_concept in rows.items()}

    def take_over(self, earlier: Names) -> None:
        """Take over the concepts of another store, where they are the same."""
        for name in ("concepts", "_narrower"):
            if name in earlier.__dict__:
                self.__dict__[name] = earlier.__dict__[name]

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
        # One by one: to take the keys away from a set goes through all that are known.
        unknown = sorted({thing for thing in things if thing not in self._things and thing not in self.concepts})
        if not unknown:
            return
        rows = self._store.select(self._queries.get("labels").bind({"thing": [IRI(thing) for thing in unknown]}))
        found: dict[str, list[Literal]] = {thing: [] for thing in unknown}
        for row in rows:
            if isinstance(row["name"], Literal):
                found[row["thing"].value].append(row["name"])
        # A build does not change, so what has no name is not asked for again.
        self._things.update((thing, _wordings(names or [Literal(slug(thing))])) for thing, names in found.items())

    def wordings(self, thing: str) -> Wordings:
        """Return the name of a concept, territory or actor in each language; what has no name keeps its slug."""
        if thing not in self._things:
            if thing in self.concepts:
                self._things[thing] = self.concepts[thing].names
            else:
                self.learn([thing])
        return self._things[thing]

    def of(self, thing: str) -> Text:
        """Return the name of a concept, territory or actor for sentences of ours."""
        return self.wordings(thing).text

    def short(self, thing: str) -> Text:
        """Return the name of a category or model for a sentence that says which of the two it is."""
        name = self.of(thing)
        return Text(fr=without_kind(name.fr), en=without_kind(name.en))


def without_kind(name: str) -> str:
    """
    Leave out of the name of a category or model which of the two it is.

    >>> without_kind("Mécénat (catégorie)")
    'Mécénat'
    """
    return _KIND_ENDING.sub("", name)


def _concept(iri: str, rows: Sequence[Mapping[str, Term]]) -> Concept:
    """Make a concept of its rows: one for each of its names with each of what is broader."""
    last = rows[-1]
    return Concept(
        iri=iri,
        scheme=_scheme(last["scheme"].value),
        names=_wordings(row["name"] for row in rows),
        broader=tuple(dict.fromkeys(row["broader"].value for row in rows if "broader" in row)),
        order=_integer(last, "order"),
        lines=tuple(dict.fromkeys(int(row["line"].value) for row in rows if "line" in row)),
    )


def _wordings(names: Iterable[Term]) -> Wordings:
    return Wordings((name.language, name.value) for name in names if isinstance(name, Literal))


def _scheme(iri: str) -> str:
    return iri.removeprefix(VOCABULARY) if iri.startswith(VOCABULARY) else slug(iri)


def _integer(row: Mapping[str, Term], variable: str) -> int | None:
    return int(row[variable].value) if variable in row else None
