"""`allianceskg curate`: what curators do from a terminal, in the workspace that ALLIANCESKG_DATA names."""

from __future__ import annotations

import click

from allianceskg.cli.bilingual import group
from allianceskg.cli.curate import changing, keeping, people
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
        people.add_user,
        people.users,
        people.password,
        people.role,
        people.token,
        people.revoke,
        people.remove_user,
        people.trail,
    )
    return group("curate", language, [make(language) for make in makers])
