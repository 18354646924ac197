"""`allianceskg load`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from allianceskg.builds import local as builds
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import progress_bar, settings_of, store_option
from allianceskg.language import Language, Text
from allianceskg.terms import BASE

_KINDS = {
    "case": Text(fr="cas", en="cases"),
    "actor": Text(fr="acteurs", en="actors"),
    "resource": Text(fr="ressources", en="resources"),
    "vocabulary": Text(fr="vocabulaires", en="vocabularies"),
    "shapes": Text(fr="fichiers de formes SHACL", en="files of SHACL shapes"),
    "territory": Text(fr="fichiers de territoires", en="files of territories"),
    "import": Text(fr="fichiers ajoutés", en="added files"),
}


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def load(files: tuple[Path, ...], forget: tuple[str, ...], **options: Any) -> int:
        settings = settings_of(**options)
        with progress_bar(language) as progress:
            report = settings.load(imports=files, forget=forget, progress=progress)
        for line in summary(report):
            click.echo(line.in_language(language))
        return 0

    return make_command(
        "load",
        language,
        load,
        [
            click.Argument(
                ["files"],
                nargs=-1,
                type=click.Path(path_type=Path),
                metavar=Text(fr="[FICHIER]…", en="[FILE]…").in_language(language),
            ),
            option(
                language,
                "--forget",
                multiple=True,
                metavar=Text(fr="NOM", en="NAME").in_language(language),
                help=Text(
                    fr="Retirer un fichier ajouté plus tôt, par son nom sans terminaison.",
                    en="Drop a file that was added earlier, by its name without ending.",
                ),
            ),
            store_option(language),
        ],
        details=Text(
            fr="Les fichiers du catalogue sont toujours chargés. Un FICHIER (N-Quads, TriG, Turtle, JSON-LD, RDF/XML) s'y ajoute, "
            "dans des graphes à lui, et reste jusqu'à ce qu'on l'oublie.",
            en="The catalogue's own files are always loaded. A FILE (N-Quads, TriG, Turtle, JSON-LD, RDF/XML) is added beside them, "
            "in graphs of its own, and stays until it is forgotten.",
        ),
    )


def summary(report: builds.BuildReport) -> list[Text]:
    """Say what the store holds and what changed."""
    manifest = report.manifest
    counts = Counter(_kind(name) for name in manifest.files)
    held = [
        (f"{counts[kind]} {_counted(text.fr, counts[kind])}", f"{counts[kind]} {_counted(text.en, counts[kind])}")
        for kind, text in _KINDS.items()
        if counts[kind]
    ]
    triples = sum(manifest.graphs.values())
    inferred = sum(number for graph, number in manifest.graphs.items() if graph.startswith(f"{BASE}inferred/"))
    if report.is_unchanged:
        change = Text(fr="Rien n'a changé depuis le dernier chargement.", en="Nothing has changed since the last load.")
    else:
        change = Text(
            fr=f"Graphes ajoutés : {len(report.added)} ; modifiés : {len(report.changed)} ; retirés : {len(report.removed)}.",
            en=f"Graphs added: {len(report.added)}; changed: {len(report.changed)}; removed: {len(report.removed)}.",
        )
    seconds = f"{report.seconds:.1f}"
    return [
        Text(fr=", ".join(one for one, _ in held) + ".", en=", ".join(one for _, one in held) + "."),
        Text(
            fr=f"{triples} triplets dans {len(manifest.graphs)} graphes, dont {inferred} déduits.",
            en=f"{triples} triples in {len(manifest.graphs)} graphs, {inferred} of them inferred.",
        ),
        change,
        Text(
            fr=f"Version des données {manifest.version}, prête en {seconds.replace('.', ',')} s.",
            en=f"Data version {manifest.version}, ready in {seconds} s.",
        ),
    ]


def _counted(noun: str, number: int) -> str:
    """Leave the plural's s out for one."""
    return noun if number > 1 else " ".join(word.removesuffix("s") if word != "cas" else word for word in noun.split())


def _kind(name: str) -> str:
    return name.removeprefix(BASE).partition("/")[0]
