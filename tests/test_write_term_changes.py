"""A version moves when its terms do, and says what changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from allianceskg.language import LANGUAGES, Language
from scripts.write_term_changes import (
    BASE,
    PAGES,
    ROOT,
    Document,
    documents,
    edited,
    faults,
    last_release,
    page,
    present,
)

SCHEME = f"{BASE}vocabulary/invented"
ONE = URIRef(f"{SCHEME}/one")


def scheme(version: str, *, label: str = "un", prior: bool = True) -> Graph:
    graph = Graph()
    graph.add((URIRef(SCHEME), RDF.type, SKOS.ConceptScheme))
    graph.add((URIRef(SCHEME), OWL.versionInfo, Literal(version)))
    graph.add((URIRef(SCHEME), OWL.versionIRI, URIRef(f"{SCHEME}/{version}")))
    if prior:
        graph.add((URIRef(SCHEME), OWL.priorVersion, URIRef(f"{SCHEME}/0.1.0")))
    graph.add((ONE, RDF.type, SKOS.Concept))
    graph.add((ONE, SKOS.prefLabel, Literal(label, lang="fr")))
    return graph


def found(now: Graph, before: Graph) -> list[str]:
    return faults([Document("invented", now, before)], "0.1.0")


def test_the_versions_of_this_repository_are_right_and_the_pages_written() -> None:
    version = present()
    release = last_release(version)
    compared = documents(release)

    assert [*edited(version), *faults(compared, release)] == []
    for language in LANGUAGES:
        assert PAGES[language].read_text(encoding="utf-8") == page(compared, release, language)


def test_terms_that_move_under_one_number_are_named() -> None:
    (fault,) = found(scheme("0.1.0", label="deux"), scheme("0.1.0"))

    assert "the same number" in fault


def test_a_number_that_moves_without_its_terms_is_named() -> None:
    (fault,) = found(scheme("0.2.0"), scheme("0.1.0", prior=False))

    assert "another number, 0.2.0" in fault


def test_a_vocabulary_keeps_the_number_of_the_release_in_which_it_last_moved() -> None:
    unmoved = [Document("invented", scheme("0.1.0", prior=False), scheme("0.1.0", prior=False))]

    assert faults(unmoved, "0.2.0") == []


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A copy of the ontology that stands here, released under its number and once before."""
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    for number in ("0.0.1", present()):
        folder = tmp_path / "releases" / number
        folder.mkdir(parents=True)
        shutil.copy(ROOT / "ontology" / "alliances.ttl", folder)
    return tmp_path


def test_what_was_released_is_not_edited_under_its_number(released: Path) -> None:
    assert edited(present(), released) == []
    with (released / "ontology" / "alliances.ttl").open("a", encoding="utf-8") as file:
        file.write("# edited\n")

    (fault,) = edited(present(), released)

    assert "ontology/alliances.ttl" in fault
    assert "raise owl:versionInfo" in fault


def test_a_release_is_compared_with_the_one_before_it(released: Path) -> None:
    assert last_release(present(), released) == "0.0.1"


def test_a_term_that_vanishes_is_named() -> None:
    now = scheme("0.2.0")
    now.remove((ONE, None, None))

    assert any("is gone" in one for one in found(now, scheme("0.1.0")))


@pytest.mark.parametrize("has_successor", [True, False])
def test_a_deprecated_term_names_its_successor(has_successor: bool) -> None:
    now = scheme("0.2.0")
    now.add((ONE, OWL.deprecated, Literal(True)))
    if has_successor:
        now.add((ONE, DCTERMS.isReplacedBy, URIRef(f"{SCHEME}/two")))

    assert [one for one in found(now, scheme("0.1.0")) if "successor" in one] == (
        [] if has_successor else [f"{ONE} is deprecated and names no successor: dcterms:isReplacedBy"]
    )


@pytest.mark.parametrize(
    ("language", "word"),
    [("fr", "modifié (libellé) : `invented/one`, deux"), ("en", "changed (label): `invented/one`, deux")],
)
def test_the_page_says_what_changed(language: Language, word: str) -> None:
    assert word in page([Document("invented", scheme("0.2.0", label="deux"), scheme("0.1.0"))], "0.1.0", language)
