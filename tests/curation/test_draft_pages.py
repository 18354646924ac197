"""Drafts over HTTP, by their pages and by their API; all that is typed here is invented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from allianceskg.curation.accounts import Role
from allianceskg.files import Home
from tests.curation.serving import EMAILS, PASSWORD, Site, opened_site

JARGON = ("akg:", "IRI", "^^", "@fr", "#", "Traceback", "dcterms", "skos:")
FIELDS: dict[str, Any] = {
    "title": {"fr": "Un essai inventé avec Danone", "en": "An invented trial"},
    "abstract": {
        "fr": "Danone et la Grameen Bank font ensemble un essai inventé, pour voir ce formulaire jusqu'à sa fin.",
        "en": "Danone and Grameen Bank make an invented trial together, to see this form to its end.",
    },
    "evidenceLevel": "Cas documenté",
    "lastConfirmed": "02/11/2026",
    "defaults": {"source": ["source-1"], "basis": "Selon la source"},
    "hasSource": [{"id": "source-1", "title": "Page", "page": "www.example.org/a", "consultedOn": "02/11/2026"}],
    "documents": [
        {
            "kind": "Alliance",
            "id": "alliance",
            "prefLabel": {"fr": "Essai inventé"},
            "hasParticipation": [
                {"participant": "Danone", "role": ["partenaire"]},
                {"participant": "grameen bank", "role": ["partenaire"]},
            ],
        }
    ],
    "hasPlace": [{"territory": "Bangladesh"}],
}


@pytest.fixture
def site(few: Home, workspace: Any, store: Path) -> Iterator[Site]:
    with opened_site(few.root, workspace.folder, store) as opened:
        yield opened


def draft(site: Site, **fields: Any) -> tuple[int, str]:
    """Open a draft of a curator; return its number and its tag."""
    answer = site.ask("POST", "/api/drafts", {"kind": "case", "slug": "essai-invente", "fields": {**FIELDS, **fields}}, role=Role.CURATOR)  # fmt: skip
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], answer.headers["ETag"]


def page(site: Site, method: str, path: str, form: Any = None, *, role: Role = Role.CURATOR) -> Response:
    """Ask for a page as a browser does, with the session of a role."""
    account = site.desk.accounts.find(EMAILS[role])
    assert account is not None
    headers = {
        "Cookie": f"{site.desk.cookie}={site.desk.accounts.open_session(account)}",
        "Origin": "http://testserver",
        "Accept": "text/html",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = None if form is None else urlencode(form).encode()
    answer = site.client.request(method, path, content=body, headers=headers)
    assert "Traceback" not in answer.text
    return answer


def test_a_draft_lives_over_http(site: Site) -> None:
    number, tag = draft(site)
    where = f"/api/drafts/{number}"
    whole = site.ask("GET", where, role=Role.CURATOR).json()
    assert whole["fields"]["hasPlace"] == [{"territory": "Bangladesh", "id": "place-1", "kind": "PlaceStatement"}]
    assert whole["publishable"], whole["findings"]
    assert whole["state"] == "draft"

    assert site.ask("PATCH", where, {"page": ["exemple"]}, role=Role.CURATOR).status_code == 428
    assert (
        site.ask("PATCH", where, {"page": ["exemple"]}, role=Role.CURATOR, If_Match='"draft-1-99"').status_code == 412
    )
    wrong = site.ask("PATCH", where, {"page": ["exemple"]}, role=Role.CURATOR, If_Match=tag)
    assert wrong.status_code == 200
    blocked = site.ask("POST", f"{where}/submit", role=Role.CURATOR)
    assert blocked.status_code == 422
    findings = site.ask("GET", where, role=Role.CURATOR).json()["findings"]
    assert findings[0]["field"] == "page.1"
    assert not [word for word in JARGON if word in json.dumps(findings[0], ensure_ascii=False)]

    assert (
        site.ask("PATCH", where, {"page": None}, role=Role.CURATOR, If_Match=wrong.headers["ETag"]).status_code == 200
    )
    assert site.ask("POST", f"{where}/publish", role=Role.REVIEWER).status_code == 409
    assert site.ask("POST", f"{where}/submit", role=Role.CURATOR).json()["state"] == "in-review"
    assert site.ask("POST", f"{where}/publish", role=Role.CURATOR).status_code == 403
    refused = site.ask("POST", f"{where}/refuse", {"reason": "Il manque une source."}, role=Role.REVIEWER)
    assert refused.json()["state"] == "refused"
    assert site.ask("POST", f"{where}/comments", {"text": "Ajoutée."}, role=Role.CURATOR).status_code == 201
    site.ask("POST", f"{where}/submit", role=Role.CURATOR)
    assert site.client.get("/case/essai-invente").status_code == 404

    published = site.ask("POST", f"{where}/publish", role=Role.REVIEWER)
    assert published.status_code == 200, published.text
    assert published.json()["state"] == "published"
    assert published.headers["ETag"] == site.tag("/api/cases/essai-invente")
    assert site.client.get("/case/essai-invente", headers={"Accept": "text/html"}).status_code == 200
    history = site.ask("GET", "/api/cases/essai-invente/history").json()["versions"]
    assert history[0]["author"] == "Camille curator"
    assert "Relu et publié par Camille reviewer" in history[0]["message"]
    assert site.ask("PUT", where, {"fields": {}}, role=Role.CURATOR, If_Match="*").status_code == 409


def test_what_is_no_draft_is_refused_in_words(site: Site) -> None:
    deep = b'{"a":' * 60 + b"1" + b"}" * 60
    lone = b'{"fields": {"title": "\\ud800"}}'
    for body in (b"[]", b"{", b"\xff", b'{"kind": "planet"}', b'{"fields": 3}', lone, deep):
        answer = site.ask("POST", "/api/drafts", body, role=Role.CURATOR, media="application/json")
        assert answer.status_code == 400, (body, answer.text)
        assert answer.json()["detail"]


def test_a_draft_takes_whatever_json_its_fields_are(site: Site) -> None:
    odd = {"title": 3, "hasPlace": "x", "documents": [None, 4, {"kind": ["a"]}], "page": {"a": []}, "hasSource": [[]]}
    answer = site.ask("POST", "/api/drafts", {"kind": "case", "fields": odd}, role=Role.CURATOR)
    assert answer.status_code == 201, answer.text
    number = answer.json()["id"]
    assert site.ask("GET", f"/api/drafts/{number}", role=Role.CURATOR).status_code == 200
    assert page(site, "GET", f"/curate/drafts/{number}/form?check=1").status_code == 200
    assert page(site, "GET", f"/curate/drafts/{number}").status_code == 200


def test_nobody_publishes_a_draft_of_their_own(site: Site) -> None:
    answer = site.ask("POST", "/api/drafts", {"kind": "case", "slug": "a-moi", "fields": FIELDS}, role=Role.REVIEWER)
    where = f"/api/drafts/{answer.json()['id']}"
    site.ask("POST", f"{where}/submit", role=Role.REVIEWER)
    assert site.ask("POST", f"{where}/publish", role=Role.REVIEWER).status_code == 403
    assert site.ask("POST", f"{where}/publish", role=Role.ADMINISTRATOR).status_code == 200


def test_a_record_published_meanwhile_is_not_written_over(site: Site) -> None:
    opened = site.ask("POST", "/api/drafts", {"record": "cases/danone-grameen"}, role=Role.CURATOR)
    number = opened.json()["id"]
    changed = {**opened.json()["fields"]}
    changed["title"] = {**changed["title"], "fr": "Danone et Grameen : mon titre"}
    site.ask("PUT", f"/api/drafts/{number}", {"fields": changed}, role=Role.CURATOR, If_Match=opened.headers["ETag"])
    elsewhere = site.ask(
        "PATCH",
        "/api/cases/danone-grameen",
        {"title": {"en": "Their title", "fr": "Danone et Grameen : leur titre"}},
        media="application/merge-patch+json",
        If_Match=site.tag("/api/cases/danone-grameen"),
    )
    assert elsewhere.status_code == 200, elsewhere.text
    site.ask("POST", f"/api/drafts/{number}/submit", role=Role.CURATOR)
    assert site.ask("POST", f"/api/drafts/{number}/publish", role=Role.REVIEWER).status_code == 412

    overview = page(site, "GET", f"/curate/drafts/{number}")
    assert "a changé depuis que ce brouillon a été ouvert" in overview.text
    merging = page(site, "GET", f"/curate/drafts/{number}/merge")
    assert "leur titre" in merging.text
    assert "mon titre" in merging.text
    version = re.search(r'name="version" value="(\d+)"', merging.text)
    assert version is not None
    form = {"do": "resolve", "version": version[1], "choice.0": "mine"}
    assert page(site, "POST", f"/curate/drafts/{number}/merge", form).status_code == 303
    site.ask("POST", f"/api/drafts/{number}/submit", role=Role.CURATOR)
    done = site.ask("POST", f"/api/drafts/{number}/publish", role=Role.REVIEWER)
    assert done.status_code == 200, done.text
    text = site.desk.publisher.published("cases/danone-grameen") or b""
    assert "mon titre" in text.decode()
    assert "Their title" in text.decode()


def test_the_form_keeps_what_was_typed_and_adds_and_removes_parts(site: Site) -> None:
    number, _ = draft(site)
    where = f"/curate/drafts/{number}/form"
    shown = page(site, "GET", where)
    sent = dict(inputs(shown.text))
    assert sent["f.hasPlace.0.territory"] == "Bangladesh"
    sent["f.title.fr"] = "Tapé 😀 <b>tel quel</b>\u00a0: 23/11/20"
    added = page(site, "POST", where, {**sent, "do": "add:hasPlace:PlaceStatement"})
    assert added.status_code == 303
    assert added.headers["Location"].endswith("?part=place-2#part-place-2")
    again = page(site, "GET", where)
    assert unescape(dict(inputs(again.text))["f.title.fr"]) == "Tapé 😀 <b>tel quel</b>\u00a0: 23/11/20"
    sent = dict(inputs(again.text))
    page(site, "POST", where, {**sent, "do": "remove:hasPlace/place-2"})
    sent = dict(inputs(page(site, "GET", where).text))
    assert "f.hasPlace.1.id" not in sent
    page(site, "POST", where, {**sent, "do": "add:hasPlace:PlaceStatement"})
    assert dict(inputs(page(site, "GET", where).text))["f.hasPlace.1.id"] == "place-2"


def test_an_unchanged_form_changes_nothing_in_the_published_record(site: Site) -> None:
    before = site.desk.publisher.published("cases/danone-grameen")
    number = site.ask("POST", "/api/drafts", {"record": "cases/danone-grameen"}, role=Role.CURATOR).json()["id"]
    sent = inputs(page(site, "GET", f"/curate/drafts/{number}/form").text)
    saved = page(site, "POST", f"/curate/drafts/{number}/form", [*sent, ("do", "save")])
    assert saved.status_code == 303
    assert site.ask("GET", f"/api/drafts/{number}", role=Role.CURATOR).json()["version"] == 1
    site.ask("POST", f"/api/drafts/{number}/submit", role=Role.CURATOR)
    assert site.ask("POST", f"/api/drafts/{number}/publish", role=Role.REVIEWER).status_code == 200
    assert site.desk.publisher.published("cases/danone-grameen") == before


def test_a_session_that_ended_loses_nothing(site: Site) -> None:
    number, _ = draft(site)
    where = f"/curate/drafts/{number}/form"
    sent = {**dict(inputs(page(site, "GET", where).text)), "f.abstract.fr": "Ne pas perdre", "do": "save"}
    headers = {
        "Origin": "http://testserver",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html",
    }
    asked = site.client.post(where, content=urlencode(sent).encode(), headers=headers)
    assert asked.status_code == 401
    kept = dict(inputs(asked.text))
    assert kept["f.abstract.fr"] == "Ne pas perdre"
    wrong = {**kept, "again.email": EMAILS[Role.CURATOR], "again.password": "un autre"}
    assert site.client.post(where, content=urlencode(wrong).encode(), headers=headers).status_code == 401
    right = {**kept, "again.email": EMAILS[Role.CURATOR], "again.password": PASSWORD}
    saved = site.client.post(where, content=urlencode(right).encode(), headers=headers)
    assert saved.status_code == 303
    assert site.desk.cookie in saved.headers["set-cookie"]
    assert (
        site.ask("GET", f"/api/drafts/{number}", role=Role.CURATOR).json()["fields"]["abstract"]["fr"]
        == "Ne pas perdre"
    )
    elsewhere = {**headers, "Origin": "https://elsewhere.example"}
    assert site.client.post(where, content=urlencode(right).encode(), headers=elsewhere).status_code == 403


def test_pages_of_the_desk_are_for_who_is_signed_in(site: Site) -> None:
    number, _ = draft(site)
    for path in ("/curate", f"/curate/drafts/{number}", f"/curate/drafts/{number}/form", "/curate/new/cases"):
        answer = site.client.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/curate/login?next=/curate")
    assert page(site, "GET", "/curate/retire/cases/danone-grameen").status_code == 403
    assert page(site, "POST", "/curate/retire/cases/danone-grameen", {"fr": "x"}).status_code == 403
    assert page(site, "GET", "/curate/drafts/99").status_code == 404


def test_an_actor_and_a_resource_are_begun_and_seen_as_they_will_be(site: Site) -> None:
    for group, title, label in (
        ("actors", "Une association sans pareille", "prefLabel"),
        ("resources", "Un guide inventé", "title"),
    ):
        form = {"title": title, "page": "www.example.org/guide", "page-title": "Une page"}
        begun = page(site, "POST", f"/curate/new/{group}", form)
        assert begun.status_code == 303
        where = begun.headers["location"].removesuffix("/form")
        sent = dict(inputs(page(site, "GET", f"{where}/form").text))
        assert sent[f"f.{label}.fr"] == title
        typed = {**sent, "f.description.fr": "Décrite ici pour un essai de ce formulaire.", "do": "preview"}
        seen = page(site, "POST", f"{where}/form", typed)
        assert seen.headers["location"].endswith("/preview")
        shown = page(site, "GET", seen.headers["location"])
        assert shown.status_code == 200
        assert "cette page n’est pas publiée" in unescape(shown.text)
        for text in (title, "Décrite ici pour un essai", "Une page"):
            assert text in unescape(shown.text), (group, text)
    assert page(site, "GET", "/curate/new/licornes").status_code == 404


def test_a_resource_goes_from_its_form_to_its_page(site: Site) -> None:
    form = {"title": "Un guide inventé", "page": "www.example.org/guide", "page-title": "Une page"}
    where = page(site, "POST", "/curate/new/resources", form).headers["location"].removesuffix("/form")
    number = int(where.rpartition("/")[2])
    sent = inputs(page(site, "GET", f"{where}/form").text)
    typed = {
        "f.description.fr": "Un guide inventé pour qui essaie ce formulaire.",
        "f.description.en": "An invented guide for who tries this form.",
        "f.title.en": "An invented guide",
        "f.resourceKind": "guide",
    }
    given = [(name, typed.get(name, value)) for name, value in sent]
    assert page(site, "POST", f"{where}/form", [*given, ("do", "submit")]).status_code == 303, where
    whole = site.ask("GET", f"/api/drafts/{number}", role=Role.CURATOR).json()
    assert whole["state"] == "in-review", whole["findings"]
    assert site.ask("POST", f"/api/drafts/{number}/publish", role=Role.REVIEWER).status_code == 200
    public = site.client.get("/resource/un-guide-invente.html")
    assert "Un guide inventé" in public.text
    curator = page(site, "GET", "/resource/un-guide-invente.html")
    assert "/curate/edit/resources/un-guide-invente" in curator.text


def test_a_merge_is_undone_from_the_page(site: Site) -> None:
    reviewer = Role.REVIEWER
    merged = page(site, "POST", "/curate/merge/actors/danone", {"into": "Grameen Bank (grameen-bank)"}, role=reviewer)
    assert merged.status_code == 303
    kept = page(site, "GET", "/curate/history/actors/grameen-bank", role=reviewer).text
    assert "/curate/history/actors/danone" in kept.partition('id="merged-here"')[2]
    own = page(site, "GET", "/curate/history/actors/danone", role=reviewer).text
    assert "Défaire la fusion" in own
    assert "Défaire la fusion" not in page(site, "GET", "/curate/history/actors/danone").text
    assert page(site, "POST", "/curate/unmerge/actors/danone", {}).status_code == 403

    undone = page(site, "POST", "/curate/unmerge/actors/danone", {}, role=reviewer)

    assert (undone.status_code, undone.headers["location"]) == (303, "/curate/history/actors/danone")
    assert site.client.get("/actor/danone.html").status_code == 200
    assert b"actor:danone " in (site.desk.publisher.published("cases/danone-grameen") or b"")
    again = page(site, "POST", "/curate/unmerge/actors/danone", {}, role=reviewer)
    assert again.status_code == 409
    assert "n’est pas fusionnée" in unescape(again.text)


def test_a_merge_after_which_something_changed_is_not_undone_over_it(site: Site) -> None:
    merged = page(site, "POST", "/curate/merge/actors/danone", {"into": "grameen-bank"}, role=Role.REVIEWER)
    assert merged.status_code == 303
    path = "/api/cases/danone-grameen"
    changed = site.ask("PATCH", path, {"title": {"fr": "Changé depuis"}}, If_Match=site.tag(path))
    assert changed.status_code == 200

    told = page(site, "POST", "/curate/unmerge/actors/danone", {}, role=Role.REVIEWER)

    assert told.status_code == 409
    assert "a changé depuis" in unescape(told.text)
    assert site.ask("GET", path, role=None).json()["title"] == "Changé depuis"


def test_what_is_called_like_a_published_record_is_told_before_it_is_begun(site: Site) -> None:
    for group, title, name in (
        ("actors", "DANONE", "danone"),
        ("cases", "Danone et Grameen Bank : la co-entreprise Grameen Danone", "danone-grameen"),
    ):
        form = {"title": title, "page": "www.example.org", "page-title": "Une page", "action": "Alliance"}
        told = page(site, "POST", f"/curate/new/{group}", form)
        assert told.status_code == 200
        assert f"/{name}" in told.text.partition("Est-ce déjà au catalogue")[2]
        assert dict(inputs(told.text))["known"] == title
        assert page(site, "POST", f"/curate/new/{group}", {**form, "known": title}).status_code == 303
    assert page(site, "POST", "/curate/new/actors", {"title": "Une association sans pareille"}).status_code == 303
    assert "Donnez un titre" in unescape(page(site, "POST", "/curate/new/actors", {"title": " "}).text)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_pages_speak_both_languages_without_jargon(site: Site, lang: str) -> None:
    number, _ = draft(site, hasPeriod=[{"startDate": "23/11/20", "endDate": "2001"}], page=["exemple"])
    for path in (
        "/curate",
        "/curate/new/cases",
        "/curate/new/actors",
        f"/curate/drafts/{number}",
        f"/curate/drafts/{number}/form?check=1",
        f"/curate/drafts/{number}/preview",
        "/curate/edit/cases/danone-grameen",
        "/curate/history/cases/danone-grameen",
        "/curate/retire/cases/danone-grameen",
        "/curate/merge/actors/danone",
    ):
        answer = page(site, "GET", f"{path}{'&' if '?' in path else '?'}lang={lang}", role=Role.REVIEWER)
        assert answer.status_code == 200, (path, answer.text[:300])
        assert f'<html lang="{lang}">' in answer.text
        shown = re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2].partition("</main>")[0])
        assert not [word for word in JARGON if word in unescape(shown)], path


def inputs(text: str) -> list[tuple[str, str]]:
    """Read the names and values that a page would send, buttons apart."""
    found: list[tuple[str, str]] = []
    form = max(re.findall(r"<form.*?</form>", text, re.DOTALL), key=len)
    pattern = r'<input(?P<input>[^>]*)>|<textarea(?P<area>[^>]*)>\n?(?P<text>.*?)</textarea>|<select(?P<select>[^>]*)>(?P<options>.*?)</select>'  # fmt: skip
    for match in re.finditer(pattern, form, re.DOTALL):
        said = match["input"] or match["area"] or match["select"] or ""
        name = re.search(r'\bname="([^"]*)"', said)
        if name is None:
            continue
        if match["input"] is not None:
            if 'type="checkbox"' in said and " checked" not in said:
                continue
            value = re.search(r'\bvalue="([^"]*)"', said)
            found.append((name[1], unescape(value[1]) if value else ""))
        elif match["area"] is not None:
            found.append((name[1], unescape(match["text"])))
        else:
            chosen = re.search(r'<option value="([^"]*)" selected', match["options"])
            found.append((name[1], unescape(chosen[1]) if chosen else ""))
    return found
