"""
What a withdrawn record need not say.

A record that was retired or merged keeps its address and says why; it may have been stripped of all the rest. What it
still says must be right, but nothing is missing from it. SHACL Core has no condition on another property, so this is
taken off what the shapes find, by whichever engine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from rdflib import URIRef

from allianceskg.records.standing import WITHDRAWING, standing_of
from allianceskg.validation.compiled import ConstraintFailure, token
from allianceskg.validation.engine import Result
from allianceskg.validation.nodes import SH, Triple

_MISSING: Final = frozenset({SH.MinCountConstraintComponent, SH.QualifiedMinCountConstraintComponent})


def is_excused(failure: ConstraintFailure, blocks: Mapping[str, Mapping[str, Collection[str]]]) -> bool:
    """Tell whether all that fails is that a withdrawn record says too little."""
    return failure.component in _MISSING and standing_of(blocks.get(failure.focus, {})) == "withdrawn"


def without_excused(results: Iterable[Result], triples: Iterable[Triple]) -> list[Result]:
    """Leave out that withdrawn records say too little; see `is_excused`."""
    said: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, value in triples:
        if (path := token(predicate)) in WITHDRAWING:
            said.setdefault(str(subject), {}).setdefault(path, []).append(token(value))
    gone = {URIRef(iri) for iri, block in said.items() if standing_of(block) == "withdrawn"}
    return [one for one in results if one.component not in _MISSING or one.focus not in gone]
