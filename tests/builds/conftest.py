"""A small invented home, for tests that make many builds."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from allianceskg.files import Home, find_home

CASE_TURTLE = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<https://w3id.org/alliances/case/invented> a akg:CaseStudy ;
    dcterms:title "Cas inventé"@fr , "Invented case"@en ;
    akg:hasPlace <https://w3id.org/alliances/case/invented#place-1> .
<https://w3id.org/alliances/case/invented#place-1> a akg:PlaceStatement ;
    akg:territory <https://w3id.org/alliances/territory/commune-1> .
"""
TERRITORIES = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix t: <https://w3id.org/alliances/territory/> .
t:commune-1 akg:territoryLevel <https://w3id.org/alliances/vocabulary/territory-levels/commune> ; akg:directlyWithin t:region-1 .
t:region-1 akg:territoryLevel <https://w3id.org/alliances/vocabulary/territory-levels/region> .
"""


@pytest.fixture
def small_home(tmp_path: Path) -> Home:
    """A home of a few invented files, with the real queries."""
    root = tmp_path / "home"
    for folder in ("ontology", "data/cases", "data/territories"):
        (root / folder).mkdir(parents=True)
    shutil.copytree(find_home().queries, root / "queries")
    (root / "ontology" / "alliances.ttl").write_text("<http://a.example/> <http://b.example/> 1 .\n")
    (root / "data/cases/invented.ttl").write_text(CASE_TURTLE, encoding="utf-8")
    (root / "data/territories/all.ttl.gz").write_bytes(gzip.compress(TERRITORIES.encode()))
    return Home(root)
