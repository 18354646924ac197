"""Answers kept in memory: no more than their room, the least used leaving first."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from allianceskg.endpoint.cache import AnswerCache
from allianceskg.endpoint.exchange import SpooledFile, WrittenAnswer


def answer(size: int) -> WrittenAnswer:
    return WrittenAnswer("0123456789ab", b"x" * size, is_compressed=False, raw_bytes=size, seconds=0.1)


def test_what_is_kept_comes_back_and_says_that_it_was_kept() -> None:
    cache = AnswerCache(most_bytes=100_000)
    cache.keep("a", answer(10), key_bytes=5)

    found = cache.get("a")

    assert found is not None
    assert (found.body, found.is_kept) == (b"x" * 10, True)
    assert cache.get("b") is None


def test_the_least_used_leaves_first() -> None:
    cache = AnswerCache(most_bytes=30_000)
    for key in "abcdefgh":
        cache.keep(key, answer(2_000), key_bytes=0)
    assert cache.get("a") is not None
    for key in "ijk":
        cache.keep(key, answer(2_000), key_bytes=0)

    assert cache.get("a") is not None
    assert cache.get("b") is None
    assert cache.get("k") is not None


def test_an_answer_larger_than_an_eighth_of_the_room_is_not_kept() -> None:
    cache = AnswerCache(most_bytes=80_000)
    cache.keep("a", answer(9_001), key_bytes=0)
    assert len(cache) == 0
    cache.keep("a", answer(9_000), key_bytes=0)
    assert len(cache) == 1


def test_an_answer_in_a_file_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(b"x")
    cache = AnswerCache(most_bytes=80_000)
    body = SpooledFile(tmp_path / "answer", 1, on_close=lambda _: None)

    cache.keep("a", WrittenAnswer("0123456789ab", body, is_compressed=False, raw_bytes=1, seconds=0.1), key_bytes=0)

    assert len(cache) == cache.bytes == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 20_000)), max_size=60))
def test_it_never_holds_more_than_its_room_and_counts_what_it_holds(kept: list[tuple[str, int]]) -> None:
    cache = AnswerCache(most_bytes=40_000)
    for key, size in kept:
        cache.keep(key, answer(size), key_bytes=0)
        assert 0 <= cache.bytes <= 40_000
        held = [found.size for one in "abcdef" if (found := cache.get(one)) is not None]
        assert cache.bytes == sum(held) + 1_000 * len(cache)
        assert len(held) == len(cache)
    cache.clear()
    assert (len(cache), cache.bytes) == (0, 0)
