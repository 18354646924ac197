"""What changes the published records: `curate publish`, `retire`, `merge`, `revert`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.curate.records import (
    argument,
    author_of,
    author_option,
    found,
    name_of_file,
    publisher_of,
    slug_argument,
    tell,
    text_of,
)
from allianceskg.cli.opening import settings_of, store_option
from allianceskg.curation.merges import merge_of
from allianceskg.language import Language, Text


def publish(language: Language) -> click.Command:
    """Make `curate publish`."""

    def run(files: tuple[Path, ...], author: str | None, message: str | None, **options: Any) -> int:
        settings = settings_of(**options)
        with publisher_of(settings) as publisher:
            texts = {name_of_file(path, publisher.workspace): text_of(path, publisher.workspace) for path in files}
            done = publisher.publish(texts, author=author_of(author, publisher), message=message)
        return tell(done, language)

    return make_command(
        "publish",
        language,
        run,
        [
            click.Argument(
                ["files"],
                nargs=-1,
                required=True,
                type=click.Path(path_type=Path),
                metavar=Text(fr="FICHIER…", en="FILE…").in_language(language),
            ),
            author_option(language),
            option(
                language,
                "--message",
                metavar=Text(fr="TEXTE", en="TEXT").in_language(language),
                help=Text(fr="Ce que l'histoire en dira.", en="What the history will say of it."),
            ),
            store_option(language),
        ],
        about=Text(
            fr="Publier des fiches, toutes ou aucune : vérifiées, consignées dans l'histoire, visibles au retour.",
            en="Publish records, all or none: checked, written into the history, visible on return.",
        ),
        details=Text(
            fr="FICHIER est un fichier de l'espace de travail, ou un fichier d'ailleurs qui porte le nom de la fiche. "
            "Le statut et les dates de création et de modification sont mis par la machine.",
            en="FILE is a file of the workspace, or a file from elsewhere that bears the name of the record. "
            "The status and the dates of creation and change are set by the machine.",
        ),
    )


def retire(language: Language) -> click.Command:
    """Make `curate retire`."""

    def run(
        slug: str, reason: str, reason_en: str | None, successor: str | None, author: str | None, **options: Any
    ) -> int:
        settings = settings_of(**options)
        with publisher_of(settings) as publisher:
            done = publisher.retire(
                found(slug, publisher.workspace),
                reason={"fr": reason, **({"en": reason_en} if reason_en else {})},
                author=author_of(author, publisher),
                successor=found(successor, publisher.workspace) if successor else None,
            )
        return tell(done, language)

    return make_command(
        "retire",
        language,
        run,
        [
            slug_argument(language),
            option(
                language,
                "--reason",
                required=True,
                metavar=Text(fr="TEXTE", en="TEXT").in_language(language),
                help=Text(
                    fr="Pourquoi, en français : affiché à l'adresse de la fiche.",
                    en="Why, in French: shown at the address of the record.",
                ),
            ),
            option(
                language,
                "--reason-en",
                metavar=Text(fr="TEXTE", en="TEXT").in_language(language),
                help=Text(fr="La même raison en anglais.", en="The same reason in English."),
            ),
            option(
                language,
                "--successor",
                metavar=Text(fr="FICHE", en="RECORD").in_language(language),
                help=Text(fr="La fiche qui prend sa place.", en="The record that takes its place."),
            ),
            author_option(language),
            store_option(language),
        ],
        about=Text(
            fr="Retirer une fiche : son adresse dit désormais pourquoi.",
            en="Withdraw a record: its address says why from then on.",
        ),
    )


def merge(language: Language) -> click.Command:
    """Make `curate merge`."""

    def run(actor: str, into: str, undo: bool, author: str | None, **options: Any) -> int:
        settings = settings_of(**options)
        with publisher_of(settings) as publisher:
            name, kept = found(actor, publisher.workspace), found(into, publisher.workspace)
            if undo:
                done = publisher.undo(merge_of(publisher.workspace, name, kept), author=author_of(author, publisher))
            else:
                done = publisher.merge(name, kept, author=author_of(author, publisher))
        return tell(done, language)

    return make_command(
        "merge",
        language,
        run,
        [
            argument("actor", Text(fr="ACTEUR", en="ACTOR"), language),
            argument("into", Text(fr="GARDÉ", en="KEPT"), language),
            option(
                language,
                "--undo",
                is_flag=True,
                help=Text(fr="Défaire cette fusion.", en="Undo this merge."),
            ),
            author_option(language),
            store_option(language),
        ],
        about=Text(
            fr="Fusionner un acteur saisi deux fois : tout ce qui le cite cite désormais celui qui est gardé.",
            en="Merge an actor recorded twice: all that refers to it refers to the one that is kept.",
        ),
    )


def revert(language: Language) -> click.Command:
    """Make `curate revert`."""

    def run(slug: str, commit: str, author: str | None, **options: Any) -> int:
        settings = settings_of(**options)
        with publisher_of(settings) as publisher:
            name = found(slug, publisher.workspace)
            done = publisher.revert(name, commit, author=author_of(author, publisher))
        return tell(done, language)

    return make_command(
        "revert",
        language,
        run,
        [
            slug_argument(language),
            argument("commit", Text(fr="VERSION", en="VERSION"), language),
            author_option(language),
            store_option(language),
        ],
        about=Text(
            fr="Publier de nouveau une fiche telle qu'elle était dans une version.",
            en="Publish a record again as it was in a version.",
        ),
    )
