"""Signing in by a provider of OpenID Connect, over loopback: who gets in, and who does not."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from httpx2 import Response
from joserfc.jwk import RSAKey

from allianceskg.curation.accounts import Role
from allianceskg.curation.database import Database
from allianceskg.curation.identity_provider import IdentityProvider
from allianceskg.curation.openid import OpenidClient
from allianceskg.curation.pending_sign_ins import PENDING_SECONDS, PendingSignIn, PendingSignIns
from allianceskg.errors import ProviderError
from allianceskg.files import Home
from tests.curation.provider import CLIENT, SECRET, Provider, running_provider
from tests.curation.serving import EMAILS, PASSWORD, Site, opened_site
from tests.patience import ends

HTML = {"Accept": "text/html"}
EMAIL = EMAILS[Role.CURATOR]
NAME = "Identité inventée"
ELSEWHERE = "/curate/login/elsewhere"


@pytest.fixture(scope="module")
def folder(few: Home, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(seeded / "workspace", folder / "workspace", symlinks=True)
    return folder


@pytest.fixture(scope="module")
def one_provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def one_site(few: Home, seeded: Path, folder: Path, one_provider: Provider) -> Iterator[Site]:
    described = {"OIDC_ISSUER": one_provider.issuer, "OIDC_CLIENT": CLIENT, "OIDC_SECRET": SECRET, "OIDC_NAME": NAME}
    with opened_site(few.root, folder / "workspace", seeded / "store", **described) as opened:
        yield opened


@pytest.fixture
def provider(one_provider: Provider) -> Provider:
    one_provider.reset()
    one_provider.email = EMAIL
    return one_provider


@pytest.fixture
def site(one_site: Site, provider: Provider) -> Site:
    """The site, before a browser that has no cookies yet; what it knows of the provider is forgotten."""
    one_site.client.cookies.clear()
    found = one_site.desk.elsewhere
    assert found is not None
    forgotten = OpenidClient(found.provider)
    found.__dict__.update(forgotten.__dict__)
    return one_site


def leave(site: Site, query: str = "") -> str:
    """Begin the way, and return where the provider is."""
    answer = site.client.get(ELSEWHERE + query, headers=HTML)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def at_provider(address: str) -> str:
    """Sign in there, and return where it leads back to: a path of the site."""
    back = httpx2.get(address).headers["Location"]
    assert back.startswith("http://testserver/curate/login/return?")
    return back.removeprefix("http://testserver")


def go_round(site: Site, query: str = "") -> Response:
    return site.client.get(at_provider(leave(site, query)), headers=HTML)


def who(site: Site) -> str:
    """Return the page that says who is signed in."""
    return site.client.get("/curate/login", headers=HTML).text


def test_who_has_an_account_gets_in_and_where_they_wanted(site: Site, provider: Provider) -> None:
    provider.email = EMAIL.upper()
    answer = go_round(site, "?next=/curate/new/cases")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/curate/new/cases")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if "allianceskg-session=" in one)
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["Cache-Control"] == "no-store"
    assert EMAIL in who(site)
    assert site.desk.accounts.trail(limit=1)[0].what == "signed-in"


def test_the_way_there_tells_the_provider_no_secret_and_proves_itself_afterwards(
    site: Site, provider: Provider
) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(leave(site)).query).items()}

    assert asked["redirect_uri"] == "http://testserver/curate/login/return"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 30
    assert len(asked["state"]) > 30
    kept = [value for name, value in site.client.cookies.items() if name.endswith("sign-in")]
    assert len(kept) == 1
    assert kept[0] not in (asked["state"], asked["nonce"], asked["code_challenge"])


def test_english_is_kept_on_the_way(site: Site, provider: Provider) -> None:
    assert go_round(site, "?lang=en&next=/curate").headers["Location"] == "/curate?lang=en"
    provider.claims = {"email_verified": False}
    assert "does not say that it has verified" in go_round(site, "?lang=en").text


def test_nobody_registers_by_themselves(site: Site, provider: Provider) -> None:
    provider.email = "inconnue@example.org"
    answer = go_round(site)

    assert answer.status_code == 403
    assert "inconnue@example.org" in answer.text
    assert "on ne s'inscrit pas soi-même" in answer.text.replace("&#39;", "'").replace("’", "'")
    assert site.desk.accounts.find("inconnue@example.org") is None
    assert EMAIL not in who(site)


def test_a_closed_account_stays_closed(site: Site, provider: Provider) -> None:
    provider.email = "partie@example.org"
    site.desk.accounts.add("partie@example.org", role=Role.CURATOR, password=None)
    assert go_round(site).status_code == 303
    site.desk.accounts.close("partie@example.org")
    site.client.cookies.clear()
    assert go_round(site).status_code == 403


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"nonce": "un autre"}, 401),
        ({"nonce": None}, 401),
        ({"aud": "un-autre-site"}, 401),
        ({"aud": "un-autre-site", "azp": CLIENT}, 401),
        ({"aud": ["un-autre-site", CLIENT], "azp": "un-autre-site"}, 401),
        ({"iss": "https://ailleurs.example"}, 401),
        ({"exp": 1_000}, 401),
        ({"exp": None}, 401),
        ({"iat": 4_000_000_000}, 401),
        ({"sub": None}, 401),
        ({"at_hash": "rien"}, 401),
        ({"email_verified": False}, 403),
        ({"email_verified": None}, 403),
        ({"email_verified": "false"}, 403),
        ({"email": ["curator@example.org"]}, 403),
    ],
    ids=str,
)
def test_an_answer_that_is_not_right_in_everything_lets_nobody_in(
    site: Site, provider: Provider, claims: dict[str, object], status: int
) -> None:
    provider.claims = claims
    answer = go_round(site)

    assert answer.status_code == status
    assert "allianceskg-session=" not in answer.headers.get("Set-Cookie", "")
    assert "Mot de passe" in answer.text
    assert EMAIL not in who(site)


def test_an_answer_signed_by_another_lets_nobody_in(site: Site, provider: Provider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert go_round(site).status_code == 401
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "two"})
    assert go_round(site).status_code == 401


def test_a_key_that_the_provider_has_taken_since_is_asked_for(site: Site, provider: Provider) -> None:
    assert go_round(site).status_code == 303
    before, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "newer"})
    try:
        assert go_round(site).status_code == 303
    finally:
        provider.key = before


def test_the_address_may_be_told_apart(site: Site, provider: Provider) -> None:
    provider.has_email_apart = True
    assert go_round(site).status_code == 303
    provider.further = {"sub": "somebody else"}
    assert go_round(site).status_code == 401


def test_a_way_back_serves_once(site: Site, provider: Provider) -> None:
    back = at_provider(leave(site))
    kept = dict(site.client.cookies)
    assert site.client.get(back, headers=HTML).status_code == 303
    site.client.cookies.clear()
    site.client.cookies.update(kept)
    again = site.client.get(back, headers=HTML)

    assert again.status_code == 401
    assert "a déjà servi" in again.text
    assert provider.statuses == [200]


def test_a_way_that_another_browser_began_leads_nowhere(site: Site, provider: Provider) -> None:
    back = at_provider(leave(site))
    site.client.cookies.clear()
    assert site.client.get(back, headers=HTML).status_code == 401
    leave(site)  # a browser that has begun one of its own
    assert site.client.get(back, headers=HTML).status_code == 401
    assert provider.statuses == []


def test_a_state_that_was_never_given_leads_nowhere(site: Site, provider: Provider) -> None:
    leave(site)
    for query in ("", "?state=x&code=y", f"?state={'x' * 9_000}&code=y"):
        assert site.client.get(f"/curate/login/return{query}", headers=HTML).status_code == 401


def test_the_answer_of_another_provider_is_not_taken_for_this_one(site: Site, provider: Provider) -> None:
    back = at_provider(leave(site))
    address, query = back.split("?")
    other = "&".join(one if not one.startswith("iss=") else "iss=https://ailleurs.example" for one in query.split("&"))

    assert site.client.get(f"{address}?{other}", headers=HTML).status_code == 401
    assert provider.statuses == []


def test_who_gives_it_up_is_told_so_on_the_page(site: Site, provider: Provider) -> None:
    state = parse_qs(urlsplit(leave(site, "?next=/curate/new/cases")).query)["state"][0]
    answer = site.client.get(f"/curate/login/return?state={state}&error=access_denied", headers=HTML)

    assert answer.status_code == 401
    assert "vous y avez renoncé" in answer.text
    assert 'value="/curate/new/cases"' in answer.text


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://ailleurs.example"},
        {"token_endpoint": "http://ailleurs.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_otherwise_than_it_must_is_not_used(
    site: Site, provider: Provider, described: dict[str, object]
) -> None:
    provider.described = described
    assert site.client.get(ELSEWHERE, headers=HTML).status_code == 503


def test_a_provider_that_does_not_answer_is_told_of_and_the_password_still_works(
    few: Home, seeded: Path, tmp_path: Path
) -> None:
    shutil.copytree(seeded / "workspace", tmp_path / "workspace", symlinks=True)
    described = {"OIDC_ISSUER": "http://127.0.0.1:9", "OIDC_CLIENT": CLIENT, "OIDC_SECRET": SECRET}
    with opened_site(few.root, tmp_path / "workspace", seeded / "store", **described) as site:
        answer = site.client.get(ELSEWHERE, headers=HTML)

        assert answer.status_code == 503
        assert "127.0.0.1 ne répond pas comme il le faudrait" in answer.text
        assert "Mot de passe" in answer.text
        given = {"email": EMAIL, "password": PASSWORD}
        headers = {**HTML, "Origin": "http://testserver"}
        assert site.client.post("/curate/login", data=given, headers=headers).status_code == 303


def test_the_button_is_there_only_with_a_provider(site: Site, few: Home, seeded: Path, tmp_path: Path) -> None:
    page = site.client.get("/curate/login?next=/curate/new/cases&lang=en", headers=HTML).text
    assert f"Sign in with {NAME}" in page
    assert "/curate/login/elsewhere?lang=en&amp;next=/curate/new/cases" in page
    shutil.copytree(seeded / "workspace", tmp_path / "workspace", symlinks=True)
    with opened_site(few.root, tmp_path / "workspace", seeded / "store") as other:
        assert ELSEWHERE not in other.client.get("/curate/login", headers=HTML).text
        assert other.client.get(ELSEWHERE).status_code == 404


def test_who_has_no_password_can_save_after_their_session_has_ended(site: Site, provider: Provider) -> None:
    asked = site.client.post(
        "/curate/new/cases", data={"title": "Gardé"}, headers={**HTML, "Origin": "http://testserver"}
    )
    assert asked.status_code == 401
    assert NAME in asked.text
    assert "formnovalidate" in asked.text
    go_round(site)
    saved = site.client.post(
        "/curate/new/cases",
        data={"title": "Gardé", "again.email": "", "again.password": ""},
        headers={**HTML, "Origin": "http://testserver"},
    )
    assert saved.status_code == 303


def test_ways_that_were_begun_end_and_do_not_pile_up(tmp_path: Path) -> None:
    clock = [1_000_000.0]
    database = Database.open(tmp_path / "curation.sqlite")
    ways = PendingSignIns(database, now=lambda: clock[0])
    _, state, browser = ways.begin("/curate")
    clock[0] += PENDING_SECONDS + 1
    assert ways.take(state, browser) is None
    _, state, browser = ways.begin("/curate")
    clock[0] -= 3_600  # a clock that was put back
    assert ways.take(state, browser) is None
    for _ in range(3):
        ways.begin("/curate")
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM sign_ins").fetchone()[0] == 3
    database.close()


def test_a_silent_provider_is_not_waited_for_by_everybody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        provider = IdentityProvider(f"http://127.0.0.1:{silent.getsockname()[1]}", CLIENT, SECRET, NAME)
        client, pending = OpenidClient(provider, seconds=0.2), PendingSignIn("n", "v", "/")
        for _ in range(3):
            with ends(), pytest.raises(ProviderError):
                client.address(pending, "s", "http://testserver/")
        silent.settimeout(0.2)
        silent.accept()[0].close()
        with pytest.raises(TimeoutError):  # it was asked once, and then left alone for a while
            silent.accept()
