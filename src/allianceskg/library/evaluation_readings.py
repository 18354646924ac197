"""What the catalogue reads as evaluation in the statements of a case, and what the kit asks under each angle."""

from __future__ import annotations

from dataclasses import dataclass

from allianceskg.language import Wordings
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.links import links_to
from allianceskg.rdf.term import IRI, Literal
from allianceskg.terms import AKG

_ASKS: str = f"{AKG}asksAbout"


@dataclass(frozen=True, slots=True)
class EvaluationReading:
    """
    A statement that the catalogue places under an angle.

    Attributes:
        concerns: IRIs of the objectives or impacts that it is about.
        reason: Why it is placed there, in each language.
    """

    statement: str
    angle: str
    concerns: tuple[str, ...]
    confidence: str
    reason: Wordings


def read_evaluation_readings(case: str, catalogue: Catalogue) -> list[EvaluationReading]:
    """Read what the catalogue places under an angle of what a case reports, in order of angle and statement."""
    found: dict[tuple[str, str], tuple[str, dict[str, None], list[tuple[str | None, str]]]] = {}
    query = catalogue.queries.get("evaluation-readings").bind({"case": [IRI(case)]})
    for row in catalogue.store.select(query):
        key = row["angle"].value, row["statement"].value
        _, concerns, reasons = found.setdefault(key, (row["confidence"].value, {}, []))
        if "concerns" in row:
            concerns[row["concerns"].value] = None
        reason = row["reason"]
        if isinstance(reason, Literal):
            reasons.append((reason.language, reason.value))
    return [
        EvaluationReading(statement, angle, tuple(concerns), confidence, Wordings(reasons))
        for (angle, statement), (confidence, concerns, reasons) in found.items()
    ]


def angles_of(catalogue: Catalogue) -> list[str]:
    """Return the angles of evaluation, in the order of the kit."""
    return [one.iri for one in catalogue.names.in_scheme("evaluation-angles")]


def questions_about(concept: str, catalogue: Catalogue) -> list[str]:
    """Return the questions of the kit about an angle, a need or a step, in their order."""
    return links_to(concept, catalogue).get(_ASKS, [])
