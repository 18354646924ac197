"""Which form of a document a reader gets: by suffix, by the Accept header, and what is said of the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from allianceskg.rdf.formats import MEDIA_TYPES
from allianceskg.serving.negotiation import FORMS, choose_form
from tests.web.serving import in_memory

DOCUMENTS = [
    "/case/ronalpia",
    "/ontology",
    "/vocabulary/needs",
    "/conventions",
    "/catalogue",
    "/shapes/CaseStudy",
    "/alignment/org",
]
THINGS = [
    "/actor/danone",
    "/territory/commune-45234",
    "/vocabulary/needs/definir-strategie",
    "/resource/autodiagnostics",
    "/kit/rule/accord-sur-l-enjeu-commun",
    "/convention/tie-margin",
]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "html"),
        ("", "html"),
        ("  ", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/*", "html"),
        ("text/html", "html"),
        ("text/turtle", "ttl"),
        ("TEXT/TURTLE", "ttl"),
        ("application/x-turtle", "ttl"),
        ("text/turtle;q=0.9, text/html;q=0.5", "ttl"),
        ("text/turtle;q=0.5, text/html;q=0.9", "html"),
        ("text/turtle; charset=utf-8 ; q=0.4, application/n-triples; q=0.3", "ttl"),
        ("text/html;q=0, */*", "ttl"),
        ("text/*;q=0, */*;q=0.1", "jsonld"),
        ("application/*", "jsonld"),
        ("application/ld+json", "jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ("application/json", "jsonld"),
        ("application/n-triples", "nt"),
        ("text/plain", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/rdf+xml, text/turtle;q=0.9, */*;q=0.1", "rdf"),
        ("text/*;q=0.5, application/rdf+xml;q=0.6", "rdf"),
        ("*/*;q=0.1, application/n-triples;q=0.2", "nt"),
        ("text/turtle, application/rdf+xml, application/ld+json", "ttl"),
        ("image/png, text/turtle;q=0.001", "ttl"),
        ("image/png", None),
        ("text/turtle;q=0", None),
        ("*/*;q=0", None),
        ("text/turtle;q=beaucoup", None),
        ("text/turtle;q=nan", None),
        ("application/sparql-results+json", None),
        (",;,", None),
        ("text", None),
        ("text/turtle" + ",a/b" * 5_000, "ttl"),
    ],
)
def test_the_form_follows_the_accept_header(accept: str | None, form: str | None) -> None:
    assert choose_form(accept) == form


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize(("form", "media"), FORMS.items())
def test_a_document_answers_in_each_form_by_negotiation(client: TestClient, path: str, form: str, media: str) -> None:
    response = client.get(path, headers={"accept": media})

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    assert "Accept" in response.headers["vary"]
    assert response.headers["etag"]
    links = response.headers["link"]
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links
    others = {"html"} if form == "jsonld" else FORMS.keys() - {form}  # of several, pyLD would read none
    for ending, other in FORMS.items():
        assert (f'<{path}.{ending}>; rel="alternate"; type="{other}"' in links) is (ending in others)


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize(("form", "media"), FORMS.items())
def test_a_thing_points_to_the_document_about_it(client: TestClient, path: str, form: str, media: str) -> None:
    response = client.get(path, headers={"accept": media}, params={"lang": "en"})

    assert response.status_code == 303
    assert response.headers["location"] == f"{path}.{form}?lang=en"
    assert "Accept" in response.headers["vary"]
    assert f'<{path}.ttl>; rel="describedby"; type="text/turtle"' in response.headers["link"]


@pytest.mark.parametrize("path", ["/case/ronalpia", *THINGS])
@pytest.mark.parametrize(("form", "media"), FORMS.items())
def test_a_suffix_wins_over_the_accept_header(client: TestClient, path: str, form: str, media: str) -> None:
    response = client.get(f"{path}.{form}", headers={"accept": "image/png"})

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    if path in THINGS:
        assert f'<https://w3id.org/alliances{path}>; rel="describes"' in response.headers["link"]


@pytest.mark.parametrize("path", ["/case/ronalpia", "/actor/danone"])
def test_a_form_that_is_not_offered_is_refused_with_the_list_of_those_that_are(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"accept": "image/png"})

    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["offered"] == list(FORMS.values())
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("path", ["/case/ronalpia", "/case/ronalpia.ttl", "/actor/danone.jsonld"])
def test_what_the_client_has_already_is_not_sent_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]

    for known in (tag, f"W/{tag}", f'"something", {tag}', "*"):
        response = client.get(path, headers={"if-none-match": known})
        assert response.status_code == 304
        assert response.content == b""
        assert response.headers["etag"] == tag
    assert client.get(path, headers={"if-none-match": '"something"'}).status_code == 200


def test_each_form_and_each_language_has_a_tag_of_its_own(client: TestClient) -> None:
    tags = {client.get(f"/case/ronalpia.{form}").headers["etag"] for form in FORMS}
    tags.add(client.get("/case/ronalpia.html", params={"lang": "en"}).headers["etag"])

    assert len(tags) == len(FORMS) + 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/cases", 200),
        ("/case/ronalpia", 200),
        ("/case/ronalpia.ttl", 200),
        ("/actor/danone", 303),
        ("/case/inconnu-invente", 404),
        ("/context.jsonld", 200),
        ("/health", 200),
        ("/robots.txt", 200),
        ("/sitemap.xml", 200),
        ("/feed.atom", 200),
        ("/.well-known/void", 303),
        ("/api/cases", 200),
        ("/api/queries", 200),
        ("/openapi.json", 200),
        ("/sparql", 200),
    ],
)
def test_head_says_what_get_would_without_a_body(client: TestClient, path: str, status: int) -> None:
    head, get = client.head(path), client.get(path)

    assert head.status_code == get.status_code == status
    assert head.content == b""
    for name in ("content-type", "etag", "link", "location"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize("path", ["/case/ronalpia", "/actor/danone.ttl", "/api/cases", "/api/validate", "/dump/"])
def test_a_method_that_changes_things_is_refused(client: TestClient, path: str) -> None:
    response = client.delete(path)

    assert response.status_code == 405
    assert "GET" in response.headers["allow"] or path == "/api/validate"


@pytest.mark.parametrize("form", sorted(MEDIA_TYPES))
def test_the_language_of_pages_does_not_change_the_data(client: TestClient, form: str) -> None:
    assert client.get(f"/actor/danone.{form}").text == client.get(f"/actor/danone.{form}", params={"lang": "en"}).text
