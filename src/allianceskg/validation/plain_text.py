"""The report as plain text, grouped by record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from allianceskg.language import Language, Text
from allianceskg.validation.terms import compact, name_of

if TYPE_CHECKING:
    from allianceskg.validation.findings import Finding, Record, Report, Severity

_SEVERITY: Final[dict[Severity, Text]] = {
    "violation": Text(fr="À corriger", en="To mend"),
    "warning": Text(fr="À vérifier", en="To check"),
    "info": Text(fr="À compléter", en="To complete"),
}
_FOUND: Final = Text(fr="Trouvé", en="Found")
_EXPECTED: Final = Text(fr="Attendu", en="Expected")
_MEND: Final = Text(fr="Correction", en="Mend")
_EXAMPLE: Final = Text(fr="Exemple publié", en="Published example")
_LINE: Final = Text(fr="ligne", en="line")
_COLON: Final = Text(fr=" :", en=":")


def to_text(report: Report, language: Language) -> str:
    """Write the findings of each record, then the totals."""
    blocks = ["\n".join(_record(record, findings, language)) for record, findings in report.by_record()]
    return "\n\n".join([*blocks, summary(report, language)]) + "\n"


def summary(report: Report, language: Language) -> str:
    """Say in one line how many records were judged and what came of it."""
    counts, judged = report.counts(), len(report.records)
    violations, warnings, infos = counts["violation"], counts["warning"], counts["info"]
    return Text(
        fr=f"{judged} fiche{_s(judged)} vérifiée{_s(judged)} : {violations} à corriger avant publication, "
        f"{warnings} à vérifier, {infos} à compléter.",
        en=f"{judged} record{_s(judged)} checked: {violations} to mend before publication, "
        f"{warnings} to check, {infos} to complete.",
    ).in_language(language)


def _s(count: int) -> str:
    return "s" if count > 1 else ""


def _record(record: Record, findings: tuple[Finding, ...], language: Language) -> Iterator[str]:
    yield f"{record.file} - {record.title.in_language(language)} ({compact(record.iri)})"
    for finding in findings:
        yield ""
        yield from (f"  {line}" for line in _finding(finding, language))


def _finding(finding: Finding, language: Language) -> Iterator[str]:
    line = f", {_LINE.in_language(language)} {finding.line}" if finding.line is not None else ""
    yield f"{_SEVERITY[finding.severity].in_language(language)}{line} [{name_of(finding.shape)}]"
    yield f"  {finding.message.in_language(language)}"
    for label, text in ((_FOUND, finding.found), (_EXPECTED, finding.expected), (_MEND, finding.mend)):
        if text is not None:
            yield f"  {label.in_language(language)}{_COLON.in_language(language)} {text.in_language(language)}"
    if finding.example is not None:
        source = compact(finding.example.record)
        yield f"  {_EXAMPLE.in_language(language)} ({source}){_COLON.in_language(language)}"
        yield from (f"      {line}" for line in finding.example.turtle.splitlines())
