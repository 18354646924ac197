"""
How the triples of a query hang together, from its tokens: what a planner would see, roughly.

It serves to guess which queries take long; a wrong guess costs a place in a queue, nothing else.
"""

from __future__ import annotations

from typing import Final, Literal

from allianceskg.sparql.tokens import Token

_Place = Literal["subject", "predicate", "object"]

_VARIABLES: Final = frozenset(("variable", "blank"))
_CONSTANTS: Final = frozenset(("iri", "name", "string", "number"))
_PATH_BEFORE_TERM: Final = frozenset(("/", "|", "^"))


class Patterns:
    """
    The triple patterns of the groups of a query, met in order.

    Attributes:
        cross_products: Groups whose patterns fall apart into parts without a common variable.
        free_triples: Triples of three variables.
        triples: Triples in all.
        is_anchored: Whether some triple has a known subject or object.
    """

    def __init__(self) -> None:
        self.cross_products = 0
        self.free_triples = 0
        self.triples = 0
        self.is_anchored = False
        self._groups: list[dict[str, str]] = []
        self._place: _Place = "subject"
        self._first: str | None = None
        self._variables = 0
        self._skips = False

    def open_group(self, *, is_template: bool) -> None:
        """Begin a group in braces; the template of a CONSTRUCT is passed over."""
        self._groups.append({})
        self.end_statement()
        self._skips = is_template

    def close_group(self) -> None:
        """End the innermost group."""
        if self._groups:
            ties = self._groups.pop()
            self.cross_products += len({_root(ties, name) for name in ties}) > 1
        self.resume()

    def open_bracket(self, bracket: str) -> None:
        """Meet a path or a list in round brackets, or a blank node in square ones; their inside is not looked at much."""
        if bracket == "[":
            self._place = "predicate"
        elif bracket == "(":
            self._place = "object" if self._place == "predicate" else "predicate"

    def close_bracket(self) -> None:
        """Meet the end of a blank node in square brackets."""
        self._place = "predicate"

    def skip(self) -> None:
        """Pass over the terms of GRAPH or VALUES, up to the next brace."""
        self._skips = True

    def resume(self) -> None:
        """Begin to look at terms again."""
        self.end_statement()
        self._skips = False

    def end_statement(self) -> None:
        """Begin a new subject."""
        self._place, self._first, self._variables = "subject", None, 0

    def take_mark(self, mark: str) -> None:
        """Meet punctuation or a sign of a path."""
        if mark == ".":
            self.end_statement()
        elif mark == ";" or (mark in _PATH_BEFORE_TERM and self._place == "object"):
            self._place = "predicate"
        elif mark == ",":
            self._place = "object"

    def take_term(self, token: Token) -> None:
        """Meet a variable, an IRI or a literal."""
        if self._skips or not self._groups:
            return
        if token.kind in _VARIABLES:
            self._tie(token.text.replace("$", "?"))
            self._variables += 1
        if self._place != "predicate":
            self.is_anchored = self.is_anchored or token.kind in _CONSTANTS
        if self._place == "object":
            self.triples += 1
            self.free_triples += self._variables > 2
        self._place = "predicate" if self._place == "subject" else "object"

    def take_verb(self) -> None:
        """Meet the word `a`."""
        if self._place == "predicate":
            self._place = "object"

    def _tie(self, name: str) -> None:
        ties = self._groups[-1]
        ties.setdefault(name, name)
        if self._first is None:
            self._first = name
        else:
            ties[_root(ties, name)] = _root(ties, self._first)


def _root(ties: dict[str, str], name: str) -> str:
    while ties[name] != name:
        ties[name] = name = ties[ties[name]]
    return name
