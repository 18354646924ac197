"""The report in the words of the SHACL recommendation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.terms import RDF_TYPE, XSD_BOOLEAN
from allianceskg.validation.findings import Finding
from allianceskg.validation.nodes import SH

_SEVERITIES: Final = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


def to_turtle(findings: Iterable[Finding], *, conforms: bool) -> str:
    """
    Write findings as a standard `sh:ValidationReport`, messages in both languages.

    `sh:conforms` is that of the command: warnings and infos alone do not make it false.
    """
    return turtle.format_turtle(_report(findings, conforms=conforms))


def _report(findings: Iterable[Finding], *, conforms: bool) -> Iterator[Triple]:
    report = BlankNode("report")
    yield Triple(report, IRI(RDF_TYPE), _iri(SH.ValidationReport))
    yield Triple(report, _iri(SH.conforms), Literal(str(conforms).lower(), datatype=XSD_BOOLEAN))
    for number, finding in enumerate(findings):
        # A finding that merges several constraints is one result for each.
        for part, component in enumerate(finding.components):
            result = BlankNode(f"result{number}part{part}")
            yield Triple(report, _iri(SH.result), result)
            yield from (Triple(result, _iri(predicate), value) for predicate, value in _result(finding, component))


def _result(finding: Finding, component: str) -> Iterator[tuple[str, Term]]:
    yield RDF_TYPE, _iri(SH.ValidationResult)
    yield SH.focusNode, IRI(finding.focus)
    yield SH.resultSeverity, _iri(_SEVERITIES[finding.severity])
    yield SH.sourceShape, IRI(finding.shape)
    yield SH.sourceConstraintComponent, IRI(component)
    yield SH.resultMessage, Literal(finding.message.fr, "fr")
    yield SH.resultMessage, Literal(finding.message.en, "en")
    if finding.path is not None:
        yield SH.resultPath, IRI(finding.path)
    if finding.term is not None:
        yield SH.value, _term(finding.term)


def _iri(node: str) -> IRI:
    """Name a node of RDFLib, which is a text that equals no other text."""
    return IRI(str(node))


def _term(written: str) -> Term:
    """Read a term that stands alone."""
    (triple,) = turtle.parse(f"<x:s> <x:p> {written} .", source="term")
    return triple.object
