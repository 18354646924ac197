"""Mistakes that people make in the form: each is told at its field in plain words, and stays as it was typed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from allianceskg.curation.accounts import Role
from allianceskg.files import Home
from tests.curation.serving import Site, opened_site
from tests.curation.test_draft_pages import JARGON, draft, inputs, page

LONG = "é" * 20_000
FACTS: dict[str, Any] = {
    "hasPeriod": [{"startDate": "2020"}],
    "reportsFact": [{"description": {"fr": "Un fait inventé."}}],
    "page": ["https://example.org/"],
}
SHEETS: dict[str, dict[str, tuple[str, str]]] = {
    "dates that are none": {
        "f.hasPeriod.0.startDate": ("23/11/20", "deux chiffres"),
        "f.hasPeriod.0.endDate": ("31/02/2020", "calendrier"),
        "f.lastConfirmed": ("bientôt", "date"),
        "f.hasSource.0.consultedOn": ("hier", "date"),
    },
    "dates in other ways": {
        "f.hasPeriod.0.startDate": ("2018-13", "calendrier"),
        "f.hasPeriod.0.endDate": ("le printemps 2019", "date"),
        "f.lastConfirmed": ("2020", "précis"),
        "f.hasSource.0.consultedOn": ("2026", "précis"),
    },
    "an end before its start, a day to come": {
        "f.hasPeriod.0.startDate": ("2011", ""),
        "f.hasPeriod.0.endDate": ("2001", "précède"),
        "f.lastConfirmed": ("01/01/2099", "avenir"),
    },
    "names in place of choices": {
        "f.hasPlace.0.territory": ("Nulle-Part-les-Bains", "Nulle-Part-les-Bains"),
        "f.documents.0.hasParticipation.0.participant": ("Emmaüs Défi", "Aucune fiche ne s'appelle"),
        "f.documents.0.hasParticipation.1.participant": ("https://danone.example/", "fiche"),
        "f.documents.0.hasParticipation.0.role": ("chef de file", "liste"),
        "f.evidenceLevel": ("cas documenté à fond", "liste"),
    },
    "nothing where something is needed": {
        "f.title.fr": ("  ", "Écrivez ce texte"),
        "f.abstract.fr": ("", "Écrivez ce texte"),
        "f.documents.0.prefLabel.fr": ("", "Écrivez ce texte"),
        "f.documents.0.hasParticipation.1.participant": ("", "Remplissez ce champ"),
    },
    "too much, and markup": {
        "f.title.fr": (LONG, "160 caractères au plus"),
        "f.abstract.fr": ("<p class=MsoNormal>Collé <b>gras</b></p>", "sans balises"),
        "f.documents.0.prefLabel.fr": (LONG, "caractères au plus"),
        "f.reportsFact.0.description.fr": ("<script>alert(1)</script>", "sans balises"),
    },
    "addresses": {
        "f.page": ("exemple sans adresse", "adresse"),
        "f.hasSource.0.page": ("javascript:alert(1)", "adresse"),
    },
    "an identifier that is none": {"slug": ("Mon Cas à Orléans", "Minuscules sans accent")},
    "what is put right without a word": {
        "f.title.fr": ("Danone, Grameen\r\net un titre en deux lignes 😀", ""),
        "f.abstract.fr": (
            "“Collé\u00a0de Word”… avec l\u2019apostrophe, \u00ad un tiret invisible, et assez de mots pour un résumé qui se tient.",
            "",
        ),
        "f.hasPeriod.0.startDate": ("mars 2021", ""),
        "f.hasPeriod.0.endDate": ("1er juin 2022", ""),
        "f.page": ("www.example.org/sans https", ""),
        "f.documents.0.hasParticipation.0.participant": ("DANONE", ""),
        "f.hasPlace.0.territory": ("bangladesh", ""),
        "f.lastConfirmed": ("2/11/2026", ""),
    },
}


@pytest.fixture(scope="module")
def site(few: Home, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("mistakes")
    shutil.copytree(seeded / "workspace", folder / "workspace", symlinks=True)
    shutil.copytree(seeded / "store", folder / "store")
    with opened_site(few.root, folder / "workspace", folder / "store") as opened:
        yield opened


@pytest.fixture(scope="module")
def form(site: Site) -> tuple[int, list[tuple[str, str]]]:
    """A draft, and what its form sends while nobody has typed anything."""
    number = draft(site, **FACTS)[0]
    return number, inputs(page(site, "GET", f"/curate/drafts/{number}/form").text)


def told(text: str) -> dict[str, str]:
    """Return what the summary of a form says, by the place that it leads to."""
    pattern = r'<li>(?:<a href="#(?P<where>[^"]*)">)?(?P<said>.*?)</li>'
    listed = text.partition('id="summary"')[2].partition("</section>")[0]
    found: dict[str, str] = {}
    for match in re.finditer(pattern, listed, re.DOTALL):
        said = " ".join(unescape(re.sub(r"<[^>]*>", " ", match["said"])).replace("’", "'").split())
        found[match["where"] or ""] = f"{found.get(match['where'] or '', '')} {said}"
    return found


def checked(site: Site, form: tuple[int, list[tuple[str, str]]], changed: Mapping[str, str]) -> str:
    """Send the form with some inputs changed, and return the page that tells what is wrong."""
    number, shown = form
    where = f"/curate/drafts/{number}/form"
    version = str(site.ask("GET", f"/api/drafts/{number}", role=Role.CURATOR).json()["version"])
    left = {"version": version, **changed}
    # Of an input that may be repeated the first is changed.
    sent = [(name, left.pop(name, value)) for name, value in shown]
    assert not left
    assert page(site, "POST", where, [*sent, ("do", "check")]).status_code == 303
    answer = page(site, "GET", f"{where}?check=1")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("sheet", SHEETS)
def test_mistakes_are_told_at_their_fields_and_stay(
    site: Site, form: tuple[int, list[tuple[str, str]]], sheet: str
) -> None:
    mistakes = SHEETS[sheet]

    text = checked(site, form, {name: typed for name, (typed, _) in mistakes.items()})

    summary = told(text)
    kept: dict[str, str] = {}
    for name, value in inputs(text):
        kept.setdefault(name, value)
    for name, (typed, said) in mistakes.items():
        place = re.sub(r"\.(fr|en)$", "", name).replace(".", "-")
        here = " ".join(one for where, one in summary.items() if where.startswith(place))
        if said:
            assert kept[name].split() == typed.split(), name
            assert said in (here or unescape(text.partition(f'for="{name}"')[2])[:1_500]), (name, summary)
        else:
            assert "À corriger" not in here
    shown = re.sub(r"<[^>]*>", " ", text.partition("<main")[2].partition("</main>")[0])
    assert not [word for word in JARGON if word in unescape(shown)]


def test_every_kind_of_mistake_is_tried() -> None:
    tried = [said for sheet in SHEETS.values() for _, said in sheet.values()]

    assert len([said for said in tried if said]) >= 22
    assert len(tried) >= 34
