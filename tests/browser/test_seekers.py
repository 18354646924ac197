"""
Four seekers, from one sentence on the home page to the dossier: clicks, keys and words on the way.

Words are those visible from the top of a page down to what is clicked, menus and the sentence itself included: what somebody
reads who reads every line. `docs/how-to/diagnose.md` has the counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from .waiting import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, ViewportSize

DESK: ViewportSize = {"width": 1200, "height": 850}
PHONE: ViewportSize = {"width": 360, "height": 740}
MOST_CLICKS = 4
MOST_KEYS = 80
TWO_MINUTES = 480
"""Words read in two minutes at 240 a minute, a quiet pace for a text of one's own language."""

SEEKERS = {
    "association": "Nous sommes une petite association de Rennes et nous cherchons une entreprise pour toucher plus de monde",
    "company": "Je suis responsable RSE d'une entreprise à Lille, nous voulons mieux acheter auprès de structures d'insertion",
    "foundation": "Nous sommes une fondation et nous cherchons sur quel territoire agir pour l'emploi des jeunes",
    "mayor": "Je suis maire d'une petite commune du Lot, nous n'avons pas de tiers-lieu et nous aimerions en ouvrir un",
}
IN_ENGLISH = "We are a small charity in Rennes and look for a company to reach more people"
UNDERSTOOD = {
    "association": {"Association", "Entreprise", "Rennes", "Toucher plus de monde, être mieux connus"},
    "company": {
        "Entreprise",
        "Lille",
        "Structure d’insertion par l’activité économique",
        "Mieux acheter, mieux travailler",
    },
    "foundation": {"Fondation", "Emploi", "Jeunesse"},
    "mayor": {"Collectivité territoriale", "Ruralité", "Lot", "Tiers-lieux"},
}

_VISIBLE = """element => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let text = '';
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const isAfter = element.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (isAfter && !element.contains(node)) break;
    if (node.parentElement.checkVisibility() && !node.parentElement.closest('script, .hidden, .skip')) text += ' ' + node.textContent;
  }
  return text;
}"""


@dataclass
class Walk:
    """One way through the site, with what it cost so far."""

    screen: Page
    clicks: int = 0
    words: int = 0

    def click(self, on: Locator) -> None:
        """Read down to an element and click it."""
        self.words += len(re.findall(r"\w+", on.evaluate(_VISIBLE)))
        self.clicks += 1
        on.click()
        self.screen.wait_for_load_state()


@pytest.fixture
def walk(browser: Browser, root: str) -> Iterator[Walk]:
    context = browser.new_context(base_url=root, viewport=DESK)
    yield Walk(context.new_page())
    context.close()


def to_the_dossier(walk: Walk, sentence: str) -> None:
    walk.screen.fill("#home-situation", sentence)
    walk.click(walk.screen.locator(".door-first button"))
    walk.click(walk.screen.locator(".dx-all a"))
    walk.click(walk.screen.locator(".dx-match h3 a").first)
    walk.click(walk.screen.locator(".for-you-ways a").nth(1))
    walk.screen.wait_for_selector(".dossier-case")


@pytest.mark.parametrize("who", SEEKERS)
def test_a_seeker_goes_from_a_sentence_to_the_dossier_in_two_minutes(walk: Walk, who: str) -> None:
    walk.screen.goto("/")
    to_the_dossier(walk, SEEKERS[who])
    assert walk.screen.locator(".dossier-case").count() == 3
    assert walk.screen.locator("a[type='application/pdf']").count() == 1
    assert walk.clicks <= MOST_CLICKS
    assert walk.words <= TWO_MINUTES, walk.words


def test_the_same_in_english(walk: Walk) -> None:
    walk.screen.goto("/?lang=en")
    to_the_dossier(walk, IN_ENGLISH)
    assert walk.screen.locator("h2").first.inner_text() == "Three cases, different on purpose"
    assert walk.clicks <= MOST_CLICKS
    assert walk.words <= TWO_MINUTES, walk.words


@pytest.mark.parametrize("who", SEEKERS)
def test_on_a_phone_what_was_understood_and_the_first_example_stand_in_the_first_screenful(
    walk: Walk, who: str
) -> None:
    walk.screen.set_viewport_size(PHONE)
    walk.screen.goto("/")
    walk.screen.fill("#home-situation", SEEKERS[who])
    walk.click(walk.screen.locator(".door-first button"))
    shown = walk.screen.locator(".dx-heard li:not(.dx-all) > span").all_inner_texts()
    assert {one.partition(" (")[0] for one in shown} >= UNDERSTOOD[who]
    walk.click(walk.screen.locator(".dx-all a"))
    title = walk.screen.locator(".dx-match h3").first.bounding_box()
    assert title is not None
    assert title["y"] < PHONE["height"]
    assert walk.screen.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_by_keyboard_alone(walk: Walk) -> None:
    keys = 0

    def tab_to(selector: str) -> None:
        nonlocal keys
        for _ in range(MOST_KEYS):
            walk.screen.keyboard.press("Tab")
            keys += 1
            if walk.screen.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
        pytest.fail(f"{selector} is not reached with Tab")

    def enter() -> None:
        nonlocal keys
        walk.screen.keyboard.press("Enter")
        keys += 1

    walk.screen.goto("/")
    tab_to("#home-situation")
    walk.screen.keyboard.type(SEEKERS["mayor"])
    tab_to(".door-first button")
    enter()
    walk.screen.wait_for_url("**step=answer**")
    tab_to(".dx-all a")
    enter()
    walk.screen.wait_for_url("**territory=departement-46**")
    tab_to(".dx-match h3 a")
    enter()
    walk.screen.wait_for_url("**/case/**")
    tab_to(".for-you-ways a + a")
    enter()
    walk.screen.wait_for_url("**/diagnosis/dossier**")
    assert keys <= MOST_KEYS * 2, keys


def test_a_term_that_was_misunderstood_is_taken_out_again(walk: Walk) -> None:
    walk.screen.goto("/")
    walk.screen.fill("#home-situation", SEEKERS["mayor"])
    walk.click(walk.screen.locator(".door-first button"))
    walk.click(walk.screen.locator(".dx-all a"))
    walk.screen.wait_for_url("**theme=ruralite**")
    walk.click(walk.screen.locator(".dx-heard summary"))
    walk.click(walk.screen.locator(".dx-heard li", has_text="Ruralité").locator("a"))
    walk.screen.wait_for_url(lambda address: "theme=ruralite" not in address)
    assert "theme=tiers-lieux" in walk.screen.url
    expect(walk.screen.locator(".dx-heard .dx-asked")).to_have_count(3)


def test_an_aim_said_on_the_answer_leads_to_a_recommendation(walk: Walk) -> None:
    walk.screen.goto("/")
    walk.screen.fill("#home-situation", SEEKERS["mayor"])
    walk.click(walk.screen.locator(".door-first button"))
    walk.click(walk.screen.locator(".dx-aims a").nth(2))
    expect(walk.screen.locator(".dx-aims")).to_have_count(0)
    expect(walk.screen.locator("#models")).to_have_count(1)
