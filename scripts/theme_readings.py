"""
How far two readings agree on which themes the cases bear, and what was added from the second.

    python -m scripts.theme_readings

`scripts/theme_readings.yaml` holds, for each case, the themes that the catalogue said on the day of the second reading, those
that were read without sight of them, and which of these were taken up. The first reading is kept as it was that day.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from allianceskg.language import Text
from scripts.double_reading import ConceptAgreement

READINGS: Final = Path(__file__).parent / "theme_readings.yaml"

_SHOWN: Final = 10
"""Cases that have a theme by one reading, below which its kappa says little."""


@dataclass(frozen=True, slots=True)
class ThemesRead:
    """The themes of a case, by the last part of their IRI: of the first reading, of the second, and what was added since."""

    first: frozenset[str]
    second: frozenset[str]
    added: frozenset[str]


@dataclass(frozen=True, slots=True)
class ThemeReadings:
    """
    All cases whose themes were read twice.

    Attributes:
        date: Of the second reading, as YYYY-MM-DD.
        read: By slug.
    """

    date: str
    read: Mapping[str, ThemesRead]

    def count(self, part: str) -> int:
        """Count the assignments of one part: `first`, `second` or `added`."""
        return sum(len(getattr(one, part)) for one in self.read.values())

    def agreement(self, themes: Sequence[str]) -> ConceptAgreement:
        """Compare the readings over some themes, each pair of a case and a theme being one answer."""
        pairs = ((theme in one.first, theme in one.second) for one in self.read.values() for theme in themes)
        return ConceptAgreement.of(themes[0] if len(themes) == 1 else "", pairs)


def read_theme_readings(path: Path = READINGS) -> ThemeReadings:
    """Read the file of both readings."""
    written: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return ThemeReadings(
        str(written["date"]),
        {
            case: ThemesRead(*(frozenset(one.get(part, ())) for part in ("first", "second", "added")))
            for case, one in written["read"].items()
        },
    )


def said_of(readings: ThemeReadings, names: Mapping[str, Text]) -> Text:
    """Say how the themes were read twice, how far the readings agree, and what was added."""
    pooled = readings.agreement(list(names))
    shown = [one for theme in names if (one := readings.agreement([theme])).cases - one.neither >= _SHOWN]
    shown.sort(key=lambda one: (-(one.cases - one.neither), one.concept))
    rows = [(names[one.concept], one) for one in shown]
    n, first, second, added = (len(readings.read), *(readings.count(part) for part in ("first", "second", "added")))
    french = "\n".join(f"| {name.fr} | {one.cells.replace('.', ',')} |" for name, one in rows)
    english = "\n".join(f"| {name.en} | {one.cells} |" for name, one in rows)
    kappa = f"{pooled.kappa:.2f} ± {pooled.error:.2f}"
    return Text(
        fr=f"""Les thèmes ont été relus le {readings.date} sur {n} cas, du titre, du résumé et des énoncés, sans voir ceux qui étaient inscrits, par
la règle suivante : un thème est porté si qui cherche un exemple sur ce thème serait content de trouver ce cas, et si un énoncé le dit ;
le plus précis convient, huit au plus. La première lecture en donne {first}, la seconde {second}, les deux {pooled.both} ; le kappa de Cohen,
sur toutes les paires d'un cas et d'un thème, est de {kappa.replace(".", ",")}. Un troisième lecteur a décidé de ce que seule la seconde avait
trouvé : {added} thèmes ont été ajoutés, comme lectures de ce catalogue, chacun avec sa raison, sa confiance et les sources des énoncés qui le
portent. Rien n'a été retiré. Les lectures viennent de ce projet : **aucun praticien n'a encore lu.** Thèmes qu'au moins {_SHOWN} cas ont par
l'une des lectures :

| thème | première | seconde | les deux | accord | kappa |
|---|--:|--:|--:|--:|--:|
{french}

Les deux lectures de chaque cas : [`scripts/theme_readings.yaml`](../../scripts/theme_readings.yaml).""",
        en=f"""Themes were read again on {readings.date} on {n} cases, from title, summary and statements, without sight of those on record, by this
rule: a case bears a theme if somebody who looks for an example on that theme would be glad to be shown it, and a statement says so;
the narrowest that fits, eight at most. The first reading gives {first} of them, the second {second}, both {pooled.both}; Cohen's kappa, over all
pairs of a case and a theme, is {kappa}. A third reader decided on what the second alone had found: {added} themes were added, as readings of
this catalogue, each with its reason, its confidence and the sources of the statements that bear it. None was taken away. The readings come
from this project: **no practitioner has read yet.** Themes that at least {_SHOWN} cases have by one of the readings:

| theme | first | second | both | agreement | kappa |
|---|--:|--:|--:|--:|--:|
{english}

Both readings of each case: [`scripts/theme_readings.yaml`](../../scripts/theme_readings.yaml).""",
    )


def main() -> int:
    """Print what the page on the coverage says, with the themes by the last part of their IRI."""
    readings = read_theme_readings()
    found = sorted({theme for one in readings.read.values() for theme in one.first | one.second})
    print(said_of(readings, {theme: Text(fr=theme, en=theme) for theme in found}).en)
    return 0


if __name__ == "__main__":
    sys.exit(main())
