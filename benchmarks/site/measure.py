"""
Measure how long the pages of the site take on the server, without a network.

    python -m benchmarks.site.measure STORE [--rounds 20]

STORE is a folder of builds, as `allianceskg load --store STORE` makes it. Each page is asked for in the same process, once to
make what is kept, then several times; the medians and the sizes, compressed as a browser receives them, are printed as
a Markdown table. Give another store, for instance of invented cases, to compare: `--beside OTHER` adds its medians and their ratio.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from pathlib import Path
from typing import Final

from starlette.testclient import TestClient

from allianceskg.config import read_settings
from allianceskg.web.app import create_app
from allianceskg.web.views.library import library_of

PAGES: Final = {
    "home": "/",
    "cases": "/cases",
    "cases, two filters": "/cases?function=gestion-d-un-lieu&territory=country-FR",
    "cases, a text": "/cases?q=insertion",
    "cases, nothing found": "/cases?q=insertion&theme=numerique&year=1901",
    "case": "/case/{case}.html",
    "actor": "/actor/{actor}.html",
    "territory": "/territory/departement-45.html",
    "concept": "/vocabulary/themes/numerique.html",
    "model": "/vocabulary/partnership-models/mecenat-classique.html",
    "scheme": "/vocabulary/needs.html",
    "landmark sheet, theme": "/landmark/theme/numerique",
    "landmark sheet, actor type": "/landmark/type/association",
    "landmark sheet, territory": "/landmark/territory/region-24",
    "landmark sheets": "/landmark",
    "statistics": "/statistics",
    "resources": "/resources",
    "kit": "/kit",
    "ontology": "/ontology",
    "about": "/about",
    "wizard": "/diagnosis",
    "answer": "/diagnosis?step=answer&partner=collectivite-territoriale,10,10,60,20&function=gestion-d-un-lieu&territory=commune-45234",
    "not found": "/case/ronalpi.html",
}


def measure(store: Path, rounds: int) -> dict[str, tuple[float, int, int]]:
    """Return the median in milliseconds, the compressed size and the status of each page."""
    app = create_app(read_settings({"store": store}, {}))
    client = TestClient(app, headers={"accept": "text/html", "accept-encoding": "identity"})
    library = library_of(app.state.site.edition().catalogue)
    named = {"case": library.cases[0].slug, "actor": _first_actor(library.sets["actor"])}
    found = {}
    for name, address in PAGES.items():
        path = address.format(**named)
        client.get(path)
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - start) * 1_000)
        found[name] = (statistics.median(times), len(gzip.compress(answer.content, 5)), answer.status_code)
    return found


def _first_actor(actors: object) -> str:
    assert isinstance(actors, dict)
    return min(actors).rpartition("/")[2]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    chosen = parser.parse_args()
    first = measure(chosen.store, chosen.rounds)
    second = measure(chosen.beside, chosen.rounds) if chosen.beside else {}
    print("| page | status | kB compressed | median ms |" + (" median ms beside | times |" if second else ""))
    print("|---|---|---|---|" + ("---|---|" if second else ""))
    for name, (median, size, status) in first.items():
        row = f"| {name} | {status} | {size / 1_000:.1f} | {median:.0f} |"
        if second:
            row += f" {second[name][0]:.0f} | {second[name][0] / median:.1f} |"
        print(row)


if __name__ == "__main__":
    main()
