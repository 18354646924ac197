"""Validation over HTTP: findings, faults, and texts made to exhaust whoever reads them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.errors import DataError
from allianceskg.files import find_home
from allianceskg.web.judging import MAX_BYTES, SEATS, TextJudge
from tests.patience import ends

from .serving import in_memory

CASE = (find_home().data / "cases" / "ronalpia.ttl").read_text(encoding="utf-8")
TURTLE = {"content-type": "text/turtle"}
JSON_LD = {"content-type": "application/ld+json"}
DEEP = "<http://a.example/a> <http://a.example/b> "


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        yield opened


@pytest.mark.parametrize("media", ["text/turtle", "text/turtle; charset=utf-8", "TEXT/TURTLE", "application/x-turtle"])
def test_a_good_case_conforms(client: TestClient, media: str) -> None:
    response = client.post("/api/validate", content=CASE, headers={"content-type": media})

    assert response.status_code == 200
    assert response.json()["conforms"] is True


def test_json_ld_with_our_context_is_judged(client: TestClient) -> None:
    text = client.get("/case/ronalpia.jsonld").text

    response = client.post("/api/validate", content=text, headers=JSON_LD)

    assert response.status_code == 200
    assert [record["record"] for record in response.json()["records"]] == ["https://w3id.org/alliances/case/ronalpia"]


@pytest.mark.parametrize(("language", "word"), [("fr", "titre"), ("en", "title")])
def test_faults_of_a_case_are_findings_in_the_language_asked_for(client: TestClient, language: str, word: str) -> None:
    start = CASE.index("    dcterms:title")
    wrong = CASE[:start] + CASE[CASE.index("    foaf:page") :]

    response = client.post("/api/validate", content=wrong, headers=TURTLE, params={"lang": language})

    assert response.status_code == 200
    assert response.json()["conforms"] is False
    [record] = response.json()["records"]
    messages = " ".join(finding["message"] for finding in record["findings"])
    assert word in messages


def test_broken_turtle_is_answered_with_its_line(client: TestClient) -> None:
    lines = CASE.splitlines()
    line = lines.index("case:ronalpia") + 1
    lines[line] = "    a akg:CaseStudy ; ;; oups ."

    response = client.post("/api/validate", content="\n".join(lines), headers=TURTLE, params={"lang": "en"})

    assert response.status_code == 400
    assert f"line {line + 1}" in response.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        (TURTLE, ""),
        (TURTLE, DEEP + "[" * 50_000),
        (TURTLE, DEEP + "( " * 100_000),
        (TURTLE, DEEP + "[ <http://a.example/p> " * 40_000 + "]" * 40_000 + " ."),
        (TURTLE, DEEP + "( " * 10_000 + ") " * 10_000 + "."),
        (TURTLE, DEEP + "<< " * 100_000),
        (TURTLE, '"' * 900_000),
        (TURTLE, "\ufffd\x00\x01"),
        (TURTLE, "a" * MAX_BYTES),
        (JSON_LD, ""),
        (JSON_LD, "{"),
        (JSON_LD, '{"a":' * 100_000),
        (JSON_LD, '{"http://a.example/a":' * 900 + "1" + "}" * 900),
        (JSON_LD, "[" * 500_000 + "]" * 500_000),
        (JSON_LD, '{"@context": "http://a.example/context", "@id": "http://a.example/a"}'),
        (JSON_LD, '{"@context": "file:///etc/passwd", "@id": "http://a.example/a"}'),
        (JSON_LD, '{"@context": {"@import": "http://a.example/context"}, "@id": "http://a.example/a"}'),
        (JSON_LD, "NaN"),
        (JSON_LD, "null"),
    ],
)
def test_a_text_that_cannot_be_read_is_answered_and_so_is_the_next(
    client: TestClient, headers: dict[str, str], text: str
) -> None:
    with ends():
        response = client.post("/api/validate", content=text.encode(), headers=headers)

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.content) < 10_000
    assert client.post("/api/validate", content=CASE, headers=TURTLE).status_code == 200


def test_bytes_that_are_no_text_are_answered(client: TestClient) -> None:
    assert client.post("/api/validate", content=b"\xff\xfe\x00", headers=TURTLE).status_code == 400


@pytest.mark.parametrize(
    ("headers", "size", "status"),
    [
        (TURTLE, MAX_BYTES + 1, 413),
        (JSON_LD, MAX_BYTES + 1, 413),
        ({"content-type": "text/csv"}, 10, 415),
        ({"content-type": "application/rdf+xml"}, 10, 415),
        ({"content-type": "multipart/form-data"}, 10, 415),
        ({}, 10, 415),
    ],
)
def test_what_is_too_large_or_of_another_type_is_refused(
    client: TestClient, headers: dict[str, str], size: int, status: int
) -> None:
    response = client.post("/api/validate", content=b"a" * size, headers=headers)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_a_child_that_dies_is_replaced() -> None:
    judge = TextJudge(find_home())
    assert judge._child is None

    def kill_the_child() -> None:
        while judge._child is None or not judge._child.process_ids:
            time.sleep(0.01)
        os.kill(judge._child.process_ids[0], signal.SIGKILL)

    killer = threading.Thread(target=kill_the_child)
    killer.start()
    try:
        with pytest.raises(DataError):
            judge.judge(CASE, "turtle", "fr")
        killer.join()
        assert judge.judge(CASE, "turtle", "fr")["conforms"] is True
    finally:
        judge.close()


def test_a_full_queue_is_said_and_empties(client: TestClient) -> None:
    judge = client.app.state.judge  # type: ignore[attr-defined]
    seats = [judge.seat() for _ in range(SEATS)]
    assert all(seat.__enter__() for seat in seats)

    shed = client.post("/api/validate", content=CASE, headers=TURTLE)
    for seat in seats:
        seat.__exit__(None, None, None)

    assert shed.status_code == 503
    assert int(shed.headers["retry-after"]) > 0
    assert client.post("/api/validate", content=CASE, headers=TURTLE).status_code == 200
