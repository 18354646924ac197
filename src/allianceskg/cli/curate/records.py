"""How the subcommands name records and authors, open the publisher, and tell what was published."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from allianceskg.cli import GOOD
from allianceskg.cli.bilingual import option
from allianceskg.config import Settings
from allianceskg.curation.publication import Publication, Publisher
from allianceskg.curation.repository import Author
from allianceskg.curation.workspace import Workspace, open_workspace
from allianceskg.errors import DataError, NotFoundError
from allianceskg.files import RECORD_GROUPS
from allianceskg.language import Language, Text
from allianceskg.rdf import turtle

_AUTHOR: Final = re.compile(r"\s*(?P<name>[^<>\n]*[^<>\s])\s*<(?P<email>[^<>\s]+)>\s*")
_GROUP_OF: Final = {"CaseStudy": "cases", "Actor": "actors", "Resource": "resources"}
_DESCRIBES: Final = re.compile(rb"\ba\s+(?:[^.;]*,\s*)?akg:(CaseStudy|Actor|Resource)\b")


@contextlib.contextmanager
def publisher_of(settings: Settings) -> Iterator[Publisher]:
    """Hold the workspace of the settings, to publish in it."""
    open_workspace(settings.workspace)
    publisher = Publisher(settings.find_home(), lambda approved: settings.load(approved=approved))
    with publisher.open():
        yield publisher


def argument(name: str, shown: Text, language: Language, **attributes: Any) -> click.Argument:
    """Make an argument that help names in one language."""
    return click.Argument([name], metavar=shown.in_language(language), **attributes)


def slug_argument(language: Language) -> click.Argument:
    """Make the argument that names a record."""
    return argument("slug", Text(fr="FICHE", en="RECORD"), language)


def author_option(language: Language) -> click.Option:
    """Make the option that names who publishes."""
    return option(
        language,
        "--author",
        metavar=Text(fr="« NOM <ADRESSE> »", en="“NAME <ADDRESS>”").in_language(language),
        help=Text(fr="Qui publie ; sinon, celui que git connaît.", en="Who publishes; else, whom git knows."),
    )


def author_of(given: str | None, publisher: Publisher) -> Author:
    """
    Read who publishes.

    Raises:
        DataError: It is no name with an address.
    """
    if given is None:
        return publisher.workspace.repository.usual_author()
    match = _AUTHOR.fullmatch(given)
    if match is None:
        raise DataError(
            Text(
                fr=f"--author : « {given} » n'est pas un nom suivi d'une adresse.",
                en=f"--author: “{given}” is no name with an address.",
            ),
            hint=Text(
                fr="Écrivez : Camille Martin <camille@example.org>", en="Write: Camille Martin <camille@example.org>"
            ),
        )
    return Author(match["name"], match["email"])


def found(slug: str, workspace: Workspace) -> str:
    """
    Return the one record that a slug names.

    Raises:
        NotFoundError: None does, or several do.
    """
    names = workspace.find(slug)
    if len(names) == 1:
        return names[0]
    if names:
        raise NotFoundError(
            Text(fr=f"Plusieurs fiches s'appellent « {slug} ».", en=f"Several records are called “{slug}”."),
            nearest=names,
            hint=Text(fr=f"Écrivez {' ou '.join(names)}.", en=f"Write {' or '.join(names)}."),
        )
    raise NotFoundError(
        Text(fr=f"Aucune fiche ne s'appelle « {slug} ».", en=f"No record is called “{slug}”."),
        hint=Text(
            fr="Écrivez l'identifiant : le nom du fichier, sans .ttl.",
            en="Write the identifier: the name of the file, without .ttl.",
        ),
    )


def name_of_file(path: Path, workspace: Workspace) -> str:
    """
    Return the record that a file is there for: by its folder in the workspace, else by what it describes.

    Raises:
        DataError: That cannot be told.
    """
    there = _in_workspace(path, workspace)
    if there.parent.parent == workspace.folder and there.parent.name in RECORD_GROUPS:
        return f"{there.parent.name}/{there.stem}"
    match = _DESCRIBES.search(text_of(path, workspace))
    if match is None:
        raise DataError(
            Text(
                fr=f"{path} ne décrit ni cas, ni acteur, ni ressource.",
                en=f"{path} describes no case, actor or resource.",
            )
        )
    return f"{_GROUP_OF[match[1].decode()]}/{path.stem}"


def text_of(path: Path, workspace: Workspace) -> bytes:
    """
    Read a file, named from here or from the workspace.

    Raises:
        DataError: It cannot be read.
    """
    return turtle.read_bytes(_in_workspace(path, workspace))


def _in_workspace(path: Path, workspace: Workspace) -> Path:
    inside = workspace.folder / path
    return (inside if not path.exists() and inside.exists() else path).resolve()


def tell(done: Publication, language: Language) -> int:
    """Say what was published, and return the exit code."""
    if done.is_unchanged:
        click.echo(
            Text(
                fr="Rien n'a changé : c'est déjà publié ainsi.", en="Nothing changed: it is published so already."
            ).in_language(language)
        )
        return GOOD
    for name in done.digests:
        click.echo(Text(fr=f"{name} : publié.", en=f"{name}: published.").in_language(language))
        for change in done.changes[name]:
            click.echo(f"  {change.in_language(language)}")
        for remark in done.remarks[name]:
            said = Text(fr=f"À vérifier : {remark.fr}", en=f"To check: {remark.en}")
            click.echo(f"  {said.in_language(language)}", err=True)
    click.echo(Text(fr=f"Version {done.commit[:12]}.", en=f"Version {done.commit[:12]}.").in_language(language))
    return GOOD
