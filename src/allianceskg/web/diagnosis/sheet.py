"""The answer as a tagged PDF (PDF/UA), where WeasyPrint and the libraries that it needs are installed."""

from __future__ import annotations

import ctypes.util
import importlib
import importlib.util
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from allianceskg.language import Text

UNAVAILABLE: Final = Text(
    fr="Ce serveur ne fabrique pas de PDF : WeasyPrint, ou la bibliothèque Pango, n'y est pas installé.",
    en="This server makes no PDF: WeasyPrint, or the Pango library, is not installed on it.",
)
INSTEAD: Final = Text(
    fr="Imprimez la page de la réponse dans un fichier PDF : tout y est déplié. Pour les administrateurs : pip install "
    "weasyprint, et les paquets Debian libpango-1.0-0, libpangoft2-1.0-0 et libharfbuzz-subset0.",
    en="Print the answer page to a PDF file: everything is unfolded there. For administrators: pip install weasyprint, "
    "and the Debian packages libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0.",
)

_TEMPLATES: Final = Path(__file__).parent.parent / "templates" / "diagnosis"
STYLE: Final = _TEMPLATES / "sheet.css"
COMMON_STYLE: Final = _TEMPLATES.parent / "sheet.css"
"""What the sheets of landmarks, of the self-assessment, of the evaluation and of the path share."""
DOSSIER_STYLE: Final = _TEMPLATES / "dossier_sheet.css"

_VARIANT: Final = "pdf/ua-1"
_LIBRARIES: Final = ("pango-1.0", "pangoft2-1.0", "gobject-2.0")
# Laying out takes a core for a second or two: one at a time, so that the pages stay quick.
_ONE_AT_A_TIME: Final = threading.Lock()


class SheetUnavailableError(RuntimeError):
    """WeasyPrint cannot be used here."""


@cache
def is_available() -> bool:
    """Tell whether PDF sheets can be made, without loading what makes them."""
    return importlib.util.find_spec("weasyprint") is not None and all(map(ctypes.util.find_library, _LIBRARIES))


def as_pdf(html: str, *stylesheets: Path, base_url: str | None = None) -> bytes:
    """
    Lay out a page; it may link to other pages, but nothing outside itself is fetched.

    Args:
        stylesheets: Of rules that contradict each other, that of the last one holds.
        base_url: What links without a host are completed with.

    Raises:
        SheetUnavailableError: WeasyPrint cannot be used here.
    """
    return fitting_pdf([html], *stylesheets, most_pages=None, base_url=base_url)


def fitting_pdf(
    versions: Iterable[str], *stylesheets: Path, most_pages: int | None, base_url: str | None = None
) -> bytes:
    """
    Lay out the first version of a page that fits on some sheets of paper; the last one where none does.

    Args:
        versions: From the longest; one is made only when those before it do not fit.
        most_pages: None for as many as it takes.

    Raises:
        SheetUnavailableError: WeasyPrint cannot be used here.
    """
    try:
        weasyprint = importlib.import_module("weasyprint")
    except (ImportError, OSError) as fault:
        raise SheetUnavailableError from fault
    styles = [weasyprint.CSS(string=one.read_text(encoding="utf-8"), url_fetcher=_refuse) for one in stylesheets]
    document: Any = None
    with _ONE_AT_A_TIME:
        for html in versions:
            page = weasyprint.HTML(string=html, base_url=base_url, url_fetcher=_refuse)
            document = page.render(stylesheets=styles, pdf_variant=_VARIANT)
            if most_pages is None or len(document.pages) <= most_pages:
                break
        pdf: bytes = document.write_pdf(pdf_variant=_VARIANT)
    return pdf


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    message = f"a sheet refers to nothing outside itself, so not to {url}"
    raise ValueError(message)
