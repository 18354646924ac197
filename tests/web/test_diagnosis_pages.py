"""The diagnosis over HTTP: each step in both languages, the state in the address, the answer and what is made of it."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from allianceskg.language import same
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Relaxation
from allianceskg.model import OBJECTIVES
from allianceskg.web.diagnosis import sheet
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile, read_entry, read_sending
from tests.wanting import refuse_or_skip

from .reading import words

ORLEANS = [
    ("partner", "collectivite-territoriale,10,10,60,20"),
    ("partner", "entreprise,60,20,10,10"),
    ("name", "Ville inventée"),
    ("name", "Banque inventée"),
    ("need", "accelerer-grace-au-numerique"),
    ("function", "gestion-d-un-lieu"),
    ("function", "accompagnements"),
    ("territory", "commune-45234"),
    ("theme", "numerique"),
    ("sdg", "17"),
]
STEPS = ("1", "2", "3", "answer")


@pytest.fixture(scope="module")
def client(site: TestClient) -> TestClient:
    """The site, without going where it leads."""
    return TestClient(site.app, headers={"accept": "text/html"}, follow_redirects=False)


def page(
    client: TestClient, pairs: list[tuple[str, str]] | None = None, status: int = 200, path: str = "/diagnosis"
) -> str:
    response = client.get(f"{path}?{urlencode(pairs or [])}")
    assert response.status_code == status, response.text[:500]
    return response.text


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("lang", "expected"), [("fr", "Diagnostic"), ("en", "Diagnosis")])
def test_each_step_speaks_the_readers_language(client: TestClient, step: str, lang: str, expected: str) -> None:
    html = page(client, [*ORLEANS, ("step", step), ("lang", lang)])
    assert f'<html lang="{lang}">' in html
    assert re.search(rf"<h1>{expected}", html)


@pytest.mark.parametrize("step", STEPS[:3])
def test_each_step_shows_without_any_answer(client: TestClient, step: str) -> None:
    html = page(client, [("step", step)])
    assert "<form" in html
    assert "dx-fault" not in html


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_identifier_and_no_forbidden_word_is_on_screen(client: TestClient, step: str, lang: str) -> None:
    seen = words(page(client, [*ORLEANS, ("step", step), ("lang", lang)]))
    for hidden in (
        "https://w3id.org",
        "commune-45234",
        "accelerer-grace-au-numerique",
        "gestion-d-un-lieu",
        "collectivite-territoriale",
    ):
        assert hidden not in seen
    assert not re.search(r"\babsents?\b|\babsentes?\b", seen, re.IGNORECASE)


@pytest.mark.parametrize("step", STEPS)
def test_no_page_needs_what_the_security_policy_forbids(client: TestClient, step: str) -> None:
    html = page(client, [*ORLEANS, ("step", step)])
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "<style" not in html


@pytest.mark.parametrize("step", STEPS)
def test_every_identifier_of_a_page_is_there_once_and_every_reference_leads_somewhere(
    client: TestClient, step: str
) -> None:
    html = page(
        client, [*ORLEANS, ("step", step), ("territory", "Courcy")] if step == "3" else [*ORLEANS, ("step", step)]
    )
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
    referred = {
        one
        for many in re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"', html)
        for one in many.split()
    }
    assert referred <= set(ids)
    for field in re.findall(r'<(?:input|select)(?![^>]*type="(?:hidden|range)")[^>]*id="([^"]+)"', html):
        assert f'for="{field}"' in html, field


def test_the_first_step_draws_the_square_and_says_what_would_change_it(client: TestClient) -> None:
    html = page(client, ORLEANS)
    seen = words(html)
    assert html.count("<polygon") == 3
    assert "Désaccord : entre Ville inventée et Banque inventée, 60 % du poids" in seen
    assert "Ce qui changerait la réponse :" in seen
    assert "Ce qui changerait la réponse : si " in seen or "Ce qui départagerait : " in seen
    assert "mènent à la catégorie « Innovation sociétale » ou à la catégorie « Pratiques responsables »" in seen


def test_terms_have_their_definition_with_its_origin(client: TestClient) -> None:
    seen = words(page(client, [("step", "3")]))
    assert "définition de ce catalogue ; le kit ne nomme pas ce terme" in seen
    assert re.search(
        r"Définition : Gestion d'un lieu .*? \[ terme nommé par le kit, ligne 100 ; définition de ce catalogue \]", seen
    )


def test_the_second_step_asks_the_questions_of_the_recommended_category(client: TestClient) -> None:
    html = page(client, [("partner", "association,0,100,0,0"), ("step", "2")])
    asked, others = html.split("Les questions des autres catégories")
    assert "Pour la catégorie « Coopération économique »" in words(asked)
    assert "catégorie « Mécénat »" in words(others)
    assert asked.count('name="feature"') < others.count('name="feature"')


def test_a_feature_narrows_the_models(client: TestClient) -> None:
    without = [("partner", "association,0,100,0,0"), ("step", "2")]
    assert "Modèles recommandés : « Modèle hybride » et « Coopération économique »." in words(page(client, without))
    assert "selon le modèle « Modèle hybride »" in words(page(client, [*without, ("feature", "co-entreprise")]))


# What a form sends, and where it leads


def form(**more: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = [("step", "1")]
    for name, kind, weights in (("Une association", "association", "1,2,3,4"), ("", "", ",,,")):
        pairs += [("name", name), ("type", kind), *zip(OBJECTIVES, weights.split(","), strict=True)]
    return [*pairs, *more.items()]


def led_to(client: TestClient, pairs: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    response = client.get(f"/diagnosis?{urlencode(pairs)}")
    assert response.status_code == 303
    address = urlsplit(response.headers["location"])
    assert address.path == "/diagnosis"
    return address.fragment, parse_qsl(address.query, keep_blank_values=True)


def test_going_on_makes_an_address_with_the_parameters_of_the_api(client: TestClient) -> None:
    _, pairs = led_to(client, form(do="step-2"))
    assert pairs == [("partner", "association,1,2,3,4"), ("name", "Une association"), ("step", "2")]


def test_a_partner_is_added_and_removed_without_javascript(client: TestClient) -> None:
    fragment, pairs = led_to(client, form(do="add"))
    assert fragment == "partner-3-name"
    assert [value for key, value in pairs if key == "partner"] == ["association,1,2,3,4", ",,,,", ",,,,"]
    _, pairs = led_to(client, form(do="remove-1"))
    assert [value for key, value in pairs if key == "partner"] == [",,,,"]


def test_a_decimal_comma_and_a_per_cent_sign_are_understood(client: TestClient) -> None:
    pairs = [
        ("step", "1"),
        ("name", ""),
        ("type", ""),
        *zip(OBJECTIVES, ("42,5 %", "", "10", ""), strict=True),
        ("do", "step-2"),
    ]
    assert led_to(client, pairs)[1][0] == ("partner", ",42.5,,10,")


def test_the_language_is_kept(client: TestClient) -> None:
    assert ("lang", "en") in led_to(client, form(do="step-2", lang="en"))[1]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(client: TestClient) -> None:
    pairs = [
        ("step", "1"),
        ("name", "Nous"),
        ("type", ""),
        *zip(OBJECTIVES, ("beaucoup", "", "", ""), strict=True),
        ("do", "step-2"),
    ]
    _, address = led_to(client, pairs)
    assert address[-1] == ("step", "1")
    html = page(client, address, 400)
    assert 'value="beaucoup"' in html
    assert 'value="Nous"' in html
    assert re.search(
        r'id="partner-1-processus"[^>]*aria-describedby=" ?partner-1-processus-fault-1"[^>]*aria-invalid="true"', html
    )
    assert "« beaucoup » n'est pas un nombre utilisable : écrivez par exemple 60 ou 42,5." in words(html)
    assert 'role="alert"' in html


@pytest.mark.parametrize(
    ("pairs", "french", "english"),
    [
        ([("partner", "association,-5,,,")], "« -5 » est négatif", "“-5” is negative"),
        ([("partner", "association,0,0,0,0")], "Tous les poids sont nuls", "All weights are zero"),
        ([("partner", "association,1,2,3,4,5")], "plus de quatre poids", "more than four weights"),
        ([("partner", "licorne,1,2,3,4")], "« licorne » n'est pas un type d'acteur", "“licorne” is not an actor type"),
        ([("partner", ",,,,")] * 25 + [("need", "definir-strategie")], "Au plus 20 partenaires", "At most 20 partners"),
        ([("feature", "licorne"), ("sdg", "3")], "« licorne » n'est pas une question", "“licorne” is not a question"),
        ([("need", "licorne")], "« licorne » n'est pas un besoin", "“licorne” is not a need"),
        ([("sdg", "18")], "« 18 » n'est pas un ODD", "“18” is not an SDG"),
        (
            [("territory", "Courcy")],
            "« Courcy » est le nom ou le code de plusieurs territoires",
            "“Courcy” is the name or code of several",
        ),
        ([("territory", "xqzwxqzw")], "Aucun territoire ne s'appelle", "No territory is called"),
    ],
)
def test_the_answer_sends_back_to_what_is_to_be_mended(
    client: TestClient, pairs: list[tuple[str, str]], french: str, english: str
) -> None:
    assert french in words(page(client, [*pairs, ("step", "answer")], 400))
    assert english in words(page(client, [*pairs, ("step", "answer"), ("lang", "en")], 400))


def test_hostile_values_are_shown_as_text(client: TestClient) -> None:
    html = page(client, [("partner", "association,<script>alert(1)</script>,,,"), ("name", '"><img src=x>')], 400)
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_an_answer_to_nothing_says_what_to_give(client: TestClient) -> None:
    assert "Vous n'avez encore rien indiqué." in words(page(client, [("step", "answer")], 400))
    assert "You have not said anything yet." in words(page(client, [("step", "answer"), ("lang", "en")], 400))


# The territory


def test_a_name_becomes_a_territory_when_only_one_has_it(client: TestClient) -> None:
    _, pairs = led_to(client, [("step", "3"), ("place", "Orléans"), ("meant", ""), ("do", "answer")])
    assert pairs == [("territory", "Orléans"), ("step", "answer")]
    assert "Orléans" in words(page(client, pairs))


def test_an_ambiguous_name_offers_its_territories(client: TestClient) -> None:
    html = page(client, [("step", "3"), ("territory", "Courcy")], 400)
    assert html.count('type="radio"') == 3
    assert "Courcy (commune, Marne)" in words(html)
    chosen = [("step", "3"), ("place", "Courcy"), ("meant", "Courcy"), ("territory", "commune-51183"), ("do", "step-3")]
    assert ("territory", "commune-51183") in led_to(client, chosen)[1]


def test_a_text_typed_over_a_chosen_territory_counts(client: TestClient) -> None:
    typed = [
        ("step", "3"),
        ("place", "Loiret"),
        ("meant", "Orléans (commune, Loiret)"),
        ("territory", "commune-45234"),
        ("do", "step-3"),
    ]
    assert ("territory", "Loiret") in led_to(client, typed)[1]
    emptied = [("step", "3"), ("place", ""), ("meant", "Orléans"), ("territory", "commune-45234"), ("do", "step-3")]
    assert led_to(client, emptied)[1] == [("step", "3")]


def test_territories_are_named_in_the_readers_language(client: TestClient) -> None:
    html = page(client, [("step", "3"), ("territory", "country-BD"), ("lang", "en")])
    assert 'value="Bangladesh (country)"' in html


# The answer


def as_api(client: TestClient, **more: str) -> dict[str, Any]:
    pairs = [pair for pair in ORLEANS if pair[0] != "name"]
    answer: dict[str, Any] = client.get(f"/api/match?{urlencode([*pairs, *more.items()])}").json()
    return answer


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_answer_defines_the_models_that_it_recommends(client: TestClient, lang: str) -> None:
    models = as_api(client)["diagnosis"]["models"]
    html = page(client, [*ORLEANS, ("step", "answer"), ("lang", lang)])
    [defined] = re.findall(r'<dl class="dx-models".*?</dl>', html, re.DOTALL)

    assert models
    assert re.findall(r'href="/vocabulary/partnership-models/([a-z-]+)\.html', defined) == models
    assert defined.count("<dd>") == len(models)
    assert ("kit, ligne" if lang == "fr" else "kit, line") in defined


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_answer_is_that_of_the_api(client: TestClient, lang: str) -> None:
    answer = as_api(client, lang=lang)
    html = page(client, [*ORLEANS, ("step", "answer"), ("lang", lang)])
    seen = words(html)
    shown = re.findall(r'name="case" value="([^"]+)"', html)
    assert shown == [match["slug"] for match in answer["matches"]]
    points = re.findall(r"(\d+) points (?:sur|of) (\d+)", seen)
    assert points == [(str(match["points"]), str(match["points_asked"])) for match in answer["matches"]]
    for match in answer["matches"]:
        assert words(match["title"]).strip() in seen
        for one in match["criteria"]:
            assert words(one["text"]).strip() in seen
            assert one["proof"] in unescape(html)
    for section in ("contrast", "relax", "questions", "resources"):
        for one in answer[section]:
            assert words(one["text"] if "text" in one else one["title"]).strip() in seen
    assert answer["data_version"] in seen
    assert answer["rules_version"] in seen


def test_the_json_link_gives_the_same_answer(client: TestClient) -> None:
    html = page(client, [*ORLEANS, ("step", "answer")])
    link = re.search(r'href="(/api/match[^"]+)"', html)
    assert link is not None
    assert client.get(unescape(link[1])).json() == as_api(client)


def test_states_are_said_in_words_and_counted(client: TestClient) -> None:
    seen = words(page(client, [*ORLEANS, ("step", "answer")]))
    assert "rempli en partie" in seen
    assert "non renseigné" in seen
    assert re.search(r"8 critères : \d rempli", seen)


def test_every_proof_has_a_link_that_runs_it(client: TestClient) -> None:
    html = page(client, [*ORLEANS, ("step", "answer"), ("limit", "2")])
    links = re.findall(r'href="(/sparql\?query=[^"]+)"', html)
    assert len(links) == 16
    assert dict(parse_qsl(urlsplit(unescape(links[0])).query))["query"] in unescape(html)


def test_the_four_functions_are_told_on_the_territory(client: TestClient) -> None:
    seen = words(page(client, [("territory", "commune-45234"), ("step", "answer")]))
    assert "Les quatre fonctions sur votre territoire : Orléans" in seen
    assert re.search(r"recensée sur ce territoire|recensée à proximité|aucun exemple recensé ici ni à proximité", seen)


def test_no_result_says_what_to_relax(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped cases answer every goal, theme and need by now; a place alone lists none of those elsewhere."""
    whole = Catalogue.answer
    relaxation = Relaxation("territory", 5, same("Sans le territoire, 5 cas (inventé)."))
    monkeypatch.setattr(Catalogue, "answer", lambda *given, **more: replace(whole(*given, **more), relax=(relaxation,)))
    seen = words(page(client, [("territory", "country-BE"), ("step", "answer")]))
    assert "Aucun cas du catalogue ne correspond à cette demande." in seen
    assert "Sans le territoire, 5 cas (inventé)." in seen


def test_what_can_be_relaxed_is_one_step_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Catalogue.answer
    relaxation = Relaxation("territory", 5, same("Sans le territoire, 5 cas (inventé)."))
    monkeypatch.setattr(Catalogue, "answer", lambda *given, **more: replace(whole(*given, **more), relax=(relaxation,)))
    html = page(client, [*ORLEANS, ("step", "answer")])
    link = re.search(r'href="([^"]+)">Voir la réponse sans ce critère', html)
    assert link is not None
    left = parse_qsl(urlsplit(unescape(link[1])).query)
    assert [pair for pair in ORLEANS if pair not in left] == [("territory", "commune-45234")]


def test_giving_up_a_criterion_leaves_the_rest() -> None:
    entry = read_entry(ORLEANS)
    assert entry.without("function:accompagnements").functions == ("gestion-d-un-lieu",)
    assert not any(any(one.weights) for one in entry.without("model").partners)
    assert [one.actor_type for one in entry.without("model").partners] == ["collectivite-territoriale", "entreprise"]
    assert entry.without("territory").territory == ""
    for name in ("types", "need", "themes", "sdgs"):
        assert entry.without(name) != entry


def test_a_withdrawn_version_says_so_and_the_current_one_answers(client: TestClient) -> None:
    version = as_api(client)["data_version"]
    page(client, [*ORLEANS, ("step", "answer"), ("version", version)])
    assert "n'est plus servie" in words(page(client, [*ORLEANS, ("step", "answer"), ("version", "000000000000")], 410))


@pytest.mark.parametrize(("limit", "shown"), [("2", 2), ("licorne", 10), ("0", 1), ("99999", 10)])
def test_the_number_of_cases_stays_within_reason(client: TestClient, limit: str, shown: int) -> None:
    html = page(client, [*ORLEANS, ("step", "answer"), ("limit", limit)])
    assert len(re.findall(r'name="case"', html)) == shown


# What is made of the answer


def test_cases_stand_side_by_side(client: TestClient) -> None:
    cases = [match["slug"] for match in as_api(client)["matches"][:3]]
    html = page(client, [*ORLEANS, *(("case", case) for case in cases)], path="/diagnosis/compare")
    assert html.count('scope="col"') == 4
    # abstract, seven things that a case tells, points, eight criteria, date
    assert html.count('scope="row"') == 18
    rows = [words(one).strip() for one in re.findall(r'scope="row">(.*?)</th>', html, re.DOTALL)]
    told = ["Où", "Quand", "Partenaires et rôles", "Moyens", "Résultats", "Difficultés", "Enseignements"]
    assert rows[:8] == ["En bref", *told]


@pytest.mark.parametrize("number", [0, 1, 4])
def test_a_comparison_takes_two_or_three_cases(client: TestClient, number: int) -> None:
    cases = [match["slug"] for match in as_api(client)["matches"][:number]]
    html = page(client, [*ORLEANS, *(("case", case) for case in [*cases, "licorne"])], 400, path="/diagnosis/compare")
    assert f"Choisissez deux ou trois exemples. Nombre d'exemples choisis : {number}." in words(html)
    assert "Laissés de côté, car éloignés de votre demande ou inconnus : 1." in words(html)


@pytest.mark.parametrize("path", ["/diagnosis/compare", "/diagnosis/feed.atom", "/diagnosis/answer.pdf"])
def test_what_cannot_be_answered_leads_back_to_the_wizard(client: TestClient, path: str) -> None:
    response = client.get(f"{path}?need=licorne&lang=en")
    assert response.status_code == 303
    assert response.headers["location"] == "/diagnosis?need=licorne&step=answer&lang=en"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_feed_lists_the_cases_of_the_answer(client: TestClient, lang: str) -> None:
    response = client.get(f"/diagnosis/feed.atom?{urlencode([*ORLEANS, ('lang', lang)])}")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    listed = {entry.findtext("a:id", namespaces=atom) for entry in feed.findall("a:entry", atom)}
    assert listed == {match["case"] for match in as_api(client, limit="50")["matches"]}
    dates = [entry.findtext("a:updated", namespaces=atom) or "" for entry in feed.findall("a:entry", atom)]
    assert dates == sorted(dates, reverse=True)
    assert feed.findtext("a:updated", namespaces=atom) == dates[0]


@pytest.mark.skipif(not sheet.is_available(), reason="WeasyPrint or Pango is not installed")
def test_the_sheet_is_a_tagged_pdf(client: TestClient) -> None:
    response = client.get("/diagnosis/answer.pdf?function=gestion-d-un-lieu&limit=1")
    assert response.headers["content-type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in response.content or b"ObjStm" in response.content


@pytest.mark.skipif(not sheet.is_available(), reason="WeasyPrint or Pango is not installed")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_another_program_reads_the_tags_of_the_sheet(client: TestClient, tmp_path: Path, language: str) -> None:
    if shutil.which("pdfinfo") is None:
        refuse_or_skip("pdfinfo is not installed (apt-get install poppler-utils)")
    file = tmp_path / "answer.pdf"
    file.write_bytes(client.get(f"/diagnosis/answer.pdf?{urlencode([*ORLEANS, ('lang', language)])}").content)
    run = partial(subprocess.run, check=True, capture_output=True, text=True)
    facts = run(["pdfinfo", file]).stdout
    lines = run(["pdfinfo", "-struct", file]).stdout.splitlines()
    kinds = Counter(line.strip().partition(" ")[0].rstrip(":") for line in lines)
    assert re.search(r"Tagged:\s+yes", facts)
    pages = re.search(r"Pages:\s+(\d+)", facts)
    assert pages is not None
    assert int(pages[1]) < 20
    assert kinds["H1"] == kinds["Document"] == 1
    assert {"H2", "H3", "L", "LI", "LBody", "Link", "Figure", "P"} <= kinds.keys()
    text = run(["pdftotext", "-raw", file, "-"]).stdout
    assert as_api(client)["data_version"] in text
    assert "SELECT DISTINCT ?case" in text


def test_the_sheet_holds_the_proofs_the_address_and_the_versions(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[str] = []
    monkeypatch.setattr(sheet, "is_available", lambda: True)
    monkeypatch.setattr(sheet, "as_pdf", lambda html, _: laid_out.append(html) or b"%PDF")
    client.get(f"/diagnosis/answer.pdf?{urlencode([*ORLEANS, ('limit', '2')])}")
    answer = as_api(client, limit="2")
    queries = [unescape(query) for query in re.findall(r'class="dx-proof"><code>(.*?)</code>', laid_out[0], re.DOTALL)]
    for match in answer["matches"]:
        for one in match["criteria"]:
            before, case, after = one["proof"].partition(f"    <{match['case']}>\n")
            assert case
            annex = [query for query in queries if query.startswith(before) and query.endswith(after)]
            assert any(case in query.removeprefix(before).removesuffix(after) for query in annex)
    assert len(queries) == len(set(queries)) < sum(len(match["criteria"]) for match in answer["matches"])
    assert "<details" not in laid_out[0]
    assert answer["data_version"] in laid_out[0]
    assert answer["rules_version"] in laid_out[0]
    assert "http://testserver/diagnosis?partner=" in laid_out[0]


def test_without_weasyprint_the_link_is_hidden_and_the_address_says_why(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "is_available", lambda: False)
    assert "answer.pdf" not in page(client, [*ORLEANS, ("step", "answer")])
    assert "libpango" in words(page(client, ORLEANS, 503, path="/diagnosis/answer.pdf"))


def test_a_sheet_refers_to_nothing_outside_itself() -> None:
    with pytest.raises(ValueError, match="nothing outside itself"):
        sheet._refuse("file:///etc/passwd")


# Privacy


def test_what_is_typed_is_not_logged_and_not_kept(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="allianceskg"):
        response = client.get("/diagnosis?partner=association,1,2,3,4&name=SecretInvente&step=answer")
    assert "SecretInvente" not in caplog.text
    assert "set-cookie" not in response.headers
    assert response.headers["cache-control"] == "private, no-cache"


def test_the_wizard_carries_the_story_and_the_actors_sought_through(client: TestClient) -> None:
    told = [("situation", "Nous cherchons des invendus"), ("seeks", "entreprise,financeur")]
    for step in ("1", "2", "3"):
        page = client.get("/diagnosis", params=[*told, ("step", step)])
        assert page.status_code == 200
        for name, value in told:
            # The first step asks for both; the others carry them.
            assert (f'<input type="hidden" name="{name}" value="{value}">' in page.text) == (step != "1")
        if step == "1":
            assert ">Nous cherchons des invendus</textarea>" in page.text
            assert re.findall(r'<option value="([a-z]+)" selected', page.text) == ["entreprise", "financeur"]
    sent = client.get("/diagnosis", params=[*told, ("do", "answer"), ("step", "3")], follow_redirects=False)
    assert parse_qsl(urlsplit(sent.headers["location"]).query)[:2] == told


def test_the_answer_shows_the_story_whom_it_seeks_and_what_was_understood(client: TestClient) -> None:
    told = {"situation": "Nous cherchons des invendus", "seeks": "entreprise,financeur", "step": "answer"}
    page = re.sub(r"[\u00a0\u202f]", " ", unescape(client.get("/diagnosis", params=told).text))

    assert "Nous cherchons des invendus" in page
    assert "Entreprise (financeur)" in page
    assert "Alimentation : « invendus »" in page


def test_a_story_that_is_too_long_is_a_fault_of_its_field(client: TestClient) -> None:
    page = client.get("/diagnosis", params={"situation": "a" * 2001, "step": "answer"})

    assert page.status_code == 400
    assert "Au plus 2000 caractères." in page.text


def test_a_page_whose_address_has_grown_too_long_is_refused(client: TestClient) -> None:
    page = client.get("/diagnosis", params={"situation": "é" * 1_500}, headers={"accept": "text/html"})

    assert page.status_code == 414
    assert "8000 au plus" in page.text


# The address and the state


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)
PARTNERS = st.builds(
    TypedPartner,
    name=TEXTS,
    actor_type=TEXTS.map(lambda text: text.replace(",", "")),
    weights=st.tuples(*[st.sampled_from(["", "0", "1", "42.5", "abc"])] * 4),
)
LISTS = st.lists(TEXTS.filter(bool), max_size=4, unique=True).map(tuple)
ENTRIES = st.builds(
    TypedProfile,
    title=TEXTS,
    situation=TEXTS,
    seeks=LISTS,
    partners=st.lists(PARTNERS, max_size=3).map(tuple),
    features=LISTS,
    needs=LISTS,
    functions=LISTS,
    territory=TEXTS,
    themes=LISTS,
    sdgs=LISTS,
)


@given(ENTRIES)
def test_a_state_comes_back_from_its_address_as_it_was(entry: TypedProfile) -> None:
    query = urlencode(entry.pairs())
    assert read_entry(parse_qsl(query, keep_blank_values=True)) == entry
    assert read_sending(parse_qsl(query, keep_blank_values=True)) is None
