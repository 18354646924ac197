"""The four ways to validate: the catalogue, files, a text, the ontology itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from rdflib import Graph, URIRef

from allianceskg import turtle
from allianceskg.language import Text
from allianceskg.resources import Home
from allianceskg.terms import AKG, BASE, SDG
from allianceskg.validation import engine, judgement, rules
from allianceskg.validation.findings import Record, Report
from allianceskg.validation.judgement import Judged
from allianceskg.validation.location import Lines
from allianceskg.validation.reading import Given, expand, given_from_json_ld, given_from_turtle, read_given
from allianceskg.validation.reference import Reference
from allianceskg.validation.terms import RDF, from_turtle

Format = Literal["turtle", "json-ld"]

_OWL_CLASS: Final = URIRef("http://www.w3.org/2002/07/owl#Class")
_RECORDS: Final = ("cases", "actors", "resources")
_EDITED: Final = (
    "alliances.ttl", "kit.ttl", "conventions.ttl", "kit-quotations.ttl", "vocabularies/*.ttl", "shapes/*.ttl",
)  # fmt: skip
_ONTOLOGY_TITLE: Final = Text(fr="L'ontologie et ses vocabulaires", en="The ontology and its vocabularies")


def validate_catalogue(home: Home) -> Report:
    """Judge every published case, actor and resource."""
    reference = Reference(home)
    paths = [path for kind in _RECORDS for path in reference.published(kind)]
    return _judge([read_given(path) for path in paths], reference)


def validate_files(paths: Sequence[Path], home: Home) -> Report:
    """
    Judge files, and the `.ttl` files below folders, as if they were published now.

    A given file stands for the published file of the same record. What it refers to is taken from the other given
    files, else from the published ones.

    Args:
        paths: Turtle, or another RDF format by its ending.
        home: The published catalogue.

    Raises:
        DataError: A file cannot be read, or describes no case, actor or resource.
        TurtleSyntaxError: A file is not Turtle; with line, column and the line itself.
    """
    return _judge([read_given(path) for path in expand(paths)], Reference(home))


def validate_text(text: str, home: Home, *, source: str = "-", form: Format = "turtle") -> Report:
    """
    Judge a text as `validate_files` does a file.

    Args:
        text: Turtle or JSON-LD.
        home: The published catalogue.
        source: How the messages name the text.
        form: Which of the two it is.

    Raises:
        DataError: It cannot be read, or describes no case, actor or resource.
    """
    if form == "turtle":
        given = given_from_turtle(text, source=source)
    else:
        given = given_from_json_ld(text, source=source, context=home.ontology / "context.jsonld")
    return _judge([given], Reference(home))


def validate_ontology(home: Home) -> Report:
    """Judge the ontology, the vocabularies, the kit's rules, our conventions and the shapes by their own style."""
    reference = Reference(home)
    given = [_document(path) for pattern in _EDITED for path in sorted(home.ontology.glob(pattern))]
    data = _together(given, reference)
    subjects = {subject for one in given for subject in one.subjects if subject.startswith((BASE, SDG))}
    shapes = reference.editorial_shapes
    judged = _attributed(engine.run(data, shapes, subjects=subjects), given)
    return judgement.report(list(judged), given, data=data, shapes=shapes, reference=reference)


def _judge(given: Sequence[Given], reference: Reference) -> Report:
    data, shapes = _together(given, reference), reference.shapes
    subjects = frozenset[str]().union(*(one.subjects for one in given))
    judged = list(_attributed(engine.run(data, shapes, subjects=subjects), given))
    classes = frozenset(
        str(one) for one in reference.ontology.subjects(RDF.type, _OWL_CLASS) if str(one).startswith(AKG)
    )
    for one in given:
        judged.extend((one, result) for result in rules.check(one, reference.home, classes=classes))
    judged.extend(rules.described_twice(given))
    return judgement.report(judged, given, data=data, shapes=shapes, reference=reference)


def _together(given: Iterable[Given], reference: Reference) -> Graph:
    """Put what is judged and what it refers to into one graph."""
    data = Graph(bind_namespaces="none")
    described: set[str] = set()
    referred: set[str] = set()
    for one in given:
        described |= one.subjects
        for triple in one.triples:
            data.add(triple)
            if isinstance(triple[2], URIRef) and triple[2].startswith(BASE):
                referred.add(str(triple[2]))
    for triple in reference.background(sorted(referred - described)):
        data.add(triple)
    return data


def _attributed(results: Iterable[engine.Result], given: Sequence[Given]) -> Iterator[Judged]:
    """Give each result to the first file that describes its node."""
    owner: dict[str, Given] = {}
    for one in given:
        for subject in one.subjects:
            owner.setdefault(subject, one)
    return ((owner[str(result.focus)], result) for result in results)


def _document(path: Path) -> Given:
    """Read a document of the ontology, which is one record whatever it describes."""
    text = turtle.read_bytes(path)
    triples = from_turtle(text, source=str(path))
    record = Record(BASE + path.stem, "ontology", _ONTOLOGY_TITLE, str(path))
    subjects = frozenset(str(subject) for subject, _, _ in triples)
    return Given(str(path), path, tuple(triples), Lines(text.decode()), (record,), subjects)
