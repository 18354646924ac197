"""
What N-Quads of somebody else say: which graphs they fill, under which licence, and what they claim of things that are ours.

Anybody may link to our things. What is said *of* them, with one of them as the subject, is the catalogue's own to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat

from allianceskg.errors import DataError
from allianceskg.language import Text
from allianceskg.terms import PREFIXES, RDF_TYPE

SHOWN_CLAIMS: Final = 20

_LICENSE: Final = f"{PREFIXES['dcterms']}license"
_DATASETS: Final = frozenset({f"{PREFIXES['void']}Dataset", f"{PREFIXES['dcat']}Dataset", f"{PREFIXES['dcat']}Catalog"})


@dataclass(slots=True)
class Examined:
    """
    What a file says, as far as a load asks.

    Attributes:
        graphs: The graphs that it fills.
        claims: How many statements it makes about things in the spaces that were asked about.
        first_claims: The first of these as `subject predicate object`, at most `SHOWN_CLAIMS`.
    """

    graphs: set[str] = field(default_factory=set)
    claims: int = 0
    first_claims: list[str] = field(default_factory=list)
    _licences: dict[str, set[str]] = field(default_factory=dict)
    _datasets: set[str] = field(default_factory=set)

    @property
    def licences(self) -> tuple[str, ...]:
        """The licences that it states of a graph of its own, or of what it calls a dataset."""
        about = self.graphs | self._datasets
        return tuple(sorted({one for subject in about for one in self._licences.get(subject, ())}))

    def take(self, quad: pyoxigraph.Quad, spaces: tuple[str, ...]) -> None:
        """Note one statement."""
        graph = getattr(quad.graph_name, "value", "")
        self.graphs.add(graph)
        subject, predicate, value = getattr(quad.subject, "value", ""), quad.predicate.value, quad.object
        if isinstance(quad.subject, pyoxigraph.NamedNode) and subject.startswith(spaces):
            self.claims += 1
            if len(self.first_claims) < SHOWN_CLAIMS:
                self.first_claims.append(f"{quad.subject} {quad.predicate} {value}")
        if predicate == _LICENSE and isinstance(value, pyoxigraph.NamedNode):
            self._licences.setdefault(subject, set()).add(value.value)
        elif predicate == RDF_TYPE and getattr(value, "value", "") in _DATASETS:
            self._datasets.add(subject)


def examine(path: Path, spaces: Sequence[str], *, but_for: Iterable[str] = ()) -> Examined:
    """
    Read an N-Quads file to its end, a statement at a time.

    Args:
        spaces: How the IRIs of things begin that it may not describe.
        but_for: Graphs that are passed over.

    Raises:
        DataError: It is not N-Quads, or cannot be read; what it says up to there is not told.
    """
    found, passed = Examined(), frozenset(but_for)
    for quad in _quads(path):
        if getattr(quad.graph_name, "value", "") not in passed:
            found.take(quad, tuple(spaces))
    return found


def _quads(path: Path) -> Iterator[pyoxigraph.Quad]:
    try:
        yield from pyoxigraph.parse(path=path, format=RdfFormat.N_QUADS)
    except (SyntaxError, OSError) as fault:
        raise DataError(
            Text(fr=f"{path} est illisible ({fault}).", en=f"{path} cannot be read ({fault})."),
            hint=Text(fr="Chargez de nouveau le fichier d'origine.", en="Load the original file again."),
        ) from fault
