"""What a browser fetches to show a page for the first time, compressed, stays small."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from benchmarks.site.addresses import PAGES, things

MOST_BYTES = 200_000
_FETCHED = re.compile(
    r'<(?:script|img|source|iframe)\b[^>]*?\bsrc="([^"]+)"'
    r'|<link\b(?=[^>]*\brel="(?:stylesheet|icon|preload|modulepreload)")[^>]*?\bhref="([^"]+)"'
)
_IN_STYLE = re.compile(r"""url\(\s*['"]?(?!data:)([^'")]+)|@import\s+['"]([^'"]+)""")


def _size(site: TestClient, address: str) -> tuple[int, str]:
    answer = site.get(address, headers={"accept": "text/html", "accept-encoding": "gzip"})
    return int(answer.headers.get("content-length", len(answer.content))), answer.text


def _first_load(site: TestClient, address: str) -> Iterator[tuple[str, int]]:
    """Give each file of a page and its bytes as they are sent; a file of another host fails."""
    size, html = _size(site, address)
    yield address, size
    fetched = {"".join(found) for found in _FETCHED.findall(html)}
    for file in sorted(fetched):
        assert file.startswith("/static/"), file
        size, text = _size(site, file)
        yield file, size
        if ".css" in file:
            assert _IN_STYLE.findall(text) == []  # no font and no image that would be fetched besides


@pytest.mark.parametrize("page", [page for page in PAGES if page != "editor"])
def test_the_first_load_of_a_page_is_below_200_kilobytes(site: TestClient, page: str) -> None:
    catalogue = site.app.state.editions.current().catalogue  # type: ignore[attr-defined]
    files = dict(_first_load(site, PAGES[page].format(**things(catalogue))))
    assert len(files) > 1 or page == "square"  # which is a part of a page
    assert sum(files.values()) < MOST_BYTES, files
