"""What the catalogue says around the records that are judged: kept from one judgement to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from rdflib import Graph, URIRef

from allianceskg.rdf import turtle
from allianceskg.terms import ACTOR, BASE, CASE, RESOURCE, TERRITORY
from allianceskg.validation.blocks import read_blocks
from allianceskg.validation.compiled import Compiled, token
from allianceskg.validation.engine import broader_concepts, compile_shapes
from allianceskg.validation.nodes import RDF, RDFS, SKOS, TERM, Triple
from allianceskg.validation.reference import Reference

DOCUMENTS: Final = (CASE, ACTOR, RESOURCE)
_TYPE: Final = token(RDF.type)
_TERRITORY_TYPES: Final = (token(TERM.Territory),)
_MOST_FILES: Final = 50_000
"""Files of records whose types are remembered: there is no end of them in a large catalogue."""
_OF_TERMS: Final = frozenset({RDFS.subClassOf, SKOS.broader})

Types = dict[str, list[str]]


class Referred:
    """
    The compiled shapes, and the types of what records refer to: concepts, territories, other published records.

    Attributes:
        compiled: The shapes of records.
        broader: Which concept is narrower than which, in N-Triples.
    """

    def __init__(self, reference: Reference) -> None:
        """
        Raises:
            NotCompiledError: The shapes ask for something that is not compiled.
        """
        background: Graph = reference.background_graph
        self._reference = reference
        self.compiled: Compiled = compile_shapes(reference.shapes, background)
        self.broader = broader_concepts(background)
        types: Types = defaultdict(list)
        for subject, value in background.subject_objects(RDF.type):
            types[token(subject)].append(token(value))
        self._types = dict(types)
        self._terms = frozenset(str(node) for node in background.all_nodes())
        self._files: dict[Path, tuple[tuple[int, int], Types]] = {}

    def types(self, node: str) -> Sequence[str]:
        """
        Return the types of a node that no judged file describes, as it is published now.

        Raises:
            DataError: The file that describes it cannot be read or is not Turtle.
        """
        known = self._types.get(node)
        if known is not None:
            return known
        iri = node[1:-1]
        if iri.startswith(TERRITORY):
            return _TERRITORY_TYPES if self._reference.has_territory(iri) else ()
        if iri.startswith(DOCUMENTS):
            path = self._reference.record_file(iri)
            return self._types_in(path).get(node, ()) if path is not None else ()
        return ()

    def leave_alone(self, triples: Iterable[Triple], described: frozenset[str]) -> bool:
        """
        Tell whether files say nothing about what surrounds them.

        A file may by mistake describe a term of the vocabularies, or refer to a part of its record that only the
        published version of it has; what it says and what is published must then be read together.

        Args:
            triples: Of all files.
            described: All that they describe.
        """
        if not self._terms.isdisjoint(described):
            return False
        documents = {iri.partition("#")[0] for iri in described}
        for _, predicate, value in triples:
            if predicate in _OF_TERMS:
                return False
            if isinstance(value, URIRef) and value.startswith(BASE) and str(value) not in described:
                document = value.partition("#")[0]
                if document in documents and self._reference.record_file(document) is not None:
                    return False
        return True

    def _types_in(self, path: Path) -> Types:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._files.get(path)
        if known is None or known[0] != stamp:
            blocks = read_blocks(path)
            if blocks is None:
                turtle.read(path)
            types = {subject: block[_TYPE] for subject, block in (blocks or {}).items() if _TYPE in block}
            if len(self._files) >= _MOST_FILES:
                self._files.pop(next(iter(self._files)))
            known = self._files[path] = (stamp, types)
        return known[1]
