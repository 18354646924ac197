"""Digests are remembered for files that nobody touched, and for no others."""

from __future__ import annotations

import contextlib
import os
import resource
import time
from pathlib import Path

import pytest

from allianceskg import files
from allianceskg.files import KnownDigests, digest_of_file, replacing

LONG_AGO = time.time_ns() - 10**12


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is old enough to be remembered."""
    monkeypatch.setattr(files, "_FINEST_CLOCK_NS", -(10**12))
    path = tmp_path / "case.ttl"
    path.write_text("one", encoding="utf-8")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return path


def place(file: Path) -> tuple[str, list[str]]:
    """A file as its digest is asked for."""
    return str(file.parent), [file.name]


def test_an_untouched_file_is_not_read_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = KnownDigests({})
    (digest,) = first.of(*place(file))
    monkeypatch.setattr(files, "digest_of_file", lambda _: "read")
    second = KnownDigests(first.seen)
    assert second.of(*place(file)) == [digest]
    assert not second.is_new


@pytest.mark.parametrize("text", ["two", "three"])
def test_a_file_of_the_same_length_and_time_is_read_again(file: Path, text: str) -> None:
    first = KnownDigests({})
    first.of(*place(file))
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(LONG_AGO, LONG_AGO))
    assert KnownDigests(first.seen).of(*place(file)) == [digest_of_file(file)]


def test_a_file_that_takes_the_place_of_another_is_read_again(file: Path) -> None:
    first = KnownDigests({})
    first.of(*place(file))
    other = file.with_name("other.ttl")
    other.write_text("two", encoding="utf-8")
    os.utime(other, ns=(LONG_AGO, LONG_AGO))
    other.replace(file)
    assert KnownDigests(first.seen).of(*place(file)) == [digest_of_file(file)]


@pytest.mark.parametrize(
    "known",
    [
        None,
        3,
        "1 2 3 4 ",
        [1, 2, 3, 4, "read"],
        {},
        {"names": "case.ttl"},
        {"names": "case.ttl", "marks": 3, "digests": None},
        {"names": "case.ttl", "marks": "1 2 3 4/1 2 3 4", "digests": "read"},
        {"names": "case.ttl/", "marks": "", "digests": "read"},
    ],
)
def test_what_another_version_remembered_is_passed_over(file: Path, known: object) -> None:
    digests = KnownDigests({str(file.parent): known, str(file): known})
    assert digests.of(*place(file)) == [digest_of_file(file)]
    assert digests.is_new


def test_a_file_that_was_just_written_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.ttl"
    path.write_text("one", encoding="utf-8")
    first = KnownDigests({})
    first.of(*place(path))
    monkeypatch.setattr(files, "digest_of_file", lambda _: "read")
    assert KnownDigests(first.seen).of(*place(path)) == ["read"]


def test_only_what_was_touched_is_read_again_however_the_folder_changed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{letter}.ttl" for letter in "abcde"]
    for name in names:
        file.with_name(name).write_text(name, encoding="utf-8")
    first = KnownDigests({})
    before = dict(zip(names, first.of(str(file.parent), names), strict=True))
    file.with_name("c.ttl").write_text("another", encoding="utf-8")
    file.with_name("new.ttl").write_text("new", encoding="utf-8")
    now = ["a.ttl", "c.ttl", "e.ttl", "new.ttl"]  # b and d are gone

    monkeypatch.setattr(files, "digest_of_file", lambda path: f"read {path.name}")
    second = KnownDigests(first.seen)

    assert second.of(str(file.parent), now) == [before["a.ttl"], "read c.ttl", before["e.ttl"], "read new.ttl"]
    assert second.is_new
    third = KnownDigests(second.seen)
    assert third.of(str(file.parent), now) == [before["a.ttl"], "read c.ttl", before["e.ttl"], "read new.ttl"]
    assert not third.is_new


def test_single_files_and_empty_folders_are_remembered_too(file: Path) -> None:
    empty = file.with_name("empty")
    empty.mkdir()
    other = file.with_name("other.ttl")
    other.write_text("two", encoding="utf-8")
    known: dict[str, dict[str, str]] = {}
    for is_new in (True, False):
        digests = KnownDigests(known)
        assert digests.of(*place(file)) == [digest_of_file(file)]
        assert digests.of(*place(other)) == [digest_of_file(other)]
        assert digests.of(str(empty), []) == []
        assert digests.is_new is is_new
        known = digests.seen


def test_a_file_that_is_replaced_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "case.ttl"
    path.write_bytes(b"before")
    path.chmod(0o600)

    with contextlib.suppress(InterruptedError), replacing(path, is_durable=True) as file:
        file.write(b"half of")
        raise InterruptedError
    assert path.read_bytes() == b"before"

    with replacing(path, is_durable=True) as file:
        file.write(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["case.ttl"]


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "case.ttl"
    path.write_bytes(b"before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        with pytest.raises(OSError, match="File too large"), replacing(path) as file:
            file.write(b"x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["case.ttl"]
