"""SPARQLWrapper as the settings of a remote store set it up."""

from __future__ import annotations

import base64

import pytest

from allianceskg.store.remote.endpoint import Credentials, Endpoint
from allianceskg.store.remote.wrapper import wrapper_of
from tests.store.scripted import Says, scripted

ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"urn:a"}}]}}'


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        (None, None),
        (Credentials("basic", "anna", "é:s"), f"Basic {base64.b64encode('anna:é:s'.encode()).decode()}"),
        (Credentials("bearer", "", "token-1"), "Bearer token-1"),
    ],
)
def test_a_query_goes_out_with_the_credentials_and_comes_back_as_rows(
    credentials: Credentials | None, expected: str | None
) -> None:
    with scripted(Says(body=ROWS)) as server:
        wrapper = wrapper_of(Endpoint(server.address, credentials=credentials))
        wrapper.setQuery("SELECT ?x WHERE { ?x ?p ?o }")
        assert wrapper.queryAndConvert()["results"]["bindings"] == [{"x": {"type": "uri", "value": "urn:a"}}]
        [asked] = server.asked
    assert (asked.method, asked.headers.get("authorization")) == ("POST", expected)
    assert asked.headers["accept"].startswith("application/sparql-results+json")


def test_an_update_goes_to_its_own_address() -> None:
    with scripted(Says()) as server:
        wrapper = wrapper_of(Endpoint(server.address, update=f"{server.address}/update"))
        wrapper.setQuery("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
        wrapper.query()
        assert [asked.path for asked in server.asked] == ["/query/update"]


def test_a_part_of_a_second_is_a_time_limit_too() -> None:
    assert wrapper_of(Endpoint("http://127.0.0.1:1/query", seconds=0.5)).timeout == 1
