"""
Invented catalogues of any size in the ontology of the catalogue, for measuring and for testing at scale.

Cases, actors, titles and sources are invented and say so; concepts and territories are the shipped ones. The same seed
gives the same cases each time.

    python -m benchmarks.synthetic home FOLDER --cases 3000          # a home: files in the shipped form
    python -m benchmarks.synthetic quads FILE.nq --cases 30000       # one N-Quads dump
"""

from __future__ import annotations

from benchmarks.synthetic.drawing import Case, Drawing
from benchmarks.synthetic.faults import FAULTS, Expected, expected_faults
from benchmarks.synthetic.output import PARTNER, fill_store, write_home, write_quads
from benchmarks.synthetic.world import World, read_world

__all__ = [
    "FAULTS",
    "PARTNER",
    "Case",
    "Drawing",
    "Expected",
    "World",
    "expected_faults",
    "fill_store",
    "read_world",
    "write_home",
    "write_quads",
]
