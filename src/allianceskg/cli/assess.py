"""`allianceskg assess`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import open_catalogue, settings_of, store_option
from allianceskg.language import Language, Text
from allianceskg.library.library import library_of
from allianceskg.maturity.comparison_of_answers import compare
from allianceskg.maturity.partner_answers import read_assessment
from allianceskg.maturity.result_document import as_document, as_yaml


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def assess(answers: Path, format: str, **options: Any) -> int:
        catalogue = open_catalogue(settings_of(**options), language)
        questionnaire = catalogue.questionnaire
        result = compare(read_assessment(answers, questionnaire), questionnaire)
        document = as_document(result, questionnaire, library_of(catalogue).names.of, language)
        if format == "json":
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        elif format == "yaml":
            click.echo(as_yaml(document), nl=False)
        else:
            _print(document, language)
        return 0

    return make_command(
        "assess",
        language,
        assess,
        [
            click.Argument(
                ["answers"],
                type=click.Path(path_type=Path),
                metavar=Text(fr="RÉPONSES", en="ANSWERS").in_language(language),
            ),
            option(
                language,
                "--format",
                type=click.Choice(["table", "json", "yaml"]),
                default="table",
                help=Text(fr="Forme du résultat ; table sinon.", en="Form of the result; table otherwise."),
            ),
            store_option(language),
        ],
        details=Text(
            fr="RÉPONSES est un fichier YAML ou JSON ; data/templates/assessment.yaml en est un exemple. Rien n'est noté ni gardé.",
            en="ANSWERS is a YAML or JSON file; data/templates/assessment.yaml is an example. Nothing is scored or kept.",
        ),
    )


def _print(document: dict[str, Any], language: Language) -> None:
    """Print a result for reading: what to talk about, what is agreed, where to go on from."""
    names = [one["name"] for one in document["partners"]]
    click.echo(document["note"])
    for heading, key in (
        (Text(fr="De quoi parler d'abord", en="What to talk about first"), "to_talk_about"),
        (Text(fr="Ce sur quoi vous êtes d'accord", en="What you agree on"), "agreed"),
    ):
        click.echo(f"\n{heading.in_language(language)}")
        for one in document[key]:
            given = " ; ".join(
                f"{name} : {answer}" for name, answer in zip(names, one["answers"], strict=True) if answer
            )
            click.echo(f"- {one['label']} ({given})")
    for name, leads in zip(names, document["leads"], strict=True):
        heading = Text(fr=f"Par où avancer : {name}", en=f"Where to go on from: {name}")
        click.echo(f"\n{heading.in_language(language)}")
        for one in leads:
            click.echo(f"- {one['label']}")
            for found in (*one["kit_questions"], *one["resources"]):
                click.echo(f"    {found['label']}")
            for case in one["cases"]:
                click.echo(f"    {case['reason']} ({case['id']})")
