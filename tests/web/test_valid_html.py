"""Every template writes valid HTML: it parses without a fault, and what stands in what is allowed there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from benchmarks.site.addresses import PAGES, things
from tests.wanting import refuse_or_skip

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_HTML = "{http://www.w3.org/1999/xhtml}"
_ALLOWED = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr", "script", "template"},
    "select": {"option", "optgroup", "hr", "button"},
}
_INTERACTIVE = {"a", "button", "details", "input", "label", "select", "textarea"}
_NOT_INSIDE = {"a": _INTERACTIVE, "button": _INTERACTIVE, "label": {"label"}, "form": {"form"}}
_REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
SOME_IN_ENGLISH = ("home", "cases", "case", "region", "wizard", "answer", "comparison", "dossier", "kit", "statistics")


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(_HTML)


def _inside(element: Element) -> Iterator[Element]:
    for child in element:
        yield child
        yield from _inside(child)


def faults(html: str) -> list[str]:
    """List what is wrong with a page."""
    try:
        from tinyhtml5.parser import HTMLParser
    except ImportError:
        refuse_or_skip("tinyhtml5 is not installed (pip install weasyprint brings it)")
    parser = HTMLParser()
    root = parser.parse(html)
    found = [f"line {place[0]}: {code} {detail or ''}" for place, code, detail in parser.errors]
    everything = [root, *_inside(root)]
    ids = Counter(one.get("id") for one in everything if one.get("id"))
    found += [f"id {one} stands {number} times" for one, number in ids.items() if number > 1]
    for one in everything:
        name = _name(one)
        children = [_name(child) for child in one if isinstance(child.tag, str)]
        found += [f"{child} in {name}" for child in children if name in _ALLOWED and child not in _ALLOWED[name]]
        if name == "figure" and "figcaption" in children[1:-1]:
            found.append("figcaption neither first nor last in its figure")
        if name == "img" and one.get("alt") is None:
            found.append(f"img without alternative text: {one.get('src')}")
        inner = {_name(child) for child in _inside(one) if child.get("type") != "hidden"}
        found += [f"{bad} inside {name}" for bad in sorted(inner & _NOT_INSIDE.get(name, set()))]
        for attribute in _REFERRING:
            found += [
                f"{attribute}={to}: nothing of that id" for to in (one.get(attribute) or "").split() if to not in ids
            ]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_valid(site: TestClient, page: str) -> None:
    path = PAGES[page].format(**things(site.app.state.editions.current().catalogue))
    for language in ("fr", "en") if page in SOME_IN_ENGLISH else ("fr",):
        html = site.get(path if language == "fr" else f"{path}{'&' if '?' in path else '?'}lang=en").text
        # The square is a part of a page, which the first step puts into itself.
        whole = html if page != "square" else f"<!doctype html><title>x</title><div>{html}</div>"
        assert faults(whole) == [], (path, language)


def test_a_fault_is_seen() -> None:
    page = "<!doctype html><html lang=fr><head><title>x</title></head><body>{}</body></html>"
    assert faults(page.format("<p>a</p>")) == []
    for bad in (
        "<ul><p>a</p></ul>",
        "<figure><p>a</p><figcaption>b</figcaption><p>c</p></figure>",
        "<p id=a>a</p><p id=a>b</p>",
        "<a href=/><button>a</button></a>",
        "<p><div>a</div></p>",
        "<label for=nowhere>a</label>",
        "<img src=a.png>",
    ):
        assert faults(page.format(bad)), bad
