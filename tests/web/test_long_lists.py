"""Lists that grow with the catalogue are shown a part at a time, and everything on them can be reached."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from allianceskg.library.library import Library, library_of
from allianceskg.library.reader import Reader
from allianceskg.library.sets import in_order, positions, set_of
from allianceskg.library.territory_functions import report_functions
from allianceskg.rdf.term import IRI
from allianceskg.web.views import actor as actors
from allianceskg.web.views import concept as concepts
from allianceskg.web.views import territory as territories

_SECTION = r'id="{}".*?</section>'


def _library(site: TestClient) -> Library:
    return library_of(site.app.state.editions.current().catalogue)  # type: ignore[attr-defined]


def _links(html: str, section: str, kind: str) -> list[str]:
    found = re.search(_SECTION.format(section), html, re.DOTALL)
    assert found is not None
    return re.findall(rf'href="/{kind}/([^".?#]+)', found[0])


def _all_pages(site: TestClient, address: str, section: str, kind: str) -> list[str]:
    """Follow the links to next pages, and return what they list."""
    listed: list[str] = []
    following: str | None = address
    while following:
        html = site.get(following).text
        listed += _links(html, section, kind)
        found = re.search(r'<a rel="next" href="([^"#]+)', html)
        following = found[1].replace("&amp;", "&") if found else None
    return listed


@pytest.mark.parametrize("language", ["", "?lang=en"])
def test_all_actors_of_a_territory_are_reached_page_by_page(
    site: TestClient, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _links(site.get(f"/territory/region-24.html{language}").text, "actors", "actor")
    monkeypatch.setattr(territories, "_ACTORS", 3)
    assert len(_links(site.get(f"/territory/region-24.html{language}").text, "actors", "actor")) == 3
    assert _all_pages(site, f"/territory/region-24.html{language}", "actors", "actor") == whole


def test_all_cases_of_an_actor_are_reached_page_by_page(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _links(site.get("/actor/edf.html").text, "cases", "case")
    assert len(whole) > 4
    monkeypatch.setattr(actors, "_PARTS", 2)
    first = site.get("/actor/edf.html").text
    assert f"({len(whole)} en tout)" in first
    assert _links(first, "cases", "case") == whole[:2]
    assert _all_pages(site, "/actor/edf.html", "cases", "case") == whole


def test_all_actors_of_a_type_are_reached_page_by_page(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/vocabulary/actor-types/fondation.html"
    whole = _links(site.get(address).text, "links", "actor")
    monkeypatch.setattr(concepts, "_RELATED", 4)
    assert _all_pages(site, address, "links", "actor") == whole


def test_a_page_beyond_the_last_is_the_last(site: TestClient) -> None:
    assert site.get("/actor/edf.html?page=999").status_code == 200
    assert site.get("/actor/edf.html?page=many").status_code == 200


def test_what_an_actor_does_is_what_the_query_about_the_actor_says(site: TestClient) -> None:
    library = _library(site)
    catalogue = library.catalogue
    for actor in ("edf", "le-rameau", "grameen-danone-foods", "etat"):
        iri = f"https://w3id.org/alliances/actor/{actor}"
        query = catalogue.queries.get("page-actor-links").bind({"actor": [IRI(iri)]})
        expected = {row["case"].value for row in catalogue.store.select(query)}
        listed = _all_pages(site, f"/actor/{actor}.html", "cases", "case")
        assert {f"https://w3id.org/alliances/case/{one}" for one in listed} == expected


def test_more_cases_of_a_function_are_said_and_linked(site: TestClient) -> None:
    html = site.get("/territory/country-FR.html").text
    function, report = next(
        (one.function, group)
        for one in report_functions("https://w3id.org/alliances/territory/country-FR", _library(site))
        for group in one.groups
        if group.standing == "in-part" and group.total > len(group.cases)
    )
    slug = function.rpartition("/")[2]
    link = re.search(rf'<a href="(/cases\?function={slug}&amp;territory=country-FR)">et\s(\d+)\sautres?</a>', html)
    assert link is not None
    assert int(link[2]) == report.total - len(report.cases)
    total = re.search(r'<h2 id="count">\s*(\d+)', site.get(link[1].replace("&amp;", "&")).text)
    assert total is not None
    assert int(total[1]) >= report.total


def test_an_answer_names_some_cases_of_a_territory_and_links_to_the_others(site: TestClient) -> None:
    html = site.get("/diagnosis?step=answer&function=accompagnements&territory=country-FR").text
    assert re.search(r'<a href="/cases\?function=accompagnements&amp;territory=country-FR">et \d+ autres?</a>', html)


def test_what_a_landmark_sheet_counts_is_what_the_queries_about_it_say(site: TestClient) -> None:
    from allianceskg.library.counts import ASPECTS
    from allianceskg.library.things import find_thing
    from allianceskg.web.views.landmark import read_landmark

    library = _library(site)
    catalogue = library.catalogue
    for kind, link, iri in (
        ("theme", "concernsTheme", "https://w3id.org/alliances/vocabulary/themes/numerique"),
        ("type", "involvesActorType", "https://w3id.org/alliances/vocabulary/actor-types/association"),
        ("territory", "inTerritory", "https://w3id.org/alliances/territory/region-84"),
    ):
        bound = {"facet": [IRI(f"https://w3id.org/alliances/ontology#{link}")], "value": [IRI(iri)]}
        thing = find_thing(iri, catalogue)
        assert thing is not None
        sheet = read_landmark(kind, thing, Reader(library, "fr"))
        rows = catalogue.store.select(catalogue.queries.get("landmark-aspects").bind(bound))
        counts = {row["link"].value: int(row["cases"].value) for row in rows}
        assert [one.cases for one in sheet.coverage] == [counts.get(aspect, 0) for _, _, aspect in ASPECTS]
        said = list(catalogue.store.select(catalogue.queries.get("landmark-statements").bind(bound)))
        for report, part in zip(sheet.reports, ("reportsResult", "reportsDifficulty", "drawsLesson"), strict=True):
            mine = [row for row in said if row["part"].value.endswith(part)]
            assert report.total == len({row["statement"].value for row in mine})
            assert report.cases == len({row["case"].value for row in mine})
        sources = {}
        for row in catalogue.store.select(catalogue.queries.get("landmark-sources").bind(bound)):
            page, line = (row[name].value if name in row else "" for name in ("page", "line"))
            title = row["title"].value if "title" in row else ""
            sources.setdefault(row["source"].value, (page, "" if page else line or title))
        assert sheet.all_sources == len(set(sources.values()))


def test_sets_keep_their_order() -> None:
    cases = set_of([5, 0, 64])
    assert list(positions(cases)) == [0, 5, 64]
    assert list(in_order(cases, [64, 63, 5, 4, 0])) == [64, 5, 0]
    assert list(in_order(0, [1, 0])) == []
