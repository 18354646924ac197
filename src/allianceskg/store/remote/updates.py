"""Triples as update requests, split where an engine takes only so many at once."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator

from allianceskg.rdf.term import IRI
from allianceskg.store.embedded import EmbeddedStore


def n_triples_of(store: EmbeddedStore) -> bytes:
    """Write all that a store holds as one graph."""
    buffer = io.BytesIO()
    store.dump(buffer, form="nt")
    return buffer.getvalue()


def insert_data(graph: str, n_triples: bytes) -> str:
    """
    Write the update that adds triples to a graph.

    Blank nodes go in a pattern for the one empty solution, since Virtuoso takes none in INSERT DATA.
    """
    triples = f"{{ GRAPH {IRI(graph)} {{\n{n_triples.decode('utf-8')}}} }}"
    if any(_blank_nodes(line) for line in n_triples.splitlines()):
        return f"INSERT {triples} WHERE {{}}"
    return f"INSERT DATA {triples}"


def chunks(n_triples: bytes, most: int) -> Iterator[bytes]:
    """
    Split N-Triples into requests.

    Triples that share a blank node stay together, for its label holds in one request only; a part tied together so
    that is longer than `most` makes a longer request.
    """
    chunk: list[bytes] = []
    for part in _parts(n_triples):
        if chunk and len(chunk) + len(part) > most:
            yield b"".join(chunk)
            chunk = []
        chunk += part
    if chunk:
        yield b"".join(chunk)


def _parts(n_triples: bytes) -> Iterator[list[bytes]]:
    tied: dict[str, str] = {}

    def root(label: str) -> str:
        while tied.setdefault(label, label) != label:
            label = tied[label]
        return label

    waiting: list[tuple[str, bytes]] = []
    for line in n_triples.splitlines(keepends=True):
        labels = _blank_nodes(line)
        if not labels:
            yield [line]
            continue
        for other in labels[1:]:
            tied[root(other)] = root(labels[0])
        waiting.append((labels[0], line))
    parts: dict[str, list[bytes]] = defaultdict(list)
    for label, line in waiting:
        parts[root(label)].append(line)
    yield from parts.values()


def _blank_nodes(line: bytes) -> list[str]:
    """Find the blank nodes of a line of N-Triples: its subject, and its object unless that is an IRI or a text."""
    subject, _, rest = line.decode("utf-8").partition(" ")
    value = rest.partition(" ")[2]
    return [term.split(" ")[0] for term in (subject, value) if term.startswith("_:")]
