"""From the results of the shapes and rules to the findings that a curator reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from rdflib import Graph

from allianceskg.language import Text
from allianceskg.validation.engine import Result
from allianceskg.validation.examples import Examples
from allianceskg.validation.findings import SEVERITIES, Finding, Severity
from allianceskg.validation.judged_files import Given
from allianceskg.validation.nodes import SH, SHAPE, Node, block, compact, written
from allianceskg.validation.reference import Reference
from allianceskg.validation.report import Report
from allianceskg.validation.suggestion import Suggestions
from allianceskg.validation.wording import Wording

_SEVERITY: Final[dict[object, Severity]] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_TOO_MANY: Final = frozenset({SH.MaxCountConstraintComponent, SH.QualifiedMaxCountConstraintComponent})

# A rule that says more than the shapes that fail with it, and one that says less.
_TELLING: Final = (str(SHAPE["Graph-blankNode"]), str(SHAPE["Graph-fragment"]))
_OWN_SOURCE: Final = str(SHAPE["Graph-ownSource"])

Judged = tuple[Given, Result]
_Group = tuple[Given, list[Result]]


def report(
    judged: Sequence[Judged],
    given: Sequence[Given],
    *,
    data: Graph,
    shapes: Graph,
    reference: Reference,
    avoided: Collection[str] = (),
) -> Report:
    """
    Put every result into words, as one report.

    Args:
        avoided: IRIs of further records that do not conform, so that no example is taken from them.
    """
    kept = _without_echoes(judged)
    groups = list(_merged(kept))
    unfit = {one.record_of(str(result.focus)).iri for one, result in kept if _severity(result, shapes) == "violation"}
    editor = _Editor(data=data, shapes=shapes, reference=reference, avoided=unfit.union(avoided))
    order = {one.source: place for place, one in enumerate(given)}
    findings = [(order[one.source], editor.finding(one, results)) for one, results in groups]
    findings.sort(key=lambda pair: (pair[0], pair[1].record, *_rank(pair[1])))
    records = tuple(record for one in given for record in one.records)
    return Report(records, tuple(finding for _, finding in findings))


def _rank(finding: Finding) -> tuple[int, int, str, str, str]:
    return (
        SEVERITIES.index(finding.severity), finding.line or 0, finding.focus, finding.shape, finding.value or "",
    )  # fmt: skip


def _severity(result: Result, shapes: Graph) -> Severity:
    return _SEVERITY.get(shapes.value(result.shape, SH.severity), "violation")


def _merged(judged: Iterable[Judged]) -> Iterator[_Group]:
    """Gather the results of one shape on one value, which are one thing to mend."""
    groups: dict[tuple[str, object, object, object, object], _Group] = {}
    for given, result in judged:
        key = (given.source, result.focus, result.shape, result.path, result.value)
        groups.setdefault(key, (given, []))[1].append(result)
    for given, results in groups.values():
        yield given, sorted(results, key=lambda result: result.component)


def _without_echoes(judged: Sequence[Judged]) -> list[Judged]:
    """Drop what only repeats another result, so that one mistake is one finding."""
    by_place: dict[tuple[object, ...], set[str]] = defaultdict(set)
    untyped: set[Node] = set()
    for _, result in judged:
        by_place[_place(result)].add(str(result.shape))
        if result.shape == SHAPE["Graph-type"]:
            untyped.add(result.focus)
    return [(given, result) for given, result in judged if not _is_echo(result, by_place[_place(result)], untyped)]


def _place(result: Result) -> tuple[object, ...]:
    return (result.focus, result.path, result.value)


def _is_echo(result: Result, beside: Collection[str], untyped: Collection[Node]) -> bool:
    for shape in _TELLING:
        if shape in beside:
            return str(result.shape) != shape
    if str(result.shape) == _OWN_SOURCE:
        return len(beside) > 1
    return result.component == SH.ClassConstraintComponent and result.value in untyped


class _Editor:
    """Writes findings."""

    def __init__(self, *, data: Graph, shapes: Graph, reference: Reference, avoided: Collection[str]) -> None:
        suggestions = Suggestions(data=data, shapes=shapes, reference=reference)
        self._shapes = shapes
        self._wording = Wording(data=data, shapes=shapes, ontology=reference.ontology, suggestions=suggestions)
        self._examples = Examples(
            data=data, shapes=shapes, reference=reference, suggestions=suggestions, avoided=avoided
        )

    def finding(self, given: Given, results: Sequence[Result]) -> Finding:
        first = results[0]
        words = self._wording.words(results)
        path = str(first.path) if first.path is not None else None
        value = first.value if first.value != first.focus else None
        return Finding(
            record=given.record_of(str(first.focus)).iri,
            focus=str(first.focus),
            severity=_severity(first, self._shapes),
            shape=str(first.shape),
            components=tuple(dict.fromkeys(str(result.component) for result in results)),
            path=path,
            value=written(value) if value is not None else None,
            term=value.n3() if value is not None else None,
            file=given.source,
            line=given.lines.find(str(first.focus), path, value) if given.lines is not None else None,
            message=self._wording.message(first.shape),
            found=words.found,
            expected=words.expected,
            mend=words.mend or _general_mend(first, words.expected),
            example=self._examples.find(first),
        )


def _general_mend(result: Result, expected: Text | None) -> Text:
    """Say what to do where nothing more precise is known."""
    place = block(result.focus)
    if result.path is None:
        return Text(fr=f"Complétez ou corrigez le bloc {place}.", en=f"Complete or correct the block {place}.")
    path = compact(str(result.path))
    if result.component == SH.QualifiedMinCountConstraintComponent and expected is not None:
        return Text(
            fr=f"Ajoutez à {path}, dans le bloc {place}, {expected.fr}.",
            en=f"Add to {path}, in the block {place}, {expected.en}.",
        )
    if result.component == SH.MinCountConstraintComponent:
        return Text(fr=f"Ajoutez une ligne {path} au bloc {place}.", en=f"Add a line {path} to the block {place}.")
    if result.component == SH.UniqueLangConstraintComponent:
        return Text(
            fr=f"Gardez un seul texte par langue pour {path} dans le bloc {place}.",
            en=f"Keep one text a language for {path} in the block {place}.",
        )
    if result.component == SH.MaxLengthConstraintComponent:
        return Text(fr="Raccourcissez ce texte.", en="Shorten this text.")
    if result.component == SH.MinLengthConstraintComponent:
        return Text(fr="Développez ce texte.", en="Say more in this text.")
    if result.component in _TOO_MANY:
        return Text(
            fr=f"Gardez une seule valeur de {path} dans le bloc {place} et retirez les autres.",
            en=f"Keep one value of {path} in the block {place} and remove the others.",
        )
    return Text(
        fr=f"Remplacez ou retirez cette valeur de {path} dans le bloc {place}.",
        en=f"Replace or remove this value of {path} in the block {place}.",
    )
