"""What the catalogue reads as evaluation in the statements of a case, and what the kit asks under each angle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from allianceskg.language import Wordings
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.links import links_to
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.terms import AKG

_ASKS: str = f"{AKG}asksAbout"


@dataclass(frozen=True, slots=True)
class ObservedPeriod:
    """
    The period over which an evaluation looked.

    Attributes:
        start: Year, month or day, as written; None where nothing says it.
        end: Likewise.
    """

    start: str | None = None
    end: str | None = None

    def __bool__(self) -> bool:
        """Tell whether anything says when."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class EvaluationReading:
    """
    A statement that the catalogue places under an angle.

    Attributes:
        concerns: IRIs of the objectives or impacts that it is about.
        reached: IRIs of the kinds of those who benefit or bear the consequence; empty where nothing says it.
        period: The period that was looked at.
        reason: Why it is placed there, in each language.
    """

    statement: str
    angle: str
    concerns: tuple[str, ...]
    reached: tuple[str, ...]
    period: ObservedPeriod
    confidence: str
    reason: Wordings


def read_evaluation_readings(case: str, catalogue: Catalogue) -> list[EvaluationReading]:
    """Read what the catalogue places under an angle of what a case reports, in order of angle and statement."""
    query = catalogue.queries.get("evaluation-readings").bind({"case": [IRI(case)]})
    found: dict[tuple[str, str], list[Mapping[str, Term]]] = {}
    for row in catalogue.store.select(query):
        found.setdefault((row["angle"].value, row["statement"].value), []).append(row)
    return [_reading(angle, statement, rows) for (angle, statement), rows in found.items()]


def _reading(angle: str, statement: str, rows: Sequence[Mapping[str, Term]]) -> EvaluationReading:
    """Gather a reading from its rows, one for each combination of what may stand several times."""
    first = rows[0]
    return EvaluationReading(
        statement,
        angle,
        concerns=_values(rows, "concerns"),
        reached=_values(rows, "reached"),
        period=ObservedPeriod(*(first[name].value if name in first else None for name in ("from", "until"))),
        confidence=first["confidence"].value,
        reason=Wordings([(one.language, one.value) for one in _terms(rows, "reason") if isinstance(one, Literal)]),
    )


def _values(rows: Sequence[Mapping[str, Term]], name: str) -> tuple[str, ...]:
    return tuple(term.value for term in _terms(rows, name))


def _terms(rows: Sequence[Mapping[str, Term]], name: str) -> list[Term]:
    """Return what stands under a name in some rows, each once, in their order."""
    return list(dict.fromkeys(row[name] for row in rows if name in row))


def angles_of(catalogue: Catalogue) -> list[str]:
    """Return the angles of evaluation, in the order of the kit."""
    return [one.iri for one in catalogue.names.in_scheme("evaluation-angles")]


def questions_about(concept: str, catalogue: Catalogue) -> list[str]:
    """Return the questions of the kit about an angle, a need or a step, in their order."""
    return links_to(concept, catalogue).get(_ASKS, [])
