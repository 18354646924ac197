from __future__ import annotations

import csv
import html
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from openpyxl import load_workbook
from rdflib import Graph
from starlette.testclient import TestClient

from allianceskg.files import Home
from allianceskg.web.rendering import STATIC
from tests.extent import IS_WHOLE, sample

from .reading import Page

PAGES = (
    "/",
    "/cases",
    "/cases?q=insertion",
    "/cases?theme=emploi&function=accompagnements",
    "/cases?territory=region-11&sort=year",
    "/cases?q=zzzzz&theme=emploi",
    "/cases?place=Courcy",
    "/cases?place=zzzzzz",
    "/cases?theme=nothing-of-that-name",
    "/statistics",
    "/resources",
    "/about",
    "/kit",
    "/conventions",
    "/ontology",
    "/case/danone-grameen",
    "/case/pemb-8-tiers-lieux",
    "/case/accenture-goodplanet",
    "/actor/le-rameau.html",
    "/actor/grameen-danone-foods.html",
    "/territory/country-FR.html",
    "/territory/region-11.html",
    "/territory/departement-94.html",
    "/territory/ept-200057941.html",
    "/territory/commune-45234.html",
    "/vocabulary/partnership-models",
    "/vocabulary/sdgs",
    "/vocabulary/partnership-models/modele-hybride.html",
    "/vocabulary/needs/accelerer-grace-au-numerique.html",
    "/vocabulary/catalyst-functions/gestion-d-un-lieu.html",
    "/resource/mooc-partenariats.html",
    "/kit/rule/activites-des-fonctions.html",
    "/kit/silence/calcul-du-barycentre.html",
    "/kit/lost/carre-magique.html",
    "/convention/tie-margin.html",
    "/kit-quotations",
    "/catalogue",
    "/alignment/org",
    "/shapes/CaseStudy",
)
# Pages for publishers and developers, where prefixed names are the names that readers look for.
TECHNICAL = ("/ontology", "/alignment/", "/shapes/", "/catalogue", "/kit-quotations")
# Answered by the endpoint and by the editor, which have tests of their own.
ELSEWHERE = ("/sparql",)
SLUG = re.compile(r"(?<![\w.@/-])[a-z]+(?:-[a-z0-9]+){2,}(?![\w.@/-])")
RECORDS = ("case", "actor", "resource", "vocabulary")
MOST_RECORDS = 250


def address(path: str, language: str) -> str:
    return path if language == "fr" else f"{path}{'&' if '?' in path else '?'}lang=en"


def read(client: TestClient, path: str, language: str = "fr") -> Page:
    response = client.get(address(path, language))
    assert response.status_code == 200, path
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ["chosen", *RECORDS])
def test_every_page_is_in_its_language_in_good_order_and_speaks_to_readers(
    site: TestClient, home: Home, kind: str, language: str
) -> None:
    """One crawl with every check: chosen pages of all kinds, and those of cases, actors, resources and vocabularies."""
    slugs = slugs_of(site)
    paths = PAGES if kind == "chosen" else records(home, kind)
    assert paths
    faults = []
    for path in paths:
        page = read(site, path, language)
        found = [*faults_of_form(page, language), *faults_of_elements(page), *faults_of_words(page, path, slugs)]
        faults += [f"{path}: {fault}" for fault in found]
    assert faults == []


def records(home: Home, kind: str) -> list[str]:
    """List pages of what the files of a kind describe; before a release, all of them."""
    paths = (f"/{file.document.removeprefix('https://w3id.org/alliances/')}" for file in home.files())
    found = [path for path in paths if path.startswith(f"/{kind}/")]
    return found if IS_WHOLE else sample(found, MOST_RECORDS)


def faults_of_form(page: Page, language: str) -> Iterator[str]:
    levels = [level for level, _ in page.headings]
    if page.language != language:
        yield f"says its language to be {page.language!r}"
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"has no main heading first, or several: {levels}"
    if not all(after <= before + 1 for before, after in itertools.pairwise(levels)):
        yield f"skips a level of headings: {page.headings}"
    if not all(text for _, text in page.headings):
        yield "has an empty heading"


def faults_of_elements(page: Page) -> Iterator[str]:
    if len(page.ids) != len(set(page.ids)):
        yield f"gives an id twice: {[name for name, number in Counter(page.ids).items() if number > 1]}"
    if not all("alt" in image for image in page.of("img")):
        yield "has an image without a text"
    named = {label.get("for") for label in page.of("label")}
    fields = [one for one in page.of("input") + page.of("select") if one.get("type") not in {"hidden", "submit"}]
    if nameless := [field for field in fields if field.get("id") not in named]:
        yield f"has a field without a label: {nameless}"
    scripts = [one for one in page.of("script") if one.get("type") != "application/ld+json"]
    if page.of("style") or not all((one.get("src") or "").startswith("/static/") for one in scripts):
        yield "carries a style or a script"
    for tag, attributes in page.tags:
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            yield f"carries a style or a script in an element {tag}: {attributes}"


def faults_of_words(page: Page, path: str, slugs: frozenset[str]) -> Iterator[str]:
    """Find values of the program, addresses and slugs among what is shown, where names should stand."""
    visible = page.visible
    if found := re.findall(r"\b(?:None|Undefined)\b|object at 0x", visible):
        yield f"shows {found}"
    if path.startswith(TECHNICAL):
        return
    if found := re.findall(r"\b(?:True|False)\b|\S*http\S*|akg:\S*", visible):
        yield f"shows {found}"
    if found := (set(SLUG.findall(visible)) - {value for _, value in parse_qsl(urlsplit(path).query)}) & slugs:
        yield f"shows {found} instead of names"


def slugs_of(client: TestClient) -> frozenset[str]:
    """List the slugs of all things, to tell them from French compounds."""
    edition = client.app.state.editions.current()  # type: ignore[attr-defined]
    things = {*edition.catalogue.names.concepts, *(graph.removesuffix("/graph") for graph in edition.manifest.graphs)}
    return frozenset(iri.rsplit("/", 1)[-1] for iri in things)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_links_within_the_site_lead_somewhere_and_keep_the_language(site: TestClient, language: str) -> None:
    targets = set()
    for path in PAGES:
        page = read(site, path, language)
        for link in page.links:
            if link.startswith("#"):
                assert link[1:] in page.ids, (path, link)
            elif link.startswith("/"):
                targets.add(link.partition("#")[0])
    kinds = {kind_of(target): target for target in sorted(targets)}
    for target in kinds.values():
        if not target.startswith(ELSEWHERE):
            response = site.get(target)
            assert response.status_code == 200, target
            if language == "en" and "lang=en" in target and "text/html" in response.headers["content-type"]:
                assert Page(response.text).language == "en", target


def kind_of(target: str) -> str:
    """Name the kind of a link, so that one of each kind is followed and not thousands."""
    path, _, query = target.partition("?")
    segments = path.split("/")
    ending = path.rpartition(".")[2] if "." in segments[-1] else ""
    keys = "&".join(sorted({key for key, _ in parse_qsl(query)}))
    folder = "/".join(segments[1:-1]) if len(segments) > 2 else path
    level = segments[-1].partition("-")[0] if segments[1:2] == ["territory"] else ""
    return f"{folder} {level} {ending} {keys}"


def test_the_language_switch_keeps_the_state_of_the_page(site: TestClient) -> None:
    page = read(site, "/cases?q=emploi&theme=emploi&sort=year")
    english = next(link for link in page.links if "lang=en" in link)
    assert dict(parse_qsl(urlsplit(english).query)) == {"q": "emploi", "theme": "emploi", "sort": "year", "lang": "en"}


def test_accept_language_is_not_asked(site: TestClient) -> None:
    response = site.get("/case/danone-grameen", headers={"accept-language": "en"})
    assert Page(response.text).language == "fr"


def counted(page: str) -> int:
    found = re.search(r'<h2 id="count">([\d\s]+)', page)
    assert found is not None
    return int("".join(found[1].split()))


def facet_links(html: str) -> Iterator[tuple[str, int]]:
    """Return the choices of the facets that nothing was chosen in, each with its number."""
    _, _, after = html.partition('class="facets"')  # the map before them has tests of its own
    facets, _, _ = after.partition("</section>")
    for link, rest in re.findall(r'<a rel="nofollow" href="([^"]+)"([^>]*)>', facets):
        if "aria-current" not in rest:
            number = re.search(re.escape(f'href="{link}"') + r'.*?<span class="count">(\d+)</span>', facets, re.DOTALL)
            assert number is not None
            yield link.replace("&amp;", "&"), int(number[1])


@pytest.mark.parametrize(
    "path", ["/cases", "/cases?theme=emploi", "/cases?function=accompagnements&territory=country-FR"]
)
def test_a_facet_lists_as_many_cases_as_it_says(site: TestClient, path: str) -> None:
    before = {name for name, _ in parse_qsl(urlsplit(path).query)}
    checked = 0
    for link, number in facet_links(site.get(path).text):
        values = parse_qsl(urlsplit(link).query)
        added = [name for name, _ in values if name not in before]
        if added:
            assert counted(site.get(link).text) == number, link
            checked += 1
    assert checked > 20


def test_one_of_several_values_of_a_facet_is_enough_and_all_facets_count(site: TestClient) -> None:
    one = counted(site.get("/cases?function=dialogue-territorial").text)
    other = counted(site.get("/cases?function=gestion-d-un-lieu").text)
    both = counted(site.get("/cases?function=dialogue-territorial&function=gestion-d-un-lieu").text)
    narrower = counted(site.get("/cases?function=dialogue-territorial&theme=jeunesse").text)
    assert max(one, other) <= both <= one + other
    assert narrower <= one


@pytest.mark.parametrize(
    "text", ["equipement", "œuvre", "oeuvre", "l'insertion", "l’insertion", "Grameen", "Val-de-Marne"]
)
def test_search_finds_what_people_type(site: TestClient, text: str) -> None:
    assert counted(site.get("/cases", params={"q": text}).text) > 0


def test_search_finds_the_same_with_and_without_accents_and_ligatures(site: TestClient) -> None:
    for pair in (("équipement", "equipement"), ("œuvre", "oeuvre"), ("l'insertion", "insertion")):
        first, second = (
            set(re.findall(r'href="(/case/[^"]+)"', site.get("/cases", params={"q": one}).text)) for one in pair
        )
        assert first == second != set()


def test_the_title_of_a_list_tells_it_from_the_others(site: TestClient) -> None:
    def title(path: str) -> str:
        return html.unescape(re.findall(r"<title>(.*)</title>", site.get(path).text)[0]).replace("\u00a0", " ")

    assert title("/cases?theme=emploi&page=2") == "Cas : Emploi, page 2 · Catalogue des alliances"
    assert title("/cases?q=insertion&lang=en") == "Cases: insertion · Catalogue of alliances"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_home_page_leads_to_an_explained_example_in_one_step(site: TestClient, language: str) -> None:
    home = site.get(f"/?lang={language}").text
    [sample] = re.findall(r'href="(/diagnosis\?[^"]*step=answer[^"]*)"', home)
    answer = site.get(html.unescape(sample))

    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert "invented example" in answer.text or "exemple inventé" in answer.text
    assert 'class="dx-criterion"' in answer.text


def test_a_page_says_in_which_part_of_the_site_it_is(site: TestClient) -> None:
    def part(path: str) -> list[str]:
        nav = (
            site.get(path, headers={"Accept": "text/html"}).text.partition('class="site-nav"')[2].partition("</nav>")[0]
        )
        return re.findall(r'aria-current="[^"]*">([^<]*)</a>', nav)

    assert part("/case/danone-grameen") == ["Cas"]
    assert part("/landmark/theme/emploi") == ["Fiches repères"]
    assert part("/dump/") == part("/ontology") == part("/queries") == ["Données"]
    assert part("/") == []


def test_nothing_found_says_what_to_relax_and_never_that_nothing_exists(site: TestClient) -> None:
    html = site.get("/cases?theme=nutrition&territory=region-11&q=yaourt").text
    assert counted(html) == 0
    assert "Aucun cas recensé ne réunit tout cela" in html
    relaxed = re.search(
        r'<li><a href="([^"]+)" rel="nofollow">Sans «\sÎle-de-France\s»</a> <span class="count">\((\d+)', html
    )
    assert relaxed is not None
    assert counted(site.get(relaxed[1].replace("&amp;", "&")).text) == int(relaxed[2]) > 0


def test_a_territory_is_found_by_name_code_or_part_of_a_homonym(site: TestClient) -> None:
    exact = site.get("/cases?place=Loiret&theme=emploi", follow_redirects=False)
    assert exact.status_code == 303
    assert exact.headers["location"] == "/cases?territory=departement-45&theme=emploi"
    several = read(site, "/cases?place=Courcy").visible
    assert "Quel territoire désigne" in several
    assert "Courcy (commune, Marne)" in several
    assert not re.search(r"\b\d{3} cas\b", several)
    assert "Voir les cas sans choisir de territoire" in several
    postcode = " ".join(read(site, "/cases?place=69100").visible.split())
    assert re.search(r"Villeurbanne \(commune, Rhône\) : code postal 69100 \([1-9]\d* cas\)", postcode)
    assert "Irigny (commune, Rhône) : code INSEE 69100 (0 cas)" in postcode
    assert (
        site.get("/cases?place=35000", follow_redirects=False).headers["location"] == "/cases?territory=commune-35238"
    )
    assert "Aucun territoire ne s'appelle" in read(site, "/cases?place=zzzzzz").visible


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=99999999999",
        "page=x",
        "sort=x",
        "theme=",
        "q=%00",
        f"q={'x' * 5000}",
        "year=12345",
        "territory=x",
    ],
)
def test_an_impossible_address_still_lists_cases(site: TestClient, query: str) -> None:
    assert site.get(f"/cases?{query}").status_code == 200


def test_similar_cases_are_those_of_the_query_that_says_what_similar_is(site: TestClient) -> None:
    from allianceskg.library.library import library_of
    from allianceskg.library.resemblance import find_resembling

    catalogue = site.app.state.editions.current().catalogue  # type: ignore[attr-defined]
    cases = library_of(catalogue).cases
    for case in cases.read(range(len(cases))):
        query = catalogue.queries.get("similar-cases").bind_texts({"case": [case.slug], "language": ["fr"]})
        expected: dict[str, set[tuple[str, str]]] = {}
        for row in catalogue.store.select(query):
            expected.setdefault(row["other"].value, set()).add((row["link"].value, row["value"].value))
        found = find_resembling(case, cases, catalogue, limit=len(cases))
        assert [other.case.iri for other in found] == list(expected)
        assert [len(set(other.points)) for other in found] == [len(one) for one in expected.values()]


def test_a_case_page_says_what_it_knows_on_whose_word_and_what_it_does_not_know(site: TestClient) -> None:
    visible = read(site, "/case/danone-grameen").visible
    for words in (
        "Modèle hybride", "Bangladesh", "Selon le kit", "Selon la source", "Les sources ne s'accordent pas", "Enseignements",
        "points communs", "23\u00a0novembre\u00a02026", "Cas documenté", "CC BY 4.0",
    ):  # fmt: skip
        assert " ".join(words.split()) in visible, words
    bare = read(site, "/case/accenture-goodplanet").visible
    assert "Lieu non renseigné" in bare
    assert "Aucune difficulté recensée" in bare


def test_the_figure_of_an_alliance_has_its_equivalent_in_words(site: TestClient) -> None:
    html = site.get("/case/danone-grameen").text
    assert 'role="img" aria-labelledby="figure-title"' in html
    caption = re.search(r'<figcaption id="figure-title">(.*?)</figcaption>', html)
    assert caption is not None
    for name in ("Danone", "Grameen Bank", "Grameen Danone Foods", "Modèle hybride"):
        assert name in caption[1]


def test_a_territory_without_an_example_says_so_and_shows_others(site: TestClient) -> None:
    visible = read(site, "/territory/departement-2A").visible
    assert "Aucun exemple recensé" in visible
    assert "Exemples d'ailleurs" in visible
    assert "absent" not in visible.lower()


def test_the_functions_of_a_territory_are_those_of_the_answer_to_a_profile(site: TestClient) -> None:
    from allianceskg.library.library import library_of
    from allianceskg.library.territory_functions import report_functions
    from allianceskg.model import Profile

    catalogue = site.app.state.editions.current().catalogue  # type: ignore[attr-defined]
    for territory in ("commune-94069", "departement-13", "commune-45234", "ept-200057941", "region-84", "country-FR"):
        answer = catalogue.answer(Profile(territory=territory), limit=1).territory
        shown = report_functions(f"https://w3id.org/alliances/territory/{territory}", library_of(catalogue))
        for one, same in zip(shown, answer.functions, strict=True):
            totals = {group.standing: group.total for group in one.groups}
            inside = totals.get("here", 0) + totals.get("in-part", 0)
            if same.state == "recorded":
                assert inside == len(same.cases), territory
            else:
                assert inside == 0, territory
                found = totals.get("over", 0) + totals.get("nearby", 0)
                assert found >= (len(same.cases) if same.state == "recorded-nearby" else 0), territory


def test_a_territory_tells_what_is_on_it_in_a_part_of_it_and_over_it(site: TestClient) -> None:
    whole = read(site, "/territory/departement-69").visible
    assert "Recensée ici même" in whole
    assert "dans une partie de ce territoire" in whole
    part = read(site, "/territory/commune-69123").visible
    assert "Recensée sur un territoire plus large, qui comprend celui-ci" in part
    assert "cas portent sur un territoire plus large, qui comprend celui-ci" in part
    assert "Recensée dans une partie de ce territoire" in read(site, "/territory/region-84").visible
    assert "même territoire" not in whole + part


def test_a_town_without_a_case_says_what_is_around_it(site: TestClient) -> None:
    for path in ("/territory/commune-46309", "/cases?territory=commune-46309"):
        visible = " ".join(read(site, path).visible.split())
        assert re.search(r"[1-9]\d* cas dans le département : Lot", visible), path
        assert re.search(r"[1-9]\d* cas dans la région : Occitanie", visible), path
        assert re.search(
            r"cas à moins de 60 km ; au plus près : Brive-la-Gaillarde \(\d+ km, [1-9]\d* cas\)", visible
        ), path
        assert re.search(r"Figeac \(\d+ km, [1-9]\d* cas\)", visible), path


def test_english_pages_mark_what_is_only_in_french(site: TestClient) -> None:
    html = site.get("/case/danone-grameen?lang=en").text
    assert re.search(r'<span lang="fr">[^<]+</span> <span class="tongue" title="French">fr</span>', html)


def test_a_selection_is_exported_as_it_is_listed(site: TestClient) -> None:
    query = "function=gestion-d-un-lieu"
    number = counted(site.get(f"/cases?{query}").text)
    table = site.get(f"/cases/export.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) == number
    assert all("Gestion d'un lieu" in row["Fonction de catalyse"] for row in rows)
    assert table.headers["content-disposition"].endswith('.csv"')
    content = json.loads(site.get(f"/cases/export.json?{query}&lang=en").content)
    assert content["count"] == number == len(content["cases"])
    excel = site.get(f"/cases/export.excel.csv?{query}").content.decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(excel), delimiter=";")) == rows
    sheet, columns = load_workbook(io.BytesIO(site.get(f"/cases/export.xlsx?{query}").content)).worksheets
    assert sheet.max_row == number + 1
    assert [cell.value for cell in sheet[1]] == list(rows[0])
    assert [row[0] for row in columns.values] == ["Colonne", *rows[0]]
    assert all(row[1] for row in columns.values)
    graph = Graph().parse(data=site.get(f"/cases/export.ttl?{query}").text, format="turtle")
    cases = set(graph.query("PREFIX akg: <https://w3id.org/alliances/ontology#> SELECT ?c { ?c a akg:CaseStudy }"))
    assert len(cases) == number
    assert site.get("/cases/export.pdf").status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_unknown_address_helps(site: TestClient, language: str) -> None:
    response = site.get(address("/case/danone-gramen", language))
    page = Page(response.text)
    assert response.status_code == 404
    assert page.language == language
    assert any(link.startswith("/case/danone-grameen") for link in page.links)


def test_french_quotations_keep_their_marks_on_english_pages(site: TestClient) -> None:
    quoted = re.findall(r'<blockquote lang="fr"><p>(.*?)</p>', site.get("/kit?lang=en").text)

    assert any("«\u00a0" in words for words in quoted)
    assert not any("« " in words for words in quoted)


def test_what_is_near_an_unknown_address_says_its_kind(site: TestClient) -> None:
    page = Page(site.get("/case/ronalpie", headers={"Accept": "text/html"}).text).visible

    assert re.search(r"Ronalpia\s+acteur", page)
    assert re.search(r"Rhône-Alpes\s+cas", page)


def test_hostile_literals_are_text_and_hostile_addresses_are_no_links(hostile_site: TestClient) -> None:
    for path in (
        "/case/cas-hostile", "/case/cas-hostile?lang=en", "/cases", "/cases?year=2099", "/actor/acteur-hostile.html",
        "/cases?q=%3Cscript%3Ealert(1)%3C/script%3E", "/cases?place=%22%3E%3Cscript%3E", "/case/%3Cscript%3E",
        "/?lang=%22%3E%3Cscript%3E", "/cases?theme=%3Cscript%3E",
    ):  # fmt: skip
        response = hostile_site.get(path)
        page = Page(response.text)
        assert not {"iframe", "u", "b"} & {tag for tag, _ in page.tags}, path
        scripts = [one for one in page.of("script") if one.get("type") != "application/ld+json"]
        assert [one.get("src", "").partition("?")[0] for one in scripts] == ["/static/site.js"], path  # type: ignore[union-attr]
        for tag, attributes in page.tags:
            assert not any(name.startswith("on") for name in attributes), (path, tag)
            for name in ("href", "src", "action"):
                value = attributes.get(name) or ""
                assert not value.lower().startswith(("javascript:", "vbscript:", "data:")), (path, value)
    visible = read(hostile_site, "/case/cas-hostile").visible
    assert "{{ 7 * 7 }}" in visible
    assert "javascript:alert(1)" not in visible
    assert "Acteur" in visible


def test_a_text_like_a_formula_is_not_computed_by_a_spreadsheet(hostile_site: TestClient) -> None:
    for form, delimiter in (("csv", ","), ("excel.csv", ";")):
        text = hostile_site.get(f"/cases/export.{form}?year=2099").content.decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text), delimiter=delimiter) for cell in row]
        assert len(cells) > 20
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    book = load_workbook(io.BytesIO(hostile_site.get("/cases/export.xlsx?year=2099").content))
    values = [str(cell) for sheet in book.worksheets for row in sheet.values for cell in row if cell is not None]
    assert not any(value.startswith(("=", "+", "-", "@", "\t")) for value in values)


def test_a_search_says_what_was_corrected_why_cases_are_there_and_what_else_there_is(site: TestClient) -> None:
    page = " ".join(read(site, "/cases?q=inovation+sociale").visible.split())
    assert "Résultats pour « innovation sociale » au lieu de « inovation sociale »." in page
    assert "« innovation sociale » : Innovation sociale" in page
    assert "Notions Innovation sociale" in page
    danone = " ".join(read(site, "/cases?q=danone").visible.split())
    assert "Acteurs Danone (1)" in danone
    assert "« danone » dans le titre" in danone
    assert "Diagnostic" in read(site, "/cases?q=diagnostic").visible
    nothing = read(site, "/cases?q=zzqqxx").visible
    assert "Aucun cas recensé" in nothing


def test_a_server_error_shows_an_identifier_and_no_trace() -> None:
    from starlette.requests import Request

    from allianceskg.language import Text
    from allianceskg.serving.problems import Problem
    from allianceskg.web.rendering import error_page

    request = Request({"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": [], "state": {}})
    response = error_page(
        Problem("server-error", Text(fr="Inventé.", en="Invented.")), request, "fr", request_id="abc123"
    )
    page = Page(bytes(response.body).decode())
    assert response.status_code == 500
    assert "Identifiant de la demande" in page.visible
    assert "Traceback" not in page.visible


def test_the_style_sheet_asks_nothing_of_anybody_and_stays_small() -> None:
    for file in STATIC.glob("site.*"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://|@import|url\(", text), file.name
    assert sum(len(Path(file).read_bytes()) for file in STATIC.glob("site.*")) < 60_000
