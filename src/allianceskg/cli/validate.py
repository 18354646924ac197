"""`allianceskg validate`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.bilingual import option
from allianceskg.cli.opening import progress_bar, settings_of
from allianceskg.language import Language, Text
from allianceskg.validation import Finding, JudgedRecord, Report, Severity, validate_catalogue, validate_files

_WIDTH = 110
_LABEL = Text(fr="Vérification", en="Checking")
_MEMORY = "validation.json"
"""Beside the store: what was found clear, so that files that did not change are not judged again."""
_SEVERITIES: dict[Severity, Text] = {
    "violation": Text(fr="À corriger", en="To mend"),
    "warning": Text(fr="À vérifier", en="To check"),
    "info": Text(fr="Suggestion", en="Suggestion"),
}
_COLOURS: dict[Severity, str] = {"violation": "red", "warning": "yellow", "info": "cyan"}


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def validate(paths: tuple[Path, ...], format: str, quiet: bool, **options: Any) -> int:
        settings = settings_of(**options)
        report = validate_files(paths, settings.find_home(), engine=settings.shacl_engine) if paths else None
        if report is None:
            with progress_bar(language, _LABEL) as progress:
                report = validate_catalogue(
                    settings.find_home(),
                    engine=settings.shacl_engine,
                    memory=settings.store / _MEMORY,
                    with_infos=format != "text",
                    progress=progress,
                )
        if format == "json":
            click.echo(report.to_json(language), nl=False)
        elif format == "ttl":
            click.echo(report.to_turtle(), nl=False)
        else:
            hidden: frozenset[Severity] = frozenset({"info"}) if quiet or not paths else frozenset()
            for line in as_text(report, language, hidden=hidden):
                click.echo(line)
        return 0 if report.conforms else 1

    return make_command(
        "validate",
        language,
        validate,
        [
            click.Argument(
                ["paths"],
                nargs=-1,
                type=click.Path(path_type=Path),
                metavar=Text(fr="[CHEMIN]…", en="[PATH]…").in_language(language),
            ),
            option(
                language,
                "--format",
                type=click.Choice(["text", "json", "ttl"]),
                default="text",
                help=Text(
                    fr="Forme du rapport ; text sinon ; ttl est un rapport SHACL standard.",
                    en="Form of the report; text otherwise; ttl is a standard SHACL report.",
                ),
            ),
            option(
                language,
                "--quiet",
                is_flag=True,
                help=Text(fr="Ne pas montrer les suggestions.", en="Leave out the suggestions."),
            ),
        ],
        details=Text(
            fr="Sans chemin, vérifie tout le catalogue. Un fichier donné prend la place du cas publié de même nom. "
            "Seul ce qui est « à corriger » empêche la publication : un brouillon s'enregistre toujours.",
            en="Without a path, checks the whole catalogue. A file given takes the place of the published case of the same name. "
            "Only what is “to mend” blocks publication: a draft can always be saved.",
        ),
    )


def as_text(report: Report, language: Language, *, hidden: frozenset[Severity]) -> Iterator[str]:
    """Write a report for a reader, record by record, the count at the end."""
    for record, findings in report.by_record():
        shown = [finding for finding in findings if finding.severity not in hidden]
        if shown:
            yield _heading(record, language)
            for finding in shown:
                yield from _finding(finding, language)
            yield ""
    yield _conclusion(report, hidden).in_language(language)


def _heading(record: JudgedRecord, language: Language) -> str:
    return click.style(f"{record.title.in_language(language)}  ({record.file})", bold=True)


def _finding(finding: Finding, language: Language) -> Iterator[str]:
    severity = click.style(
        _SEVERITIES[finding.severity].in_language(language), fg=_COLOURS[finding.severity], bold=True
    )
    place = ""
    if finding.line is not None:
        place = Text(fr=f", ligne {finding.line}", en=f", line {finding.line}").in_language(language)
    yield f"  {severity}{place}"
    yield from _paragraph(finding.message.in_language(language))
    details = [
        (Text(fr="Trouvé : ", en="Found: "), finding.found),
        (Text(fr="Attendu : ", en="Expected: "), finding.expected),
        (Text(fr="Remède : ", en="Mend: "), finding.mend),
    ]
    for label, text in details:
        if text is not None:
            yield from _paragraph(label.in_language(language) + text.in_language(language))
    if finding.example is not None:
        label = Text(fr=f"Exemple, tiré de {finding.example.record} :", en=f"Example, from {finding.example.record}:")
        yield from _paragraph(label.in_language(language))
        yield textwrap.indent(finding.example.turtle.rstrip(), " " * 8)


def _paragraph(text: str) -> list[str]:
    # The first line of a value may hold Turtle over several lines, whose breaks are kept.
    return [
        wrapped
        for line in text.splitlines()
        for wrapped in textwrap.wrap(
            line,
            _WIDTH,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        or [""]
    ]


def _conclusion(report: Report, hidden: frozenset[Severity]) -> Text:
    counts, judged = report.counts(), len(report.records)
    verdict = (
        Text(fr="Rien n'empêche la publication.", en="Nothing blocks publication.")
        if report.conforms
        else Text(fr="La publication est bloquée.", en="Publication is blocked.")
    )
    unseen = sum(counts[severity] for severity in hidden)
    more = Text(
        fr=" (non affichées ici : --format json les montre)" if unseen else "",
        en=" (not shown here: --format json shows them)" if unseen else "",
    )
    return Text(
        fr=f"{judged} fiche{_s(judged)} vérifiée{_s(judged)} : {counts['violation']} à corriger, {counts['warning']} à vérifier, "
        f"{counts['info']} suggestion{_s(counts['info'])}{more.fr}. {verdict.fr}",
        en=f"{judged} record{_s(judged)} checked: {counts['violation']} to mend, {counts['warning']} to check, "
        f"{counts['info']} suggestion{_s(counts['info'])}{more.en}. {verdict.en}",
    )


def _s(number: int) -> str:
    return "s" if number > 1 else ""
