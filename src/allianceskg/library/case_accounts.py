"""What a case tells of itself, in the order in which one asks: who, with what, when, what came of it, what went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from allianceskg.language import Worded
from allianceskg.library.actions import Action, Participant, read_action
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.descriptions import Description
from allianceskg.library.reader import Reader
from allianceskg.library.statements import Source, Statement, StatementReader, read_sources
from allianceskg.library.things import find_thing
from allianceskg.terms import concept

_GIVING: Final = frozenset(concept("participation-roles", one) for one in ("financeur", "hote", "prestataire"))
"""Roles in which an actor brings money, a place or a service."""

_MONEY: Final = re.compile(r"€|\beuros?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """
    Something that a case says, on whose word.

    Attributes:
        actor: Whom it is about; None where it is about the whole.
        roles: Roles of that actor.
        text: What is said; None where only the actor and its roles are on record.
    """

    actor: str | None
    roles: tuple[str, ...]
    text: Worded | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A period of a case: its dates as they are recorded, and what happened in it."""

    start: str | None
    end: str | None
    told: Told


@dataclass(frozen=True, slots=True)
class CaseAccount:
    """
    What a case tells, each line from its statements; an empty line is not recorded.

    Attributes:
        participants: Everybody who takes part, with types and roles.
        partners: The same, as lines of an account.
        givers: Those of them who finance, host or provide.
        sums: The facts that give a sum of money.
        stages: The earliest first.
    """

    entry: CaseEntry
    participants: tuple[Participant, ...]
    partners: tuple[Told, ...]
    places: tuple[str, ...]
    stages: tuple[Stage, ...]
    givers: tuple[Told, ...]
    sums: tuple[Told, ...]
    results: tuple[Told, ...]
    difficulties: tuple[Told, ...]
    lessons: tuple[Told, ...]

    @property
    def means(self) -> tuple[Told, ...]:
        """With what means: sums of money, and who brings some; what these bring stands among the partners."""
        return (*self.sums, *(replace(one, text=None) for one in self.givers))


def read_account(case: str, reader: Reader) -> CaseAccount | None:
    """Read what a case tells, and learn the names that it mentions; None where the catalogue has no such case."""
    library = reader.library
    entry = library.cases.find(case)
    thing = find_thing(case, library.catalogue)
    if entry is None or thing is None:
        return None
    said = Description(thing.triples, reader.language)
    statements = StatementReader(said, read_sources(said, case))
    actions = [read_action(one, said, statements, reader) for one in said.iris(case, "akg:documents")]
    participants = _participants(actions)
    account = CaseAccount(
        entry=entry,
        participants=participants,
        partners=tuple(map(_partner, participants)),
        givers=tuple(_partner(one) for one in participants if _GIVING.intersection(one.roles)),
        sums=_told(
            one for one in statements.all_of(case, "akg:reportsFact") if one.text and _MONEY.search(one.text.value)
        ),
        places=entry.values["place"],
        stages=_stages(statements.all_of(case, "akg:hasPeriod")),
        results=_told(statements.all_of(case, "akg:reportsResult")),
        difficulties=_told(statements.all_of(case, "akg:reportsDifficulty")),
        lessons=_told(statements.all_of(case, "akg:drawsLesson")),
    )
    library.names.learn([*account.places, *(one.actor for one in participants)])
    return account


def _participants(actions: Iterable[Action]) -> tuple[Participant, ...]:
    """Return everybody who takes part in any action, each once, those with a described role first."""
    found: dict[str, Participant] = {}
    for action in actions:
        for one in action.participants:
            found.setdefault(one.actor, one)
    return tuple(sorted(found.values(), key=lambda one: one.words is None))


def _partner(one: Participant) -> Told:
    return Told(one.actor, one.roles, one.words, one.statement.sources)


def _stages(periods: Sequence[Statement]) -> tuple[Stage, ...]:
    ordered = sorted(periods, key=lambda one: (one.start or "", one.iri))
    return tuple(Stage(one.start, one.end, Told(None, (), one.text, one.sources)) for one in ordered)


def _told(statements: Iterable[Statement]) -> tuple[Told, ...]:
    return tuple(Told(None, (), one.text, one.sources) for one in statements if one.text is not None)
