"""`allianceskg query`."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text as Words

from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import open_catalogue, settings_of, store_option
from allianceskg.errors import MissingHeaderError, QueryFileError, QueryRejectedError
from allianceskg.language import Language, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.rdf.results import as_csv, as_json, triples_as_table
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, Term, Triple
from allianceskg.rdf.turtle import abbreviate, format_turtle
from allianceskg.sparql.query_files import Query, QueryCatalogue, parse_value, read_query

_FOLDERS: Final = ("competency", "catalogue", "analytics", "quality", "matching", "materialise")
_PIPE_WIDTH: Final = 100_000

Outcome = Table | bool | tuple[Triple, ...]


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def query(name: str | None, param: tuple[str, ...], format: str, explain: bool, **options: Any) -> int:
        settings = settings_of(**options)
        if name is None:
            _list(QueryCatalogue(settings.find_home().queries), language)
            return 0
        catalogue = open_catalogue(settings, language)
        found = _find(name, catalogue)
        values = _values(param)
        if "language" in found.parameters:
            values.setdefault("language", [language])
        text = found.bind_texts(values)
        # A file is written by somebody who need not know in which order an engine takes its patterns.
        best = catalogue.rearranged(text) if _is_file(name) else text
        if explain:
            click.echo(best.rstrip("\n"))
            return 0
        outcome = _run_best(found, best, text, catalogue)
        _show(outcome, format, found, language)
        if isinstance(outcome, Table) and not outcome.rows:
            _say_what_is_unknown(found, values, catalogue, language)
        return 0

    return make_command(
        "query",
        language,
        query,
        [
            click.Argument(
                ["name"], required=False, metavar=Text(fr="[NOM|FICHIER.rq]", en="[NAME|FILE.rq]").in_language(language)
            ),
            option(
                language,
                "--param",
                multiple=True,
                metavar="k=v",
                help=Text(
                    fr="Valeur d'un paramètre, à répéter pour plusieurs ; sans elle, l'exemple du fichier vaut.",
                    en="Value of a parameter, repeated for several; without it the file's example holds.",
                ),
            ),
            option(
                language,
                "--format",
                type=click.Choice(["table", "csv", "json", "ttl"]),
                default="table",
                help=Text(fr="Forme de la réponse ; table sinon.", en="Form of the answer; table otherwise."),
            ),
            option(
                language,
                "--explain",
                is_flag=True,
                help=Text(
                    fr="Montre la requête telle qu'elle serait exécutée, sans l'exécuter.",
                    en="Shows the query as it would be run, without running it.",
                ),
            ),
            store_option(language),
        ],
        details=Text(
            fr="Sans nom, liste les requêtes du catalogue.", en="Without a name, lists the catalogued queries."
        ),
    )


def _list(queries: QueryCatalogue, language: Language) -> None:
    """List the queries, those made for readers before those that the program itself needs."""
    listed = sorted(queries.all(), key=lambda query: (_FOLDERS.index(query.folder), query.name))
    for folder, group in itertools.groupby(listed, key=lambda query: query.folder):
        click.secho(folder, bold=True)
        for query in group:
            parameters = "".join(f" [{one}]" for one in query.parameters)
            click.echo(f"  {query.name}{parameters}")
            click.echo(f"      {query.summary.in_language(language)}")


def _is_file(name: str) -> bool:
    return Path(name).suffix == ".rq"


def _find(name: str, catalogue: Catalogue) -> Query:
    path = Path(name)
    if not _is_file(name):
        return catalogue.queries.get(name)
    try:
        return read_query(path)
    except MissingHeaderError:
        text = path.read_text(encoding="utf-8")
        return Query(path.stem, "", Text(fr="", en=""), (), {}, {}, (), (), text)


def _say_what_is_unknown(
    query: Query, values: Mapping[str, Sequence[str]], catalogue: Catalogue, language: Language
) -> None:
    """Tell a reader who got no row which of the values that they gave names nothing in the catalogue."""
    for parameter, texts in values.items():
        for text in texts:
            term = parse_value(text, query.parameters[parameter], parameter=parameter)
            if isinstance(term, IRI) and not catalogue.describes(term.value):
                message = Text(
                    fr=f"Le catalogue ne connaît pas « {text} » ({parameter}).",
                    en=f"The catalogue does not know “{text}” ({parameter}).",
                )
                click.echo(message.in_language(language), err=True)


def _values(pairs: tuple[str, ...]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise QueryFileError(
                Text(fr=f"--param {pair} : il manque le signe =.", en=f"--param {pair}: the sign = is missing."),
                hint=Text(
                    fr="Par exemple : --param territory=commune-45234",
                    en="For example: --param territory=commune-45234",
                ),
            )
        values.setdefault(name, []).append(value)
    return values


def _run_best(query: Query, best: str, text: str, catalogue: Catalogue) -> Outcome:
    """Run a query rearranged; what is wrong with it is told of the query as it was written."""
    try:
        return _run(query, best, catalogue)
    except QueryRejectedError:
        if best == text:
            raise
    return _run(query, text, catalogue)


def _run(query: Query, text: str, catalogue: Catalogue) -> Outcome:
    match query.form:
        case "SELECT":
            return catalogue.store.select(text)
        case "ASK":
            return catalogue.store.ask(text)
        case _:
            return catalogue.store.construct(text)


def _show(outcome: Outcome, format: str, query: Query, language: Language) -> None:
    if isinstance(outcome, tuple) and format == "ttl":
        click.echo(format_turtle(outcome), nl=False)
        return
    table = triples_as_table(outcome) if isinstance(outcome, tuple) else outcome
    if format == "json":
        click.echo(json.dumps(as_json(table), ensure_ascii=False, indent=2))
    elif format == "ttl":
        raise QueryRejectedError(
            Text(fr=f"Une requête {query.form} ne rend pas de triplets.", en=f"A {query.form} query gives no triples."),
            hint=Text(fr="Choisissez --format csv, json ou table.", en="Choose --format csv, json or table."),
        )
    elif isinstance(table, bool):
        click.echo(Text(fr="oui" if table else "non", en="yes" if table else "no").in_language(language))
    elif format == "csv":
        click.echo(as_csv(table), nl=False)
    else:
        _print_table(table, language)


def _print_table(table: Table, language: Language) -> None:
    grid = Grid(*table.variables, header_style="bold", box=None, pad_edge=False)
    for column in grid.columns:
        column.overflow = "fold"
    for row in table.rows:
        grid.add_row(*(Words(_cell(term)) for term in row))
    console = Console(highlight=False)
    if not console.is_terminal:
        # Whoever reads from a pipe cuts lines as they like; nothing is left out or folded for them.
        console = Console(highlight=False, width=_PIPE_WIDTH)
    with console.capture() as captured:
        console.print(grid)
    click.echo("\n".join(line.rstrip() for line in captured.get().splitlines()))
    number = len(table)
    plural = "s" if number > 1 else ""
    click.echo(Text(fr=f"{number} ligne{plural}", en=f"{number} row{plural}").in_language(language))


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    return abbreviate(term.value) if isinstance(term, IRI) else term.value
