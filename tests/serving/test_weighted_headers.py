"""One reading of weighted headers, and what the site and the endpoint make of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allianceskg.endpoint import media
from allianceskg.serving.negotiation import Offer, choose, choose_form, choose_language, takes_html, weights

OFFERS = [Offer("own", "text/csv", ("application/csv",)), Offer("page", "text/html", fits_wildcards=False)]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("a/b", {"a/b": 1.0}),
        ("A/B ; Q=0.25", {"a/b": 0.25}),
        ("a/b;q=0.2, a/b;q=0.7, a/b;q=0.5", {"a/b": 0.7}),
        ("a/b;q=2, c/d;q=-1, e/f;q=nan, g/h;q=", {"a/b": 1.0, "c/d": 0.0, "e/f": 0.0, "g/h": 0.0}),
        (",, ;q=1,", {}),
        ("", {}),
    ],
)
def test_items_are_read_with_their_weights(header: str, found: dict[str, float]) -> None:
    assert weights(header) == found


def test_what_follows_the_first_fifty_items_is_not_read() -> None:
    assert len(weights(",".join(f"a/{number}" for number in range(10_000)))) == 50


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", ("own", "text/csv")),
        ("*/*", ("own", "text/csv")),
        ("application/*", None),
        ("application/csv", ("own", "application/csv")),
        ("text/html", ("page", "text/html")),
        ("text/html, */*", ("page", "text/html")),
        ("text/html;q=0.5, text/*", ("own", "text/csv")),
        ("text/csv;q=0, */*", None),
        ("image/png", None),
    ],
)
def test_an_offer_is_chosen_by_name_or_by_wildcard(accept: str, chosen: tuple[str, str] | None) -> None:
    assert choose(accept, OFFERS) == chosen


def test_without_an_offer_nothing_is_chosen() -> None:
    assert choose("", []) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_header_brings_a_reader_down(header: str) -> None:
    assert choose_form(header) in (None, "html", "ttl", "jsonld", "nt", "rdf")
    assert media.negotiate(header, media.formats_for("SELECT"), with_html=True) is None or header is not None
    assert takes_html(header) in (True, False)
    assert media.accepts_gzip(header) in (True, False)
    assert choose_language(header.encode("utf-8", "replace"), header) in ("fr", "en")


def test_the_endpoint_takes_a_header_without_media_types_as_none_and_a_document_refuses_it() -> None:
    offered = media.formats_for("SELECT")

    assert media.negotiate("anything", offered) == (offered[0], offered[0].media_type)
    assert choose_form("anything") is None


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "fr"),
        ("", "en", "en"),
        ("", "en-GB", "en"),
        ("", "de, en;q=0.1", "en"),
        ("", "fr;q=0.2, en;q=0.3", "en"),
        ("", "en;q=0", "fr"),
        ("", "*", "fr"),
        ("", "english", "fr"),
        ("lang=fr", "en", "fr"),
        ("lang=en", "", "en"),
        ("lang=de", "en", "fr"),
        ("x=1&lang=en", "", "en"),
        ("%ff=%fe&lang=en", "", "en"),
    ],
)
def test_the_language_is_that_of_the_address_then_of_the_header(query: str, header: str, language: str) -> None:
    assert choose_language(query.encode("latin-1"), header) == language
