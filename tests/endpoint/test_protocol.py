"""The SPARQL 1.1 Protocol as a table: every way to ask, what must come back, and every fault with its status."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest
from pyoxigraph import RdfFormat
from starlette.testclient import TestClient

from allianceskg.config import read_settings
from allianceskg.endpoint import media
from allianceskg.serving import problems
from allianceskg.serving.problem_types import TYPES
from allianceskg.web.app import create_app

EX = "PREFIX ex: <https://example.org/> "
SELECT = EX + "SELECT ?case ?rank { ?case ex:rank ?rank } ORDER BY ?rank"
ASK = EX + "ASK { ex:case-1 a ex:Case }"
CONSTRUCT = EX + "CONSTRUCT { ?case ex:rank ?rank } WHERE { ?case ex:rank ?rank }"
DESCRIBE = EX + "DESCRIBE ex:case-3"
GRAPH_A, GRAPH_B = "https://example.org/a/graph", "https://example.org/b/graph"
COUNT = EX + "SELECT (COUNT(*) AS ?n) { ?case a ex:Case }"
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}


@dataclass(frozen=True)
class Row:
    """
    One request and its expected response.

    Attributes:
        says: Media type of the response, without parameters.
    """

    name: str
    status: int
    method: str = "GET"
    parameters: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    says: str | None = None
    raw_query: str | None = None

    def send(self, client: TestClient) -> Any:
        url = "/sparql" + (
            f"?{self.raw_query or urlencode(self.parameters)}" if self.raw_query or self.parameters else ""
        )
        return client.request(self.method, url, headers=self.headers, content=self.body)


def ask_with(accept: str, query: str, says: str) -> Row:
    return Row(
        f"accept {accept} for {query.split()[3]}",
        200,
        parameters=[("query", query)],
        headers={"accept": accept},
        says=says,
    )


JSON, XML, CSV, TSV = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
PROBLEM = problems.MEDIA_TYPE

WAYS = [
    Row("GET", 200, parameters=[("query", SELECT)], says=JSON),
    Row("HEAD", 200, method="HEAD", parameters=[("query", SELECT)], says=JSON),
    Row("form POST", 200, method="POST", headers=FORM, body=urlencode({"query": SELECT}).encode(), says=JSON),
    Row("direct POST", 200, method="POST", headers=DIRECT, body=SELECT.encode(), says=JSON),
    Row(
        "form POST with charset",
        200,
        method="POST",
        headers={"content-type": "application/x-www-form-urlencoded; charset=UTF-8"},
        body=urlencode({"query": SELECT}).encode(),
        says=JSON,
    ),
    Row(
        "direct POST with charset",
        200,
        method="POST",
        headers={"content-type": 'application/sparql-query; charset="utf-8"'},
        body=SELECT.encode(),
        says=JSON,
    ),
    Row(
        "direct POST with a dataset in the URL",
        200,
        method="POST",
        parameters=[("default-graph-uri", GRAPH_A)],
        headers=DIRECT,
        body=COUNT.encode(),
        says=JSON,
    ),
    Row(
        "a mark of byte order is passed over",
        200,
        method="POST",
        headers=DIRECT,
        body=b"\xef\xbb\xbf" + ASK.encode(),
        says=JSON,
    ),
    Row("unknown parameters are passed over", 200, parameters=[("query", ASK), ("x", "1")], says=JSON),
    Row("OPTIONS", 204, method="OPTIONS"),
    Row("no query: the service describes itself", 200, says="text/turtle"),
    Row("no query, in JSON-LD", 200, headers={"accept": "application/ld+json"}, says="application/ld+json"),
    Row("no query, by HEAD", 200, method="HEAD", says="text/turtle"),
]
ACCEPTED = [
    ask_with("*/*", SELECT, JSON),
    ask_with("", SELECT, JSON),
    ask_with("this is no media range", SELECT, JSON),
    ask_with("application/*", SELECT, JSON),
    ask_with("text/*", SELECT, CSV),
    ask_with(XML, SELECT, XML),
    ask_with("application/json", SELECT, "application/json"),
    ask_with("application/xml", SELECT, "application/xml"),
    ask_with(f"{JSON};q=0.2, {TSV}; q=0.9", SELECT, TSV),
    ask_with(f"{JSON};q=0, */*;q=0.1", SELECT, XML),
    ask_with(f"image/png, {CSV};q=0.3", SELECT, CSV),
    ask_with(f"{CSV}, */*", SELECT, CSV),
    ask_with("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", SELECT, "application/xml"),
    ask_with(CSV, ASK, CSV),
    ask_with(XML, ASK, XML),
    ask_with(TSV, ASK, TSV),
    ask_with("*/*", CONSTRUCT, "text/turtle"),
    ask_with("application/n-triples", CONSTRUCT, "application/n-triples"),
    ask_with("application/rdf+xml", CONSTRUCT, "application/rdf+xml"),
    ask_with("application/ld+json", CONSTRUCT, "application/ld+json"),
    ask_with("application/n-quads", CONSTRUCT, "application/n-quads"),
    ask_with("application/trig", CONSTRUCT, "application/trig"),
    ask_with("text/plain", CONSTRUCT, "text/plain"),
    ask_with("text/turtle", DESCRIBE, "text/turtle"),
    ask_with("application/rdf+xml;q=0.5, text/turtle;q=0.4", DESCRIBE, "application/rdf+xml"),
    Row(
        "format wins over Accept",
        200,
        parameters=[("query", SELECT), ("format", "csv")],
        headers={"accept": JSON},
        says=CSV,
    ),
    Row("format as a media type", 200, parameters=[("query", SELECT), ("format", XML)], says=XML),
    Row("format turtle", 200, parameters=[("query", CONSTRUCT), ("format", "turtle")], says="text/turtle"),
]
FAULTS = [
    Row("malformed query", 400, parameters=[("query", "SELECT * {")], says=PROBLEM),
    Row("malformed query, found by the parser", 400, parameters=[("query", "SELECT * { ?s ?p }")], says=PROBLEM),
    Row("empty query", 400, parameters=[("query", "")], says=PROBLEM),
    Row("comment only", 400, parameters=[("query", "# nothing")], says=PROBLEM),
    Row("two queries", 400, parameters=[("query", ASK), ("query", ASK)], says=PROBLEM),
    Row(
        "query in the URL and in the body",
        400,
        method="POST",
        parameters=[("query", ASK)],
        headers=DIRECT,
        body=ASK.encode(),
        says=PROBLEM,
    ),
    Row("POST without a query", 400, method="POST", headers=FORM, body=b"x=1", says=PROBLEM),
    Row("POST with nothing", 415, method="POST", says=PROBLEM),
    Row(
        "bytes that are no UTF-8, in the body",
        400,
        method="POST",
        headers=DIRECT,
        body=b"ASK { ?s ?p '\xff' }",
        says=PROBLEM,
    ),
    Row(
        "bytes that are no UTF-8, in the URL",
        400,
        raw_query="query=ASK%20%7B%20%3Fs%20%3Fp%20%27%FF%27%20%7D",
        says=PROBLEM,
    ),
    Row("too many parameters", 400, raw_query="&".join(["a=1"] * 1500), says=PROBLEM),
    Row(
        "unknown graph in FROM",
        400,
        parameters=[("query", "SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }")],
        says=PROBLEM,
    ),
    Row(
        "unknown graph in the protocol",
        400,
        parameters=[("query", ASK), ("default-graph-uri", "http://127.0.0.1/x")],
        says=PROBLEM,
    ),
    Row("a graph that is no IRI", 400, parameters=[("query", ASK), ("named-graph-uri", "no IRI <>")], says=PROBLEM),
    Row(
        "update in the body",
        403,
        method="POST",
        headers={"content-type": "application/sparql-update"},
        body=b"CLEAR ALL",
        says=PROBLEM,
    ),
    Row("update parameter in a form", 403, method="POST", headers=FORM, body=b"update=CLEAR+ALL", says=PROBLEM),
    Row("update parameter in the URL", 403, parameters=[("update", "CLEAR ALL")], says=PROBLEM),
    Row("update beside a query", 403, parameters=[("query", ASK), ("update", "CLEAR ALL")], says=PROBLEM),
    Row("update text as a query", 400, parameters=[("query", "INSERT DATA { <a:a> <a:b> <a:c> }")], says=PROBLEM),
    Row("SERVICE", 403, parameters=[("query", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")], says=PROBLEM),
    *(
        Row(method, 405, method=method, says=PROBLEM)
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "QUERY")
    ),
    Row(
        "Accept that nothing fits, SELECT",
        406,
        parameters=[("query", SELECT)],
        headers={"accept": "text/turtle"},
        says=PROBLEM,
    ),
    Row(
        "Accept that nothing fits, CONSTRUCT",
        406,
        parameters=[("query", CONSTRUCT)],
        headers={"accept": CSV},
        says=PROBLEM,
    ),
    Row("everything refused", 406, parameters=[("query", SELECT)], headers={"accept": "*/*;q=0"}, says=PROBLEM),
    Row("no query, and nothing fits", 406, headers={"accept": "image/png"}, says=PROBLEM),
    Row("unknown format", 406, parameters=[("query", SELECT), ("format", "pdf")], says=PROBLEM),
    Row(
        "query longer than allowed",
        413,
        method="POST",
        headers=DIRECT,
        body=b"ASK { ?s ?p '" + b"x" * 140_000 + b"' }",
        says=PROBLEM,
    ),
    Row("body larger than allowed", 413, method="POST", headers=DIRECT, body=b"#" * 600_000, says=PROBLEM),
    Row("answer larger than allowed", 413, parameters=[("query", "SELECT * { ?a ?b ?c . ?d ?e ?f }")], says=PROBLEM),
    Row("unknown body", 415, method="POST", headers={"content-type": "application/json"}, body=b"{}", says=PROBLEM),
    Row(
        "file upload",
        415,
        method="POST",
        headers={"content-type": "multipart/form-data; boundary=x"},
        body=b"--x--",
        says=PROBLEM,
    ),
    Row(
        "another charset",
        415,
        method="POST",
        headers={"content-type": "application/sparql-query; charset=latin-1"},
        body=ASK.encode(),
        says=PROBLEM,
    ),
    Row(
        "a compressed body",
        415,
        method="POST",
        headers=DIRECT | {"content-encoding": "gzip"},
        body=gzip.compress(ASK.encode()),
        says=PROBLEM,
    ),
]


@pytest.mark.parametrize("row", [*WAYS, *ACCEPTED, *FAULTS], ids=lambda row: row.name)
def test_each_request_gets_its_status_and_its_media_type(row: Row, client: TestClient) -> None:
    response = row.send(client)
    assert response.status_code == row.status, response.text
    assert response.headers.get("content-type", "").split(";")[0] == (row.says or "")
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-request-id"]
    if row.method == "HEAD":
        assert response.content == b""


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.name)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_fault_is_a_report_in_the_readers_language(row: Row, language: str, client: TestClient) -> None:
    asked = Row(**(vars(row) | {"headers": row.headers | {"accept-language": f"{language}, *;q=0.1"}}))
    response = asked.send(client)
    report = response.json()
    name = report["type"].rsplit("/", 1)[1]
    assert TYPES[name].status == report["status"] == response.status_code
    assert report["title"] == TYPES[name].title.in_language(language)  # type: ignore[arg-type]
    assert report["detail"].endswith((".", "»."))
    assert report["hint"]
    assert report["request_id"] == response.headers["x-request-id"]
    assert response.headers["content-language"] == language
    assert response.headers["cache-control"] == "no-store"


def test_the_language_parameter_wins_over_the_header(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": "", "lang": "en"}, headers={"accept-language": "fr"})
    assert response.json()["detail"] == "The query is empty."


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * {\n  ?s ?p ?o\n  ?s\n}", 3, 3),
        ("SELECT * {\n  ?s ?p ?o ;; ?x\n}", 3, 1),
        ("SELECT * { ?s ?p ?o . FILTER(UCASEE(?o)) }", 1, 30),
        ("SELECT * {\n ?s skos:prefLabel ?o }", 2, 5),
        ("SELECT *\n{ ?s ?p ?o ) }", 2, 12),
        ("SELECT * {\n ?s ?p 'never closed }", 2, 8),
        ("ASK { ?s ?p 'a'@fr, 'b'@en ?z }", 1, 28),
        ("SELECT COUNT(*) { ?s ?p ?o }", 1, 8),
    ],
)
def test_a_malformed_query_is_told_where_it_goes_wrong(query: str, line: int, column: int, client: TestClient) -> None:
    report = client.get("/sparql", params={"query": query}).json()
    assert (report["line"], report["column"]) == (line, column), report["detail"]


def test_an_undeclared_prefix_of_the_catalogue_is_given_in_full(client: TestClient) -> None:
    report = client.get("/sparql", params={"query": "ASK { ?s skos:prefLabel ?o }"}).json()
    assert "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in report["hint"]


def test_a_method_that_is_not_allowed_is_told_those_that_are(client: TestClient) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_an_unknown_body_is_told_those_that_are_read(client: TestClient) -> None:
    response = client.post("/sparql", content=b"{}", headers={"content-type": "application/json"})
    assert response.headers["accept-post"] == "application/sparql-query, application/x-www-form-urlencoded"


def test_a_format_that_does_not_fit_is_told_those_that_do(client: TestClient) -> None:
    report = client.get("/sparql", params={"query": SELECT}, headers={"accept": "image/png"}).json()
    assert report["offered"] == [JSON, XML, CSV, TSV]


@pytest.mark.parametrize("one", media.FORMATS, ids=lambda one: one.name)
def test_each_format_holds_the_same_answer(one: media.Format, client: TestClient) -> None:
    query = SELECT if one.family == "results" else CONSTRUCT
    response = client.get("/sparql", params={"query": query}, headers={"accept": one.media_type})
    if one.name == "csv":
        assert [line.rsplit(",", 1)[1] for line in response.text.split("\r\n")[1:4]] == ["1", "2", "3"]
    elif one.family == "results":
        parsed = pyoxigraph.parse_query_results(response.content, media_type_of(one))  # type: ignore[arg-type]
        ranks = [solution["rank"].value for solution in parsed]
        assert ranks == ["1", "2", "3"]
    else:
        rdf_format = RdfFormat.from_media_type(one.media_type)
        ranks = sorted(quad.object.value for quad in pyoxigraph.parse(response.content, format=rdf_format))
        assert ranks == ["1", "2", "3"]


def media_type_of(one: media.Format) -> Any:
    return pyoxigraph.QueryResultsFormat.from_media_type(one.media_type)


def test_csv_keeps_accents_and_numbers(client: TestClient) -> None:
    query = (
        EX + "SELECT ?title ?rank { ?case ex:title ?title ; ex:rank ?rank FILTER(LANG(?title) = 'fr') } ORDER BY ?rank"
    )
    response = client.get("/sparql", params={"query": query, "format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.content.decode("utf-8").split("\r\n")[1] == '"Équipement partagé, œuvre commune",1'


def test_turtle_uses_the_prefixes_of_the_query(client: TestClient) -> None:
    assert "ex:case-1 ex:rank" in client.get("/sparql", params={"query": CONSTRUCT}).text


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ([], 3),
        ([("default-graph-uri", GRAPH_A)], 2),
        ([("default-graph-uri", GRAPH_A), ("default-graph-uri", GRAPH_B)], 3),
        ([("named-graph-uri", GRAPH_A)], 0),
        ([("default-graph-uri", GRAPH_B), ("named-graph-uri", GRAPH_A)], 1),
    ],
)
def test_the_protocol_names_the_dataset(parameters: list[tuple[str, str]], count: int, client: TestClient) -> None:
    response = client.get("/sparql", params=[("query", COUNT), *parameters])
    assert int(response.json()["results"]["bindings"][0]["n"]["value"]) == count


@pytest.mark.parametrize(
    ("dataset", "parameters", "pattern", "count"),
    [
        (f"FROM <{GRAPH_A}>", [], "?case a ex:Case", 2),
        (f"FROM <{GRAPH_A}> FROM <{GRAPH_B}>", [], "?case a ex:Case", 3),
        (f"FROM NAMED <{GRAPH_A}>", [], "?case a ex:Case", 0),
        (f"FROM NAMED <{GRAPH_B}>", [], "GRAPH ?g { ?case a ex:Case }", 1),
        ("FROM ex:a\\/graph", [], "?case a ex:Case", 2),
        (f"FROM <{GRAPH_A}>", [("default-graph-uri", GRAPH_B)], "?case a ex:Case", 1),
        ("FROM <http://127.0.0.1/unknown>", [("default-graph-uri", GRAPH_B)], "?case a ex:Case", 1),
        ("", [("default-graph-uri", GRAPH_A)], "GRAPH ?g { ?case a ex:Case }", 0),
        ("", [], "GRAPH ?g { ?case a ex:Case }", 3),
    ],
)
def test_the_dataset_of_the_protocol_replaces_that_of_the_query(
    dataset: str, parameters: list[tuple[str, str]], pattern: str, count: int, client: TestClient
) -> None:
    query = f"{EX} SELECT (COUNT(*) AS ?n) {dataset} {{ {pattern} }}"
    response = client.get("/sparql", params=[("query", query), *parameters])
    assert int(response.json()["results"]["bindings"][0]["n"]["value"]) == count


def test_codepoint_escapes_are_read_where_sparql_1_2_allows_them_and_nowhere_else(client: TestClient) -> None:
    query = EX + r"SELECT ?case { ?case <https://example.org/r\u0061nk> 1 }"
    assert len(client.get("/sparql", params={"query": query}).json()["results"]["bindings"]) == 1
    elsewhere = EX + r"\u0053ELECT ?c\u0061se { ?c\u0061se ex:r\u0061nk 1 }"
    assert client.get("/sparql", params={"query": elsewhere}).status_code == 400


def test_an_answer_has_a_tag_and_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/sparql", params={"query": SELECT})
    again = client.get("/sparql", params={"query": SELECT}, headers={"if-none-match": first.headers["etag"]})
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert first.headers["x-data-version"] in first.headers["etag"]
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "accept" in again.headers["vary"].lower()


def test_other_formats_queries_and_datasets_have_other_tags(client: TestClient) -> None:
    requests = [
        {"query": SELECT},
        {"query": SELECT, "format": "csv"},
        {"query": SELECT + " LIMIT 1"},
        {"query": SELECT, "default-graph-uri": GRAPH_A},
        {"query": SELECT, "named-graph-uri": GRAPH_A},
    ]
    tags = {client.get("/sparql", params=one).headers["etag"] for one in requests}
    assert len(tags) == len(requests)


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_what_changes_each_time_is_not_kept(function: str, client: TestClient) -> None:
    query = f"SELECT ({function} AS ?x) {{}}"
    first, second = (client.get("/sparql", params={"query": query}) for _ in range(2))
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers
    assert first.json() != second.json()


def test_answers_are_compressed_for_those_who_take_it(client: TestClient) -> None:
    query = EX + "SELECT * { ?a ex:next ?b }"
    plain = client.get("/sparql", params={"query": query}, headers={"accept-encoding": "identity"})
    packed = client.get("/sparql", params={"query": query}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.json() == plain.json()
    assert "accept-encoding" in packed.headers["vary"].lower()


def test_a_short_answer_is_not_compressed(client: TestClient) -> None:
    response = client.get("/sparql", params={"query": ASK}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in response.headers


def test_head_tells_the_length_of_what_get_sends(client: TestClient) -> None:
    get, head = (client.request(method, "/sparql", params={"query": SELECT}) for method in ("GET", "HEAD"))
    assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.content))


def test_a_request_keeps_the_identifier_it_came_with(client: TestClient) -> None:
    kept = client.get("/sparql", params={"query": ASK}, headers={"x-request-id": "trial-1"})
    made = client.get("/sparql", params={"query": ASK}, headers={"x-request-id": "no\tgood, <script>"})
    assert kept.headers["x-request-id"] == "trial-1"
    assert len(made.headers["x-request-id"]) == 32


def test_a_script_in_the_data_is_not_run_by_a_browser(client: TestClient) -> None:
    query = EX + "CONSTRUCT { ?s <http://www.w3.org/1999/xhtml/script> ?o } WHERE { ?s ex:note ?o }"
    response = client.get("/sparql", params={"query": query, "format": "rdf"})
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "<script>" not in response.text


def test_the_query_is_not_written_to_the_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="allianceskg"):
        client.get("/sparql", params={"query": EX + "ASK { ?s ex:secret 'very private words' }"})
    assert "outcome=answer status=200 method=GET" in caplog.text
    assert "very private words" not in caplog.text


def test_a_browser_without_a_page_gets_data(client: TestClient) -> None:
    response = client.get("/sparql", headers={"accept": "text/html, */*;q=0.8"})
    assert response.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize(
    ("parameters", "accept", "says"),
    [
        ({}, "text/html, */*;q=0.8", "text/html"),
        ({}, "*/*", "text/turtle"),
        ({}, "text/turtle, text/html;q=0.9", "text/turtle"),
        ({"query": SELECT}, "text/html, application/xml;q=0.9, */*;q=0.8", "text/html"),
        ({"query": SELECT}, "*/*", JSON),
        ({"query": "SELECT * {"}, "text/html, */*;q=0.8", "text/html"),
        ({"query": "SELECT * {"}, "*/*", PROBLEM),
        ({"query": SELECT, "format": "csv"}, "text/html", CSV),
        ({"update": "CLEAR ALL"}, "text/html", PROBLEM),
    ],
)
def test_a_browser_gets_the_page(
    parameters: dict[str, str], accept: str, says: str, client_with_page: TestClient
) -> None:
    response = client_with_page.get("/sparql", params=parameters, headers={"accept": accept})
    assert response.headers["content-type"].split(";")[0] == says
    assert "accept" in response.headers["vary"].lower()


def test_the_service_describes_itself(client_with_page: TestClient) -> None:
    response = client_with_page.get("/sparql", headers={"accept": "application/n-triples"})
    triples = response.text
    service = "<https://example.org/sparql>"
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert f"{service} <{sd}endpoint> {service} ." in triples
    assert f"{service} <{sd}feature> <{sd}UnionDefaultGraph> ." in triples
    assert f"<{sd}name> <{GRAPH_A}> ." in triples
    assert '"0123456789ab"' in triples


@pytest.mark.parametrize("host", ["example.org:8000", "evil.example/<script>", "a b", '"', "[::1]:80"])
def test_a_host_that_is_not_ours_is_not_repeated(host: str, client: TestClient) -> None:
    response = client.get("/sparql", headers={"host": host, "accept": "application/n-triples"})
    assert response.status_code == 200
    described = host if host == "[::1]:80" else "testserver"
    assert f"<http://{described}/sparql>" in response.text
    assert host == described or f"//{host}" not in response.text


def test_metrics_and_health_are_told(client: TestClient) -> None:
    client.get("/sparql", params={"query": ASK})
    text = client.get("/metrics").text
    assert 'allianceskg_sparql_responses_total{outcome="' in text
    assert 'allianceskg_sparql_seconds_bucket{le="+Inf"}' in text
    assert 'allianceskg_data_version_info{version="0123456789ab"} 1' in text
    assert client.get("/health").json()["ready"] is True
    assert client.get("/health/live").status_code == 200


def test_the_real_catalogue_is_answered(built_folder: Path) -> None:
    query = "PREFIX akg: <https://w3id.org/alliances/ontology#> SELECT (COUNT(*) AS ?n) { ?case a akg:CaseStudy }"
    with TestClient(create_app(read_settings({"store": built_folder}, {}))) as client:
        response = client.get(f"/sparql?query={quote(query)}")
    assert int(json.loads(response.text)["results"]["bindings"][0]["n"]["value"]) >= 31
