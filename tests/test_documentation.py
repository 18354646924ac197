"""The documentation says what the program does, and the templates that it names can be used as it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from allianceskg.files import Home
from allianceskg.rdf import turtle
from allianceskg.validation import validate_files
from scripts import check_docs

TEMPLATES = check_docs.ROOT / "data" / "templates"


@pytest.mark.parametrize("check", check_docs.CHECKS, ids=lambda check: check.__name__)
def test_the_documentation_agrees_with_the_program(check: Callable[[], Iterator[str]]) -> None:
    assert list(check()) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("allianceskg lode", "no command lode"),
        ("allianceskg load --fast", "load has no option --fast"),
        ("allianceskg query cases-by-colour", "no query cases-by-colour"),
        ("allianceskg query cases-by-model --param colour=red", "the query cases-by-model has no parameter colour"),
        ("allianceskg match data/profiles/none.yaml", "no file data/profiles/none.yaml"),
        ("make coffee", "no target coffee"),
        ("python -m scripts.make_coffee", "no script scripts.make_coffee"),
    ],
)
def test_a_command_line_that_would_fail_is_found(line: str, fault: str) -> None:
    assert list(check_docs.faults_of_line(line)) == [fault]


@pytest.mark.parametrize(
    "line",
    [
        "allianceskg [--lang fr|en] [--version] [--help] COMMAND …",
        "allianceskg query [NAME|FILE.rq] [--param k=v]… [--format table|csv|json|ttl] [--store FOLDER]",
        "allianceskg query cases-by-model --param model=modele-hybride --format csv > answer.csv",
        "allianceskg match my-profile.yaml --limit 2  # two cases",
    ],
)
def test_a_command_line_that_would_do_is_left_alone(line: str) -> None:
    assert list(check_docs.faults_of_line(line)) == []


def test_the_templates_have_nothing_to_mend_and_say_that_they_are_invented(home: Home) -> None:
    report = validate_files([TEMPLATES], home)

    assert report.conforms
    assert all("invented" in path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.ttl"))


def test_the_templates_are_canonical_and_not_published(home: Home) -> None:
    for path in TEMPLATES.glob("*.ttl"):
        assert turtle.format_turtle(turtle.read(path)) == path.read_text(encoding="utf-8")
    assert not any(TEMPLATES in file.path.parents for file in home.files())


def test_a_template_that_was_filled_in_conforms(home: Home, tmp_path: Path) -> None:
    for name, file in {"case": "atelier", "association": "association", "entreprise": "entreprise"}.items():
        filled = (TEMPLATES / f"{name}.ttl").read_text(encoding="utf-8")
        for written, meant in {"mon-cas": "atelier", ":brouillon": ":en-relecture"}.items():
            filled = filled.replace(written, meant)
        filled = re.sub(r"(?<!-)\b[Ii]nvent\w*", "Écrit", filled)  # in the texts; identifiers stay
        (tmp_path / f"{file}.ttl").write_text(filled, encoding="utf-8")

    report = validate_files([tmp_path], home)

    assert report.findings == ()


def test_a_template_without_its_actors_says_which_are_missing(home: Home) -> None:
    report = validate_files([TEMPLATES / "case.ttl"], home)

    values = {finding.value for finding in report.findings if finding.severity == "violation"}
    assert values == {"actor:association-inventee", "actor:entreprise-inventee"}
