"""What goes between the server and a worker, and answers that go through a file."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allianceskg.endpoint import exchange
from allianceskg.endpoint.exchange import Job, SpooledFile

HEADS = st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(), st.none(), st.booleans()), max_size=4)


@settings(deadline=None)
@given(HEADS, st.binary(max_size=200))
def test_a_message_comes_out_as_it_went_in(head: dict[str, Any], body: bytes) -> None:
    message = exchange.pack(head, body)

    lengths = exchange.unpack_lengths(message[: exchange.HEAD_BYTES])
    rest = message[exchange.HEAD_BYTES :]

    assert sum(lengths) == len(rest)
    assert exchange.unpack_head(rest[: lengths[0]]) == head
    assert rest[lengths[0] :] == body


def test_a_job_tells_a_worker_its_limits() -> None:
    job = Job("ASK {}", "json", {"ex": "https://example.org/"}, default_graphs=("https://example.org/a",))
    message = exchange.as_request(job, seconds=1.5, answer_bytes=10, inline_bytes=5)

    told = exchange.unpack_head(message[exchange.HEAD_BYTES :])

    assert (told["query"], told["default_graphs"], told["named_graphs"]) == ("ASK {}", ["https://example.org/a"], None)
    assert (told["seconds"], told["answer_bytes"], told["inline_bytes"]) == (1.5, 10, 5)


@pytest.mark.parametrize(
    "other",
    [
        Job("ASK { }", "json", {}),
        Job("ASK {}", "xml", {}),
        Job("ASK {}", "json", {}, default_graphs=()),
        Job("ASK {}", "json", {}, named_graphs=("https://example.org/a",)),
        Job("ASK {}", "json", {}, is_compressed=True),
    ],
)
def test_jobs_that_may_be_answered_otherwise_have_other_keys(other: Job) -> None:
    assert other.key != Job("ASK {}", "json", {}).key


def test_a_file_has_no_name_and_goes_with_its_last_reader(tmp_path: Path) -> None:
    path, closed = tmp_path / "answer", list[int]()
    path.write_bytes(b"0123456789")
    spooled = SpooledFile(path, 10, on_close=closed.append)

    assert not path.exists()
    assert (spooled.read(8, 5), spooled.read(0, 3), spooled.read(8, 5)) == (b"89", b"012", b"89")
    assert closed == []
    del spooled
    gc.collect()
    assert closed == [10]
