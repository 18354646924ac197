"""What the subcommands share: reading the settings, the log, and opening the catalogue with a progress bar."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from allianceskg import builds
from allianceskg.catalogue import Catalogue
from allianceskg.cli.bilingual import option
from allianceskg.config import Settings, read_settings
from allianceskg.language import Language, Text
from allianceskg.terms import slug


def store_option(language: Language) -> click.Option:
    """Make the option that names the store."""
    from pathlib import Path

    return option(
        language,
        "--store",
        type=click.Path(path_type=Path),
        metavar=Text(fr="DOSSIER", en="FOLDER").in_language(language),
        help=Text(
            fr="Dossier du dépôt (sinon ALLIANCESKG_STORE, sinon le cache de l'utilisateur).",
            en="Folder of the store (else ALLIANCESKG_STORE, else the user's cache).",
        ),
    )


def settings_of(**options: Any) -> Settings:
    """Read the settings and set up the log, on standard error."""
    settings = read_settings(options)
    logging.basicConfig(
        stream=sys.stderr, level=settings.log.upper(), format="level=%(levelname)s logger=%(name)s %(message)s"
    )
    return settings


def open_catalogue(settings: Settings, language: Language) -> Catalogue:
    """Open the catalogue, showing how a load goes when there is something to load."""
    with progress_bar(language) as progress:
        return settings.open_catalogue(progress=progress)


@contextlib.contextmanager
def progress_bar(language: Language) -> Iterator[builds.Progress]:
    """Show a bar on standard error while a load goes on; nothing where nobody watches."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn(Text(fr="Chargement", en="Loading").in_language(language)),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TextColumn("[dim]{task.fields[name]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = None

        def advance(what: str, done: int, total: int) -> None:
            nonlocal task
            name = slug(what.removesuffix("/graph"))
            if task is None:
                task = bar.add_task("load", total=total, name=name)
            bar.update(task, completed=done, total=total, name=name)

        yield advance
