"""The form of the catalogued queries, so that they run anywhere and answer alike every time."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyoxigraph

from allianceskg.files import Home
from allianceskg.rdf.term import Literal
from allianceskg.sparql.query_files import Query, read_query
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import PREFIXES, VOCABULARY
from scripts.accept_query_results import ROOT
from tests.gathering import for_each

PATHS = sorted((ROOT / "queries").glob("*/*.rq"))
QUESTIONS = ROOT / "docs" / "reference" / "competency-questions.md"
FOLDERS = {"analytics", "catalogue", "competency", "matching", "materialise", "quality"}
KINDS = {"iri", "string", "integer", "date", "french", "case", "actor", "territory", "resource", "sdg"}
_OPAQUE = re.compile(r"<[^<>\s]*>|\"[^\"\n]*\"|#[^\n]*")
_KEYWORD = re.compile(r"(?<![\w?:-])[A-Za-z]+(?![\w:-])")
_QUESTION_ROW = re.compile(r"^\| (CQ-\d+) \|.*`(queries/\S+\.rq)` \| (\S+)", re.MULTILINE)

each = for_each("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")


def without_names(text: str) -> str:
    """Return a query without its IRIs, texts and comments, which may hold any word."""
    return _OPAQUE.sub(" ", text)


def questions() -> dict[str, tuple[str, str]]:
    """Return the file and the kind of data of each competency question."""
    return {row[0]: (row[1], row[2]) for row in _QUESTION_ROW.findall(QUESTIONS.read_text(encoding="utf-8"))}


def test_no_two_queries_have_the_same_name() -> None:
    assert [name for name, count in Counter(path.stem for path in PATHS).items() if count > 1] == []


def test_queries_are_in_the_known_folders() -> None:
    assert {path.parent.name for path in PATHS} == FOLDERS


@each
def test_a_query_runs_on_any_dataset(path: Path) -> None:
    words = {word.upper() for word in _KEYWORD.findall(without_names(path.read_text(encoding="utf-8")))}
    assert "WHERE" in words
    assert not words & {"GRAPH", "FROM", "SERVICE", "LOAD", "INSERT", "DELETE", "REDUCED"}


@each
def test_a_query_names_its_columns(path: Path) -> None:
    assert not re.search(r"SELECT\s+(DISTINCT\s+)?\*", without_names(path.read_text(encoding="utf-8")), re.IGNORECASE)


@each
def test_a_table_is_ordered(path: Path) -> None:
    query = read_query(path)
    if query.form == "SELECT":
        tail = without_names(query.text).rsplit("}", 1)[1]
        assert "ORDER BY ?" in tail or "ORDER BY DESC(" in tail


@each
def test_values_stand_inside_the_braces_that_they_bind_in(path: Path) -> None:
    assert "VALUES" not in without_names(path.read_text(encoding="utf-8")).rsplit("\n}", 1)[-1]


@each
def test_only_what_is_used_is_declared(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    declared = re.findall(r"^PREFIX (\S*): ", text, re.MULTILINE)
    body = without_names(re.sub(r"^PREFIX.*$", "", text, flags=re.MULTILINE))
    assert declared == sorted(declared)
    assert [prefix for prefix in declared if not re.search(rf"(?<![\w?/-]){prefix}:", body)] == []


@each
def test_prefixes_mean_what_they_mean_elsewhere(path: Path) -> None:
    declared = re.findall(r"^PREFIX (\S*): <(.*)>$", path.read_text(encoding="utf-8"), re.MULTILINE)
    other = [
        (prefix, iri) for prefix, iri in declared if PREFIXES.get(prefix) != iri and not iri.startswith(VOCABULARY)
    ]
    assert other == []


@each
def test_a_line_holds_one_triple_pattern(path: Path) -> None:
    body = without_names(path.read_text(encoding="utf-8"))
    assert [line for line in body.splitlines() if re.search(r"[^\s{]\s+;|\s\.\s+\?\w+\s+\S+\s+\S+\s+\.", line)] == []


@each
def test_the_header_is_whole(path: Path, home: Home) -> None:
    query = read_query(path)
    assert query.summary.fr != query.summary.en
    assert not query.summary.fr.endswith(".")
    schemes = {file.stem for file in (home.ontology / "vocabularies").glob("*.ttl")}
    kinds = [kind for value in query.parameters.values() for kind in ([value] if isinstance(value, str) else value)]
    assert set(kinds) <= KINDS | schemes
    assert bool(query.returns) == (query.form == "SELECT")


@each
def test_the_questions_that_a_query_answers_are_in_the_list(path: Path) -> None:
    query = read_query(path)
    assert set(query.answers) <= set(questions())
    assert query.answers or query.folder == "materialise"


def test_every_competency_question_has_its_query_and_every_such_query_its_question() -> None:
    listed = {ROOT / file for file, _ in questions().values()}
    assert listed == {path for path in PATHS if path.parent.name == "competency"}
    for question, (file, data) in questions().items():
        query = read_query(ROOT / file)
        assert query.answers == (question,)
        assert ("answer" in query.reads) == (data == "réponse")


@each
def test_a_parser_of_sparql_11_reads_it_with_and_without_values(path: Path) -> None:
    query = read_query(path)
    store = pyoxigraph.Store()
    store.query(query.text)
    store.query(query.bind({parameter: [] for parameter in query.parameters}))


BILINGUAL = [path for path in PATHS if "language" in read_query(path).parameters]


@for_each("path", BILINGUAL, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_reader_of_english_gets_the_same_rows_in_english(path: Path, built_store: EmbeddedStore) -> None:
    query = read_query(path)
    french = built_store.select(query.text)
    english = built_store.select(query.bind({"language": [Literal("en")]}))
    assert len(english) == len(french)
    assert languages(english.rows) <= {None, "en"} | (languages(french.rows) if _has_names(query) else set())


def languages(rows: tuple[tuple[object, ...], ...]) -> set[str | None]:
    return {term.language for row in rows for term in row if isinstance(term, Literal)}


def _has_names(query: Query) -> bool:
    """Whether names of actors, territories or sources come in their own language, and texts only when they are missing."""
    return bool(re.search(r'LANG\(\?\w+\) = "fr"|!= \?language', query.text)) or not query.parameters
