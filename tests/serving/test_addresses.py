"""The address of this host, as far as a request is to be believed."""

from __future__ import annotations

import pytest

from allianceskg.serving.addresses import root_of, with_trusted_host


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


def trusted(host: bytes, public_url: str = "", server: tuple[str, int | None] | None = ("192.0.2.1", 8000)) -> str:
    return root_of(with_trusted_host(scope(host, server=server), public_url))


@pytest.mark.parametrize(
    "host", ["192.0.2.1:8000", "192.0.2.1", "localhost:8000", "LocalHost:81", "127.0.0.1", "[::1]:9"]
)
def test_an_address_of_this_machine_may_be_repeated_whatever_its_port(host: str) -> None:
    assert trusted(host.encode()) == f"http://{host}"


@pytest.mark.parametrize(
    "host", [b"evil.example", b"192.0.2.1.evil.example", b"localhost.evil.example", b"127.0.0.1.nip.io", b"a b", b""]
)
def test_the_host_of_another_server_gives_way_to_this_one(host: bytes) -> None:
    assert trusted(host) == "http://192.0.2.1:8000"
    assert trusted(host, server=("2001:db8::1", 8000)) == "http://[2001:db8::1]:8000"
    assert trusted(host, "https://example.org") == "https://example.org"


def test_the_public_host_is_one_of_ours() -> None:
    assert trusted(b"example.org:8443", "https://example.org:8443/catalogue") == "http://example.org:8443"
    assert trusted(b"example.org", "https://example.org:8443") == "https://example.org:8443"


def test_nothing_else_of_a_request_changes() -> None:
    asked = {**scope(b"evil.example"), "path": "/case/x"}
    asked["headers"].append((b"accept", b"text/turtle"))

    changed = with_trusted_host(asked)

    assert changed["headers"] == [(b"host", b"127.0.0.1:8000"), (b"accept", b"text/turtle")]
    assert {**changed, "headers": asked["headers"]} == asked
    assert with_trusted_host(changed) is changed


def test_two_hosts_are_none() -> None:
    assert root_of(scope(b"example.org", b"evil.example")) == "http://127.0.0.1:8000"


def test_the_usual_port_and_an_unknown_server_need_no_words() -> None:
    assert root_of(scope(server=("example.org", 80))) == "http://example.org"
    assert root_of(scope(server=("example.org", 443), scheme="https")) == "https://example.org"
    assert root_of(scope(server=("/run/socket", None))) == "http:///run/socket"
    assert root_of(scope(server=None)) == "http://localhost"
