"""
Validation: what a case, an actor, a resource or the ontology must still say, in words a curator can act on.

Not conforming is a result, not an exception. Files that cannot be read, or that describe nothing, are exceptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from allianceskg.files import Home
from allianceskg.progress import Progress
from allianceskg.validation.engine import Engine
from allianceskg.validation.findings import SEVERITIES, Example, Finding, JudgedRecord, Severity
from allianceskg.validation.report import Report
from allianceskg.validation.validator import Format, Validator
from allianceskg.validation.whole_catalogue import validate_catalogue

__all__ = [
    "SEVERITIES",
    "Engine",
    "Example",
    "Finding",
    "Format",
    "JudgedRecord",
    "Progress",
    "Report",
    "Severity",
    "Validator",
    "validate_catalogue",
    "validate_files",
]


def validate_files(paths: Sequence[Path], home: Home, *, engine: Engine = "compiled") -> Report:
    """Judge files and folders of files; see `Validator.files`."""
    return Validator(home, engine=engine).files(paths)
