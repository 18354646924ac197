"""`allianceskg match`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from allianceskg.cli.answer_table import print_answer
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import open_catalogue, settings_of, store_option
from allianceskg.language import Language, Text
from allianceskg.matching.answer import Engine
from allianceskg.matching.rendering import as_json
from allianceskg.profiles import read_profile


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def match(profile: Path, format: str, engine: Engine | None, **options: Any) -> int:
        settings = settings_of(**options)
        catalogue = open_catalogue(settings, language)
        answer = catalogue.answer(
            read_profile(profile, catalogue.known_values), limit=settings.limit, engine=engine or catalogue.best_engine
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
                type=click.Path(path_type=Path),
                metavar=Text(fr="PROFIL", en="PROFILE").in_language(language),
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
            fr="PROFIL est un fichier YAML, JSON-LD ou Turtle ; data/profiles/ en donne des exemples.",
            en="PROFILE is a YAML, JSON-LD or Turtle file; data/profiles/ has examples.",
        ),
    )
