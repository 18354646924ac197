"""
A study as it is written down: a folder of `studies/` with a `study.yaml`.

    title: {fr: …, en: …}
    question: {fr: …, en: …}
    reading: {fr: …, en: …}           # how to read it, and what it does not say
    figures:
      - name: models-by-kind          # of files
        title: {fr: …, en: …}
        chart: matrix                 # bars, matrix, years, table; or one of the network: kinds, brokers, stability, coverage
        query: models-by-kind         # a catalogued query
        parameters: {level: [region]} # where others than the examples of the file are wanted
        rows: kind                    # of bars and matrices: variable of the rows
        columns: model                # of matrices: variable of the columns
        value: cases                  # variable of the numbers
        unit: {fr: cas, en: cases}
        base: case-count-by-model     # of matrices: a catalogued query that counts all `cases` of each row or column
        header: {fr: A|B, en: A|B}    # of tables: what stands above the columns, with bars between
        shown: [topic, cases]         # of tables: variables, where not all are wanted
        recorded: [model, actor]      # aspects that a query `recorded-…-aspects` counts
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import yaml

from allianceskg.errors import DataError, NotFoundError
from allianceskg.files import Home, digest_of
from allianceskg.language import Text
from allianceskg.likeness import nearest

FigureKind = Literal["bars", "matrix", "years", "table", "kinds", "brokers", "stability", "coverage"]
_QUERIED: Final = ("bars", "matrix", "years", "table")
_NOTHING: Final = Text(fr="", en="")


@dataclass(frozen=True, slots=True)
class StudyFigure:
    """
    A figure of a study.

    Attributes:
        query: Name of a catalogued query; empty for a figure of the network.
        parameters: Values of it, as a person would type them.
        rows: Variable of the rows; empty for a table, which has all variables.
        columns: Variable of the columns of a matrix.
        value: Variable of the numbers.
        unit: What is counted.
        base: Name of a catalogued query that counts all cases of each row, or column, of a matrix, so that a
            number has its denominator.
        header: What stands above the columns of a table, with bars between.
        shown: Variables of a table, in order; empty for all.
        recorded: Aspects that must be recorded to be counted, as the queries `recorded-…-aspects` name them.
    """

    name: str
    title: Text
    kind: FigureKind
    query: str = ""
    parameters: Mapping[str, Sequence[str]] | None = None
    rows: str = ""
    columns: str = ""
    value: str = ""
    unit: Text = _NOTHING
    base: str = ""
    header: Text = _NOTHING
    shown: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """
    A study; `digest` is the SHA-256 of its definition.

    Attributes:
        question: What it answers, in one sentence.
        reading: How it is to be read, and what it does not say.
    """

    name: str
    title: Text
    question: Text
    reading: Text
    figures: tuple[StudyFigure, ...]
    digest: str


def study_names(home: Home) -> list[str]:
    """Return the names of the studies of a home."""
    return sorted(path.parent.name for path in home.studies.glob("*/study.yaml"))


def read_study(home: Home, name: str) -> Study:
    """
    Read a study.

    Raises:
        NotFoundError: There is none of that name.
        DataError: It is not written as a study is.
    """
    names = study_names(home)
    if name not in names:
        raise NotFoundError(
            Text(fr=f"Aucune étude ne s'appelle « {name} ».", en=f"No study is called “{name}”."),
            nearest=nearest(name, names, cutoff=0.4),
            hint=Text(fr=f"Études : {', '.join(names)}.", en=f"Studies: {', '.join(names)}."),
        )
    return parse_study(name, (home.studies / name / "study.yaml").read_bytes(), source=home.studies / name)


def parse_study(name: str, content: bytes, *, source: Path | None = None) -> Study:
    """
    Read the text of a `study.yaml`.

    Raises:
        DataError: It is not written as a study is.
    """
    try:
        written = yaml.safe_load(content)
        return Study(
            name,
            title=_text(written["title"]),
            question=_text(written["question"]),
            reading=_text(written["reading"]),
            figures=tuple(map(_figure, written["figures"])),
            digest=digest_of(content),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as fault:
        raise DataError(
            Text(
                fr=f"{source or name} : l'étude ne peut pas être lue ({fault}).",
                en=f"{source or name}: the study cannot be read ({fault}).",
            ),
            hint=Text(
                fr="Chaque étude a title, question, reading et figures ; chaque figure name, title et chart.",
                en="Each study has title, question, reading and figures; each figure name, title and chart.",
            ),
        ) from fault


def _figure(written: Mapping[str, Any]) -> StudyFigure:
    kind = written["chart"]
    if kind not in get_args(FigureKind):
        message = f"chart: {kind}"
        raise ValueError(message)
    if kind in _QUERIED and not written.get("query"):
        message = f"{written['name']}: query"
        raise ValueError(message)
    return StudyFigure(
        written["name"],
        _text(written["title"]),
        kind,
        query=written.get("query", ""),
        parameters={key: list(map(str, values)) for key, values in written.get("parameters", {}).items()},
        rows=written.get("rows", ""),
        columns=written.get("columns", ""),
        value=written.get("value", ""),
        unit=_text(written.get("unit", {"fr": "", "en": ""})),
        base=written.get("base", ""),
        header=_text(written.get("header", {"fr": "", "en": ""})),
        shown=tuple(written.get("shown", ())),
        recorded=tuple(written.get("recorded", ())),
    )


def _text(written: Mapping[str, str]) -> Text:
    return Text(fr=written["fr"].strip(), en=written["en"].strip())
