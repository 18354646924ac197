"""`allianceskg curate`: what curators do from a terminal, in the workspace that ALLIANCESKG_DATA names."""

from __future__ import annotations

import click

from allianceskg.cli.bilingual import group
from allianceskg.cli.curate import changing, keeping
from allianceskg.language import Language


def command(language: Language) -> click.Command:
    """Make the subcommand."""
    makers = (
        keeping.init,
        keeping.status,
        changing.publish,
        changing.retire,
        changing.merge,
        keeping.history,
        changing.revert,
        keeping.backup,
    )
    return group("curate", language, [make(language) for make in makers])
