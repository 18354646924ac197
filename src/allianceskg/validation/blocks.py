"""Files as N-Triples text by subject and predicate, which is quicker to make and to judge than a graph of nodes."""

from __future__ import annotations

from pathlib import Path

from allianceskg.errors import DataError
from allianceskg.rdf import turtle
from allianceskg.validation.nodes import FOREIGN_BASE

Blocks = dict[str, dict[str, list[str]]]
"""The values of each property of each subject, as N-Triples terms, each once."""


def read_blocks(path: Path) -> Blocks | None:
    """Read a Turtle file; None when it cannot be read or is not Turtle."""
    try:
        lines = turtle.as_n_triples(turtle.read_bytes(path), base=FOREIGN_BASE)
    except DataError:
        return None
    blocks: Blocks = {}
    block: dict[str, list[str]] = {}
    last = ""
    # Not `splitlines`, which also splits at characters that a literal may hold.
    for line in dict.fromkeys(lines.split("\n")):
        if line:
            subject, predicate, value = line.split(" ", 2)
            if subject != last:
                block = blocks.setdefault(subject, {})
                last = subject
            values = block.get(predicate)
            if values is None:
                block[predicate] = [value[:-2]]
            else:
                values.append(value[:-2])
    return blocks
