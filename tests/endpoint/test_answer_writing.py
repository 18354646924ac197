"""An answer as a worker writes it: counted, compressed, and in a file when it is large."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allianceskg.endpoint.answer_writing import WORTH_COMPRESSING, AnswerWriter, OverlongAnswerError


def writer(spool: Path, *, most: int = 100_000, inline: int = 10_000, is_compressed: bool = False) -> AnswerWriter:
    return AnswerWriter(most_bytes=most, inline_bytes=inline, spool=spool, is_compressed=is_compressed)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=3_000), max_size=10), st.booleans(), st.integers(0, 5_000))
def test_what_is_written_comes_out_whole_wherever_it_goes(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], is_compressed: bool, inline: int
) -> None:
    made = writer(tmp_path_factory.mktemp("spool") / "answer", inline=inline, is_compressed=is_compressed)
    for piece in pieces:
        assert made.write(piece) == len(piece)
    sent = made.finish() if made.path is None else made.finish() or b""
    if made.path is not None:
        assert sent == b""
        sent = made.path.read_bytes()

    whole = b"".join(pieces)
    assert (gzip.decompress(sent) if made.is_compressed else sent) == whole
    assert (made.raw_bytes, made.out_bytes) == (len(whole), len(sent))
    assert (made.path is not None) == (len(sent) > inline)
    assert made.is_compressed == (is_compressed and len(whole) >= WORTH_COMPRESSING)


def test_an_answer_beyond_its_bound_is_given_up_and_leaves_no_file(tmp_path: Path) -> None:
    made = writer(tmp_path / "answer", most=1_000, inline=100)
    made.write(b"x" * 1_000)
    assert (tmp_path / "answer").exists()

    with pytest.raises(OverlongAnswerError):
        made.write(b"x")
    made.give_up()

    assert list(tmp_path.iterdir()) == []


def test_giving_up_in_memory_needs_no_file(tmp_path: Path) -> None:
    made = writer(tmp_path / "answer")
    made.write(b"x")
    made.give_up()

    assert list(tmp_path.iterdir()) == []
