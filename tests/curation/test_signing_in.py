"""Signing in by the page: cookies, where it leads, pages of other sites, too many tries."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx2 import Response

from allianceskg.curation.accounts import MOST_WRONG, Role
from allianceskg.files import Home
from tests.curation.serving import EMAILS, PASSWORD, Site, opened_site

HERE = "http://testserver"
HTML = {"Accept": "text/html"}
EMAIL = EMAILS[Role.REVIEWER]


@pytest.fixture(scope="module")
def places(few: Home, seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    folder = tmp_path_factory.mktemp("signed")
    shutil.copytree(seeded / "workspace", folder / "workspace", symlinks=True)
    return few.root, folder / "workspace", seeded / "store"


@pytest.fixture
def site(places: tuple[Path, Path, Path]) -> Iterator[Site]:
    with opened_site(*places) as opened:
        yield opened


@pytest.fixture
def public_site(places: tuple[Path, Path, Path]) -> Iterator[Site]:
    with opened_site(*places, PUBLIC_URL="https://alliances.example/") as opened:
        yield opened


def sign_in(site: Site, *, origin: str | None = HERE, page: bool = True, **fields: str) -> Response:
    given = {"email": EMAIL, "password": PASSWORD, **fields}
    headers = {"Content-Type": "application/x-www-form-urlencoded", **(HTML if page else {})}
    if origin is not None:
        headers["Origin"] = origin
    return site.client.post("/curate/login", content=urlencode(given), headers=headers)


def test_the_page_asks_in_both_languages_and_is_kept_by_nobody(site: Site) -> None:
    french, english = (site.client.get(f"/curate/login{query}", headers=HTML) for query in ("", "?lang=en"))

    assert "Mot de passe" in french.text
    assert "Password" in english.text
    assert french.headers["Cache-Control"] == "no-store"
    assert french.headers["Referrer-Policy"] == "same-origin"


def test_signing_in_opens_a_session_that_scripts_cannot_read_and_other_sites_cannot_use(site: Site) -> None:
    answer = sign_in(site, next="/curate/drafts")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/curate/drafts")
    cookie = answer.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert "reviewer@example.org" in site.client.get("/curate/login", headers=HTML).text


def test_behind_https_the_cookie_goes_by_https_only_and_to_this_host_alone(public_site: Site) -> None:
    cookie = sign_in(public_site, origin="https://alliances.example").headers["Set-Cookie"]

    assert cookie.startswith("__Host-")
    assert "Secure" in cookie


def test_the_public_address_stands_in_the_feed(public_site: Site) -> None:
    assert "https://alliances.example/case/danone-grameen" in public_site.client.get("/feed.atom").text


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "x", "/\n"]
)
def test_signing_in_leads_nowhere_else(site: Site, where: str) -> None:
    assert sign_in(site, next=where).headers["Location"] == "/curate"


def test_a_script_is_told_without_a_page(site: Site) -> None:
    good, bad = sign_in(site, page=False), sign_in(site, page=False, password="faux")

    assert (good.status_code, bad.status_code) == (204, 401)
    assert bad.json()["title"] == "Connexion nécessaire"


def test_a_wrong_password_is_told_on_the_page_and_what_was_typed_stays(site: Site) -> None:
    answer = sign_in(site, password="faux", email='"><script>@example.org')

    assert answer.status_code == 401
    assert "Adresse ou mot de passe incorrects." in answer.text
    assert "<script>@" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_page_of_another_site_signs_nobody_in(site: Site) -> None:
    for origin in ("https://elsewhere.example", "null", None):
        assert sign_in(site, origin=origin).status_code == 403


def test_a_browser_that_hides_the_origin_says_itself_that_it_is_this_site(site: Site) -> None:
    answer = site.client.post(
        "/curate/login",
        content=urlencode({"email": EMAIL, "password": PASSWORD}),
        headers={**HTML, "Origin": "null", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 303


def test_a_session_writes_from_this_site_and_from_no_other(site: Site) -> None:
    sign_in(site)
    path = "/api/cases/danone-grameen/revert"

    foreign = site.client.post(path, content=b"{}", headers={"Origin": "https://elsewhere.example"})
    silent = site.client.post(path, content=b"{}")
    own = site.client.post(path, content=b"{}", headers={"Origin": HERE})

    assert (foreign.status_code, silent.status_code, own.status_code) == (403, 403, 400)


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    sign_in(site)
    cookies = dict(site.client.cookies)

    foreign = site.client.post("/curate/logout", headers={"Origin": "https://elsewhere.example"})
    answer = site.client.post("/curate/logout", headers={"Origin": HERE})

    assert (foreign.status_code, answer.status_code) == (403, 303)
    site.client.cookies.update(cookies)
    assert "reviewer@example.org" not in site.client.get("/curate/login", headers=HTML).text


def test_what_needs_signing_in_leads_there_and_back(site: Site) -> None:
    history = site.client.get("/api/cases/danone-grameen/history", headers=HTML)

    assert history.status_code == 401


def test_twenty_wrong_passwords_are_enough(site: Site) -> None:
    email = EMAILS[Role.CURATOR]
    with site.desk.database.writing() as connection:
        connection.execute("DELETE FROM wrong_passwords")  # of the other tests here
    statuses = [sign_in(site, email=email, password="faux").status_code for _ in range(MOST_WRONG + 1)]
    right = sign_in(site, email=email)

    assert statuses == [401] * MOST_WRONG + [429]
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) > 0
    assert "Trop de mots de passe" in right.text
