"""The two-mode network: actors on one side, cases on the other, and a tie for each actor that takes part in a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property


@dataclass(frozen=True, slots=True)
class NetworkActor:
    """
    An actor of the network.

    Attributes:
        types: IRIs of the recorded types.
        kinds: IRIs of the broadest types above them; an actor may have several, or none.
        seat: IRI of the territory of its official address; None when it is not recorded.
    """

    iri: str
    types: tuple[str, ...]
    kinds: tuple[str, ...]
    seat: str | None = None


@dataclass(frozen=True, slots=True)
class NetworkCase:
    """
    A case of the network.

    Attributes:
        start: Year in which the first recorded stage begins; None when no stage has a date.
        is_alliance: Whether it documents an alliance; models belong to alliances.
        is_initiative: Whether it documents a catalyst initiative; functions belong to initiatives.
        models: IRIs.
        categories: IRIs.
        functions: IRIs.
        territories: IRIs of the départements and overseas collectivities in which it takes place.
    """

    iri: str
    start: int | None = None
    is_alliance: bool = False
    is_initiative: bool = False
    models: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """An actor takes part in a case; `roles` are IRIs."""

    case: str
    actor: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class TwoModeNetwork:
    """
    Actors, cases and the ties between them.

    Attributes:
        actors: By IRI, in order of IRIs; only those that take part in a case of it.
        cases: By IRI, in order of IRIs; a case without a recorded actor too.
        ties: By case, then by actor; one for each pair.
        undated: Number of cases that are left out because a year was asked for and they have none.
    """

    actors: Mapping[str, NetworkActor]
    cases: Mapping[str, NetworkCase]
    ties: tuple[Tie, ...]
    undated: int = 0

    @cached_property
    def actors_of(self) -> Mapping[str, tuple[str, ...]]:
        """The actors of each case, in order of IRIs."""
        found: dict[str, list[str]] = {case: [] for case in self.cases}
        for tie in self.ties:
            found[tie.case].append(tie.actor)
        return {case: tuple(actors) for case, actors in found.items()}

    @cached_property
    def cases_of(self) -> Mapping[str, tuple[str, ...]]:
        """The cases of each actor, in order of IRIs."""
        found: dict[str, list[str]] = {actor: [] for actor in self.actors}
        for tie in self.ties:
            found[tie.actor].append(tie.case)
        return {actor: tuple(cases) for actor, cases in found.items()}

    def of_cases(self, cases: Collection[str]) -> TwoModeNetwork:
        """Return the part that these cases make, with the actors that take part in them."""
        kept = frozenset(cases)
        return self._part(tuple(tie for tie in self.ties if tie.case in kept), kept)

    def without_actors(self, actors: Collection[str]) -> TwoModeNetwork:
        """Return what is left without some actors; their cases stay."""
        gone = frozenset(actors)
        return self._part(tuple(tie for tie in self.ties if tie.actor not in gone), self.cases.keys())

    def as_of(self, year: int) -> TwoModeNetwork:
        """Return the cases that had begun by a year; those without a recorded start are left out, and counted."""
        begun = [one.iri for one in self.cases.values() if one.start is not None and one.start <= year]
        undated = sum(1 for one in self.cases.values() if one.start is None)
        return replace(self.of_cases(begun), undated=self.undated + undated)

    def with_ties(self, pairs: Collection[tuple[str, str]]) -> TwoModeNetwork:
        """Return the same actors and cases joined otherwise; pairs are of a case and an actor."""
        return replace(self, ties=tuple(Tie(case, actor) for case, actor in sorted(pairs)))

    def _part(self, ties: tuple[Tie, ...], cases: Collection[str]) -> TwoModeNetwork:
        involved = {tie.actor for tie in ties}
        return TwoModeNetwork(
            actors={iri: one for iri, one in self.actors.items() if iri in involved},
            cases={iri: one for iri, one in self.cases.items() if iri in cases},
            ties=ties,
            undated=self.undated,
        )
