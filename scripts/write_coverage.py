"""
Write `docs/reference/coverage.md` and its French page: what the catalogue covers, what it does not, out of how many.

    python -m scripts.write_coverage [--check]

The numbers come from catalogued queries (`queries/analytics`, `queries/catalogue`), run on a build of the files. The
last parts tell how far two readings of models and functions agree (`scripts/double_reading.yaml`), what came of the last audit
of statements (`scripts/audits.yaml`), and how many of the cited pages are dated (`scripts/undated_pages.yaml`). With `--check` nothing is written; the exit code is 1 when a page is not what this script
would write.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

from allianceskg.builds import local as builds
from allianceskg.files import Home
from allianceskg.language import LANGUAGES, Language, Text, same
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, concept
from scripts import audit_statements, double_reading, source_dates, theme_readings

ROOT: Final = Path(__file__).resolve().parent.parent
REFERENCE: Final = ROOT / "docs" / "reference"
FEW: Final = 10
"""Values of an aspect that still fit as the columns of a table."""

_GENERATED: Final = Text(
    fr="Page écrite par `python -m scripts.write_coverage` ; corrigez les données, pas la page.",
    en="Written by `python -m scripts.write_coverage`; correct the data, not the page.",
)
_TITLE: Final = Text(fr="Ce que le catalogue couvre", en="What the catalogue covers")
_INTRODUCTION: Final = Text(
    fr="""Combien de cas recensés par modèle, fonction, département, thème et niveau de preuve, sur combien, et quelles cases sont
vides. **Une case vide dit « aucun cas recensé », jamais « cela n'existe pas » :** elle montre où chercher. Le catalogue n'est pas
un échantillon tiré au sort ; ses proportions ne disent rien de celles du pays.

Un modèle ne se lit que sur une alliance, une fonction que sur une initiative de catalyse ; un cas peut être les deux. Un cas d'un
thème plus précis compte aussi pour le plus large, et un cas placé dans une commune compte dans son département ; un cas placé
seulement dans une région ou dans le pays ne compte dans aucun département. Un cas a parfois plusieurs valeurs d'un même aspect :
les lignes ne s'additionnent pas.""",
    en="""How many cases are on record for each model, function, département, theme and evidence level, out of how many, and which
cells are empty. **An empty cell says "no case on record", never "it does not exist":** it shows where to look. The catalogue is
not a random sample; its proportions say nothing about those of the country.

A model is read only on an alliance, a function only on a catalyst initiative; a case can be both. A case of a narrower theme
counts for the broader one too, and a case placed in a commune counts in its département; a case placed only in a region or in the
country counts in no département. A case may have several values of one aspect: rows do not add up.""",
)

_READ_TWICE: Final = Text(fr="## Modèles et fonctions lus deux fois", en="## Models and functions read twice")
_THEMES_READ_TWICE: Final = Text(fr="## Thèmes lus deux fois", en="## Themes read twice")
_AUDIT: Final = Text(fr="## Énoncés cherchés dans leurs sources", en="## Statements looked up in their sources")

_DATES: Final = Text(fr="## Dates des pages citées", en="## Dates of the cited pages")

_KINDS: Final[Mapping[double_reading.Kind, str]] = {"models": "model", "functions": "function"}
"""The aspect of each kind of concept that was read twice."""

_COUNTED: Final[Mapping[str, str]] = {
    "model": "case-count-by-model",
    "function": "case-count-by-function",
    "theme": "case-count-by-theme",
    "evidence": "case-count-by-evidence-level",
}
"""The query that counts the cases of each value of an aspect, those without any included."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """
    One way to look at a case.

    Attributes:
        slug: Its place in anchors and tests.
        predicate: What links a case to a value.
        name: One value of it, in words.
        plural: Its values, in words.
        values: All the values that there are, in order, with their names; those without a case included.
        counts: How many cases each value has.
        cases: How many cases have any value of it.
    """

    slug: str
    predicate: str
    name: Text
    plural: Text
    values: Mapping[str, Text]
    counts: Mapping[str, int]
    cases: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the catalogue covers: all its cases, the aspects, the cases of each pair of values, the dates of cited pages."""

    cases: int
    aspects: Sequence[Aspect]
    pairs: Mapping[tuple[str, str], Mapping[tuple[str, str], int]]
    dates: source_dates.Dates


_ASPECTS: Final[Sequence[tuple[str, str, Text, Text]]] = (
    ("model", "usesModel", Text(fr="modèle", en="model"), Text(fr="modèles", en="models")),
    ("function", "coversFunction", Text(fr="fonction", en="function"), Text(fr="fonctions", en="functions")),
    (
        "departement",
        "inTerritory",
        Text(fr="département ou collectivité d'outre-mer", en="département or overseas collectivity"),
        Text(fr="départements et collectivités d'outre-mer", en="départements and overseas collectivities"),
    ),
    ("theme", "concernsTheme", Text(fr="thème", en="theme"), Text(fr="thèmes", en="themes")),
    (
        "evidence",
        "evidenceLevel",
        Text(fr="niveau de preuve", en="evidence level"),
        Text(fr="niveaux de preuve", en="evidence levels"),
    ),
)


def measure(store: Store, home: Home) -> Coverage:
    """Ask an open build what the catalogue covers."""
    reader = _Reader(store, QueryCatalogue(home.queries))
    aspects = [reader.aspect(*one) for one in _ASPECTS]
    pairs = {(one.slug, other.slug): reader.pair(one, other) for one, other in combinations(aspects, 2)}
    dates = source_dates.count(source_dates.read_pages(home.data), source_dates.read_looked_up())
    return Coverage(reader.cases(), aspects, pairs, dates)


def pages(coverage: Coverage) -> dict[Path, str]:
    """Return the text of the page in each language."""
    return {
        REFERENCE / ("coverage.md" if language == "en" else f"coverage.{language}.md"): _page(coverage, language)
        for language in LANGUAGES
    }


def catalogue_pages(home: Home) -> dict[Path, str]:
    """Build the catalogue in a folder that goes away, and return its pages."""
    with tempfile.TemporaryDirectory() as folder:
        builds.build(home, Path(folder))
        store, _ = builds.open_build(Path(folder))
        return pages(measure(store, home))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Runs catalogued queries on an open store."""

    store: Store
    queries: QueryCatalogue

    def cases(self) -> int:
        return len(self._rows("case-titles"))

    def aspect(self, slug: str, predicate: str, name: Text, plural: Text) -> Aspect:
        """Read an aspect: its values, its counts, and how many cases have one."""
        values, counts = self._departements() if slug == "departement" else self._concepts(_COUNTED[slug])
        linked = self._rows("facets-of-cases", facet=[IRI(AKG + predicate)])
        cases = len({case for case, _, value in linked if value in values})
        return Aspect(slug, AKG + predicate, name, plural, values, counts, cases)

    def pair(self, one: Aspect, other: Aspect) -> dict[tuple[str, str], int]:
        """Count the cases of each pair of values that has some."""
        rows = self._rows("case-count-by-pair", aspect=[IRI(one.predicate)], otherAspect=[IRI(other.predicate)])
        return {(left, right): int(n) for left, right, n in rows if left in one.values and right in other.values}

    def _concepts(self, query: str) -> tuple[dict[str, Text], dict[str, int]]:
        names, counts = {}, {}
        english = {row[0]: row[1] for row in self._rows(query, language=[Literal("en")])}
        for value, name, cases in self._rows(query, language=[Literal("fr")]):
            names[value] = Text(fr=name, en=english[value])
            counts[value] = int(cases)
        if len(names) <= FEW:  # few enough for columns: in the order of the kit
            order = {row[0]: place for place, row in enumerate(self._rows("concepts"))}
            names = {value: names[value] for value in sorted(names, key=order.__getitem__)}
        return names, counts

    def _departements(self) -> tuple[dict[str, Text], dict[str, int]]:
        names = {row[0]: row[1] for row in self._rows("territory-names")}
        values = {}
        for level in ("departement", "collectivite"):
            for code, territory in self._rows(
                "page-territories-of-level", level=[IRI(concept("territory-levels", level))]
            ):
                values[territory] = same(f"{names[territory]} ({code})")
        recorded = {row[0]: int(row[3]) for row in self._rows("case-count-by-departement")}
        return values, {value: recorded.get(value, 0) for value in values}

    def _rows(self, name: str, **parameters: Sequence[Term]) -> list[tuple[str, ...]]:
        rows = self.store.select(self.queries.get(name).bind(parameters)).rows
        return [tuple("" if term is None else term.value for term in row) for row in rows]


def _page(coverage: Coverage, language: Language) -> str:
    parts = [
        f"# {_TITLE.in_language(language)}",
        _GENERATED.in_language(language),
        _INTRODUCTION.in_language(language),
        *_alone(coverage, language),
        *(part for key in coverage.pairs for part in _crossed(coverage, key, language)),
        *_read_twice(coverage, language),
        _AUDIT.in_language(language),
        audit_statements.said_of(audit_statements.last_audit()).in_language(language),
        _DATES.in_language(language),
        source_dates.said_of(coverage.dates).in_language(language),
    ]
    return "\n\n".join(parts) + "\n"


def _read_twice(coverage: Coverage, language: Language) -> Iterator[str]:
    """Write how far two readings of models and functions agree, in the order of the kit, and two of themes."""
    names = {kind: _names_of(coverage, slug) for kind, slug in _KINDS.items()}
    yield _READ_TWICE.in_language(language)
    yield double_reading.said_of(double_reading.read_readings(), names).in_language(language)
    yield _THEMES_READ_TWICE.in_language(language)
    yield theme_readings.said_of(theme_readings.read_theme_readings(), _names_of(coverage, "theme")).in_language(
        language
    )


def _names_of(coverage: Coverage, slug: str) -> dict[str, Text]:
    """Return the names of the values of an aspect, by the last part of their IRI."""
    return {value.rsplit("/", 1)[-1]: name for value, name in _of(coverage, slug).values.items()}


def _alone(coverage: Coverage, language: Language) -> Iterator[str]:
    """Write the counts of each aspect by itself, most cases first, and the values without any."""
    for aspect in coverage.aspects:
        yield f"## {_capital(aspect.plural.in_language(language))}"
        filled = sorted((v for v in aspect.values if aspect.counts[v]), key=lambda v: -aspect.counts[v])
        empty = [aspect.values[v].in_language(language) for v in aspect.values if not aspect.counts[v]]
        yield Text(
            fr=f"Au moins un cas : {len(filled)} sur {len(aspect.values)}. Cas où cet aspect est renseigné : "
            f"{aspect.cases} sur {coverage.cases}.",
            en=f"At least one case: {len(filled)} of {len(aspect.values)}. Cases that record this aspect: "
            f"{aspect.cases} of {coverage.cases}.",
        ).in_language(language)
        heading = Text(
            fr=f"| {aspect.name.fr} | cas, sur {coverage.cases} |",
            en=f"| {aspect.name.en} | cases, of {coverage.cases} |",
        )
        rows = [f"| {aspect.values[v].in_language(language)} | {aspect.counts[v]} |" for v in filled]
        yield "\n".join([heading.in_language(language), "|---|--:|", *rows])
        yield _without(empty, language)


def _crossed(coverage: Coverage, key: tuple[str, str], language: Language) -> Iterator[str]:
    """Write the cases of each pair of values of two aspects, the longer aspect down the page."""
    rows, columns = sorted((_of(coverage, slug) for slug in key), key=lambda one: -len(one.values))
    found = coverage.pairs[key]
    counts = found if rows.slug == key[0] else {(right, left): n for (left, right), n in found.items()}
    cells = len(rows.values) * len(columns.values)
    yield f"## {_capital(rows.plural.in_language(language))} × {columns.plural.in_language(language)}"
    yield Text(
        fr=f"Cellules avec au moins un cas : {len(counts)} sur {cells}.",
        en=f"Cells with at least one case: {len(counts)} of {cells}.",
    ).in_language(language)
    used = [v for v in rows.values if any((v, column) in counts for column in columns.values)]
    if len(columns.values) <= FEW:
        yield _table(coverage, rows, columns, counts, used, language)
        yield from _gaps(rows, columns, counts, used, language)
    else:
        yield from _listed(rows, columns, counts, used, language)
    yield _without([rows.values[v].in_language(language) for v in rows.values if v not in used], language)


def _table(
    coverage: Coverage,
    rows: Aspect,
    columns: Aspect,
    counts: Mapping[tuple[str, str], int],
    used: Sequence[str],
    language: Language,
) -> str:
    total = Text(fr=f"tous, sur {coverage.cases}", en=f"all, of {coverage.cases}").in_language(language)
    names = [name.in_language(language) for name in columns.values.values()]
    lines = [
        f"| {rows.name.in_language(language)} | {' | '.join(names)} | {total} |",
        "|---|" + "--:|" * (len(names) + 1),
    ]
    for value in used:
        numbers = [str(counts.get((value, column), 0)) for column in columns.values]
        lines.append(f"| {rows.values[value].in_language(language)} | {' | '.join(numbers)} | {rows.counts[value]} |")
    return "\n".join(lines)


def _gaps(
    rows: Aspect, columns: Aspect, counts: Mapping[tuple[str, str], int], used: Sequence[str], language: Language
) -> Iterator[str]:
    """List the empty cells of the rows that have some case, by column."""
    lines = []
    for column, name in columns.values.items():
        missing = [rows.values[value].in_language(language) for value in used if (value, column) not in counts]
        if missing:
            lines.append(f"- **{name.in_language(language)}** ({len(missing)}/{len(used)}) : {', '.join(missing)}")
    if lines:
        yield Text(fr="Cellules vides de ce tableau :", en="Empty cells of this table:").in_language(language)
        text = "\n".join(lines)
        yield text if language == "fr" else text.replace(") : ", "): ")


def _listed(
    rows: Aspect, columns: Aspect, counts: Mapping[tuple[str, str], int], used: Sequence[str], language: Language
) -> Iterator[str]:
    """List the cells with a case, where there are too many columns for a table; all others are empty."""
    yield Text(
        fr="Les cellules qui ont un cas, avec leur nombre ; toutes les autres sont vides.",
        en="The cells with a case, and how many; all others are empty.",
    ).in_language(language)
    heading = Text(fr=f"| {rows.name.fr} | {columns.plural.fr} |", en=f"| {rows.name.en} | {columns.plural.en} |")
    lines = [heading.in_language(language), "|---|---|"]
    for value in used:
        cells = [
            f"{name.in_language(language)} ({counts[value, column]})"
            for column, name in columns.values.items()
            if (value, column) in counts
        ]
        lines.append(f"| {rows.values[value].in_language(language)} | {', '.join(cells)} |")
    yield "\n".join(lines)


def _without(names: Sequence[str], language: Language) -> str:
    if not names:
        return Text(fr="Aucune ligne sans cas.", en="No row without a case.").in_language(language)
    listed = ", ".join(names)
    return Text(
        fr=f"Aucun cas recensé ({len(names)}) : {listed}.", en=f"No case on record ({len(names)}): {listed}."
    ).in_language(language)


def _of(coverage: Coverage, slug: str) -> Aspect:
    return next(aspect for aspect in coverage.aspects if aspect.slug == slug)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` say whether they are up to date."""
    stale = 0
    for path, text in catalogue_pages(Home(ROOT)).items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale = 1
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)}: not up to date (python -m scripts.write_coverage)")
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
    return stale if "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
