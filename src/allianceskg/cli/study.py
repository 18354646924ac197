"""`allianceskg study`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from allianceskg.analysis.prepared import prepare_report
from allianceskg.analysis.study_definition import Study, read_study, study_names
from allianceskg.analysis.study_document import (
    STYLE,
    difference_lines,
    differences_from,
    study_files,
    study_page,
)
from allianceskg.analysis.study_run import needs_report, run_study
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import open_catalogue, progress_bar, settings_of, store_option
from allianceskg.files import Home, replacing
from allianceskg.language import LANGUAGES, Language, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of
from allianceskg.web.diagnosis.sheet import UNAVAILABLE, SheetUnavailableError, as_pdf, is_available

_MEASURING: Final = Text(fr="Mesures", en="Measures")


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def study(name: str | None, out: Path | None, since: Path | None, **options: Any) -> int:
        settings = settings_of(**options)
        home = settings.find_home()
        if name is None:
            _list(home, language)
            return 0
        read = read_study(home, name)
        if out is None:
            context = click.get_current_context()
            raise click.MissingParameter(ctx=context, param=context.command.params[1])
        _run(read, open_catalogue(settings, language), out, since, language)
        return 0

    return make_command(
        "study",
        language,
        study,
        [
            click.Argument(["name"], required=False, metavar=Text(fr="[NOM]", en="[NAME]").in_language(language)),
            option(
                language,
                "--out",
                type=click.Path(path_type=Path, file_okay=False),
                metavar=Text(fr="DOSSIER", en="FOLDER").in_language(language),
                help=Text(
                    fr="Dossier à écrire : pages, PDF, tableaux, figures, requêtes et manifeste.",
                    en="Folder to write: pages, PDF, tables, figures, queries and manifest.",
                ),
            ),
            option(
                language,
                "--since",
                type=click.Path(path_type=Path, file_okay=False),
                metavar=Text(fr="DOSSIER", en="FOLDER").in_language(language),
                help=Text(
                    fr="Dossier d'une fois antérieure : les différences sont dites.",
                    en="Folder of an earlier time: the differences are stated.",
                ),
            ),
            store_option(language),
        ],
        details=Text(fr="Sans nom, liste les études.", en="Without a name, lists the studies."),
    )


def _list(home: Home, language: Language) -> None:
    for name in study_names(home):
        click.echo(f"{name}\n    {read_study(home, name).title.in_language(language)}")


def _run(study: Study, catalogue: Catalogue, out: Path, since: Path | None, language: Language) -> None:
    report = None
    if needs_report(study):
        with progress_bar(language, _MEASURING) as progress:
            report = prepare_report(library_of(catalogue), progress=progress)
    run = run_study(study, catalogue, report=report)
    differences = None if since is None else differences_from(since, run)
    for name, content in study_files(run, differences):
        with replacing(out / name) as file:
            file.write(content)
    if differences is not None:
        for line in difference_lines(differences, language):
            click.echo(line)
    if not is_available():
        click.echo(UNAVAILABLE.in_language(language), err=True)
        return
    for one in LANGUAGES:
        try:
            content = as_pdf(study_page(run, one, differences), STYLE)
        except SheetUnavailableError:
            click.echo(UNAVAILABLE.in_language(language), err=True)
            return
        with replacing(out / f"study.{one}.pdf") as file:
            file.write(content)
