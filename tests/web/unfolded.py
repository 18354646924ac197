"""What a reader sees of a page before unfolding anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_UNSEEN = {"script", "style", "title", "head", "desc"}
_VOID = {"meta", "link", "img", "input", "br", "hr", "path", "rect", "circle", "polygon"}


class Unfolded(HTMLParser):
    """The text of a page without what is folded, hidden from the eye, or kept for paper."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self._texts: list[str] = []
        self.feed(html)

    @property
    def words(self) -> list[str]:
        """Every word that is seen."""
        return re.findall(r"\w[\w’'-]*", " ".join(self._texts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        values = dict(attrs)
        names = (values.get("class") or "").split()
        unseen = tag in _UNSEEN or "hidden" in values or bool({"hidden", "dx-print-only", "skip"} & set(names))
        self._open.append((tag, unseen or (tag == "details" and "open" not in values)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_folded():
            self._texts.append(data)

    def _is_folded(self) -> bool:
        """Whether anything around is folded; the summary of what is folded is seen."""
        tags = [tag for tag, _ in self._open]
        for at, (tag, unseen) in enumerate(self._open):
            if unseen and not (tag == "details" and at + 1 < len(tags) and tags[at + 1] == "summary"):
                return True
        return False
