from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import RDF, RDFS, SKOS, XSD, Literal, URIRef

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer, FunctionReport
from allianceskg.matching.rdf import as_triples, as_turtle, name_of
from allianceskg.model import Profile
from allianceskg.profiles import read_profile
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, BlankNode
from allianceskg.sparql.query_files import read_query
from allianceskg.terms import AKG, CASE, VOCABULARY

QUERIES = ("profile-partners-and-requests", "diagnosis-of-profile", "explanation-of-match")
NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "data" / "profiles").glob("*.yaml"))
Rows = list[dict[str, str | Decimal]]


@pytest.fixture(scope="module")
def ontology(home: Home) -> rdflib.Graph:
    return rdflib.Graph().parse(home.ontology / "alliances.ttl")


@pytest.fixture(scope="module")
def first_answers(example_answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers with their first matches: each of a hundred would be written and read in the same way."""
    return {name: replace(answer, matches=answer.matches[:15]) for name, answer in example_answers.items()}


@pytest.fixture(scope="module")
def texts(first_answers: Mapping[str, Answer]) -> dict[str, str]:
    return {name: as_turtle(answer) for name, answer in first_answers.items()}


@pytest.fixture(scope="module")
def graphs(texts: Mapping[str, str]) -> dict[str, rdflib.Graph]:
    return {name: rdflib.Graph().parse(data=text, format="turtle") for name, text in texts.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_canonical_and_holds_every_triple(name: str, first_answers, texts, graphs) -> None:
    triples = set(as_triples(first_answers[name]))

    assert turtle.format_turtle(turtle.parse(texts[name], source=name)) == texts[name]
    assert len(graphs[name]) == len(triples)


@pytest.mark.parametrize("name", NAMES)
def test_no_node_is_blank(name: str, first_answers) -> None:
    assert not any(isinstance(term, BlankNode) for triple in as_triples(first_answers[name]) for term in triple)


@pytest.mark.parametrize("name", NAMES)
def test_every_term_is_in_the_ontology(name: str, ontology: rdflib.Graph, graphs) -> None:
    used = {term for triple in graphs[name] for term in triple if isinstance(term, URIRef) and term.startswith(AKG)}

    assert used
    assert not used - set(ontology.subjects())


@pytest.mark.parametrize("name", NAMES)
def test_properties_stand_where_the_ontology_puts_them(name: str, ontology: rdflib.Graph, graphs) -> None:
    graph = graphs[name]
    for subject, predicate, value in graph:
        domain, kind = ontology.value(predicate, RDFS.domain), ontology.value(predicate, RDFS.range)
        if domain is not None:
            assert (subject, RDF.type, domain) in graph, (subject, predicate)
        if isinstance(value, Literal) and kind is not None:
            assert (value.datatype or XSD.string) == kind, (subject, predicate, value)
        elif (value, RDF.type, None) in graph and kind is not None:
            assert (value, RDF.type, kind) in graph, (predicate, value)


def test_concepts_resources_and_territories_are_those_of_the_catalogue(graphs, shipped: Catalogue) -> None:
    named = {value for graph in graphs.values() for value in graph.objects() if isinstance(value, URIRef)}
    foreign = {iri for iri in named if iri.startswith((VOCABULARY, CASE, "https://w3id.org/alliances/resource/"))}
    foreign |= {iri for iri in named if iri.startswith("https://w3id.org/alliances/territory/")}

    rows = " ".join(f"<{iri}>" for iri in sorted(foreign))
    known = shipped.store.select(f"SELECT DISTINCT ?thing WHERE {{ VALUES ?thing {{ {rows} }} ?thing a ?class }}")

    assert not {str(iri) for iri in foreign} - set(known.column("thing"))


@pytest.mark.parametrize("name", NAMES)
def test_questions_are_those_of_the_answer(name: str, example_answers, graphs, shipped: Catalogue) -> None:
    questions = list(graphs[name].objects(None, URIRef(f"{AKG}suggestsQuestion")))

    assert sorted(shipped.names.of(str(one)).fr for one in questions) == sorted(
        one.text.fr for one in example_answers[name].questions
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_profile_inside_reads_back_as_the_profile(
    name: str, example_profiles: Mapping[str, Profile], shipped: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "answer.ttl"
    path.write_text(as_turtle(shipped.answer(example_profiles[name], limit=10)), encoding="utf-8")

    assert read_profile(path, shipped.known_values) == example_profiles[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_answer_gives_the_same_bytes(name: str, texts, example_profiles, shipped: Catalogue) -> None:
    assert as_turtle(shipped.answer(example_profiles[name], limit=15)) == texts[name]


def test_the_order_in_which_weights_are_written_changes_nothing(
    example_answers: Mapping[str, Answer], texts: Mapping[str, str], shipped: Catalogue
) -> None:
    answer = example_answers["orleans"]
    (partner,) = answer.profile.partners
    turned = replace(partner, objectives=dict(reversed(partner.objectives.items())))
    profile = replace(answer.profile, partners=(turned,))

    assert as_turtle(shipped.answer(profile, limit=15)) == texts["orleans"]


def test_another_profile_and_another_version_are_another_answer(example_answers: Mapping[str, Answer]) -> None:
    answer = example_answers["orleans"]

    names = {
        name_of(answer),
        name_of(replace(answer, profile=replace(answer.profile, title="Profil inventé"))),
        name_of(replace(answer, data_version="0" * 12)),
        name_of(replace(answer, rules_version="0" * 12)),
    }

    assert len(names) == 4


def test_a_longer_list_only_adds_to_the_same_answer(example_answers, shipped: Catalogue) -> None:
    answer = example_answers["orleans"]

    short = set(as_triples(shipped.answer(answer.profile, limit=1)))

    assert short < set(as_triples(answer))


def test_every_text_is_in_both_languages(graphs) -> None:
    for graph in graphs.values():
        for subject, predicate in {(one, two) for one, two, three in graph if getattr(three, "language", None)}:
            languages = [value.language for value in graph.objects(subject, predicate)]
            assert languages.count("fr") == languages.count("en") > 0, (subject, predicate)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", ["orleans", "association-ouvre-un-tiers-lieu"])
def test_competency_queries_give_the_same_rows_on_both_engines(
    query: str, name: str, texts, graphs, home: Home
) -> None:
    text = read_query(home.queries / "competency" / f"{query}.rq").text

    rows = _in_pyoxigraph(text, texts[name])

    assert rows
    assert rows == _in_rdflib(text, graphs[name])


def test_the_explanation_can_be_queried(first_answers: Mapping[str, Answer], texts, home: Home) -> None:
    answer = first_answers["orleans"]
    text = read_query(home.queries / "competency" / "explanation-of-match.rq").text

    rows = _in_pyoxigraph(text, texts["orleans"])

    told = {
        (row["rank"], row["case"], row["score"], row["criterion"], row["earned"], str(row["state"]).rpartition("/")[2])
        for row in rows
    }
    assert told == {
        (Decimal(match.rank), match.case, match.score, one.criterion, Decimal(one.points), one.state)
        for match in answer.matches
        for one in match.criteria
    }


def test_the_diagnosis_can_be_queried(example_answers: Mapping[str, Answer], texts, home: Home) -> None:
    answer = example_answers["orleans"]
    text = read_query(home.queries / "competency" / "diagnosis-of-profile.rq").text

    rows = _in_pyoxigraph(text, texts["orleans"])

    weights = {str(row["objective"]).rpartition("/")[2]: row["weight"] for row in rows if "objective" in row}
    assert weights == {
        objective: Decimal(str(float(weight))) for objective, weight in answer.diagnosis.barycentre or ()
    }
    assert {str(row["category"]).rpartition("/")[2] for row in rows if "category" in row} == {
        *answer.diagnosis.categories
    }
    assert {row["undetermined"] for row in rows if "undetermined" in row} == {"false"}


def test_a_single_partner_cannot_disagree(graphs, example_answers: Mapping[str, Answer]) -> None:
    distance = URIRef(f"{AKG}disagreementDistance")

    assert len(example_answers["orleans"].profile.partners) == 1
    assert (None, distance, None) not in graphs["orleans"]
    assert (None, distance, None) in graphs["usine-examine-ses-pratiques"]


@pytest.mark.parametrize(
    ("state", "link"),
    [("recorded", "recordedCase"), ("recorded-nearby", "nearbyCase"), ("none-recorded", "exampleCase")],
)
def test_the_state_of_a_function_chooses_its_link(state, link: str, example_answers: Mapping[str, Answer]) -> None:
    answer = example_answers["orleans"]
    words = Text(fr="Inventé.", en="Invented.")
    report = FunctionReport("accompagnements", words, state, ("ronalpia",), words)
    answer = replace(answer, territory=replace(answer.territory, functions=(report,)))

    links = {triple.predicate.value for triple in as_triples(answer) if triple.object == IRI(f"{CASE}ronalpia")}

    assert f"{AKG}{link}" in links
    assert links <= {f"{AKG}{link}", f"{AKG}matchedCase"}


def test_what_is_told_of_an_undetermined_profile_is_its_advice(shipped: Catalogue) -> None:
    answer = shipped.answer(Profile(title="Profil inventé", territory="country-NZ"), limit=1)

    graph = rdflib.Graph().parse(data=as_turtle(answer), format="turtle")

    (diagnosis,) = graph.subjects(RDF.type, URIRef(f"{AKG}Diagnosis"))
    notes = {str(note) for note in graph.objects(diagnosis, SKOS.note)}
    assert notes == {words for text in answer.diagnosis.advice for words in (text.fr, text.en)}
    assert not list(graph.objects(diagnosis, URIRef(f"{AKG}recommendsCategory")))


def _in_pyoxigraph(query: str, text: str) -> Rows:
    store = pyoxigraph.Store()
    store.load(text.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return _sorted(
        {
            name: _plain(term.value)
            for name in names
            if isinstance(term := solution[name], pyoxigraph.NamedNode | pyoxigraph.Literal)
        }
        for solution in solutions
    )


def _in_rdflib(query: str, graph: rdflib.Graph) -> Rows:
    return _sorted(
        {str(name): _plain(str(term)) for name, term in solution.asdict().items()} for solution in graph.query(query)
    )


def _plain(text: str) -> str | Decimal:
    """Compare numbers by value: engines write the same decimal in different ways."""
    return Decimal(text) if text.replace(".", "", 1).isdigit() else text


def _sorted(rows) -> Rows:
    return sorted(rows, key=lambda row: sorted((name, str(value)) for name, value in row.items()))
