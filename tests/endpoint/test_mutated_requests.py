"""
Requests that were right and were damaged at random: each is answered or refused as it should be, and no worker breaks down.

A few hundred each time; before a release, with `ALLIANCESKG_EXTENT=whole`, 33,000.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.pool import WorkerPool
from allianceskg.files import Home
from allianceskg.serving.editions import Editions
from tests.endpoint.conftest import VERSION, composed
from tests.endpoint.test_guard import SERVICES
from tests.extent import IS_WHOLE
from tests.patience import PATIENCE_SECONDS

REQUESTS: Final = 33_000 if IS_WHOLE else 300
W3C: Final = Path(__file__).parents[1] / "data" / "w3c-sparql" / "syntax.json"
LIMITS: Final = PoolLimits(seconds=0.5, wait_seconds=PATIENCE_SECONDS, moment_seconds=0.1, seats=3, long_seats=1)
"""So little time that what a mutation has made endless does not hold up the others."""

TOLD: Final = {400, 403, 406, 413, 414, 415, 429, 503, 504, 507}
"""Statuses by which a request is refused or given up; 500 would be a fault of ours."""

LONGEST_ADDRESS: Final = 60_000
"""What the client of the tests takes."""

PIECES: Final = [
    *(b"{", b"}", b"(", b")", b"<", b">", b"<<", b">>", b"'", b'"', b'"""', b"#", b"\n", b"\\", b"\\u0022", b"\\U0000005c", b"\x00", b"\xff", b"\xc3"),
    *(b"\xef\xbb\xbf", "é".encode(), "\u202e".encode(), "\U0001f600".encode(), b"*", b"/", b"|", b"^^", b"@", b"?", b"_:", b";", b",", b".", b"&", b"%", b"+"),
    *(b" SERVICE ", b" OPTIONAL ", b" UNION ", b" FILTER ", b" BIND(", b" AS ", b" VALUES ", b" GRAPH ", b" FROM ", b" LIMIT ", b" INSERT ", b"SELECT "),
    *(b"99999999999999999999", b"-1", b"1e999", b"NaN", b"\r\n\r\n", b"query=", b"update="),
]  # fmt: skip
TYPES: Final = ["application/sparql-query", "application/x-www-form-urlencoded", "text/plain", "", "a/b;charset=\x7f"]
ACCEPTED: Final = [
    "*/*",
    "application/sparql-results+json",
    "text/csv",
    "text/turtle",
    "text/html;q=nan",
    "a",
    ";q=,/",
    "",
]


def queries(home: Home) -> list[bytes]:
    """Collect what is damaged: the queries of the catalogue, the syntax tests of the W3C, and calls in disguise."""
    catalogued = [path.read_bytes() for path in sorted(home.queries.rglob("*.rq"))]
    tests = [text.encode() for _, _, text in json.loads(W3C.read_text(encoding="utf-8"))]
    return [*catalogued, *tests, *(one.encode() for one in SERVICES)]


def cut(text: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.choice((1, 2, 5, 50, len(text))) :]


def repeat(text: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start : start + chance.choice((1, 5, 40))] * chance.choice((2, 3, 200)) + text[start:]


def insert(text: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(text) + 1)
    return text[:start] + chance.choice(PIECES) + text[start:]


def change(text: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(text) + 1)
    return text[:start] + bytes([chance.randrange(256)]) + text[start + 1 :]


def shuffle(text: bytes, chance: random.Random) -> bytes:
    words = text.split(b" ")
    one, other = chance.randrange(len(words)), chance.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return b" ".join(words)


WAYS: Final[Sequence[Callable[[bytes, random.Random], bytes]]] = (cut, repeat, insert, insert, change, shuffle)


def mutations(originals: Sequence[bytes], number: int) -> Iterator[tuple[random.Random, bytes]]:
    """Give damaged queries, the same ones each time, each with what its request is drawn by."""
    for seed in range(number):
        chance = random.Random(seed)
        text = chance.choice(originals)
        if chance.random() < 0.2:
            other = chance.choice(originals)
            text = text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other) + 1) :]
        for _ in range(chance.choice((1, 1, 2, 4))):
            text = chance.choice(WAYS)(text, chance)
        yield chance, text


def sent(client: TestClient, chance: random.Random, query: bytes) -> Response:
    """Send a query as programs do, or nearly so."""
    headers = {"accept": chance.choice(ACCEPTED)}
    name = chance.choice(("query", "query", "query", "Query", "update", "default-graph-uri"))
    parameters = f"{name}={quote_from_bytes(query)}".encode()
    if chance.random() < 0.1:
        parameters = chance.choice(WAYS)(parameters, chance)
    way = chance.randrange(3)
    if way == 0 and len(address := f"/sparql?{quote_from_bytes(parameters, safe='=&%+')}") < LONGEST_ADDRESS:
        return client.get(address, headers=headers)
    if way <= 1:
        return client.post("/sparql", content=parameters, headers=headers | {"content-type": TYPES[1]})
    kind = TYPES[0] if chance.random() < 0.8 else chance.choice(TYPES)
    return client.post("/sparql", content=query, headers=headers | {"content-type": kind})


@pytest.fixture(scope="module")
def pool(tiny_store: Path) -> WorkerPool:
    return WorkerPool(tiny_store, VERSION, LIMITS)


@pytest.fixture(scope="module")
def short_of_time(pool: WorkerPool, editions: Editions) -> Iterator[TestClient]:
    """The application in memory, with real workers that have little time."""
    with TestClient(composed(editions, pool)) as opened:
        yield opened


def test_no_damaged_request_does_harm(short_of_time: TestClient, pool: WorkerPool, home: Home) -> None:
    statuses = set()
    for chance, query in mutations(queries(home), REQUESTS):
        answer = sent(short_of_time, chance, query)
        assert answer.status_code in TOLD | {200}, (query, answer.text)
        if answer.status_code != 200:
            assert answer.json()["status"] == answer.status_code, query
        statuses.add(answer.status_code)

    assert {200, 400, 403} <= statuses
    assert pool.state().replaced["crash"] == 0
    assert short_of_time.get("/sparql?query=ASK%7B%7D", headers={"accept": "*/*"}).status_code == 200
