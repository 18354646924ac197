"""A bounded queue that takes turns between clients."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from allianceskg.endpoint.queueing import FairQueue


def test_a_client_with_little_waiting_passes_one_with_much() -> None:
    queue = FairQueue[str](most=10)
    for number in range(5):
        queue.put("greedy", f"g{number}")
    queue.put("modest", "m0")

    assert [queue.take() for _ in range(3)] == ["g0", "m0", "g1"]


def test_a_full_queue_makes_room_at_the_expense_of_the_greediest() -> None:
    queue = FairQueue[str](most=3)
    assert [queue.put("a", "a0"), queue.put("a", "a1"), queue.put("a", "a2")] == [None, None, None]

    assert queue.put("b", "b0") == "a2"
    assert queue.put("a", "a3") == "a3"
    assert queue.put("c", "c0") == "a1"
    assert queue.put("d", "d0") == "d0"  # nobody is greedier than a newcomer would be
    assert sorted(item for _, item in queue.items()) == ["a0", "b0", "c0"]


def test_what_is_removed_does_not_come_out() -> None:
    queue = FairQueue[str](most=3)
    queue.put("a", "a0")

    assert queue.remove("a", "a0")
    assert not queue.remove("a", "a0")
    assert not queue.remove("b", "a0")
    assert queue.take() is None
    assert (len(queue), queue.clients) == (0, 0)


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from("abc"), st.none()), max_size=80))
def test_nothing_is_lost_or_doubled_and_the_bound_holds(steps: list[str | None]) -> None:
    queue = FairQueue[tuple[str, int]](most=4)
    put: list[tuple[str, int]] = []
    gone: list[tuple[str, int]] = []
    for number, client in enumerate(steps):
        if client is None:
            taken = queue.take()
            gone += [taken] if taken is not None else []
        else:
            put.append((client, number))
            displaced = queue.put(client, (client, number))
            gone += [displaced] if displaced is not None else []
        assert len(queue) == len(queue.items()) <= 4
        assert queue.clients == len({client for client, _ in queue.items()})
    assert Counter(put) == Counter([*gone, *(item for _, item in queue.items())])


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_each_client_is_served_first_come_first_and_none_twice_while_another_waits(clients: list[str]) -> None:
    queue = FairQueue[tuple[str, int]](most=100)
    for number, client in enumerate(clients):
        queue.put(client, (client, number))
    out = []
    while (taken := queue.take()) is not None:
        waiting = {client for client, _ in queue.items()}
        assert not out or out[-1][0] != taken[0] or waiting <= {taken[0]}
        out.append(taken)
    for client in set(clients):
        numbers = [number for one, number in out if one == client]
        assert numbers == sorted(numbers)
