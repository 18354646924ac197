"""Statements of a case as a reader sees them: what is said, on whose word, when, and against what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Worded
from allianceskg.library.descriptions import Description
from allianceskg.records.parts import natural

_SUBJECTS: Final = (
    "akg:model",
    "akg:category",
    "akg:function",
    "akg:subject",
    "akg:territory",
    "akg:participant",
)


@dataclass(frozen=True, slots=True)
class Source:
    """
    A document or page that was consulted.

    Attributes:
        number: Its rank in the list of sources, by which statements refer to it.
        page: Address; None for the kit.
        line: Line of the kit.
    """

    iri: str
    number: int
    title: Worded | None
    page: str | None
    line: str | None
    issued: str | None
    consulted: str | None

    @property
    def anchor(self) -> str:
        """Its name in the page."""
        return self.iri.partition("#")[2]


@dataclass(frozen=True, slots=True)
class Statement:
    """
    Something said in a case.

    Attributes:
        about: What it links the case to: a model, a function, a theme, a territory, an actor.
        text: What it says in words.
        basis: On whose word: the kit's, a source's, or our reading.
        reasons: Why we read it so.
        start: First date of a period.
        against: Statements that say otherwise.
    """

    iri: str
    about: str | None
    text: Worded | None
    basis: str | None
    confidence: str | None
    as_of: str | None
    reasons: tuple[Worded, ...]
    notes: tuple[Worded, ...]
    start: str | None
    end: str | None
    sources: tuple[Source, ...]
    against: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Its name in the page."""
        return self.iri.partition("#")[2]


def read_sources(description: Description, thing: str) -> list[Source]:
    """Return the sources of a case, an actor or a resource, those of the kit first."""
    found = description.iris(thing, "akg:hasSource")
    found.sort(key=lambda iri: (description.value(iri, "akg:sourceLine") is None, natural(iri)))
    return [
        Source(
            iri=iri,
            number=number,
            title=description.text(iri, "dcterms:title"),
            page=description.iri(iri, "foaf:page"),
            line=description.value(iri, "akg:sourceLine"),
            issued=description.value(iri, "dcterms:issued"),
            consulted=description.value(iri, "akg:consultedOn"),
        )
        for number, iri in enumerate(found, start=1)
    ]


class StatementReader:
    """Reads the statements of one case."""

    def __init__(self, description: Description, sources: Sequence[Source]) -> None:
        self._description = description
        self._sources = {source.iri: source for source in sources}

    def all_of(self, subject: str, *properties: str) -> list[Statement]:
        """Return the statements that a case or its action is linked to."""
        return [self.read(iri) for iri in self._description.iris(subject, *properties)]

    def read(self, iri: str) -> Statement:
        """Read a statement."""
        said = self._description
        return Statement(
            iri=iri,
            about=next((one for name in _SUBJECTS for one in said.iris(iri, name)), None),
            text=said.text(iri, "dcterms:description"),
            basis=said.iri(iri, "akg:basis"),
            confidence=said.iri(iri, "akg:confidence"),
            as_of=said.value(iri, "akg:asOf"),
            reasons=tuple(said.texts(iri, "akg:reason")),
            notes=tuple(said.texts(iri, "skos:note")),
            start=said.value(iri, "akg:startDate"),
            end=said.value(iri, "akg:endDate"),
            sources=self.sources_of(iri),
            against=tuple(said.iris(iri, "akg:conflictsWith")),
        )

    def sources_of(self, iri: str) -> tuple[Source, ...]:
        """Return the sources of a statement, in the order of the list."""
        found = [self._sources[one] for one in self._description.iris(iri, "dcterms:source") if one in self._sources]
        return tuple(sorted(found, key=lambda source: source.number))


def contradictions(statements: Sequence[Statement]) -> list[list[Statement]]:
    """
    Group statements that contradict each other, directly or through a third.

    Returns:
        Groups of at least two, in the order of their first statement.
    """
    by_iri = {one.iri: one for one in statements}
    groups: list[list[Statement]] = []
    seen: set[str] = set()
    for first in statements:
        if first.iri in seen or not first.against:
            continue
        group: list[str] = []
        waiting = [first.iri]
        while waiting:
            iri = waiting.pop(0)
            if iri not in seen and iri in by_iri:
                seen.add(iri)
                group.append(iri)
                waiting += by_iri[iri].against
        if len(group) > 1:
            groups.append([by_iri[iri] for iri in sorted(group, key=natural)])
    return groups
