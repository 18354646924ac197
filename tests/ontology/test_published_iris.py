"""What was published stays: an IRI that disappears stops a release."""

from __future__ import annotations

import shutil
from pathlib import Path

from allianceskg.files import Home
from scripts.check_published_iris import LIST, lost, published, withdrawn_without_a_word

DEPRECATED = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix akg: <https://w3id.org/alliances/ontology#> .
# Invented terms.
akg:inventedOld owl:deprecated true ; dcterms:isReplacedBy akg:inventedNew .
akg:inventedSilent owl:deprecated true .
"""


def test_no_published_iri_has_disappeared(home: Home) -> None:
    assert lost(LIST.read_text(encoding="utf-8").splitlines(), published(home)) == []


def test_every_deprecated_term_tells_its_successor_or_the_reason(home: Home) -> None:
    assert withdrawn_without_a_word(home) == []


def test_the_list_is_sorted_and_holds_terms_cases_actors_and_queries() -> None:
    listed = LIST.read_text(encoding="utf-8").splitlines()

    assert listed == sorted(set(listed))
    base = "https://w3id.org/alliances/"
    for iri in (
        "ontology#CaseStudy",
        "case/ronalpia",
        "actor/danone",
        "query/matching/ranking",
        "vocabulary/themes/numerique",
    ):
        assert f"{base}{iri}" in listed


def test_an_iri_that_vanishes_or_is_withdrawn_in_silence_is_told(home: Home, tmp_path: Path) -> None:
    shutil.copytree(home.ontology, tmp_path / "ontology")
    (tmp_path / "ontology" / "alignments" / "invented.ttl").write_text(DEPRECATED, encoding="utf-8")
    (tmp_path / "ontology" / "vocabularies" / "steps.ttl").unlink()
    shutil.copytree(home.queries, tmp_path / "queries")
    shutil.copytree(home.data / "cases", tmp_path / "data" / "cases")
    changed = Home(tmp_path)

    gone = lost(published(home), published(changed))

    assert "https://w3id.org/alliances/vocabulary/steps" in gone
    assert withdrawn_without_a_word(changed) == ["https://w3id.org/alliances/ontology#inventedSilent"]
