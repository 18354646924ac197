"""
What every store must do, whatever engine is behind it.

A test class takes one of these classes as its base and gives a fixture `store`, which holds the two invented graphs.
"""

from __future__ import annotations

import pytest

from allianceskg.errors import QueryRejectedError, TurtleSyntaxError
from allianceskg.rdf.term import IRI, BlankNode, Literal, Quad, Triple, french
from allianceskg.store.protocol import Store, WritableStore
from allianceskg.terms import RDF_LANG_STRING, XSD, XSD_BOOLEAN, XSD_DECIMAL, XSD_INTEGER

EX = "https://example.org/"
ONE, TWO = f"{EX}one/graph", f"{EX}two/graph"
FIRST = b"""
@prefix ex: <https://example.org/> .
ex:a ex:name "Un"@fr , "One"@en ; ex:size 3 ; ex:near ex:b .
ex:b ex:name "Deux"@fr .
ex:d ex:in ex:e , ex:f .
ex:e ex:in ex:g .
ex:f ex:in ex:g .
ex:g ex:height 7 .
"""
SECOND = b"""
@prefix ex: <https://example.org/> .
ex:a ex:near ex:b , ex:c .
"""
GRAPHS = {ONE: FIRST, TWO: SECOND}


class ReadingContract:
    """What a store answers."""

    def test_a_select_gives_a_table_in_the_order_of_the_query(self, store: Store) -> None:
        table = store.select(f"SELECT ?s ?name WHERE {{ ?s <{EX}name> ?name }} ORDER BY DESC(?s) ?name")
        assert table.variables == ("s", "name")
        assert table.column("s") == [f"{EX}b", f"{EX}a", f"{EX}a"]
        assert table.rows[0] == (IRI(f"{EX}b"), french("Deux"))

    def test_a_variable_without_a_value_is_none(self, store: Store) -> None:
        table = store.select(
            f"SELECT ?s ?size WHERE {{ ?s <{EX}name> ?n OPTIONAL {{ ?s <{EX}size> ?size }} }} ORDER BY ?s"
        )
        assert table.rows[-1] == (IRI(f"{EX}b"), None)
        assert list(table)[-1] == {"s": IRI(f"{EX}b")}

    def test_a_select_without_solutions_still_has_its_variables(self, store: Store) -> None:
        table = store.select(f"SELECT ?x WHERE {{ ?x <{EX}unknown> ?y }}")
        assert (table.variables, len(table)) == (("x",), 0)

    def test_a_number_keeps_its_datatype(self, store: Store) -> None:
        assert store.select(f"SELECT ?n WHERE {{ ?s <{EX}size> ?n }}").rows == ((Literal("3", None, XSD_INTEGER),),)

    def test_sums_and_counts_are_integers(self, store: Store) -> None:
        row = store.select(f"SELECT (SUM(?n) AS ?sum) (COUNT(*) AS ?count) WHERE {{ ?s <{EX}size> ?n }}").rows[0]
        assert all(isinstance(term, Literal) and term.is_integer for term in row)

    def test_the_default_graph_is_the_union_of_all_graphs(self, store: Store) -> None:
        assert store.ask(f"ASK {{ <{EX}a> <{EX}size> 3 ; <{EX}near> <{EX}c> }}")

    def test_a_query_that_names_a_dataset_sees_that_dataset_alone(self, store: Store) -> None:
        assert store.ask(f"ASK FROM <{TWO}> {{ <{EX}a> <{EX}near> <{EX}c> }}")
        assert not store.ask(f"ASK FROM <{TWO}> {{ <{EX}a> <{EX}size> ?size }}")
        assert not store.ask(f"ASK FROM NAMED <{TWO}> {{ <{EX}a> <{EX}near> ?other }}")

    def test_graphs_can_be_asked_for_by_name(self, store: Store) -> None:
        table = store.select(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ <{EX}a> <{EX}near> <{EX}b> }} }} ORDER BY ?g")
        assert table.column("g") == [ONE, TWO]

    def test_a_constructed_triple_comes_once_however_many_graphs_hold_it(self, store: Store) -> None:
        triples = store.construct(f"CONSTRUCT {{ ?s <{EX}near> ?o }} WHERE {{ ?s <{EX}near> ?o }}")
        assert sorted(triples) == [
            Triple(IRI(f"{EX}a"), IRI(f"{EX}near"), IRI(f"{EX}b")),
            Triple(IRI(f"{EX}a"), IRI(f"{EX}near"), IRI(f"{EX}c")),
        ]

    def test_describe_gives_triples_too(self, store: Store) -> None:
        assert Triple(IRI(f"{EX}b"), IRI(f"{EX}name"), french("Deux")) in store.construct(f"DESCRIBE <{EX}b>")

    def test_a_graph_is_read_whole_and_alone(self, store: Store) -> None:
        assert len(store.read_graph(ONE)) == 10
        assert set(store.read_graph(TWO)) == {
            Triple(IRI(f"{EX}a"), IRI(f"{EX}near"), IRI(f"{EX}b")),
            Triple(IRI(f"{EX}a"), IRI(f"{EX}near"), IRI(f"{EX}c")),
        }
        assert store.read_graph(f"{EX}none") == ()

    @pytest.mark.parametrize(
        ("method", "query"),
        [
            ("select", "ASK { ?s ?p ?o }"),
            ("select", "CONSTRUCT WHERE { ?s ?p ?o }"),
            ("ask", "SELECT ?s WHERE { ?s ?p ?o }"),
            ("construct", "SELECT ?s WHERE { ?s ?p ?o }"),
        ],
    )
    def test_a_query_of_another_form_is_refused(self, store: Store, method: str, query: str) -> None:
        with pytest.raises(QueryRejectedError, match="was expected"):
            getattr(store, method)(query)

    @pytest.mark.parametrize(
        "query",
        [
            "SELECT ?s WHERE { ?s ?p }",
            "SELECT",
            "",
            "SELECT ?s WHERE { ?s ex:unknown ?o }",
            "DROP ALL",
            "INSERT DATA { <a:a> <a:b> <a:c> }",
        ],
    )
    def test_a_faulty_query_is_refused(self, store: Store, query: str) -> None:
        with pytest.raises(QueryRejectedError):
            store.select(query)
        assert len(store.read_graph(ONE)) == 10

    def test_a_refusal_shows_the_line_and_the_place(self, store: Store) -> None:
        with pytest.raises(QueryRejectedError) as caught:
            store.select("SELECT ?s WHERE {\n  ?s ?p ;;; .\n  ?s }")
        shown = caught.value.message.fr.splitlines()
        assert any(line.strip() == "^" for line in shown)
        assert any("?s" in line for line in shown[1:])

    def test_values_around_an_optional_reach_its_filter(self, store: Store) -> None:
        """The spelling that catalogued queries use for the language of a label."""
        table = store.select(
            f'SELECT ?s ?name WHERE {{ VALUES ?language {{ "en" }} ?s <{EX}near> ?other .'
            f" OPTIONAL {{ ?s <{EX}name> ?name . FILTER(LANG(?name) = ?language) }} }} ORDER BY ?s ?other"
        )
        assert set(table.column("name")) == {"One"}

    def test_an_iri_listed_inside_an_optional_stays_an_iri(self, store: Store) -> None:
        table = store.select(
            f"PREFIX ex: <{EX}> SELECT DISTINCT ?s ?asked WHERE {{ ?s ex:name ?name ."
            " OPTIONAL { VALUES ?asked { ex:c } ?s ex:near ?asked } } ORDER BY ?s"
        )
        assert table.rows == ((IRI(f"{EX}a"), IRI(f"{EX}c")), (IRI(f"{EX}b"), None))

    def test_a_closure_gives_each_node_once_however_many_paths_lead_to_it(self, store: Store) -> None:
        table = store.select(
            f"PREFIX ex: <{EX}> SELECT ?from ?to WHERE {{ VALUES ?from {{ ex:d }} ?from ex:in* ?to }} ORDER BY ?to"
        )
        assert table.column("to") == [f"{EX}{name}" for name in "defg"]

    def test_a_closure_starts_from_what_a_union_finds(self, store: Store) -> None:
        table = store.select(
            f"PREFIX ex: <{EX}> SELECT DISTINCT ?to WHERE {{"
            " { ?from ex:size ?any . ?from ex:unknown ?none } UNION { ?from ex:in ex:e } ?from ex:in+ ?to } ORDER BY ?to"
        )
        assert table.column("to") == [f"{EX}{name}" for name in "efg"]

    def test_a_closure_inside_an_optional_keeps_what_has_none(self, store: Store) -> None:
        table = store.select(
            f"PREFIX ex: <{EX}> SELECT DISTINCT ?s ?top WHERE {{ {{ ?s ex:name ?any }} UNION {{ ?s ex:in ?any }}"
            " OPTIONAL { VALUES ?top { ex:g } ?s ex:in* ?top } } ORDER BY ?s"
        )
        reached = {row["s"].value[-1]: "top" in row for row in table}
        assert reached == {"a": False, "b": False, "d": True, "e": True, "f": True}

    def test_a_branch_without_a_listed_variable_is_kept(self, store: Store) -> None:
        table = store.select(
            f'PREFIX ex: <{EX}> SELECT ?s WHERE {{ VALUES ?language {{ "fr" }}'
            ' { VALUES ?language { "fr" } ?s ex:size ?size } UNION { ?s ex:near ex:c } } ORDER BY ?s'
        )
        assert table.column("s") == [f"{EX}a", f"{EX}a"]

    def test_texts_in_a_language_are_found_beside_one_listed_subject(self, store: Store) -> None:
        table = store.select(
            f"PREFIX ex: <{EX}> SELECT ?link ?value WHERE {{ VALUES ?s {{ ex:a }}"
            ' VALUES (?link ?value) { (ex:name "Un"@fr) (ex:name "One"@en) (ex:name "Un"@en) }'
            " ?s ?link ?value } ORDER BY (STR(?value))"
        )
        assert [(row["value"].value, row["value"].language) for row in table] == [("One", "en"), ("Un", "fr")]

    def test_a_count_without_solutions_is_zero(self, store: Store) -> None:
        table = store.select(f"SELECT (COUNT(?s) AS ?number) WHERE {{ ?s <{EX}unknown> ?o }}")
        assert table.column("number") == ["0"]


class WritingContract:
    """How a store is filled."""

    def test_replacing_a_graph_forgets_what_it_held_and_nothing_else(self, store: WritableStore) -> None:
        store.replace_graph(ONE, SECOND)
        assert sorted(store.read_graph(ONE)) == sorted(store.read_graph(TWO))
        assert store.graphs() == {ONE: 2, TWO: 2}

    def test_a_graph_replaced_by_an_empty_text_is_gone(self, store: WritableStore) -> None:
        store.replace_graph(ONE, b"# nothing\n")
        assert store.graphs() == {TWO: 2}

    def test_broken_turtle_names_the_graph_and_the_line(self, store: WritableStore) -> None:
        with pytest.raises(TurtleSyntaxError) as caught:
            store.replace_graph(TWO, b"@prefix ex: <https://example.org/> .\nex:a ex:near .\n")
        assert caught.value.source == TWO
        assert caught.value.line == 2

    def test_inserted_quads_join_their_graphs(self, store: WritableStore) -> None:
        store.insert([
            Quad(IRI(f"{EX}c"), IRI(f"{EX}name"), french("Trois, « été »\n\"'\\"), IRI(TWO)),
            Quad(BlankNode("x"), IRI(f"{EX}name"), Literal("nobody"), IRI(f"{EX}new")),
        ])  # fmt: skip
        assert store.graphs() == {ONE: 10, TWO: 3, f"{EX}new": 1}
        assert Triple(IRI(f"{EX}c"), IRI(f"{EX}name"), french("Trois, « été »\n\"'\\")) in store.read_graph(TWO)

    def test_a_quad_is_there_once_however_often_it_is_inserted(self, store: WritableStore) -> None:
        quad = Quad(IRI(f"{EX}c"), IRI(f"{EX}size"), Literal("1", None, XSD_INTEGER), IRI(TWO))
        store.insert([quad, quad])
        store.insert([quad])
        assert store.graphs()[TWO] == 3

    def test_a_dropped_graph_is_gone_and_dropping_none_is_no_fault(self, store: WritableStore) -> None:
        store.drop_graph(ONE)
        store.drop_graph(f"{EX}none")
        assert store.graphs() == {TWO: 2}
        assert not store.ask(f"ASK {{ <{EX}b> ?p ?o }}")

    @pytest.mark.parametrize(
        "literal",
        [
            Literal("true", None, XSD_BOOLEAN),
            Literal("0.05", None, XSD_DECIMAL),
            Literal("-12", None, XSD_INTEGER),
            Literal("2026-11-23", None, f"{XSD}date"),
            Literal("2026-11", None, f"{XSD}gYearMonth"),
            Literal("2026", None, f"{XSD}gYear"),
            Literal("2026-11-23T10:20:30Z", None, f"{XSD}dateTime"),
            Literal("2A004"),
            french("Œuvre d'« intérêt général » 👩🏽‍🌾 \t\\ \" \n"),
            french("très long " * 2000),
            Literal("exact", "en-gb", RDF_LANG_STRING),
        ],
        ids=lambda literal: literal.datatype.rpartition("#")[2],
    )
    def test_a_literal_comes_back_as_it_was(self, store: WritableStore, literal: Literal) -> None:
        store.insert([Quad(IRI(f"{EX}c"), IRI(f"{EX}is"), literal, IRI(TWO))])
        assert store.select(f"SELECT ?is WHERE {{ <{EX}c> <{EX}is> ?is }}").rows == ((literal,),)
        assert [triple.object for triple in store.read_graph(TWO) if triple.predicate == IRI(f"{EX}is")] == [literal]

    def test_blank_nodes_of_a_graph_stay_tied_together(self, store: WritableStore) -> None:
        text = f'[] <{EX}beside> [ <{EX}name> "x" ] , [ <{EX}name> "y" ] .'
        store.replace_graph(TWO, text.encode())
        table = store.select(
            f"SELECT ?first ?second WHERE {{ ?s <{EX}beside> ?a , ?b . ?a <{EX}name> ?first . ?b <{EX}name> ?second }}"
            " ORDER BY ?first ?second"
        )
        assert [(row["first"].value, row["second"].value) for row in table] == [
            ("x", "x"), ("x", "y"), ("y", "x"), ("y", "y"),
        ]  # fmt: skip
