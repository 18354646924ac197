"""Pages as a reader meets them: what is visible, what is linked, how it is structured."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

_UNSEEN = {"script", "style", "title"}
_VOID = {"meta", "link", "img", "input", "br", "hr", "path", "rect", "circle"}


class Page(HTMLParser):
    """A page taken apart; addresses and code that a page shows on purpose are no visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.texts: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, bool]] = []
        self._heading: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if tag == "html":
            self.language = values.get("lang") or ""
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag in {"h1", "h2", "h3", "h4"}:
            self._heading = []
        if tag not in _VOID:
            hides = (
                tag in _UNSEEN
                or tag == "code"
                or bool({"address", "external"} & set((values.get("class") or "").split()))
            )
            self._open.append((tag, hides))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self._heading is not None and tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append((int(tag[1]), " ".join("".join(self._heading).split())))
            self._heading = None
        while self._open:
            name, _ = self._open.pop()
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        data = data.replace("\u2019", "'")  # the data have what is on a keyboard; pages show what printers have
        if self._heading is not None:
            self._heading.append(data)
        if not any(hides for _, hides in self._open):
            self.texts.append(data)

    @property
    def visible(self) -> str:
        """Everything that a reader sees, addresses and code excepted."""
        return " ".join(" ".join(self.texts).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each element of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


def words(html: str) -> str:
    """Return what a reader sees on a screen: no tags, plain spaces, not the address that is for paper only."""
    html = re.sub(r'<p class="dx-print-only">.*?</p>', " ", html, flags=re.DOTALL)
    # Sources are links, which part no words; the numbers of further pages of a site are no words.
    html = re.sub(
        r'<p class="dx-reason">.*?</p>',
        lambda one: re.sub(r"</?a\b[^>]*>|<sup>.*?</sup>", "", one[0]),
        html,
        flags=re.DOTALL,
    )
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style|pre).*?</\1>", " ", html, flags=re.DOTALL)))
    return re.sub(r"[\s\u00a0\u202f]+", " ", text.replace("\u2019", "'"))
