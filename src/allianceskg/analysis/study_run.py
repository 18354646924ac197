"""Running a study on a build: its figures, each with its denominator and what is not recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.catalogue_network import QUERIES, read_network
from allianceskg.analysis.charts import Cell, Chart, bar_chart, columns_by_year, matrix, table_only
from allianceskg.analysis.evolution import count_recorded, read_function_coverage
from allianceskg.analysis.measures import MEASURES
from allianceskg.analysis.network_charts import coverage_chart, kinds_chart
from allianceskg.analysis.network_words import OF_THIS_CATALOGUE
from allianceskg.analysis.report import NetworkReport
from allianceskg.analysis.report_view import NAMING_RULE, NULL_MODEL, ROLE_CONVENTION, unrecorded_words, view_report
from allianceskg.analysis.study_definition import Study, StudyFigure
from allianceskg.errors import DataError
from allianceskg.language import Language, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.reader import Reader, reader_of
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, Term
from allianceskg.words.folding import fold

OF_THE_CATALOGUE: Final = Text(
    fr="Ce que recense ce catalogue, et non le pays.", en="What this catalogue has on record, not the country."
)
_ASPECT_QUERIES: Final = ("recorded-aspects", "recorded-statement-aspects", "recorded-alliance-aspects")
_ASPECT_WORDS: Final[Mapping[str, Text]] = {
    "model": Text(fr="alliances sans modèle", en="alliances without a model"),
    "function": Text(fr="initiatives sans fonction", en="initiatives without a function"),
    "place": Text(fr="cas sans lieu", en="cases without a place"),
    "period": Text(fr="cas sans date", en="cases without a date"),
    "start of alliance": Text(fr="alliances sans année de début", en="alliances without a year of start"),
    "actor of alliance": Text(fr="alliances sans acteur", en="alliances without an actor"),
    "actor": Text(fr="cas sans acteur", en="cases without an actor"),
    "result": Text(fr="cas sans résultat", en="cases without a result"),
    "difficulty": Text(fr="cas sans difficulté", en="cases without a difficulty"),
    "lesson": Text(fr="cas sans enseignement", en="cases without a lesson"),
    "holder": Text(fr="attributions de fonctions sans tenant", en="assignments of functions without a holder"),
    "territory": Text(
        fr="attributions de fonctions sans territoire", en="assignments of functions without a territory"
    ),
    "date of result": Text(fr="résultats sans date", en="results without a date"),
    "topic of difficulty": Text(fr="difficultés sans sujet lu", en="difficulties without a topic read"),
    "topic of lesson": Text(fr="enseignements sans sujet lu", en="lessons without a topic read"),
    "figure in result": Text(fr="résultats sans chiffre lu", en="results without a figure read"),
    "kind of result": Text(fr="résultats sans genre lu", en="results without a kind read"),
}


@dataclass(frozen=True, slots=True)
class QueryRun:
    """A query that a study has run, with the values that it was given; `text` is what was sent to the engine."""

    name: str
    digest: str
    parameters: Mapping[str, Sequence[str]]
    text: str


@dataclass(frozen=True, slots=True)
class StudyRun:
    """
    A study that has been run.

    Attributes:
        charts: In each language, the same in each.
        queries: Those that were run, each once, by name.
    """

    study: Study
    data_version: str
    rules_version: str
    charts: Mapping[Language, tuple[Chart, ...]]
    queries: tuple[QueryRun, ...]


def needs_report(study: Study) -> bool:
    """Tell whether a study shows measures of the network, which take a minute to compute."""
    return any(figure.kind in ("brokers", "stability") for figure in study.figures)


def run_study(study: Study, catalogue: Catalogue, *, report: NetworkReport | None = None) -> StudyRun:
    """
    Run a study on the build that is open.

    Args:
        report: On the whole network; for studies that need it.

    Raises:
        NotFoundError: A query that it names is not in the catalogue of queries.
        DataError: It names a variable that a query does not return, or an aspect that none counts.
    """
    for figure in study.figures:
        _refuse_unknown_names(study, figure, catalogue)
    return StudyRun(
        study,
        catalogue.data_version,
        catalogue.home.rules_version(),
        charts={language: _charts(study, reader_of(catalogue, language), report) for language in ("fr", "en")},
        queries=tuple(_queries(study, catalogue)),
    )


def _refuse_unknown_names(study: Study, figure: StudyFigure, catalogue: Catalogue) -> None:
    returned = catalogue.queries.get(figure.query).returns if figure.query else {}
    wanted = [name for name in (figure.rows, figure.columns, figure.value, *figure.shown) if name]
    unknown = [f"{figure.query}: {name}" for name in wanted if name not in returned]
    if figure.base and "cases" not in catalogue.queries.get(figure.base).returns:
        unknown.append(f"{figure.base}: cases")
    unknown += [f"recorded: {name}" for name in figure.recorded if name not in _ASPECT_WORDS]
    if not unknown:
        return
    named = ", ".join(unknown)
    raise DataError(
        Text(
            fr=f"Étude {study.name}, figure {figure.name} : rien ne s'appelle ainsi — {named}.",
            en=f"Study {study.name}, figure {figure.name}: nothing is called so — {named}.",
        ),
        hint=Text(
            fr=f"Variables de la requête : {', '.join(returned)}. Aspects : {', '.join(_ASPECT_WORDS)}.",
            en=f"Variables of the query: {', '.join(returned)}. Aspects: {', '.join(_ASPECT_WORDS)}.",
        ),
    )


def _charts(study: Study, reader: Reader, report: NetworkReport | None) -> tuple[Chart, ...]:
    network = read_network(reader.library) if any(not figure.query for figure in study.figures) else None
    return tuple(_chart(figure, reader, network, report) for figure in study.figures)


def _queries(study: Study, catalogue: Catalogue) -> list[QueryRun]:
    wanted: dict[str, Mapping[str, Sequence[str]]] = {}
    for figure in study.figures:
        if figure.query:
            wanted[figure.query] = figure.parameters or {}
        elif figure.kind == "coverage":
            wanted |= {"function-coverage": {"level": ["region"]}, "recorded-statement-aspects": {}}
        else:
            wanted |= {name: {} for name in QUERIES}
        if figure.recorded:
            wanted |= {name: {} for name in _ASPECT_QUERIES}
        if figure.base:
            wanted[figure.base] = {}
    found = []
    for name, parameters in sorted(wanted.items()):
        query = catalogue.queries.get(name)
        found.append(QueryRun(name, query.digest, parameters, query.bind_texts(parameters)))
    return found


def _chart(figure: StudyFigure, reader: Reader, network: TwoModeNetwork | None, report: NetworkReport | None) -> Chart:
    title, notes = figure.title.in_language(reader.language), _notes(figure, reader)
    match figure.kind:
        case "kinds":
            assert network is not None
            return kinds_chart(network, reader)
        case "coverage":
            return coverage_chart(read_function_coverage(reader.library), reader)
        case "brokers":
            assert report is not None
            return _brokers(figure, report, reader)
        case "stability":
            assert report is not None
            return _stability(figure, report, reader)
    query = reader.library.catalogue.queries.get(figure.query)
    parameters = dict(figure.parameters or {})
    if "language" in query.parameters:
        parameters.setdefault("language", [reader.language])
    table = reader.library.catalogue.store.select(query.bind_texts(parameters))
    reader.library.names.learn(term.value for row in table.rows for term in row if isinstance(term, IRI))
    match figure.kind:
        case "bars":
            return _bars(figure, title, notes, table, reader)
        case "matrix":
            return _matrix(figure, title, notes, table, reader)
        case "years":
            values = {int(row[figure.rows].value): int(row[figure.value].value) for row in table}
            header = (figure.rows, figure.unit.in_language(reader.language))
            return columns_by_year(figure.name, title, notes, header, values, sorted(values.items()))
        case _:
            shown = figure.shown or table.variables
            rows = [tuple(_cell(row.get(name), reader) for name in shown) for row in table]
            said = figure.header.in_language(reader.language)
            return table_only(figure.name, title, notes, said.split("|") if said else shown, rows)


def _notes(figure: StudyFigure, reader: Reader) -> list[str]:
    """Say what is counted, of how many, and how many record nothing."""
    language, library, notes = reader.language, reader.library, []
    if figure.unit.fr:
        unit = figure.unit.in_language(language)
        notes.append(Text(fr=f"Sont comptés : {unit}.", en=f"Counted: {unit}.").in_language(language))
    if figure.base:
        notes.append(
            Text(
                fr="n, après un intitulé : nombre de cas qui l'ont en tout, comptés dans cette figure ou non.",
                en="n, after a heading: number of cases that have it in all, counted in this figure or not.",
            ).in_language(language)
        )
    if figure.recorded:
        counts = library.keep(("recorded aspects",), lambda: count_recorded(library.catalogue, *_ASPECT_QUERIES))
        said = [
            Text(
                fr=f"{_ASPECT_WORDS[one].fr} : {counts[one][1] - counts[one][0]} sur {counts[one][1]}",
                en=f"{_ASPECT_WORDS[one].en}: {counts[one][1] - counts[one][0]} of {counts[one][1]}",
            ).in_language(language)
            for one in figure.recorded
        ]
        start = Text(
            fr="Non renseigné, et absent des nombres qui en dépendent — ",
            en="Unrecorded, and missing from the numbers that depend on it — ",
        )
        notes.append(f"{start.in_language(language)}{' ; '.join(said) if language == 'fr' else '; '.join(said)}.")
    notes.append(OF_THE_CATALOGUE.in_language(language))
    return notes


def _bars(figure: StudyFigure, title: str, notes: list[str], table: Table, reader: Reader) -> Chart:
    values = [(_cell(row[figure.rows], reader), int(row[figure.value].value)) for row in table]
    values.sort(key=lambda one: (-one[1], str(one[0])))
    header = (title, figure.unit.in_language(reader.language))
    return bar_chart(figure.name, title, notes, header, [(str(label), value) for label, value in values])


def _matrix(figure: StudyFigure, title: str, notes: list[str], table: Table, reader: Reader) -> Chart:
    places = {(row[figure.rows], row[figure.columns]): int(row[figure.value].value) for row in table}
    bases = _bases(figure, reader)
    rows, columns = (_ordered({pair[side] for pair in places}, reader) for side in (0, 1))
    return matrix(
        figure.name,
        title,
        notes,
        (_labels(rows, bases, reader), _labels(columns, bases, reader)),
        {(rows.index(row), columns.index(column)): value for (row, column), value in places.items()},
        corner=title,
    )


def _bases(figure: StudyFigure, reader: Reader) -> Mapping[Term, str]:
    """Count all cases of each row or column, where the figure says by which query."""
    if not figure.base:
        return {}
    catalogue = reader.library.catalogue
    table = catalogue.store.select(catalogue.queries.get(figure.base).text)
    return {term: row["cases"].value for row in table for term in row.values() if isinstance(term, IRI)}


def _labels(terms: Sequence[Term], bases: Mapping[Term, str], reader: Reader) -> list[str]:
    return [
        f"{_cell(one, reader)} (n\u00a0=\u00a0{bases[one]})" if one in bases else str(_cell(one, reader))
        for one in terms
    ]


def _ordered(terms: set[Term], reader: Reader) -> list[Term]:
    """Order concepts as their scheme does, and all else by what it is called, as a reader would look for it."""
    concepts = reader.library.catalogue.names.concepts

    def key(term: Term) -> tuple[int, str]:
        known = concepts.get(term.value)
        return (known.order or 0) if known else 0, fold(str(_cell(term, reader)))

    return sorted(terms, key=key)


def _cell(term: Term | None, reader: Reader) -> Cell:
    if term is None:
        return ""
    if isinstance(term, IRI):
        return reader.short(term.value).value
    return int(term.value) if term.value.lstrip("-").isdigit() else term.value


def _brokers(figure: StudyFigure, report: NetworkReport, reader: Reader) -> Chart:
    """List who joins kinds of actors, names withheld where ranks do not hold."""
    view, say = view_report(report, reader), reader.language
    measured = next(one for one in view["measures"] if one["measure"] == "between-kinds")
    roles = {one["rank"]: one["roles"] for one in view["brokerage"]["first"]}
    withheld = Text(fr="(nom retenu)", en="(name withheld)").in_language(say)
    header = Text(
        fr="Rang|Acteur|Passages entre genres|Par hasard, de|à|Reste parmi les premiers, %|Portier ou représentant|Liaison|Coordinateur|Itinérant",
        en="Rank|Actor|Passages between kinds|By chance, from|to|Stays among the first, %|Gatekeeper or representative|Liaison|Coordinator|Itinerant",
    ).in_language(say)
    rows = [
        (
            one["rank"],
            one["name"] or withheld,
            int(one["value"]),
            *map(int, one["by_chance"] or (0, 0)),
            round(one["stays"] * 100),
            *(roles[one["rank"]][role] for role in ("gatekeeper", "liaison", "coordinator", "itinerant")),
        )
        for one in measured["first"]
    ]
    notes = [
        Text(
            fr=f"n = {measured['measured']} acteurs sur {measured['of']}.",
            en=f"n = {measured['measured']} of {measured['of']} actors.",
        ).in_language(say),
        measured["unrecorded"],
        *(text.in_language(say) for text in (NAMING_RULE, NULL_MODEL, ROLE_CONVENTION, OF_THIS_CATALOGUE)),
    ]
    return table_only(figure.name, figure.title.in_language(say), notes, header.split("|"), rows)


def _stability(figure: StudyFigure, report: NetworkReport, reader: Reader) -> Chart:
    """Say how far the ranks of each measure hold."""
    say = reader.language
    labels = {one.name: one.label.in_language(say) for one in MEASURES}
    header = Text(
        fr="Mesure|Sans|Tau de Kendall|Au moins|Premiers communs, %|Disparus",
        en="Measure|Without|Kendall's tau|At least|First in common, %|Lost",
    ).in_language(say)
    view = view_report(report, reader)
    rows: list[tuple[Cell, ...]] = [
        (
            labels[one["measure"]],
            found["left_out"],
            "" if found["kendall_tau"] is None else found["kendall_tau"],
            "" if found["lowest_kendall_tau"] is None else found["lowest_kendall_tau"],
            "" if found["overlap_of_first"] is None else round(found["overlap_of_first"] * 100),
            found["lost"],
        )
        for one in view["measures"]
        for found in one["agreement"]
    ]
    numbers = "; ".join(f"{labels[one['measure']]} {one['measured']}" for one in view["measures"])
    notes = [
        Text(
            fr=f"Acteurs mesurés, sur {report.actors} : {numbers.replace(';', ' ;')}.",
            en=f"Actors measured, of {report.actors}: {numbers}.",
        ).in_language(say),
        unrecorded_words(report, ("actor", "type"), say),
        view["agreement_words"],
        OF_THIS_CATALOGUE.in_language(say),
    ]
    return table_only(figure.name, figure.title.in_language(say), notes, header.split("|"), rows)
