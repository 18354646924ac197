"""`allianceskg load`."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import click

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Withheld
from allianceskg.builds.imports import SetAside
from allianceskg.cli import FINDINGS, GOOD
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import progress_bar, settings_of, store_option
from allianceskg.errors import DataError
from allianceskg.language import Language, Text, same
from allianceskg.terms import BASE, INFERRED

_KINDS = {
    "case": Text(fr="cas", en="cases"),
    "actor": Text(fr="acteurs", en="actors"),
    "resource": Text(fr="ressources", en="resources"),
    "reading": Text(fr="ensembles de lectures", en="sets of readings"),
    "vocabulary": Text(fr="vocabulaires", en="vocabularies"),
    "shapes": Text(fr="fichiers de formes SHACL", en="files of SHACL shapes"),
    "territory": Text(fr="fichiers de territoires", en="files of territories"),
    "import": Text(fr="fichiers ajoutés", en="added files"),
}


_ANEW = Text(
    fr="La construction précédente ne pouvait pas servir (faite par une autre version du programme, ou abîmée) : tout a été refait à partir des fichiers.",
    en="The earlier build was of no use (made by another version of the program, or damaged): everything was made again from the files.",
)


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def load(files: tuple[Path, ...], forget: tuple[str, ...], license: str | None, **options: Any) -> int:
        settings = settings_of(**options)
        with progress_bar(language) as progress:
            report = settings.load(imports=files, licence=_licence(license), forget=forget, progress=progress)
        for line in summary(report):
            click.echo(line.in_language(language))
        for line in refusals(report):
            click.echo(line.in_language(language), err=True)
        for line in remarks_on_imports(report):
            click.echo(line.in_language(language), err=True)
        is_refusing = any(one.reason == "refused" for one in report.withheld)
        return FINDINGS if is_refusing or report.set_aside else GOOD

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
            option(
                language,
                "--license",
                metavar="IRI",
                help=Text(
                    fr="Licence des fichiers ajoutés, quand ils ne la disent pas eux-mêmes (dcterms:license).",
                    en="Licence of the added files, where they do not state it themselves (dcterms:license).",
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
    inferred = sum(number for graph, number in manifest.graphs.items() if graph.startswith(INFERRED))
    if report.is_unchanged:
        change = Text(fr="Rien n'a changé depuis le dernier chargement.", en="Nothing has changed since the last load.")
    else:
        change = Text(
            fr=f"Graphes ajoutés : {len(report.added)} ; modifiés : {len(report.changed)} ; retirés : {len(report.removed)}.",
            en=f"Graphs added: {len(report.added)}; changed: {len(report.changed)}; removed: {len(report.removed)}.",
        )
    if report.is_anew:
        change = _ANEW
    seconds = f"{report.seconds:.1f}"
    waiting = sum(one.reason != "refused" for one in report.withheld)
    unpublished = Text(
        fr=f"{waiting} fiche{_s(waiting)} en brouillon ou en relecture : le public ne {'les' if waiting > 1 else 'la'} voit pas.",
        en=f"{waiting} record{_s(waiting)} in draft or in review: the public does not see {'them' if waiting > 1 else 'it'}.",
    )
    return [
        Text(fr=", ".join(one for one, _ in held) + ".", en=", ".join(one for _, one in held) + "."),
        Text(
            fr=f"{triples} triplets dans {len(manifest.graphs)} graphes, dont {inferred} déduits.",
            en=f"{triples} triples in {len(manifest.graphs)} graphs, {inferred} of them inferred.",
        ),
        change,
        *([unpublished] if waiting else []),
        Text(
            fr=f"Version des données {manifest.version}, prête en {seconds.replace('.', ',')} s.",
            en=f"Data version {manifest.version}, ready in {seconds} s.",
        ),
    ]


def refusals(report: builds.BuildReport) -> list[Text]:
    """Name the files that were refused, and what to mend first in each."""
    return [refusal(one) for one in report.withheld if one.reason == "refused"]


def remarks_on_imports(report: builds.BuildReport) -> list[Text]:
    """Ask for the licences that nobody stated, and name the imports that were set aside."""
    return [*map(_licence_wanted, report.unlicensed), *map(_aside, report.set_aside)]


def _licence_wanted(name: str) -> Text:
    return Text(
        fr=f"{name} : aucune licence n'est indiquée. Ses triplets répondent aux requêtes et n'entrent ni dans les exports ni dans "
        "la description du catalogue. Indiquez-la par --license IRI, ou par dcterms:license dans le fichier.",
        en=f"{name}: no licence is stated. Its triples answer queries, and enter neither the dumps nor the description of the "
        "catalogue. State it with --license IRI, or with dcterms:license in the file.",
    )


def _aside(one: SetAside) -> Text:
    return Text(
        fr=f"{one.name} : mis de côté dans {one.location}, le catalogue répond sans lui. {one.fault.fr}",
        en=f"{one.name}: set aside at {one.location}; the catalogue answers without it. {one.fault.en}",
    )


def _licence(given: str | None) -> str | None:
    """Return the licence, which is an IRI."""
    if given is None or re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", given):
        return given
    raise DataError(
        Text(
            fr=f"--license : « {given} » n'est pas l'adresse d'une licence.",
            en=f"--license: “{given}” is not the address of a licence.",
        ),
        hint=Text(
            fr="Écrivez-la ainsi : https://creativecommons.org/licenses/by/4.0/",
            en="Write it like this: https://creativecommons.org/licenses/by/4.0/",
        ),
    )


def refusal(one: Withheld) -> Text:
    """Name a file that was refused, and what to mend first in it."""
    kept = Text(
        fr="le public voit encore sa dernière version correcte" if one.is_last_good else "la fiche n'est pas publiée",
        en="the public still sees its last good version" if one.is_last_good else "the record is not published",
    )
    fault = one.fault or same("")
    return Text(fr=f"{one.location} : {kept.fr}. {fault.fr}", en=f"{one.location}: {kept.en}. {fault.en}")


def _s(number: int) -> str:
    return "s" if number > 1 else ""


def _counted(noun: str, number: int) -> str:
    """Leave the plural's s out for one."""
    return noun if number > 1 else " ".join(word.removesuffix("s") if word != "cas" else word for word in noun.split())


def _kind(name: str) -> str:
    return name.removeprefix(BASE).partition("/")[0]
