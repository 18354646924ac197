"""How many triples fit a pattern, counted in a store and remembered, for one data version."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from allianceskg.sparql.pattern_order import UNKNOWN_SIZE
from allianceskg.sparql.pattern_tree import TriplePattern

Count = Callable[[str], int]
"""Runs a query that counts, and returns the number."""

_MOST_COUNTED: Final = 20_000
"""Where counting stops: what is larger counts as equally large."""
_MOST_REMEMBERED: Final = 5_000


class PatternSizes:
    """Counts what fits a pattern, once."""

    def __init__(self, count: Count) -> None:
        """Count with a store that does not change."""
        self._count = count
        self._known: OrderedDict[tuple[str, str], int] = OrderedDict()

    def size(self, declarations: str, pattern: TriplePattern) -> int:
        """
        Return how many triples fit, `UNKNOWN_SIZE` for very many.

        Args:
            declarations: The prologue that the names in the pattern are short for.
        """
        terms = (pattern.subject, pattern.predicate, pattern.object)
        if pattern.is_path:
            return UNKNOWN_SIZE
        opened = " ".join(f"?_{place}" if term.startswith("?") else term for place, term in enumerate(terms))
        known = self._known.get((declarations, opened))
        if known is None:
            inside = f"SELECT * {{ {opened} }} LIMIT {_MOST_COUNTED}"
            number = self._count(f"{declarations}\nSELECT (COUNT(*) AS ?n) {{ {{ {inside} }} }}")
            known = UNKNOWN_SIZE if number == _MOST_COUNTED else number
            self._known[declarations, opened] = known
            if len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)
        return known
