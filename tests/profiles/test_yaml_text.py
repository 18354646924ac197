from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from allianceskg.profiles import yaml_text
from allianceskg.profiles.yaml_text import UnreadableError
from tests.patience import ends


def refusal(text: str) -> str:
    with pytest.raises(UnreadableError) as raised:
        yaml_text.load(text)
    assert raised.value.fault.en
    return raised.value.fault.fr


@pytest.mark.parametrize(
    "written",
    [
        "01004",
        "2A",
        "42.5",
        "0.1",
        "1_000",
        "0x10",
        "12:30:45",
        "no",
        "Yes",
        "true",
        "2026-11-23",
        "1e3",
        ".5",
        "=",
        "<<",
    ],
)
def test_a_value_stays_the_text_that_was_written(written):
    assert yaml_text.load(f"territory: {written}") == ({"territory": written}, [])


def test_a_key_stays_the_text_that_was_written():
    assert yaml_text.load("on: a\n2A: b\n01: c") == ({"on": "a", "2A": "b", "01": "c"}, [])


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_nothing(written):
    assert yaml_text.load(f"title: {written}") == ({"title": None}, [])


@pytest.mark.parametrize("written", ['"null"', "'~'", '""'])
def test_a_nothing_between_quotes_is_a_text(written):
    assert yaml_text.load(f"title: {written}") == ({"title": written[1:-1]}, [])


@pytest.mark.parametrize("text", ["", "\n", "# rien\n", "---\n...\n"])
def test_an_empty_document_is_nothing(text):
    assert yaml_text.load(text) == (None, [])


def test_keys_written_twice_are_faults_and_reading_goes_on():
    value, faults = yaml_text.load("needs: [a]\nthemes: [b]\nneeds: [c]\npartners:\n  - {name: A, name: B}\n")

    assert [fault.fr for fault in faults] == [
        "ligne 3 : la clé « needs » est écrite deux fois",
        "ligne 5 : la clé « name » est écrite deux fois",
    ]
    assert isinstance(value, dict)


def test_aliases_that_would_explode_are_refused_at_once():
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]

    with ends():
        assert refusal("\n".join(lines)).startswith("ligne 2 : les alias YAML (*a0) ne sont pas admis")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [1\nb: 2", "ligne 2, colonne 2 : YAML illisible, une accolade, un crochet ou une virgule manque"),
        ("a: [x, ", "une accolade ou un crochet n'est pas fermé"),
        ("title: a: b", "ligne 1, colonne 9 : YAML illisible, un « : » inattendu"),
        ("a: b\n\tc: d", "une tabulation"),
        ("a:\n\t- b", "jamais avec des tabulations"),
        ("a: 'x\n", "un guillemet n'est pas fermé"),
        ("a: b\n- c", "ligne 2, colonne 1 : YAML illisible, l'indentation ou la ponctuation"),
        ("title: ok\nneeds: \x01", "ligne 2 : YAML illisible, un caractère de contrôle"),
        ("!!python/object/apply:os.system [ls]", "les étiquettes YAML"),
        ("a: !local b", "les étiquettes YAML"),
        ("a: 1\n---\nb: 2", "ligne 2 : un deuxième document commence"),
        ("? [a]\n: 1", "une clé doit être un mot"),
        ("? {a: 1}\n: 1", "une clé doit être un mot"),
        ("[" * 100_000, "trop de niveaux"),
        ("a: " + "{b: " * 50 + "1" + "}" * 50, "trop de niveaux"),
        ("[" + "1," * 10_000 + "]", "trop de valeurs"),
    ],
)
def test_what_cannot_be_read_tells_where_and_why(text, words):
    assert words in refusal(text)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        yaml_text.load(text)
    except UnreadableError as error:
        assert error.fault.fr  # noqa: PT017


values = st.recursive(
    st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=6), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(values)
def test_what_a_yaml_library_writes_is_read_back(value):
    assert yaml_text.load(yaml.safe_dump(value, allow_unicode=True)) == (value, [])
