from __future__ import annotations

import pytest

from allianceskg.terms import BASE
from allianceskg.web.urls import in_language, iri_of, path_of, safe_href, suffix_of


@pytest.mark.parametrize(
    ("local", "path"),
    [
        ("case/ronalpia", "/case/ronalpia"),
        ("ontology#CaseStudy", "/ontology#CaseStudy"),
        ("case/ronalpia#place-1", "/case/ronalpia#place-1"),
        ("case/é", "/case/%C3%A9"),
        ("case/a%20b", "/case/a%2520b"),
        ("case/a?b", "/case/a%3Fb"),
        ('case/"><script>', "/case/%22%3E%3Cscript%3E"),
    ],
)
def test_an_iri_of_ours_has_the_same_path_on_this_host(local: str, path: str) -> None:
    assert path_of(BASE + local) == path
    assert iri_of(path) == BASE + local


@pytest.mark.parametrize("iri", ["https://example.org/case/x", "http://w3id.org/alliances/case/x", "", "case/x"])
def test_an_iri_of_somebody_else_has_no_path(iri: str) -> None:
    assert path_of(iri) is None


@pytest.mark.parametrize("suffix", ["html", "ttl", "jsonld", "nt", "rdf"])
def test_a_suffix_is_not_part_of_the_iri(suffix: str) -> None:
    assert suffix_of(f"/actor/danone.{suffix}") == suffix
    assert iri_of(f"/actor/danone.{suffix}") == f"{BASE}actor/danone"


@pytest.mark.parametrize("path", ["/actor/danone", "/ontology/0.1.0", "/actor/danone.png", "/actor/ttl", "/a.ttl/b"])
def test_other_dots_are_part_of_the_iri(path: str) -> None:
    assert suffix_of(path) is None
    assert iri_of(path) == BASE + path[1:]


@pytest.mark.parametrize(
    ("path", "english"),
    [
        ("/", "/?lang=en"),
        ("/cases?theme=emploi", "/cases?theme=emploi&lang=en"),
        ("/ontology#CaseStudy", "/ontology?lang=en#CaseStudy"),
    ],
)
def test_a_path_gets_the_language_unless_it_is_the_default_one(path: str, english: str) -> None:
    assert in_language(path, "en") == english
    assert in_language(path, "fr") == path


@pytest.mark.parametrize("address", ["https://example.org/", "http://example.org/a?b", "mailto:contact@example.org"])
def test_a_page_may_link_to_the_web_and_to_mail(address: str) -> None:
    assert safe_href(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/",
        "",
    ],
)
def test_a_page_never_links_to_what_could_run(address: str) -> None:
    assert safe_href(address) is None
