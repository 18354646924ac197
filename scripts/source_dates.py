"""
How many of the cited pages have a date on record, and what came of looking the others up.

    python -m scripts.source_dates [--left]

A source is dated by `dcterms:issued`, and only when its page was seen to give a date. Pages that were looked up again and give
none are listed in `scripts/undated_pages.yaml`, as are those that could not be found: without that list, a page without a
date could not be told from one at which nobody looked. With `--left` the addresses that nobody has looked up yet are printed,
the most cited first. The page on the coverage shows what is counted here.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.terms import AKG, PREFIXES
from scripts.case_statements import read_things

ROOT: Final = Path(__file__).resolve().parent.parent
LOOKED_UP: Final = Path(__file__).parent / "undated_pages.yaml"
FOLDERS: Final = ("cases", "actors", "resources")
"""The folders of data whose records cite pages."""

_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PAGE: Final = f"{PREFIXES['foaf']}page"
_ISSUED: Final = f"{PREFIXES['dcterms']}issued"


@dataclass(frozen=True, slots=True)
class CitedPage:
    """A source that has an address: its IRI, the address, and whether a date of issue is on record."""

    iri: str
    address: str
    dated: bool


@dataclass(frozen=True, slots=True)
class LookedUp:
    """
    What came of looking pages up again.

    Attributes:
        last: Day of the last look, as YYYY-MM-DD.
        undated: Addresses of the pages that give no date.
        not_found: Addresses at which nothing was found.
    """

    last: str
    undated: frozenset[str]
    not_found: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dates:
    """
    How many sources with an address are dated, and what became of the others; pages cited twice count twice.

    >>> Dates(dated=5, undated=2, not_found=1, left=2, last="2026-12-01").share
    0.625
    """

    dated: int
    undated: int
    not_found: int
    left: int
    last: str

    @property
    def all(self) -> int:
        """How many sources have an address."""
        return self.dated + self.undated + self.not_found + self.left

    @property
    def share(self) -> float:
        """Share of dated sources among those whose page is not known to give no date, in [0, 1]."""
        return self.dated / (self.all - self.undated)


def read_pages(data: Path) -> list[CitedPage]:
    """Read the sources of all records that have an address, in the order of their files and IRIs."""
    return [
        CitedPage(iri, address.value, _ISSUED in said)
        for folder in FOLDERS
        for path in sorted((data / folder).glob("*.ttl"))
        for iri, said in read_things(path).items()
        if any(kind.value == f"{AKG}Source" for kind in said.get(_TYPE, ()))
        for address in said.get(_PAGE, ())
    ]


def read_looked_up(path: Path = LOOKED_UP) -> LookedUp:
    """Read what came of looking pages up: for each day, what gave no date and what was not found."""
    days: list[Mapping[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    undated, not_found = (
        frozenset(address for day in days for address in day.get(found, ())) for found in ("undated", "not_found")
    )
    return LookedUp(max(str(day["date"]) for day in days), undated, not_found)


def count(pages: Iterable[CitedPage], looked_up: LookedUp) -> Dates:
    """Count sources by what is known of their dates."""
    found = Counter(_state(one, looked_up) for one in pages)
    return Dates(found["dated"], found["undated"], found["not_found"], found["left"], looked_up.last)


def left(pages: Iterable[CitedPage], looked_up: LookedUp) -> list[tuple[str, int]]:
    """List the addresses that nobody has looked up for a date, with the sources of each, the most cited first."""
    found = Counter(one.address for one in pages if _state(one, looked_up) == "left")
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def said_of(dates: Dates) -> Text:
    """Say how many sources are dated, out of how many, and out of how many that can be."""
    percent = f"{100 * dates.share:.0f}"
    rows = (
        ("une date est relevée", "a date is on record", dates.dated),
        ("la page, revue, n'en montre pas", "the page, seen again, shows none", dates.undated),
        ("la page, cherchée, n'a pas été retrouvée", "the page, looked for, was not found", dates.not_found),
        ("pas encore cherchée", "not yet looked up", dates.left),
    )
    french, english = ("\n".join(f"| {row[at]} | {row[2]} |" for row in rows) for at in (0, 1))
    return Text(
        fr=f"""Une source est datée quand sa page montre une date, jamais autrement. D'autres ont été cherchées par leurs titres, les
plus citées d'abord, la dernière fois le {dates.last}, dans un index de pages publiques qui n'en garde que le début : une date
plus bas dans la page, ou que l'index n'a pas gardée, reste à trouver. Une page citée par plusieurs fiches compte chaque fois.

| date de la page | sources, sur {dates.all} |
|---|--:|
{french}

Des sources dont la page n'a pas été revue sans date, {percent} % sont datées ({dates.dated} sur {dates.all - dates.undated}).
La liste des pages revues est dans [`scripts/undated_pages.yaml`](../../scripts/undated_pages.yaml).""",
        en=f"""A source is dated when its page shows a date, never otherwise. Others were looked for by their titles, the most
cited first, the last time on {dates.last}, in an index of public pages that keeps the beginning of each only: a date further
down the page, or one that the index did not keep, remains to be found. A page cited by several records counts each time.

| date of the page | sources, of {dates.all} |
|---|--:|
{english}

Of the sources whose page was not seen without a date, {percent}% are dated ({dates.dated} of {dates.all - dates.undated}).
The list of the pages seen again is in [`scripts/undated_pages.yaml`](../../scripts/undated_pages.yaml).""",
    )


def main(arguments: Sequence[str]) -> int:
    """Print what the page on the coverage says, or with `--left` the addresses that nobody has looked up."""
    pages, looked_up = read_pages(Home(ROOT).data), read_looked_up()
    if "--left" in arguments:
        print("\n".join(f"{sources}\t{address}" for address, sources in left(pages, looked_up)))
    else:
        print(said_of(count(pages, looked_up)).en)
    return 0


def _state(page: CitedPage, looked_up: LookedUp) -> str:
    if page.dated:
        return "dated"
    if page.address in looked_up.undated:
        return "undated"
    return "not_found" if page.address in looked_up.not_found else "left"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
