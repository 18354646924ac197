"""The address of this host, as far as a request is to be believed."""

from __future__ import annotations

import pytest

from allianceskg.serving.addresses import root_of


def scope(*hosts: bytes, scheme: str = "http", server: tuple[str, int | None] | None = ("127.0.0.1", 8000)) -> dict:
    return {"headers": [(b"host", host) for host in hosts], "scheme": scheme, "server": server}


@pytest.mark.parametrize("host", ["example.org", "example.org:8000", "192.0.2.1", "[::1]", "[2001:db8::1]:443"])
def test_a_host_is_repeated(host: str) -> None:
    assert root_of(scope(host.encode())) == f"http://{host}"
    assert root_of(scope(host.encode(), scheme="https")) == f"https://{host}"


@pytest.mark.parametrize(
    "host", [b"", b"a b", b"evil.example/<script>", b"a@b", b'"', b"a:b", b"a:123456", b"\xe9", b"x" * 300, b"[a"]
)
def test_a_host_that_is_none_is_not(host: bytes) -> None:
    assert root_of(scope(host)) == "http://127.0.0.1:8000"


def test_two_hosts_are_none() -> None:
    assert root_of(scope(b"example.org", b"evil.example")) == "http://127.0.0.1:8000"


def test_the_usual_port_and_an_unknown_server_need_no_words() -> None:
    assert root_of(scope(server=("example.org", 80))) == "http://example.org"
    assert root_of(scope(server=("example.org", 443), scheme="https")) == "https://example.org"
    assert root_of(scope(server=("/run/socket", None))) == "http:///run/socket"
    assert root_of(scope(server=None)) == "http://localhost"
