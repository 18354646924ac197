"""What the subcommands share: reading the settings, the log, and opening the catalogue with a progress bar."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from typing import Any, Final

import click

from allianceskg.cli.bilingual import option
from allianceskg.config import Settings, read_settings
from allianceskg.language import Language, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.progress import Progress
from allianceskg.terms import slug


def store_option(language: Language) -> click.Option:
    """Make the option that names the store."""
    return option(
        language,
        "--store",
        metavar=Text(fr="DOSSIER|ADRESSE", en="FOLDER|ADDRESS").in_language(language),
        help=Text(
            fr="Dossier du dépôt, ou adresse d'un serveur SPARQL (sinon ALLIANCESKG_STORE, sinon le cache de l'utilisateur).",
            en="Folder of the store, or address of a SPARQL server (else ALLIANCESKG_STORE, else the user's cache).",
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


_LOADING: Final = Text(fr="Chargement", en="Loading")


@contextlib.contextmanager
def progress_bar(
    language: Language, what_goes_on: Text = _LOADING, *, with_estimate: bool = False
) -> Iterator[Progress]:
    """
    Show a bar on standard error while a load or a check goes on; nothing where nobody watches.

    Args:
        with_estimate: Whether to say how long it may still take: only what goes on for minutes goes on evenly enough.
    """
    label = what_goes_on.in_language(language)
    with contextlib.ExitStack() as stack:
        bar = None

        def advance(what: str, done: int, total: int) -> None:
            nonlocal bar
            if not sys.stderr.isatty():
                return
            if bar is None:
                bar = stack.enter_context(
                    click.progressbar(
                        length=total,
                        label=label,
                        file=sys.stderr,
                        show_eta=with_estimate,
                        show_percent=True,
                        item_show_func=str,
                    )
                )
            bar.length = total
            bar.update(done - bar.pos, slug(what.removesuffix("/graph")))

        yield advance
