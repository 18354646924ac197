"""Writing records over HTTP, as the contract says: conditions, keys, findings, withdrawal, history, going back, merging."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.config import read_settings
from allianceskg.curation.accounts import Role
from allianceskg.files import Home, digest_of
from allianceskg.rdf import turtle
from allianceskg.web.app import create_app
from tests.curation.serving import Site, opened_site

CASE = "/api/cases/danone-grameen"
ACTOR = "/api/actors/danone"
TITLE = "Danone et Grameen Bank : la co-entreprise Grameen Danone Foods"


@pytest.fixture(scope="module")
def folder(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    shutil.copytree(seeded / "workspace", folder / "workspace", symlinks=True)
    shutil.copytree(seeded / "store", folder / "store")
    return folder


@pytest.fixture(scope="module")
def site(few: Home, folder: Path) -> Iterator[Site]:
    with opened_site(few.root, folder / "workspace", folder / "store") as opened:
        yield opened


def text(site: Site, title: str = TITLE, name: str = "cases/danone-grameen") -> str:
    published = site.desk.publisher.published(name)
    assert published is not None
    now = site.ask("GET", f"/api/{name}", role=None).json().get("title", TITLE)
    return published.decode().replace(now, title)


def new_case(site: Site, slug: str) -> str:
    return text(site, f"Cas inventé {slug}").replace("danone-grameen", slug)


def test_a_new_record_is_created_and_seen_at_once(site: Site) -> None:
    sent = site.ask("PUT", "/api/cases/cas-nouveau", new_case(site, "cas-nouveau"))
    seen = site.ask("GET", "/api/cases/cas-nouveau", role=None)

    assert (sent.status_code, sent.headers["Location"]) == (201, "/api/cases/cas-nouveau")
    assert seen.headers["ETag"] == sent.headers["ETag"]
    assert seen.json()["title"] == "Cas inventé cas-nouveau"
    assert site.ask("GET", "/case/cas-nouveau.html", role=None).status_code == 200


def test_a_change_needs_the_tag_of_what_was_seen_and_gives_that_of_the_file(site: Site, folder: Path) -> None:
    before = site.tag(CASE)

    without = site.ask("PUT", CASE, text(site, "Titre inventé un"))
    stale = site.ask("PUT", CASE, text(site, "Titre inventé un"), If_Match='"0000"')
    done = site.ask("PUT", CASE, text(site, "Titre inventé un"), If_Match=before)
    again = site.ask("PUT", CASE, text(site, "Titre inventé deux"), If_Match=before)

    assert [one.status_code for one in (without, stale, done, again)] == [428, 412, 200, 412]
    written = (folder / "workspace/cases/danone-grameen.ttl").read_bytes()
    assert done.headers["ETag"] == f'"{digest_of(written)}"' == site.tag(CASE)
    assert "Titre inventé un".encode() in written


def test_head_and_conditional_get_know_the_tag_in_both_languages(site: Site) -> None:
    tag = site.tag(CASE)

    assert site.ask("HEAD", CASE, role=None).headers["ETag"] == tag
    assert site.ask("GET", f"{CASE}?lang=en", role=None).headers["ETag"] == tag
    known = site.ask("GET", CASE, role=None, If_None_Match=tag)
    assert (known.status_code, known.content) == (304, b"")


def test_what_is_created_only_if_it_is_not_there_is_not_written_over(site: Site) -> None:
    assert site.ask("PUT", CASE, text(site, "Autre"), If_None_Match="*").status_code == 412
    assert site.ask("PUT", "/api/cases/cas-absent", new_case(site, "cas-absent"), If_Match='"a"').status_code == 412


@pytest.mark.parametrize(
    ("role", "status"), [(None, 401), (Role.CURATOR, 403), (Role.REVIEWER, 428), (Role.ADMINISTRATOR, 428)]
)
def test_only_reviewers_publish(site: Site, role: Role | None, status: int) -> None:
    assert site.ask("PUT", CASE, text(site, "Autre"), role=role).status_code == status


def test_a_wrong_token_is_answered_with_how_to_come_in(site: Site) -> None:
    answer = site.client.put(CASE, content=b"", headers={"Authorization": "Bearer akg_wrong"})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_request_repeated_with_its_key_is_one_commit_and_one_answer(site: Site) -> None:
    sent = text(site, "Titre inventé répété")
    before, commits = site.tag(CASE), site.commits()

    first = site.ask("PUT", CASE, sent, If_Match=before, Idempotency_Key="key-1")
    second = site.ask("PUT", CASE, sent, If_Match=before, Idempotency_Key="key-1")

    assert (first.status_code, first.json(), first.headers["ETag"]) == (
        second.status_code,
        second.json(),
        second.headers["ETag"],
    )
    assert site.commits() == commits + 1


def test_a_key_of_another_request_is_refused(site: Site) -> None:
    sent = text(site, "Titre inventé à clé")
    assert site.ask("PUT", CASE, sent, If_Match=site.tag(CASE), Idempotency_Key="key-2").status_code == 200

    other = site.ask("PUT", CASE, sent + "\n", If_Match=site.tag(CASE), Idempotency_Key="key-2")

    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "key-used-otherwise")


def test_what_is_refused_is_told_by_field_and_changes_nothing(site: Site) -> None:
    tag, commits = site.tag(CASE), site.commits()
    record = site.ask("GET", CASE, role=None).json()["record"]
    del record["abstract"]

    answer = site.ask("PUT", CASE, record, If_Match=tag)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    (finding,) = [one for one in answer.json()["findings"] if one["blocks"]]
    assert finding["field"] == "abstract"
    assert finding["message"]
    assert finding["mend"]
    assert (site.tag(CASE), site.commits()) == (tag, commits)


def test_what_get_gives_can_be_put_back_and_changes_nothing(site: Site) -> None:
    tag = site.tag(CASE)

    answer = site.ask("PUT", CASE, site.ask("GET", CASE, role=None).json(), If_Match=tag)

    assert (answer.status_code, answer.json()["unchanged"], answer.headers["ETag"]) == (200, True, tag)


def test_a_patch_changes_the_named_fields_only(site: Site) -> None:
    before = site.ask("GET", CASE, role=None).json()["record"]

    answer = site.ask(
        "PATCH",
        CASE,
        {"title": {"fr": "Titre inventé par morceau"}},
        media="application/merge-patch+json",
        If_Match=site.tag(CASE),
    )

    after = site.ask("GET", CASE, role=None).json()["record"]
    assert answer.status_code == 200
    assert after["title"] == {**before["title"], "fr": "Titre inventé par morceau"}
    assert {**after, "title": None, "modified": None} == {**before, "title": None, "modified": None}


def test_a_patch_of_what_is_not_there_finds_nothing(site: Site) -> None:
    assert site.ask("PATCH", "/api/cases/cas-absent", {"title": "x"}).status_code == 404


def test_a_record_is_withdrawn_with_a_reason_and_can_come_back(site: Site) -> None:
    path = "/api/cases/cas-retire"
    created = site.ask("PUT", path, new_case(site, "cas-retire"))

    silent = site.ask("DELETE", path, If_Match=created.headers["ETag"])
    blind = site.ask("DELETE", f"{path}?reason=Invent%C3%A9")
    done = site.ask("DELETE", f"{path}?reason=Invent%C3%A9&successor=danone-grameen", If_Match=created.headers["ETag"])
    gone = site.ask("GET", path, role=None)

    assert [one.status_code for one in (silent, blind, done, gone)] == [422, 428, 200, 410]
    assert gone.json()["detail"] == "Inventé"
    assert gone.json()["successor"].endswith("/danone-grameen")
    assert site.ask("GET", "/case/cas-retire", role=None).status_code == 410
    listed = site.ask("GET", "/api/cases", role=None).json()["cases"]
    assert "cas-retire" not in [one["slug"] for one in listed]

    back = site.ask("POST", f"{path}/revert", {"to": created.json()["commit"]})
    assert back.status_code == 200
    assert site.ask("GET", path, role=None).status_code == 200


def test_history_is_told_in_words_to_those_who_are_signed_in(site: Site) -> None:
    title = "Titre inventé pour l'histoire"
    assert site.ask("PUT", CASE, text(site, title), If_Match=site.tag(CASE)).status_code == 200

    versions = site.ask("GET", f"{CASE}/history", role=Role.CURATOR).json()["versions"]

    assert versions[0]["author"] == "Camille reviewer"
    assert title in versions[0]["changes"][0]
    assert versions[-1]["changes"] == ["Première version."]
    assert site.ask("GET", f"{CASE}/history", role=None).status_code == 401


def test_history_is_told_to_programs_as_prov_does(site: Site) -> None:
    assert site.ask("PUT", CASE, text(site, "Titre inventé pour PROV"), If_Match=site.tag(CASE)).status_code == 200
    versions = site.ask("GET", f"{CASE}/history").json()["versions"]
    told = site.ask("GET", f"{CASE}/history.ttl", role=Role.CURATOR)
    asked = site.ask("GET", f"{CASE}/history", Accept="text/turtle")
    linked = site.ask("GET", f"{CASE}/history.jsonld")

    assert told.headers["Content-Type"].startswith("text/turtle")
    assert told.text == asked.text
    assert linked.headers["Content-Type"].startswith("application/ld+json")
    assert site.ask("GET", f"{CASE}/history.ttl", role=None).status_code == 401
    triples = {
        (str(one.subject), str(one.predicate), str(one.object))
        for one in turtle.parse(told.text.encode(), source="history.ttl")
    }
    prov, record = "http://www.w3.org/ns/prov#", "https://w3id.org/alliances/case/danone-grameen"
    newest, older = (f"<{record}#version-{one['commit'][:12]}>" for one in versions[:2])
    assert (newest, f"<{prov}wasRevisionOf>", older) in triples
    assert (newest, f"<{prov}specializationOf>", f"<{record}>") in triples
    assert len([one for one in triples if one[1] == f"<{prov}generatedAtTime>"]) == len(versions)
    assert any(value == '"Camille reviewer"' for _, _, value in triples)
    assert "@example.org" not in told.text


def test_a_new_part_takes_no_number_that_an_earlier_version_had(site: Site) -> None:
    def facts() -> list[dict[str, str]]:
        found: list[dict[str, str]] = site.ask("GET", CASE, role=None).json()["record"]["reportsFact"]
        return found

    def patch(listed: list[dict[str, object]]) -> None:
        answer = site.ask("PATCH", CASE, {"reportsFact": listed}, media="application/merge-patch+json", If_Match=site.tag(CASE))  # fmt: skip
        assert answer.status_code == 200, answer.text

    before = facts()
    last = max((one["id"] for one in before), key=lambda name: int(name.rpartition("-")[2]))
    kept = [one for one in before if one["id"] != last]
    patch(kept)  # type: ignore[arg-type]
    new = {"description": {"fr": "Un autre fait inventé."}, "source": ["source-1"], "basis": "selon-la-source"}
    patch([*kept, new])  # type: ignore[list-item]

    (added,) = [one["id"] for one in facts() if one["id"] not in {kept_one["id"] for kept_one in kept}]
    assert int(added.rpartition("-")[2]) > int(last.rpartition("-")[2])
    record = site.ask("GET", CASE, role=None).json()["record"]
    record["reportsFact"] = [*kept, new]
    assert site.ask("PUT", CASE, record, If_Match=site.tag(CASE)).status_code == 200
    assert added not in [one["id"] for one in facts()]


def test_going_back_is_a_new_publication_of_the_old_text(site: Site) -> None:
    old = site.ask("GET", f"{CASE}/history").json()["versions"][-1]["commit"]
    commits = site.commits()

    answer = site.ask("POST", f"{CASE}/revert", {"to": old})

    assert answer.status_code == 200
    assert site.commits() == commits + 1
    assert site.ask("GET", CASE, role=None).json()["title"] == TITLE
    assert site.ask("POST", f"{CASE}/revert", {"to": "0" * 40}).status_code == 404
    assert site.ask("POST", f"{CASE}/revert", {"to": "--all"}).status_code == 404
    assert site.ask("POST", f"{CASE}/revert", {}).status_code == 400


def test_actors_are_written_the_same_way(site: Site) -> None:
    record = site.ask("GET", ACTOR, role=None).json()["record"]
    record["prefLabel"]["fr"] = "Danone (nom inventé)"

    done = site.ask("PUT", ACTOR, record, If_Match=site.tag(ACTOR))

    assert (done.status_code, done.headers["ETag"]) == (200, site.tag(ACTOR))
    assert site.ask("GET", ACTOR, role=None).json()["record"]["prefLabel"]["fr"] == "Danone (nom inventé)"


def test_a_merge_leads_on_rewrites_references_in_one_commit_and_can_be_undone(site: Site) -> None:
    commits = site.commits()

    done = site.ask("POST", f"{ACTOR}/merge", {"into": "grameen-bank"})
    moved = site.ask("GET", ACTOR, role=None)

    assert done.status_code == 200
    assert site.commits() == commits + 1
    assert CASE in done.json()["others"]
    assert (moved.status_code, moved.headers["Location"]) == (301, "/api/actors/grameen-bank")
    assert b"actor:danone " not in (site.desk.publisher.published("cases/danone-grameen") or b"")

    undone = site.ask("DELETE", f"{ACTOR}/merge")
    assert undone.status_code == 200
    assert site.ask("GET", ACTOR, role=None).status_code == 200
    assert b"actor:danone " in (site.desk.publisher.published("cases/danone-grameen") or b"")


def test_an_actor_that_is_referred_to_is_not_withdrawn(site: Site) -> None:
    answer = site.ask("DELETE", f"{ACTOR}?reason=Invent%C3%A9", If_Match=site.tag(ACTOR))

    assert answer.status_code == 422
    assert "cases/danone-grameen.ttl" in [one["message"] for one in answer.json()["findings"]]


def test_the_schema_describes_what_get_gives(site: Site) -> None:
    schema = site.ask("GET", "/api/schema/case", role=None).json()
    record = site.ask("GET", CASE, role=None).json()["record"]

    assert set(record) <= set(schema["properties"])
    assert set(schema["required"]) <= set(record)
    alliance = record["documents"][0]
    assert set(alliance) <= set(schema["$defs"]["Alliance"]["properties"])


@pytest.mark.parametrize(
    ("path", "media", "status"),
    [
        (CASE, "application/ld+json", 415),
        (CASE, None, 415),
        ("/api/cases/Majuscule", "text/turtle", 422),
        ("/api/cases/..%2Fetc", "text/turtle", 404),
        ("/api/cases/cas_souligné", "text/turtle", 422),
        ("/api/cases/" + "a" * 200, "text/turtle", 422),
    ],
)
def test_what_cannot_be_a_record_is_refused(site: Site, path: str, media: str | None, status: int) -> None:
    assert site.ask("PUT", path, b"x", media=media).status_code in (status, 405)


def test_a_body_that_is_too_long_is_refused(site: Site) -> None:
    assert site.ask("PUT", CASE, b"#" * 1_000_001, media="text/turtle", If_Match="*").status_code == 413


def test_writing_is_not_for_pages_of_other_sites(site: Site) -> None:
    answer = site.ask("PUT", CASE, text(site, "x"), If_Match='"a"', Origin="https://elsewhere.example")
    asked = site.client.options(
        CASE, headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "PUT"}
    )

    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert "PUT" not in asked.headers.get("Access-Control-Allow-Methods", "")


def test_the_trail_names_who_published(site: Site) -> None:
    site.ask("PUT", CASE, text(site, "Titre inventé suivi"), If_Match=site.tag(CASE))

    (deed, *_) = site.desk.accounts.trail(limit=1)

    assert (deed.who, deed.what) == ("reviewer@example.org", "put-api")
    assert deed.subject.startswith(CASE)


def test_an_answer_outlives_the_server_that_gave_it(few: Home, seeded: Path, tmp_path: Path) -> None:
    shutil.copytree(seeded / "workspace", tmp_path / "workspace", symlinks=True)
    shutil.copytree(seeded / "store", tmp_path / "store")
    places = few.root, tmp_path / "workspace", tmp_path / "store"
    with opened_site(*places) as first:
        sent, tag = text(first, "Titre inventé d'avant"), first.tag(CASE)
        before = first.ask("PUT", CASE, sent, If_Match=tag, Idempotency_Key="key")
    with opened_site(*places) as second:
        after = second.ask("PUT", CASE, sent, If_Match=tag, Idempotency_Key="key")

        assert (before.status_code, before.json()) == (after.status_code, after.json())
        assert second.commits() == 2


def test_without_curation_there_is_no_way_to_write(few: Home, folder: Path, site: Site) -> None:
    settings = read_settings({"home": few.root, "data": folder / "workspace", "store": folder / "store"}, {})
    client = TestClient(create_app(settings))
    headers = {"Authorization": f"Bearer {site.tokens[Role.ADMINISTRATOR]}", "If-Match": "*"}

    for method, path in [
        ("PUT", CASE),
        ("PATCH", CASE),
        ("DELETE", f"{CASE}?reason=x"),
        ("PUT", ACTOR),
        ("POST", f"{CASE}/revert"),
        ("POST", f"{ACTOR}/merge"),
        ("POST", "/curate/login"),
    ]:
        assert client.request(method, path, headers=headers, content=b"{}").status_code in (404, 405), path
    assert client.get(f"{CASE}/history").status_code == 404
    written = [
        (path, method)
        for path, methods in json.loads(client.get("/openapi.json").content)["paths"].items()
        for method in methods
        if method in {"put", "patch", "delete"}
    ]
    assert written == []
