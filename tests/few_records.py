"""A small home: the shipped ontology and queries, and the records of one shipped case, with its territory alone."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

from allianceskg.files import Home
from allianceskg.rdf import turtle

CASE = "cases/danone-grameen"
_ACTOR = re.compile(r"\bactor:([a-z0-9-]+)")
_TERRITORY = "territory:country-BD"


def write_few_records(home: Home, root: Path) -> Home:
    """Write it to a folder that does not exist yet."""
    for place in ("ontology", "queries", "data/templates", "data/catalogue.ttl"):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).symlink_to(home.root / place)
    actors = sorted(set(_ACTOR.findall((home.data / f"{CASE}.ttl").read_text(encoding="utf-8"))))
    for name in (CASE, *(f"actors/{actor}" for actor in actors)):
        path = root / "data" / f"{name}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(home.data / f"{name}.ttl", path)
    (root / "data" / "resources").mkdir()
    (root / "data" / "territories").mkdir()
    blocks = turtle.read_bytes(home.data / "territories" / "countries.ttl.gz").decode().split("\n\n")
    kept = [block for block in blocks if block.startswith(("@prefix", f"{_TERRITORY}\n"))]
    (root / "data" / "territories" / "countries.ttl.gz").write_bytes(gzip.compress("\n\n".join(kept).encode() + b"\n"))
    return Home(root)
