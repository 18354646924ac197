"""Known violations, written into invented cases, for measuring whether a validation finds all of them and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from allianceskg.terms import ACTOR, CASE, PREFIXES, SHAPES, XSD, concept
from benchmarks.synthetic.drawing import Case
from benchmarks.synthetic.statements import Line, akg, case_triples

Change = Callable[[Line], list[Line]]


@dataclass(frozen=True, slots=True)
class Expected:
    """A violation that was put in: in which case, and which shape must find it."""

    case: str
    shape: str


def without(part: str, predicate: str, *, language: str = "") -> Change:
    """Leave out a value of the case, or of a part."""
    return lambda line: [] if _is(line, part, predicate, language) else [line]


def instead(part: str, predicate: str, value: str, *, language: str = "") -> Change:
    """Write another value."""
    return lambda line: [(line[0], line[1], value)] if _is(line, part, predicate, language) else [line]


_DCTERMS: Final = PREFIXES["dcterms"]

FAULTS: Final[Mapping[str, tuple[str, Change]]] = MappingProxyType(
    {
        "no-french-title": ("CaseStudy-title-fr", without("", f"<{_DCTERMS}title>", language="@fr")),
        "no-status": ("CaseStudy-editorialStatus", without("", akg("editorialStatus"))),
        "no-evidence-level": ("CaseStudy-evidenceLevel", without("", akg("evidenceLevel"))),
        "date-as-text": ("CaseStudy-modified", instead("", f"<{_DCTERMS}modified>", '"23/11/2026"')),
        "unknown-territory": (
            "PlaceStatement-territory",
            instead("#place-1", akg("territory"), f"<{PREFIXES['territory']}commune-00000>"),
        ),
        "unknown-theme": (
            "SubjectStatement-subject",
            instead("#subject-1", akg("subject"), f"<{concept('themes', 'inconnu')}>"),
        ),
        "no-source": ("Statement-source", without("#subject-1", f"<{_DCTERMS}source>")),
        "unknown-actor": (
            "Participation-participant",
            instead("#participation-1", akg("participant"), f"<{ACTOR}personne>"),
        ),
        "no-role": ("Participation-role", without("#participation-1", akg("role"))),
        "bad-year": (
            "PeriodStatement-startDate",
            instead("#period-1", akg("startDate"), f'"2012-13"^^<{XSD}gYearMonth>'),
        ),
    }
)
"""Each fault: the shape that must find it, and the change of the triples that makes it."""


def fault_of(case: Case, *, one_in: int) -> str | None:
    """Name the fault that a case carries; one case in so many carries one, each fault in its turn."""
    if one_in < 1 or case.number % one_in:
        return None
    name = list(FAULTS)[case.number // one_in % len(FAULTS)]
    return None if name == "unknown-territory" and not case.places else name


def faulty_triples(case: Case, *, one_in: int = 0) -> list[Line]:
    """Write a case, with its fault when it carries one."""
    name = fault_of(case, one_in=one_in)
    lines = case_triples(case)
    return lines if name is None else [changed for line in lines for changed in FAULTS[name][1](line)]


def expected_faults(cases: Iterable[Case], *, one_in: int) -> list[Expected]:
    """List the violations that the cases carry, in the order of the cases."""
    named = ((case, fault_of(case, one_in=one_in)) for case in cases)
    return [Expected(f"{CASE}{case.slug}", f"{SHAPES}{FAULTS[name][0]}") for case, name in named if name is not None]


def _is(line: Line, part: str, predicate: str, language: str) -> bool:
    subject, link, value = line
    is_part = subject.endswith(f"{part}>") if part else "#" not in subject
    return is_part and link == predicate and value.endswith(language)
