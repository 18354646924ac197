"""
The program of a worker process: open a build, answer one query after another, nothing else.

It is started by `processes`, which talks to it through a socket and may end it at any moment.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pyoxigraph
from pyoxigraph import NamedNode, QueryTriples

from allianceskg.endpoint import exchange, fault_location, isolation
from allianceskg.endpoint.answer_writing import AnswerWriter, OverlongAnswerError
from allianceskg.endpoint.evaluation import Answer, EndlessQueryError, Evaluator
from allianceskg.rdf.solutions import consumed
from allianceskg.rdf.syntaxes import GRAPHS, RESULTS

_GRACE_SECONDS: Final = 0.5
"""How long after its limit a query is ended by the kernel, should the server have failed to."""


def main(settings: dict[str, Any]) -> None:
    """Confine this process, open the store, and answer until the other end closes."""
    channel = settings["channel"]
    protections = isolation.confine(parent=settings["parent"])
    spool = Path(settings["spool"])
    try:
        store = pyoxigraph.Store.read_only(settings["store"])
        graphs = None
        if settings["tells_graphs"]:
            graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)]
    except OSError as fault:
        _send(channel, exchange.pack({"kind": "unopened", "fault": str(fault)}))
        return
    isolation.limit_memory(settings["memory_bytes"])
    _send(channel, exchange.pack({"kind": "ready", "graphs": graphs, "protections": protections}))
    evaluator = Evaluator(store)
    while (request := _receive(channel)) is not None:
        isolation.limit_time(request["seconds"] + _GRACE_SECONDS)
        head, body = _answer(evaluator, request, spool / f"{os.getpid()}")
        isolation.limit_time(0)
        _send(channel, exchange.pack(head, body))


def _answer(evaluator: Evaluator, request: dict[str, Any], spool: Path) -> tuple[dict[str, Any], bytes]:
    """Return the head of the reply and the body, which is empty when the answer is in a file."""
    started = time.perf_counter()
    writer = AnswerWriter(
        most_bytes=request["answer_bytes"],
        inline_bytes=request["inline_bytes"],
        spool=spool,
        is_compressed=request["is_compressed"],
    )
    try:
        if request["is_explained"]:
            evaluator.check(request)
            writer.write(f"{evaluator.rearranged(request)}\n".encode())
        else:
            consumed(lambda: evaluator.evaluate(request), lambda answer: _write(answer, request, writer))
        body = writer.finish()
    except SyntaxError as fault:
        return {"kind": "malformed", **fault_location.locate(request["query"], fault, request["base"])}, b""
    except EndlessQueryError:
        return {"kind": "endless"}, b""
    except OverlongAnswerError:
        writer.give_up()
        return {"kind": "too-large"}, b""
    except MemoryError:
        writer.give_up()
        return {"kind": "memory"}, b""
    except (OSError, RuntimeError, ValueError) as fault:
        writer.give_up()
        return {"kind": "failed", "fault": str(fault)}, b""
    head = {
        "kind": "answer",
        "is_compressed": writer.is_compressed,
        "raw_bytes": writer.raw_bytes,
        "out_bytes": writer.out_bytes,
        "path": str(writer.path) if writer.path is not None else None,
        "seconds": time.perf_counter() - started,
    }
    return head, body


def _write(answer: Answer, request: dict[str, Any], writer: AnswerWriter) -> None:
    name = request["format"]
    if isinstance(answer, QueryTriples):
        pyoxigraph.serialize(_distinct(answer), writer, GRAPHS[name], prefixes=request["prefixes"])  # type: ignore[arg-type]
    else:
        answer.serialize(writer, RESULTS[name])  # type: ignore[arg-type]


def _distinct(triples: QueryTriples) -> Iterator[pyoxigraph.Triple]:
    """Leave out what follows itself: DESCRIBE over a union of graphs gives a triple once for each graph."""
    before: pyoxigraph.Triple | None = None
    for triple in triples:
        if triple != before:
            yield triple
        before = triple


def _receive(channel: int) -> dict[str, Any] | None:
    head = _read(channel, exchange.HEAD_BYTES)
    if head is None:
        return None
    text = _read(channel, sum(exchange.unpack_lengths(head)))
    return None if text is None else exchange.unpack_head(text)


def _read(channel: int, count: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < count:
        piece = os.read(channel, count - len(pieces))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)


def _send(channel: int, message: bytes) -> None:
    view = memoryview(message)
    while view:
        view = view[os.write(channel, view) :]


def _start(arguments: Sequence[str]) -> None:
    main(json.loads(arguments[0]))


if __name__ == "__main__":
    _start(sys.argv[1:])
