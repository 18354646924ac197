from __future__ import annotations

from pathlib import Path

import pytest

from allianceskg.library.text_index import Document, TextIndex, open_index


@pytest.fixture(scope="module")
def index() -> TextIndex:
    """Three invented cases."""
    return TextIndex(
        [
            Document(0, "fr", "L'équipement d'une œuvre", "Île-de-France", "Inventé : des associés s'équipent."),
            Document(0, "en", "The equipment of a charity", "Île-de-France", "Invented: partners get equipped."),
            Document(1, "fr", "Un jardin", "Lyon", "Inventé : l’insertion par les légumes."),
            Document(1, "en", "A garden", "Lyon", "Invented: work integration through vegetables."),
            Document(2, "fr", "L'insertion", "", ""),
        ]
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
    assert index.search(text) == [0]


@pytest.mark.parametrize("text", ["l'insertion", "l’insertion", "insertion", "INSERTION"])
def test_an_elided_article_is_no_word_and_a_title_counts_more_than_a_body(index: TextIndex, text: str) -> None:
    assert index.search(text) == [2, 1]


def test_every_word_must_be_there(index: TextIndex) -> None:
    assert index.search("jardin insertion") == [1]
    assert index.search("jardin équipement") == []


@pytest.mark.parametrize("text", ["", "   ", "le la de", "l'", "?!", "\x00", '"', "((("])
def test_a_text_without_a_word_finds_nothing(index: TextIndex, text: str) -> None:
    assert index.search(text) == []


@pytest.mark.parametrize(
    "text", ["jardin AND lyon*", "title_fr:jardin", '"jardin', "jardin^9", "NOT jardin", "[a TO z]"]
)
def test_no_character_of_a_query_has_a_meaning(index: TextIndex, text: str) -> None:
    assert set(index.search(text)) <= {1}


def test_the_words_of_a_text_are_given_back_as_they_were_typed(index: TextIndex) -> None:
    assert index.words("le Jardin de l'insertion") == ["Jardin", "l'insertion"]


def test_an_index_is_saved_and_opened_again_and_made_anew_when_it_is_damaged(tmp_path: Path) -> None:
    asked = []

    def documents() -> list[Document]:
        asked.append(1)
        return [Document(position, "fr", f"Cas {word}", "", "") for position, word in enumerate(["lune", "soleil"])]

    assert open_index(documents, folder=tmp_path).search("soleil") == [1]
    assert open_index(documents, folder=tmp_path).search("soleil") == [1]
    assert len(asked) == 1
    place = next(tmp_path.glob("words-*"))
    (place / "meta.json").write_text("{", encoding="utf-8")
    assert open_index(documents, folder=tmp_path).search("soleil") == [1]
    assert len(asked) == 2
    assert open_index(documents, folder=tmp_path, reading=["another query"]).search("lune") == [0]
    assert len(asked) == 3
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_an_index_that_cannot_be_saved_is_kept_in_memory(tmp_path: Path) -> None:
    index = open_index(lambda: [Document(0, "fr", "Lune", "", "")], folder=tmp_path / "nowhere")
    assert index.search("lune") == [0]
