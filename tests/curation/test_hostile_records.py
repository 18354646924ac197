"""Mistakes that people make, and bodies that nobody should send, through the API: told in plain words, never a trace."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from allianceskg.files import Home
from tests.curation.serving import Site, opened_site

PATH = "/api/cases/danone-grameen"
JARGON = ("akg:", "IRI", "^^", "@fr", "#", "Traceback", "dcterms", "skos:", "xsd:", "sh:")

Fields = dict[str, Any]
Spoil = Callable[[Fields], None]


@pytest.fixture(scope="module")
def site(few: Home, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(seeded / "workspace", folder / "workspace", symlinks=True)
    shutil.copytree(seeded / "store", folder / "store")
    with opened_site(few.root, folder / "workspace", folder / "store") as opened:
        yield opened


@pytest.fixture(scope="module")
def record(site: Site) -> Fields:
    found: Fields = site.ask("GET", PATH, role=None).json()["record"]
    return found


def part(fields: Fields, kind: str) -> Fields:
    """Find the first part of a kind, wherever it stands."""

    def look(value: Any) -> Fields | None:
        if isinstance(value, dict):
            if value.get("kind") == kind:
                return value
            return next((found for one in value.values() if (found := look(one)) is not None), None)
        if isinstance(value, list):
            return next((found for one in value if (found := look(one)) is not None), None)
        return None

    found = look(fields)
    assert found is not None, kind
    return found


def put(field: str, value: Any, kind: str | None = None) -> Spoil:
    def spoil(fields: Fields) -> None:
        (fields if kind is None else part(fields, kind))[field] = value

    return spoil


def take(field: str) -> Spoil:
    return lambda fields: fields.pop(field)


REFUSED: dict[str, Spoil] = {
    "a concept that does not exist": put("model", "Modèle hybride volant", "ModelStatement"),
    "a theme in other words": put("theme", "économie circulaire et autres"),
    "an actor that is not there": put("participant", "Emmaüs Défi", "Participation"),
    "a place that is not there": put("territory", "Saint Denis les Nulle-Part", "PlaceStatement"),
    "a role that is none": put("role", ["chef de file suprême"], "Participation"),
    "an evidence level that is none": put("evidenceLevel", "cas documenté à fond"),
    "a date that is none": put("startDate", "2018-13", "PeriodStatement"),
    "a date of two digits": put("startDate", "23/11/20", "PeriodStatement"),
    "a day that no month has": put("consultedOn", "31/02/2020", "Source"),
    "an end before its start": lambda fields: part(fields, "PeriodStatement").update(startDate="2011", endDate="2001"),
    "an address without a scheme that is none": put("page", "pas une adresse", "Source"),
    "a script for an address": put("page", "javascript:alert(1)", "Source"),
    "no title": take("title"),
    "an empty title": put("title", {"fr": "   "}),
    "no abstract": take("abstract"),
    "a title in no language": put("title", [{"text": "Inventé", "language": "du français"}]),
    "a title that is a number": put("title", {"fr": 12}),
    "a title that is a list of lists": put("title", [[["x"]]]),
    "a part that is a text": put("documents", "une alliance"),
    "a part that is a number": put("documents", [3]),
    "a part without kind": put("documents", [{"purpose": "x"}]),
    "a part of a kind that is none": put("documents", [{"kind": "Licorne"}]),
    "a part whose name is no name": put("id", "../../etc/passwd", "Alliance"),
    "a part whose name is markup": put("id", "<script>", "Alliance"),
    "a part whose name is an object": put("id", {"a": 1}, "Alliance"),
    "two parts of one name": lambda fields: fields["documents"].append(copy.deepcopy(fields["documents"][0])),
    "a source that is not there": put("source", ["source-999"], "Participation"),
    "a field that does not exist": put("couleur", "bleu"),
    "a field whose name is hostile": put('"> . <urn:x> a <urn:y', "x"),
    "a record of another name": put("slug", "autre-cas"),
    "an emoji for a concept": put("evidenceLevel", "🎉"),
    "a truth for a date": put("startDate", True, "PeriodStatement"),
    "a huge number for a date": put("startDate", 10**30, "PeriodStatement"),
    "an object for a date": put("startDate", {"année": 2018}, "PeriodStatement"),
    "a confirmation that is no date": put("lastConfirmed", "bientôt"),
}

ADMITTED: dict[str, Spoil] = {
    "an emoji in a text": put("title", {"fr": "Une co-entreprise 🎉", "en": "A joint venture 🎉"}),
    "text pasted from a word processor": put("title", {"fr": "« Une » co\u00adentreprise\u00a0: l\u2019essentiel\u2028…", "en": "x"}),
    "twenty thousand characters": put("abstract", {"fr": "mot " * 5_000, "en": "word " * 4_000}),
    "quotation marks and backslashes": put("title", {"fr": 'Un "titre" \\ inventé \\u0041 """', "en": "x"}),
    "what looks like Turtle": put("title", {"fr": '"@fr ; akg:x <urn:y> . #', "en": "x"}),
    "an address with a bar": put("page", "https://exemple.org/a|b c<d>", "Source"),
    "a number raised": put("title", {"fr": "Un terrain de 1² et 3³ mètres ٣", "en": "x"}),
    "markup": put("title", {"fr": "<script>alert(1)</script>", "en": "x"}),
}  # fmt: skip

BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "application/json"),
    "half an object": (b'{"title": ', "application/json"),
    "a list": (b"[1, 2]", "application/json"),
    "no number": (b'{"title": NaN}', "application/json"),
    "not UTF-8": (b'{"title": "\xff\xfe"}', "application/json"),
    "half a character": (b'{"title": "\\ud800"}', "application/json"),
    "very deep": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "application/json"),
    "deeper than any reader": (b"[" * 200_000, "application/json"),
    "a title given twice": (b'{"title": "un", "title": "deux"}', "application/json"),
    "a number of ten thousand digits": (b'{"title": ' + b"9" * 10_000 + b"}", "application/json"),
    "no Turtle": (b"ceci n'est pas une fiche", "text/turtle"),
    "a prefix that is not declared": (b"case:danone-grameen a nothing:x .", "text/turtle"),
    "Turtle of nothing": (b"", "text/turtle"),
    "Turtle of two records": (
        b"@prefix akg: <https://w3id.org/alliances/ontology#> .\n"
        b"<https://w3id.org/alliances/case/un> a akg:CaseStudy .\n<https://w3id.org/alliances/case/deux> a akg:CaseStudy .",
        "text/turtle",
    ),
    "Turtle of another record": (
        b"<https://w3id.org/alliances/case/autre> a <https://w3id.org/alliances/ontology#CaseStudy> .",
        "text/turtle",
    ),
    "Turtle with a null character": (b'<urn:a> <urn:b> "\x00" .', "text/turtle"),
    "Turtle that is not UTF-8": (b'<urn:a> <urn:b> "\xff" .', "text/turtle"),
    "a language tag that is none": (b'<urn:a> <urn:b> "x"@francais-de-france-tres-long .', "text/turtle"),
}


def said(answer: Response) -> list[str]:
    """Return every text of a problem that is ours."""
    problem = answer.json()
    findings = [text for one in problem.get("findings", ()) for text in (one["message"], one["mend"])]
    return [problem["title"], problem["detail"], problem.get("hint", ""), *findings]


def assert_is_plain(answer: Response) -> None:
    for language_text in said(answer):
        found = [mark for mark in JARGON if mark in language_text]
        assert not found, (found, language_text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("mistake", REFUSED)
def test_a_mistake_is_told_by_field_in_plain_words(site: Site, record: Fields, mistake: str, language: str) -> None:
    spoiled = copy.deepcopy(record)
    REFUSED[mistake](spoiled)
    commits = site.commits()

    answer = site.ask("PUT", f"{PATH}?lang={language}", spoiled, If_Match="*")

    assert answer.status_code == 422, answer.text
    assert any(one["blocks"] and one["message"] for one in answer.json()["findings"])
    assert_is_plain(answer)
    assert site.commits() == commits


@pytest.mark.parametrize("text", ADMITTED)
def test_what_is_only_unusual_is_published_as_it_was_typed(site: Site, record: Fields, text: str) -> None:
    unusual = copy.deepcopy(record)
    ADMITTED[text](unusual)

    answer = site.ask("PUT", PATH, unusual, If_Match="*")

    if answer.status_code == 422:  # a limit of length, or a character that no text needs
        assert_is_plain(answer)
    else:
        assert answer.status_code == 200, answer.text
        page = site.ask("GET", "/case/danone-grameen.html", role=None)
        assert page.status_code == 200
        assert "<script>alert" not in page.text


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_no_record_is_told_in_plain_words(site: Site, body: str) -> None:
    content, media = BODIES[body]
    commits = site.commits()

    answer = site.ask("PUT", PATH, content, media=media, If_Match="*")

    assert answer.status_code == 422, answer.text
    assert_is_plain(answer)
    assert site.commits() == commits


@pytest.mark.parametrize("change", ['dcterms:modified "23/11/20"', 'akg:inventé "x"@fr', "akg:theme <urn:x>"])
def test_a_mistake_in_turtle_is_told_in_plain_words_too(site: Site, change: str) -> None:
    text = (site.desk.publisher.published("cases/danone-grameen") or b"").decode()
    spoiled = re.sub(r"(\n    dcterms:title )", rf"\n    {change} ;\1", text, count=1)
    assert spoiled != text

    answer = site.ask("PUT", PATH, spoiled, If_Match="*")

    assert answer.status_code == 422, answer.text
    assert_is_plain(answer)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("If-Match", '"' + "a" * 5_000 + '"'),
        ("If-Match", "pas une étiquette".encode().decode("latin-1")),
        ("Idempotency-Key", "k" * 300),
        ("Authorization", "Basic YTpi"),
        ("Authorization", "Bearer"),
    ],
)
def test_headers_that_make_no_sense_are_refused(site: Site, header: str, value: str) -> None:
    headers = {
        b"authorization": f"Bearer {site.tokens[max(site.tokens)]}".encode(),
        b"content-type": b"application/json",
    }
    headers[header.lower().encode()] = value.encode("latin-1")

    answer = site.client.put(PATH, content=json.dumps({}), headers=list(headers.items()))

    assert 400 <= answer.status_code < 500
    assert_is_plain(answer)


def test_a_judge_that_dies_takes_nobody_with_it(site: Site, record: Fields) -> None:
    site.desk.publisher.judge.close()

    answer = site.ask("PUT", PATH, record, If_Match="*")

    assert answer.status_code == 200
