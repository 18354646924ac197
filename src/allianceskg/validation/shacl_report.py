"""The report in the words of the SHACL recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import Literal, URIRef

from allianceskg.rdf import turtle
from allianceskg.validation.findings import Finding
from allianceskg.validation.nodes import RDF, SH, XSD

_SEVERITIES: Final = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


def to_turtle(findings: Iterable[Finding], *, conforms: bool) -> str:
    """
    Write findings as a standard `sh:ValidationReport`, messages in both languages.

    `sh:conforms` is that of the command: warnings and infos alone do not make it false.
    """
    lines = [
        f"_:report {RDF.type.n3()} {SH.ValidationReport.n3()} .",
        f"_:report {SH.conforms.n3()} {Literal(conforms, datatype=XSD.boolean).n3()} .",
    ]
    for number, finding in enumerate(findings):
        lines.extend(f"_:result{number}{part} {line} ." for part, line in _result(finding))
        lines.extend(f"_:report {SH.result.n3()} _:result{number}{part} ." for part in _parts(finding))
    return turtle.format_turtle(turtle.parse("\n".join(lines), source="report"))


def _parts(finding: Finding) -> range:
    """A finding that merges several constraints is one result for each."""
    return range(len(finding.components))


def _result(finding: Finding) -> Iterator[tuple[int, str]]:
    for part, component in zip(_parts(finding), finding.components, strict=True):
        pairs = [
            (RDF.type, SH.ValidationResult.n3()),
            (SH.focusNode, URIRef(finding.focus).n3()),
            (SH.resultSeverity, _SEVERITIES[finding.severity].n3()),
            (SH.sourceShape, URIRef(finding.shape).n3()),
            (SH.sourceConstraintComponent, URIRef(component).n3()),
            (SH.resultMessage, Literal(finding.message.fr, lang="fr").n3()),
            (SH.resultMessage, Literal(finding.message.en, lang="en").n3()),
        ]
        if finding.path is not None:
            pairs.append((SH.resultPath, URIRef(finding.path).n3()))
        if finding.term is not None:
            pairs.append((SH.value, finding.term))
        yield from ((part, f"{predicate.n3()} {value}") for predicate, value in pairs)
