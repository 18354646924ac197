"""
The patterns of a query as a tree: groups, what is joined in them, what follows in order, what filters them.

Every part keeps the text that it was written with, so that a tree is written back without a change of its terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Variables = frozenset[str]
"""Names of variables with their question mark."""

NOTHING: Variables = frozenset()


@dataclass(frozen=True, slots=True)
class TriplePattern:
    """
    A triple pattern; a property path may stand for its predicate.

    Attributes:
        is_path: Whether the predicate is more than a variable or a term.
        start: Offset in the query, from 0.
    """

    subject: str
    predicate: str
    object: str
    is_path: bool = False
    start: int = field(default=0, compare=False)

    @property
    def variables(self) -> Variables:
        """All its variables; a path has none."""
        return frozenset(term for term in (self.subject, self.predicate, self.object) if term.startswith("?"))

    @property
    def certain(self) -> Variables:
        """The variables that have a value in each of its solutions."""
        return self.variables


@dataclass(frozen=True, slots=True)
class ValuesPart:
    """A `VALUES` block, as it is written."""

    text: str
    variables: Variables
    certain: Variables
    rows: int


@dataclass(frozen=True, slots=True)
class SubSelect:
    """A sub-select: what stands before its group and behind it, as written; only what it selects is seen outside."""

    head: str
    group: Group
    tail: str
    variables: Variables
    certain: Variables


@dataclass(frozen=True, slots=True)
class GraphPart:
    """A `GRAPH` clause."""

    name: str
    group: Group

    @property
    def variables(self) -> Variables:
        """All variables that are written in it."""
        return self.group.variables | self._of_name

    @property
    def certain(self) -> Variables:
        """The variables that have a value in each of its solutions."""
        return self.group.certain | self._of_name

    @property
    def _of_name(self) -> Variables:
        return frozenset((self.name,)) if self.name.startswith("?") else NOTHING


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Groups with UNION between them; one group is a group in braces of its own."""

    branches: tuple[Group, ...]

    @property
    def variables(self) -> Variables:
        """All variables that are written in it."""
        return union(branch.variables for branch in self.branches)

    @property
    def certain(self) -> Variables:
        """The variables that have a value in each of its solutions."""
        return frozenset.intersection(*(branch.certain for branch in self.branches))


Joined = TriplePattern | ValuesPart | SubSelect | GraphPart | Alternatives
"""What is joined with the rest of its group, so that its place among others of its kind says nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """OPTIONAL or MINUS: what comes of the solutions so far, so that its place matters."""

    kind: Literal["OPTIONAL", "MINUS"]
    group: Group

    @property
    def variables(self) -> Variables:
        """All variables that are written in it."""
        return self.group.variables


@dataclass(frozen=True, slots=True)
class Binding:
    """
    A `BIND`.

    Attributes:
        read: The variables of its expression.
    """

    text: str
    target: str
    read: Variables

    @property
    def variables(self) -> Variables:
        """All variables that are written in it."""
        return self.read | {self.target}


@dataclass(frozen=True, slots=True)
class Condition:
    """A `FILTER` with an expression, as it is written."""

    text: str
    variables: Variables


@dataclass(frozen=True, slots=True)
class Existence:
    """`FILTER EXISTS` or `FILTER NOT EXISTS`."""

    is_negated: bool
    group: Group

    @property
    def variables(self) -> Variables:
        """All variables that are written in it."""
        return self.group.variables


Filter = Condition | Existence


@dataclass(frozen=True, slots=True)
class Level:
    """
    What follows a step and is joined with its outcome; the first level follows nothing.

    Attributes:
        step: None for the first level only.
    """

    step: Step | Binding | None
    joined: tuple[Joined, ...] = ()

    @property
    def variables(self) -> Variables:
        """All variables that are written in it."""
        return union(one.variables for one in self.joined) | (self.step.variables if self.step is not None else NOTHING)

    @property
    def certain(self) -> Variables:
        """The variables that have a value in each solution, thanks to what is joined here."""
        return union(one.certain for one in self.joined)


@dataclass(frozen=True, slots=True)
class Group:
    """A group in braces: levels in their order, then the filters, which hold for all of it wherever they are written."""

    levels: tuple[Level, ...]
    filters: tuple[Filter, ...] = ()

    @property
    def size(self) -> int:
        """How many parts it has, and the groups in it."""
        joined = [part for level in self.levels for part in level.joined]
        steps = [level.step for level in self.levels if level.step is not None]
        inner: list[Group] = [
            one.group
            for one in (*steps, *joined, *self.filters)
            if isinstance(one, Step | SubSelect | GraphPart | Existence)
        ]
        inner += (branch for part in joined if isinstance(part, Alternatives) for branch in part.branches)
        return len(joined) + len(steps) + len(self.filters) + sum(group.size for group in inner)

    @property
    def variables(self) -> Variables:
        """All variables that are written in it, in filters too."""
        return union(level.variables for level in self.levels) | union(one.variables for one in self.filters)

    @property
    def certain(self) -> Variables:
        """The variables that have a value in each of its solutions."""
        return union(level.certain for level in self.levels)


@dataclass(frozen=True, slots=True)
class PatternQuery:
    """
    A query around its patterns.

    Attributes:
        declarations: Its prologue, as it is written.
        head: What stands before the outermost group, as it is written, the prologue included.
        tail: What stands behind it.
        selects_all: Whether some SELECT, DESCRIBE or COUNT takes all variables with a star.
    """

    declarations: str
    head: str
    group: Group
    tail: str
    selects_all: bool


def union(several: Iterable[Variables]) -> Variables:
    """Return the variables of all of some sets."""
    return NOTHING.union(*several)
