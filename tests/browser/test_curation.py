"""
Curation in a real browser: a case entered without a line of code, reviewed by somebody else, published, corrected, reverted.

All organisations' doings typed here are invented.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from allianceskg.config import read_settings
from allianceskg.curation.accounts import Account, Role
from allianceskg.curation.workspace import create_workspace
from allianceskg.files import Home
from allianceskg.web.app import create_app
from allianceskg.web.curate.desk import Desk
from allianceskg.web.curate.desk_opening import opened_desk
from tests.browser.curating import (
    JARGON,
    PASSWORD,
    PHONE,
    begin,
    fill_in,
    look,
    press,
    walk_whole_way,
    words,
    write_home,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext


@dataclass(frozen=True)
class Site:
    """A site that curates, and who works at it."""

    root: str
    desk: Desk
    writer: Account
    reviewer: Account
    second: Account


@pytest.fixture(scope="module")
def site(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A new workspace with a few records, served with curation."""
    folder = tmp_path_factory.mktemp("curation")
    few = write_home(home, folder / "home")
    create_workspace(folder / "workspace", few)
    settings = read_settings({"home": few.root, "store": folder / "store", "data": folder / "workspace"}, {})
    settings.load()
    with opened_desk(settings) as desk:
        writer = desk.accounts.add("r@example.org", name="Rédactrice", role=Role.CURATOR, password=PASSWORD)
        reviewer = desk.accounts.add("v@example.org", name="Relecteur", role=Role.REVIEWER, password=PASSWORD)
        second = desk.accounts.add("s@example.org", name="Relectrice", role=Role.REVIEWER, password=PASSWORD)
        app = create_app(settings, desk)
        server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Site(f"http://127.0.0.1:{port}", desk, writer, reviewer, second)
        server.should_exit = True
        thread.join(timeout=30)


def signed_in(browser: Browser, site: Site, account: Account, **options: Any) -> BrowserContext:
    context = browser.new_context(locale="fr-FR", **options)
    context.set_default_timeout(30_000)
    secret = site.desk.accounts.open_session(account)
    context.add_cookies([{"name": site.desk.cookie, "value": secret, "url": site.root}])
    return context


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def has_scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_case_goes_from_the_first_word_to_the_public_page_and_back(
    browser: Browser, site: Site, has_scripts: bool
) -> None:
    slug = "jardin-avec-script" if has_scripts else "jardin-sans-script"
    with (
        signed_in(browser, site, site.writer, java_script_enabled=has_scripts) as writing,
        signed_in(browser, site, site.reviewer, java_script_enabled=has_scripts) as reviewing,
        signed_in(browser, site, site.second, java_script_enabled=has_scripts) as publishing,
    ):
        walk_whole_way(site.root, slug, writing, reviewing, publishing, has_scripts=has_scripts)


def test_what_is_typed_is_saved_by_itself_and_is_there_when_one_comes_back(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.writer) as context:
        page = context.new_page()
        begin(page, site.root, "Un cas laissé en plan")
        page.locator("[name='f.abstract.fr']").fill("Commencé, puis laissé : 23/11/20, <b>gras</b>, 😀")
        page.locator("#saved", has_text="Enregistré à").wait_for()
        address = page.url
        page.close()
        again = context.new_page()
        again.goto(address)
        assert (
            again.locator("[name='f.abstract.fr']").input_value() == "Commencé, puis laissé : 23/11/20, <b>gras</b>, 😀"
        )


def test_a_session_that_has_ended_asks_for_the_password_in_place(
    browser: Browser, site: Site, has_scripts: bool
) -> None:
    with signed_in(browser, site, site.writer, java_script_enabled=has_scripts) as context:
        page = context.new_page()
        begin(page, site.root, "Une session qui finit")
        site.desk.accounts.revoke(site.writer.email)
        page.locator("[name='f.abstract.fr']").fill("Tout ceci doit rester.")
        if has_scripts:
            page.get_by_label("Mot de passe").wait_for()
            page.get_by_label("Mot de passe").fill("un autre mot de passe")
            page.locator("#again-send").click()
            page.locator("#again-told:not(:empty)").wait_for()
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.locator("#again-send").click()
            page.locator("#saved", has_text="Enregistré à").wait_for()
            page.reload()
        else:
            press(page, "Enregistrer")
            page.get_by_label("Adresse").fill(site.writer.email)
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.get_by_role("button", name="Se connecter et enregistrer").click()
            page.wait_for_url("**/form")
        assert page.locator("[name='f.abstract.fr']").input_value() == "Tout ceci doit rester."


def test_two_people_in_one_draft_overwrite_nobody(browser: Browser, site: Site, has_scripts: bool) -> None:
    with (
        signed_in(browser, site, site.writer, java_script_enabled=False) as first,
        signed_in(browser, site, site.reviewer, java_script_enabled=has_scripts) as second,
    ):
        one, other = first.new_page(), second.new_page()
        begin(one, site.root, "Écrit à deux")
        other.goto(one.url)
        one.locator("[name='f.abstract.fr']").fill("Le résumé du premier.")
        one.locator("[name='f.title.en']").fill("Written by two")
        press(one, "Enregistrer")
        other.locator("[name='f.documents.0.prefLabel.fr']").fill("Le nom du second")
        press(other, "Enregistrer")
        assert "ont été réunis" in other.get_by_role("status").first.inner_text()
        assert other.locator("[name='f.abstract.fr']").input_value() == "Le résumé du premier."

        one.locator("[name='f.abstract.fr']").fill("Le résumé, encore du premier.")
        press(one, "Enregistrer")
        assert one.locator("[name='f.documents.0.prefLabel.fr']").input_value() == "Le nom du second"
        other.locator("[name='f.abstract.fr']").fill("Le résumé du second.")
        press(other, "Enregistrer")
        conflict = other.locator(".cu-conflict")
        assert conflict.count() == 1
        assert "Le résumé du premier." in conflict.inner_text()
        assert "Le résumé, encore du premier." in conflict.inner_text()
        conflict.get_by_label("L’autre").check()
        other.get_by_role("button", name="Réunir et continuer").click()
        other.wait_for_url("**/form")
        assert other.locator("[name='f.abstract.fr']").input_value() == "Le résumé, encore du premier."
        assert other.locator("[name='f.documents.0.prefLabel.fr']").input_value() == "Le nom du second"


LONG = "é" * 20_000
MISTAKES: list[tuple[str, str, str]] = [
    ("f.hasPeriod.0.startDate", "23/11/20", "deux chiffres"),
    ("f.hasPeriod.0.endDate", "31/02/2020", "calendrier"),
    ("f.hasPlace.0.territory", "Saint-Denis", "Plusieurs s’appellent"),
    ("f.documents.0.hasParticipation.0.participant", "Emmaüs Défi", "créez d’abord sa fiche"),
    ("f.lastConfirmed", "2020", "précis"),
    ("f.title.fr", LONG, "160 caractères au plus"),
    ("f.title.fr", "Titre un\nTitre deux 😀", ""),
    ("f.abstract.fr", "\u201cCollé\u00a0de Word\u201d\u2026\u000b<p class=MsoNormal>gras</p>", "sans balises"),
    ("f.page", "exemple sans adresse", "n’est pas une adresse"),
    ("f.page", "www.example.org/sans https", ""),
    ("slug", "Mon Cas à Orléans", ""),
]


@pytest.mark.parametrize(("name", "typed", "said"), MISTAKES, ids=[one[0] + str(n) for n, one in enumerate(MISTAKES)])
def test_a_mistake_is_told_beside_its_field_and_stays_as_it_was_typed(
    browser: Browser, site: Site, name: str, typed: str, said: str
) -> None:
    with signed_in(browser, site, site.writer, java_script_enabled=False) as context:
        page = context.new_page()
        begin(page, site.root, "Un cas avec une erreur")
        fill_in(page)
        field = page.locator(f"[name='{name}']").first
        field.fill(typed)
        kept = field.input_value()
        press(page, "Vérifier")
        field = page.locator(f"[name='{name}']").first
        assert field.input_value() == kept
        told = page.locator(".cu-field", has=field).last
        if said:
            assert said in words(told.locator(".cu-told"))
        text = page.locator("main").inner_text()
        assert not [word for word in JARGON if word in text]


def test_pages_are_whole_for_everybody(browser: Browser, site: Site, axe: str) -> None:
    for options in ({"viewport": {"width": 1280, "height": 900}}, {"viewport": PHONE}):
        with signed_in(browser, site, site.reviewer, **options) as context:
            page = context.new_page()
            begin(page, site.root, "Une page à regarder")
            number = page.url.split("/")[-2]
            for lang in ("fr", "en"):
                for path in (
                    "/curate",
                    "/curate/new/cases",
                    "/curate/new/actors",
                    "/curate/edit/cases/danone-grameen",
                    f"/curate/drafts/{number}",
                    f"/curate/drafts/{number}/form",
                    f"/curate/drafts/{number}/form?check=1",
                    f"/curate/drafts/{number}/preview",
                    "/curate/history/cases/danone-grameen",
                    "/curate/retire/cases/danone-grameen",
                    "/curate/merge/actors/danone",
                ):
                    answer = page.goto(f"{site.root}{path}{'&' if '?' in path else '?'}lang={lang}")
                    assert answer is not None
                    assert answer.status == 200, path
                    look(page, axe)
