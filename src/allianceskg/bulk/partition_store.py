"""
What a worker makes of one partition: a store of its cases and of what all cases share, what follows, and the index of them.

The shared part is loaded once into a store, which each partition begins as: files of the engine are shared, not copied. The
functions are those of a build; that what follows from a case follows from what can be reached from it is shown there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.builds import inferring, loading
from allianceskg.bulk.sorted_lines import write_sorted
from allianceskg.files import Home, SourceFile
from allianceskg.matching.case_terms import TermReader, term_reader
from allianceskg.matching.index import building
from allianceskg.matching.index.container import Stamp
from allianceskg.matching.index.entries import WrittenEntry, read_entries, readers_of
from allianceskg.processes import rare_collection
from allianceskg.progress import Progress, unwatched
from allianceskg.rdf.term import IRI
from allianceskg.sparql.query_files import Query, QueryCatalogue
from allianceskg.store.embedded import EmbeddedStore

_FOLDER: Final = "materialise"


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    What a worker makes its tools from.

    Attributes:
        home: Whose queries are run.
        shared: The store of what all cases share.
        parts: The folder where partitions write.
        stamp: What indexes are made for.
    """

    home: Home
    shared: Path
    parts: Path
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Partition:
    """
    Cases that are worked on together.

    Attributes:
        number: Of the partition, from 0.
        cases: Its files.
        beside: Files of the cases that these lead to, and so on; they are worked on elsewhere too.
    """

    number: int
    cases: Sequence[SourceFile]
    beside: Sequence[SourceFile]


@dataclass(frozen=True, slots=True)
class Tools:
    """
    What a worker keeps between partitions.

    Attributes:
        due: The queries by which what follows from cases is inferred.
        indexed: Those among them that the index needs.
    """

    recipe: Recipe
    queries: QueryCatalogue
    due: Sequence[Query]
    indexed: Sequence[Query]
    reader: TermReader


def make_tools(recipe: Recipe) -> Tools:
    """Open what partitions share."""
    queries = QueryCatalogue(recipe.home.queries)
    reader = term_reader(EmbeddedStore.open(recipe.shared), queries)
    due = [query for query in queries.in_folder(_FOLDER) if inferring.follows_from_cases(query)]
    return Tools(recipe, queries, due, inferring.needed_by(readers_of(queries), due), reader)


def make_shared(
    sources: Sequence[SourceFile], home: Home, target: Path, lines: Path | None, progress: Progress
) -> None:
    """
    Load what all cases share, with what follows from it alone.

    Args:
        sources: All files but those of cases.
        target: The folder of the store; made by a rename, so that it is whole when it is there.
        lines: Where to write what follows, as sorted N-Quads; None for nowhere.
    """
    if target.is_dir():
        return
    work = Path(tempfile.mkdtemp(prefix=".shared-", dir=target.parent))
    store = EmbeddedStore.create(work)
    if loading.load(store, sources, progress) is not None:
        store.optimize()
    queries = QueryCatalogue(home.queries)
    due = [query for query in queries.in_folder(_FOLDER) if not inferring.follows_from_cases(query)]
    inferring.infer_all(store, due, term_reader(store, queries), unwatched)
    if lines is not None:
        write_sorted(_lines(store, due), lines)
    store.flush()
    del store  # the engine lets go of the folder
    work.rename(target)


def derive(tools: Tools, partition: Partition) -> str:
    """Write what follows from the cases of a partition, as sorted N-Quads; return the name of the file."""
    name = f"{partition.number:06}.nq"
    with _store_of(tools, partition, tools.due) as store:
        write_sorted(_lines(store, tools.due), tools.recipe.parts / name)
    return name


def index(tools: Tools, partition: Partition) -> str:
    """Write the match index of the cases of a partition; return the name of the file."""
    name = f"{partition.number:06}.index"
    with _store_of(tools, partition, tools.indexed) as store:
        cases = [source.document for source in partition.cases]
        entries = (WrittenEntry.of(entry) for entry in read_entries(store, tools.queries, cases))
        building.save(tools.recipe.parts / name, tools.recipe.stamp, entries)
    return name


@contextmanager
def _store_of(tools: Tools, partition: Partition, due: Sequence[Query]) -> Iterator[EmbeddedStore]:
    """Make a store of the cases of a partition, what they lead to, and what some queries infer from them."""
    folder = Path(tempfile.mkdtemp(prefix=".partition-", dir=tools.recipe.parts))
    try:
        place = folder / "store"
        EmbeddedStore.open(tools.recipe.shared).backup(place)
        store = EmbeddedStore.create(place)
        loading.load(store, [*partition.cases, *partition.beside], unwatched)
        with rare_collection():
            inferring.infer_all(store, due, tools.reader, unwatched)
            yield store
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lines(store: EmbeddedStore, queries: Sequence[Query]) -> Iterator[bytes]:
    """Give what some queries have inferred, as N-Quads."""
    for query in queries:
        graph = inferring.graph_of(query)
        end = f" {IRI(graph)} .\n".encode()
        yield from (line.removesuffix(b" .\n") + end for line in store.n_triples_of(graph).splitlines(keepends=True))
