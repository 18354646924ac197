"""What each page shows, computed from the catalogue; templates only lay it out."""

from typing import Final

SHOWN_CASES: Final = 12
"""Cases that the page of a thing shows; the list of cases has them all."""
