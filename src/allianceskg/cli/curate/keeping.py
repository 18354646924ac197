"""Opening, watching and saving a workspace: `curate init`, `status`, `history`, `backup`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from allianceskg.builds.gate import Withheld
from allianceskg.cli import FINDINGS, GOOD
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.curate.records import argument, found, slug_argument
from allianceskg.cli.load import refusals
from allianceskg.cli.opening import settings_of, store_option
from allianceskg.config import Settings
from allianceskg.curation.database import Database, database_of
from allianceskg.curation.history import Version
from allianceskg.curation.history import history as versions_of
from allianceskg.curation.preparing import Tools
from allianceskg.curation.workspace import Workspace, create_workspace, open_workspace, write_bundle
from allianceskg.language import Language, Text

_UNTRANSLATED: Final = "texts-without-english"


def init(language: Language) -> click.Command:
    """Make `curate init`."""

    def run(folder: Path, **options: Any) -> int:
        settings = settings_of(**options)
        workspace = create_workspace(folder, settings.find_shipped_home())
        number = sum(1 for _ in workspace.names())
        for line in (
            Text(
                fr=f"L'espace de travail {folder} est ouvert : {number} fiches.",
                en=f"The workspace {folder} is open: {number} records.",
            ),
            Text(
                fr=f"Indiquez-le : export ALLIANCESKG_DATA={folder.resolve()}",
                en=f"Name it: export ALLIANCESKG_DATA={folder.resolve()}",
            ),
        ):
            click.echo(line.in_language(language))
        return GOOD

    return make_command(
        "init",
        language,
        run,
        [argument("folder", Text(fr="DOSSIER", en="FOLDER"), language, type=click.Path(path_type=Path))],
        about=Text(
            fr="Créer un espace de travail avec les fiches publiées, dans un dossier vide.",
            en="Make a workspace with the published records, in an empty folder.",
        ),
    )


def status(language: Language) -> click.Command:
    """Make `curate status`."""

    def run(**options: Any) -> int:
        settings = settings_of(**options)
        workspace = open_workspace(settings.workspace, is_to_be_written=False)
        report = settings.load()
        lacking = untranslated(settings)
        sections = [
            (Text(fr="Modifiés et non publiés", en="Edited and not published"), workspace.edited()),
            (Text(fr="En brouillon ou en relecture", en="In draft or in review"), waiting(report.withheld, workspace)),
            (Text(fr="À traduire en anglais", en="To translate into English"), lacking),
        ]
        for heading, items in sections:
            click.echo(f"{heading.in_language(language)}{' :' if language == 'fr' else ':'} {len(items)}")
            for item in items:
                click.echo(f"  {item}")
        for line in refusals(report):
            click.echo(line.in_language(language), err=True)
        return FINDINGS if refusals(report) else GOOD

    return make_command(
        "status",
        language,
        run,
        [store_option(language)],
        about=Text(
            fr="Dire ce qui attend : fichiers modifiés, brouillons, fichiers refusés, textes à traduire.",
            en="Say what waits: files edited, drafts, files refused, texts to translate.",
        ),
    )


def history(language: Language) -> click.Command:
    """Make `curate history`."""

    def run(slug: str, **options: Any) -> int:
        settings = settings_of(**options)
        workspace = open_workspace(settings.workspace, is_to_be_written=False)
        for version in versions_of(workspace, Tools.of(settings.find_home()), found(slug, workspace)):
            for line in _version(version, language):
                click.echo(line)
        return GOOD

    return make_command(
        "history",
        language,
        run,
        [slug_argument(language)],
        about=Text(
            fr="Raconter les versions d'une fiche, la dernière d'abord.",
            en="Tell the versions of a record, the latest first.",
        ),
    )


def backup(language: Language) -> click.Command:
    """Make `curate backup`."""

    def run(target: Path, **options: Any) -> int:
        settings = settings_of(**options)
        workspace = open_workspace(settings.workspace, is_to_be_written=False)
        write_bundle(workspace, target)
        written = [
            Text(
                fr=f"Sauvegarde écrite : {target}. Pour la relire : git clone {target} DOSSIER",
                en=f"Backup written: {target}. To read it back: git clone {target} FOLDER",
            )
        ]
        source = database_of(workspace)
        if source.is_file():
            beside = target.with_name(f"{target.name}.sqlite")
            with contextlib.closing(Database.open(source)) as database:
                database.copy(beside)
            place = (
                Path("DOSSIER", source.relative_to(workspace.folder)),
                Path("FOLDER", source.relative_to(workspace.folder)),
            )
            written.append(
                Text(
                    fr=f"Comptes et brouillons : {beside}, à remettre en {place[0]}. Ce fichier n'est que pour vous.",
                    en=f"Accounts and drafts: {beside}, to be put back at {place[1]}. This file is for you alone.",
                )
            )
        for line in written:
            click.echo(line.in_language(language))
        return GOOD

    return make_command(
        "backup",
        language,
        run,
        [argument("target", Text(fr="FICHIER", en="FILE"), language, type=click.Path(path_type=Path, dir_okay=False))],
        about=Text(
            fr="Écrire toute l'histoire publiée dans un fichier ; comptes et brouillons dans un second, à côté.",
            en="Write the whole published history into a file; accounts and drafts into a second one beside it.",
        ),
    )


def untranslated(settings: Settings) -> list[str]:
    """List the published records that have texts in French alone."""
    catalogue = settings.open_build(settings.find_home())
    rows = catalogue.store.select(catalogue.queries.get(_UNTRANSLATED).text)
    return sorted({row["thing"].value.partition("#")[0] for row in rows})


def waiting(withheld: Sequence[Withheld], workspace: Workspace) -> list[str]:
    """List the files that the public does not see yet."""
    return [str(Path(one.location).relative_to(workspace.folder)) for one in withheld if one.reason != "refused"]


def _version(version: Version, language: Language) -> Iterator[str]:
    commit = version.commit
    moment = commit.moment.astimezone()
    day = f"{moment:%d/%m/%Y %H:%M}" if language == "fr" else f"{moment:%Y-%m-%d %H:%M}"
    by = Text(fr="par", en="by").in_language(language)
    yield click.style(f"{commit.name[:12]}  {day}  {by} {commit.author.name}", bold=True)
    yield f"  {commit.message.splitlines()[0]}"
    for change in version.changes:
        yield f"    {change.in_language(language)}"
