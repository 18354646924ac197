"""Opening the desk of a server: its workspace held, made whole, and brought together with its history."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from allianceskg.config import Settings
from allianceskg.curation.accounts import Accounts
from allianceskg.curation.database import Database, database_of
from allianceskg.curation.publication import Publisher
from allianceskg.curation.settling import settle
from allianceskg.curation.workspace import open_workspace
from allianceskg.language import Text
from allianceskg.web.curate.desk import Desk

if TYPE_CHECKING:
    from allianceskg.curation.openid import OpenidClient


@contextlib.contextmanager
def opened_desk(settings: Settings, *, tell: Callable[[Text], None] = lambda _: None) -> Iterator[Desk]:
    """
    Hold the workspace of the settings for as long as the block lasts.

    Args:
        tell: Told of each file that was found edited, and what became of it.

    Raises:
        ConfigurationError: No workspace is named, or it is none.
        WorkspaceError: It cannot be written.
        StoreLockedError: Another program publishes there.
    """
    open_workspace(settings.workspace)
    elsewhere = _elsewhere(settings)
    home = settings.find_home()
    publisher = Publisher(home, lambda approved: settings.load(approved=approved))
    with publisher.open(), contextlib.closing(Database.open(database_of(publisher.workspace))) as database:
        for settled in settle(publisher):
            tell(settled.told)
        publisher.judge.warm()
        yield Desk(
            publisher,
            Accounts(database),
            database,
            home,
            is_alone=settings.is_alone,
            public_url=settings.public_url,
            elsewhere=elsewhere,
        )


def _elsewhere(settings: Settings) -> OpenidClient | None:
    """Make what signs people in elsewhere, where the settings name a provider."""
    provider = settings.identity_provider
    if provider is None:
        return None
    # Imported only here: the library takes a third of a second, which a server without a provider need not wait for.
    from allianceskg.curation.openid import OpenidClient

    return OpenidClient(provider)
