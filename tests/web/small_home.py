"""A small catalogue with the real ontology and queries and a few invented records, some merged or retired."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from allianceskg.files import Home, find_home

PREFIXES = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix actor: <https://w3id.org/alliances/actor/> .
@prefix case: <https://w3id.org/alliances/case/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CASE = """
case:atelier-invente a akg:CaseStudy ;
    dcterms:title "Atelier inventé"@fr , "Invented workshop"@en ;
    dcterms:abstract "Cas inventé <pour> un test & rien d'autre."@fr , "Case invented for a test."@en ;
    dcterms:created "2026-11-23"^^xsd:date ; dcterms:modified "2026-11-23"^^xsd:date .
"""
UNDATED = """
case:cas-sans-date a akg:CaseStudy ; dcterms:title "Cas inventé sans date"@fr , "Invented case without a date"@en .
"""
RETIRED = """
case:cas-retire a akg:CaseStudy ; dcterms:title "Cas inventé retiré"@fr , "Invented retired case"@en ;
    akg:retirementReason "Aucune source ne subsiste (inventé)."@fr , "No source remains (invented)."@en ;
    dcterms:isReplacedBy case:atelier-invente .
"""
SURVIVOR = """
actor:acteur-invente a akg:Actor ; skos:prefLabel "Acteur inventé"@fr .
"""
MERGED = """
actor:acteur-en-double a akg:Actor ; skos:prefLabel "Acteur inventé, en double"@fr ;
    akg:mergedInto actor:acteur-invente .
"""
TERRITORIES = """
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix t: <https://w3id.org/alliances/territory/> .
t:commune-1 akg:territoryLevel <https://w3id.org/alliances/vocabulary/territory-levels/commune> .
"""
RECORDS = {
    "cases/atelier-invente": CASE,
    "cases/cas-sans-date": UNDATED,
    "cases/cas-retire": RETIRED,
    "actors/acteur-invente": SURVIVOR,
    "actors/acteur-en-double": MERGED,
}


def write_small_home(root: Path) -> Home:
    """Write it to a folder that does not exist yet."""
    real = find_home()
    root.mkdir(parents=True)
    (root / "ontology").symlink_to(real.ontology)
    (root / "queries").symlink_to(real.queries)
    (root / "data" / "territories").mkdir(parents=True)
    shutil.copy(real.data / "catalogue.ttl", root / "data" / "catalogue.ttl")
    (root / "data" / "territories" / "all.ttl.gz").write_bytes(gzip.compress(TERRITORIES.encode()))
    for name, turtle in RECORDS.items():
        write_record(Home(root), name, turtle)
    return Home(root)


def write_record(home: Home, name: str, turtle: str) -> None:
    """Write one record; name is a folder and a slug."""
    path = home.data / f"{name}.ttl"
    path.parent.mkdir(exist_ok=True)
    path.write_text(PREFIXES + turtle, encoding="utf-8")
