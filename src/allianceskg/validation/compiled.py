"""
SHACL constraints compiled to Python functions: the same results as pySHACL for the part of SHACL that our shapes use.

A shape that asks for anything else is declined with `NotCompiledError`, never read past; pySHACL then judges instead.
Terms are their N-Triples text. What to check of a node depends on its types and on which properties it has, so this is
worked out once for each such signature; what a value fails is remembered for IRIs and short values.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
from pyshacl.rdfutil.compare import compare_literal
from rdflib import BNode, Graph, Literal, URIRef

from allianceskg.rdf.oxigraph_terms import n_triples_of
from allianceskg.rdf.rdflib_terms import term_of
from allianceskg.sparql.tokens import Token as QueryToken
from allianceskg.sparql.tokens import cut
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.validation.nodes import OWL, RDF, RDFS, SH, SKOS, XSD, Node, members, quiet

Token = str
Block = Mapping[Token, Sequence[Token]]
Test = Callable[[Token, "Data"], bool]
Fault = tuple[URIRef, URIRef]
Queried = dict[Token, Sequence[tuple[URIRef, "_Query"]]]

_TYPE: Final = f"<{RDF.type}>"
_RESOURCE: Final = f"<{RDFS.Resource}>"
_SHORT: Final = 60
_MOST_KNOWN: Final = 50_000
"""Values of a property that are remembered: names of parts are without end in a large catalogue."""
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_KINDS: Final = {
    SH.IRI: "<", SH.BlankNode: "_", SH.Literal: '"', SH.BlankNodeOrIRI: "_<", SH.BlankNodeOrLiteral: '_"',
    SH.IRIOrLiteral: '<"',
}  # fmt: skip
_WORDS: Final = frozenset(
    {
        RDF.type, SH.name, SH.description, SH.message, SH.order, SH.group, SH.severity, SH.targetClass,
        SH.targetSubjectsOf, SH.targetNode, SH.path, SH.ignoredProperties, SH.qualifiedMinCount, SH.qualifiedMaxCount,
    }
)  # fmt: skip
_OF_VALUES: Final = frozenset(
    {
        SH["class"], SH.datatype, SH.nodeKind, SH.minLength, SH.maxLength, SH.pattern, SH.languageIn, SH["in"],
        SH.minInclusive, SH.maxInclusive, SH["not"], SH["or"], SH.xone,
    }
)  # fmt: skip
_OF_PROPERTIES: Final = _OF_VALUES | {SH.minCount, SH.maxCount, SH.uniqueLang, SH.hasValue, SH.qualifiedValueShape}
_OF_NODES: Final = _OF_VALUES | {SH.hasValue, SH.property, SH.closed, SH.sparql}


class NotCompiledError(Exception):
    """The shapes ask for something that is not compiled here; pySHACL must judge."""


class Data:
    """
    What is judged and what it refers to.

    Attributes:
        blocks: The properties of each node.
        types_elsewhere: The types of a node that has no block.
    """

    def __init__(
        self, blocks: Mapping[Token, Block], types_elsewhere: Callable[[Token], Iterable[Token]] = lambda _node: ()
    ) -> None:
        self.blocks = blocks
        self._types_elsewhere = types_elsewhere

    def values(self, node: Token, path: Token) -> Sequence[Token]:
        """Return the values of a property of a node."""
        return self.blocks.get(node, {}).get(path, ())

    def types(self, node: Token) -> Iterable[Token]:
        """Return the types of a node, as written, superclasses not included."""
        block = self.blocks.get(node)
        return block.get(_TYPE, ()) if block is not None else self._types_elsewhere(node)


@dataclass(frozen=True, slots=True)
class ConstraintFailure:
    """One result, in tokens; see `engine.Result`."""

    focus: Token
    path: Token | None
    value: Token | None
    shape: URIRef
    component: URIRef


@dataclass(slots=True)
class _Property:
    """A property shape."""

    shape: URIRef
    path: Token
    tests: list[tuple[URIRef, Test, bool]]
    minimum: int = 0
    maximum: int | None = None
    has_unique_languages: bool = False
    wanted: tuple[Token, ...] = ()
    qualified: list[tuple[Test, int | None, int | None]] = field(default_factory=list)

    def least_counted(self, path_is_there: bool) -> int | None:
        """Return from how many values on they can fail together; None where they never can."""
        if self.wanted or self.qualified:
            return 0
        if not path_is_there:
            return None
        if self.minimum > 1 or self.maximum == 0:
            return 1
        return 2 if self.maximum is not None or self.has_unique_languages else None


@dataclass(frozen=True, slots=True)
class _Query:
    """
    A SPARQL constraint.

    Attributes:
        required: Properties without which a node has no solution.
        read: All properties that it looks at.
    """

    text: str
    required: frozenset[Token]
    read: frozenset[Token]


@dataclass(slots=True)
class _Shape:
    """A node shape."""

    shape: URIRef
    tests: list[tuple[URIRef, Test]]
    properties: list[_Property]
    closed_to: frozenset[Token] | None
    queries: list[_Query]


@dataclass(slots=True)
class _Values:
    """
    What to check of the values of one property.

    Attributes:
        free: Tests that look at nothing but the value.
        known: What a value fails of these.
        others: Tests that look around.
    """

    path: Token
    free: list[tuple[URIRef, URIRef, Test]]
    known: dict[Token, tuple[Fault, ...]]
    others: list[tuple[URIRef, URIRef, Test]]


@dataclass(slots=True)
class _Plan:
    """What to check of the nodes of one signature."""

    absent: list[tuple[Token, Fault]]
    closed: list[tuple[Token, URIRef]]
    nodes: list[tuple[URIRef, URIRef, Test]]
    values: list[_Values]
    counts: list[tuple[Token, int, _Property]]
    queries: list[tuple[URIRef, _Query]]


class Compiled:
    """Shapes, ready to judge."""

    def __init__(self, shapes: Graph, hierarchy: Iterable[tuple[Token, Token]]) -> None:
        """
        Args:
            shapes: The shapes, with their targets by class or by property.
            hierarchy: The class hierarchy: pairs of a class and one right above it.

        Raises:
            NotCompiledError: They ask for something that is not compiled here.
        """
        self._shapes = shapes
        self._above: dict[Token, set[Token]] = defaultdict(set)
        for lower, upper in hierarchy:
            self._above[lower].add(upper)
        self._supers: dict[Token, frozenset[Token]] = {}
        self._conforming: dict[Node, tuple[Test, bool]] = {}
        self._plans: dict[tuple[Token, ...], _Plan] = {}
        self._by_class: dict[Token, list[_Shape]] = defaultdict(list)
        self._by_property: dict[Token, list[_Shape]] = defaultdict(list)
        self._by_node: dict[Token, list[_Shape]] = defaultdict(list)
        self._compile()
        self._asked = tuple(self._by_property)
        self.has_queries = any(shape.queries for shape in self._targeted)

    def judge(self, data: Data, nodes: Iterable[Token]) -> tuple[list[ConstraintFailure], Queried]:
        """
        Judge nodes by everything but SPARQL.

        Returns:
            The failures, and for each node that a SPARQL constraint may find at fault, these constraints.
        """
        failures: list[ConstraintFailure] = []
        queried: Queried = {}
        for node in nodes:
            block = data.blocks.get(node, {})
            signature = (node if node in self._by_node else "", *sorted(block.get(_TYPE, ())), "", *block)
            plan = self._plans.get(signature)
            if plan is None:
                plan = self._plans[signature] = self._plan(node, block)
            self._apply(plan, node, block, data, failures)
            if plan.queries:
                queried[node] = plan.queries
        return failures, queried

    def judge_queries(self, data: Data, queried: Queried, vocabularies: str) -> Iterator[ConstraintFailure]:
        """
        Judge nodes by the SPARQL constraints, each run once over all of them.

        Args:
            queried: As `judge` returns them.
            vocabularies: The broader concepts, in N-Triples.
        """
        by_query: dict[tuple[URIRef, _Query], set[Token]] = defaultdict(set)
        for node, constraints in queried.items():
            for constraint in constraints:
                by_query[constraint].add(node)
        if not by_query:
            return
        store = EmbeddedStore.in_memory()
        read = frozenset[Token]().union(*(query.read for _, query in by_query))
        lines = [
            f"{node} {path} {value} ."
            for node in queried
            if node[0] == "<"
            for path, values in data.blocks[node].items()
            if path in read
            for value in values
            if value[0] != "_"
        ]
        store.load_quads(("\n".join(lines) + "\n" + vocabularies).encode())
        for (shape, query), nodes in by_query.items():
            for row in store.select(query.text):
                focus, path, value = (n_triples_of(row[name]) for name in ("this", "path", "value"))
                if focus in nodes:
                    yield ConstraintFailure(focus, path, value, shape, URIRef(str(SH.SPARQLConstraintComponent)))

    # Running

    def _apply(self, plan: _Plan, node: Token, block: Block, data: Data, failures: list[ConstraintFailure]) -> None:
        for path, (shape, component) in plan.absent:
            failures.append(ConstraintFailure(node, path, None, shape, component))
        for path, shape in plan.closed:
            failures.extend(
                ConstraintFailure(node, path, value, shape, SH.ClosedConstraintComponent)
                for value in block[path]
                if (path, value) != (_TYPE, _RESOURCE)
            )
        for shape, component, test in plan.nodes:
            if not test(node, data):
                value = None if component == SH.HasValueConstraintComponent else node
                failures.append(ConstraintFailure(node, None, value, shape, component))
        for one in plan.values:
            self._apply_to_values(one, node, block, data, failures)
        for path, least, checked in plan.counts:
            values = block.get(path, ())
            if len(values) >= least:
                components = _counted(checked, values, data)
                failures.extend(ConstraintFailure(node, path, None, checked.shape, one) for one in components)

    def _apply_to_values(
        self, checked: _Values, node: Token, block: Block, data: Data, failures: list[ConstraintFailure]
    ) -> None:
        path, known, others = checked.path, checked.known, checked.others
        for value in block[path]:
            faults = known.get(value)
            if faults is None:
                faults = tuple([(shape, component) for shape, component, test in checked.free if not test(value, data)])
                if len(value) < _SHORT and len(known) < _MOST_KNOWN:
                    known[value] = faults
            for shape, component in faults:
                failures.append(ConstraintFailure(node, path, value, shape, component))
            for shape, component, test in others:
                if not test(value, data):
                    failures.append(ConstraintFailure(node, path, value, shape, component))

    def _plan(self, node: Token, block: Block) -> _Plan:
        shapes = self._targets(node, block)
        queries = [
            (shape.shape, query) for shape in shapes for query in shape.queries if query.required <= block.keys()
        ]
        plan = _Plan([], [], [], [], [], queries)
        by_path: dict[Token, list[_Property]] = defaultdict(list)
        for shape in shapes:
            plan.nodes.extend((shape.shape, component, test) for component, test in shape.tests)
            if shape.closed_to is not None:
                plan.closed.extend((path, shape.shape) for path in block if path not in shape.closed_to)
            for one in shape.properties:
                if all(one.shape != other.shape for other in by_path[one.path]):
                    by_path[one.path].append(one)
        for path, properties in by_path.items():
            for one in properties:
                if one.minimum and path not in block:
                    plan.absent.append((path, (one.shape, SH.MinCountConstraintComponent)))
                least = one.least_counted(path in block)
                if least is not None:
                    plan.counts.append((path, least, one))
            tests = [(one.shape, *test) for one in properties for test in one.tests]
            if tests and path in block:
                free, others = ([test[:3] for test in tests if test[3] == is_free] for is_free in (True, False))
                plan.values.append(_Values(path, free, {}, others))
        return plan

    def _targets(self, node: Token, block: Block) -> list[_Shape]:
        classes = {upper for one in block.get(_TYPE, ()) for upper in self.supers(one)}
        found = {id(shape): shape for one in classes for shape in self._by_class.get(one, ())}
        found.update((id(shape), shape) for shape in self._by_node.get(node, ()))
        found.update((id(shape), shape) for path in self._asked if path in block for shape in self._by_property[path])
        return sorted(found.values(), key=lambda shape: shape.shape)

    def supers(self, lower: Token) -> frozenset[Token]:
        """Return a class and everything above it."""
        known = self._supers.get(lower)
        if known is None:
            reached, waiting = {lower}, [lower]
            while waiting:
                new = self._above.get(waiting.pop(), set()) - reached
                reached |= new
                waiting.extend(new)
            known = self._supers[lower] = frozenset(reached)
        return known

    # Compiling

    def _compile(self) -> None:
        self._targeted: list[_Shape] = []
        for unknown in (SH.targetObjectsOf, SH.target, SH.rule, SH.entailment, SH.parameter):
            if (None, unknown, None) in self._shapes:
                raise NotCompiledError(str(unknown))
        for one in {*self._shapes.subjects(RDF.type, SH.NodeShape), *self._shapes.subjects(SH.property)}:
            if any((one, RDF.type, kind) in self._shapes for kind in (RDFS.Class, OWL.Class)):
                raise NotCompiledError(f"the class {one}, which is a shape too")
        ways = (SH.targetClass, SH.targetSubjectsOf, SH.targetNode)
        targeted = {shape for way in ways for shape in self._shapes.subjects(way)}
        for node in sorted(targeted, key=str):
            if not isinstance(node, URIRef) or (node, SH.path, None) in self._shapes:
                raise NotCompiledError(f"the target of {node}")
            if self._is_off(node):
                continue
            shape = self._node_shape(node)
            self._targeted.append(shape)
            for one in self._shapes.objects(node, SH.targetClass):
                self._by_class[f"<{one}>"].append(shape)
            for one in self._shapes.objects(node, SH.targetNode):
                self._by_node[token(one)].append(shape)
            for one in self._shapes.objects(node, SH.targetSubjectsOf):
                self._by_property[f"<{one}>"].append(shape)

    def _is_off(self, node: object) -> bool:
        return isinstance(node, URIRef | BNode) and (node, SH.deactivated, Literal(True)) in self._shapes

    def _parameters(self, node: Node, known: frozenset[URIRef]) -> Iterator[tuple[URIRef, Node]]:
        for _, predicate, value in sorted(self._shapes.triples((node, None, None)), key=str):
            if predicate in known:
                yield predicate, value  # type: ignore[misc]
            elif str(predicate).startswith(str(SH)) and predicate not in _WORDS and predicate != SH.deactivated:
                raise NotCompiledError(f"{predicate} of {node}")

    def _node_shape(self, node: URIRef) -> _Shape:
        tests = [(component, test) for component, test, _ in self._tests(node, _OF_NODES)]
        parts = sorted(self._shapes.objects(node, SH.property), key=str)
        properties = [self._property(part) for part in parts if not self._is_off(part)]  # type: ignore[arg-type]
        closed_to = None
        if (node, SH.closed, Literal(True)) in self._shapes:
            ignored = members(self._shapes, self._shapes.value(node, SH.ignoredProperties))
            closed_to = frozenset({*(one.path for one in properties), *(f"<{one}>" for one in ignored)})
        queries = [self._query(constraint) for constraint in sorted(self._shapes.objects(node, SH.sparql), key=str)]
        return _Shape(node, tests, properties, closed_to, queries)

    def _query(self, constraint: object) -> _Query:
        texts = list(self._shapes.objects(constraint, SH.select))  # type: ignore[arg-type]
        predicates = set(self._shapes.predicates(constraint))  # type: ignore[arg-type]
        if len(texts) != 1 or predicates - {SH.select, SH.message, RDF.type}:
            raise NotCompiledError(f"the SPARQL constraint {constraint}")
        text = str(texts[0])
        groups = read_patterns(text)
        patterns = [pattern for group in groups or () for pattern in group]
        # A SPARQL constraint may look at its node and at the vocabularies, which is what every run has at hand.
        is_local = all(subject == "$this" or predicate == f"<{SKOS.broader}>" for subject, predicate in patterns)
        if not groups or not patterns or not is_local or not text.startswith("SELECT $this "):
            raise NotCompiledError(f"the SPARQL constraint {constraint}")
        # What stands before an inner group is asked of every solution.
        required, read = (
            frozenset(predicate for subject, predicate in found if subject == "$this")
            for found in (groups[0], patterns)
        )
        return _Query(text, required, read)

    def _property(self, node: URIRef) -> _Property:
        path = self._shapes.value(node, SH.path)
        if not isinstance(path, URIRef):
            raise NotCompiledError(f"the path of {node}")
        made = _Property(node, f"<{path}>", self._tests(node, _OF_PROPERTIES))
        for parameter, value in self._parameters(node, _OF_PROPERTIES):
            if parameter == SH.minCount:
                made.minimum = int(value)
            elif parameter == SH.maxCount:
                made.maximum = int(value)
            elif parameter == SH.uniqueLang:
                made.has_unique_languages = value == Literal(True)
            elif parameter == SH.hasValue:
                made.wanted = (*made.wanted, token(value))
            elif parameter == SH.qualifiedValueShape:
                made.qualified.append((self._conforms(value)[0], *self._qualified_counts(node)))
        return made

    def _qualified_counts(self, node: URIRef) -> tuple[int | None, int | None]:
        least, most = (self._shapes.value(node, one) for one in (SH.qualifiedMinCount, SH.qualifiedMaxCount))
        return (int(str(least)) if least is not None else None, int(str(most)) if most is not None else None)

    def _tests(self, node: Node, known: frozenset[URIRef]) -> list[tuple[URIRef, Test, bool]]:
        """Return the tests of single values, and whether each looks at nothing else."""
        made: list[tuple[URIRef, Test, bool]] = []
        for parameter, value in self._parameters(node, known):
            if parameter in _OF_VALUES:
                made.append((_component(parameter), *self._test(parameter, value)))
            elif parameter == SH.hasValue and known is _OF_NODES:
                made.append((SH.HasValueConstraintComponent, _equal_to(token(value)), True))
        return made

    def _test(self, parameter: URIRef, value: Node) -> tuple[Test, bool]:
        if parameter == SH["class"]:
            return self._class_test(f"<{value}>"), False
        if parameter == SH["not"]:
            conforms, free = self._conforms(value)
            return (lambda one, data: not conforms(one, data)), free
        if parameter in (SH["or"], SH.xone):
            alternatives = [self._conforms(one) for one in members(self._shapes, value)]
            tests = [test for test, _ in alternatives]
            free = all(free for _, free in alternatives)
            if parameter == SH["or"]:
                return (lambda one, data: any(test(one, data) for test in tests)), free
            return (lambda one, data: sum(test(one, data) for test in tests) == 1), free
        return self._plain_test(parameter, value), True

    def _plain_test(self, parameter: URIRef, value: Node) -> Test:
        if parameter == SH.datatype:
            return _of_datatype(URIRef(str(value)))
        if parameter == SH.nodeKind:
            kinds = _KINDS[URIRef(str(value))]
            return lambda one, _data: one[0] in kinds
        if parameter == SH.minLength:
            least = int(str(value))
            return lambda one, _data: least == 0 or (one[0] != "_" and len(lexical(one)) >= least)
        if parameter == SH.maxLength:
            most = int(str(value))
            return lambda one, _data: one[0] != "_" and len(lexical(one)) <= most
        if parameter == SH.pattern:
            search = re.compile(str(value)).search
            return lambda one, _data: one[0] != "_" and search(lexical(one)) is not None
        if parameter == SH.languageIn:
            languages = frozenset(str(one).lower() for one in members(self._shapes, value))
            return lambda one, _data: _is_in_languages(language(one), languages)
        if parameter == SH["in"]:
            listed = frozenset(token(one) for one in members(self._shapes, value))
            return lambda one, _data: one in listed
        assert isinstance(value, Literal)
        return _within(value, is_minimum=parameter == SH.minInclusive)

    def _class_test(self, wanted: Token) -> Test:
        known: dict[Token, bool] = {}

        def test(one: Token, data: Data) -> bool:
            if one[0] == '"':
                return False
            for each in data.types(one):
                is_wanted = known.get(each)
                if is_wanted is None:
                    is_wanted = known[each] = wanted in self.supers(each)
                if is_wanted:
                    return True
            return False

        return test

    def _conforms(self, node: Node) -> tuple[Test, bool]:
        """Make the test whether a value conforms to a shape that is named in another."""
        known = self._conforming.get(node)
        if known is not None:
            return known
        if self._is_off(node):
            return (lambda _one, _data: True), True
        if (node, SH.path, None) in self._shapes or (node, SH.closed, None) in self._shapes:
            raise NotCompiledError(f"the shape {node} in another")
        if (node, SH.sparql, None) in self._shapes:
            raise NotCompiledError(f"the SPARQL constraint of {node}")
        self._conforming[node] = (_recursive, False)
        found = self._tests(node, _OF_NODES)
        tests = [test for _, test, _ in found]
        parts = self._shapes.objects(node, SH.property)
        properties = [self._property(part) for part in sorted(parts, key=str) if not self._is_off(part)]  # type: ignore[arg-type]

        def conforms(one: Token, data: Data) -> bool:
            for test in tests:
                if not test(one, data):
                    return False
            return all(_has(part, one, data) for part in properties)

        self._conforming[node] = (conforms, not properties and all(is_free for _, _, is_free in found))
        return self._conforming[node]


def _recursive(_one: Token, _data: Data) -> bool:
    raise NotCompiledError("a shape that names itself")


def _has(checked: _Property, node: Token, data: Data) -> bool:
    values = data.values(node, checked.path)
    if len(values) < checked.minimum or any(_counted(checked, values, data)):
        return False
    return all(test(value, data) for value in values for _, test, _ in checked.tests)


def _counted(checked: _Property, values: Sequence[Token], data: Data) -> Iterator[URIRef]:
    """Give the kinds of constraint that the values together fail; one that is absent altogether is told elsewhere."""
    if 0 < len(values) < checked.minimum:
        yield SH.MinCountConstraintComponent
    if checked.maximum is not None and len(values) > checked.maximum:
        yield SH.MaxCountConstraintComponent
    if checked.has_unique_languages and len(values) > 1 and not _end_differently(values):
        languages = [tag.lower() for value in values if (tag := language(value))]
        if len(set(languages)) < len(languages):
            for one in set(languages):
                if languages.count(one) > 1:
                    yield SH.UniqueLangConstraintComponent
    for wanted in checked.wanted:
        if wanted not in values:
            yield SH.HasValueConstraintComponent
    for test, least, most in checked.qualified:
        number = sum(test(value, data) for value in values)
        if most is not None and number > most:
            yield SH.QualifiedMaxCountConstraintComponent
        if least is not None and number < least:
            yield SH.QualifiedMinCountConstraintComponent


def _end_differently(values: Sequence[Token]) -> bool:
    """Tell at a glance that two values, as most texts have, cannot be in one language: equal tags end alike."""
    return len(values) == 2 and values[0][-3:].lower() != values[1][-3:].lower()


def _component(parameter: URIRef) -> URIRef:
    name = str(parameter).removeprefix(str(SH))
    return URIRef(f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent")


def _equal_to(wanted: Token) -> Test:
    return lambda one, _data: one == wanted


def _of_datatype(wanted: URIRef) -> Test:
    if wanted == RDF.langString:
        return lambda one, _data: language(one) != ""
    if wanted in (RDFS.Literal, RDFS.Datatype):
        raise NotCompiledError(f"sh:datatype {wanted}")
    known: dict[Token, bool] = {}
    suffix = "" if wanted == XSD.string else f"^^<{wanted}>"

    def test(one: Token, _data: Data) -> bool:
        if one[0] != '"' or one[one.rindex('"') + 1 :] != suffix:
            return False
        if wanted == XSD.string:
            return True
        verdict = known.get(one)
        if verdict is None:
            verdict = _is_well_typed(one, wanted)
            if len(one) < 2 * _SHORT:
                known[one] = verdict
        return verdict

    return test


def _is_well_typed(one: Token, wanted: URIRef) -> bool:
    """Ask pySHACL itself, so that the two agree on every lexical form."""
    with quiet():
        literal = _literal(one)
        if literal.ill_typed:
            return False
        return bool(DatatypeConstraintComponent._assert_actual_datatype(None, literal, wanted))  # type: ignore[no-untyped-call, arg-type]


def _within(bound: Literal, *, is_minimum: bool) -> Test:
    """Compare as pySHACL does; numbers only, since that is what our shapes bound."""
    if not isinstance(bound.value, int | Decimal):
        raise NotCompiledError(f"the bound {bound}")

    def test(one: Token, _data: Data) -> bool:
        if one[0] != '"':
            return False
        with quiet():
            value = _literal(one)
            if isinstance(value.value, str):
                return False
            try:
                order = int(compare_literal(value, bound))  # type: ignore[no-untyped-call]
            except (TypeError, NotImplementedError):
                return False
        return order >= 0 if is_minimum else order <= 0

    return test


def _is_in_languages(tag: str, languages: frozenset[str]) -> bool:
    return tag != "" and (tag.lower() in languages or tag.split("-")[0].lower() in languages or "*" in languages)


# Patterns of a query


def read_patterns(query: str) -> list[list[tuple[str, str]]] | None:
    """
    Return subject and predicate of the triple patterns of a query, apart for each stretch between braces.

    None when the braces hold anything else than triples of a term, an IRI and a variable, and clauses without terms
    outside their parentheses, such as FILTER.

    >>> read_patterns("SELECT $this WHERE { $this <http://e/p> ?x . FILTER NOT EXISTS { ?x <http://e/q> ?y . } }")
    [[('$this', '<http://e/p>')], [('?x', '<http://e/q>')], []]
    """
    stretches: list[list[tuple[str, str]]] = []
    statement: list[QueryToken] = []
    depth = parentheses = 0
    for token in cut(query):
        parentheses += (token.text == "(") - (token.text == ")")
        if token.text not in ("{", "}", "."):
            if not parentheses and token.text != ")":
                statement.append(token)
            continue
        if parentheses or (depth and not _is_readable(statement)):
            return None
        if depth and statement and statement[0].kind != "word":
            stretches[-1].append((statement[0].text, statement[1].text))
        if token.text != ".":
            depth += 1 if token.text == "{" else -1
            stretches.append([])
        statement = []
    return stretches[:-1] if not statement and not depth else None


def _is_readable(statement: Sequence[QueryToken]) -> bool:
    kinds = [token.kind for token in statement]
    if kinds[1:] == ["iri", "variable"] and kinds[0] in ("variable", "iri", "name"):
        return True
    return all(kind == "word" for kind in kinds)


# Terms as text


def token(node: object) -> Token:
    r"""
    Write an rdflib node as N-Triples, as pyoxigraph does.

    >>> token(Literal('a "b"', lang="fr"))
    '"a \\"b\\""@fr'
    """
    if isinstance(node, Literal):
        return n_triples_of(term_of(node))
    return f"<{node}>" if isinstance(node, URIRef) else f"_:{node}"


def lexical(one: Token) -> str:
    """Return what an IRI or a literal says, without its type or language."""
    if one[0] == "<":
        return one[1:-1]
    text = one[1 : one.rindex('"')]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def language(one: Token) -> str:
    """Return the language tag of a literal; empty for all else."""
    if one[0] != '"':
        return ""
    end = one.rindex('"') + 1
    return one[end + 1 :] if one[end : end + 1] == "@" else ""


def node_of(one: Token) -> Node:
    """Return the rdflib node that a token stands for."""
    if one[0] == "<":
        return URIRef(one[1:-1])
    return BNode(one[2:]) if one[0] == "_" else _literal(one)


def _literal(one: Token) -> Literal:
    end = one.rindex('"') + 1
    if one[end : end + 1] == "@":
        return Literal(lexical(one), lang=one[end + 1 :])
    datatype = URIRef(one[end + 3 : -1]) if end < len(one) else XSD.string
    return Literal(lexical(one), datatype=datatype, normalize=False)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])
