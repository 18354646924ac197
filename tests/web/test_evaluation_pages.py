"""The evaluation sheet, and what a case page says of evaluation: what nobody reported is a question, never a fault."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from allianceskg.web.diagnosis import sheet
from tests.wanting import refuse_or_skip

from .reading import words

PROFILE = "partner=association,10,20,60,10&name=Asso&partner=entreprise,70,10,10,10&name=Boite"


@pytest.mark.parametrize("query", ["", "?" + PROFILE, "?case=laposte-jaccede"])
def test_the_sheet_asks_at_the_start_what_will_be_looked_at_in_the_end(site: TestClient, query: str) -> None:
    page = site.get(f"/evaluation{query}").text
    asked = re.findall(r"/vocabulary/questions/([a-z-]+-\d)\.html", page)

    assert [one for one in dict.fromkeys(asked) if not one.startswith("autodiagnostic")] == [
        *(f"motivations-{rank}" for rank in (1, 2, 3)),
        *(f"performance-{rank}" for rank in (1, 2)),
        *(f"pertinence-{rank}" for rank in (1, 2, 3)),
        *(f"recul-{rank}" for rank in (1, 2)),
        *(f"coherence-{rank}" for rank in (1, 2, 3)),
    ]
    seen = words(page)
    assert seen.count("Au départ, ce que nous regarderons, chez qui et sur quelle période :") == 10
    assert seen.count("À la fin, ce que nous constatons") == 10


def test_the_objectives_that_weigh_most_come_first_with_each_partners_share(site: TestClient) -> None:
    seen = words(site.get(f"/evaluation?{PROFILE}").text)
    places = [seen.index(name) for name in ("Processus", "Proposition de valeur", "Business model", "Positionnement")]

    assert places == sorted(places)
    assert "70 %" in seen
    assert "60 %" in seen


def test_without_weights_nothing_is_said_to_weigh_most(site: TestClient) -> None:
    assert "Les plus pesés d'abord" in words(site.get(f"/evaluation?{PROFILE}").text).replace("’", "'")
    assert "Les plus pesés d'abord" not in words(site.get("/evaluation").text).replace("’", "'")


@pytest.mark.parametrize("query", ["lang=fr", "lang=en", f"lang=fr&{PROFILE}", "lang=en&case=laposte-jaccede"])
def test_the_sheet_ends_by_saying_what_to_do_next(site: TestClient, query: str) -> None:
    page = site.get(f"/evaluation?{query}").text
    following = page.partition('id="next"')[2].partition("</section>")[0]

    assert ("And now?" if "lang=en" in query else "Et maintenant ?") in words(f"<p {following}")
    assert following.count("<li>") == 3


def test_a_case_that_is_not_there_is_not_found_and_says_what_to_write(site: TestClient) -> None:
    response = site.get("/evaluation?case=nothing")

    assert response.status_code == 404
    assert "/evaluation?case=" in words(response.text)


def test_an_angle_under_which_nothing_is_reported_is_a_question(site: TestClient) -> None:
    seen = words(site.get("/case/nord-ferro.html").text)

    assert "Rien n'est rapporté sous cet angle. Le kit demande :" in seen.replace("’", "'")


def test_what_the_catalogue_places_under_an_angle_says_so_with_reason_and_confidence(site: TestClient) -> None:
    seen = words(site.get("/case/liva-ares-vinci.html").text).replace("’", "'")

    assert "Rangé ici par le catalogue : L'affirmation compare ce qui a été obtenu à ce qui était visé." in seen
    assert "Confiance : haute." in seen


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", ["Qui est atteint : ", "Période regardée : ", "jusqu'en septembre 2020"]),
        ("en", ["Who is reached: ", "Period looked at: ", "until September 2020"]),
    ],
)
def test_a_statement_under_an_angle_says_whom_it_reaches_and_over_what_period(
    site: TestClient, language: str, told: list[str]
) -> None:
    seen = words(site.get(f"/case/tzcld-colombelles.html?lang={language}").text).replace("’", "'")

    for expected in told:
        assert expected in seen, expected


@pytest.mark.parametrize(("language", "question"), [("fr", "Sur quelle période ?"), ("en", "Over what period?")])
def test_a_period_that_no_source_tells_is_a_question(site: TestClient, language: str, question: str) -> None:
    seen = words(site.get(f"/case/silver-geek.html?lang={language}").text)

    assert question in seen


def test_the_consistency_of_a_case_is_asked_with_both_sides(site: TestClient) -> None:
    page = site.get("/case/cetelem-unapei-cartes-de-voeux.html").text + site.get("/case/carrefour-wwf.html").text

    assert 'id="coherence"' in page
    assert "Rien n" in words(page)


def test_every_angle_has_at_least_twenty_statements_and_all_a_hundred(site: TestClient) -> None:
    rows = site.get("/api/queries/evaluation-counts", headers={"accept": "application/json"}).json()
    rows = rows["results"]["bindings"]
    counts: dict[str, int] = {}
    for row in rows:
        angle = row["angle"]["value"].rsplit("/", 1)[-1]
        counts[angle] = counts.get(angle, 0) + int(row["statements"]["value"])

    assert set(counts) == {"performance", "pertinence", "coherence"}
    assert min(counts.values()) >= 20
    assert sum(counts.values()) >= 100


def test_the_sheet_is_a_tagged_pdf(site: TestClient) -> None:
    if not sheet.is_available():
        refuse_or_skip("WeasyPrint with Pango")
    assert site.get(f"/evaluation.pdf?{PROFILE}").content.startswith(b"%PDF-")
