"""
Run every catalogued query and rewrite what the tests expect of it, showing what changed.

Run it after a change of the data or of a query, read the differences, and commit them with the change:

    python -m scripts.accept_query_results [NAME…]

A query is run with the example values of its file. What it is run on:

- queries of `queries/materialise`: the invented graph `tests/queries/materialise/given.ttl`;
- queries that read an answer (`#+ reads: [answer]`): the invented answer `tests/queries/answer.ttl`;
- queries of `queries/quality`: the catalogue, and the invented faults of `tests/queries/quality/faults.ttl`, whose
  expectations end in `.faults.csv`;
- all others: the catalogue.
"""

from __future__ import annotations

import csv
import difflib
import io
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.builds import inferring
from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.matching.case_terms import term_reader
from allianceskg.rdf.table import Table
from allianceskg.sparql.query_files import Query, QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.store.protocol import Store

ROOT: Final = Path(__file__).resolve().parent.parent
EXPECTATIONS: Final = ROOT / "tests" / "queries"
CATALOGUE: Final = "catalogue"
ANSWER: Final = "answer.ttl"
GIVEN: Final = "materialise/given.ttl"
FAULTS: Final = "quality/faults.ttl"

KEPT_ROWS: Final = 120
"""Rows of a longer answer that are kept; their number is then written to a file of its own."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """
    What a query must answer.

    Attributes:
        query: The query.
        data: What it is run on: `catalogue`, or a Turtle file below `tests/queries`.
        path: The CSV file with the rows that are expected.
    """

    query: Query
    data: str
    path: Path

    @property
    def total_path(self) -> Path:
        """The file that holds the number of rows, when only the first ones are kept."""
        return self.path.with_suffix(".total")


def expectations(home: Home) -> Iterator[Expectation]:
    """List what is expected of all queries, in order of their names."""
    catalogue = QueryCatalogue(home.queries)
    for name in catalogue.names():
        query = catalogue.get(name)
        path = EXPECTATIONS / query.folder / f"{query.name}.csv"
        if query.folder == "materialise":
            yield Expectation(query, GIVEN, path)
        elif "answer" in query.reads:
            yield Expectation(query, ANSWER, path)
        else:
            yield Expectation(query, CATALOGUE, path)
            if query.folder == "quality":
                yield Expectation(query, FAULTS, path.with_suffix(".faults.csv"))


def small_store(home: Home, data: str) -> EmbeddedStore:
    """Load one of the invented graphs into memory, with the vocabularies and what is inferred, as a build does."""
    store = EmbeddedStore.in_memory()
    store.replace_graph("urn:invented", (EXPECTATIONS / data).read_bytes())
    for file in home.files():
        if file.group == "vocabularies":
            store.replace_graph(file.graph, file.path.read_bytes())
    queries = QueryCatalogue(home.queries)
    reader = term_reader(store, queries)
    inferring.infer_each(store, queries.in_folder("materialise"), reader, lambda query: f"urn:inferred:{query.name}")
    return store


def answer(store: Store, query: Query) -> Table:
    """Run a query with its example values; triples come as a sorted table."""
    if query.form == "SELECT":
        return store.select(query.text)
    triples = sorted(store.construct(query.text), key=lambda triple: tuple(map(str, triple)))
    return Table(("subject", "predicate", "object"), tuple(tuple(triple) for triple in triples))


def as_text(table: Table) -> str:
    """Write the rows that are kept of an answer as CSV, one a line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.variables)
    writer.writerows(["" if term is None else term.value for term in row] for row in table.rows[:KEPT_ROWS])
    return buffer.getvalue()


def total_text(table: Table) -> str | None:
    """Write the number of rows of an answer that is too long to keep; None for all others."""
    return f"{len(table)}\n" if len(table) > KEPT_ROWS else None


def main(names: Sequence[str]) -> int:
    """Rewrite the expectations of the named queries, or of all, and remove those of queries that are gone."""
    home = Home(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        builds.build(home, Path(folder))
        store, _ = builds.open_build(Path(folder))
        stores: dict[str, Store] = {CATALOGUE: store}
        wanted = [one for one in expectations(home) if not names or one.query.name in names]
        changed = sum(_accept(home, one, stores) for one in wanted)
    if not names:
        changed += _remove_leftovers({one.path for one in wanted} | {one.total_path for one in wanted})
    print(f"{len(wanted)} expectations, {changed} changed")
    return 0


def _accept(home: Home, expectation: Expectation, stores: dict[str, Store]) -> int:
    if expectation.data not in stores:
        stores[expectation.data] = small_store(home, expectation.data)
    table = answer(stores[expectation.data], expectation.query)
    texts: Mapping[Path, str | None] = {
        expectation.path: as_text(table),
        expectation.total_path: total_text(table),
    }
    return sum(_write(path, text) for path, text in texts.items())


def _write(path: Path, text: str | None) -> int:
    before = path.read_text(encoding="utf-8") if path.exists() else None
    if text == before:
        return 0
    shown = path.relative_to(ROOT).as_posix()
    old, new = (before or "").splitlines(), (text or "").splitlines()
    print("\n".join(difflib.unified_diff(old, new, f"{shown} (before)", f"{shown} (now)", lineterm="", n=0)))
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return 1


def _remove_leftovers(wanted: set[Path]) -> int:
    leftovers = [
        path for path in sorted(EXPECTATIONS.glob("*/*")) if path.suffix in {".csv", ".total"} and path not in wanted
    ]
    for path in leftovers:
        print(f"{path.relative_to(ROOT).as_posix()}: removed, no query asks for it")
        path.unlink()
    return len(leftovers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
