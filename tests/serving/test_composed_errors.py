"""Every kind of error of the composed application is told in one shape and under one identity."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from allianceskg.builds import local as builds
from allianceskg.config import read_settings
from allianceskg.endpoint import failures
from allianceskg.endpoint.exchange import Failure, Job
from allianceskg.errors import QueryTimeoutError, StoreUnreachableError
from allianceskg.language import Text
from allianceskg.rdf.formats import MEDIA_TYPES
from allianceskg.serving.problem_types import TYPES
from allianceskg.web import linked_data, publishing
from allianceskg.web.app import create_app
from tests.web.reading import Page
from tests.web.small_home import write_small_home

PEOPLE = {"accept": "text/html"}
PROGRAMS = {"accept": "application/json"}
TURTLE = {"content-type": "text/turtle"}
QUERY = {"content-type": "application/sparql-query"}
GIVEN = "a.b.c.d.e"


@dataclass(frozen=True)
class Row:
    """
    A request that goes wrong.

    Attributes:
        name: Of the type of problem that it is told as.
    """

    name: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def send(self, client: TestClient, **headers: str) -> Any:
        return client.request(self.method, self.path, headers=self.headers | headers, content=self.body)


def asked(query: str, name: str) -> Row:
    return Row(name, "GET", f"/sparql?{urlencode({'query': query})}")


REPORTS = [
    Row("not-found", "GET", "/nothing", PROGRAMS),
    Row("not-found", "GET", "/case/inconnu-invente.ttl"),
    Row("not-found", "GET", "/static/nothing.css", PROGRAMS),
    Row("not-found", "GET", "/api/nothing", PEOPLE),
    Row("not-found", "GET", "/api/cases/nothing"),
    Row("not-found", "GET", "/api/queries/nothing"),
    Row("not-found", "GET", "/landmark/theme/nothing", PROGRAMS),
    Row("not-found", "GET", "/dump/nothing"),
    Row("not-found", "GET", "/problem/nothing", PROGRAMS),
    Row("not-found", "GET", "/sparql/nothing", PROGRAMS),
    Row("method-not-allowed", "DELETE", "/api/cases"),
    Row("method-not-allowed", "PUT", "/case/atelier-invente"),
    Row("method-not-allowed", "PUT", "/sparql"),
    Row("not-acceptable", "GET", "/case/atelier-invente", {"accept": "image/png"}),
    Row("not-acceptable", "GET", f"/sparql?{urlencode({'query': 'ASK {}'})}", {"accept": "image/png"}),
    Row("retired", "GET", "/case/cas-retire", PROGRAMS),
    Row("version-gone", "GET", "/api/queries/case-titles?version=0123456789ab"),
    Row("version-gone", "GET", "/dump/allianceskg-0123456789ab.nq.gz"),
    Row("parameter-invalid", "GET", "/api/match?limit=0"),
    Row("parameter-invalid", "GET", "/api/territories"),
    Row("parameter-invalid", "GET", "/api/queries/case-titles?nothing=1"),
    Row("parameter-invalid", "POST", "/api/match", {"content-type": "application/json"}, b"{"),
    Row("request-malformed", "POST", "/api/match", {"content-type": "application/json"}, b'{"title": "\xff"}'),
    Row("profile-invalid", "POST", "/api/match", {"content-type": "application/json"}, b'{"themes": ["nothing"]}'),
    Row("request-too-large", "POST", "/api/validate", TURTLE, b"#" * 1_000_001),
    Row("unsupported-media-type", "POST", "/api/validate", {"content-type": "text/csv"}, b"a"),
    Row("request-malformed", "POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, b"x=1"),
    Row("request-too-large", "POST", "/sparql", QUERY, b"#" * 1_000_001),
    Row("unsupported-media-type", "POST", "/sparql", {"content-type": "text/csv"}, b"a"),
    Row("update-refused", "GET", "/sparql?update=CLEAR+ALL"),
    Row("query-too-long", "POST", "/sparql", QUERY, b"#" * 200_000),
    asked("SELECT * {", "query-malformed"),
    asked("SELECT * { ?s ?p }", "query-malformed"),
    asked("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "federation-refused"),
    asked("SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }", "unknown-graph"),
    asked(f"ASK {{ {'{' * 101} {'}' * 101} }}", "query-too-complex"),
]
PAGES = [
    Row("not-found", "GET", "/nothing", PEOPLE),
    Row("not-found", "GET", "/case/inconnu-invente", PEOPLE),
    Row("not-found", "GET", "/static/nothing.css", PEOPLE),
    Row("not-found", "GET", "/landmark/theme/nothing", PEOPLE),
    Row("not-found", "GET", "/problem/nothing", PEOPLE),
    Row("method-not-allowed", "PUT", "/case/atelier-invente", PEOPLE),
    Row("retired", "GET", "/case/cas-retire", PEOPLE),
    Row("version-gone", "GET", "/diagnosis?function=gestion-d-un-lieu&step=answer&version=0123456789ab", PEOPLE),
]
FAILURES = {
    "query-malformed": Failure("malformed", Text(fr="Inventé.", en="Invented.")),
    "answer-failed": failures.unwritable("invented"),
    "answer-too-large": failures.too_large(1_000_000),
    "query-too-slow": failures.timeout(1, "ASK {}"),
    "query-too-greedy": failures.memory(1_000_000, "ASK {}"),
    "query-crashed": failures.crash(),
    "query-interrupted": failures.ended(),
    "server-busy": failures.busy(1),
    "too-many-queries": failures.greedy(1),
    "service-down": failures.down(1),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The whole application over a small invented catalogue."""
    folder = tmp_path_factory.mktemp("composed")
    builds.build(write_small_home(folder / "home"), folder / "store")
    app = create_app(read_settings({"store": folder / "store", "home": folder / "home"}, {}))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as opened:
        yield opened


def assert_report(response: Any, name: str) -> dict[str, Any]:
    report: dict[str, Any] = response.json()
    kind = TYPES[name]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert "Accept" in response.headers["vary"]
    assert (report["type"], report["status"], response.status_code) == (kind.iri, kind.status, kind.status)
    assert report["title"] == kind.title.in_language(response.headers["content-language"])
    assert report["detail"]
    assert report["request_id"] == response.headers["x-request-id"]
    return report


@pytest.mark.parametrize("row", REPORTS, ids=lambda row: f"{row.method} {row.path[:60]}")
@pytest.mark.parametrize(("given", "is_kept"), [("", False), (GIVEN, True), ("<script>", False), ("short", False)])
def test_a_report_has_one_shape_and_the_identity_of_its_header(
    row: Row, given: str, is_kept: bool, client: TestClient
) -> None:
    report = assert_report(row.send(client, **({"x-request-id": given} if given else {})), row.name)

    assert (report["request_id"] == given) is is_kept
    assert is_kept or re.fullmatch("[0-9a-f]{32}", report["request_id"])


@pytest.mark.parametrize("row", PAGES, ids=lambda row: f"{row.method} {row.path[:60]}")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_error_page_has_the_identity_of_its_header_on_a_line(row: Row, language: str, client: TestClient) -> None:
    path = f"{row.path}{'&' if '?' in row.path else '?'}lang={language}"
    label = "Identifiant de la demande" if language == "fr" else "Request identifier"

    for given in ("", GIVEN):
        response = client.request(row.method, path, headers=row.headers | ({"x-request-id": given} if given else {}))
        line = re.search(rf"<p>{label}.: <code>(.*?)</code></p>|<p>{label}: <code>(.*?)</code></p>", response.text)
        assert response.status_code == TYPES[row.name].status
        assert line is not None
        assert (line[1] or line[2]) == response.headers["x-request-id"]
        assert not given or response.headers["x-request-id"] == given
        assert label in Page(response.text).visible


@pytest.mark.parametrize("name", FAILURES)
def test_a_query_that_fails_in_its_worker_is_told_alike(
    name: str, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(job: Job, *, client: str = "") -> Failure:
        return FAILURES[name]

    monkeypatch.setattr(client.app.state.pool, "run", fail)  # type: ignore[attr-defined]
    response = client.get("/sparql", params={"query": "ASK { ?s ?p 'asked for this test' }"})

    assert_report(response, name)
    says_when = name in ("server-busy", "too-many-queries", "service-down", "query-interrupted")
    assert ("retry-after" in response.headers) is says_when


def fault_of(kind: str) -> Exception:
    words = Text(fr="Inventé.", en="Invented.")
    made: dict[str, Exception] = {
        "server-error": ValueError("a secret of the inside"),
        "unavailable": StoreUnreachableError(words),
        "query-too-slow": QueryTimeoutError(words),
    }
    return made[kind]


@pytest.mark.parametrize("name", ["server-error", "unavailable", "query-too-slow"])
def test_an_error_of_the_inside_is_told_alike_and_shows_nothing_of_it(
    name: str, client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise fault_of(name)

    monkeypatch.setattr(linked_data, "_find", fail)
    caplog.set_level("INFO", logger="allianceskg")
    report = client.get("/case/atelier-invente", headers=PROGRAMS | {"x-request-id": GIVEN})
    page = client.get("/case/atelier-invente", headers=PEOPLE | {"x-request-id": GIVEN})

    assert_report(report, name)
    assert f"<code>{GIVEN}</code>" in page.text
    for response in (report, page):
        assert response.headers["x-request-id"] == GIVEN
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.status_code == TYPES[name].status
        assert "secret" not in response.text
    assert name != "server-error" or f"event=unexpected id={GIVEN} error=a secret of the inside" in caplog.text
    assert f"event=request id={GIVEN} method=GET path=/case/atelier-invente status={TYPES[name].status}" in caplog.text


def test_a_full_queue_of_texts_to_check_is_told_alike(client: TestClient) -> None:
    judge = client.app.state.judge  # type: ignore[attr-defined]
    taken = 0
    while judge._seats.acquire(blocking=False):
        taken += 1
    try:
        response = client.post("/api/validate", content=b"", headers=TURTLE)
    finally:
        for _ in range(taken):
            judge._seats.release()

    assert_report(response, "server-busy")
    assert response.headers["retry-after"] == "60"


def test_an_unready_server_says_so_under_its_identity(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise StoreUnreachableError(Text(fr="Inventé.", en="Invented."))

    monkeypatch.setattr(publishing, "edition_of", fail)
    response = client.get("/health", headers={"x-request-id": GIVEN})

    assert response.status_code == 503
    assert response.headers["x-request-id"] == GIVEN


@pytest.mark.parametrize("path", ["/", "/case/atelier-invente.ttl", "/api/cases", "/sparql?query=ASK%7B%7D", "/health"])
@pytest.mark.parametrize(
    ("given", "is_kept"),
    [(GIVEN, True), ("trial-1", True), ("x" * 64, True), ("x" * 65, False), ("a b c d e f", False), ("abc", False)],
)
def test_an_identity_is_treated_alike_everywhere(client: TestClient, path: str, given: str, is_kept: bool) -> None:
    assert (client.get(path, headers={"x-request-id": given}).headers["x-request-id"] == given) is is_kept


def test_two_identities_are_none(client: TestClient) -> None:
    response = client.get("/health", headers=[("x-request-id", "abcdef"), ("x-request-id", "ghijkl")])

    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_type_of_a_problem_resolves_to_a_page(client: TestClient, name: str, language: str) -> None:
    kind = TYPES[name]
    path = kind.iri.removeprefix("https://w3id.org/alliances")
    response = client.get(path, headers=PEOPLE, params={"lang": language})
    page = Page(response.text)
    visible = page.visible.replace("\u00a0", " ")

    assert response.status_code == 200
    assert page.language == language
    assert (1, kind.title.in_language(language)) in page.headings  # type: ignore[arg-type]
    for text in (kind.meaning, kind.mending):
        assert text.in_language(language) in visible  # type: ignore[arg-type]


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_the_type_of_a_problem_resolves_to_data(client: TestClient, form: str) -> None:
    asked_for = client.get("/problem/not-found", headers={"accept": MEDIA_TYPES[form]})
    ending = client.get(f"/problem/not-found.{form}", headers=PEOPLE)

    for response in (asked_for, ending):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(MEDIA_TYPES[form])
        assert TYPES["not-found"].iri in response.text.replace("problem:", "") or form == "jsonld"
        assert "Introuvable" in response.text or "Introuvable" in json.dumps(response.text)


def test_the_list_of_problems_names_every_type(client: TestClient) -> None:
    page = client.get("/problem", headers=PEOPLE)
    data = client.get("/problem", headers={"accept": "application/n-triples"})

    assert page.status_code == data.status_code == 200
    for name, kind in TYPES.items():
        assert f'href="/problem/{name}"' in page.text
        assert f"<{kind.iri}> <http://www.w3.org/2004/02/skos/core#inScheme>" in data.text


@pytest.mark.parametrize("name", TYPES)
def test_a_type_is_worded_in_both_languages_without_the_words_of_the_other(name: str) -> None:
    kind = TYPES[name]

    assert 400 <= kind.status < 600
    for text in (kind.title, kind.meaning, kind.mending):
        assert text.fr
        assert text.en
        assert text.fr != text.en
    assert all(text.fr.endswith(".") and text.en.endswith(".") for text in (kind.meaning, kind.mending))
