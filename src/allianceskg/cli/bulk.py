"""`allianceskg bulk validate | materialise | index | match`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from allianceskg.cli import FINDINGS, GOOD
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import group, option
from allianceskg.cli.opening import progress_bar, settings_of
from allianceskg.errors import ConfigurationError
from allianceskg.language import Language, Text
from allianceskg.processes import usable_cores

if TYPE_CHECKING:
    from allianceskg.bulk.work import Outcome

_Outcome = TypeVar("_Outcome", bound="Outcome")

_MEMORY: Final = 2_000
_MEBIBYTE: Final = 1024**2
_EXTRA: Final = frozenset({"dask", "distributed"})
_LABELS: Final = {
    "validate": Text(fr="Vérification", en="Checking"),
    "materialise": Text(fr="Déduction", en="Inference"),
    "index": Text(fr="Indexation", en="Indexing"),
    "match": Text(fr="Réponses", en="Answers"),
}
_ABOUT: Final = {
    "validate": Text(
        fr="Vérifier des cas et écrire le rapport.", en="Check cases and write the report."
    ),
    "materialise": Text(fr="Écrire ce qui se déduit des cas.", en="Write what follows from cases."),
    "index": Text(fr="Écrire l'index des cas.", en="Write the match index of cases."),
    "match": Text(fr="Répondre à un fichier de profils.", en="Answer a file of profiles."),
}  # fmt: skip


def command(language: Language) -> click.Group:
    """Make the subcommand."""
    return group("bulk", language, [_validate(language), _materialise(language), _index(language), _match(language)])


def _validate(language: Language) -> click.Command:
    def validate(quiet: bool, **options: Any) -> int:
        from allianceskg.bulk.check import check

        checked = _done("validate", language, options, check, with_infos=not quiet)
        counts = checked.report.counts()
        records = len(checked.report.records)
        _say_out(
            Text(
                fr=f"Fiches vérifiées : {records} ; à corriger : {counts['violation']} ; à vérifier : {counts['warning']} ; "
                f"suggestions : {counts['info']}.",
                en=f"Records checked: {records}; to mend: {counts['violation']}; to check: {counts['warning']}; "
                f"suggestions: {counts['info']}.",
            ),
            language,
        )
        status = _say_end(checked, language)
        return status if checked.report.conforms else FINDINGS

    quiet = option(
        language,
        "--quiet",
        is_flag=True,
        help=Text(fr="Compter les suggestions sans les écrire.", en="Count the suggestions without writing them."),
    )
    return _made("validate", language, validate, [quiet])


def _materialise(language: Language) -> click.Command:
    def materialise(**options: Any) -> int:
        from allianceskg.bulk import derivation

        derived = _done("materialise", language, options, derivation.materialise)
        _say_out(
            Text(
                fr=f"Cas : {derived.cases} ; triplets déduits : {derived.lines}. Version des données {derived.data_version}.",
                en=f"Cases: {derived.cases}; triples inferred: {derived.lines}. Data version {derived.data_version}.",
            ),
            language,
        )
        return _say_end(derived, language)

    return _made("materialise", language, materialise, [])


def _index(language: Language) -> click.Command:
    def index(**options: Any) -> int:
        from allianceskg.bulk import derivation

        derived = _done("index", language, options, derivation.index)
        _say_out(
            Text(
                fr=f"Cas : {derived.cases}. Version des données {derived.data_version}.",
                en=f"Cases: {derived.cases}. Data version {derived.data_version}.",
            ),
            language,
        )
        return _say_end(derived, language)

    return _made("index", language, index, [])


def _match(language: Language) -> click.Command:
    def match(profiles: Path, limit: int | None, **options: Any) -> int:
        from allianceskg.bulk import profile_list

        limit = settings_of(limit=limit).limit
        answered = _done("match", language, options, profile_list.match, profiles=profiles, limit=limit)
        _say_out(
            Text(
                fr=f"Profils : {answered.profiles} ; cas : {answered.cases}.",
                en=f"Profiles: {answered.profiles}; cases: {answered.cases}.",
            ),
            language,
        )
        return _say_end(answered, language)

    profiles = option(
        language,
        "--profiles",
        required=True,
        type=click.Path(path_type=Path, dir_okay=False),
        metavar=Text(fr="FICHIER", en="FILE").in_language(language),
        help=Text(fr="Un profil par ligne, en JSON.", en="One profile a line, in JSON."),
    )
    limit = option(
        language,
        "--limit",
        type=click.IntRange(min=1),
        metavar="N",
        help=Text(fr="Nombre de cas proposés (10 sinon).", en="Number of cases listed (10 otherwise)."),
    )
    return _made("match", language, match, [profiles, limit])


def _made(
    name: str, language: Language, callback: Callable[..., int], options: Sequence[click.Parameter]
) -> click.Command:
    """Make a command of the group, with what all of them take."""

    def run(**given: Any) -> int:
        try:
            return callback(**given)
        except ModuleNotFoundError as fault:
            if (fault.name or "").partition(".")[0] not in _EXTRA:
                raise
            raise ConfigurationError(
                Text(fr="Dask n'est pas installé.", en="Dask is not installed."),
                hint=Text(
                    fr="Installez-le avec l'extra bulk : pip install 'allianceskg[bulk]'.",
                    en="Install it with the extra bulk: pip install 'allianceskg[bulk]'.",
                ),
            ) from fault

    return make_command(name, language, run, [*_shared_options(language), *options], about=_ABOUT[name])


def _shared_options(language: Language) -> list[click.Parameter]:
    return [
        click.Argument(["sources"], nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE…"),
        option(
            language,
            "--out",
            required=True,
            type=click.Path(path_type=Path, file_okay=False),
            metavar=Text(fr="DOSSIER", en="FOLDER").in_language(language),
            help=Text(
                fr="Dossier des résultats ; ce qui sert à reprendre est à côté, dans DOSSIER.partial, jusqu'à la fin.",
                en="Folder of the results; what a restart needs lies beside it, in FOLDER.partial, until the end.",
            ),
        ),
        option(
            language,
            "--scheduler",
            metavar=Text(fr="ADRESSE", en="ADDRESS").in_language(language),
            help=Text(
                fr="Ordonnanceur Dask qui tourne déjà ; sinon, des processus de cette machine.",
                en="A Dask scheduler that runs already; processes of this machine otherwise.",
            ),
        ),
        option(
            language,
            "--workers",
            type=click.IntRange(min=1),
            default=usable_cores,
            show_default=False,
            metavar="N",
            help=Text(
                fr="Processus de cette machine (autant que de cœurs sinon).",
                en="Processes of this machine (as many as cores otherwise).",
            ),
        ),
        option(
            language,
            "--memory",
            type=click.IntRange(min=256),
            default=_MEMORY,
            metavar="MIO",
            help=Text(
                fr=f"Mémoire de chacun, en Mio ({_MEMORY} sinon) ; au-delà il est arrêté, et sa partition refaite.",
                en=f"Memory of each, in MiB ({_MEMORY} otherwise); above it is ended, and its partition done again.",
            ),
        ),
        option(
            language,
            "--partitions",
            type=click.IntRange(min=1),
            metavar="N",
            help=Text(
                fr="En combien de parties diviser les cas (1 000 cas par partie sinon).",
                en="In how many parts to divide the cases (1,000 cases a part otherwise).",
            ),
        ),
    ]


def _done(
    name: str, language: Language, options: dict[str, Any], work: Callable[..., _Outcome], **further: Any
) -> _Outcome:
    """Do a work as the options that all commands share say."""
    from allianceskg.bulk.cluster import ClusterPlan
    from allianceskg.bulk.work import Order

    home = settings_of().find_home()
    plan = ClusterPlan(options["scheduler"], options["workers"], options["memory"] * _MEBIBYTE)
    order = Order(name, options["sources"], options["out"], plan, options["partitions"])
    with progress_bar(language, _LABELS[name], with_estimate=True) as progress:
        return work(order, home, progress=progress, **further)


def _say_end(outcome: Outcome, language: Language) -> int:
    """Say where the results are; on standard error, what was left out and what it cost. Return the exit code."""
    from allianceskg.cli.load import refusal

    refused = [refusal(one) for one in outcome.withheld if one.reason == "refused"]
    for path in outcome.written:
        click.echo(path)
    for fault in (*outcome.faults, *refused):
        click.echo(fault.in_language(language), err=True)
    if outcome.others:
        _say_err(
            Text(
                fr=f"Quads des exports qui n'appartiennent à aucune fiche, laissés de côté : {outcome.others}.",
                en=f"Quads of the dumps that belong to no record, left out: {outcome.others}.",
            ),
            language,
        )
    effort = outcome.effort
    seconds, share = f"{effort.elapsed:.1f}", f"{100 * effort.efficiency:.0f}"
    _say_err(
        Text(
            fr=f"Tâches : {effort.tasks} ; processus : {effort.workers} ; durée : {seconds.replace('.', ',')} s ; "
            f"efficacité parallèle : {share} %.",
            en=f"Tasks: {effort.tasks}; workers: {effort.workers}; elapsed: {seconds} s; parallel efficiency: {share}%.",
        ),
        language,
    )
    return FINDINGS if outcome.faults or refused else GOOD


def _say_out(text: Text, language: Language) -> None:
    click.echo(text.in_language(language))


def _say_err(text: Text, language: Language) -> None:
    click.echo(text.in_language(language), err=True)
