"""What a validation finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from allianceskg.language import Language, Text

Severity = Literal["violation", "warning", "info"]
RecordKind = Literal["case", "actor", "resource", "profile", "ontology"]

SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class JudgedRecord:
    """
    What was judged: a case, an actor, a resource, a profile, or the ontology's own documents.

    Attributes:
        iri: Its name.
        kind: What it is.
        title: Its title or name; the IRI where it has none.
        file: The file as the caller named it.
    """

    iri: str
    kind: RecordKind
    title: Text
    file: str


@dataclass(frozen=True, slots=True)
class Example:
    """
    How a published record writes the same thing.

    Attributes:
        record: IRI of the record it is taken from.
        turtle: The lines, in Turtle, without their prefixes.
    """

    record: str
    turtle: str


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing to mend, or to think about.

    Attributes:
        record: IRI of the case, actor or resource that the finding is about.
        focus: IRI of the record or of its part where it is.
        severity: A violation blocks publication, a warning asks, an info suggests.
        shape: IRI of the shape that found it.
        components: IRIs of the SHACL constraint components that failed, or of our graph rules.
        path: IRI of the property; None when the node itself is at fault.
        value: The value found, in Turtle; None when something is missing.
        term: The same value in N-Triples, for machines.
        file: The file as the caller named it.
        line: From 1; None when it cannot be told.
        message: What to write.
        found: What stands there now.
        expected: What was expected.
        mend: How to mend this very value.
        example: The same thing in a published record; None when no record has it.
    """

    record: str
    focus: str
    severity: Severity
    shape: str
    components: tuple[str, ...]
    path: str | None
    value: str | None
    term: str | None
    file: str
    line: int | None
    message: Text
    found: Text | None
    expected: Text | None
    mend: Text
    example: Example | None

    def to_dict(self, language: Language) -> dict[str, Any]:
        """Return the finding as plain data, texts in one language."""
        return {
            "severity": self.severity,
            "shape": self.shape,
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "line": self.line,
            "message": self.message.in_language(language),
            "found": self.found.in_language(language) if self.found else None,
            "expected": self.expected.in_language(language) if self.expected else None,
            "mend": self.mend.in_language(language),
            "example": {"record": self.example.record, "turtle": self.example.turtle} if self.example else None,
        }
