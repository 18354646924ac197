"""The example profiles of the repository, as the addresses of a diagnosis say them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from allianceskg.model import OBJECTIVES

PROFILES = sorted((Path(__file__).resolve().parents[2] / "data" / "profiles").glob("*.yaml"))
_LISTS = {"features": "feature", "needs": "need", "functions": "function", "themes": "theme", "sdgs": "sdg"}


def pairs_of(path: Path) -> list[tuple[str, str]]:
    """Return the parameters that ask for what a profile file asks for."""
    profile: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    pairs = [(key, str(profile[key])) for key in ("title", "situation", "territory") if profile.get(key)]
    sought = [[one["actor_type"], one.get("role")] for one in profile.get("seeks", ())]
    pairs += [("seeks", ",".join(filter(None, one))) for one in sought]
    for one in profile.get("partners", ()):
        weights = one.get("objectives", {})
        pairs.append(
            ("partner", ",".join([one.get("actor_type", ""), *(str(weights.get(name, "")) for name in OBJECTIVES)]))
        )
        pairs.append(("name", one.get("name", "")))
    return pairs + [(name, str(value)) for key, name in _LISTS.items() for value in profile.get(key, ())]
