"""`allianceskg match`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from allianceskg.cli.answer_table import print_answer
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import open_catalogue, settings_of, store_option
from allianceskg.language import Language, Text
from allianceskg.matching.answer import Engine
from allianceskg.matching.answer_json import as_json
from allianceskg.model import Profile
from allianceskg.profiles import KnownValues, parse_profile, read_profile

_OPTIONS: Final = Text(fr="Les options données", en="The options given")


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def match(
        profile: Path | None,
        situation: str | None,
        territory: str | None,
        format: str,
        engine: Engine | None,
        **options: Any,
    ) -> int:
        told = {key: text for key, text in (("situation", situation), ("territory", territory)) if text is not None}
        if profile is None and not told:
            context = click.get_current_context()
            raise click.MissingParameter(ctx=context, param=context.command.params[0])
        settings = settings_of(**options)
        catalogue = open_catalogue(settings, language)
        answer = catalogue.answer(
            _asked(profile, told, catalogue.known_values),
            limit=settings.limit,
            engine=engine,
        )
        if format == "json":
            click.echo(json.dumps(as_json(answer, language), ensure_ascii=False, indent=2))
        elif format == "ttl":
            from allianceskg.matching.rdf import as_turtle

            click.echo(as_turtle(answer), nl=False)
        else:
            print_answer(answer, catalogue, language)
        return 0 if answer.matches else 1

    return make_command(
        "match",
        language,
        match,
        [
            click.Argument(
                ["profile"],
                required=False,
                type=click.Path(path_type=Path),
                metavar=Text(fr="PROFIL", en="PROFILE").in_language(language),
            ),
            option(
                language,
                "--situation",
                metavar=Text(fr="TEXTE", en="TEXT").in_language(language),
                help=Text(
                    fr="La situation dans vos propres mots, en français ou en anglais, sans fichier ou à la place du récit du fichier.",
                    en="The situation in your own words, French or English, without a file or in place of the file's story.",
                ),
            ),
            option(
                language,
                "--territory",
                metavar=Text(fr="TERRITOIRE", en="TERRITORY").in_language(language),
                help=Text(
                    fr="Le territoire, par son nom ou son code, sans fichier ou à la place de celui du fichier.",
                    en="The territory, by name or code, without a file or in place of the file's.",
                ),
            ),
            option(
                language,
                "--limit",
                type=click.IntRange(min=1),
                metavar="N",
                help=Text(fr="Nombre de cas proposés (10 sinon).", en="Number of cases listed (10 otherwise)."),
            ),
            option(
                language,
                "--engine",
                type=click.Choice(["index", "sparql"]),
                help=Text(
                    fr="Ce qui trouve les cas : index, des tableaux gardés près du dépôt (sinon), ou sparql, les requêtes qui définissent la réponse (sinon, pour un dépôt distant).",
                    en="What finds the cases: index, arrays kept beside the store (otherwise), or sparql, the queries that define the answer (otherwise, for a remote store).",
                ),
            ),
            option(
                language,
                "--format",
                type=click.Choice(["table", "json", "ttl"]),
                default="table",
                help=Text(fr="Forme de la réponse ; table sinon.", en="Form of the answer; table otherwise."),
            ),
            store_option(language),
        ],
        details=Text(
            fr="PROFIL est un fichier YAML, JSON-LD ou Turtle ; data/profiles/ en donne des exemples. Sans fichier, racontez la situation avec --situation.",
            en="PROFILE is a YAML, JSON-LD or Turtle file; data/profiles/ has examples. Without a file, tell the situation with --situation.",
        ),
    )


def _asked(file: Path | None, told: dict[str, str], known: KnownValues) -> Profile:
    """Read the profile of a file, with what the options say in place of what it says."""
    options = parse_profile(told, known, source=_OPTIONS) if told else Profile()
    if file is None:
        return options
    return replace(read_profile(file, known), **{key: getattr(options, key) for key in told})
