"""The pages of the network and of the studies in a real browser: wide and narrow, in both languages, judged by axe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("/network", "/studies", "/study/recurring-difficulties", "/study/reported-results")
WIDTHS = (360, 1280)


@pytest.fixture
def page(browser: Browser, root: str) -> Iterator[Page]:
    context = browser.new_context(base_url=root)
    context.set_default_timeout(60_000)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda fault: troubles.append(str(fault)))
    yield opened
    context.close()
    assert troubles == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_the_screen_and_axe_finds_nothing_to_reproach(page: Page, axe: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for language in ("fr", "en"):
        page.goto(f"{path}?lang={language}")
        page.evaluate(axe)
        faults = page.evaluate("axe.run()")["violations"]

        assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, language)
        assert [(one["id"], one["nodes"][0]["html"]) for one in faults] == [], (path, language)
