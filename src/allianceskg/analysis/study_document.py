"""
A study that has been run, as a folder: a page in each language, figures, tables, queries, and a manifest.

The manifest says from what it was made, and what came out, by hash; nothing in it depends on the day.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from allianceskg import __version__
from allianceskg.analysis.charts import Cell, Chart
from allianceskg.analysis.study_run import StudyRun
from allianceskg.errors import DataError
from allianceskg.files import digest_of
from allianceskg.language import LANGUAGES, Language, Text, number_text, typographic

STYLE: Final = Path(__file__).parent / "study.css"
MANIFEST: Final = "manifest.json"
_MANIFEST_KEYS: Final = frozenset(
    ("study", "definition", "data_version", "rules_version", "software_version", "queries", "figures")
)
_SHOWN_DIFFERENCES: Final = 20
_FRENCH_PLURAL: Final = 2
_NUMERIC: Final = ' class="numeric"'
_NOTHING_CHANGED: Final = Text(fr="Rien n'a changé.", en="Nothing has changed.")
_NEW_FIGURE: Final = Text(fr="nouvelle figure", en="new figure")
_NO_MORE: Final = Text(fr="cette figure n'y est plus", en="this figure is no longer there")


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """
    What is other in a figure than in an earlier run.

    Attributes:
        is_new: Whether the earlier run had no such figure.
        added: Rows that were not there.
        removed: Rows that are no longer there.
    """

    name: str
    is_new: bool
    added: tuple[tuple[str, ...], ...]
    removed: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StudyDifferences:
    """
    What is other than in an earlier run.

    Attributes:
        changed: What it was made from and is no longer the same, with the earlier and the present value.
        figures: Those whose tables are other, in each language.
        gone: Names of the figures that the earlier run had and this one has not.
    """

    changed: tuple[tuple[Text, str, str], ...]
    figures: Mapping[Language, tuple[FigureDifference, ...]]
    gone: tuple[str, ...] = ()


def manifest_of(run: StudyRun) -> dict[str, Any]:
    """Say from what a study was made, and what came out."""
    return {
        "study": run.study.name,
        "definition": run.study.digest,
        "data_version": run.data_version,
        "rules_version": run.rules_version,
        "software_version": __version__,
        "queries": [
            {"name": one.name, "sha256": one.digest, "parameters": {k: list(v) for k, v in one.parameters.items()}}
            for one in run.queries
        ],
        "figures": [
            {"name": chart.name, "tables": {f"{chart.name}.{language}.csv": digest_of(_csv(chart))}}
            for language in LANGUAGES
            for chart in run.charts[language]
        ],
    }


def study_files(run: StudyRun, differences: StudyDifferences | None = None) -> Iterator[tuple[str, bytes]]:
    """Give every file of the folder, by its name in it."""
    for language in LANGUAGES:
        yield f"study.{language}.html", study_page(run, language, differences).encode()
        for chart in run.charts[language]:
            yield f"{chart.name}.{language}.csv", _csv(chart)
            if chart.svg:
                yield f"{chart.name}.{language}.svg", chart.svg.encode()
    for query in run.queries:
        yield f"queries/{query.name}.rq", query.text.encode()
    yield MANIFEST, (json.dumps(manifest_of(run), ensure_ascii=False, indent=1) + "\n").encode()


def study_page(run: StudyRun, language: Language, differences: StudyDifferences | None = None) -> str:
    """Write the study as a page that stands alone."""
    title = _shown(run.study.title.in_language(language), language)
    style = STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{study_body(run, language, differences)}</body>\n</html>\n"
    )


def study_body(run: StudyRun, language: Language, differences: StudyDifferences | None = None) -> str:
    """Write what stands below the title of a study, in HTML."""
    study = run.study
    parts = [
        f'<p class="question">{_shown(study.question.in_language(language), language)}</p>\n',
        f"<p>{_shown(study.reading.in_language(language), language)}</p>\n",
        *(_figure(chart, language) for chart in run.charts[language]),
    ]
    if differences is not None:
        parts.append(_differences_part(differences, run, language))
    parts.append(_provenance(run, language))
    return "".join(parts)


def _shown(words: str, language: Language) -> str:
    return escape(typographic(words, language))


def _figure(chart: Chart, language: Language) -> str:
    notes = "".join(f"<p>{_shown(note, language)}</p>" for note in chart.notes)
    table, title = _table(chart, language), _shown(chart.title, language)
    if not chart.svg:
        return f'<section id="{chart.name}"><h2>{title}</h2>\n<div class="notes">{notes}</div>\n{table}</section>\n'
    heading = Text(fr="Le même en tableau", en="The same as a table").in_language(language)
    return (
        f'<section id="{chart.name}"><h2>{title}</h2>\n<figure tabindex="0">{chart.svg}</figure>\n'
        f'<div class="notes narrow" aria-hidden="true">{notes}</div>\n'
        f"<details open><summary>{heading}</summary>\n{table}</details></section>\n"
    )


def _table(chart: Chart, language: Language) -> str:
    numeric = [any(not isinstance(row[place], str) for row in chart.rows) for place in range(len(chart.header))]
    head = "".join(
        f'<th scope="col"{_NUMERIC if is_number else ""}>{_shown(str(cell), language)}</th>'
        for cell, is_number in zip(chart.header, numeric, strict=True)
    )
    body = "".join(f"<tr>{''.join(_cell(cell, language) for cell in row)}</tr>\n" for row in chart.rows)
    caption = _shown(chart.title, language).replace('"', "&quot;")
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )


def _cell(cell: Cell, language: Language) -> str:
    if isinstance(cell, str):
        return f"<td>{_shown(cell, language)}</td>"
    return f"<td{_NUMERIC}>{number_text(cell, language)}</td>"


def _provenance(run: StudyRun, language: Language) -> str:
    heading = Text(fr="De quoi cette étude est faite", en="What this study is made from").in_language(language)
    versions = Text(
        fr=f"Données {run.data_version}, règles {run.rules_version}, logiciel allianceskg {__version__}, définition {run.study.digest[:12]}.",
        en=f"Data {run.data_version}, rules {run.rules_version}, software allianceskg {__version__}, definition {run.study.digest[:12]}.",
    ).in_language(language)
    again = _shown(Text(fr="La refaire :", en="Make it again:").in_language(language), language)
    queries = "".join(f"<li><code>{escape(one.name)}</code> <code>{one.digest[:12]}</code></li>" for one in run.queries)
    return (
        f'<section class="provenance" id="provenance"><h2>{heading}</h2>\n<p>{versions}</p>\n'
        f"<p>{again} <code>allianceskg study {run.study.name} --out {run.study.name}</code></p>\n<ul>{queries}</ul></section>\n"
    )


def _csv(chart: Chart) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(chart.header)
    writer.writerows(chart.rows)
    return text.getvalue().encode()


def differences_from(earlier: Path, run: StudyRun) -> StudyDifferences:
    """
    Say what is other than in an earlier run, of which the folder is given.

    Raises:
        DataError: It holds no run of this study.
    """
    before, now = _earlier_manifest(earlier, run), manifest_of(run)
    named = (
        ("data_version", Text(fr="version des données", en="data version")),
        ("rules_version", Text(fr="version des règles", en="rules version")),
        ("software_version", Text(fr="version du logiciel", en="software version")),
        ("definition", Text(fr="définition de l'étude", en="definition of the study")),
    )
    changed = [(text, str(before[key])[:12], str(now[key])[:12]) for key, text in named if before[key] != now[key]]
    earlier_digests = {one["name"]: one["sha256"] for one in before["queries"]}
    digests = {query.name: query.digest for query in run.queries}
    for name in sorted(earlier_digests.keys() | digests.keys()):
        if earlier_digests.get(name) != digests.get(name):
            text = Text(fr=f"requête {name}", en=f"query {name}")
            changed.append((text, earlier_digests.get(name, "–")[:12], digests.get(name, "–")[:12]))
    figures = {language: _figures_compared(earlier, run, language) for language in LANGUAGES}
    present = {chart.name for chart in run.charts["fr"]}
    gone = sorted({one["name"] for one in before["figures"]} - present)
    return StudyDifferences(tuple(changed), figures, tuple(gone))


def _figures_compared(earlier: Path, run: StudyRun, language: Language) -> tuple[FigureDifference, ...]:
    compared = (_compared(earlier, chart, language) for chart in run.charts[language])
    return tuple(one for one in compared if one.is_new or one.added or one.removed)


def _earlier_manifest(earlier: Path, run: StudyRun) -> Mapping[str, Any]:
    try:
        manifest: Mapping[str, Any] = json.loads((earlier / MANIFEST).read_text(encoding="utf-8"))
        if manifest["study"] == run.study.name and manifest.keys() >= _MANIFEST_KEYS:
            return manifest
    except (OSError, ValueError, KeyError) as fault:
        raise _no_run(earlier, run) from fault
    raise _no_run(earlier, run)


def _no_run(earlier: Path, run: StudyRun) -> DataError:
    return DataError(
        Text(
            fr=f"{earlier} ne contient pas l'étude {run.study.name}.",
            en=f"{earlier} does not hold the study {run.study.name}.",
        ),
        hint=Text(
            fr="Donnez le dossier qu'un « allianceskg study --out » antérieur a écrit.",
            en="Give the folder that an earlier “allianceskg study --out” has written.",
        ),
    )


def _compared(earlier: Path, chart: Chart, language: Language) -> FigureDifference:
    path = earlier / f"{chart.name}.{language}.csv"
    if not path.is_file():
        return FigureDifference(chart.name, True, (), ())
    before = [tuple(row) for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8")))]
    now = [tuple(row) for row in csv.reader(io.StringIO(_csv(chart).decode()))]
    return FigureDifference(
        chart.name,
        False,
        added=tuple(row for row in now if row not in before),
        removed=tuple(row for row in before if row not in now),
    )


def _differences_part(differences: StudyDifferences, run: StudyRun, language: Language) -> str:
    heading = Text(fr="Depuis la fois précédente", en="Since the time before").in_language(language)
    titles = {chart.name: chart.title for chart in run.charts[language]}
    colon = "\u00a0: " if language == "fr" else ": "
    lines = [
        f"<li>{escape(text.in_language(language))}{colon}<code>{escape(before)}</code> → <code>{escape(now)}</code></li>"
        for text, before, now in differences.changed
    ]
    lines += [
        f"<li>{_shown(titles[one.name], language)}{colon}{_rows_said(one, language)}</li>"
        for one in differences.figures[language]
    ]
    no_more = _shown(_NO_MORE.in_language(language), language)
    lines += [f"<li>{escape(name)}{colon}{no_more}</li>" for name in differences.gone]
    if not lines:
        lines.append(f"<li>{_shown(_NOTHING_CHANGED.in_language(language), language)}</li>")
    return f'<section id="differences"><h2>{heading}</h2>\n<ul>{"".join(lines)}</ul></section>\n'


def _rows_said(one: FigureDifference, language: Language) -> str:
    if one.is_new:
        return _NEW_FIGURE.in_language(language)
    rows = "".join(
        f"<li>{sign} {escape(' · '.join(row))}</li>"
        for sign, found in (("+", one.added), ("−", one.removed))
        for row in found[:_SHOWN_DIFFERENCES]
    )
    return f"{_shown(number_of_rows(one).in_language(language), language)}<ul>{rows}</ul>"


def number_of_rows(one: FigureDifference) -> Text:
    """Say how many rows of a table are new or changed, and how many of the earlier ones are no longer there."""
    new, old = len(one.added), len(one.removed)
    return Text(
        fr=f"{new} {'ligne nouvelle ou changée' if new < _FRENCH_PLURAL else 'lignes nouvelles ou changées'}, {old} {'ligne' if old < _FRENCH_PLURAL else 'lignes'} d'avant",
        en=f"{new} {'row' if new == 1 else 'rows'} new or changed, {old} {'row' if old == 1 else 'rows'} of before",
    )


def difference_lines(differences: StudyDifferences, language: Language) -> Iterator[str]:
    """Say in lines of text what is other than in an earlier run."""
    for text, before, now in differences.changed:
        yield f"{_titled(text.in_language(language), language)} {before} → {now}"
    for one in differences.figures[language]:
        said = _NEW_FIGURE if one.is_new else number_of_rows(one)
        yield f"{_titled(one.name, language)} {said.in_language(language)}"
    for name in differences.gone:
        yield f"{_titled(name, language)} {_NO_MORE.in_language(language)}"
    if not (differences.changed or differences.figures[language] or differences.gone):
        yield _NOTHING_CHANGED.in_language(language)


def _titled(words: str, language: Language) -> str:
    return f"{words} :" if language == "fr" else f"{words}:"
