"""`allianceskg config`."""

from __future__ import annotations

from typing import Any

import click

from allianceskg.cli.bilingual import command as make_command
from allianceskg.cli.opening import settings_of, store_option
from allianceskg.language import Language, Text
from allianceskg.setting_table import SETTINGS

_ORIGINS = {
    "option": Text(fr="option", en="option"),
    "environment": Text(fr="environnement", en="environment"),
    "default": Text(fr="valeur par défaut", en="default"),
}


def command(language: Language) -> click.Command:
    """Make the subcommand."""

    def config(**options: Any) -> int:
        settings = settings_of(**options)
        for setting in SETTINGS:
            origin = _ORIGINS[settings.origins[setting.name]].in_language(language)
            click.echo(f"{setting.variable} = {settings.shown(setting)}  ({origin})")
            click.echo(f"    {setting.help.in_language(language)}")
        return 0

    return make_command("config", language, config, [store_option(language)])
