from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.language import LANGUAGES
from allianceskg.library.text_index import Document, SearchPart, TextIndex, open_index
from allianceskg.matching.case_terms import TermReader

READER = TermReader([("Tiers-lieux", "fr")])
FOOD = "https://w3id.org/alliances/vocabulary/themes/invented-food"


def found(index: TextIndex, text: str) -> list[int]:
    """Search for each word of a text, in both languages."""
    return index.search({one: [SearchPart((term.stem,)) for term in READER.terms(text, one)] for one in LANGUAGES})


@pytest.fixture(scope="module")
def index() -> TextIndex:
    """Four invented cases."""
    return TextIndex(
        [
            Document(0, "fr", "L'équipement d'une œuvre", "Île-de-France", "Inventé : des associés s'équipent."),
            Document(0, "en", "The equipment of a charity", "Île-de-France", "Invented: partners get equipped."),
            Document(1, "fr", "Un jardin", "Lyon", "Inventé : l’insertion par les légumes.", (FOOD,)),
            Document(1, "en", "A garden", "Lyon", "Invented: work integration through vegetables.", (FOOD,)),
            Document(2, "fr", "L'insertion", "", ""),
            Document(3, "fr", "Deux équipes", "", "Inventé : des équipes d'hôtels."),
        ],
        READER,
    )


@pytest.mark.parametrize(
    "text",
    [
        "equipement",
        "ÉQUIPEMENTS",
        "l'équipement",
        "oeuvre",
        "œuvre",
        "œuvres",
        "ile de france",
        "associes",
        "equipment",
    ],
)
def test_accents_ligatures_elisions_and_number_do_not_matter(index: TextIndex, text: str) -> None:
    assert found(index, text) == [0]


@pytest.mark.parametrize("text", ["l'insertion", "l’insertion", "insertion", "INSERTION"])
def test_an_elided_article_is_no_word_and_a_title_counts_more_than_a_body(index: TextIndex, text: str) -> None:
    assert found(index, text) == [2, 1]


def test_a_case_with_every_word_comes_before_one_with_some(index: TextIndex) -> None:
    assert found(index, "jardin insertion") == [1, 2]
    assert set(found(index, "jardin équipement")) == {0, 1}


def test_a_recorded_concept_finds_a_case_and_so_does_another_name_of_it(index: TextIndex) -> None:
    assert index.search({"fr": [SearchPart(("potag",), (FOOD,))]}) == [1]
    assert index.search({"fr": [SearchPart(("potag",), (), (FOOD,))]}) == [1]
    assert index.search({"fr": [SearchPart(("potag",), (), (), (("legum",), ("absent", "legum")))]}) == [1]


def test_what_has_little_of_what_the_best_has_is_not_found() -> None:
    words = ["lune", "soleil", "étoile", "comète", "planète", "galaxie"]
    many = [Document(0, "fr", " ".join(words), "", "")]
    many += [Document(one, "fr", "autre chose", "", "et aussi une lune " * 3) for one in range(1, 60)]
    assert found(TextIndex(many, READER), " ".join(words)) == [0]


@pytest.mark.parametrize("text", ["", "   ", "l'", "?!", "\x00", '"', "((("])
def test_a_text_without_a_word_finds_nothing(index: TextIndex, text: str) -> None:
    assert found(index, text) == []


@pytest.mark.parametrize("stem", ["jardin AND", "title_fr:jardin", '"jardin', "jardin^9", "[a", "jard*"])
def test_no_character_of_what_is_asked_has_a_meaning(index: TextIndex, stem: str) -> None:
    assert index.search({"fr": [SearchPart((stem,))]}) == []


def test_a_misspelt_word_is_brought_to_the_nearest_of_the_cases(index: TextIndex) -> None:
    assert index.meant("insertoin") == "insertion"
    assert index.meant("equipment") is None, "it is a word itself"
    assert index.meant("jarn") is None, "too short to be sure"
    assert index.meant("xylophone") is None


def test_the_cases_that_hold_a_word_are_known(index: TextIndex) -> None:
    (term,) = READER.terms("insertions", "fr")
    assert index.holding(term.stem, "fr") == {1, 2}
    assert index.has_stem(term.stem, "fr")
    assert not index.has_stem("absent", "fr")


def test_an_index_is_saved_and_opened_again_and_made_anew_when_it_is_damaged(tmp_path: Path) -> None:
    asked = []

    def documents() -> list[Document]:
        asked.append(1)
        return [Document(position, "fr", f"Cas {word}", "", "") for position, word in enumerate(["lune", "soleil"])]

    assert found(open_index(documents, READER, folder=tmp_path), "soleil") == [1]
    opened = open_index(documents, READER, folder=tmp_path)
    assert found(opened, "soleil") == [1]
    assert opened.meant("soliel") == "soleil"
    assert len(asked) == 1
    place = next(tmp_path.glob("words-*"))
    (place / "meta.json").write_text("{", encoding="utf-8")
    assert found(open_index(documents, READER, folder=tmp_path), "soleil") == [1]
    assert len(asked) == 2
    (next(tmp_path.glob("words-*")) / "spellings.json").unlink()
    assert found(open_index(documents, READER, folder=tmp_path), "soleil") == [1]
    assert len(asked) == 3
    assert found(open_index(documents, READER, folder=tmp_path, reading=["another query"]), "lune") == [0]
    assert len(asked) == 4
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_an_index_that_cannot_be_saved_is_kept_in_memory(tmp_path: Path) -> None:
    index = open_index(lambda: [Document(0, "fr", "Lune", "", "")], READER, folder=tmp_path / "nowhere")
    assert found(index, "lune") == [0]
