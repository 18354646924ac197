"""Alliances and catalyst initiatives: who takes part, by which model or functions."""

from __future__ import annotations

from dataclasses import dataclass

from allianceskg.language import Worded
from allianceskg.library.descriptions import Description
from allianceskg.library.reader import Reader
from allianceskg.library.statements import Statement, StatementReader
from allianceskg.terms import AKG


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor and what it does in an alliance or initiative."""

    actor: str
    types: tuple[str, ...]
    roles: tuple[str, ...]
    words: Worded | None
    statement: Statement


@dataclass(frozen=True, slots=True)
class Assignment:
    """A catalyst function and who holds it, where, by which activities."""

    function: str | None
    holders: tuple[str, ...]
    territories: tuple[str, ...]
    activities: tuple[str, ...]
    statement: Statement


@dataclass(frozen=True, slots=True)
class Action:
    """
    An alliance or a catalyst initiative.

    Attributes:
        created: Organisations born of it.
    """

    iri: str
    is_alliance: bool
    name: Worded | None
    purpose: Worded | None
    models: tuple[Statement, ...]
    assignments: tuple[Assignment, ...]
    participants: tuple[Participant, ...]
    created: tuple[str, ...]


def read_action(iri: str, said: Description, statements: StatementReader, reader: Reader) -> Action:
    """Read an alliance or initiative of a case."""
    kinds = said.iris(iri, "rdf:type")
    return Action(
        iri=iri,
        is_alliance=f"{AKG}Alliance" in kinds,
        name=said.text(iri, "skos:prefLabel"),
        purpose=said.text(iri, "akg:purpose"),
        models=tuple(statements.all_of(iri, "akg:hasModelStatement")),
        assignments=tuple(
            Assignment(
                function=statement.about,
                holders=tuple(said.iris(statement.iri, "akg:holder")),
                territories=tuple(said.iris(statement.iri, "akg:onTerritory")),
                activities=tuple(said.iris(statement.iri, "akg:activity")),
                statement=statement,
            )
            for statement in statements.all_of(iri, "akg:hasFunctionAssignment")
        ),
        participants=_read_participants(iri, said, statements, reader),
        created=tuple(said.iris(iri, "akg:createdOrganization")),
    )


def _read_participants(
    iri: str, said: Description, statements: StatementReader, reader: Reader
) -> tuple[Participant, ...]:
    found = [one for one in statements.all_of(iri, "akg:hasParticipation") if one.about is not None]
    types = reader.library.actors.types_of([one.about for one in found if one.about])
    return tuple(
        Participant(
            actor=statement.about or "",
            types=types.get(statement.about or "", ()),
            roles=tuple(said.iris(statement.iri, "akg:role")),
            words=said.text(statement.iri, "akg:roleDescription"),
            statement=statement,
        )
        for statement in found
    )
