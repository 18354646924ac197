"""`allianceskg network`."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.catalogue_network import read_network
from allianceskg.analysis.measures import MEASURES
from allianceskg.analysis.network_files import NETWORK_FORMS, write_network
from allianceskg.analysis.network_request import (
    LARGEST_CLIQUE,
    PROJECTIONS,
    WEIGHTINGS,
    NetworkRequest,
    chosen_part,
)
from allianceskg.analysis.projections import project
from allianceskg.analysis.report import report_on
from allianceskg.analysis.report_text import report_lines, report_rows
from allianceskg.analysis.report_view import TOO_DEAR, view_report
from allianceskg.analysis.stability import DRAWS, LEAST_DRAWS, chosen_measures
from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import open_catalogue, progress_bar, settings_of, store_option
from allianceskg.errors import UnknownParameterError
from allianceskg.files import replacing
from allianceskg.language import Language, Text
from allianceskg.library.reader import Reader, reader_of

_WRITING: Final = Text(fr="Réseau", en="Network")
_MEASURING: Final = Text(fr="Mesures", en="Measures")
_REPORT_FORMS: Final = ("text", "json", "csv")


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def network(
        projection: Any,
        weight: Any,
        exclude: tuple[str, ...],
        as_of: int | None,
        largest_clique: int,
        measures: bool,
        draws: int,
        format: str | None,
        out: Path | None,
        **options: Any,
    ) -> int:
        _refuse_what_goes_unused(measures=measures)
        form = _form(format, is_report=measures)
        reader = reader_of(open_catalogue(settings_of(**options), language), language)
        request = NetworkRequest(projection, weight, exclude, as_of, largest_clique)
        pieces = _report(reader, request, form, draws) if measures else _export(reader, request, form)
        _write(pieces, out)
        return 0

    return make_command(
        "network",
        language,
        network,
        [
            option(
                language,
                "--projection",
                type=click.Choice(PROJECTIONS),
                default="bipartite",
                help=Text(
                    fr="Ce qui est joint : bipartite, acteurs et cas (sinon) ; actors, acteurs d'un même cas ; cases, cas d'un même acteur ; types, genres d'acteurs ; territories, départements d'un même acteur.",
                    en="What is joined: bipartite, actors and cases (otherwise); actors of the same case; cases of the same actor; types, kinds of actors; territories, départements of the same actor.",
                ),
            ),
            option(
                language,
                "--weight",
                type=click.Choice(WEIGHTINGS),
                default="shared",
                help=Text(
                    fr="Poids d'un lien : shared, le nombre de cas communs (sinon) ; newman, où un cas à k acteurs compte 1 / (k - 1).",
                    en="Weight of a tie: shared, the number of cases in common (otherwise); newman, where a case of k actors counts 1 / (k - 1).",
                ),
            ),
            option(
                language,
                "--exclude",
                multiple=True,
                metavar="SLUG",
                help=Text(
                    fr="Acteur ou cas laissé de côté, à répéter pour plusieurs : edf, actor/edf, case/silver-geek.",
                    en="Actor or case left out, repeated for several: edf, actor/edf, case/silver-geek.",
                ),
            ),
            option(
                language,
                "--as-of",
                type=click.IntRange(min=1),
                metavar=Text(fr="ANNÉE", en="YEAR").in_language(language),
                help=Text(
                    fr="Seulement les cas commencés cette année-là ou avant ; ceux sans année sont laissés de côté.",
                    en="Only the cases that had begun by that year; those without a year are left out.",
                ),
            ),
            option(
                language,
                "--largest-clique",
                type=click.IntRange(min=2),
                default=LARGEST_CLIQUE,
                metavar="N",
                help=Text(
                    fr=f"Un cas à plus de N acteurs n'en lie aucun dans une projection ({LARGEST_CLIQUE} sinon) ; il est nommé.",
                    en=f"A case of more than N actors ties none of them in a projection ({LARGEST_CLIQUE} otherwise); it is named.",
                ),
            ),
            option(
                language,
                "--measures",
                is_flag=True,
                help=Text(
                    fr="Au lieu du réseau, les mesures du réseau des acteurs, avec leur stabilité ; cela prend une minute environ.",
                    en="Instead of the network, the measures of the network of actors, with their stability; it takes about a minute.",
                ),
            ),
            option(
                language,
                "--draws",
                type=click.IntRange(min=LEAST_DRAWS),
                default=DRAWS,
                metavar="N",
                help=Text(
                    fr=f"Avec --measures : nombre de tirages de chaque sorte pour la stabilité ({DRAWS} sinon).",
                    en=f"With --measures: number of draws of each sort for the stability ({DRAWS} otherwise).",
                ),
            ),
            option(
                language,
                "--format",
                type=click.Choice([*NETWORK_FORMS, "text"]),
                help=Text(
                    fr="Forme du réseau : graphml (sinon), gexf, csv ou json ; des mesures : text (sinon), csv ou json.",
                    en="Form of the network: graphml (otherwise), gexf, csv or json; of measures: text (otherwise), csv or json.",
                ),
            ),
            option(
                language,
                "--out",
                type=click.Path(path_type=Path, dir_okay=False),
                metavar=Text(fr="FICHIER", en="FILE").in_language(language),
                help=Text(fr="Fichier à écrire ; sinon la sortie.", en="File to write; otherwise the output."),
            ),
            store_option(language),
        ],
        details=Text(
            fr="C'est le réseau de ce catalogue, et non du pays : un lien qui n'est pas recensé n'est pas un lien qui n'existe pas.",
            en="It is the network of this catalogue, not of the country: a tie that is not recorded is not a tie that does not exist.",
        ),
    )


def _refuse_what_goes_unused(*, measures: bool) -> None:
    """Refuse an option that would be asked for in vain, rather than answer another question than was put."""
    name, only = ("projection", False) if measures else ("draws", True)
    if click.get_current_context().get_parameter_source(name) != ParameterSource.COMMANDLINE:
        return
    raise UnknownParameterError(
        Text(
            fr=f"--{name} ne va pas {'sans' if only else 'avec'} --measures.",
            en=f"--{name} does not go {'without' if only else 'with'} --measures.",
        ),
        hint=Text(
            fr="Les tirages servent à la stabilité des mesures : ajoutez --measures, ou ôtez --draws.",
            en="Draws are for the stability of measures: add --measures, or take --draws away.",
        )
        if only
        else Text(
            fr="Les mesures sont celles du réseau des acteurs : ôtez --projection, ou --measures.",
            en="Measures are those of the network of actors: take --projection away, or --measures.",
        ),
    )


def _form(given: str | None, *, is_report: bool) -> Any:
    known = _REPORT_FORMS if is_report else NETWORK_FORMS
    if given is None:
        return known[0]
    if given not in known:
        raise UnknownParameterError(
            Text(
                fr=f"--format {given} ne va pas {'avec' if is_report else 'sans'} --measures.",
                en=f"--format {given} does not go {'with' if is_report else 'without'} --measures.",
            ),
            hint=Text(fr=f"Choisissez : {', '.join(known)}.", en=f"Choose: {', '.join(known)}."),
        )
    return given


def _part(reader: Reader, request: NetworkRequest) -> TwoModeNetwork:
    """Return what is asked for, and say so when there is nothing in it."""
    network = read_network(reader.library)
    part = chosen_part(network, request)
    if not part.ties:
        click.echo(_nothing_asked_for(network).in_language(reader.language), err=True)
    return part


def _nothing_asked_for(network: TwoModeNetwork) -> Text:
    first = min((case.start for case in network.cases.values() if case.start is not None), default=None)
    if first is None:
        return Text(fr="Le réseau demandé est vide.", en="The network asked for is empty.")
    return Text(
        fr=f"Le réseau demandé est vide. Le premier cas daté commence en {first}.",
        en=f"The network asked for is empty. The first case with a date begins in {first}.",
    )


def _export(reader: Reader, request: NetworkRequest, form: Any) -> Iterator[str]:
    with progress_bar(reader.language, _WRITING) as progress:
        projection = project(_part(reader, request), request)
        for iri, joined in projection.left_out:
            left_out = Text(
                fr=f"Ne fait aucun lien, car il en joint {joined} : {iri}",
                en=f"Makes no tie, since it joins {joined}: {iri}",
            )
            click.echo(left_out.in_language(reader.language), err=True)
        yield from write_network(projection, request, form, reader, progress=progress)


def _report(reader: Reader, request: NetworkRequest, form: str, draws: int) -> Iterator[str]:
    part = _part(reader, request)
    if len(chosen_measures(part)) < len(MEASURES):
        click.echo(TOO_DEAR.in_language(reader.language), err=True)
    with progress_bar(reader.language, _MEASURING) as progress:
        report = report_on(part, request, draws=draws, progress=progress)
    view = view_report(report, reader)
    match form:
        case "json":
            yield json.dumps(view, ensure_ascii=False, indent=1) + "\n"
        case "csv":
            text = io.StringIO()
            csv.writer(text).writerows(report_rows(view))
            yield text.getvalue()
        case _:
            yield from (f"{line}\n" for line in report_lines(view, reader.language))


def _write(pieces: Iterable[str], out: Path | None) -> None:
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.flush()
        return
    with replacing(out) as file:
        for piece in pieces:
            file.write(piece.encode())
