"""What tests of curation in a browser do alike: a small home, a case typed as people write, a page looked at."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

from allianceskg.files import Home
from allianceskg.rdf import turtle
from tests.few_records import write_few_records

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

PASSWORD = "un mot de passe inventé"  # of accounts that a test makes
PHONE = {"width": 360, "height": 740}
JARGON = ("akg:", "IRI", "^^", "@fr", "Traceback", "dcterms", "skos:", "Turtle")
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"


def write_home(home: Home, folder: Path) -> Home:
    """Write a home with a few records, and two of the places that share a name with others."""
    few = write_few_records(home, folder)
    blocks = turtle.read_bytes(home.data / "territories" / "communes.ttl.gz").decode().split("\n\n")
    kept = [one for one in blocks if one.startswith("@prefix") or '"Orléans"@fr' in one or '"Saint-Denis"@fr' in one]
    (few.data / "territories" / "communes.ttl.gz").write_bytes(gzip.compress("\n\n".join(kept).encode() + b"\n"))
    return few


def begin(page: Page, root: str, title: str) -> None:
    page.goto(f"{root}/curate/new/cases")
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


def words(found: Locator) -> str:
    """Return what stands somewhere, without the marks of French typography."""
    return " ".join(found.inner_text().split())


def walk_whole_way(
    root: str,
    slug: str,
    writing: BrowserContext,
    reviewing: BrowserContext,
    publishing: BrowserContext,
    *,
    has_scripts: bool,
) -> None:
    """Take a case from the first word to its public page, correct it, go back, and withdraw it."""
    write(writing.new_page(), root, slug)
    other = reviewing.new_page()
    review(other, root, slug)
    correct(other, has_scripts=has_scripts)
    page = publishing.new_page()
    page.goto(other.url)
    publish(page)
    assert "Trois carrés" in page.locator("main").inner_text()
    go_back(page, root, slug)
    withdraw(page, root, slug)


def write(page: Page, root: str, slug: str) -> None:
    """Enter a case and hand it in; nobody else sees it."""
    begin(page, root, slug.replace("-", " "))
    fill_in(page)
    press(page, "Enregistrer et remettre")
    page.wait_for_url("**/curate/drafts/*")
    assert "En relecture" in page.locator("[aria-current=step]").inner_text()
    assert page.goto(f"{root}/case/{slug}").status == 404  # type: ignore[union-attr]


def review(page: Page, root: str, slug: str) -> None:
    """Find what waits, look at it as the public will, and publish it."""
    page.goto(f"{root}/curate")
    waiting = page.locator("#waiting")
    assert "Relire, puis publier ou rendre" in waiting.inner_text()
    waiting.get_by_role("link", name=slug.replace("-", " ")).click()
    page.get_by_role("link", name="Aperçu").click()
    assert "Deux carrés ont été plantés." in page.locator("main").inner_text()
    page.go_back()
    publish(page)
    page.wait_for_url(f"**/case/{slug}*")
    assert "Deux carrés ont été plantés." in page.locator("main").inner_text()


def publish(page: Page) -> None:
    """Publish the draft of a page, and go to its public page."""
    page.get_by_label("J’ai vérifié chaque point de cette liste.").check()
    page.get_by_role("button", name="Publier", exact=True).click()
    page.get_by_role("link", name="Voir la fiche publiée").click()


def correct(page: Page, *, has_scripts: bool) -> None:
    """Correct the published record of a page, and hand it in; who corrects publishes nothing of their own."""
    page.get_by_role("link", name="Corriger").click()
    page.get_by_role("button", name="Ouvrir un brouillon").click()
    page.wait_for_url("**/form")
    page.locator("[name='f.reportsFact.0.description.fr']").evaluate(
        "one => { for (let up = one; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true }"
    ) if has_scripts else page.locator("#part-fact-1 > summary").click()
    page.locator("[name='f.reportsFact.0.description.fr']").fill("Trois carrés ont été plantés.")
    press(page, "Enregistrer et remettre")
    page.wait_for_url("**/curate/drafts/*")
    assert "« Deux carrés ont été plantés. » → « Trois carrés" in words(page.locator("#changes"))
    assert page.get_by_role("button", name="Publier", exact=True).count() == 0


def go_back(page: Page, root: str, slug: str) -> None:
    """Read the history in words, compare two versions, and restore the first."""
    page.get_by_role("link", name="Historique").click()
    assert "Relecteur" in page.locator(".cu-versions").inner_text()
    assert "« Deux carrés ont été plantés. » → « Trois carrés" in words(page.locator(".cu-versions"))
    page.get_by_role("button", name="Comparer les deux versions choisies").click()
    assert "« Deux carrés ont été plantés. » → « Trois carrés" in words(page.locator(".message"))
    page.get_by_role("button", name="Rétablir cette version").last.click()
    page.wait_for_url(f"{root}/curate/history/cases/{slug}")
    page.goto(f"{root}/case/{slug}")
    assert "Deux carrés" in page.locator("main").inner_text()


def withdraw(page: Page, root: str, slug: str) -> None:
    """Withdraw the record of a page, with its reason."""
    page.get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="Retirer la fiche").click()
    assert "raison en français" in page.get_by_role("alert").inner_text()
    page.get_by_label("Raison, en français").fill("Tout en est inventé.")
    page.get_by_role("button", name="Retirer la fiche").click()
    page.wait_for_url(f"**/case/{slug}*")
    assert "Tout en est inventé." in page.locator("main").inner_text()
    assert page.goto(f"{root}/case/{slug}").status == 410  # type: ignore[union-attr]
