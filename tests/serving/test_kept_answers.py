"""Kept answers: within a bound, the one asked for longest ago forgotten first."""

from __future__ import annotations

import gzip

from allianceskg.serving.kept_answers import KeptAnswer, KeptAnswers


def answer(size: int) -> KeptAnswer:
    return KeptAnswer(b"x" * size, {})


def test_what_was_asked_for_longest_ago_is_forgotten_first() -> None:
    kept = KeptAnswers(most_bytes=100)
    for name in "abcde":
        kept.keep(name, answer(20))
    assert kept.find("a") is not None
    kept.keep("f", answer(20))
    assert kept.find("b") is None
    assert kept.find("a") is not None
    assert len(kept) == 5


def test_an_answer_that_would_drive_out_the_others_is_not_kept() -> None:
    kept = KeptAnswers(most_bytes=100)
    kept.keep("a", answer(20))
    kept.keep("b", answer(26))
    assert kept.find("b") is None
    assert kept.find("a") is not None


def test_an_answer_kept_again_counts_once() -> None:
    kept = KeptAnswers(most_bytes=100)
    for _ in range(10):
        kept.keep("a", answer(25))
    kept.keep("b", answer(25))
    assert len(kept) == 2


def test_what_is_worth_it_is_compressed() -> None:
    long = answer(5_000)
    assert long.compressed is not None
    assert gzip.decompress(long.compressed) == long.body
    assert answer(10).compressed is None
