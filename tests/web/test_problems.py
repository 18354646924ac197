"""Errors over HTTP: one shape, in the reader's language, and nothing of the inside, whatever the request."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg import errors
from allianceskg.language import Text
from allianceskg.serving.problem_types import TYPES
from allianceskg.serving.problems import NAMES, problem_of, shortened

from .serving import exchange, in_memory, on_loopback

MEDIA_TYPE = "application/problem+json"
ERRORS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.AllianceskgError)]
INSIDE = ("Traceback", "SELECT", "CONSTRUCT", "VALUES", "site-packages")


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def port(built_folder: Path) -> Iterator[int]:
    with on_loopback(built_folder) as opened:
        yield opened


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_status(kind: type[errors.AllianceskgError]) -> None:
    nearest = next(one for one in kind.__mro__ if one in NAMES)

    assert issubclass(kind, nearest)
    assert 400 <= TYPES[NAMES[nearest]].status < 600


def test_what_was_sent_is_cut_before_it_is_sent_back() -> None:
    fault = errors.DataError(Text(fr="é" * 5_000, en="e" * 5_000))

    problem = problem_of(fault, "fr")

    assert problem.status == 400
    assert len(problem.detail.fr) < 1_100
    assert shortened("court", 10) == "court"


@pytest.mark.parametrize(
    ("language", "title", "word"), [("fr", "Introuvable", "connaît"), ("en", "Not found", "knows")]
)
def test_a_report_and_a_page_are_in_the_language_asked_for(
    client: TestClient, language: str, title: str, word: str
) -> None:
    path = "/case/inconnu-invente"
    report = client.get(path, headers={"accept": "application/json"}, params={"lang": language})
    page = client.get(path, headers={"accept": "text/html"}, params={"lang": language})

    assert report.headers["content-type"] == MEDIA_TYPE
    assert report.json()["title"] == title
    assert word in report.json()["detail"]
    assert word in page.text


@pytest.mark.parametrize("path", ["/api/nothing", "/dump/nothing", "/api/cases/nothing"])
def test_programs_get_a_report_even_when_they_accept_pages(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"accept": "text/html,*/*;q=0.8"})

    assert response.status_code == 404
    assert response.headers["content-type"] == MEDIA_TYPE


def test_every_answer_has_an_identity_and_the_headers_that_protect_readers(client: TestClient) -> None:
    for path in ("/", "/case/ronalpia.ttl", "/case/inconnu-invente", "/api/cases", "/static/site.css"):
        headers = client.get(path).headers
        assert headers["x-request-id"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [("abcdef-123456", True), ("short", False), ("a" * 65, False), ("a b c d e f g", False), ("<script>", False)],
)
def test_an_identity_is_kept_when_it_has_the_form_of_one(client: TestClient, given: str, is_kept: bool) -> None:
    assert (client.get("/health", headers={"x-request-id": given}).headers["x-request-id"] == given) is is_kept


@pytest.mark.parametrize(
    "target",
    [
        "/%00",
        "/case/%00",
        "/case/%ff",
        "/case/%C3%28",
        "/case/%EF%BF%BD",
        "/case/%F0%9F%98%80",
        "/case/%E2%80%AE",
        "/case/%5C",
        "/case/a%20b",
        "/case/a%22b",
        "/case/a%3Eb",
        "/case/a%7Bb%7D",
        "/case/a%60b",
        "/case/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/case/ronalpia%23place-1",
        "/case/ronalpia%3Fx",
        "/case/ronalpia/",
        "/case//ronalpia",
        "/case/%2e%2e/%2e%2e/etc/passwd",
        "/../../../../etc/passwd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/%2e%2e/config.py",
        "/case/" + "a" * 20_000,
        "/case/" + "%C3%A9" * 3_000,
        "/" + "a/" * 5_000,
        "/case/ronalpia.ttl.ttl.ttl",
        "/.ttl",
        "/.git/config",
        "/%25%30%30",
    ],
)
def test_a_hostile_path_finds_nothing_and_shows_nothing(port: int, target: str) -> None:
    for accept in ("text/html", "text/turtle"):
        request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
        head, _, body = exchange(port, request.encode()).partition(b"\r\n\r\n")

        assert head.split(b" ")[1] in {b"404", b"400"}
        text = body.decode()
        assert len(text) < 20_000 + 5 * len(target)
        assert accept != "text/html" or "<script>alert" not in text
        assert not any(word in text for word in INSIDE)
        assert "root:" not in text


@pytest.mark.parametrize(
    "header",
    [
        "Accept: " + "text/turtle;q=0.1," * 3_000,
        "Accept: text/turtle;q=" + "9" * 5_000,
        "Accept: ;;;===,,,*/",
        "Accept: \xff\xfe",
        "If-None-Match: " + '"a",' * 5_000,
        "X-Request-Id: <script>alert(1)</script>",
        "X-Forwarded-Host: evil.example",
        "X-HTTP-Method-Override: DELETE",
        "X-Original-URL: /health",
        "Cookie: a=b; c",
        "Range: bytes=0-0,1-1,2-2",
        "Accept-Encoding: gzip;q=nan, br, *",
        "Content-Length: 0",
    ],
)
def test_a_header_trick_changes_nothing(port: int, header: str) -> None:
    request = f"GET /case/ronalpia.ttl HTTP/1.1\r\nHost: localhost\r\n{header}\r\nConnection: close\r\n\r\n"
    answer = exchange(port, request.encode("latin-1"))

    assert answer.split(b" ")[1] == b"200"
    assert b"evil.example" not in answer
    assert b"<script>" not in answer


@pytest.mark.parametrize("target", ["//evil.example/", "//evil.example/%2e%2e", "/case/../actor/danone"])
def test_no_redirect_leaves_this_host(port: int, target: str) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    head, _, _ = exchange(port, request.encode()).partition(b"\r\n\r\n")

    assert b"location: //" not in head.lower()
    assert b"location: http" not in head.lower()


def test_the_server_still_answers_after_all_that(port: int) -> None:
    answer = exchange(port, b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    assert json.loads(answer.partition(b"\r\n\r\n")[2])["ready"] is True
