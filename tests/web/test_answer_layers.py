"""The answer in three layers: examples first, the diagnosis, then method and proofs folded; and a case opened from it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.web.profile_addresses import PROFILES, pairs_of
from tests.web.reading import Page
from tests.web.unfolded import Unfolded

MOST_WORDS = 900
FOOD = [("situation", "Nous redistribuons des invendus alimentaires"), ("theme", "alimentation")]


@pytest.fixture(scope="module")
def client(site: TestClient) -> TestClient:
    return TestClient(site.app, headers={"accept": "text/html"}, follow_redirects=False)


def answer(client: TestClient, pairs: list[tuple[str, str]], **more: str) -> str:
    response = client.get(f"/diagnosis?{urlencode([*pairs, ('step', 'answer'), *more.items()])}")
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_an_answer_shows_no_more_than_nine_hundred_words_before_anything_is_unfolded(
    client: TestClient, profile: Path
) -> None:
    for language in ("fr", "en"):
        html = answer(client, pairs_of(profile), lang=language)
        assert len(Unfolded(html).words) <= MOST_WORDS, (profile.stem, language)


@pytest.mark.parametrize("profile", PROFILES[:4], ids=lambda path: path.stem)
def test_the_examples_come_first_each_with_one_sentence(client: TestClient, profile: Path) -> None:
    html = answer(client, pairs_of(profile))
    headings = re.findall(r'<h2 id="([a-z-]+)"', html)
    assert headings[0] == "examples-heading"
    assert headings[1] == "diagnosis-heading"
    assert headings[-1] == "method-heading"
    reasons = re.findall(r'<p class="dx-because">(.*?)(?: <span|</p>)', html, re.DOTALL)
    assert len(reasons) == html.count('class="dx-match"') > 0
    for reason in reasons:
        assert re.fullmatch(r"[A-ZÀÉÊÎ][^.]*\.", unescape(reason)), reason


def test_why_says_the_sentence_and_leads_to_its_source_before_any_query(client: TestClient) -> None:
    html = answer(client, pairs_of(PROFILES[0]))
    why = html.split('class="dx-fold dx-why"')[1]
    reason, query = why.index('class="dx-reason"'), why.index('class="dx-proof"')
    assert reason < query
    assert 'rel="external noopener"' in why[reason : why.index("Pour les analystes")] or 'href="/kit"' in why
    assert re.search(r'href="https?://[^"]+" rel="external noopener"', html)


def test_equal_cases_have_the_same_rank_and_one_question_tells_them_apart(client: TestClient) -> None:
    pairs = [("theme", "emploi")]
    tied = client.get(f"/api/match?{urlencode(pairs)}").json()["matches"]
    html = answer(client, pairs)
    shown = [int(one) for one in re.findall(r'class="dx-rank-number">(\d+)\.', html)]
    assert shown == [one["rank"] for one in tied]
    assert html.count('class="dx-tied"') == sum(one["tied"] > 1 for one in tied) > 0
    link = re.search(r'<p class="dx-splitting">.*?href="([^"]+)"', html, re.DOTALL)
    assert link is not None
    after = parse_qsl(urlsplit(unescape(link[1])).query)
    added = [pair for pair in after if pair not in [*pairs, ("step", "answer")]]
    assert len(added) == 1
    assert added[0][0] in {"theme", "function", "need"}


def test_a_case_opened_from_an_answer_says_why_and_leads_back(client: TestClient) -> None:
    html = answer(client, FOOD)
    opened = re.search(r'<h3><span class="dx-rank-number">.*?href="(/case/[^"]+)"', html)
    assert opened is not None
    response = client.get(unescape(opened[1]))
    page = Page(response.text)
    assert "Pourquoi ce cas pour vous" in page.visible
    assert "Alimentation" in page.visible
    back = next(one for one in page.links if one.startswith("/diagnosis?"))
    assert parse_qsl(urlsplit(back).query) == [*FOOD, ("step", "answer")]
    assert response.headers["cache-control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in response.text


def test_apostrophes_are_those_of_printers_and_french_marks_are_tied(client: TestClient) -> None:
    html = client.get("/case/carrefour-phenix").text
    body = re.sub(r"<(script|code|style).*?</\1>|<[^>]+>", " ", html[html.index("<body") :], flags=re.DOTALL)
    assert "jusqu’à La Réunion" in unescape(body)
    assert not re.search(r"[^\W\d_]'[^\W\d_]", unescape(body))
    assert not re.search(r"\w [;!?»]", unescape(body))


def test_a_case_that_nobody_asked_for_says_nothing_of_the_reader(client: TestClient) -> None:
    response = client.get("/case/carrefour-phenix")
    assert "Pourquoi ce cas pour vous" not in response.text
    assert response.headers["cache-control"] == "public, max-age=300"


def test_a_case_that_does_not_answer_says_so(client: TestClient) -> None:
    page = Page(
        client.get(f"/case/danone-grameen?{urlencode([('territory', 'commune-46102'), ('theme', 'culture')])}").text
    )
    assert "n'est pas parmi ceux qui répondent" in page.visible


def test_what_is_typed_in_the_address_of_a_case_is_never_markup(client: TestClient) -> None:
    html = client.get("/case/carrefour-phenix?theme=alimentation&title=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in html


def test_what_several_partners_do_alike_is_said_once(client: TestClient) -> None:
    page = Page(client.get("/case/pimms-lyon-metropole").text)
    assert page.visible.count("Entreprise fondatrice, engagée chaque année par convention.") == 1
    assert "de même" in page.visible
