from __future__ import annotations

import json
from pathlib import Path

import pytest

from allianceskg import cli
from allianceskg.cli.bilingual import language_of
from allianceskg.files import Home


@pytest.fixture(autouse=True)
def _store(built_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCESKG_STORE", str(built_folder))
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.parametrize("command", ["load", "validate", "convert", "match", "query", "network", "study", "config"])
def test_every_command_has_help_in_both_languages(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([command, "--help"]) == 0
    french = capsys.readouterr().out
    assert cli.run([command, "--lang", "en", "--help"]) == 0
    english = capsys.readouterr().out

    assert "Afficher cette aide." in french
    assert "Show this help." in english
    assert not {"Show", "Usage:"} & set(french.split())


def test_the_language_is_french_whatever_the_locale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")

    cli.run(["--help"])

    assert "Commandes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--lang", "en", "load"], "en"),
        (["load", "--lang=en"], "en"),
        (["load"], "fr"),
        (["query", "--", "--lang", "en"], "fr"),
    ],
)
def test_the_language_may_stand_anywhere_before_a_double_dash(arguments: list[str], language: str) -> None:
    assert language_of(arguments) == language


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "Commande inconnue"),
        (["load", "--stor", "x"], "--store"),
        (["match"], "PROFIL"),
        (["match", "a.yaml", "b.yaml"], "b.yaml"),
        (["match", "--situation", "a" * 2001], "2000"),
        (["match", "--situation", "Une ville", "--territory", "Courcy"], "plusieurs territoires"),
        (["match", "--situation", "Une ville", "--territory", "75"], "plusieurs territoires"),
        (["match", "--situation", " "], "ne demande rien"),
        (["match", "a.yaml", "--limit", "0"], "--limit"),
        (["query", "cases-by-model", "--format", "pdf"], "csv"),
        (["query", "cases-by-model", "--param", "model"], "signe ="),
        (["query", "cases-by-modl"], "cases-by-model"),
        (["query", "cases-by-model", "--param", "town=x"], "model"),
        (["validate", "nowhere.ttl"], "nowhere.ttl"),
        (["match", "nowhere.yaml"], "nowhere.yaml"),
        (["load", "nowhere.nq"], "nowhere.nq"),
    ],
)
def test_unusable_input_gives_two_and_a_message_on_standard_error(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = cli.run(arguments)

    printed = capsys.readouterr()
    assert status == 2
    assert words in printed.err
    assert printed.out == ""
    assert "Traceback" not in printed.err


def test_a_store_that_cannot_be_written_gives_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ALLIANCESKG_STORE", str(tmp_path / "file" / "store"))

    assert cli.run(["load"]) == 3
    assert "Traceback" not in capsys.readouterr().err


def test_load_prints_counts(capsys: pytest.CaptureFixture[str], home: Home) -> None:
    assert cli.run(["load", "--lang", "en"]) == 0

    printed = capsys.readouterr().out
    cases = list((home.root / "data" / "cases").glob("*.ttl"))
    assert f"{len(cases)} cases" in printed
    assert "Nothing has changed" in printed


def test_query_without_a_name_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["query"]) == 0

    assert "  cases-by-model [model]" in capsys.readouterr().out


def test_query_binds_what_a_person_types(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["query", "cases-by-model", "--param", "model=modele-hybride", "--format", "csv"]) == 0

    assert "danone-grameen" in capsys.readouterr().out


def test_query_gives_standard_json(capsys: pytest.CaptureFixture[str], home: Home) -> None:
    assert cli.run(["query", "case-titles", "--format", "json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["head"]["vars"] == ["case", "french", "english"]
    assert len(answer["results"]["bindings"]) == len(list((home.root / "data" / "cases").glob("*.ttl")))


def test_query_runs_a_file_without_a_header(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("PREFIX akg: <https://w3id.org/alliances/ontology#>\nASK { ?case a akg:CaseStudy }")

    assert cli.run(["query", str(path), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "yes\n"


def test_query_shows_a_file_as_it_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "PREFIX akg: <https://w3id.org/alliances/ontology#>\n"
        "SELECT ?year { ?case akg:richness 1 OPTIONAL { ?case akg:lastYear ?end } ?case akg:firstYear ?year }"
    )

    assert cli.run(["query", str(path), "--explain"]) == 0
    shown = capsys.readouterr().out
    assert shown.index("akg:firstYear") < shown.index("OPTIONAL")


def test_query_gives_canonical_turtle_for_a_construct(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["query", "02-case-models", "--format", "ttl"]) == 0

    assert "akg:usesModel" in capsys.readouterr().out


def test_a_faulty_query_shows_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?x WHERE {\n  ?x ?y\n}")

    assert cli.run(["query", str(path)]) == 2
    assert "^" in capsys.readouterr().err


def test_validate_of_the_catalogue_is_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["validate"]) == 0

    assert "Rien n'empêche la publication" in capsys.readouterr().out


def test_validate_of_a_bad_case_gives_one_in_every_format(
    tmp_path: Path, home, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (home.data / "cases" / "ronalpia.ttl").read_text("utf-8")
    path = tmp_path / "ronalpia.ttl"
    path.write_text(text.replace("voc-editorial-statuses:publie", "voc-editorial-statuses:inconnu"), encoding="utf-8")

    for form in ("text", "json", "ttl"):
        assert cli.run(["validate", str(path), "--format", form]) == 1
    assert "ValidationReport" in capsys.readouterr().out


def test_match_gives_json_in_the_shape_of_the_contract(home, capsys: pytest.CaptureFixture[str]) -> None:
    profile = str(home.data / "profiles" / "orleans.yaml")

    assert cli.run(["match", profile, "--format", "json", "--limit", "3"]) == 0

    answer = json.loads(capsys.readouterr().out)
    assert len(answer["matches"]) == 3
    assert answer["diagnosis"]["categories"] == ["innovation-societale"]
    assert {"contrast", "relax", "territory", "questions", "resources", "data_version", "rules_version"} <= set(answer)


def test_a_profile_that_nothing_matches_gives_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "profile.yaml"
    path.write_text("title: Profil inventé\nterritory: country-NZ\n", encoding="utf-8")

    assert cli.run(["match", str(path), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["matches"] == []


def test_config_says_where_each_value_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["config", "--lang", "en"]) == 0

    printed = capsys.readouterr().out
    assert "ALLIANCESKG_STORE" in printed
    assert "(environment)" in printed
    assert "(default)" in printed


def test_match_answers_a_story_without_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    story = "Maire d'une petite ville, je cherche un tierslieu"
    status = cli.run(["match", "--situation", story, "--territory", "Figeac", "--format", "json"])
    answer = json.loads(capsys.readouterr().out)

    assert status == 0
    assert answer["profile"] == {"situation": story, "territory": "commune-46102"}
    assert {
        "scheme": "themes",
        "slug": "tiers-lieux",
        "label": "Tiers-lieux",
        "words": ["tierslieu"],
        "asked": False,
    } in (answer["understood"])


def test_the_options_of_match_stand_in_place_of_what_the_file_says(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(home.data / "profiles" / "orleans.yaml")
    cli.run(["match", path, "--situation", "Des invendus", "--territory", "Lille", "--format", "json", "--limit", "1"])
    profile = json.loads(capsys.readouterr().out)["profile"]

    assert (profile["situation"], profile["territory"]) == ("Des invendus", "commune-59350")
    assert profile["themes"] == ["numerique"]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "Compris dans votre phrase : Alimentation (« invendus »)"),
        ("en", "Understood in your sentence: Food (“invendus”)"),
    ],
)
def test_the_table_says_what_was_understood(language: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["match", "--situation", "Nous cherchons des invendus", "--territory", "Lille", "--lang", language])

    assert line in capsys.readouterr().out
