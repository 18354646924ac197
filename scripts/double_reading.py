"""
How far two readings agree on what each case is: its models of partnership, its functions of a catalyst.

    python -m scripts.double_reading

`scripts/double_reading.yaml` holds both readings of each case, why the second reads it so, and, where they differ, what
holds since and why. The first is kept as it was on the day of the second, so that settling does not make the readings
agree after the event; what was corrected later stands apart, so that neither reading nor settlement is rewritten. The page on the coverage shows what is worked out here; this prints the same in English.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, Self

import yaml

from allianceskg.language import Text

READINGS: Final = Path(__file__).parent / "double_reading.yaml"
Kind = Literal["models", "functions"]
KINDS: Final[tuple[Kind, ...]] = ("models", "functions")

_Concepts = frozenset[str]
"""Concepts of one vocabulary, by the last part of their IRI."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What holds after two readings differed, and why."""

    now: _Concepts
    reason: Text


@dataclass(frozen=True, slots=True)
class TwiceRead:
    """
    A case that was read twice.

    Attributes:
        case: Its slug.
        told_by_the_kit: Its own text says how the kit sees it, so that no reading of it is independent.
        first: What the catalogue said before the second reading.
        second: What was read without sight of the first.
        confidence: How sure the second reading is: haute, moyenne or faible.
        why: Why the second reading says so.
        settled: What holds since, where the two differ.
        corrected: What holds since a later look at the sources, whatever the readings had said.
    """

    case: str
    told_by_the_kit: bool
    first: Mapping[Kind, _Concepts]
    second: Mapping[Kind, _Concepts]
    confidence: str
    why: str
    settled: Mapping[Kind, Settlement] = field(default_factory=dict)
    corrected: Mapping[Kind, Settlement] = field(default_factory=dict)

    @property
    def holds(self) -> dict[Kind, Settlement]:
        """What the catalogue has to say of each kind that was settled or corrected, the later of the two."""
        return {**self.settled, **self.corrected}

    def differs(self, kind: Kind) -> bool:
        """Say whether the two readings differ."""
        return self.first[kind] != self.second[kind]


@dataclass(frozen=True, slots=True)
class DoubleReading:
    """
    All that was read twice.

    Attributes:
        date: Of the second reading, as YYYY-MM-DD.
        cases: How many the catalogue held that day.
        seen_before: Cases left out, since whoever read a second time had seen the first reading of them.
        read: The cases that were read twice, those told by the kit included.
    """

    date: str
    cases: int
    seen_before: tuple[str, ...]
    read: tuple[TwiceRead, ...]

    @property
    def independent(self) -> list[TwiceRead]:
        """The cases on which agreement can be measured."""
        return [one for one in self.read if not one.told_by_the_kit]


@dataclass(frozen=True, slots=True)
class ConceptAgreement:
    """
    How far two readings agree on one model or function: how many cases both, either or neither of them give it.

    >>> found = ConceptAgreement("a", both=20, only_first=5, only_second=10, neither=15)
    >>> found.exact, round(found.kappa, 2), round(found.error, 2)
    (0.7, 0.4, 0.13)
    """

    concept: str
    both: int
    only_first: int
    only_second: int
    neither: int

    @classmethod
    def of(cls, concept: str, pairs: Iterable[tuple[bool, bool]]) -> Self:
        """Count answers, each whether the first reading gives the concept and whether the second does."""
        counted = Counter(pairs)
        return cls(concept, *(counted[one] for one in ((True, True), (True, False), (False, True), (False, False))))

    @property
    def cases(self) -> int:
        """How many cases were read."""
        return self.both + self.only_first + self.only_second + self.neither

    @property
    def exact(self) -> float:
        """Share of the cases on which the two say the same, in [0, 1]."""
        return (self.both + self.neither) / self.cases

    @property
    def kappa(self) -> float:
        """Cohen's kappa: 1 where the two always say the same, 0 for what chance gives; 1 where nothing else could be said."""
        chance = self._chance
        return (self.exact - chance) / (1 - chance) if chance < 1 else 1.0

    @property
    def error(self) -> float:
        """
        Standard error of kappa for many cases.

        Source:
            Fleiss, Cohen, Everitt (1969), Large sample standard errors of kappa and weighted kappa, equation 13.
        """
        if self._chance == 1:
            return 0.0
        rest = 1 - self.kappa
        same = sum(p * (1 - (r + c) * rest) ** 2 for p, r, c in self._same)
        other = rest**2 * sum(p * (r + c) ** 2 for p, r, c in self._other)
        whole = (self.kappa - self._chance * rest) ** 2
        return math.sqrt(max(same + other - whole, 0) / self.cases) / (1 - self._chance)

    @property
    def cells(self) -> str:
        """Cells of a table in English: how many the first has, the second, both, their agreement and kappa."""
        first, second = self.both + self.only_first, self.both + self.only_second
        return f"{first} | {second} | {self.both} | {self.exact:.2f} | {self.kappa:.2f} ± {self.error:.2f}"

    @property
    def _first(self) -> float:
        return (self.both + self.only_first) / self.cases

    @property
    def _second(self) -> float:
        return (self.both + self.only_second) / self.cases

    @property
    def _chance(self) -> float:
        return self._first * self._second + (1 - self._first) * (1 - self._second)

    @property
    def _same(self) -> Iterator[tuple[float, float, float]]:
        """Each share where the two agree, with that of the same answer in the first reading and in the second."""
        yield self.both / self.cases, self._first, self._second
        yield self.neither / self.cases, 1 - self._first, 1 - self._second

    @property
    def _other(self) -> Iterator[tuple[float, float, float]]:
        """Each share where they differ, with that of the second's answer in the first reading, and of the first's in the second."""
        yield self.only_first / self.cases, 1 - self._first, self._second
        yield self.only_second / self.cases, self._first, 1 - self._second


@dataclass(frozen=True, slots=True)
class Settled:
    """How differences were settled: the first reading stands, the second does, or both hold in part, or neither."""

    first: int
    second: int
    otherwise: int

    @property
    def all(self) -> int:
        """How many there were."""
        return self.first + self.second + self.otherwise


def read_readings(path: Path = READINGS) -> DoubleReading:
    """Read the file of both readings."""
    written: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    read = tuple(_twice_read(case, one) for case, one in written["read"].items())
    return DoubleReading(str(written["date"]), written["cases"], tuple(written["seen_before"]), read)


def agreements(read: Sequence[TwiceRead], kind: Kind, concepts: Collection[str]) -> list[ConceptAgreement]:
    """Compare two readings on each model, or on each function."""
    return [
        ConceptAgreement.of(concept, ((concept in one.first[kind], concept in one.second[kind]) for one in read))
        for concept in concepts
    ]


def settled(read: Sequence[TwiceRead]) -> Settled:
    """Count how differences were settled, one for each case and kind."""
    found = [(one.first[kind], one.second[kind], it.now) for one in read for kind, it in one.settled.items()]
    first = sum(now == before for before, _, now in found)
    second = sum(now == after for _, after, now in found)
    return Settled(first, second, len(found) - first - second)


def corrected(read: Sequence[TwiceRead]) -> int:
    """Count the classifications that a later look at the sources corrected, one for each case and kind."""
    return sum(len(one.corrected) for one in read)


def said_of(reading: DoubleReading, names: Mapping[Kind, Mapping[str, Text]]) -> Text:
    """Say how each case was read twice, how far the readings agree, and what became of the differences."""
    rows = [(names[kind][one.concept], one) for kind in KINDS for one in _all(reading, kind, names)]
    return Text(fr=_french(reading, rows), en=_english(reading, rows))


def _twice_read(case: str, written: Mapping[str, Any]) -> TwiceRead:
    settlements, corrections = (
        {
            kind: Settlement(frozenset(it["now"]), Text(fr=it["fr"], en=it["en"]))
            for kind, it in written.get(ending, {}).items()
        }
        for ending in ("settled", "corrected")
    )
    first, second = ({kind: frozenset(written[reading][kind]) for kind in KINDS} for reading in ("first", "second"))
    told, confidence = written.get("told_by_the_kit", False), written["second"]["confidence"]
    return TwiceRead(case, told, first, second, confidence, written["why"], settlements, corrections)


def _all(reading: DoubleReading, kind: Kind, names: Mapping[Kind, Mapping[str, Text]]) -> list[ConceptAgreement]:
    return agreements(reading.independent, kind, names[kind])


def _same(reading: DoubleReading, kind: Kind) -> int:
    return sum(not one.differs(kind) for one in reading.independent)


_Rows = Sequence[tuple[Text, ConceptAgreement]]


def _french(reading: DoubleReading, rows: _Rows) -> str:
    n, ends = len(reading.independent), settled(reading.read)
    table = "\n".join(f"| {name.fr} | {one.cells.replace('.', ',')} |" for name, one in rows)
    return f"""Dire de quel modèle relève une alliance, ou quelles fonctions remplit une initiative, est le plus souvent une lecture du
catalogue. Deux lectures indépendantes ont été faites, la seconde le {reading.date} sans voir la première, du titre, du résumé, des
énoncés et des participants de chaque cas. Elles sont comparées sur {n} cas sur {reading.cases}. N'y sont pas les
{len(reading.read) - n} cas dont le texte dit lui-même ce que le kit y voit, ni {len(reading.seen_before)} cas dont la première
lecture avait été vue auparavant. Les deux viennent de ce projet : **aucun praticien n'a encore lu.**

Les mêmes modèles, ou aucun : {_same(reading, "models")} cas sur {n}. Les mêmes fonctions, ou aucune : {_same(reading, "functions")} sur {n}.

Pour chaque modèle et chaque fonction, le nombre de cas qui l'ont d'après la première lecture, la seconde, les deux ; la part des
{n} cas où elles disent la même chose ; le kappa de Cohen (1 : toujours d'accord ; 0 : pas plus que par hasard), avec son erreur type.

| modèle ou fonction | première | seconde | les deux | accord | kappa |
|---|--:|--:|--:|--:|--:|
{table}

Les {ends.all} différences, cas du kit compris, ont été tranchées ensuite, les deux raisons sous les yeux, par qui avait fait la seconde lecture : la
première tient {ends.first} fois, parfois avec moins de confiance, la seconde {ends.second} fois, et {ends.otherwise} fois les deux en partie ou ni
l'une ni l'autre. Depuis, {corrected(reading.read)} classements ont été corrigés d'après leurs sources. Chacun est motivé en une ligne dans
[`scripts/double_reading.yaml`](../../scripts/double_reading.yaml). Les cas entrés au catalogue après le {reading.date} n'ont qu'une lecture."""


def _english(reading: DoubleReading, rows: _Rows) -> str:
    n, ends = len(reading.independent), settled(reading.read)
    table = "\n".join(f"| {name.en} | {one.cells} |" for name, one in rows)
    return f"""Saying which model an alliance follows, or which functions an initiative performs, is most often a reading of the
catalogue. Two independent readings were made, the second on {reading.date} without sight of the first, from the title, the summary, the
statements and the participants of each case. They are compared on {n} cases of {reading.cases}. Left out are the
{len(reading.read) - n} cases whose own text says how the kit sees them, and {len(reading.seen_before)} cases whose first reading
had been seen before. Both come from this project: **no practitioner has read yet.**

The same models, or none: {_same(reading, "models")} cases of {n}. The same functions, or none: {_same(reading, "functions")} of {n}.

For each model and each function, the number of cases that have it by the first reading, by the second, by both; the share of the
{n} cases on which they say the same; Cohen's kappa (1: always agreed; 0: no more than by chance), with its standard error.

| model or function | first | second | both | agreement | kappa |
|---|--:|--:|--:|--:|--:|
{table}

The {ends.all} differences, cases of the kit included, were settled afterwards, with both reasons in sight, by whoever had made the second reading: the first
stands {ends.first} times, sometimes with less confidence, the second {ends.second} times, and {ends.otherwise} times both in part or
neither. Since then, {corrected(reading.read)} classifications were corrected after their sources. Each has its reason in one line in
[`scripts/double_reading.yaml`](../../scripts/double_reading.yaml). Cases that entered the catalogue after {reading.date} have one reading only."""


def main() -> int:
    """Print what the page on the coverage says, with the concepts by the last part of their IRI."""
    reading = read_readings()
    names: dict[Kind, dict[str, Text]] = {}
    for kind in KINDS:
        found = {concept for one in reading.read for concept in one.first[kind] | one.second[kind]}
        names[kind] = {concept: Text(fr=concept, en=concept) for concept in sorted(found)}
    print(said_of(reading, names).en)
    return 0


if __name__ == "__main__":
    sys.exit(main())
