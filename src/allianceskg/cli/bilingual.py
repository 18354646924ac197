"""The frame of the command line in two languages: help pages, option names and usage faults."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any, Final

import click

from allianceskg.language import DEFAULT_LANGUAGE, LANGUAGES, Language, Text, same

_COMMANDS: Final[Mapping[str, Text]] = {
    "load": Text(
        fr="Construire ou mettre à jour le dépôt à partir des fichiers.", en="Build or update the store from the files."
    ),
    "validate": Text(fr="Vérifier des cas et dire comment corriger.", en="Check cases and say how to mend them."),
    "convert": Text(fr="Écrire des cas à partir de notes en YAML.", en="Write cases from notes in YAML."),
    "match": Text(
        fr="Diagnostiquer un profil et proposer des cas, expliqués.", en="Diagnose a profile and list cases, explained."
    ),
    "assess": Text(
        fr="Comparer ce que des partenaires répondent à l'autodiagnostic.",
        en="Compare what partners answer to the self-assessment.",
    ),
    "query": Text(
        fr="Exécuter une requête du catalogue ou un fichier .rq.", en="Run a catalogued query or a .rq file."
    ),
    "network": Text(
        fr="Écrire le réseau des acteurs et des cas, ou ses mesures.",
        en="Write the network of actors and cases, or its measures.",
    ),
    "study": Text(
        fr="Refaire une étude sur les données en cours, avec ses figures et ses sources.",
        en="Make a study again on the present data, with its figures and what they come from.",
    ),
    "serve": Text(
        fr="Ouvrir le site, l'API et le point d'accès SPARQL.", en="Open the site, the API and the SPARQL endpoint."
    ),
    "curate": Text(
        fr="Ouvrir un espace de travail, y publier, retirer, fusionner et rétablir des fiches.",
        en="Open a workspace; publish, withdraw, merge and revert records there.",
    ),
    "bulk": Text(
        fr="Vérifier, déduire, indexer et comparer des millions de cas, sur un cluster Dask.",
        en="Check, infer, index and match millions of cases, on a Dask cluster.",
    ),
    "config": Text(fr="Afficher les réglages et leur origine.", en="Show the settings and where they come from."),
}
_CONTEXT: Final = {"help_option_names": ["-h", "--help"]}
_ABOUT: Final = Text(
    fr="Le catalogue des alliances : un graphe de connaissances des partenariats multi-acteurs français (ODD 17).",
    en="The catalogue of alliances: a knowledge graph of French multi-actor partnerships (SDG 17).",
)
_SUBCOMMANDS: Final = Text(fr="COMMANDE [ARGUMENTS]…", en="COMMAND [ARGS]…")
_ENGLISH: Final = Text(fr="Pages en anglais : --lang en. ", en="")
_MESSAGES: Final[Mapping[type[click.ClickException], Text]] = {
    click.NoSuchOption: Text(fr="Option inconnue : {option_name}.", en="No such option: {option_name}."),
    click.BadOptionUsage: Text(
        fr="L'option {option_name} est mal employée : il lui faut une valeur.",
        en="The option {option_name} is misused: it needs a value.",
    ),
    click.MissingParameter: Text(fr="Il manque {parameter}.", en="{parameter} is missing."),
    click.BadParameter: Text(fr="Valeur impossible pour {parameter}.", en="Impossible value for {parameter}."),
}


def language_of(arguments: Sequence[str]) -> Language:
    """
    Read the language off the arguments before they are parsed, since help and faults need it too.

    >>> language_of(["match", "--lang", "en", "profile.yaml"]), language_of(["--lang=de"])
    ('en', 'fr')
    """
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        value = argument.removeprefix("--lang=") if argument.startswith("--lang=") else None
        if argument == "--lang" and position + 1 < len(arguments):
            value = arguments[position + 1]
        for language in LANGUAGES:
            if value == language:
                return language
    return DEFAULT_LANGUAGE


def program(language: Language) -> click.Group:
    """Make the command line for readers of a language."""
    group = _Program(
        "allianceskg",
        language=language,
        help=_ABOUT.in_language(language),
        epilog=_ENGLISH.in_language(language),
        params=[language_option(language), version_option(language)],
        no_args_is_help=True,
        context_settings=_CONTEXT,
        subcommand_metavar=_SUBCOMMANDS.in_language(language),
    )
    group.callback = lambda **_: None
    return group


def command(
    name: str,
    language: Language,
    callback: Callable[..., int],
    params: Sequence[click.Parameter],
    *,
    about: Text | None = None,
    details: Text | None = None,
) -> click.Command:
    """
    Make a subcommand whose help is in one language; its callback returns the exit code.

    Args:
        about: What it does; for a command of the program, what the list of commands says.
    """
    text = (about or _COMMANDS[name]).in_language(language)
    if details is not None:
        text = f"{text}\n\n{details.in_language(language)}"
    return _Command(
        name,
        language=language,
        callback=callback,
        params=[*params, language_option(language)],
        help=text,
        context_settings=_CONTEXT,
    )


def group(name: str, language: Language, commands: Sequence[click.Command]) -> click.Group:
    """Make a subcommand that has subcommands of its own."""
    made = _Group(
        name,
        language=language,
        commands=list(commands),
        params=[language_option(language)],
        help=_COMMANDS[name].in_language(language),
        no_args_is_help=True,
        context_settings=_CONTEXT,
        subcommand_metavar=_SUBCOMMANDS.in_language(language),
    )
    made.callback = lambda **_: None
    return made


def option(language: Language, *names: str, help: Text, **attributes: Any) -> click.Option:
    """Make an option with its help in one language."""
    return click.Option(names, help=help.in_language(language), **attributes)


def language_option(language: Language) -> click.Option:
    """Make the option that `language_of` has already read."""
    return option(
        language,
        "--lang",
        expose_value=False,
        type=click.Choice(LANGUAGES),
        metavar="fr|en",
        help=Text(fr="Langue de la réponse ; français par défaut.", en="Language of the answer; French by default."),
    )


def version_option(language: Language) -> click.Option:
    """Make the option that prints the version of the software."""

    def show(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
        if value:
            from allianceskg import __version__

            click.echo(f"allianceskg {__version__}")
            context.exit()

    return option(
        language,
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=Text(fr="Afficher la version du logiciel.", en="Show the version of the software."),
    )


def usage_fault(fault: click.ClickException, language: Language) -> str:
    """Say in a language what was wrong with the words of a call, and how to see the right ones."""
    lines = [_what(fault, language)]
    context = getattr(fault, "ctx", None)
    if context is not None:
        path = context.command_path
        lines.append(Text(fr=f"Aide : {path} --help", en=f"Help: {path} --help --lang en").in_language(language))
    return "\n".join(lines)


def _what(fault: click.ClickException, language: Language) -> str:
    if isinstance(fault, click.NoSuchOption) and fault.possibilities:
        near = ", ".join(sorted(fault.possibilities))
        return Text(
            fr=f"Option inconnue : {fault.option_name}. Vouliez-vous dire {near} ?",
            en=f"No such option: {fault.option_name}. Did you mean {near}?",
        ).in_language(language)
    for kind, text in _MESSAGES.items():
        if isinstance(fault, kind):
            values = {"option_name": getattr(fault, "option_name", ""), "parameter": _parameter(fault)}
            said = text.in_language(language).format(**values)
            expected = _expected(fault)
            if expected is None or isinstance(fault, click.MissingParameter):
                return said
            wanted = Text(fr=f"Attendu : {expected.fr}.", en=f"Expected: {expected.en}.").in_language(language)
            return f"{said} {wanted}"
    if language == "en":
        return fault.format_message()
    if isinstance(fault, click.UsageError) and "No such command" in fault.message:
        return f"Commande inconnue. Commandes : {', '.join(_commands_of(fault.ctx))}."
    if isinstance(fault, click.UsageError) and "unexpected extra argument" in fault.message:
        return f"Il y a un argument de trop : {fault.message.rpartition('(')[2].rstrip(')')}."
    return f"Appel incorrect : {fault.format_message()}"


def _commands_of(context: click.Context | None) -> Sequence[str]:
    """List the commands among which one was looked for."""
    if context is None or not isinstance(context.command, click.Group):
        return list(_COMMANDS)
    return context.command.list_commands(context)


def _parameter(fault: click.ClickException) -> str:
    parameter = getattr(fault, "param", None)
    return parameter.get_error_hint(getattr(fault, "ctx", None)) if parameter is not None else ""


def _expected(fault: click.ClickException) -> Text | None:
    """Say which values a parameter takes, where its type tells."""
    kind = getattr(getattr(fault, "param", None), "type", None)
    if isinstance(kind, click.Choice):
        return same(", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange):
        last = "" if kind.max is None else str(kind.max)
        return Text(
            fr=f"un nombre entier de {kind.min} à {last}" if last else f"un nombre entier à partir de {kind.min}",
            en=f"an integer from {kind.min} to {last}" if last else f"an integer from {kind.min} on",
        )
    if isinstance(kind, click.Path) and not kind.dir_okay:
        return Text(fr="un fichier", en="a file")
    if isinstance(kind, click.Path) and not kind.file_okay:
        return Text(fr="un dossier", en="a folder")
    return None


class _Bilingual(click.Command):
    """A command whose help page has its headings in one language."""

    def __init__(self, *args: Any, language: Language, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.language = language

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option, in the language."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = Text(fr="Afficher cette aide.", en="Show this help.").in_language(self.language)
        return found

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        prefix = Text(fr="Usage : ", en="Usage: ").in_language(self.language)
        formatter.write_usage(ctx.command_path, pieces, prefix=prefix)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, under a heading in the language."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        rows = [row for parameter in options if (row := parameter.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section(Text(fr="Options ", en="Options").in_language(self.language)):
                formatter.write_dl(rows)


class _Command(_Bilingual):
    """A subcommand."""


class _Group(_Bilingual, click.Group):
    """A subcommand with subcommands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """List the subcommands in the order in which one needs them."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        rows = [(name, one.get_short_help_str(limit=90)) for name, one in self.commands.items()]
        _write_commands(rows, formatter, self.language)


def _write_commands(rows: Sequence[tuple[str, str]], formatter: click.HelpFormatter, language: Language) -> None:
    with formatter.section(Text(fr="Commandes ", en="Commands").in_language(language)):
        formatter.write_dl(rows)


def _import(name: str) -> ModuleType:
    """Import a module without looking for garbage on the way: importing makes none, and looking takes a tenth of its time."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        if was_looking:
            gc.enable()


class _Program(_Bilingual, click.Group):
    """The group, which imports a subcommand only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """List the subcommands in the order in which one needs them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a subcommand and make it."""
        if cmd_name not in _COMMANDS:
            return None
        made: click.Command = _import(f"allianceskg.cli.{cmd_name}").command(self.language)
        return made

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands, without importing them."""
        super().format_options(ctx, formatter)
        rows = [(name, text.in_language(self.language)) for name, text in _COMMANDS.items()]
        _write_commands(rows, formatter, self.language)
