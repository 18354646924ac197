"""The explained ten first cases: the index, the queries, a bare scorer, and other engines on the same data."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rdflib import Graph

from allianceskg.language import Text
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.finding import QueryFinder
from allianceskg.matching.index.case_index import CaseIndex
from allianceskg.matching.specification import rank, ranking_values
from allianceskg.store.protocol import Store
from allianceskg.store.remote.store import RemoteStore
from benchmarks.speed.data import LIMIT, Data, explained
from benchmarks.speed.ranking_before import ranking_before
from benchmarks.speed.rows import Options, Row, at_most, counted, cpu_ms, median_ms, ms, times_faster
from tests.store.servers import running_oxigraph, running_virtuoso

GROUP = Text(fr="Appariement", en="Match")
_RDFLIB_CASES = 300


def measure(data: Data, options: Options) -> Iterator[Row]:
    """Measure with stories and without, after making sure that all give the same answer."""
    without = [data.criteria(profile) for profile in data.profiles]
    check(data, without[:4])
    with_words = [data.criteria(profile) for profile in data.stories]
    check(data, with_words[:4])
    yield from _in_process(data, with_words, Text(fr="avec des mots", en="with words"), options)
    yield from _in_process(data, without, Text(fr="sans mots", en="without words"), options)
    yield from _whole(data, options)
    yield from _beside_before(data, without, with_words, options)
    yield from _peers(data, options, with_words)


def _in_process(data: Data, asked: Sequence[Sequence[Criterion]], kind: Text, options: Options) -> Iterator[Row]:
    """Measure the index beside the query and beside a bare scorer."""
    catalogue = data.catalogue
    turns = itertools.cycle(asked)
    index = cpu_ms(lambda: explained(catalogue, next(turns), catalogue.finder), times=5 * len(asked), warm=len(asked))
    floors = itertools.cycle([bare_scorer(catalogue.index, one) for one in asked])
    floor = cpu_ms(lambda: next(floors)(), times=5 * len(asked), warm=len(asked))
    query = query_time(catalogue.store, data, asked)
    detail = Text(fr=f"{ms(index).fr} contre {ms(floor).fr}", en=f"{ms(index).en} against {ms(floor).en}")
    yield _row(f"l'index {kind.fr}, contre la requête de classement sur pyoxigraph embarqué", f"the index {kind.en}, against the ranking query on embedded pyoxigraph", *times_faster(query, index, 200), options)  # fmt: skip
    yield _row(f"l'index {kind.fr}, avec les explications, contre un calcul nu sur numpy qui n'explique rien", f"the index {kind.en}, with explanations, against a bare numpy scorer that explains nothing", *at_most(index / floor, 4, detail), options)  # fmt: skip


def _whole(data: Data, options: Options) -> Iterator[Row]:
    catalogue = data.catalogue
    turns = itertools.cycle(data.stories)
    number = len(data.stories)
    whole = cpu_ms(lambda: catalogue.answer(next(turns), limit=LIMIT, engine="index"), times=3 * number, warm=number)
    yield _beside("la réponse entière par l'index, avec des mots : diagnostic, mots compris, contraste, territoire, ressources", "the whole answer by the index, with words: diagnosis, words understood, contrast, territory, resources", whole, options)  # fmt: skip
    slow = QueryFinder(catalogue.store, catalogue.queries, catalogue.titles)
    criteria = itertools.cycle([data.criteria(profile) for profile in data.stories[:4]])
    by_query = cpu_ms(lambda: explained(catalogue, next(criteria), slow), times=4, warm=1)
    yield _beside("les dix premiers expliqués par les requêtes, avec des mots, pyoxigraph embarqué", "the first ten explained by the queries, with words, embedded pyoxigraph", by_query, options)  # fmt: skip


def _beside_before(
    data: Data,
    without: Sequence[Sequence[Criterion]],
    with_words: Sequence[Sequence[Criterion]],
    options: Options,
) -> Iterator[Row]:
    """Compare the ranking query with the one before words and graded criteria, asked for the same profiles."""
    store = data.catalogue.store
    before = cpu_ms(_asking(store, [ranking_before(one) for one in without]), times=9, warm=1)
    for asked, kind in (
        (without, Text(fr="sans mots", en="without words")),
        (with_words, Text(fr="avec des mots", en="with words")),
    ):
        now = query_time(store, data, asked, times=9)
        detail = Text(fr=f"{ms(now).fr} contre {ms(before).fr}", en=f"{ms(now).en} against {ms(before).en}")
        yield _row(f"la requête de classement {kind.fr}, contre celle d'avant les mots et les critères gradués", f"the ranking query {kind.en}, against the one before words and graded criteria", *at_most(now / before, 2, detail), options)  # fmt: skip


def _asking(store: Store, queries: Sequence[str]) -> Callable[[], object]:
    turns = itertools.cycle(queries)
    return lambda: list(store.select(next(turns)))


def check(data: Data, asked: Sequence[Sequence[Criterion]]) -> None:
    """
    Make sure that index, queries and bare scorer agree.

    Raises:
        AssertionError: They do not.
    """
    catalogue = data.catalogue
    slow = QueryFinder(catalogue.store, catalogue.queries, catalogue.titles)
    for criteria in asked:
        first = catalogue.finder.find(criteria).first(LIMIT)
        assert first == slow.find(criteria).first(LIMIT)
        assert explained(catalogue, criteria, catalogue.finder) == explained(catalogue, criteria, slow)
        bare = bare_scorer(catalogue.index, criteria)()
        assert [catalogue.index.iri(int(one)) for one in bare] == [one.case for one in first]


def bare_scorer(index: CaseIndex, criteria: Sequence[Criterion]) -> Callable[[], NDArray[np.intp]]:
    """Make the least that numpy must do for the ten best cases, with every look-up done beforehand."""
    prepared = []
    for criterion in criteria:
        aspects = []
        for _, gains in itertools.groupby(criterion.gains, key=lambda gain: gain.aspect):
            rising = sorted(gains, key=lambda gain: gain.points)
            aspects.append([(index.with_value(gain.link, gain.value), gain.points) for gain in rising])
        prepared.append((aspects, criterion))
    size, richest_first = index.size, index.richest_first
    ties = 1 + richest_first.max(initial=0)
    position = np.arange(size, dtype=np.int64)

    def score() -> NDArray[np.intp]:
        total = np.zeros(size, np.int64)
        counted = np.zeros(size, np.int64)
        for aspects, criterion in prepared:
            earned = np.zeros(size, np.int64)
            for places in aspects:
                most = np.zeros(size, np.int64)
                for cases, points in places:
                    most[cases] = points
                earned += most
            np.minimum(earned, criterion.weight, out=earned)
            total += earned
            counted += earned * criterion.listing
        listed = counted >= criteria[0].enough
        keys = np.where(listed, ((total * ties + richest_first) << 24) - position, np.iinfo(np.int64).min)
        first = np.argpartition(keys, -LIMIT)[-LIMIT:]
        first = first[np.argsort(-keys[first])]
        return first[listed[first]]

    return score


def query_time(store: Store, data: Data, asked: Sequence[Sequence[Criterion]], *, times: int = 5) -> float:
    """Time the ranking query on a store."""
    query = data.catalogue.queries.get("ranking")
    timed = median_ms if isinstance(store, RemoteStore) else cpu_ms
    turns = itertools.cycle(asked[:times])
    return timed(lambda: rank(store, query, next(turns)), times=times, warm=1)


@contextlib.contextmanager
def virtuoso(data: Data) -> Iterator[RemoteStore | None]:
    """Run Virtuoso with the triples of the ranking; None where it is not installed."""
    if shutil.which("virtuoso-t") is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="virtuoso-") as folder, running_virtuoso(Path(folder)) as server:
        yield _filled(server.store(), data)


def _filled(store: RemoteStore, data: Data) -> RemoteStore:
    store.replace_graph("https://w3id.org/alliances/ranking/graph", data.ranking_graph)
    return store


def _peers(data: Data, options: Options, asked: Sequence[Sequence[Criterion]]) -> Iterator[Row]:
    if shutil.which("oxigraph", path=str(Path(sys.executable).parent)):
        with tempfile.TemporaryDirectory(prefix="oxigraph-") as folder, running_oxigraph(Path(folder)) as server:
            taken = query_time(_filled(server.store(), data), data, asked)
        yield _beside("la requête de classement, oxigraph serve par HTTP", "the ranking query, oxigraph serve over HTTP", taken, options)  # fmt: skip
    small = Data(data.folder / "small", _RDFLIB_CASES)
    small.folder.mkdir()
    graph = Graph().parse(data=small.ranking_graph, format="nt")
    query = small.catalogue.queries.get("ranking").bind(ranking_values(small.criteria(small.stories[0])))
    taken = cpu_ms(lambda: list(graph.query(query)), times=1, warm=0)
    yield Row(
        GROUP,
        Text(fr=f"la requête de classement, rdflib, {_RDFLIB_CASES} cas seulement", en=f"the ranking query, rdflib, {_RDFLIB_CASES} cases only"),
        Text("", ""),
        ms(taken),
    )  # fmt: skip


def _row(french: str, english: str, goal: Text, measured: Text, is_met: bool, options: Options) -> Row:
    return Row(GROUP, _sized(french, english, options), goal, measured, is_met)


def _beside(french: str, english: str, taken: float, options: Options) -> Row:
    return Row(GROUP, _sized(french, english, options), Text("", ""), ms(taken))


def _sized(french: str, english: str, options: Options) -> Text:
    return Text(fr=f"{french} ({counted(options.cases).fr} cas)", en=f"{english} ({options.cases:,} cases)")
