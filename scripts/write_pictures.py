"""
Take the pictures of the README from the site itself, in a real browser.

    python -m scripts.write_pictures STORE

STORE is a folder of builds, as `allianceskg load --store STORE` makes it. Needs Chromium, playwright and Pillow (which
WeasyPrint brings). The pictures are light: few colours, no more of a page than its beginning.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import sync_playwright

from benchmarks.speed.serving import serving

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
STORY = {
    "fr": "Association d'aide alimentaire à Rennes, nous cherchons une entreprise qui donne ses invendus",
    "en": "Food-aid charity in Rennes, we look for a company that gives its unsold goods",
}
_ASKED = [("partner", "association,10,20,60,10"), ("theme", "alimentation"), ("territory", "commune-35238")]
_WIDTH, _HEIGHT = 1_000, 1_060
_COLOURS = 48


def addresses(language: str) -> dict[str, str]:
    """Return what is shown in a language, by the name of its picture."""
    asked = [("situation", STORY[language]), ("seeks", "entreprise"), *_ASKED]
    said = [("lang", language)] if language != "fr" else []
    return {
        "answer": f"/diagnosis?{urlencode([*asked, ('step', 'answer'), *said])}",
        "case": f"/case/carrefour-phenix?{urlencode([*asked, *said])}",
    }


def main() -> int:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    store = parser.parse_args().store
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("chromium is not installed (apt-get install chromium)", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving(store) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language in STORY:
            context = browser.new_context(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
            page = context.new_page()
            for name, address in addresses(language).items():
                page.goto(f"http://127.0.0.1:{port}{address}")
                file = FOLDER / f"{name}.{language}.png"
                file.write_bytes(lightened(page.screenshot()))
                print(f"{file.name}: {file.stat().st_size // 1_000} kB")
            context.close()
        browser.close()
    return 0


def lightened(picture: bytes) -> bytes:
    """Write a picture in few colours."""
    written = io.BytesIO()
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
        written, "PNG", optimize=True
    )
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
