"""Rounds of publications that are killed at a random moment, and what is found after each."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Gate
from allianceskg.curation.publication import Publisher
from allianceskg.curation.workspace import file_of
from allianceskg.files import Home
from allianceskg.processes import child_environment

_LONGEST_START_SECONDS = 300.0


@dataclass
class Found:
    """
    What all rounds together gave.

    Attributes:
        lost: Publications that were acknowledged and are not in the history.
        half: Rounds after which file, commit and build were not the same.
        unsound: What `git fsck` said.
        seconds: How long each acknowledged publication took.
        recoveries: How long each start after a kill took.
    """

    rounds: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, half or unsound."""
        return not (self.lost or self.half or self.unsound)


def run_rounds(
    home: Home, store: Path, name: str, *, rounds: int, publications: int, chance: random.Random
) -> Iterator[Found]:
    """
    Publish and kill, round after round; give what has been found so far after each.

    Args:
        home: With its workspace, whose store is built.
        publications: How many must be acknowledged in all: a round goes on until its share is, and a random moment more.
    """
    assert home.workspace is not None
    found = Found()
    acknowledged = store.parent / "acknowledged"
    acknowledged.touch()
    share = -(-publications // rounds)
    for number in range(rounds):
        wanted = len(_lines(acknowledged)) + share
        _publish_and_kill(home, store, name, acknowledged, str(number), wanted, chance)
        _look(home, store, name, acknowledged, found)
        found.rounds += 1
        yield found


def _publish_and_kill(
    home: Home, store: Path, name: str, acknowledged: Path, mark: str, wanted: int, chance: random.Random
) -> None:
    given = [str(home.root), str(home.workspace), str(store), name, str(acknowledged), mark]
    command = [sys.executable, "-m", "benchmarks.publication.publishing", *given]
    with subprocess.Popen(command, env=child_environment(), stdout=subprocess.PIPE, start_new_session=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        deadline = time.monotonic() + _LONGEST_START_SECONDS
        while len(_lines(acknowledged)) < wanted and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, _usual(acknowledged)))
        child.kill()


def _look(home: Home, store: Path, name: str, acknowledged: Path, found: Found) -> None:
    assert home.workspace is not None
    started = time.perf_counter()
    with Publisher(
        home, lambda approved: builds.build(home, store, gate=Gate(home, store, approved=approved))
    ).open() as publisher:
        builds.build(home, store, gate=Gate(home, store))
        found.recoveries.append(time.perf_counter() - started)
        workspace = publisher.workspace
        repository = workspace.repository
        messages = {commit.message for commit in repository.log(file_of(name), limit=1_000_000)}
        blob = repository.blob(file_of(name))
        content = workspace.path(name).read_bytes()
        lines = _lines(acknowledged)
        found.seconds = [float(line.partition(" ")[0]) for line in lines]
        found.lost = [title for line in lines if (title := line.partition(" ")[2]) not in messages]
        if blob is None or repository.read(blob) != content or workspace.edited():
            found.half.append("the work tree is not that of the commit")
        (last, *_) = repository.log(file_of(name), limit=1)
        opened, _ = builds.open_build(store)
        if last.message.startswith("Titre") and not opened.ask(f'ASK {{ ?case ?title "{last.message}"@fr }}'):
            found.half.append(f"the build does not show {last.message}")
        done = subprocess.run(["git", "fsck", "--strict"], cwd=workspace.folder, capture_output=True, check=False)
        said = [line for line in (done.stdout + done.stderr).decode().splitlines() if not line.startswith("dangling")]
        found.unsound += said if done.returncode or said else []


def _lines(acknowledged: Path) -> list[str]:
    return [line for line in acknowledged.read_text(encoding="utf-8").split("\n")[:-1] if line]


def _usual(acknowledged: Path) -> float:
    """Return about how long a publication takes, so that a kill may hit any moment of one."""
    seconds = sorted(float(line.partition(" ")[0]) for line in _lines(acknowledged)[-20:])
    return seconds[len(seconds) // 2] * 1.2 if seconds else 1.0
