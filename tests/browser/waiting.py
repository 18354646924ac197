"""Waiting for what a page shows; where the browser's library is missing, the tests that would ask for it are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, LocatorAssertions


def expect(found: Locator) -> LocatorAssertions:
    """Say what an element has to show before long: after a click, the page may still be the one before it."""
    import playwright.sync_api as playwright

    return playwright.expect(found)
