"""
A table of attacks against a real server on the loopback interface; none may keep it from answering.

How fast it answers beside them is measured by `benchmarks.endpoint.measure`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.serving.server import ConnectionLimits
from tests.patience import PATIENCE_SECONDS, comes_true, ends

EX = "PREFIX ex: <https://example.org/> "
LIMIT_SECONDS = 1.0
POOL = PoolLimits(
    seconds=LIMIT_SECONDS,
    wait_seconds=PATIENCE_SECONDS,
    moment_seconds=0.1,
    seats=4,
    long_seats=2,
    memory_bytes=192 * 1024**2,
)
CONNECTIONS = ConnectionLimits(head_seconds=1.0, stall_seconds=1.0, head_bytes=16 * 1024)
CROSS = (
    EX
    + "SELECT (COUNT(*) AS ?n) { "
    + " ".join(f"?s{n} ex:next ?o{n} ." for n in range(7))
    + " FILTER(?o0 != ex:none) }"
)

NESTED = {
    "round brackets": "ASK { FILTER(" + "(" * 9_000 + "1" + ")" * 9_000 + ") }",
    "groups": "ASK " + "{" * 9_000 + "}" * 9_000,
    "blank nodes": "ASK { ?s ?p " + "[ ?p " * 9_000 + "1" + "]" * 9_000 + " }",
    "lists": "ASK { ?s ?p " + "( " * 9_000 + "1" + ")" * 9_000 + " }",
    "paths": EX + "ASK { ?s " + "(" * 9_000 + "ex:a" + ")*" * 9_000 + " ?o }",
    "unions": "ASK { " + " UNION ".join(["{}"] * 7_000) + " }",
    "optionals": "ASK { " + "OPTIONAL { ?s ?p ?o " * 5_000 + "}" * 5_000 + " }",
    "functions": "SELECT (" + "STR(" * 9_000 + "1" + ")" * 9_000 + " AS ?x) {}",
    "disjunctions": "ASK { FILTER(" + "||".join("1" * 20_000) + ") }",
    "bindings": "SELECT " + "".join(f"(1 AS ?v{n})" for n in range(6_000)) + " {}",
    "triple terms": "ASK { " + "<<" * 9_000 + "?s ?p ?o" + ">> ?p ?o" * 9_000 + " }",
    "unclosed": "ASK {" * 9_000,
    "quotes": "ASK { ?s ?p " + '"""' * 20_000 + " }",
    "dots": "ASK { " + "a." * 60_000 + " }",
}
SLOW = {
    "cross product": CROSS,
    "cross product that looks heavy": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + " }",
    "sorted cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l LIMIT 1",
    "distinct cross product": "SELECT (COUNT(DISTINCT *) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "paths over everything": "SELECT (COUNT(*) AS ?n) { ?a (<a:b>|!<a:b>)* ?b . ?c (<a:b>|!<a:b>|^!<a:b>)* ?d . ?e (!<a:b>)* ?f }",
    "regular expressions": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(REGEX(CONCAT(STR(?a), STR(?e), STR(?i)), '(a*)*(b|c|d|.*)*z{0,50}$')) }",
    "large regular expression": "ASK { ?s ?p ?o FILTER(REGEX(STR(?o), '((a{1,100}){1,100}){1,100}')) }",
    "growing texts": "SELECT ?x { " + "".join(f"BIND(CONCAT({', '.join([f'?v{n}'] * 10)}) AS ?v{n + 1}) " for n in range(1, 12)) + "VALUES ?v1 { 'xxxxxxxxxx' } BIND(STRLEN(?v12) AS ?x) }",
    "nested regular expressions": "SELECT (" + "REGEX(" * 60 + "'a'" + ",'a')" * 60 + " AS ?x) {}",
    "many patterns": EX + "ASK { " + "".join(f"?a{n} ex:next ?a{n + 1}, ?b{n} . " for n in range(200)) + " }",
    "many groups": "ASK { " + "{ ?s ?p ?o } " * 400 + " }",
    "nested EXISTS": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c " + "".join(f"FILTER EXISTS {{ ?d{n} ?e{n} ?f{n} " for n in range(8)) + "FILTER(false)" + "}" * 8 + " }",
    "group_concat": "SELECT (STRLEN(GROUP_CONCAT(?l)) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "large answer": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "large graph": "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "large offset": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } OFFSET 9999999999",
}  # fmt: skip


@pytest.fixture(scope="module")
def running(serve: Any) -> Iterator[Any]:
    with serve(POOL, CONNECTIONS) as server:
        yield server


def post(
    server: Any, query: str, *, headers: dict[str, str] | None = None, timeout: float = PATIENCE_SECONDS
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    try:
        body = query.encode()
        connection.request("POST", "/sparql", body, {"content-type": "application/sparql-query"} | (headers or {}))
        response = connection.getresponse()
        return response.status, {key.lower(): value for key, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def assert_well(server: Any) -> None:
    """An ordinary query answers, whatever happened before."""
    status, _, body = post(server, f"ASK {{ ?s ?p {time.monotonic_ns() % 10**9} }}")
    assert (status, body) == (200, b'{"head":{},"boolean":false}')


@pytest.mark.parametrize("name", NESTED)
def test_nesting_and_numbers_are_refused_before_any_parser(name: str, running: Any) -> None:
    with ends():
        status, headers, body = post(running, NESTED[name])
    assert status in (400, 413), body
    assert headers["content-type"] == "application/problem+json"
    assert_well(running)


@pytest.mark.parametrize("name", SLOW)
def test_what_takes_too_much_ends_within_its_limit(name: str, running: Any) -> None:
    with ends():
        status, _, body = post(running, SLOW[name])
    if status == 200:  # then the answer is whole
        json.loads(body)
    else:
        assert status in (400, 413, 500, 503, 504, 507), body
        assert json.loads(body)["status"] == status
    assert_well(running)


def test_ordinary_queries_pass_beside_twenty_hostile_ones(running: Any) -> None:
    with ThreadPoolExecutor(20) as threads:
        hostile = [threads.submit(post, running, f"{CROSS} LIMIT {number}") for number in range(1, 21)]
        assert comes_true(lambda: running.pool.state().running >= POOL.long_seats)
        for _ in range(3):
            assert_well(running)
        assert {one.result()[0] for one in hostile} <= {429, 503, 504}
    assert_well(running)


def test_two_hundred_queries_at_once_are_answered_or_turned_away(serve: Any) -> None:
    def ask(number: int) -> int:
        status, headers, body = post(server, EX + f"SELECT * {{ ?s ex:next ?o }} OFFSET {number % 50} # {number}")
        if status == 200:
            assert len(json.loads(body)["results"]["bindings"]) == 60 - number % 50
        else:
            assert int(headers["retry-after"]) >= 1
        return status

    limits = replace(POOL, seconds=PATIENCE_SECONDS, moment_seconds=PATIENCE_SECONDS)
    with serve(limits, CONNECTIONS) as server, ends(), ThreadPoolExecutor(200) as threads:
        statuses = list(threads.map(ask, range(200)))
    assert set(statuses) <= {200, 429, 503}
    assert statuses.count(200) > 10


def test_a_worker_killed_during_a_query_is_told_and_replaced(running: Any) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(post, running, CROSS + " LIMIT 77")
        assert comes_true(lambda: running.pool._running)
        os.kill(running.pool._running[0].worker.pid, signal.SIGKILL)
        status, headers, body = waiting.result()
    assert (status, json.loads(body)["type"].rpartition("/")[2]) == (503, "query-interrupted")
    assert headers["retry-after"] == "1"
    assert_well(running)


SERVICE_CALLS = (
    "SERVICE <http://127.0.0.1:{port}/>",
    "SERVICE SILENT <http://127.0.0.1:{port}/>",
    "\\u0053\\u0045RVICE <http://127.0.0.1:{port}/>",
    "SERVICE <http://127.0.0.1:{port}/\\u0061>",
    "service\n#\n<http://127.0.0.1:{port}/>",
    "VALUES ?x {{ <http://127.0.0.1:{port}/> }} SERVICE ?x",
    "BIND(IRI('http://127.0.0.1:{port}/') AS ?x) SERVICE ?x",
    "?s ?p 1SERVICE<http://127.0.0.1:{port}/>",
)
OTHER_CALLS = (
    "LOAD <http://127.0.0.1:{port}/>",
    "LOAD SILENT <http://127.0.0.1:{port}/> INTO GRAPH <a:b>",
    "\\u004c\\u004fAD <http://127.0.0.1:{port}/>",
    "SELECT * FROM <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <http://127.0.0.1:{port}/> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "DESCRIBE <http://127.0.0.1:{port}/>",
    "SELECT * {{ GRAPH <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
    "BASE <http://127.0.0.1:{port}/> SELECT * FROM <x> {{ ?s ?p ?o }}",
)


def test_no_query_makes_the_server_call_anybody(running: Any) -> None:
    called = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]

        def listen() -> None:
            with contextlib.suppress(TimeoutError, OSError):
                while True:
                    with contextlib.suppress(TimeoutError):
                        listener.accept()[0].close()
                        called.set()
                    if finished.is_set():
                        return

        finished = threading.Event()
        thread = threading.Thread(target=listen)
        thread.start()
        for call in SERVICE_CALLS:
            status, _, body = post(running, f"SELECT * {{ {call.format(port=port)} {{ ?s ?p ?o }} }}")
            assert status == 403, body
        for call in OTHER_CALLS:
            status, _, body = post(running, call.format(port=port))
            assert status in (200, 400), body
        for name in ("default-graph-uri", "named-graph-uri", "using-graph-uri"):
            form = urlencode({"query": "SELECT * { ?s ?p ?o }", name: f"http://127.0.0.1:{port}/"})
            status, _, body = post(running, form, headers={"content-type": "application/x-www-form-urlencoded"})
            assert status in (400, 403), body
        finished.set()
        thread.join()
    assert not called.is_set()


RAW = {
    "no request": b"\x00\x01\x02\x03\r\n\r\n",
    "TLS where none is spoken": bytes.fromhex("1603010200010001fc0303") + b"\x00" * 100,
    "no version": b"GET /sparql\r\n\r\n",
    "unknown version": b"GET /sparql HTTP/9.9\r\nHost: x\r\n\r\n",
    "line feed in a header": b"GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: a\r\n b\r\nConnection: close\r\n\r\n",
    "null in a header": b"GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: a\x00b\r\nConnection: close\r\n\r\n",
    "two lengths": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nASK",
    "length and chunks": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "negative length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "huge length": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99999999999999999\r\n\r\nASK",
    "huge chunk": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nASK",
    "header without end": b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 400_000,
    "thousands of headers": b"GET /sparql HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % number for number in range(50_000)),
    "long address": b"GET /sparql?query=" + b"a" * 400_000,
    "smuggled request": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 5\r\n\r\nASK{}GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n",
    "absolute address": b"GET http://other.example/sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "proxy": b"CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\nConnection: close\r\n\r\n",
    "path upwards": b"GET /sparql/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "encoded path upwards": b"GET /sparql/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "null in the path": b"GET /sparql%00.ttl HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "two slashes": b"GET //sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "many ranges": b"GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: bytes=" + b"0-1," * 1000 + b"\r\n\r\n",
    "many media ranges": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: " + b"a/b;q=0.1," * 1000 + b"\r\n\r\n",
    "odd qualities": b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: */*;q=nan, text/csv;q=-1, application/json;q=1e9\r\n\r\n",
    "upgrade": b"GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    "old HTTP": b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_tricks_of_headers_and_paths_do_no_harm(name: str, running: Any) -> None:
    with ends(), contextlib.suppress(ConnectionError):
        received = running.exchange(RAW[name], timeout=1.5)
        assert b"root:" not in received
        assert b" 500 " not in received[:20]
    assert_well(running)


def test_connections_that_never_ask_are_closed_and_disturb_nobody(running: Any) -> None:
    silent = [running.connect() for _ in range(50)]
    dripping = [running.connect() for _ in range(50)]
    for connection in dripping:
        connection.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    for _ in range(3):
        assert_well(running)
        for connection in dripping:
            with contextlib.suppress(ConnectionError):
                connection.sendall(b"a")
    time.sleep(CONNECTIONS.head_seconds + 0.3)
    endings = []
    for connection in silent + dripping:
        connection.settimeout(PATIENCE_SECONDS)
        with contextlib.suppress(ConnectionError):
            endings.append(connection.recv(1000))
        connection.close()
    assert all(ending == b"" or ending.startswith(b"HTTP/1.1 408") for ending in endings)
    assert_well(running)


def test_a_client_that_never_reads_is_let_go(running: Any) -> None:
    query = EX + "SELECT ?a ?b ?c ?d { ?a ex:next ?b . ?c ex:next ?d }"
    request = f"POST /sparql HTTP/1.1\r\nHost: x\r\nAccept: application/sparql-results+xml\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(query)}\r\n\r\n{query}"
    stalled = []
    for _ in range(5):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", running.port))
        connection.sendall(request.encode())
        stalled.append(connection)
    time.sleep(CONNECTIONS.stall_seconds + 1.0)
    assert comes_true(lambda: running.pool.state().spooled_bytes == 0)
    for connection in stalled:
        connection.close()
    assert_well(running)


def test_more_connections_than_allowed_make_the_slowest_give_way(serve: Any) -> None:
    limits = ConnectionLimits(connections=20, head_seconds=5)
    with serve(PoolLimits(seats=2, long_seats=1), limits) as server:
        crowd = [server.connect() for _ in range(60)]
        assert_well(server)
        for connection in crowd:
            connection.close()


PROGRAM = """
import sys
from pathlib import Path
from allianceskg.config import read_settings
from allianceskg.serving.server import make_server
from allianceskg.web.app import create_app
folder = Path(sys.argv[1])
settings = read_settings({"store": folder / "store", "home": folder / "home"}, {})
make_server(create_app(settings), host="127.0.0.1", port=int(sys.argv[2])).run()
"""


def start_server(catalogue: Path, port: int) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(catalogue), str(port)], env=environment)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return process
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise AssertionError("the server did not start")


def children(pid: int) -> set[int]:
    found = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if entry.name.isdecimal() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.add(int(entry.name))
    return found


def test_a_server_killed_under_load_leaves_nothing_behind_and_starts_again(small_catalogue: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    class Address:
        pass

    address = Address()
    address.port = port  # type: ignore[attr-defined]
    process = start_server(small_catalogue, port)
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(post, address, f"{CROSS} LIMIT {number}") for number in range(1, 5)]
        time.sleep(0.3)
        workers = children(process.pid)
        assert workers
        process.kill()
        process.wait()
        for one in waiting:
            with contextlib.suppress(OSError, http.client.HTTPException):
                one.result()
    assert comes_true(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    process = start_server(small_catalogue, port)
    try:
        status, _, _ = post(address, "ASK {}")
        assert status == 200
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE_SECONDS) in (0, -signal.SIGTERM)
