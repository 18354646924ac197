"""
SHACL, by constraints compiled from the shapes, or by pySHACL, the reference engine.

The compiled constraints (`compiled`) give the same results, which tests compare; shapes that they do not cover go to
pySHACL. In a run of pySHACL some things keep it quick without changing what it finds, and a test compares with a plain run:

- targets are resolved here, to the nodes that are to be judged, so that what they refer to is not judged again;
- each property shape gets these nodes as targets of its own, so that it runs once, not once a node;
- what no constraint needs (names, messages, types) is taken away, for pySHACL goes through every triple of a shape
  at each use;
- a SPARQL constraint runs once over all nodes, not once a node, since parsing the query is what costs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from typing import Literal as OneOf
from weakref import WeakKeyDictionary

import pyshacl
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.query import ResultRow
from rdflib.term import Node as RdfNode

from allianceskg.validation.compiled import Compiled, ConstraintFailure, Data, NotCompiledError, token
from allianceskg.validation.nodes import RDF, RDFS, SH, SKOS, Node, members, quiet

logger = logging.getLogger(__name__)

Engine = OneOf["compiled", "pyshacl"]

SPARQL_COMPONENT: Final = SH.SPARQLConstraintComponent
_UNUSED: Final = frozenset(
    {
        SH.name, SH.description, SH.message, SH.order, SH.group, SH.severity, SH.sparql,
        SH.targetClass, SH.targetSubjectsOf,
    }
)  # fmt: skip
# The constraints that a node without any value can fail.
_ASKING: Final = (SH.minCount, SH.qualifiedMinCount, SH.hasValue, SH.equals)
_SHAPE_TYPES: Final = frozenset({SH.NodeShape, SH.PropertyShape})

_COMPILED: WeakKeyDictionary[Graph, tuple[frozenset[tuple[str, str]], Compiled]] = WeakKeyDictionary()

Targets = dict[URIRef, set[URIRef]]


@dataclass(frozen=True, slots=True)
class Result:
    """
    One SHACL validation result.

    Attributes:
        focus: The node that was judged.
        path: The property; None for a constraint on the node itself.
        value: The value at fault; None when something is missing.
        shape: The shape that was not met.
        component: The kind of constraint.
    """

    focus: URIRef | BNode
    path: URIRef | None
    value: Node | None
    shape: URIRef
    component: URIRef


def run(data: Graph, shapes: Graph, *, subjects: Container[str], engine: Engine = "compiled") -> list[Result]:
    """
    Judge the nodes of a graph.

    Args:
        data: The nodes, what they refer to, the class hierarchy and the vocabularies.
        shapes: The shapes, with their targets by class or by property.
        subjects: IRIs of the nodes to judge; others are only looked at.
        engine: The compiled constraints, or pySHACL; these never differ in what they find.
    """
    if engine == "compiled":
        try:
            return _run_compiled(data, shapes, subjects)
        except NotCompiledError as fault:
            logger.warning("event=shapes_not_compiled reason=%s", fault)
    targets = dict(_targets(data, shapes, subjects))
    with quiet():
        _, report, _ = pyshacl.validate(data, shacl_graph=_bare(data, shapes, targets), inplace=True)
        return [*_results(report), *_sparql_results(data, shapes, targets)]


def run_plainly(data: Graph, shapes: Graph) -> list[Result]:
    """Judge every target of a graph with pySHACL alone, SPARQL constraints included; slower by far."""
    with quiet():
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
        return list(_results(report))


def compile_shapes(shapes: Graph, data: Graph) -> Compiled:
    """
    Compile shapes, once for each graph of shapes and class hierarchy.

    Raises:
        NotCompiledError: The shapes ask for something that is not compiled.
    """
    hierarchy = frozenset((token(lower), token(upper)) for lower, upper in data.subject_objects(RDFS.subClassOf))
    known = _COMPILED.get(shapes)
    if known is None or known[0] != hierarchy:
        known = _COMPILED[shapes] = (hierarchy, Compiled(shapes, hierarchy))
    return known[1]


def broader_concepts(data: Graph) -> str:
    """Write which concept is narrower than which, in N-Triples: what a SPARQL constraint may look at."""
    pairs = sorted((token(one), token(other)) for one, other in data.subject_objects(SKOS.broader))
    return "".join(f"{one} <{SKOS.broader}> {other} .\n" for one, other in pairs if "_" not in (one[0], other[0]))


def _run_compiled(data: Graph, shapes: Graph, subjects: Container[str]) -> list[Result]:
    compiled = compile_shapes(shapes, data)
    return run_compiled(data, compiled, subjects=subjects, broader=lambda: broader_concepts(data))


def run_compiled(
    triples: Iterable[tuple[object, object, object]],
    compiled: Compiled,
    *,
    subjects: Container[str],
    types_elsewhere: Callable[[str], Iterable[str]] = lambda _node: (),
    broader: Callable[[], str],
) -> list[Result]:
    """
    Judge nodes by the compiled constraints.

    Args:
        triples: What is said of the nodes, each triple once, in rdflib nodes.
        subjects: IRIs of the nodes to judge; others are only looked at.
        types_elsewhere: The types of a node that no triple describes, in N-Triples.
        broader: Which concept is narrower than which; asked only where a SPARQL constraint looks at it.
    """
    terms: dict[str, Node] = {}
    blocks: dict[str, dict[str, list[str]]] = {}
    for triple in triples:
        subject, path, value = (_noted(term, terms) for term in triple)
        blocks.setdefault(subject, {}).setdefault(path, []).append(value)
    judged = Data(blocks, types_elsewhere)
    nodes = sorted(node for node in blocks if node[0] == "<" and node[1:-1] in subjects)
    failures, queried = compiled.judge(judged, nodes)
    if queried:
        failures.extend(compiled.judge_queries(judged, queried, broader()))
    return [_result_of(failure, terms) for failure in failures]


def _noted(term: object, terms: dict[str, Node]) -> str:
    text = token(term)
    assert isinstance(term, URIRef | BNode | Literal)
    terms.setdefault(text, term)
    return text


def _result_of(failure: ConstraintFailure, terms: dict[str, Node]) -> Result:
    focus = terms[failure.focus]
    assert isinstance(focus, URIRef | BNode)
    path = URIRef(failure.path[1:-1]) if failure.path is not None else None
    value = terms[failure.value] if failure.value is not None else None
    return Result(focus, path, value, failure.shape, failure.component)


def _targets(data: Graph, shapes: Graph, subjects: Container[str]) -> Iterator[tuple[URIRef, set[URIRef]]]:
    """Resolve the targets of each shape, subclasses included, among the nodes to judge."""
    for shape in {*shapes.subjects(SH.targetClass), *shapes.subjects(SH.targetSubjectsOf)}:
        nodes: set[URIRef] = set()
        for wanted in shapes.objects(shape, SH.targetClass):
            for subclass in data.transitive_subjects(RDFS.subClassOf, wanted):
                nodes.update(_named(data.subjects(RDF.type, subclass)))
        for path in shapes.objects(shape, SH.targetSubjectsOf):
            nodes.update(_named(data.subjects(path)))
        yield URIRef(str(shape)), {node for node in nodes if str(node) in subjects}


def _named(nodes: Iterable[object]) -> Iterator[URIRef]:
    return (node for node in nodes if isinstance(node, URIRef))


def _bare(data: Graph, shapes: Graph, targets: Targets) -> Graph:
    """Copy the shapes with the nodes as targets, property shapes on their own, and without the words."""
    bare = Graph(bind_namespaces="none")
    for triple in shapes:
        if triple[1] not in _UNUSED and triple[2] not in _SHAPE_TYPES:
            bare.add(triple)
    for shape, nodes in targets.items():
        own_paths = _detach_properties(data, bare, shape, nodes)
        if (shape, SH.closed, None) in bare:
            ignored: list[RdfNode] = [*members(bare, bare.value(shape, SH.ignoredProperties)), *sorted(own_paths)]
            bare.set((shape, SH.ignoredProperties, Collection(bare, BNode(), ignored).uri))
        _add_targets(bare, shape, nodes)
    return bare


def _detach_properties(data: Graph, bare: Graph, shape: URIRef, nodes: set[URIRef]) -> set[URIRef]:
    """Make the property shapes of a node shape stand on their own; return their paths."""
    paths: set[URIRef] = set()
    for part in set(bare.objects(shape, SH.property)):
        path = bare.value(part, SH.path)
        assert isinstance(part, URIRef)
        assert isinstance(path, URIRef)
        is_required = any((part, parameter, None) in bare for parameter in _ASKING)
        _add_targets(bare, part, nodes if is_required else {node for node in nodes if (node, path, None) in data})
        bare.remove((shape, SH.property, part))
        paths.add(path)
    return paths


def _add_targets(bare: Graph, shape: URIRef, nodes: set[URIRef]) -> None:
    for node in nodes:
        bare.add((shape, SH.targetNode, node))


def _results(report: Graph) -> Iterator[Result]:
    for node in report.subjects(RDF.type, SH.ValidationResult):
        path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
        focus, shape = report.value(node, SH.focusNode), report.value(node, SH.sourceShape)
        component = report.value(node, SH.sourceConstraintComponent)
        assert isinstance(focus, URIRef | BNode)
        yield Result(
            focus=focus,
            path=path if isinstance(path, URIRef) else None,
            value=value if isinstance(value, URIRef | BNode | Literal) else None,
            shape=URIRef(str(shape)),
            component=URIRef(str(component)),
        )


def _sparql_results(data: Graph, shapes: Graph, targets: Targets) -> Iterator[Result]:
    for shape, _, constraint in shapes.triples((None, SH.sparql, None)):
        nodes = targets.get(URIRef(str(shape)), set())
        query = shapes.value(constraint, SH.select)
        for row in data.query(str(query)) if nodes else ():
            assert isinstance(row, ResultRow)
            focus, path, value = row
            if isinstance(focus, URIRef) and focus in nodes and isinstance(value, URIRef | BNode | Literal):
                yield Result(focus, URIRef(str(path)), value, URIRef(str(shape)), SPARQL_COMPONENT)
