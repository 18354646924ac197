"""Actors: their types, the cases in which they appear, and what they do there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from allianceskg.library.catalogue import Catalogue
from allianceskg.rdf.term import IRI, Literal
from allianceskg.terms import AKG


@dataclass(slots=True)
class Involvement:
    """
    How an actor stands in a case.

    Attributes:
        roles: IRIs of the roles that it plays.
        functions: IRIs of the catalyst functions that it holds.
        was_created: Whether it was born of the alliance.
        words: What is said of its part, in the languages in which it is said.
    """

    roles: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    was_created: bool = False
    words: list[Literal] = field(default_factory=list)


class Actors:
    """The actors of a build."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._types: dict[str, tuple[str, ...]] = {}

    def types_of(self, actors: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the recorded types of actors, in the order of their IRIs; asked once for each."""
        asked = list(actors)
        if unknown := [IRI(actor) for actor in dict.fromkeys(asked) if actor not in self._types]:
            query = self._catalogue.queries.get("page-actor-types").bind({"actor": unknown})
            found: dict[str, list[str]] = {actor.value: [] for actor in unknown}
            for triple in self._catalogue.store.construct(query):
                found[triple.subject.value].append(triple.object.value)
            self._types.update((actor, tuple(sorted(types))) for actor, types in found.items())
        return {actor: self._types[actor] for actor in asked}

    def cases_of(self, actor: str) -> set[str]:
        """Return the cases in which an actor appears."""
        query = self._catalogue.queries.get("page-actor-cases").bind({"actor": [IRI(actor)]})
        return {triple.subject.value for triple in self._catalogue.store.construct(query)}

    def involvements(self, actor: str, cases: Sequence[str]) -> dict[str, Involvement]:
        """Read how an actor stands in each of some cases."""
        found = {case: Involvement() for case in cases}
        if not found:
            return found
        query = self._catalogue.queries.get("page-actor-parts").bind({"case": [IRI(case) for case in cases]})
        for row in self._catalogue.store.select(query):
            if row["actor"].value != actor:
                continue
            involvement = found[row["case"].value]
            match row["link"].value.removeprefix(AKG):
                case "participant":
                    if "value" in row and row["value"].value not in involvement.roles:
                        involvement.roles.append(row["value"].value)
                    if isinstance(said := row.get("words"), Literal):
                        involvement.words.append(said)
                case "holder":
                    involvement.functions.append(row["value"].value)
                case _:
                    involvement.was_created = True
        return found
