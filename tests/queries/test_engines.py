"""
Every catalogued query runs as it stands on rdflib too, and gives the same answer there.

Both engines hold a fixed sample of the cases and the territories that are referred to, so that the time does not grow
with the catalogue; before a release (`ALLIANCESKG_EXTENT=whole`) both hold everything, and no query takes rdflib a minute.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.rdf.term import IRI, BlankNode, Literal, Quad, Term
from allianceskg.sparql.query_files import Query
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import ACTOR, CASE, RDF_LANG_STRING, VOCABULARY, XSD_INTEGER, XSD_STRING
from scripts.accept_query_results import ANSWER, FAULTS, GIVEN, ROOT, expectations, small_store
from tests.conftest import MadeOnce
from tests.extent import IS_WHOLE
from tests.lighter import write_sampled_home

HOME = Home(ROOT)
QUERIES = list({one.query.iri: one.query for one in expectations(HOME)}.values())
SELECTS = [query for query in QUERIES if query.form == "SELECT"]
CONSTRUCTS = [query for query in QUERIES if query.form == "CONSTRUCT"]

ABOUT_EVERY_TERRITORY = frozenset(
    {
        *("territory-names", "page-territory-below", "overseas-territories"),
        *("place-names", "place-figures", "place-holders", "place-postcodes"),
    }
)
ANSWERING = ("villes-au-carre", "les-riverains-auxerre")
"""Cases without which some query finds nothing in the sample."""
_CONCATENATED = re.compile(r"[\w:-]+=\d+(?: [\w:-]+=\d+)*")  # the criteria of the ranking, in no particular order


@pytest.fixture(scope="session")
def in_pyoxigraph(home: Home, lighter_home: Home, made_once: MadeOnce) -> EmbeddedStore:
    """The sample in pyoxigraph; before a release, the whole catalogue."""

    def make(folder: Path) -> None:
        builds.build(
            home if IS_WHOLE else write_sampled_home(lighter_home, folder / "home", with_names=ANSWERING), folder
        )

    store, _ = builds.open_build(made_once("engines", make))
    return store


@pytest.fixture(scope="session")
def lighter_store(lighter_folder: Path) -> EmbeddedStore:
    """Every case, without the territories that nothing refers to."""
    store, _ = builds.open_build(lighter_folder)
    return store


@pytest.fixture(scope="session")
def sample(in_pyoxigraph: EmbeddedStore) -> list[Quad]:
    """Every quad of it."""
    return [quad for name in sorted(in_pyoxigraph.graphs()) for quad in _quads_of(in_pyoxigraph, name)]


@pytest.fixture(scope="session")
def in_rdflib(sample: list[Quad]) -> rdflib.Graph:
    """The sample in rdflib, as one graph: rdflib has no union default graph that its queries see."""
    return rdflib_graph(sample)


@pytest.fixture(scope="session")
def small() -> dict[str, tuple[EmbeddedStore, rdflib.Graph]]:
    """The invented graphs in both engines."""
    both = {}
    for data in (ANSWER, FAULTS, GIVEN):
        store = small_store(HOME, data)
        quads = [quad for name in store.graphs() for quad in _quads_of(store, name)]
        both[data] = store, rdflib_graph(quads)
    return both


def by_name(query: Query) -> str:
    return f"{query.folder}/{query.name}"


@pytest.mark.parametrize("query", SELECTS, ids=by_name)
def test_a_query_gives_the_same_rows_in_the_same_order(
    query: Query,
    in_pyoxigraph: EmbeddedStore,
    in_rdflib: rdflib.Graph,
    small: dict[str, tuple[EmbeddedStore, rdflib.Graph]],
) -> None:
    store, graph = small[ANSWER] if "answer" in query.reads else (in_pyoxigraph, in_rdflib)
    assert rdflib_rows(graph, query) == pyoxigraph_rows(store, query)


@pytest.mark.parametrize("query", [one for one in SELECTS if one.folder == "quality"], ids=by_name)
def test_a_quality_query_finds_the_same_faults(
    query: Query, small: dict[str, tuple[EmbeddedStore, rdflib.Graph]]
) -> None:
    store, graph = small[FAULTS]
    assert rdflib_rows(graph, query) == pyoxigraph_rows(store, query)


@pytest.mark.parametrize("query", [one for one in CONSTRUCTS if one.folder == "materialise"], ids=by_name)
def test_a_materialising_query_makes_the_same_triples(
    query: Query,
    in_pyoxigraph: EmbeddedStore,
    in_rdflib: rdflib.Graph,
    small: dict[str, tuple[EmbeddedStore, rdflib.Graph]],
) -> None:
    for store, graph in ((in_pyoxigraph, in_rdflib), small[GIVEN]):
        assert rdflib_triples(graph, query) == pyoxigraph_triples(store, query)


@pytest.mark.parametrize("query", [one for one in CONSTRUCTS if one.folder != "materialise"], ids=by_name)
def test_a_describing_query_gives_the_same_triples(query: Query, sample: list[Quad]) -> None:
    """
    On the graph of one case, and those of the vocabularies and actors that the query names: rdflib joins patterns without a
    constant by trying all pairs.
    """
    case = next(iter(re.findall(r"\bcase:([\w-]+)", query.text)), "silver-geek")
    of_case = {"graph": IRI(f"{CASE}{case}/graph"), "subject": IRI(f"{CASE}{case}")}  # what is inferred of it, too
    schemes = {
        IRI(f"{VOCABULARY}{name}/graph") for name in re.findall(r"(?:schemes:|/vocabulary/)([\w-]+)", query.text)
    }
    actors = {IRI(f"{ACTOR}{name}/graph") for name in re.findall(r"\bactor:([\w-]+)", query.text)}
    quads = [
        quad
        for quad in sample
        if quad.graph in {of_case["graph"], *schemes, *actors} or quad.subject == of_case["subject"]
    ]
    store = EmbeddedStore.in_memory()
    store.insert(quads)
    assert rdflib_triples(rdflib_graph(quads), query) == pyoxigraph_triples(store, query) != set()


@pytest.mark.parametrize("query", SELECTS, ids=by_name)
def test_the_lighter_catalogue_gives_the_answer_of_the_whole(
    query: Query, built_store: EmbeddedStore, lighter_store: EmbeddedStore, in_pyoxigraph: EmbeddedStore
) -> None:
    """Otherwise tests on it would be about less than what the catalogue holds; and the sample answers what it answers."""
    if "answer" in query.reads:
        return
    whole = pyoxigraph_rows(built_store, query)
    if query.name not in ABOUT_EVERY_TERRITORY:
        assert pyoxigraph_rows(lighter_store, query) == whole
    assert pyoxigraph_rows(in_pyoxigraph, query) or not whole


def pyoxigraph_rows(store: EmbeddedStore, query: Query) -> list[tuple[Term | None, ...]]:
    return [tuple(map(alike, row)) for row in store.select(query.text).rows]


def rdflib_rows(graph: rdflib.Graph, query: Query) -> list[tuple[Term | None, ...]]:
    return [tuple(alike(from_rdflib(node)) for node in row) for row in graph.query(query.text)]


def pyoxigraph_triples(store: EmbeddedStore, query: Query) -> set[tuple[Term, ...]]:
    return {tuple(triple) for triple in store.construct(query.text)}


def rdflib_triples(graph: rdflib.Graph, query: Query) -> set[tuple[Term | None, ...]]:
    return {tuple(from_rdflib(node) for node in triple) for triple in graph.query(query.text)}


def alike(term: Term | None) -> Term | None:
    """Make integers of all types one, since engines choose among them for sums, and sort what is concatenated."""
    if isinstance(term, Literal) and term.is_integer:
        return Literal(term.value, None, XSD_INTEGER)
    if isinstance(term, Literal) and _CONCATENATED.fullmatch(term.value):
        return Literal(" ".join(sorted(term.value.split())))
    return term


def rdflib_graph(quads: list[Quad]) -> rdflib.Graph:
    """Put quads into one rdflib graph."""
    graph = rdflib.Graph()
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def to_rdflib(term: Term) -> rdflib.term.Node:
    """Make the rdflib term that a term of the package stands for."""
    match term:
        case IRI():
            return rdflib.URIRef(term.value)
        case BlankNode():
            return rdflib.BNode(term.value)
        case Literal(language=None, datatype=datatype):
            kept = None if datatype == XSD_STRING else rdflib.URIRef(datatype)
            return rdflib.Literal(term.value, datatype=kept, normalize=False)
        case Literal():
            return rdflib.Literal(term.value, lang=term.language)


def from_rdflib(node: object) -> Term | None:
    """Make the term of the package that an rdflib term stands for."""
    match node:
        case None:
            return None
        case rdflib.URIRef():
            return IRI(str(node))
        case rdflib.BNode():
            return BlankNode(str(node))
        case rdflib.Literal(language=str() as language):
            return Literal(str(node), language, RDF_LANG_STRING)
        case rdflib.Literal():
            return Literal(str(node), None, XSD_STRING if node.datatype is None else str(node.datatype))
        case _:
            raise TypeError(node)


def _quads_of(store: EmbeddedStore, name: str) -> list[Quad]:
    graph = IRI(name)
    rows = store.select(f"SELECT ?s ?p ?o WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}").rows
    return [Quad(*row, graph) for row in rows]  # type: ignore[arg-type]
