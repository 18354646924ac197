"""
The command line: `allianceskg load | validate | convert | match | query | network | study | bulk | config`.

Each subcommand is a module of its own, imported only when it is called, so that `allianceskg --help` answers at once.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence

import click

from allianceskg.cli.bilingual import language_of, program, usage_fault
from allianceskg.cli.system_faults import said_of_system
from allianceskg.errors import (
    AllianceskgError,
    QueryRejectedError,
    RefusedError,
    StoreError,
)
from allianceskg.language import Language, Text

GOOD, FINDINGS, UNUSABLE, TROUBLE = 0, 1, 2, 3
"""Exit codes: good; findings of severity Violation, or nothing matched; unusable input; store or server trouble."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with one of the codes above."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; every fault ends as a message in the reader's language."""
    if not arguments:
        arguments = ["--help"]
    language = language_of(arguments)
    _tolerate_narrow_encodings()
    try:
        status = program(language).main(list(arguments), prog_name="allianceskg", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as fault:
        _say(usage_fault(fault, language))
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        _say(Text(fr="Interrompu.", en="Interrupted.").in_language(language))
        return 130
    except AllianceskgError as fault:
        _say(fault.in_language(language))
        return exit_code(fault)
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. What is still buffered must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as fault:
        said = said_of_system(fault)
        _say(_unexpected(fault, language) if said is None else said.in_language(language))
        return TROUBLE
    return status if isinstance(status, int) else GOOD


def _tolerate_narrow_encodings() -> None:
    """Print a question mark where the terminal's encoding lacks a letter, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def exit_code(fault: AllianceskgError) -> int:
    """Return the exit code of an error."""
    if isinstance(fault, RefusedError):
        return FINDINGS
    if isinstance(fault, StoreError) and not isinstance(fault, QueryRejectedError):
        return TROUBLE
    return UNUSABLE


def _unexpected(fault: Exception, language: Language) -> str:
    if os.environ.get("ALLIANCESKG_LOG", "").lower() == "debug":
        return traceback.format_exc()
    return Text(
        fr=f"Erreur inattendue : {type(fault).__name__}: {fault}\n"
        "Relancez avec ALLIANCESKG_LOG=debug et joignez la trace à un signalement.",
        en=f"Unexpected error: {type(fault).__name__}: {fault}\n"
        "Run it again with ALLIANCESKG_LOG=debug and join the trace to a report.",
    ).in_language(language)


def _say(text: str) -> None:
    click.echo(text, err=True)
