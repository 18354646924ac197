"""
Validation: what a case, an actor, a resource or the ontology must still say, in words a curator can act on.

Not conforming is a result, not an exception. Files that cannot be read, or that describe nothing, are exceptions.
"""

from __future__ import annotations

from allianceskg.validation.findings import SEVERITIES, Example, Finding, Record, Report, Severity
from allianceskg.validation.validator import (
    Format,
    validate_catalogue,
    validate_files,
    validate_ontology,
    validate_text,
)

__all__ = [
    "SEVERITIES",
    "Example",
    "Finding",
    "Format",
    "Record",
    "Report",
    "Severity",
    "validate_catalogue",
    "validate_files",
    "validate_ontology",
    "validate_text",
]
