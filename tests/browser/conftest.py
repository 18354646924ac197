"""A real browser before a running site; without one the tests are skipped, or fail when everything is required."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from allianceskg.config import read_settings
from allianceskg.web.app import create_app
from tests.wanting import refuse_or_skip

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def root(built_folder: Path) -> Iterator[str]:
    """The address of a running site over the shipped catalogue, which no test changes."""
    app = create_app(read_settings({"store": built_folder}, {}))
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if CHROMIUM is None:
        refuse_or_skip("chromium is not installed (apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        refuse_or_skip("playwright is not installed (pip install playwright)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which judges the accessibility of a page from inside it."""
    return (Path(__file__).parent / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
