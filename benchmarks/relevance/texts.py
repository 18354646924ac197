"""The French texts of the cases: what a reader judges, and what the plain text baseline searches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from allianceskg.library.catalogue import Catalogue
from allianceskg.rdf.term import Term
from allianceskg.terms import slug
from benchmarks.relevance.asked import FOLDER

_TITLE: Final = "http://purl.org/dc/terms/title"
_SUMMARY: Final = "http://purl.org/dc/terms/abstract"
_STATEMENT: Final = "http://purl.org/dc/terms/description"

Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class CaseText:
    """
    What a case says.

    Attributes:
        statements: Part of the case, such as `difficulty-1`, and what it says.
        names: Of the models, functions, activities, holders, themes and goals, each once.
    """

    title: str
    summary: str
    statements: tuple[tuple[str, str], ...]
    names: tuple[str, ...]

    @property
    def searched(self) -> str:
        """All of it as one text, in which the title counts twice."""
        said = (text for _, text in self.statements)
        return " ".join([self.title, self.title, self.summary, *said, *self.names])


def read_texts(catalogue: Catalogue) -> dict[str, CaseText]:
    """Read what every case says, by slug."""
    rows = catalogue.store.select((FOLDER / "texts.rq").read_text(encoding="utf-8"))
    return {
        slug(case): _text_of(list(said), catalogue) for case, said in groupby(rows, key=lambda row: row["case"].value)
    }


def _text_of(rows: list[Row], catalogue: Catalogue) -> CaseText:
    texts = (_TITLE, _SUMMARY, _STATEMENT)
    named = (catalogue.names.of(row["value"].value).fr for row in rows if row["property"].value not in texts)
    return CaseText(
        title=next((text for _, text in _said(rows, _TITLE)), ""),
        summary=next((text for _, text in _said(rows, _SUMMARY)), ""),
        statements=tuple(_said(rows, _STATEMENT)),
        names=tuple(dict.fromkeys(named)),
    )


def _said(rows: list[Row], what: str) -> Iterator[tuple[str, str]]:
    return ((row["part"].value.rpartition("#")[2], row["value"].value) for row in rows if row["property"].value == what)
