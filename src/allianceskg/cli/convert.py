"""`allianceskg convert`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import settings_of
from allianceskg.errors import DataError
from allianceskg.files import replacing
from allianceskg.language import Language, Text
from allianceskg.records.notes import Conversion, convert
from allianceskg.records.turtle_text import format_record

_WRITTEN: Final = Text(fr="{} écrit.", en="{} written.")
_KEPT: Final = Text(
    fr="{} est déjà là et reste tel quel ; --replace le remplace.",
    en="{} is there already and is left as it is; --replace writes over it.",
)


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def run(folder: Path, check: bool, replace: bool, date: str | None, into: Path | None, **options: Any) -> int:
        home = settings_of(**options).find_home()
        conversion = convert(folder, home, day=_day(date))
        for fault in conversion.faults:
            click.echo(fault.in_language(language))
        click.echo(_count(conversion).in_language(language))
        if not (conversion.faults or check):
            _write(conversion, home.records if into is None else into, replace=replace, language=language)
        return 1 if conversion.faults else 0

    return make_command(
        "convert",
        language,
        run,
        [
            click.Argument(
                ["folder"],
                type=click.Path(path_type=Path, exists=True, file_okay=False),
                metavar=Text(fr="DOSSIER", en="FOLDER").in_language(language),
            ),
            option(
                language,
                "--check",
                is_flag=True,
                help=Text(
                    fr="Seulement dire les fautes, sans rien écrire.", en="Only tell the faults, and write nothing."
                ),
            ),
            option(
                language,
                "--replace",
                is_flag=True,
                help=Text(
                    fr="Remplacer les fiches qui existent déjà.", en="Write over records that are there already."
                ),
            ),
            option(
                language,
                "--date",
                metavar=Text(fr="JOUR", en="DAY").in_language(language),
                help=Text(
                    fr="Jour de création et de dernière confirmation, AAAA-MM-JJ ; aujourd'hui sinon.",
                    en="Day of creation and last confirmation, YYYY-MM-DD; today otherwise.",
                ),
            ),
            option(
                language,
                "--into",
                type=click.Path(path_type=Path, file_okay=False),
                metavar=Text(fr="DOSSIER", en="FOLDER").in_language(language),
                help=Text(
                    fr="Où écrire cases/ et actors/ ; dans les données du catalogue sinon.",
                    en="Where to write cases/ and actors/; into the catalogue's own data otherwise.",
                ),
            ),
        ],
        details=Text(
            fr="DOSSIER/cases/*.yaml et DOSSIER/actors/*.yaml, un cas ou un acteur par fichier, deviennent des fichiers Turtle. "
            "Toutes les fautes sont dites d'un coup ; rien n'est écrit tant qu'il en reste une.",
            en="FOLDER/cases/*.yaml and FOLDER/actors/*.yaml, a case or an actor each, become Turtle files. "
            "All faults are told at once; nothing is written while there is one.",
        ),
    )


def _day(given: str | None) -> str:
    try:
        return date.fromisoformat(given).isoformat() if given is not None else date.today().isoformat()
    except ValueError as fault:
        raise DataError(
            Text(fr=f"--date : « {given} » n'est pas un jour.", en=f"--date: “{given}” is no day."),
            hint=Text(fr="Écrivez-le ainsi : 2026-11-24.", en="Write it like this: 2026-11-24."),
        ) from fault


def _count(conversion: Conversion) -> Text:
    notes, faults = len(conversion.records), len(conversion.faults)
    return Text(
        fr=f"{notes} note{'s' if notes > 1 else ''}, {faults} faute{'s' if faults > 1 else ''}",
        en=f"{notes} note{'' if notes == 1 else 's'}, {faults} fault{'' if faults == 1 else 's'}",
    )


def _write(conversion: Conversion, data: Path, *, replace: bool, language: Language) -> None:
    for name, record in conversion.records.items():
        path = data / name
        if path.exists() and not replace:
            said = _KEPT
        else:
            _save(path, format_record(record))
            said = _WRITTEN
        click.echo(said.in_language(language).format(path))


def _save(path: Path, text: str) -> None:
    try:
        with replacing(path, is_durable=True) as file:
            file.write(text.encode())
    except OSError as fault:
        raise DataError(
            Text(fr=f"{path} ne peut pas être écrit ({fault}).", en=f"{path} cannot be written ({fault})."),
            hint=Text(
                fr="Donnez avec --into un dossier où vous pouvez écrire.",
                en="Name a folder that you can write to with --into.",
            ),
        ) from fault
