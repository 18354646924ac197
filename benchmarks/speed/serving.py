"""The same over HTTP, and the counts of the facets, beside Virtuoso."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from allianceskg.language import Text
from allianceskg.matching.index.entries import LINKS
from benchmarks.speed.data import Data
from benchmarks.speed.matching import query_time, virtuoso
from benchmarks.speed.rows import Options, Row, english, french, median_ms, ms, times_faster
from tests.store.servers import free_port

HTTP = Text(fr="Par HTTP", en="Over HTTP")
FACETS = Text(fr="Facettes", en="Facets")
_START_SECONDS = 120
_FACETS = LINKS[:9]


def measure(data: Data, _options: Options) -> Iterator[Row]:
    """Measure `/api/match`, the facet counts and `/cases`."""
    catalogue = data.catalogue
    _ = catalogue.index
    body = json.dumps(
        {"situation": "Une association d'Orléans cherche des entreprises pour ouvrir un tiers-lieu où des jeunes apprennent la fabrication numérique.", "partners": [{"objectives": {"proposition-de-valeur": 60, "positionnement": 20, "processus": 20}}], "functions": ["gestion-d-un-lieu"], "territory": "commune-45234", "themes": ["numerique"]}
    )  # fmt: skip
    with serving(data.folder / "store", data.home.root) as port:
        match = median_ms(lambda: post(port, "/api/match", body), times=40, warm=3)
        # Each address is another one, since the server keeps what it answered.
        new = itertools.count()
        page = median_ms(lambda: get(port, f"/cases?new={next(new)}"), times=20, warm=2)
        two = "theme=numerique&function=gestion-d-un-lieu"
        narrowed = median_ms(lambda: get(port, f"/cases?{two}&new={next(new)}"), times=20, warm=2)
    index = catalogue.index
    counts = median_ms(lambda: [index.counts(link) for link in _FACETS], times=50)
    within = index.any_of([(LINKS[4], index.values(LINKS[4])[0])])
    chosen = median_ms(lambda: [index.counts(link, np.asarray(within)) for link in _FACETS], times=50)
    with virtuoso(data) as peer:
        if peer is not None:
            asked = [data.criteria(profile) for profile in data.stories]
            ranking = query_time(peer, data, asked)
            goal, measured, is_met = times_faster(ranking, match, 50)
            yield Row(HTTP, Text(fr="/api/match, contre la requête de classement sur Virtuoso par HTTP", en="/api/match, against the ranking query on Virtuoso over HTTP"), goal, measured, is_met)  # fmt: skip
            query = catalogue.queries.get("facet-counts").bind_texts({"facet": list(_FACETS), "language": ["fr"]})
            facets = median_ms(lambda: peer.select(query), times=5, warm=1)
            goal = Text(fr="au moins autant de demandes par seconde que Virtuoso", en="at least the requests a second of Virtuoso")  # fmt: skip
            yield Row(FACETS, Text(fr="tous les nombres des facettes, par l'index", en="all facet counts, by the index"), goal, rates(counts, facets), counts <= facets)  # fmt: skip
            yield Row(FACETS, Text(fr="les mêmes après un choix, par l'index", en="the same after a choice, by the index"), goal, rates(chosen, facets), chosen <= facets)  # fmt: skip
            yield Row(FACETS, Text(fr="la page /cases entière par HTTP", en="the whole page /cases over HTTP"), goal, rates(page, facets), page <= facets)  # fmt: skip
            yield Row(FACETS, Text(fr="la page /cases après deux choix, par HTTP", en="the page /cases after two choices, over HTTP"), goal, rates(narrowed, facets), narrowed <= facets)  # fmt: skip
            return
    yield Row(HTTP, Text(fr="/api/match (Virtuoso n'est pas installé)", en="/api/match (Virtuoso is not installed)"), Text("", ""), ms(match))  # fmt: skip


def rates(ours: float, theirs: float) -> Text:
    """Word two rates."""
    return Text(
        fr=f"{french(1000 / ours)} par seconde contre {french(1000 / theirs)}",
        en=f"{english(1000 / ours)} a second against {english(1000 / theirs)}",
    )


@contextlib.contextmanager
def serving(store: Path, home: Path | None = None) -> Iterator[int]:
    """Run the server on a store; give its port."""
    with serving_process(store, home) as (port, _):
        yield port


@contextlib.contextmanager
def serving_process(store: Path, home: Path | None = None) -> Iterator[tuple[int, int]]:
    """Run the server on a store; give its port and the number of its process."""
    port = free_port()
    environment = {**os.environ, **({"ALLIANCESKG_HOME": str(home)} if home else {})}
    command = [sys.executable, "-m", "allianceskg.cli", "serve", "--store", str(store), "--port", str(port)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            deadline = time.monotonic() + _START_SECONDS
            while time.monotonic() < deadline:
                with contextlib.suppress(OSError):
                    get(port, "/health")
                    break
                time.sleep(0.1)
            yield port, process.pid
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def get(port: int, path: str) -> bytes:
    """Ask for a page."""
    return _ask(port, "GET", path, None)


def post(port: int, path: str, body: str) -> bytes:
    """Send a profile."""
    return _ask(port, "POST", path, body)


def _ask(port: int, method: str, path: str, body: str | None) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (answer.status, content[:300])
        return content
    finally:
        connection.close()
