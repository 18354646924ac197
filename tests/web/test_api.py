"""The API: the same answers as the command line, faults said all at once, every query, every version."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from rdflib import Graph
from starlette.testclient import TestClient

from allianceskg import cli
from allianceskg.files import find_home
from allianceskg.records.shortcuts import FILTERS
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.web import api, network

from .serving import in_memory

QUERIES = QueryCatalogue(find_home().queries)
PROBLEM = "application/problem+json"
ADDRESS = {
    "partner": "collectivite-territoriale,10,10,60,20",
    "need": "accelerer-grace-au-numerique",
    "function": ["gestion-d-un-lieu", "accompagnements"],
    "territory": "commune-45234",
    "theme": "numerique",
    "sdg": "17",
}


@pytest.fixture(scope="module")
def client(built_folder: Path) -> Iterator[TestClient]:
    with in_memory(built_folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def version(client: TestClient) -> str:
    """The data version in use."""
    return str(client.get("/health").json()["data_version"])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["orleans", "association-cherche-mecenat"])
def test_a_posted_profile_gets_the_answer_of_the_command_line(
    client: TestClient, built_folder: Path, capsys: pytest.CaptureFixture[str], name: str, language: str
) -> None:
    path = find_home().data / "profiles" / f"{name}.yaml"
    arguments = ["match", str(path), "--format", "json", "--limit", "3", "--lang", language]
    assert cli.run([*arguments, "--store", str(built_folder)]) == 0
    printed = json.loads(capsys.readouterr().out)

    profile = yaml.safe_load(path.read_text(encoding="utf-8"))
    response = client.post("/api/match", json=profile, params={"limit": 3, "lang": language})

    assert response.status_code == 200
    assert response.json() == printed


def test_a_profile_in_the_address_gets_the_same_answer(client: TestClient) -> None:
    profile = yaml.safe_load((find_home().data / "profiles" / "orleans.yaml").read_text(encoding="utf-8"))
    posted = client.post("/api/match", json=profile).json()

    addressed = client.get("/api/match", params={**ADDRESS, "title": profile["title"]}).json()

    for part in ("matches", "contrast", "relax", "territory", "questions", "resources", "data_version"):
        assert addressed[part] == posted[part]
    assert addressed["diagnosis"]["barycentre"] == posted["diagnosis"]["barycentre"]
    assert addressed["diagnosis"]["models"] == posted["diagnosis"]["models"]


def test_an_answer_keeps_to_its_schema(client: TestClient) -> None:
    schema = json.loads((find_home().ontology / "schemas" / "answer.schema.json").read_text(encoding="utf-8"))

    Draft202012Validator(schema).validate(client.get("/api/match", params=ADDRESS).json())


@pytest.mark.parametrize(("language", "word"), [("fr", "erreurs"), ("en", "faults")])
def test_every_fault_of_a_profile_is_listed_in_the_language_asked_for(
    client: TestClient, language: str, word: str
) -> None:
    wrong = {
        "partner": ["licorne,1,1,1,1", "association,beaucoup,0,0,0"],
        "need": "dormir",
        "function": "gestion",
        "theme": "numeriqu",
        "territory": "commune-00000",
        "sdg": "18",
        "lang": language,
    }
    response = client.get("/api/match", params=wrong)

    assert response.status_code == 400
    assert response.headers["content-type"] == PROBLEM
    report = response.json()
    assert word in report["detail"]
    faults = "\n".join(report["faults"])
    for value in ("licorne", "beaucoup", "dormir", "gestion", "numeriqu", "commune-00000", "18"):
        assert value in faults


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("POST", "/api/match", b"{"),
        ("POST", "/api/match", b"[]"),
        ("POST", "/api/match", b"{}"),
        ("POST", "/api/match", b'{"colour": "red"}'),
        ("POST", "/api/match", b'{"partners": "association"}'),
        ("POST", "/api/match", b'{"territory": {"a": [1]}, "themes": [null, 1, {}]}'),
        ("POST", "/api/match", b'{"title": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
        ("GET", "/api/match", b""),
        ("GET", "/api/match?partner=,,,,", b""),
        ("GET", "/api/match?partner=association,1,1,1,1,1,1", b""),
        ("GET", "/api/match?theme=emploi&limit=0", b""),
        ("GET", "/api/match?theme=emploi&limit=abc", b""),
        ("GET", "/api/match?theme=emploi&limit=100000", b""),
        ("GET", "/api/match?theme=emploi&lang=de", b""),
        ("GET", "/api/territories", b""),
        ("GET", "/api/territories?q=", b""),
        ("GET", "/api/territories?q=" + "a" * 101, b""),
        ("GET", "/api/queries/case-titles?format=xml", b""),
        ("GET", "/api/queries/case-titles?colour=red", b""),
        ("GET", "/api/queries/cases-by-model?model=%22%20.%20%7D", b""),
        ("GET", "/api/queries/case-titles?format=ttl", b""),
        ("GET", "/api/cases?lang=de", b""),
    ],
)
def test_what_cannot_be_used_is_a_problem_report(client: TestClient, method: str, path: str, content: bytes) -> None:
    response = client.request(method, path, content=content, headers={"content-type": "application/json"})

    assert response.status_code == 400
    assert response.headers["content-type"] == PROBLEM
    report = response.json()
    assert report["status"] == 400
    assert report["detail"]
    assert report["request_id"] == response.headers["x-request-id"]


def test_all_cases_are_listed(client: TestClient, version: str) -> None:
    listed = client.get("/api/cases").json()

    slugs = {case["slug"] for case in listed["cases"]}
    assert slugs == {path.stem for path in (find_home().data / "cases").glob("*.ttl")}
    assert listed["count"] == len(slugs)
    assert listed["data_version"] == version


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_keeps_the_cases_with_that_value(client: TestClient, name: str) -> None:
    every = client.get("/api/cases").json()["cases"]
    value = min(value for case in every for value in case[name])

    found = client.get("/api/cases", params={name: value}).json()["cases"]

    assert {case["slug"] for case in found} == {case["slug"] for case in every if value in case[name]}


def test_values_of_one_filter_add_up_and_filters_narrow(client: TestClient) -> None:
    def slugs(**params: Any) -> set[str]:
        return {case["slug"] for case in client.get("/api/cases", params=params).json()["cases"]}

    jobs, digital = slugs(theme="emploi"), slugs(theme="numerique")
    assert slugs(theme=["emploi", "numerique"]) == jobs | digital
    assert slugs(theme="emploi", sdg="17") == jobs & slugs(sdg="17")
    assert slugs(theme="inconnu-invente") == set()


def test_a_case_is_described_in_the_language_asked_for(client: TestClient) -> None:
    french, english = (client.get("/api/cases/ronalpia", params={"lang": one}).json() for one in ("fr", "en"))

    assert french["title"].startswith("Ronalpia : accompagner")
    assert english["title"].startswith("Ronalpia: supporting")
    assert french["theme"] == english["theme"]


@pytest.mark.parametrize(
    ("path", "near"), [("/api/cases/ronalpi", "ronalpia"), ("/api/queries/case-title", "case-titles")]
)
def test_an_unknown_name_gets_the_near_ones(client: TestClient, path: str, near: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert response.headers["content-type"] == PROBLEM
    assert near in response.json()["nearest"]


def test_territories_are_found_by_name_and_by_code(client: TestClient) -> None:
    by_name = client.get("/api/territories", params={"q": "orleans"}).json()
    by_code = client.get("/api/territories", params={"q": "45234"}).json()
    near = client.get("/api/territories", params={"q": "Orléan"}).json()

    assert "commune-45234" in {one["territory"] for one in by_name["territories"]}
    assert "commune-45234" in {one["territory"] for one in by_code["territories"]}
    assert near["territories"] == []
    assert near["suggestions"][0]["territory"] == "commune-45234"


def test_a_postcode_offers_all_that_it_means_and_says_why(client: TestClient) -> None:
    found = client.get("/api/territories", params={"q": "69100", "lang": "en"}).json()["territories"]
    assert [(one["territory"], one["reason"]) for one in found] == [
        ("commune-69266", "postcode 69100"),
        ("commune-69100", "INSEE code 69100"),
    ]
    assert found[0]["name"] == "Villeurbanne (municipality, Rhône)"
    assert found[0]["iri"] == "https://w3id.org/alliances/territory/commune-69266"
    assert found[0]["cases"] > found[1]["cases"]


def test_a_name_that_begins_others_is_answered_with_these_too(client: TestClient) -> None:
    answer = client.get("/api/territories", params={"q": "nant"}).json()
    assert [one["territory"] for one in answer["territories"]] == ["commune-12168"]
    assert [one["name"] for one in answer["suggestions"]][:2] == [
        "Nantes (commune, Loire-Atlantique)",
        "Nanterre (commune, Hauts-de-Seine)",
    ]


def test_a_search_gives_four_kinds_joinable_by_iri_with_reasons(client: TestClient) -> None:
    answer = client.get("/api/search", params={"q": "inovation sociale", "limit": 3}).json()
    assert answer["query"] == "inovation sociale"
    assert answer["searched"] == "innovation sociale"
    assert answer["corrections"] == [{"typed": "inovation", "meant": "innovation"}]
    assert len(answer["cases"]) == 3 < answer["count"]
    known = {one["case"] for one in client.get("/api/cases").json()["cases"]}
    assert {one["iri"] for one in answer["cases"]} <= known
    assert all(one["reasons"] for one in answer["cases"])
    theme = "https://w3id.org/alliances/vocabulary/themes/innovation-sociale"
    assert answer["concepts"][0]["iri"] == theme
    rows = client.get("/api/queries/cases-by-theme", params={"theme": theme}).json()["results"]["bindings"]
    assert answer["cases"][0]["iri"] in {row["case"]["value"] for row in rows}
    danone = client.get("/api/search", params={"q": "danone", "lang": "en"}).json()
    assert danone["actors"][0]["iri"] == "https://w3id.org/alliances/actor/danone"
    assert danone["cases"][0]["reasons"] == ["“danone” in the title"]
    rennes = client.get("/api/search", params={"q": "rennes"}).json()
    assert "https://w3id.org/alliances/territory/commune-35238" in {one["iri"] for one in rennes["places"]}
    nothing = client.get("/api/search", params={"q": "zzqqxx"}).json()
    assert (nothing["count"], nothing["cases"], nothing["actors"], nothing["help"]) == (0, [], [], [])


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/api/cases?themes=emploi", "theme"),
        ("/api/cases/danone-grameen?langue=en", "lang"),
        ("/api/territories?q=lille&limmit=3&lang=en", ""),
        ("/api/territories?q=lille&lan=en", "lang"),
        ("/api/queries?lan=en", "lang"),
        ("/api/search?q=eau&limite=3", "limit"),
        ("/api/match?functions=accompagnements", "function"),
        ("/api/fields/case?lg=fr", "lang"),
    ],
)
def test_a_parameter_that_an_address_does_not_have_is_refused(client: TestClient, address: str, nearest: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    problem = response.json()
    assert problem["type"].endswith("/problem/parameter-invalid")
    assert "n'a pas de paramètre" in problem["detail"] or "has no parameter" in problem["detail"]
    if nearest:
        assert problem["nearest"][0] == nearest
        assert nearest in problem["hint"]


def test_the_search_is_described(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/api/search"]["get"]
    assert {one["name"] for one in described["parameters"]} == {"q", "limit", "lang"}
    assert "reasons" in described["description"]


def test_every_query_is_listed_with_its_parameters(client: TestClient) -> None:
    listed = {one["name"]: one for one in client.get("/api/queries").json()["queries"]}

    assert sorted(listed) == QUERIES.names()
    assert listed["cases-by-model"]["parameters"]["model"] == "partnership-models"
    assert listed["cases-by-model"]["address"] == "/api/queries/cases-by-model"
    english = {one["name"]: one for one in client.get("/api/queries", params={"lang": "en"}).json()["queries"]}
    assert english["cases-by-model"]["summary"] == QUERIES.get("cases-by-model").summary.en


@pytest.mark.parametrize("name", QUERIES.names())
def test_every_query_runs_with_its_example_values(client: TestClient, name: str) -> None:
    response = client.get(f"/api/queries/{name}")

    assert response.status_code == 200
    answer = response.json()
    assert "boolean" in answer or answer["head"]["vars"]


def test_a_table_is_the_same_in_every_format(client: TestClient, version: str) -> None:
    path = "/api/queries/case-count-by-theme"
    rows = client.get(path).json()["results"]["bindings"]

    table = client.get(path, params={"format": "csv"})
    sheet = client.get(path, params={"format": "xlsx"})

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"case-count-by-theme-{version}.csv" in table.headers["content-disposition"]
    read = list(csv.DictReader(io.StringIO(table.text)))
    assert read == [{name: term["value"] for name, term in row.items()} for row in rows]
    header, *cells = load_workbook(io.BytesIO(sheet.content)).active.values
    assert list(header) == list(read[0])
    assert [[str(cell) for cell in row] for row in cells] == [list(row.values()) for row in read]


def test_triples_come_as_turtle_or_as_a_table(client: TestClient) -> None:
    path = "/api/queries/description"
    turtle = client.get(path, params={"format": "ttl", "thing": "case:ronalpia"})
    table = client.get(path, params={"thing": "case:ronalpia"}).json()

    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert len(Graph().parse(data=turtle.text, format="turtle")) == len(table["results"]["bindings"])
    assert table["head"]["vars"] == ["subject", "predicate", "object"]


def test_a_parameter_may_have_several_values(client: TestClient) -> None:
    def cases(*models: str) -> set[str]:
        rows = client.get("/api/queries/cases-by-model", params={"model": list(models)}).json()["results"]["bindings"]
        return {row["case"]["value"] for row in rows}

    one, other = "modele-hybride", "mecenat-classique"
    assert cases(one) | cases(other) == cases(one, other)


@pytest.mark.parametrize(("language", "word"), [("fr", "ne convient pas"), ("en", "does not fit")])
def test_a_parameter_of_the_wrong_type_is_refused_in_the_language_asked_for(
    client: TestClient, language: str, word: str
) -> None:
    response = client.get("/api/queries/description", params={"thing": "pas un IRI", "lang": language})

    assert response.status_code == 400
    assert word in response.json()["detail"]
    assert response.json()["hint"]


def test_the_version_in_use_can_be_asked_for_and_no_other(client: TestClient, version: str) -> None:
    path = "/api/queries/case-titles"

    assert client.get(path, params={"version": version}).status_code == 200
    gone = client.get(path, params={"version": "0123456789ab", "lang": "en"})
    assert gone.status_code == 410
    assert gone.headers["content-type"] == PROBLEM
    assert gone.json()["current"] == version
    assert gone.json()["dump"] == "/dump/"  # that version is not kept, and no address is named where nothing is
    assert "0123456789ab" in gone.json()["detail"]


def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient, version: str) -> None:
    path = "/api/queries/case-titles"
    tag = client.get(path).headers["etag"]

    assert version in tag
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    assert client.get(path, params={"colour": "red"}, headers={"if-none-match": tag}).status_code == 400


def test_the_description_of_the_api_lists_every_route(client: TestClient) -> None:
    described = client.get("/openapi.json").json()

    routes = {
        (route.path, method.lower())
        for router in (api.router, network.router)
        for route in router.routes
        for method in route.methods
    }
    queries = {(f"/api/queries/{name}", "get") for name in QUERIES.names()}
    assert {(path, method) for path, methods in described["paths"].items() for method in methods} == routes | queries


def test_the_description_of_the_api_names_each_parameter_of_each_query(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    for query in map(QUERIES.get, QUERIES.names()):
        described = [one["name"] for one in paths[f"/api/queries/{query.name}"]["get"]["parameters"]]
        assert [name for name in described if name not in {"format", "version"}] == list(query.parameters)


def test_the_description_of_the_api_is_sound(client: TestClient) -> None:
    described = client.get("/openapi.json").json()

    assert described["openapi"].startswith("3.1.")
    assert described["info"]["title"]
    assert described["info"]["version"]
    operations = [one for path in described["paths"].values() for one in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for path, methods in described["paths"].items():
        for operation in methods.values():
            parameters = operation.get("parameters", [])
            in_path = {one["name"] for one in parameters if one["in"] == "path"}
            assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}
            assert operation["summary"]
            assert "4XX" in operation["responses"]
            for schema in schemas(operation):
                Draft202012Validator.check_schema(schema)
    for reference in references(described):
        place = described
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def schemas(value: Any) -> Iterator[Any]:
    """Find every JSON Schema in an operation."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == "schema":
            yield inner
        else:
            yield from schemas(inner)


def references(value: Any) -> Iterator[str]:
    """Find every reference."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key == "$ref":
            yield inner
        else:
            yield from references(inner)


STORY = "Nous cherchons des invendus près de Lille, secret-inventé"


def test_a_story_and_actors_sought_come_by_address_as_by_message(client: TestClient) -> None:
    sought = ["entreprise,financeur", "fondation"]
    addressed = client.get("/api/match", params={"situation": STORY, "seeks": sought})
    posted = client.post(
        "/api/match",
        json={
            "situation": STORY,
            "seeks": [{"actor_type": "entreprise", "role": "financeur"}, {"actor_type": "fondation"}],
        },
    )

    assert addressed.status_code == 200
    assert addressed.json() == posted.json()
    assert {one["slug"]: one["words"] for one in addressed.json()["understood"]} == {
        "alimentation": ["invendus"], "commune-59350": ["Lille"],
    }  # fmt: skip


@pytest.mark.parametrize("sought", [",financeur", "entreprises-inventees", "entreprise,chef", "entreprise,financeur,1"])
def test_an_actor_sought_that_is_not_known_is_a_fault(client: TestClient, sought: str) -> None:
    answer = client.get("/api/match", params={"seeks": sought})

    assert answer.status_code == 400
    assert len(answer.json()["faults"]) == 1


def test_an_address_that_has_grown_too_long_is_refused_with_the_way_out(client: TestClient) -> None:
    answer = client.get("/api/match", params={"situation": "é" * 1_500})

    assert answer.status_code == 414
    assert "8000" in answer.json()["detail"]
    assert "POST" in answer.json()["hint"]
    assert client.post("/api/match", json={"situation": "é" * 1_500}).status_code == 200


def test_a_story_stands_neither_in_the_log_nor_in_the_metrics(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/api/match", params={"situation": STORY})
        client.post("/api/match", json={"situation": STORY})
        client.post("/api/match", json={"situation": STORY * 60})
        client.get("/api/match", params={"situation": STORY * 200})
        client.get("/diagnosis", params={"situation": STORY, "step": "answer"})
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith("allianceskg"))

    assert "event=request" in ours
    assert "secret-invent" not in ours
    assert "secret-invent" not in client.get("/metrics").text
