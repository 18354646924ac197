from __future__ import annotations

import os
from pathlib import Path

import pytest

from allianceskg.errors import ProfileError
from allianceskg.model import Partner, Profile
from allianceskg.profiles import FORMATS, KnownValues, parse_document, read_profile
from allianceskg.profiles.known import MAX_BYTES

PREFIXES = """\
@prefix akg: <https://w3id.org/alliances/ontology#> .
@prefix voc-needs: <https://w3id.org/alliances/vocabulary/needs/> .
"""


def faults_of(path: Path, known: KnownValues) -> list[str]:
    with pytest.raises(ProfileError) as raised:
        read_profile(path, known)
    assert str(path) in raised.value.message.fr
    return [fault.fr for fault in raised.value.faults]


def faults_in(data: bytes, form: str, known: KnownValues) -> list[str]:
    with pytest.raises(ProfileError) as raised:
        parse_document(data, form, known)
    return [fault.fr for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.yaml", "needs: [definir-strategie]\n"),
        ("p.YML", "needs:\n- definir-strategie\n"),
        ("p.json", '{"needs": ["definir-strategie"]}'),
        ("p.jsonld", '{"@context": "https://w3id.org/alliances/context.jsonld", "needs": ["definir-strategie"]}'),
        ("p.ttl", f"{PREFIXES} <> a akg:Profile ; akg:asksNeed voc-needs:definir-strategie ."),
        (
            "p.nt",
            "_:p <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/alliances/ontology#Profile> .\n"
            "_:p <https://w3id.org/alliances/ontology#asksNeed>"
            " <https://w3id.org/alliances/vocabulary/needs/definir-strategie> .\n",
        ),
    ],
)
def test_the_ending_of_the_name_says_the_format(tmp_path, known, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    assert read_profile(path, known) == Profile(needs=("definir-strategie",))


def test_a_byte_order_mark_does_no_harm(tmp_path, known):
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbfthemes: [emploi]\r\n")

    assert read_profile(path, known) == Profile(themes=("emploi",))


def test_a_code_that_begins_with_zero_keeps_it(tmp_path, known):
    path = tmp_path / "p.yaml"
    path.write_text("territory: 01004\n", encoding="utf-8")

    assert read_profile(path, known).territory == "commune-01004"


def test_a_title_that_looks_like_a_date_or_a_yes_stays_a_title(known):
    profile = parse_document(b"title: 2026-11-23\npartners: [{name: yes, actor_type: association}]", "yaml", known)

    assert profile == Profile(title="2026-11-23", partners=(Partner("yes", "association"),))


def test_an_unknown_ending_is_answered_with_the_known_ones(tmp_path, known):
    (fault,) = faults_of(tmp_path / "profil.docx", known)

    assert "« .docx »" in fault
    assert all(ending in fault for ending in FORMATS)


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path, known):
    folder = tmp_path / "dossier.yaml"
    folder.mkdir()

    assert "ne peut pas être lu" in faults_of(tmp_path / "absent.yaml", known)[0]
    assert "ne peut pas être lu" in faults_of(folder, known)[0]


@pytest.mark.parametrize("name", ["grand.yaml", "grand.json", "grand.ttl"])
def test_a_file_larger_than_the_memory_is_refused_without_being_read(tmp_path, known, name):
    path = tmp_path / name
    path.touch()
    os.truncate(path, 10**12)  # a file of holes, which takes no place

    (fault,) = faults_of(path, known)

    assert "dépasse 1000 ko" in fault


def test_the_largest_file_allowed_is_read(known):
    text = b"themes: [emploi]\n# "

    assert parse_document(text + b"x" * (MAX_BYTES - len(text)), "yaml", known) == Profile(themes=("emploi",))


@pytest.mark.parametrize("form", ["yaml", "json", "turtle"])
def test_a_file_that_is_not_utf_8_tells_the_line(known, form):
    (fault,) = faults_in("# oui\n# été\n".encode("latin-1"), form, known)

    assert fault.startswith("ligne 2 : le fichier n'est pas en UTF-8")


@pytest.mark.parametrize(("form", "text"), [("yaml", b""), ("json", b" \n"), ("turtle", b"# rien\n")])
def test_an_empty_file_asks_for_nothing(known, form, text):
    (fault,) = faults_in(text, form, known)

    assert fault.startswith("le profil ne demande rien")


@pytest.mark.parametrize(
    ("form", "text", "words"),
    [
        ("json", b'{"needs": [}', "ligne 1, colonne 12 : ce n'est pas du JSON"),
        ("json", b"[" * 200_000, "JSON trop imbriqu"),
        ("turtle", b"<a> <b>\n<c", "ce n'est pas du Turtle"),
        ("turtle", b"nom: valeur", "ce n'est pas du Turtle"),
    ],
)
def test_a_broken_file_tells_where(known, form, text, words):
    (fault,) = faults_in(text, form, known)

    assert words in fault


def test_deeply_nested_turtle_is_refused_without_harm(known):
    assert faults_in(b"<a:b> <a:c> " + b"[ <a:p> " * 100_000, "turtle", known)


def test_syntax_faults_and_wrong_values_of_a_file_are_told_together(known):
    faults = faults_in(b"needs: [x]\nsdgs: [99]\nneeds: [y]\n", "yaml", known)

    assert faults[0] == "ligne 3 : la clé « needs » est écrite deux fois"
    assert len(faults) == 3


def test_json_keys_written_twice_are_faults(known):
    (fault,) = faults_in(b'{"needs": [], "needs": ["definir-strategie"]}', "json", known)

    assert fault == "la clé « needs » est écrite deux fois"


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-1", b"1e400", b"9" * 10_000])
def test_numbers_that_json_lets_through_are_no_weights(known, number):
    text = b'{"partners": [{"objectives": {"processus": %s}}]}' % number

    (fault,) = faults_in(text, "json", known)

    assert fault.startswith("partenaire 1, objectifs, processus : ")
