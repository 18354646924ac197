"""`allianceskg serve`."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Callable
from typing import Any, Final

import click

from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import open_catalogue, progress_bar, settings_of, store_option
from allianceskg.config import Settings
from allianceskg.errors import ConfigurationError
from allianceskg.language import Language, Text
from allianceskg.processes import ending_in_order
from allianceskg.serving.addresses import is_loopback
from allianceskg.serving.server import make_server
from allianceskg.web.app import create_app
from allianceskg.web.curate.desk import Desk
from allianceskg.web.curate.desk_opening import opened_desk

_PREPARING: Final = Text(fr="Préparation", en="Preparing")
_NO_PUBLIC_ADDRESS: Final = Text(
    fr="Indiquez dans ALLIANCESKG_PUBLIC_URL l'adresse à laquelle on trouve ce site : sans elle, les flux, le plan du site et les "
    "exports donnent l'adresse de cette machine, et la rédaction n'accepte de formulaires que de celle-ci.",
    en="Name in ALLIANCESKG_PUBLIC_URL the address at which people find this site: without it, feeds, sitemap and exports give the "
    "address of this machine, and curation takes forms from there only.",
)


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def serve(host: str, port: int, curate: bool, **options: Any) -> int:
        settings = settings_of(**options)
        with ending_in_order(), contextlib.ExitStack() as stack:
            desk = stack.enter_context(opened_desk(settings, tell=_tell(language))) if curate else None
            _prepare(settings, language)
            return _serve(settings, desk, host, port)

    def _serve(settings: Settings, desk: Desk | None, host: str, port: int) -> int:
        listener = _listen(host, port)
        app = create_app(settings, desk)
        address = f"http://{host}:{listener.getsockname()[1]}/"
        click.echo(
            Text(
                fr=f"Le site est ouvert à {address} (Ctrl+C pour l'arrêter).",
                en=f"The site is open at {address}?lang=en (Ctrl+C stops it).",
            ).in_language(language)
        )
        if not settings.public_url and not is_loopback(host):
            click.echo(_NO_PUBLIC_ADDRESS.in_language(language), err=True)
        server = make_server(app, host=host, port=listener.getsockname()[1])
        server.run(sockets=[listener])
        return 0

    return make_command(
        "serve", language, serve,
        [
            option(
                language, "--host", default="127.0.0.1", show_default=True, metavar=Text(fr="ADRESSE", en="ADDRESS").in_language(language),
                help=Text(fr="Adresse sur laquelle écouter.", en="Address to listen on."),
            ),
            option(
                language, "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), metavar="N",
                help=Text(fr="Port ; 0 en choisit un libre.", en="Port; 0 takes a free one."),
            ),
            option(
                language, "--curate", is_flag=True,
                help=Text(
                    fr="Ouvrir aussi la rédaction : comptes, brouillons, publication dans l'espace de travail (ALLIANCESKG_DATA).",
                    en="Open curation too: accounts, drafts, publication in the workspace (ALLIANCESKG_DATA).",
                ),
            ),
            store_option(language),
        ],
    )  # fmt: skip


def _prepare(settings: Settings, language: Language) -> None:
    """Make what the site answers from before it opens, so that no visitor waits for it; mostly a load has made it."""
    catalogue = open_catalogue(settings, language)
    with progress_bar(language, _PREPARING) as progress:
        catalogue.prepare(progress)


def _tell(language: Language) -> Callable[[Text], None]:
    return lambda text: click.echo(text.in_language(language), err=True)


def _listen(host: str, port: int) -> socket.socket:
    """
    Take the port before anything else is started.

    Raises:
        ConfigurationError: It is taken, or the address is not this machine's.
    """
    try:
        return socket.create_server((host, port), backlog=1024)
    except OSError as fault:
        reason = (
            Text(fr="ce port est déjà pris", en="this port is taken")
            if fault.errno == errno.EADDRINUSE
            else Text(fr=str(fault), en=str(fault))
        )
        raise ConfigurationError(
            Text(fr=f"{host}:{port} : {reason.fr}.", en=f"{host}:{port}: {reason.en}."),
            hint=Text(
                fr="Choisissez-en un autre avec --port (0 en prend un libre).",
                en="Choose another with --port (0 takes a free one).",
            ),
        ) from fault
