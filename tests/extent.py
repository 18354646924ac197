"""
How much a test does: a fixed sample, which takes seconds, or with `ALLIANCESKG_EXTENT=whole`, as before a release, all.

Only for work that is long by nature and that grows with the catalogue; `make release-check` asks for all of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Final

IS_WHOLE: Final = os.environ.get("ALLIANCESKG_EXTENT") == "whole"


def sample(names: Iterable[str], size: int, *, with_names: Iterable[str] = ()) -> list[str]:
    """
    Choose so many names, and those that must be among them; the same ones as long as these names exist.

    The choice follows the digests of the names, so that it is spread over all, and a further name changes it seldom.
    """
    everything = sorted(names)
    chosen = sorted(everything, key=lambda name: hashlib.sha256(name.encode()).digest())[:size]
    return sorted({*chosen, *with_names} & set(everything))
