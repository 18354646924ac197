"""How the remote store behaves when the network, or the server, does not."""

from __future__ import annotations

import base64
import dataclasses

import pytest

from allianceskg.errors import QueryRejectedError, QueryTimeoutError, StoreError, StoreUnreachableError
from allianceskg.store.remote.endpoint import Credentials, Endpoint
from allianceskg.store.remote.store import RemoteStore
from tests.patience import ends
from tests.store.scripted import YES, Asked, Says, scripted
from tests.store.servers import LOOPBACK, free_port

ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:a"}},{"x":{"type":"uri","value":"urn:b"}}]}}'
SELECT = "SELECT ?x WHERE { ?x ?p ?o }"
UNSAFE = [
    pytest.param(lambda store: store.drop_graph("urn:g"), id="drop"),
    pytest.param(lambda store: store.replace_graph("urn:g", b"<urn:a> <urn:b> <urn:c> ."), id="replace"),
    pytest.param(lambda store: store.replace_graphs({"urn:g": b"<urn:a> <urn:b> <urn:c> ."}), id="update"),
]


def store_at(address: str, *, engine: str = "generic", **settings: object) -> RemoteStore:
    root = address.removesuffix("/query")
    endpoint = Endpoint(address, update=f"{root}/update", graphs=f"{root}/store", seconds=5, load_seconds=5)
    return RemoteStore(dataclasses.replace(endpoint, **settings), engine=engine)  # type: ignore[arg-type]


@pytest.mark.parametrize("first", [Says(503), Says(429, headers={"Retry-After": "0"}), Says(502), Says(hangs_up=True)])
def test_a_query_that_nobody_answered_is_sent_again(first: Says) -> None:
    with scripted(first, Says()) as server:
        assert store_at(server.address).ask("ASK {}")
        assert len(server.asked) == 2
        assert server.asked[0].body == server.asked[1].body


def test_a_query_is_sent_again_as_often_as_set_and_no_more() -> None:
    with scripted(Says(503, b"closed")) as server:
        with pytest.raises(StoreUnreachableError, match="503"):
            store_at(server.address, retries=1).ask("ASK {}")
        assert len(server.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500, 504])
def test_a_refusal_is_not_asked_for_twice(status: int) -> None:
    with scripted(Says(status, b"no")) as server:
        with pytest.raises(StoreError):
            store_at(server.address).ask("ASK {}")
        assert len(server.asked) == 1


def test_a_server_that_asks_for_a_long_wait_is_not_waited_for() -> None:
    with scripted(Says(503, headers={"Retry-After": "120"})) as server:
        with ends(), pytest.raises(StoreUnreachableError, match="503"):
            store_at(server.address).ask("ASK {}")
        assert len(server.asked) == 1


@pytest.mark.parametrize("write", UNSAFE)
@pytest.mark.parametrize("fault", [Says(503), Says(hangs_up=True), Says(500)])
def test_what_writes_is_sent_once_whatever_comes_back(write: object, fault: Says) -> None:
    with scripted(fault) as server:
        with pytest.raises(StoreError):
            write(store_at(server.address))  # type: ignore[operator]
        assert len(server.asked) == 1


def test_nobody_at_the_address_is_said_with_the_address() -> None:
    address = f"http://{LOOPBACK}:{free_port()}/query"
    with pytest.raises(StoreUnreachableError) as caught:
        store_at(address, retries=0).ask("ASK {}")
    assert address in caught.value.message.en
    assert caught.value.hint is not None


def test_an_answer_that_trickles_in_ends_at_the_limit() -> None:
    with scripted(Says(body=YES + b" " * 10_000, trickle=0.05)) as server, ends(), pytest.raises(QueryTimeoutError):
        store_at(server.address, seconds=0.5).ask("ASK {}")


def test_an_answer_shorter_than_announced_is_no_answer() -> None:
    with scripted(Says(missing=40)) as server, pytest.raises(StoreUnreachableError):
        store_at(server.address, retries=0).ask("ASK {}")


def test_an_answer_cut_inside_its_json_is_no_answer() -> None:
    with scripted(Says(body=ROWS[:-30])) as server, pytest.raises(StoreError, match="cut"):
        store_at(server.address).select(SELECT)


def test_an_answer_that_reaches_the_known_row_limit_is_taken_for_cut() -> None:
    with scripted(Says(body=ROWS)) as server:
        assert len(store_at(server.address, rows=3).select(SELECT)) == 2
        with pytest.raises(QueryRejectedError, match="2"):
            store_at(server.address, rows=2).select(SELECT)


def test_an_answer_longer_than_allowed_is_not_read_to_its_end() -> None:
    with scripted(Says(body=YES + b" " * 3_000_000)) as server, pytest.raises(QueryRejectedError):
        store_at(server.address, most_bytes=1_000_000).ask("ASK {}")


@pytest.mark.parametrize(
    "headers",
    [{"X-SPARQL-MaxRows": "2"}, {"X-SQL-State": "S1TAT", "X-SQL-Message": "RC...: Returning incomplete results"}],
)
def test_headers_of_virtuoso_that_tell_of_a_partial_answer_are_errors(headers: dict[str, str]) -> None:
    with scripted(Says(body=ROWS, headers=headers)) as server, pytest.raises(StoreError):
        store_at(server.address, engine="virtuoso").select(SELECT)


def test_a_sentence_that_oxigraph_appends_past_its_limit_is_a_time_out() -> None:
    said = Says(body=ROWS[:-20] + b"The SPARQL operation has been cancelled")
    with scripted(said) as server, pytest.raises(QueryTimeoutError):
        store_at(server.address, engine="oxigraph").select(SELECT)


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        (Credentials("basic", "anna", "é:s"), f"Basic {base64.b64encode('anna:é:s'.encode()).decode()}"),
        (Credentials("bearer", "", "token-1"), "Bearer token-1"),
    ],
)
def test_credentials_go_with_every_request(credentials: Credentials, expected: str) -> None:
    with scripted(Says()) as server:
        store = store_at(server.address, credentials=credentials)
        assert store.ask("ASK {}")
        store.drop_graph("urn:g")
        assert [asked.headers["authorization"] for asked in server.asked] == [expected, expected]


def test_digest_answers_the_challenge_and_never_sends_the_password() -> None:
    def reply(asked: Asked) -> Says:
        if asked.headers.get("authorization", "").startswith('Digest username="anna", realm="r", nonce="n"'):
            return Says()
        return Says(401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'})

    with scripted(reply=reply) as server:
        assert store_at(server.address, credentials=Credentials("digest", "anna", "secret-1")).ask("ASK {}")
        assert len(server.asked) == 2
        assert all("secret-1" not in f"{asked.headers}{asked.body!r}" for asked in server.asked)


def test_credentials_do_not_follow_a_redirect() -> None:
    with scripted(Says()) as other, scripted(Says(307, headers={"Location": other.address})) as server:
        with pytest.raises(StoreUnreachableError, match="307") as caught:
            store_at(server.address, credentials=Credentials("bearer", "", "token-1")).ask("ASK {}")
        assert caught.value.hint is not None
        assert other.address in caught.value.hint.en
        assert other.asked == []


def test_a_secret_is_in_no_message_and_no_representation() -> None:
    credentials = Credentials("basic", "anna", "secret-1")
    with scripted(Says(401, b"who?")) as server:
        store = store_at(server.address, credentials=credentials)
        with pytest.raises(StoreUnreachableError) as caught:
            store.ask("ASK {}")
    assert "secret-1" not in f"{caught.value} {caught.value.hint} {credentials} {store.endpoint}"


def test_a_query_that_reaches_another_host_is_never_sent() -> None:
    with scripted(Says()) as server:
        with pytest.raises(QueryRejectedError):
            store_at(server.address).select("SELECT * WHERE { SERVICE <http://example.org/sparql> { ?s ?p ?o } }")
        assert server.asked == []
