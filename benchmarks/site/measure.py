"""
Measure how long the pages of the site take on the server, without a network.

    python -m benchmarks.site.measure STORE [--beside OTHER] [--rounds 20] [--only NAME]

STORE is a folder of builds, as `allianceskg load --store STORE` makes it. Each page is asked for in the same process, as
a browser asks for it, compressed; once to make what is kept, then several times. The medians and the compressed sizes
are printed as a Markdown table. With another store, for instance of invented cases, both are asked in turn, and the
ratio is of processor times, which other work on the machine changes little.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.testclient import TestClient

from allianceskg.config import Settings, read_settings
from allianceskg.serving.kept_answers import KeptAnswers
from allianceskg.web import pages
from allianceskg.web.app import create_app
from benchmarks.site.addresses import FILES, PAGES, things

_BROWSER = {"accept": "text/html", "accept-encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What a page takes.

    Attributes:
        elapsed: Median, in milliseconds.
        processor: Median of the processor time of this process, in milliseconds.
        first: Time of the first request after the start, in milliseconds of processor time.
        size: Bytes of the compressed answer.
    """

    elapsed: float
    processor: float
    first: float
    size: int
    status: int


class Server:
    """The site of a store and its files, asked without a network."""

    def __init__(self, settings: Settings) -> None:
        app = self._app = create_app(settings)
        edition = app.state.editions.current()
        pages.warm(edition)
        self._client = TestClient(app, headers=_BROWSER, follow_redirects=False)
        self._things = things(edition.catalogue)

    def ask(self, address: str) -> tuple[float, float, int, int]:
        """Return elapsed and processor time in milliseconds, compressed size and status of an answer."""
        path = address.format(**self._things)
        self._app.state.kept_answers = KeptAnswers()  # what making a page takes is measured, not what keeping it saves
        elapsed, processor = time.perf_counter(), time.process_time()
        answer = self._client.get(path)
        elapsed, processor = time.perf_counter() - elapsed, time.process_time() - processor
        size = int(answer.headers.get("content-length", len(answer.content)))
        return elapsed * 1_000, processor * 1_000, size, answer.status_code


def measure(
    stores: Mapping[str, Settings], *, rounds: int, addresses: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Taken]]]:
    """
    Ask for each page in turn in all stores.

    Args:
        stores: Which folders of builds, and the files that they were made from, by name.
        addresses: As `benchmarks.site.addresses` holds them.

    Yields:
        Name of a page, and what it takes by name of the store.
    """
    servers = {name: Server(settings) for name, settings in stores.items()}
    for page, address in addresses.items():
        firsts = {name: server.ask(address) for name, server in servers.items()}
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, server in servers.items():
                times[name].append(server.ask(address)[:2])
        yield (
            page,
            {
                name: Taken(
                    elapsed=statistics.median(elapsed for elapsed, _ in times[name]),
                    processor=statistics.median(processor for _, processor in times[name]),
                    first=firsts[name][1],
                    size=firsts[name][2],
                    status=firsts[name][3],
                )
                for name in servers
            },
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--only", default="", help="pages whose name contains this")
    chosen = parser.parse_args()
    folders = {"shipped": chosen.store, **({"beside": chosen.beside} if chosen.beside else {})}
    stores = {name: read_settings({"store": folder}, {}) for name, folder in folders.items()}
    addresses = {name: one for name, one in {**PAGES, **FILES}.items() if chosen.only in name}
    print("| page | status | kB compressed | median ms | processor ms |" + (" beside: median ms | processor ms | first | times |" if chosen.beside else ""))  # fmt: skip
    print("|---|---|---|---|---|" + ("---|---|---|---|" if chosen.beside else ""))
    with contextlib.suppress(KeyboardInterrupt):
        for name, taken in measure(stores, rounds=chosen.rounds, addresses=addresses):
            one = taken["shipped"]
            row = f"| {name} | {one.status} | {one.size / 1_000:.1f} | {one.elapsed:.0f} | {one.processor:.0f} |"
            if other := taken.get("beside"):
                row += f" {other.elapsed:.0f} | {other.processor:.0f} | {other.first:.0f} | {other.processor / one.processor:.1f} |"  # fmt: skip
            print(row, flush=True)


if __name__ == "__main__":
    main()
