"""
Publications over HTTP, cut by `kill -9` of the server: nothing acknowledged is lost, nothing is published twice.

    python -m benchmarks.publication --over-http --rounds 100 --publications 2000 [--home FOLDER]

Each round starts `allianceskg serve --curate`, publishes one change after another to one case, looks at its public page
once each is acknowledged, and kills the server at a random moment. After the next start the request that was under way is
sent again with its key; then there is one commit for each request, and file, commit, page and tag say the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from allianceskg.curation.accounts import Accounts, Role
from allianceskg.curation.database import Database, database_of
from allianceskg.curation.workspace import Workspace, file_of
from allianceskg.files import digest_of
from allianceskg.processes import child_environment
from benchmarks.publication.publishing import titled

_EMAIL = "mesure@example.org"
_ADDRESS = re.compile(r"http://\S+/")
_ANSWER_SECONDS = 120.0


@dataclass
class Served:
    """
    What all rounds together gave.

    Attributes:
        lost: Requests that were acknowledged and are not in the history.
        half: Rounds after which file, commit, page and tag were not the same.
        twice: Rounds after which there were not as many commits as requests.
        unsound: What `git fsck` said.
        seconds: From sending each acknowledged publication to having read its public page.
        acknowledged: From sending each to its answer.
        starts: From the start of each server after a kill to its first answer.
    """

    rounds: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, half, published twice or unsound."""
        return not (self.lost or self.half or self.twice or self.unsound)


@dataclass(frozen=True)
class Place:
    """A workspace with its store, the home of the program, and a case in it."""

    root: Path
    workspace: Path
    store: Path
    name: str

    @property
    def path(self) -> str:
        """The public page of the case."""
        return f"/case/{self.name.partition('/')[2]}.html"


def serve_rounds(place: Place, *, rounds: int, publications: int, chance: random.Random) -> Iterator[Served]:
    """
    Publish over HTTP and kill the server, round after round; give what has been found so far after each.

    Args:
        publications: How many must be acknowledged in all.
    """
    workspace = Workspace(place.workspace)
    token, found = _token(workspace), Served()
    before = _commits(workspace)
    share = -(-publications // rounds)
    sent = 0
    waiting: _Request | None = None
    for number in range(rounds):
        with _server(place) as server:
            if number:
                found.starts.append(server.seconds)
            if waiting is not None:  # the one that was under way, with its key
                _answered(server.ask(waiting, token), found, workspace)
                waiting = None
            _look(server, place, workspace, found, before + sent)
            kill_after = share + chance.random()
            for step in range(share + 1):
                request = _next(workspace, place, f"Titre inventé {number} {step}")
                timer = None
                if step == share:
                    delay = (kill_after - share) * 1.2 * _usual(found.acknowledged)
                    timer = threading.Timer(delay, server.kill)
                    timer.start()
                started, sent = time.perf_counter(), sent + 1
                try:
                    answer = server.ask(request, token)
                    acknowledged = time.perf_counter() - started
                    page = server.read(place.path)
                except (OSError, urllib.error.URLError):
                    waiting = request
                    break
                finally:
                    if timer is not None:
                        timer.join()
                _answered(answer, found, workspace)
                if request.title not in page:
                    found.half.append(f"the page does not show {request.title}")
                found.acknowledged.append(acknowledged)
                found.seconds.append(time.perf_counter() - started)
        found.rounds += 1
        yield found
    with _server(place) as server:
        if waiting is not None:
            _answered(server.ask(waiting, token), found, workspace)
        _look(server, place, workspace, found, before + sent)


@dataclass(frozen=True)
class _Request:
    """A publication of a text, under the condition of what was there, with a key."""

    path: str
    text: bytes
    tag: str
    title: str


class _Server:
    """A server that runs."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self._process = process
        self._address = address.rstrip("/")
        self.seconds = 0.0

    def ask(self, request: _Request, token: str) -> tuple[int, dict[str, str]]:
        """Send a publication; give its status and what it answered."""
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "text/turtle",
            "If-Match": request.tag,
            "Idempotency-Key": request.title.replace(" ", "-").encode("ascii", "ignore").decode(),
        }
        asked = urllib.request.Request(  # noqa: S310  # our own server
            self._address + request.path, data=request.text, method="PUT", headers=headers
        )
        try:
            with urllib.request.urlopen(asked, timeout=_ANSWER_SECONDS) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as fault:
            return fault.code, json.loads(fault.read())

    def read(self, path: str) -> str:
        """Read a page."""
        with urllib.request.urlopen(self._address + path, timeout=_ANSWER_SECONDS) as answer:  # noqa: S310
            text: str = answer.read().decode()
            return text

    def tag(self, path: str) -> str:
        """Read the tag of a record."""
        with urllib.request.urlopen(self._address + path, timeout=_ANSWER_SECONDS) as answer:  # noqa: S310
            return str(answer.headers["ETag"])

    def kill(self) -> None:
        """Kill it, as `kill -9` does."""
        self._process.kill()


@contextlib.contextmanager
def _server(place: Place) -> Iterator[_Server]:
    environment = child_environment(
        ALLIANCESKG_HOME=str(place.root), ALLIANCESKG_DATA=str(place.workspace), ALLIANCESKG_STORE=str(place.store)
    )
    command = [sys.executable, "-m", "allianceskg.cli", "serve", "--curate", "--port", "0"]
    started = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            match = _ADDRESS.search(process.stdout.readline())
            assert match is not None, "the server did not start"
            server = _Server(process, match[0])
            server.tag(f"/api/{place.name}")
            server.seconds = time.perf_counter() - started
            yield server
        finally:
            process.kill()


def _look(server: _Server, place: Place, workspace: Workspace, found: Served, commits: int) -> None:
    """Compare file, commit, page and tag, and count commits."""
    repository = workspace.repository
    blob, content = repository.blob(file_of(place.name)), workspace.path(place.name).read_bytes()
    if blob is None or repository.read(blob) != content or workspace.edited():
        found.half.append("the work tree is not that of the commit")
    if server.tag(f"/api/{place.name}") != f'"{digest_of(content)}"':
        found.half.append("the tag is not that of the file")
    if _commits(workspace) != commits:
        found.twice.append(f"{_commits(workspace)} commits for {commits} requests")
    done = subprocess.run(["git", "fsck", "--strict"], cwd=workspace.folder, capture_output=True, check=False)
    said = [line for line in (done.stdout + done.stderr).decode().splitlines() if not line.startswith("dangling")]
    found.unsound += said if done.returncode or said else []


def _answered(answer: tuple[int, dict[str, str]], found: Served, workspace: Workspace) -> None:
    status, content = answer
    if status != 200:
        found.lost.append(f"{status}: {content.get('detail', '')}")
        return
    try:
        workspace.repository.run("merge-base", "--is-ancestor", content["commit"], "HEAD")
    except Exception as fault:  # noqa: BLE001  # whatever it is, the commit is not there
        found.lost.append(f"{content['commit']}: {fault}")


def _next(workspace: Workspace, place: Place, title: str) -> _Request:
    content = workspace.path(place.name).read_bytes()
    text = titled(content.decode(), title).encode()
    return _Request(f"/api/{place.name}", text, f'"{digest_of(content)}"', title)


def _token(workspace: Workspace) -> str:
    with contextlib.closing(Database.open(database_of(workspace))) as database:
        accounts = Accounts(database)
        if accounts.find(_EMAIL) is None:
            accounts.add(_EMAIL, name="Mesure inventée", role=Role.REVIEWER, password=os.urandom(16).hex())
        return accounts.issue_token(_EMAIL)


def _commits(workspace: Workspace) -> int:
    return int(workspace.repository.run("rev-list", "--count", "HEAD"))


def _usual(seconds: list[float]) -> float:
    last = sorted(seconds[-20:])
    return last[len(last) // 2] if last else 1.0
