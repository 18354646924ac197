"""What published records write in each field, as examples for whoever fills it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.rdf.term import Term
from allianceskg.records.fields import RecordKind, RecordKinds
from allianceskg.records.turtle_text import parse_record

_MOST_READ: Final = 300
"""Records that are read for examples, so that a large catalogue is not read whole for a field that few fill."""


@dataclass(frozen=True, slots=True)
class FieldExample:
    """
    What a record writes in a field.

    Attributes:
        record: IRI of the record.
    """

    record: str
    terms: tuple[Term, ...]


def find_examples(
    kind: RecordKind, kinds: RecordKinds, paths: Iterable[Path]
) -> Mapping[tuple[str, str], FieldExample]:
    """
    Find an example of each field of a kind of record, and of its parts.

    Args:
        paths: The files of published records of that kind, of which the first 300 are read at most.

    Returns:
        By class and path; a field that none of these records fills has no example.

    Raises:
        DataError: A file cannot be read.
    """
    wanted = {(one.iri, field.path) for one in kinds.with_parts(kind) for field in one.fields}
    found: dict[tuple[str, str], FieldExample] = {}
    for _, path in zip(range(_MOST_READ), paths, strict=False):
        record = parse_record(path.read_bytes(), kinds, source=str(path))
        for part in record.parts.values():
            for field, terms in part.filled():
                if field.content != "part":
                    found.setdefault((part.kind.iri, field.path), FieldExample(record.iri, terms))
        if wanted <= found.keys():
            break
    return found
