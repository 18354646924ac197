"""The compiled constraints against pySHACL: the same results on every example, and on examples spoilt at random."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef

from allianceskg.files import Home
from allianceskg.validation import engine
from allianceskg.validation.compiled import Compiled, Data, NotCompiledError, language, lexical, read_patterns, token
from allianceskg.validation.nodes import DCTERMS, RDF, SH, SHAPE, TERM, XSD, Triple, from_turtle, quiet, read
from allianceskg.validation.reference import Reference

SHAPES = Path(__file__).parent.parent / "shapes"
BLOCKS = [path for path in sorted(SHAPES.glob("*/*valid-*.ttl")) if path.parent.name not in ("Graph", "editorial")]
EDITORIAL = sorted((SHAPES / "editorial").glob("*valid-*.ttl"))


@pytest.fixture(scope="module")
def reference(home: Home) -> Reference:
    return Reference(home)


def spoilt_value(value: object, chance: Random) -> URIRef | BNode | Literal:
    """Return something that another constraint may object to."""
    text = str(value)
    return chance.choice(
        [
            Literal(text, datatype=XSD.string), Literal(text, lang="fr"), Literal(text, lang="en"), Literal(text, lang="de"),
            Literal(text, lang="FR"), Literal(text, lang="en-GB"), Literal(text * 40, lang="fr"), Literal("", lang="fr"),
            Literal(" ", lang="en"), Literal("<b>gras</b> &amp; suite", lang="fr"), Literal('a "b"\n\\c\u2028d', lang="fr"),
            Literal("2026-02-30", datatype=XSD.date), Literal("2026-13", datatype=XSD.gYearMonth),
            Literal("1999", datatype=XSD.gYear), Literal("1999-01-02", datatype=XSD.date), Literal("0", datatype=XSD.integer),
            Literal("-3", datatype=XSD.integer), Literal("01", datatype=XSD.integer), Literal("x", datatype=XSD.integer),
            Literal("4.5", datatype=XSD.decimal), Literal("300", datatype=XSD.integer), Literal("true", datatype=XSD.boolean),
            Literal(text, datatype=XSD.anyURI), BNode("spoilt"), URIRef("https://example.org/Nothing"),
            URIRef("https://w3id.org/alliances/case/MAJUSCULES#x"), URIRef("http://sans-point"), TERM.CaseStudy,
            URIRef("https://w3id.org/alliances/vocabulary/statement-bases/lecture-du-catalogue"),
            URIRef("https://w3id.org/alliances/vocabulary/editorial-statuses/brouillon"),
            URIRef("https://w3id.org/alliances/actor/x"), URIRef("https://w3id.org/alliances/territory/commune-45234"),
        ]
    )  # fmt: skip


def spoilt(triples: list[Triple], chance: Random, *, one_in: int) -> list[Triple]:
    """Leave out, change, double and move triples, one in so many."""
    predicates = sorted({predicate for _, predicate, _ in triples})
    made: list[Triple] = []
    for subject, predicate, value in triples:
        if chance.randrange(one_in):
            made.append((subject, predicate, value))
            continue
        match chance.randrange(5):
            case 0:
                pass
            case 1:
                made.append((subject, predicate, spoilt_value(value, chance)))
            case 2:
                made.extend([(subject, predicate, value), (subject, predicate, spoilt_value(value, chance))])
            case 3:
                made.extend([(subject, predicate, value), (subject, chance.choice(predicates), value)])
            case 4:
                made.append((subject, chance.choice(predicates), value))
    return made


def with_background(triples: list[Triple], reference: Reference) -> tuple[Graph, set[str]]:
    data = Graph()
    for triple in triples:
        data.add(triple)
    subjects = {str(subject) for subject in data.subjects()}
    for triple in reference.background(sorted({str(value) for value in data.objects()} - subjects)):
        data.add(triple)
    return data, subjects


def assert_same(triples: list[Triple], shapes: Graph, reference: Reference) -> set[engine.Result]:
    data, subjects = with_background(triples, reference)

    compiled = engine.run(data, shapes, subjects=subjects)
    by_pyshacl = engine.run(data, shapes, subjects=subjects, engine="pyshacl")

    assert set(compiled) == set(by_pyshacl)
    return set(compiled)


def all_of(paths: list[Path]) -> list[Triple]:
    return [triple for path in paths for triple in read(path)]


def test_every_constraint_finds_what_pyshacl_finds_in_the_examples(reference: Reference) -> None:
    assert len(assert_same(all_of(BLOCKS), reference.shapes, reference)) > 250
    assert len(assert_same(all_of(EDITORIAL), reference.editorial_shapes, reference)) > 90


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9), one_in=st.sampled_from([3, 8, 20]))
def test_spoilt_examples_give_what_pyshacl_finds(reference: Reference, seed: int, one_in: int) -> None:
    with quiet():
        triples = spoilt(all_of(BLOCKS), Random(seed), one_in=one_in)
        assert_same(triples, reference.shapes, reference)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_spoilt_terms_give_what_pyshacl_finds(reference: Reference, seed: int) -> None:
    with quiet():
        triples = spoilt(all_of(EDITORIAL), Random(seed), one_in=5)
        assert_same(triples, reference.editorial_shapes, reference)


def test_spoiling_reaches_nearly_every_constraint(reference: Reference) -> None:
    reached: set[tuple[URIRef, URIRef]] = set()
    with quiet():
        for seed in range(5):
            triples = spoilt(all_of(BLOCKS), Random(seed), one_in=3)
            reached |= {(one.shape, one.component) for one in assert_same(triples, reference.shapes, reference)}

    declared = declared_constraints(reference.shapes)

    assert reached - declared == set()
    assert len(reached) > 0.75 * len(declared)


def declared_constraints(shapes: Graph) -> set[tuple[URIRef, URIRef]]:
    """List the constraints that can be the source of a result, by shape and kind."""
    targeted = {*shapes.subjects(SH.targetClass), *shapes.subjects(SH.targetSubjectsOf)}
    reporting = targeted | {part for shape in targeted for part in shapes.objects(shape, SH.property)}
    found: set[tuple[URIRef, URIRef]] = set()
    for shape in reporting:
        assert isinstance(shape, URIRef)
        for predicate in shapes.predicates(shape):
            kind = str(predicate).removeprefix(str(SH))
            if kind == "sparql":
                kind = "SPARQL"
            component = URIRef(f"{SH}{kind[0].upper()}{kind[1:]}ConstraintComponent")
            if str(predicate).startswith(str(SH)) and component in COMPONENTS:
                found.add((shape, component))
    return found


COMPONENTS = {
    SH[f"{kind}ConstraintComponent"]
    for kind in (
        "Class", "Datatype", "NodeKind", "MinCount", "MaxCount", "MinLength", "MaxLength", "Pattern", "LanguageIn",
        "UniqueLang", "In", "MinInclusive", "MaxInclusive", "Not", "Or", "Xone", "Closed", "HasValue",
        "QualifiedMinCount", "QualifiedMaxCount", "SPARQL",
    )
}  # fmt: skip


def test_real_cases_spoilt_one_by_one_give_what_pyshacl_finds(home: Home, reference: Reference) -> None:
    chance = Random(17)
    with quiet():
        for path in chance.sample(reference.published("cases"), 6):
            assert_same(spoilt(list(read(path)), chance, one_in=10), reference.shapes, reference)


def test_shapes_that_are_not_compiled_are_judged_by_pyshacl(caplog: pytest.LogCaptureFixture) -> None:
    shapes = Graph()
    for triple in from_turtle(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
        e:Shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:property e:Shape-a .
        e:Shape-a a sh:PropertyShape ; sh:path e:a ; sh:disjoint e:b .""",
        source="shapes",
    ):
        shapes.add(triple)
    data = Graph()
    for triple in from_turtle("@prefix e: <http://example.org/> . e:x a e:Thing ; e:a 1 ; e:b 1 .", source="data"):
        data.add(triple)

    results = engine.run(data, shapes, subjects={"http://example.org/x"})

    assert [result.component for result in results] == [SH.DisjointConstraintComponent]
    assert "shapes_not_compiled" in caplog.text


@pytest.mark.parametrize("parameter", ["sh:node", "sh:and", "sh:flags", "sh:lessThan", "sh:unheardOf"])
def test_an_unknown_parameter_is_declined(parameter: str) -> None:
    shapes = Graph()
    text = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
        e:Shape a sh:NodeShape ; sh:targetClass e:Thing ; {parameter} e:x ."""
    for triple in from_turtle(text, source="shapes"):
        shapes.add(triple)

    with pytest.raises(NotCompiledError):
        Compiled(shapes, [])


@given(st.text(max_size=30), st.sampled_from(["", "fr", "en-GB"]))
def test_a_literal_written_as_a_token_says_the_same(text: str, tag: str) -> None:
    literal = Literal(text, lang=tag) if tag else Literal(text)

    assert lexical(token(literal)) == text
    assert language(token(literal)) == token(literal)[len(token(literal)) - len(tag) :] if tag else True


def test_a_graph_of_nothing_has_no_results(reference: Reference) -> None:
    compiled = Compiled(reference.shapes, [])

    assert compiled.judge(Data({"<e:x>": {token(DCTERMS.title): ['"x"']}}), ["<e:x>"]) == ([], {})
    assert (SHAPE.CaseStudyShape, RDF.type, SH.NodeShape) in reference.shapes


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this <http://e/p> 'x . ?y' . }",
        "SELECT $this WHERE { $this <http://e/p>/<http://e/q> ?x . }",
        "SELECT $this WHERE { FILTER (EXISTS { $this <http://e/p> ?x . }) $this <http://e/q> ?y . }",
        "SELECT $this WHERE { $this <http://e/p> ?x . } LIMIT 1",
        "SELECT $this WHERE { $this <http://e/p> ?x . BIND (1 AS ?y) $this <http://e/q> ?y . }",
        "SELECT $this WHERE { VALUES ?y { 1 } $this <http://e/p> ?y . }",
    ],
)
def test_a_constraint_is_read_whole_or_not_at_all(query: str) -> None:
    assert read_patterns(query) is None


def test_patterns_are_told_apart_by_the_braces_around_them() -> None:
    query = "SELECT $this WHERE {\n  $this <http://e/p> ?x . # ?x <http://e/r> ?y .\n  FILTER NOT EXISTS { ?x <http://e/q> ?y . }\n}"
    assert read_patterns(query) == [[("$this", "<http://e/p>")], [("?x", "<http://e/q>")], []]
