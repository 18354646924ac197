"""
Curation in a real browser: a case entered without a line of code, reviewed by somebody else, published, corrected, reverted.

All organisations' doings typed here are invented.
"""

from __future__ import annotations

import gzip
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
from allianceskg.rdf import turtle
from allianceskg.web.app import create_app
from allianceskg.web.curate.desk import Desk
from allianceskg.web.curate.desk_opening import opened_desk
from tests.few_records import write_few_records

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

PASSWORD = "un mot de passe inventé"  # of accounts that a test makes
PHONE = {"width": 360, "height": 740}
JARGON = ("akg:", "IRI", "^^", "@fr", "Traceback", "dcterms", "skos:", "Turtle")
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"


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
    few = write_few_records(home, folder / "home")
    blocks = turtle.read_bytes(home.data / "territories" / "communes.ttl.gz").decode().split("\n\n")
    kept = [one for one in blocks if one.startswith("@prefix") or '"Orléans"@fr' in one or '"Saint-Denis"@fr' in one]
    (few.data / "territories" / "communes.ttl.gz").write_bytes(gzip.compress("\n\n".join(kept).encode() + b"\n"))
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


def begin(page: Page, site: Site, title: str) -> None:
    page.goto(f"{site.root}/curate/new/cases")
    page.get_by_label("Titre du cas").fill(title)
    page.get_by_label("Adresse de la page").fill("www.example.org/page inventée")
    page.get_by_label("Titre de la page").fill("Page inventée")
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_url("**/form")


def press(page: Page, name: str) -> None:
    page.locator(".cu-actions").get_by_role("button", name=name, exact=True).click()


def fill_in(page: Page) -> None:
    """Type a whole case, as people write."""
    page.locator("[name='f.title.en']").fill("An invented garden")
    page.locator("[name='f.abstract.fr']").fill(
        "Danone et la Grameen Bank font pousser ensemble des légumes inventés à Orléans, pour un essai de ce formulaire."
    )
    page.locator("[name='f.abstract.en']").fill(
        "Invented vegetables, for a trial of this form, by two partners in Orléans."
    )
    page.locator("[name='f.documents.0.prefLabel.fr']").fill("Le jardin inventé")
    for number, actor in enumerate(["Danone", "grameen bank"]):
        page.locator(f"[name='f.documents.0.hasParticipation.{number}.participant']").fill(actor)
        page.locator(f"[name='f.documents.0.hasParticipation.{number}.role']").first.select_option(label="Partenaire")
    page.locator("[name='f.hasPlace.0.territory']").fill("Orléans")
    page.locator("[name='f.hasPeriod.0.startDate']").fill("mars 2021")
    page.locator("[name='f.reportsFact.0.description.fr']").fill("Deux carrés ont été plantés.")
    page.locator("[name='f.evidenceLevel']").select_option(label="Cas documenté")


def look(page: Page, axe: str) -> None:
    """See that a page has no fault of accessibility, no jargon, and no scroll bar to the side."""
    page.evaluate(axe)
    found = page.evaluate(f"async () => (await axe.run(document, {RULES})).violations")
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found]
    if "/preview" not in page.url:  # the page of the site, which offers the data in several formats
        text = page.locator("main").inner_text()
        assert not [word for word in JARGON if word in text]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_case_goes_from_the_first_word_to_the_public_page_and_back(
    browser: Browser, site: Site, has_scripts: bool
) -> None:
    slug = "jardin-avec-script" if has_scripts else "jardin-sans-script"
    with (
        signed_in(browser, site, site.writer, java_script_enabled=has_scripts) as writing,
        signed_in(browser, site, site.reviewer, java_script_enabled=has_scripts) as reviewing,
    ):
        page, other = writing.new_page(), reviewing.new_page()
        begin(page, site, slug.replace("-", " "))
        fill_in(page)
        press(page, "Enregistrer et remettre")
        page.wait_for_url("**/curate/drafts/*")
        assert "En relecture" in page.locator("[aria-current=step]").inner_text()
        assert page.goto(f"{site.root}/case/{slug}").status == 404  # type: ignore[union-attr]

        other.goto(f"{site.root}/curate")
        waiting = other.locator("#waiting")
        assert "Relire, puis publier ou rendre" in waiting.inner_text()
        waiting.get_by_role("link", name=slug.replace("-", " ")).click()
        other.get_by_role("link", name="Aperçu").click()
        assert "Deux carrés ont été plantés." in other.locator("main").inner_text()
        other.go_back()
        other.get_by_label("J'ai vérifié chaque point de cette liste.").check()
        other.get_by_role("button", name="Publier", exact=True).click()
        other.get_by_role("link", name="Voir la fiche publiée").click()
        other.wait_for_url(f"**/case/{slug}*")
        assert "Deux carrés ont été plantés." in other.locator("main").inner_text()

        # corrected by who reviewed it, published by nobody of their own
        other.get_by_role("link", name="Corriger").click()
        other.get_by_role("button", name="Ouvrir un brouillon").click()
        other.wait_for_url("**/form")
        other.locator("[name='f.reportsFact.0.description.fr']").evaluate(
            "one => { for (let up = one; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true }"
        ) if has_scripts else other.locator("#part-fact-1 > summary").click()
        other.locator("[name='f.reportsFact.0.description.fr']").fill("Trois carrés ont été plantés.")
        press(other, "Enregistrer et remettre")
        other.wait_for_url("**/curate/drafts/*")
        assert "« Deux carrés ont été plantés. » → « Trois carrés" in words(other.locator("#changes"))
        assert other.get_by_role("button", name="Publier", exact=True).count() == 0
        address = other.url
    with signed_in(browser, site, site.second, java_script_enabled=has_scripts) as publishing:
        page = publishing.new_page()
        page.goto(address)
        page.get_by_label("J'ai vérifié chaque point de cette liste.").check()
        page.get_by_role("button", name="Publier", exact=True).click()
        page.get_by_role("link", name="Voir la fiche publiée").click()
        assert "Trois carrés" in page.locator("main").inner_text()

        # the history, in words; and back
        page.get_by_role("link", name="Historique").click()
        assert "Relecteur" in page.locator(".cu-versions").inner_text()
        assert "« Deux carrés ont été plantés. » → « Trois carrés" in words(page.locator(".cu-versions"))
        page.get_by_role("button", name="Comparer les deux versions choisies").click()
        assert "« Deux carrés ont été plantés. » → « Trois carrés" in words(page.locator(".message"))
        page.get_by_role("button", name="Rétablir cette version").last.click()
        page.wait_for_url(f"{site.root}/curate/history/cases/{slug}")
        page.goto(f"{site.root}/case/{slug}")
        assert "Deux carrés" in page.locator("main").inner_text()

        # withdrawn, with its reason
        page.get_by_role("link", name="Retirer").click()
        page.get_by_role("button", name="Retirer la fiche").click()
        assert "raison en français" in page.get_by_role("alert").inner_text()
        page.get_by_label("Raison, en français").fill("Tout en est inventé.")
        page.get_by_role("button", name="Retirer la fiche").click()
        page.wait_for_url(f"**/case/{slug}*")
        assert "Tout en est inventé." in page.locator("main").inner_text()
        assert page.goto(f"{site.root}/case/{slug}").status == 410  # type: ignore[union-attr]


def words(found: Locator) -> str:
    """Return what stands somewhere, without the marks of French typography."""
    return " ".join(found.inner_text().split())


def test_what_is_typed_is_saved_by_itself_and_is_there_when_one_comes_back(browser: Browser, site: Site) -> None:
    with signed_in(browser, site, site.writer) as context:
        page = context.new_page()
        begin(page, site, "Un cas laissé en plan")
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
        begin(page, site, "Une session qui finit")
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
        begin(one, site, "Écrit à deux")
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
        conflict.get_by_label("L'autre").check()
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
        begin(page, site, "Un cas avec une erreur")
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
            begin(page, site, "Une page à regarder")
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
