"""A page of another origin, in a real browser: it reads what is published, and nothing that is somebody's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class InventedPage(BaseHTTPRequestHandler):
    """Answers with a page that says nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>invented</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere(browser: Browser) -> Iterator[Page]:
    """A page of another site, really served: a browser keeps one whose address it cannot tell away from this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), InventedPage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_context().new_page()
        page.goto(f"http://localhost:{server.server_port}/")
        yield page
        page.context.close()
        server.shutdown()


def read(page: Page, address: str, options: dict[str, Any] | None = None) -> str:
    """Return what a script of the page is given: the status and the start of the text, or that nothing is."""
    text: str = page.evaluate(
        """async ([address, options]) => {
            try {
                const answer = await fetch(address, options);
                return answer.status + " " + (await answer.text()).slice(0, 40);
            } catch (fault) {
                return "refused";
            }
        }""",
        [address, options or {}],
    )
    return text


@pytest.mark.parametrize(
    "path",
    [
        "/context.jsonld",
        "/case/ronalpia.ttl",
        "/vocabulary/needs.jsonld",
        "/ontology.ttl",
        "/queries.jsonld",
        "/openapi.json",
        "/api/cases/ronalpia",
        "/api/queries/cases-by-model",
        "/sparql?query=ASK%20%7B%7D",
    ],
)
def test_what_is_published_is_read(elsewhere: Page, root: str, path: str) -> None:
    assert read(elsewhere, f"{root}{path}").startswith("200 ")


def test_a_thing_is_followed_to_its_document(elsewhere: Page, root: str) -> None:
    assert "@prefix" in read(elsewhere, f"{root}/actor/danone", {"headers": {"Accept": "text/turtle"}})


def test_a_request_that_the_browser_asks_about_first_is_read(elsewhere: Page, root: str) -> None:
    options = {"headers": {"If-None-Match": '"invented"', "Accept": 'application/ld+json;profile="http://a.example/"'}}

    assert read(elsewhere, f"{root}/case/ronalpia", options).startswith("200 ")


def test_a_problem_is_read(elsewhere: Page, root: str) -> None:
    assert read(elsewhere, f"{root}/api/cases/nothing").startswith("404 {")
    assert read(elsewhere, f"{root}/dump/allianceskg-000000000000.nq.gz").startswith("410 {")


@pytest.mark.parametrize("path", ["/health", "/metrics", "/curate", "/api/drafts", "/cases"])
def test_what_is_not_for_other_sites_is_refused(elsewhere: Page, root: str, path: str) -> None:
    assert read(elsewhere, f"{root}{path}", {"headers": {"Accept": "text/html"}}) == "refused"


def test_nothing_is_read_with_credentials(elsewhere: Page, root: str) -> None:
    assert read(elsewhere, f"{root}/case/ronalpia.ttl", {"credentials": "include"}) == "refused"
    assert read(elsewhere, f"{root}/sparql?query=ASK%20%7B%7D", {"credentials": "include"}) == "refused"
