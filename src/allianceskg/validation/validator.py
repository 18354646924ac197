"""What can be validated: the catalogue, files, a text, blocks of a record, the ontology itself."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from rdflib import Graph, URIRef

from allianceskg.files import Home
from allianceskg.language import Text, same
from allianceskg.rdf import turtle
from allianceskg.terms import AKG, BASE, SDG
from allianceskg.validation import duplicates, engine, judgement, rules
from allianceskg.validation.compiled import NotCompiledError
from allianceskg.validation.duplicates import Duplicates, Key
from allianceskg.validation.findings import JudgedRecord, RecordKind
from allianceskg.validation.judged_files import Given, expand, given_from_json_ld, given_from_turtle, read_given
from allianceskg.validation.judgement import Judged
from allianceskg.validation.location import Lines
from allianceskg.validation.nodes import OWL, RDF, Triple, from_turtle
from allianceskg.validation.quick_judge import QuickJudge
from allianceskg.validation.reference import Reference
from allianceskg.validation.referred import Referred
from allianceskg.validation.report import Report
from allianceskg.validation.withdrawn import without_excused

logger = logging.getLogger(__name__)

Format = Literal["turtle", "json-ld"]

_RECORDS: Final = ("cases", "actors", "resources")
_EDITED: Final = (
    "alliances.ttl", "kit.ttl", "conventions.ttl", "kit-quotations.ttl", "vocabularies/*.ttl", "shapes/*.ttl",
)  # fmt: skip
_ONTOLOGY_TITLE: Final = Text(fr="L'ontologie et ses vocabulaires", en="The ontology and its vocabularies")


class Validator:
    """
    Judges records against the published catalogue; keeps what it has read of it, so a second judgement is quicker.

    What a record refers to is taken from the other records judged with it, else from the published ones. A record that
    is judged stands for the published one of the same name.
    """

    def __init__(self, home: Home, *, engine: engine.Engine = "compiled") -> None:
        """
        Args:
            home: The published catalogue.
            engine: The compiled constraints, or pySHACL, which finds the same more slowly.
        """
        self._home = home
        self._engine: Final = engine
        self._reference = Reference(home)
        self._duplicates = Duplicates(self._reference)
        self._context = home.ontology / "context.jsonld"

    def published(self) -> list[Path]:
        """List the files of the published cases, actors and resources."""
        return [path for kind in _RECORDS for path in self._reference.published(kind)]

    def catalogue(self) -> Report:
        """Judge every published case, actor and resource."""
        return self._judge([read_given(path, context=self._context) for path in self.published()])

    def quick_judge(self) -> QuickJudge | None:
        """Return what tells quickly which files need a closer look; None where only pySHACL can tell."""
        if self._engine != "compiled":
            return None
        try:
            return QuickJudge(self._reference, self._surroundings)
        except NotCompiledError as fault:
            logger.warning("event=shapes_not_compiled reason=%s", fault)
            return None

    def closer_look(
        self, paths: Sequence[Path], *, avoided: Collection[str], others: Mapping[str, Sequence[str]]
    ) -> Report:
        """
        Judge published files and put what is found into words.

        Args:
            avoided: IRIs of further records that do not conform, so that no example is taken from them.
            others: The records that each is like, as the whole catalogue tells.
        """
        given = [read_given(path, context=self._context) for path in paths]
        return self._judge(given, avoided=avoided, alike=duplicates.findings(given, others))

    def keys(self, path: Path) -> tuple[str, tuple[Key, ...]]:
        """Return the record of a published file, and by what it can be told apart from others."""
        given = read_given(path, context=self._context)
        return given.main.iri, duplicates.keys_of_given(given)

    def namesakes(self, paths: Sequence[Path]) -> list[Path]:
        """List the published files of the records that other files describe too, as they should not."""
        given = [read_given(path, context=self._context) for path in paths]
        found = {self._reference.record_file(record.iri) for one in given for record in one.records}
        return sorted(path for path in found if path is not None and path not in paths)

    def files(self, paths: Sequence[Path]) -> Report:
        """
        Judge files, and the `.ttl` files below folders, as if they were published now.

        Args:
            paths: Turtle, or another RDF format by its ending.

        Raises:
            DataError: A file cannot be read, or describes no case, actor or resource.
            TurtleSyntaxError: A file is not Turtle; with line, column and the line itself.
        """
        return self._judge([read_given(path, context=self._context) for path in expand(paths)])

    def texts(self, texts: Mapping[Path, bytes]) -> Report:
        """
        Judge texts together, as if they were published now as the files of some paths.

        Raises:
            DataError: One describes no case, actor or resource.
            TurtleSyntaxError: One is not Turtle.
        """
        return self._judge([given_from_turtle(text, source=str(path), path=path) for path, text in texts.items()])

    def text(self, text: str, *, source: str = "-", form: Format = "turtle") -> Report:
        """
        Judge a text as a file.

        Args:
            text: Turtle or JSON-LD.
            source: How the messages name the text.
            form: Which of the two it is.

        Raises:
            DataError: It cannot be read, or describes no case, actor or resource.
        """
        if form == "turtle":
            return self._judge([given_from_turtle(text, source=source)])
        return self._judge([given_from_json_ld(text, source=source, context=self._context)])

    def blocks(self, texts: Mapping[str, str], *, editorial: bool = False) -> Report:
        """
        Judge blocks by their shapes alone, without the rules on whole files: examples, or a record being written.

        Args:
            texts: Turtle by the name of its source; no two may describe the same node.
            editorial: Judge by the shapes of the ontology instead of those of records.
        """
        given = [_whole(from_turtle(text, source=source), text, source, "case") for source, text in texts.items()]
        return self._report(given, self._reference.editorial_shapes if editorial else self._reference.shapes, ())

    def ontology(self) -> Report:
        """Judge the ontology, the vocabularies, the kit's rules, our conventions and the shapes by their own style."""
        given = [_document(path) for pattern in _EDITED for path in sorted(self._home.ontology.glob(pattern))]
        return self._report(given, self._reference.editorial_shapes, ())

    def _judge(
        self, given: Sequence[Given], *, avoided: Collection[str] = (), alike: Iterable[Judged] | None = None
    ) -> Report:
        ruled = [(one, result) for one in given for result in rules.check(one, self._home, classes=self._classes)]
        ruled += [*rules.described_twice(given), *(self._duplicates.check(given) if alike is None else alike)]
        return self._report(given, self._reference.shapes, ruled, avoided=avoided)

    def _report(
        self, given: Sequence[Given], shapes: Graph, ruled: Iterable[Judged], *, avoided: Collection[str] = ()
    ) -> Report:
        results = self._results_beside(given) if shapes is self._reference.shapes else None
        data = None
        if results is None:
            data = _together(given, self._reference)
            results = engine.run(data, shapes, subjects=self._subjects(given, shapes), engine=self._engine)
        results = without_excused(results, (triple for one in given for triple in one.triples))
        judged = [*_attributed(results, given), *ruled]
        if data is None:
            # The words look at nothing but the records themselves; without findings there are none.
            data = _graph(triple for one in given for triple in one.triples) if judged else Graph()
        return judgement.report(judged, given, data=data, shapes=shapes, reference=self._reference, avoided=avoided)

    def _subjects(self, given: Sequence[Given], shapes: Graph) -> Collection[str]:
        subjects = {subject for one in given for subject in one.subjects}
        if shapes is self._reference.editorial_shapes:
            # Terms of others that our ontology reuses are not ours to describe.
            return {subject for subject in subjects if subject.startswith((BASE, SDG))}
        return subjects

    def _results_beside(self, given: Sequence[Given]) -> list[engine.Result] | None:
        """Judge records without a graph of what they refer to; None where they cannot be told apart from it."""
        if self._engine != "compiled":
            return None
        try:
            around = self._surroundings
            triples = dict.fromkeys(triple for one in given for triple in one.triples)
            described = frozenset[str]().union(*(one.subjects for one in given))
            if not around.leave_alone(triples, described):
                return None
            return engine.run_compiled(
                triples,
                around.compiled,
                subjects=described,
                types_elsewhere=around.types,
                broader=lambda: around.broader,
            )
        except NotCompiledError:
            return None

    @cached_property
    def _surroundings(self) -> Referred:
        return Referred(self._reference)

    @cached_property
    def _classes(self) -> frozenset[str]:
        classes = self._reference.ontology.subjects(RDF.type, OWL.Class)
        return frozenset(str(one) for one in classes if str(one).startswith(AKG))


def _together(given: Iterable[Given], reference: Reference) -> Graph:
    """Put what is judged and what it refers to into one graph."""
    data = _graph(())
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


def _graph(triples: Iterable[Triple]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


def _attributed(results: Iterable[engine.Result], given: Sequence[Given]) -> Iterator[Judged]:
    """Give each result to the first file that describes its node."""
    owner: dict[str, Given] = {}
    for one in given:
        for subject in one.subjects:
            owner.setdefault(subject, one)
    return ((owner[str(result.focus)], result) for result in results)


def _document(path: Path) -> Given:
    """Read a document of the ontology, which is one record whatever it describes."""
    text = turtle.read_bytes(path).decode()
    return _whole(from_turtle(text, source=str(path)), text, str(path), "ontology")


def _whole(triples: Sequence[Triple], text: str, source: str, kind: RecordKind) -> Given:
    """Take a text as one record, named by its source."""
    title = _ONTOLOGY_TITLE if kind == "ontology" else same(source)
    record = JudgedRecord(source, kind, title, source)
    return Given(source, None, tuple(triples), Lines(text), (record,), frozenset(str(triple[0]) for triple in triples))
