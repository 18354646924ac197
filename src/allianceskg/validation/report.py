"""The report that gathers what a validation finds."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allianceskg.language import Language
from allianceskg.validation import shacl_report
from allianceskg.validation.findings import SEVERITIES, Finding, JudgedRecord, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """
    The outcome of one validation.

    Attributes:
        records: Everything that was judged, in the order of the files.
        findings: In the order of the records; by severity, then by line.
        infos_not_worded: How many suggestions were counted only, since nobody asked for their words.
    """

    records: tuple[JudgedRecord, ...]
    findings: tuple[Finding, ...]
    infos_not_worded: int = 0

    @property
    def conforms(self) -> bool:
        """Whether nothing blocks publication; warnings and infos do not."""
        return all(finding.severity != "violation" for finding in self.findings)

    def counts(self) -> Mapping[Severity, int]:
        """Return the number of findings of each severity, zeros included."""
        counted = Counter(finding.severity for finding in self.findings)
        counted["info"] += self.infos_not_worded
        return {severity: counted[severity] for severity in SEVERITIES}

    def by_record(self) -> Iterator[tuple[JudgedRecord, tuple[Finding, ...]]]:
        """Go through the records that have findings, each with its own."""
        grouped: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in self.findings:
            grouped[finding.record, finding.file].append(finding)
        for record in self.records:
            own = grouped.get((record.iri, record.file))
            if own:
                yield record, tuple(own)

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return the report as plain data, texts in one language."""
        return {
            "conforms": self.conforms,
            "judged": len(self.records),
            "counts": dict(self.counts()),
            "records": [
                {
                    "record": record.iri,
                    "kind": record.kind,
                    "title": record.title.in_language(language),
                    "file": record.file,
                    "findings": [finding.to_dict(language) for finding in findings],
                }
                for record, findings in self.by_record()
            ],
        }

    def to_turtle(self) -> str:
        """Return the report as a standard `sh:ValidationReport` in Turtle, messages in both languages."""
        return shacl_report.to_turtle(self.findings, conforms=self.conforms)

    def to_json(self, language: Language) -> str:
        """Return the report as JSON, texts in one language."""
        return json.dumps(self.to_dict(language), ensure_ascii=False, indent=2) + "\n"
