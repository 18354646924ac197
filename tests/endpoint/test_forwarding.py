"""Queries passed on to a remote store: under the endpoint's limits, in turns, and never telling where the store is."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar, cast

import pytest

from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.exchange import Failure, Job, Outcome, WrittenAnswer
from allianceskg.endpoint.forwarding import Forwarder
from allianceskg.errors import (
    AllianceskgError,
    AnswerTooLargeError,
    QueryRejectedError,
    QueryTimeoutError,
    StoreUnreachableError,
)
from allianceskg.language import Text
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.store.remote.sending import Endpoint
from allianceskg.store.remote.store import RemoteStore
from tests.patience import PATIENCE_SECONDS

ADDRESS = "http://127.0.0.1:1/hidden"
ASK, SELECT, CONSTRUCT = "ASK {}", "SELECT ?a {}", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class Store:
    """A remote store that answers by itself, when it may, and notes what it was asked."""

    def __init__(self) -> None:
        self.endpoint = Endpoint(ADDRESS)
        self.asked: list[tuple[str, object]] = []
        self.fault: AllianceskgError | None = None
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.title = "œuvre"
        self._dataset: object = None

    def on_dataset(self, default_graphs: Any, named_graphs: Any) -> Store:
        self._dataset = (tuple(default_graphs), tuple(named_graphs))
        return self

    def ask(self, query: str) -> bool:
        self._note(query)
        return True

    def select(self, query: str) -> Table:
        self._note(query)
        return Table(("a",), ((Literal(self.title, "fr"),),))

    def construct(self, query: str) -> tuple[Triple, ...]:
        self._note(query)
        return (Triple(IRI("https://example.org/a"), IRI("https://example.org/b"), Literal(self.title)),)

    def _note(self, query: str) -> None:
        self.asked.append((query, self._dataset))
        assert self.may_answer.wait(PATIENCE_SECONDS)
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store()
    yield made
    made.may_answer.set()


def job(query: str = ASK, form: str = "json", **more: Any) -> Job:
    return Job(query, form, {"ex": "https://example.org/"}, **more)


Out = TypeVar("Out")


def run(store: Store, work: Callable[[Forwarder], Awaitable[Out]], limits: PoolLimits | None = None) -> Out:
    async def inside() -> Out:
        forwarder = Forwarder(cast(RemoteStore, store), "0123456789ab", frozenset(), limits)
        await forwarder.start()
        try:
            return await work(forwarder)
        finally:
            store.may_answer.set()
            await forwarder.close()

    return asyncio.run(inside())


def answered(store: Store, one: Job, limits: PoolLimits | None = None) -> Outcome:
    return run(store, lambda forwarder: forwarder.run(one), limits)


async def _occupied(forwarder: Forwarder, store: Store) -> asyncio.Task[Outcome]:
    """Let a job take a seat that it holds until the store may answer."""
    store.may_answer.clear()
    task = asyncio.create_task(forwarder.run(job()))
    while not store.asked:
        await asyncio.sleep(0.01)
    return task


@pytest.mark.parametrize(
    ("query", "form", "written"),
    [
        (ASK, "json", b'"boolean": true'),
        (ASK, "xml", b"<boolean>true</boolean>"),
        (SELECT, "csv", "œuvre".encode()),
        (SELECT, "tsv", '"œuvre"@fr'.encode()),
        (CONSTRUCT, "ttl", 'ex:a ex:b "œuvre" .'.encode()),
        (CONSTRUCT, "nt", b"<https://example.org/a> <https://example.org/b>"),
    ],
)
def test_every_form_of_query_is_answered_in_every_format(store: Store, query: str, form: str, written: bytes) -> None:
    outcome = answered(store, job(query, form))

    assert isinstance(outcome, WrittenAnswer)
    assert isinstance(outcome.body, bytes)
    assert written in outcome.body
    assert outcome.version == "0123456789ab"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (QueryTimeoutError(Text(fr="Inventé.", en="Invented.")), "timeout"),
        (AnswerTooLargeError(Text(fr="Inventé.", en="Invented.")), "too-large"),
        (QueryRejectedError(Text(fr=f"Le dépôt {ADDRESS} refuse.", en=f"The store {ADDRESS} refuses.")), "malformed"),
        (StoreUnreachableError(Text(fr=f"{ADDRESS} se tait.", en=f"{ADDRESS} is silent.")), "down"),
    ],
)
def test_a_fault_of_the_store_is_told_without_its_address(store: Store, fault: AllianceskgError, kind: str) -> None:
    store.fault = fault

    outcome = answered(store, job())

    assert isinstance(outcome, Failure)
    assert outcome.kind == kind
    assert ADDRESS not in outcome.message.fr + outcome.message.en


def test_an_answer_beyond_the_bound_of_the_endpoint_is_refused_whole(store: Store) -> None:
    store.title = "x" * 2_000

    assert cast(Failure, answered(store, job(SELECT), PoolLimits(answer_bytes=1_000))).kind == "too-large"


def test_a_long_answer_is_compressed_for_who_takes_it(store: Store) -> None:
    store.title = "x" * 2_000
    outcome = cast(WrittenAnswer, answered(store, job(SELECT, is_compressed=True)))

    assert outcome.is_compressed
    assert "x" * 2_000 in json.dumps(json.loads(gzip.decompress(cast(bytes, outcome.body))))
    assert not cast(WrittenAnswer, answered(store, job(ASK, is_compressed=True))).is_compressed


def test_the_dataset_of_the_protocol_goes_with_the_query(store: Store) -> None:
    answered(store, job(default_graphs=("https://example.org/a",)))

    assert store.asked == [(ASK, (("https://example.org/a",), ()))]


def test_relative_addresses_go_on_with_what_they_are_relative_to(store: Store) -> None:
    query = "ASK { <a> ?p ?o }"
    answered(store, job(query, base="http://example.org/sparql"))

    assert [text for text, _ in store.asked] == [f"BASE <http://example.org/sparql>\n{query}"]


def test_a_query_that_is_shown_is_not_asked(store: Store) -> None:
    outcome = cast(WrittenAnswer, answered(store, job(SELECT, is_explained=True)))

    assert outcome.body == f"{SELECT}\n".encode()
    assert store.asked == []


def test_an_answer_is_kept_for_its_version_only_and_never_when_it_changes_each_time(store: Store) -> None:
    async def work(forwarder: Forwarder) -> list[bool]:
        asked = (job(), job(), job(is_volatile=True), job(is_volatile=True))
        kept = [cast(WrittenAnswer, await forwarder.run(one)).is_kept for one in asked]
        forwarder.use("ba9876543210", frozenset())
        kept.append(cast(WrittenAnswer, await forwarder.run(job())).is_kept)
        return kept

    assert run(store, work) == [False, True, False, False, False]


def test_an_answer_that_a_new_version_overtook_is_not_kept(store: Store) -> None:
    async def work(forwarder: Forwarder) -> tuple[str, WrittenAnswer | None]:
        running = await _occupied(forwarder, store)
        forwarder.use("ba9876543210", frozenset())
        store.may_answer.set()
        return cast(WrittenAnswer, await running).version, forwarder.recall(job())

    assert run(store, work) == ("0123456789ab", None)


def test_who_finds_no_seat_is_turned_away_in_time(store: Store) -> None:
    async def work(forwarder: Forwarder) -> list[str]:
        first = await _occupied(forwarder, store)
        turned_away = await forwarder.run(job(SELECT))
        store.may_answer.set()
        return [type(await first).__name__, cast(Failure, turned_away).kind]

    assert run(store, work, PoolLimits(seats=1, long_seats=0, wait_seconds=0.1)) == ["WrittenAnswer", "busy"]


def test_who_waits_long_enough_gets_the_seat(store: Store) -> None:
    async def work(forwarder: Forwarder) -> list[str]:
        first = await _occupied(forwarder, store)
        waiting = asyncio.create_task(forwarder.run(job(SELECT)))
        while not forwarder.state().waiting:
            await asyncio.sleep(0.01)
        store.may_answer.set()
        return [type(await first).__name__, type(await waiting).__name__]

    assert run(store, work, PoolLimits(seats=1, long_seats=0, wait_seconds=PATIENCE_SECONDS)) == [
        "WrittenAnswer",
        "WrittenAnswer",
    ]


def test_a_client_that_fills_the_queue_gives_way_to_another(store: Store) -> None:
    async def work(forwarder: Forwarder) -> list[str]:
        tasks = [await _occupied(forwarder, store)]
        for number in range(2):
            tasks.append(asyncio.create_task(forwarder.run(job(f"ASK {{ # {number}\n}}"), client="greedy")))
            await asyncio.sleep(0.01)
        modest = asyncio.create_task(forwarder.run(job(SELECT), client="modest"))
        displaced = await tasks[-1]
        store.may_answer.set()
        return [cast(Failure, displaced).kind, type(await modest).__name__]

    assert run(store, work, PoolLimits(seats=1, long_seats=0, queue=2, wait_seconds=PATIENCE_SECONDS)) == [
        "greedy",
        "WrittenAnswer",
    ]


def test_who_waits_when_the_server_closes_is_told(store: Store) -> None:
    async def work(forwarder: Forwarder) -> str:
        running = await _occupied(forwarder, store)
        waiting = asyncio.create_task(forwarder.run(job(SELECT)))
        while not forwarder.state().waiting:
            await asyncio.sleep(0.01)
        await forwarder.close()
        kind = cast(Failure, await waiting).kind
        store.may_answer.set()
        await running
        assert not forwarder.is_ready
        assert cast(Failure, await forwarder.run(job(SELECT))).kind == "down"
        return kind

    assert run(store, work, PoolLimits(seats=1, long_seats=0, wait_seconds=PATIENCE_SECONDS)) == "down"


def test_it_passes_on_to_where_a_store_is_under_the_limits_of_the_endpoint() -> None:
    store = RemoteStore(Endpoint(ADDRESS, seconds=300, retries=5), engine="oxigraph")
    limits = PoolLimits(seconds=2.0, answer_bytes=1_000)

    forwarder = Forwarder.to(store, "0123456789ab", frozenset({"https://example.org/a"}), limits)

    passed = forwarder._store.endpoint
    assert (passed.query, passed.seconds, passed.retries, passed.most_bytes) == (ADDRESS, 2.0, 0, 1_000)
    assert (forwarder.version, forwarder.graphs) == ("0123456789ab", {"https://example.org/a"})
