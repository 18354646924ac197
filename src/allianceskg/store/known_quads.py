"""What was read of a store in memory of this process, and can be of use again."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph

from allianceskg.rdf.oxigraph_terms import NativeNode


@dataclass(frozen=True, slots=True)
class KnownQuads:
    """
    What was read of a store of which only some graphs change, so that the rest need not be read again.

    Attributes:
        changing: The names of these graphs.
        quads: What all others say of each thing that was met.
    """

    changing: frozenset[str] = frozenset()
    quads: dict[NativeNode, list[pyoxigraph.Quad]] = field(default_factory=dict)
