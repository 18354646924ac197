"""Digests are remembered for files that nobody touched, and for no others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from allianceskg import resources
from allianceskg.resources import KnownDigests, digest_of_file

LONG_AGO = time.time_ns() - 10**12


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is old enough to be remembered."""
    monkeypatch.setattr(resources, "_FINEST_CLOCK_NS", -(10**12))
    path = tmp_path / "case.ttl"
    path.write_text("one", encoding="utf-8")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return path


def test_an_untouched_file_is_not_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = KnownDigests({})
    digest = first.of(file)
    monkeypatch.setattr(resources, "digest_of_file", lambda _: "read")
    second = KnownDigests(first.seen)
    assert second.of(file) == digest
    assert not second.is_new


@pytest.mark.parametrize("text", ["two", "three"])
def test_a_file_of_the_same_length_and_time_is_read_again(file: Path, text: str) -> None:
    first = KnownDigests({})
    first.of(file)
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(LONG_AGO, LONG_AGO))
    assert KnownDigests(first.seen).of(file) == digest_of_file(file)


def test_a_file_that_takes_the_place_of_another_is_read_again(file: Path) -> None:
    first = KnownDigests({})
    first.of(file)
    other = file.with_name("other.ttl")
    other.write_text("two", encoding="utf-8")
    os.utime(other, ns=(LONG_AGO, LONG_AGO))
    other.replace(file)
    assert KnownDigests(first.seen).of(file) == digest_of_file(file)


@pytest.mark.parametrize("known", [None, 3, "", "1 2 3 4 ", [1, 2, 3, 4, "read"]])
def test_what_another_version_remembered_is_passed_over(file: Path, known: object) -> None:
    digests = KnownDigests({str(file): known})
    assert digests.of(file) == digest_of_file(file)
    assert digests.is_new


def test_a_file_that_was_just_written_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "case.ttl"
    path.write_text("one", encoding="utf-8")
    digests = KnownDigests({})
    digests.of(path)
    assert digests.seen == {}
