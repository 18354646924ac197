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


def test_a_printed_table_of_the_network_is_whole(page: Page) -> None:
    page.goto("/network?lang=en")
    page.emulate_media(media="print")
    hidden = page.evaluate(
        """[...document.querySelectorAll(".chart details")].map(one => {
            one.open = true;
            const box = one.querySelector(".scroll");
            return box.scrollHeight - box.clientHeight;
        })"""
    )

    assert len(hidden) == 4
    assert max(hidden) <= 1


@pytest.mark.parametrize("path", ["/network", "/study/reported-results"])
def test_what_stands_under_a_figure_is_read_on_a_narrow_screen_without_scrolling_it(page: Page, path: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{path}?lang=en")
        notes = page.locator(".notes.narrow")
        assert notes.count() >= 2
        assert all(one.is_visible() == (width == min(WIDTHS)) for one in notes.all())
