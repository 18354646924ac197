"""Two people's changes of one record: what only one changed is taken, what both changed is told, nothing is lost."""

from __future__ import annotations

from typing import Any

from allianceskg.records.merging import merge_fields, with_choice

BASE: dict[str, Any] = {
    "title": {"fr": "Titre", "en": "Title"},
    "page": ["https://example.org/a"],
    "hasPlace": [{"id": "place-1", "kind": "PlaceStatement", "territory": "commune-45234"}],
    "reportsFact": [
        {"id": "fact-1", "kind": "FactStatement", "description": {"fr": "Un"}},
        {"id": "fact-2", "kind": "FactStatement", "description": {"fr": "Deux"}},
    ],
}


def test_what_only_one_of_them_changed_is_taken() -> None:
    mine = with_choice(BASE, ("title", "fr"), "Mon titre")
    theirs = with_choice(with_choice(BASE, ("title", "en"), "Their title"), ("page",), ["https://example.org/b"])

    merged = merge_fields(BASE, mine, theirs)

    assert merged.fields["title"] == {"fr": "Mon titre", "en": "Their title"}
    assert merged.fields["page"] == ["https://example.org/b"]
    assert not merged.conflicts
    assert set(merged.taken) == {("title", "en"), ("page",)}


def test_what_both_changed_is_a_conflict_and_theirs_stands() -> None:
    mine = with_choice(BASE, ("title", "fr"), "Mon titre")
    theirs = with_choice(BASE, ("title", "fr"), "Leur titre")

    merged = merge_fields(BASE, mine, theirs)

    (conflict,) = merged.conflicts
    assert (conflict.path, conflict.base, conflict.mine, conflict.theirs) == (
        ("title", "fr"), "Titre", "Mon titre", "Leur titre",
    )  # fmt: skip
    assert merged.fields["title"]["fr"] == "Leur titre"
    assert with_choice(merged.fields, conflict.path, conflict.mine)["title"]["fr"] == "Mon titre"


def test_parts_are_known_by_their_names() -> None:
    mine = with_choice(BASE, ("reportsFact", "fact-1", "description", "fr"), "Un, corrigé")
    theirs = with_choice(BASE, ("reportsFact", "fact-2"), None)
    theirs = with_choice(theirs, ("reportsFact", "fact-3"), {"id": "fact-3", "description": {"fr": "Trois"}})

    merged = merge_fields(BASE, mine, theirs)

    assert [one["id"] for one in merged.fields["reportsFact"]] == ["fact-1", "fact-3"]
    assert merged.fields["reportsFact"][0]["description"]["fr"] == "Un, corrigé"
    assert not merged.conflicts


def test_a_part_that_one_took_away_and_the_other_changed_is_a_conflict() -> None:
    mine = with_choice(BASE, ("hasPlace", "place-1", "territory"), "departement-45")
    theirs = with_choice(BASE, ("hasPlace", "place-1"), None)

    merged = merge_fields(BASE, mine, theirs)

    (conflict,) = merged.conflicts
    assert conflict.path in {("hasPlace", "place-1"), ("hasPlace",)}
    assert conflict.theirs in (None, [])
    kept = with_choice(merged.fields, conflict.path, conflict.mine)
    assert kept["hasPlace"][0]["territory"] == "departement-45"
