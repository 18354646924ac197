"""The process that is killed: publishes one change after another, and says so once each is acknowledged."""

from __future__ import annotations

import os
import re
import sys
import time
from itertools import count
from pathlib import Path

from allianceskg.builds import local as builds
from allianceskg.builds.gate import Gate
from allianceskg.curation.publication import Publisher
from allianceskg.curation.repository import Author
from allianceskg.files import Home

AUTHOR = Author("Mesure inventée", "mesure@example.org")
_TITLE = re.compile(r'(dcterms:title\s+"[^"]*"@en ,\s+)"[^"]*"@fr')


def titled(text: str, title: str) -> str:
    """Give a case another French title."""
    changed, number = _TITLE.subn(rf'\g<1>"{title}"@fr', text, count=1)
    if number != 1:
        raise ValueError(text[:200])
    return changed


def main(root: str, workspace: str, store: str, name: str, acknowledged: str, mark: str) -> None:
    """Publish until killed."""
    home = Home(Path(root), Path(workspace))
    publisher = Publisher(
        home, lambda approved: builds.build(home, Path(store), gate=Gate(home, Path(store), approved=approved))
    )
    with publisher.open() as opened, Path(acknowledged).open("a", encoding="utf-8") as told:
        print("ready", flush=True)
        for number in count():
            title = f"Titre inventé {mark} {number}"
            text = titled(opened.workspace.path(name).read_text(encoding="utf-8"), title)
            started = time.perf_counter()
            opened.publish({name: text.encode()}, author=AUTHOR, message=title)
            told.write(f"{time.perf_counter() - started:.4f} {title}\n")
            told.flush()
            os.fsync(told.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
