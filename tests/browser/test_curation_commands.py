"""
From an empty folder, with the commands that people type: a workspace, accounts, a server; then the desk, by the page for signing in.

Once with the mouse, and once by the keyboard alone, on a telephone's width, in both languages. Everything typed here is invented.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from allianceskg.files import Home
from allianceskg.processes import child_environment
from tests.browser.curating import PASSWORD, PHONE, look, walk_whole_way, words, write_home
from tests.patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

WRITER, REVIEWER, SECOND = "r@example.org", "v@example.org", "s@example.org"
ADDRESS = re.compile(r"(http://[^/\s]+)/")
MOST_TABS = 400
MOST_CHOICES = 40


@dataclass(frozen=True)
class Place:
    """A folder, and the environment in which commands are typed there."""

    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str, given: str = "") -> str:
        """Type a command; it must be good."""
        done = subprocess.run(
            [sys.executable, "-m", "allianceskg.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def root(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that was opened by commands, from nothing; when it is stopped, it goes without a word."""
    folder = tmp_path_factory.mktemp("commands")
    few = write_home(home, folder / "home")
    observatory = folder / "observatoire"
    place = Place(
        folder,
        child_environment(
            ALLIANCESKG_HOME=str(few.root), ALLIANCESKG_STORE=str(folder / "store"), ALLIANCESKG_DATA=str(observatory)
        ),
    )
    place.run("curate", "init", str(observatory))
    for email, name, role in (
        (WRITER, "Rédactrice", "curator"),
        (REVIEWER, "Relecteur", "reviewer"),
        (SECOND, "Relectrice", "reviewer"),
    ):
        told = place.run(
            "curate", "add-user", email, "--name", name, "--role", role, "--password-stdin", given=f"{PASSWORD}\n"
        )
        assert name in told
    command = [sys.executable, "-m", "allianceskg.cli", "serve", "--curate", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            match = ADDRESS.search(server.stdout.readline())
            assert match is not None, "the server did not start"
            yield match[1]
            server.send_signal(signal.SIGTERM)
            _, said = server.communicate(timeout=PATIENCE_SECONDS)
            assert server.returncode == 0
            assert "leaked" not in said
            assert "Traceback" not in said
        finally:
            server.kill()


@contextmanager
def somebody(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A browser of somebody's own."""
    context = browser.new_context(locale="fr-FR", **options)
    context.set_default_timeout(30_000)
    try:
        yield context
    finally:
        context.close()


def sign_in(context: BrowserContext, root: str, email: str) -> None:
    """Sign in by the page, to which the desk leads."""
    page = context.new_page()
    page.goto(f"{root}/curate")
    page.get_by_label("Adresse de courriel").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/curate")
    page.close()


def test_a_case_goes_the_whole_way_from_an_empty_folder(browser: Browser, root: str) -> None:
    with somebody(browser) as writing, somebody(browser) as reviewing, somebody(browser) as publishing:
        for context, email in ((writing, WRITER), (reviewing, REVIEWER), (publishing, SECOND)):
            sign_in(context, root, email)
        walk_whole_way(root, "jardin-des-commandes", writing, reviewing, publishing, has_scripts=True)


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Press the tabulator until what a selector names has the focus, and see that it shows where it is."""
        for _ in range(MOST_TABS):
            if self.page.evaluate("one => document.activeElement?.matches(one)", selector):
                break
            self.page.keyboard.press("Tab")
        else:
            pytest.fail(f"{selector} cannot be reached on {self.page.url}")
        style = self.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.boxShadow] }"
        )
        assert style != ["none", "none"], f"{selector}: nobody sees where they are"

    def type(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, selector: str, label: str) -> None:
        """Go down a list to a choice."""
        self.reach(selector)
        for _ in range(MOST_CHOICES):
            if self.page.evaluate("() => document.activeElement.selectedOptions[0].label") == label:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"{selector} does not offer {label}")

    def press(self, selector: str, key: str = "Enter") -> None:
        self.reach(selector)
        self.page.keyboard.press(key)

    def follow(self, selector: str, where: str, key: str = "Enter") -> None:
        """Press, and wait for the page to which that leads."""
        self.reach(selector)
        with self.page.expect_navigation(url=re.compile(where)):
            self.page.keyboard.press(key)


WORDS = {
    "fr": {
        "title": "Un potager au clavier",
        "partner": "Partenaire",
        "evidence": "Cas documenté",
        "published": "carrés ont été plantés",
    },
    "en": {
        "title": "Salads without a mouse",
        "partner": "Partner",
        "evidence": "Documented case",
        "published": "beds were planted",
    },
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_by_the_keyboard_alone_on_a_telephone(browser: Browser, root: str, axe: str, language: str) -> None:
    said = WORDS[language]
    title = said["title"]
    with somebody(browser, viewport=PHONE) as writing, somebody(browser, viewport=PHONE) as reviewing:
        page = writing.new_page()
        keys = Keyboard(page)
        enter_desk(keys, root, WRITER, language, axe)
        keys.follow("a[href*='/curate/new/cases']", "/curate/new/cases")
        look(page, axe)
        keys.type("#title", title)
        keys.type("#page", "www.example.org/potager")
        keys.type("#page-title", "Page inventée")
        keys.follow("form[action*='/curate/new/'] button", "/form")
        look(page, axe)
        fill_in_by_keys(keys, said)
        keys.follow(".cu-actions button[value=submit]", r"/curate/drafts/\d+(\?|$)")
        assert page.locator("[aria-current=step]").count() == 1
        look(page, axe)
        keys.follow("form[action*='logout'] button", f"{root}/")

        page = reviewing.new_page()
        keys = Keyboard(page)
        enter_desk(keys, root, REVIEWER, language, axe)
        keys.follow("#waiting a", r"/curate/drafts/\d+")
        assert title in words(page.locator("main"))
        keys.press("[name=read]", "Space")
        keys.follow("button[value=publish]", r"/curate/drafts/\d+")
        look(page, axe)
        keys.follow("main a[href*='/case/']", "/case/")
        assert said["published"] in words(page.locator("main"))


def enter_desk(keys: Keyboard, root: str, email: str, language: str, axe: str) -> None:
    """Sign in without a mouse."""
    keys.page.goto(f"{root}/curate{'?lang=en' if language == 'en' else ''}")
    look(keys.page, axe)
    keys.type("#email", email)
    keys.type("#password", PASSWORD)
    keys.follow("form[action*='/curate/login'] button", "/curate")
    look(keys.page, axe)


def fill_in_by_keys(keys: Keyboard, said: dict[str, str]) -> None:
    """Type a whole case, field after field in the order of the page."""
    keys.type("[name='f.title.en']", "An invented kitchen garden")
    keys.type(
        "[name='f.abstract.fr']",
        "Danone et la Grameen Bank font pousser des légumes inventés à Orléans, pour un essai.",
    )
    keys.type("[name='f.abstract.en']", "Invented vegetables, for a trial of this form, by two partners in Orléans.")
    keys.type("[name='f.documents.0.prefLabel.fr']", "Le potager inventé")
    for number, actor in enumerate(["Danone", "grameen bank"]):
        keys.type(f"[name='f.documents.0.hasParticipation.{number}.participant']", actor)
        keys.choose(f"[name='f.documents.0.hasParticipation.{number}.role']", said["partner"])
    keys.type("[name='f.hasPlace.0.territory']", "Orléans")
    keys.type("[name='f.hasPeriod.0.startDate']", "mars 2021")
    keys.type("[name='f.reportsFact.0.description.fr']", "Deux carrés ont été plantés.")
    keys.type("[name='f.reportsFact.0.description.en']", "Two beds were planted.")
    keys.choose("[name='f.evidenceLevel']", said["evidence"])
