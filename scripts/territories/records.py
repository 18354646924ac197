"""Read the JSON of the packages; whatever is not whole is a fault."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.territories.faults import Faults

Record = Mapping[str, Any]


def read_json(path: Path, faults: Faults) -> Any:
    """Read a JSON file; None, and a fault, when it cannot be."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        faults.add(
            fr=f"{path.name} ne peut pas être lu ({fault.strerror})",
            en=f"{path.name} cannot be read ({fault.strerror})",
        )
    except ValueError as fault:
        faults.add(fr=f"{path.name} n'est pas du JSON ({fault})", en=f"{path.name} is not JSON ({fault})")
    return None


def read_records(directory: Path, name: str, keys: Sequence[str], faults: Faults) -> list[Record]:
    """Read a list of objects that all have some text under the given keys; the others are faults."""
    path = directory / "data" / f"{name}.json"
    content = read_json(path, faults)
    if content is None:
        return []
    if not isinstance(content, list):
        faults.add(fr=f"{path.name} n'est pas une liste", en=f"{path.name} is not a list")
        return []
    return [
        record for place, record in enumerate(content, start=1) if _is_whole(record, keys, path.name, place, faults)
    ]


def _is_whole(record: object, keys: Sequence[str], file: str, place: int, faults: Faults) -> bool:
    if not isinstance(record, dict):
        faults.add(fr=f"{file}, objet {place} : pas un objet", en=f"{file}, item {place}: not an object")
        return False
    missing = [key for key in keys if not (isinstance(record.get(key), str) and record[key].strip())]
    if missing:
        code, listed = record.get("code", "?"), ", ".join(missing)
        faults.add(
            fr=f"{file}, objet {place} (code {code}) : il manque {listed}",
            en=f"{file}, item {place} (code {code}): {listed} missing",
        )
    return not missing


def normalise(value: str) -> str:
    """Write a name with single spaces and the straight apostrophe, as the whole catalogue does."""
    return " ".join(value.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
