"""Under many readers: what is the same for all is kept, what takes seconds waits its turn, and the server says that it lives."""

from __future__ import annotations

import asyncio
import gzip

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from allianceskg.serving.kept_answers import KeptAnswers
from allianceskg.serving.workshop import Workshop


@pytest.fixture
def client(site: TestClient) -> TestClient:
    """The site, with nothing kept yet."""
    site.app.state.kept_answers, site.app.state.workshop = KeptAnswers(), Workshop()
    return TestClient(site.app, headers={"accept": "text/html"}, follow_redirects=False)


@pytest.mark.parametrize("path", ["/cases?theme=emploi", "/cases/export.csv?theme=numerique"])
def test_what_holds_no_state_is_made_once_and_answered_304_to_who_has_it(client: TestClient, path: str) -> None:
    kept: KeptAnswers = client.app.state.kept_answers  # type: ignore[attr-defined]
    first = client.get(path)
    again = client.get(path)
    assert len(kept) == 1
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["content-type"] == first.headers["content-type"]
    known = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert known.status_code == 304
    assert known.content == b""


def test_languages_and_selections_have_tags_of_their_own(client: TestClient) -> None:
    paths = ["/cases", "/cases?lang=en", "/cases?theme=emploi", "/cases/export.csv", "/cases/export.excel.csv"]
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


def test_a_kept_page_is_compressed_for_who_takes_that(client: TestClient) -> None:
    plain = client.get("/cases?theme=emploi", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/cases?theme=emploi", headers={"accept-encoding": "gzip"}) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert "Accept-Encoding" in response.headers["vary"]


def test_a_lead_to_a_place_is_not_kept(client: TestClient) -> None:
    assert client.get("/cases?place=Loiret").status_code == 303
    assert len(client.app.state.kept_answers) == 0  # type: ignore[attr-defined]


def test_an_answer_to_a_profile_is_never_kept(client: TestClient) -> None:
    for path in (
        "/diagnosis?theme=emploi&step=answer",
        "/diagnosis/dossier?theme=emploi",
        "/case/ronalpia?theme=emploi",
    ):
        assert client.get(path).status_code == 200
    assert len(client.app.state.kept_answers) == 0  # type: ignore[attr-defined]


def test_exports_that_are_too_many_are_shed_and_the_server_says_that_it_lives(client: TestClient) -> None:
    """Forty at once, of which one is made, four wait, and the others are told at once when to come back."""
    app = client.app
    app.state.workshop = Workshop(waiting=4)  # type: ignore[attr-defined]

    async def run() -> tuple[list[httpx.Response], httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as many:
            asked = [asyncio.create_task(many.get("/cases/export.csv", params={"year": 1990 + n})) for n in range(40)]
            await asyncio.sleep(0)
            live = await asyncio.wait_for(many.get("/health/live"), 1)
            return list(await asyncio.gather(*asked)), live

    answers, live = asyncio.run(run())
    assert live.json() == {"live": True}
    statuses = [one.status_code for one in answers]
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 5
    for one in answers:
        if one.status_code == 503:
            assert int(one.headers["retry-after"]) > 0
