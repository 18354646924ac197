from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from allianceskg.files import Home
from allianceskg.language import LANGUAGES, Language
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer
from allianceskg.matching.answer_json import as_json, share
from allianceskg.model import OBJECTIVES, Partner, Profile
from allianceskg.profiles import parse_profile

NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "data" / "profiles").glob("*.yaml"))
CORNERS = {
    "undetermined": Profile(partners=(Partner(objectives=dict.fromkeys(OBJECTIVES, Fraction(1))),)),
    "nothing listed": Profile(territory="country-NZ", sdgs=(14,)),
    "no territory": Profile(functions=("accompagnements",)),
    "thirds": Profile(
        partners=(Partner(objectives={"processus": Fraction("0.1"), "positionnement": Fraction("0.2")}),)
    ),
    "opposed": Profile(
        partners=(
            Partner(name="A (inventé)", objectives={"processus": Fraction(1)}),
            Partner(objectives={"positionnement": Fraction(1)}),
        ),
        features=("co-entreprise",),
    ),
}
"""Invented profiles, for the parts of an answer that the shipped examples leave empty."""

FRENCH_WORDS = re.compile(r"\b(est|dans|mais|aucune?|ligne|cas|votre|demandée?|recensée?|renseigné|recommandée?)\b")
ENGLISH_WORDS = re.compile(r"\b(the|of|is|with|which|line|case|your|asked|recorded|recommended)\b")
KEYS_OF_ONE_RUN = re.compile(r"engine|second|duration|elapsed|time|date|host|user")


@pytest.fixture(scope="module")
def schema(home: Home) -> dict[str, Any]:
    return json.loads((home.ontology / "schemas" / "answer.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validator(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(scope="module")
def answers(example_answers: Mapping[str, Answer], shipped: Catalogue, kit_only: Catalogue) -> dict[str, Answer]:
    corners = {name: shipped.answer(profile, limit=3) for name, profile in CORNERS.items()}
    # The shipped cases answer every goal; those that the kit names do not.
    corners["nothing listed"] = kit_only.answer(CORNERS["nothing listed"], limit=3)
    return {**example_answers, **corners}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*NAMES, *CORNERS])
def test_an_answer_has_the_shape_of_the_schema(name: str, language: Language, answers, validator) -> None:
    document = json.loads(json.dumps(as_json(answers[name], language)))

    assert [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(document)] == []


def test_the_corner_profiles_reach_every_part(answers: Mapping[str, Answer]) -> None:
    documents = {name: as_json(answers[name], "fr") for name in CORNERS}

    assert documents["undetermined"]["diagnosis"]["advice"]
    assert documents["nothing listed"]["matches"] == []
    assert documents["nothing listed"]["relax"]
    assert documents["nothing listed"]["diagnosis"]["barycentre"] is None
    assert documents["no territory"]["territory"] == {"territory": None, "functions": []}
    assert documents["thirds"]["diagnosis"]["barycentre"]["processus"] == 0.3333
    assert documents["opposed"]["diagnosis"]["disagreement"]["above"]
    assert len(documents["opposed"]["diagnosis"]["warnings"]) == 2


def test_the_schema_admits_no_other_key(schema: dict[str, Any]) -> None:
    objects = [part for part in _parts(schema) if isinstance(part, dict) and part.get("type") == "object"]

    assert len(objects) > 15
    assert all(part["additionalProperties"] is False for part in objects)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("engine",), "sparql"),
        (("seconds",), 0.2),
        (("matches", 0, "criteria", 0, "state"), "absent"),
        (("matches", 0, "criteria", 0, "note"), "x"),
        (("matches", 0, "score"), 1.5),
        (("matches", 0, "points"), 10.5),
        (("matches", 0, "case"), "cent-sept"),
        (("diagnosis", "undetermined"), True),
        (("diagnosis", "barycentre", "processus"), "10 %"),
        (("diagnosis", "categories"), ["economie"]),
        (("territory", "functions", 0, "state"), "absent"),
        (("profile", "sdgs"), [18]),
        (("data_version",), "today"),
    ],
)
def test_the_schema_refuses_what_is_not_an_answer(place, value, answers, validator) -> None:
    document = copy.deepcopy(as_json(answers["orleans"], "fr"))
    holder: Any = document
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value

    assert not validator.is_valid(document)


@pytest.mark.parametrize("key", ["profile", "data_version", "rules_version", "diagnosis", "matches", "resources"])
def test_the_schema_misses_what_is_left_out(key: str, answers, validator) -> None:
    document = as_json(answers["orleans"], "fr")
    del document[key]

    assert not validator.is_valid(document)


def test_the_schema_lists_the_slugs_of_the_vocabularies(schema: dict[str, Any], shipped: Catalogue) -> None:
    definitions, typology = schema["$defs"], shipped.typology

    assert definitions["objective"]["enum"] == list(OBJECTIVES)
    assert definitions["category"]["enum"] == list(typology.category_slugs)
    assert sorted(definitions["model"]["enum"]) == sorted(model.slug for model in typology.models)
    assert sorted(definitions["function"]["enum"]) == sorted(shipped.known_values.functions)
    assert sorted(definitions["assessment"]["properties"]["state"]["enum"]) == sorted(
        concept.slug for concept in shipped.names.in_scheme("criterion-states")
    )


def test_the_schema_is_described_in_both_languages(schema: dict[str, Any]) -> None:
    texts = [part["description"] for part in _parts(schema) if isinstance(part, dict) and "description" in part]

    described = [text for text in texts if isinstance(text, str)]
    assert len(described) > 30
    assert all(" / " in text for text in described)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_tells_the_run(name: str, answers: Mapping[str, Answer]) -> None:
    keys = {key for part in _parts(as_json(answers[name], "fr")) if isinstance(part, dict) for key in part}

    assert not [key for key in keys if KEYS_OF_ONE_RUN.search(key)]


@pytest.mark.parametrize("name", [*NAMES, *CORNERS])
def test_texts_are_in_the_language_asked_for(name: str, answers: Mapping[str, Answer]) -> None:
    french, english = (as_json(answers[name], language) for language in LANGUAGES)

    texts = list(zip(_written(french), _written(english), strict=True))
    assert texts
    # A sentence that reads alike in both languages was forgotten in one of them.
    assert [one for one, other in texts if one == other] == []
    assert [one for one, _ in texts if ENGLISH_WORDS.search(_own(one))] == []
    assert [other for _, other in texts if FRENCH_WORDS.search(_own(other))] == []
    assert [text for text in _strings(english) if "«" in text or "»" in text] == []


@pytest.mark.parametrize("name", [*NAMES, *CORNERS])
def test_only_texts_depend_on_the_language(name: str, answers: Mapping[str, Answer]) -> None:
    french, english = (as_json(answers[name], language) for language in LANGUAGES)

    assert _without_texts(french) == _without_texts(english)


@pytest.mark.parametrize("name", NAMES)
def test_the_profile_inside_can_be_submitted_again(
    name: str, answers: Mapping[str, Answer], home: Home, shipped: Catalogue
) -> None:
    profile = json.loads(json.dumps(as_json(answers[name], "fr")["profile"]))
    schema = json.loads((home.ontology / "schemas" / "profile.schema.json").read_text(encoding="utf-8"))

    assert Draft202012Validator(schema).is_valid(profile)
    assert parse_profile(profile, shipped.known_values) == answers[name].profile


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_does_not_change_from_one_time_to_the_next(name: str, answers, shipped: Catalogue) -> None:
    again = shipped.answer(answers[name].profile, limit=100)

    assert json.dumps(as_json(again, "fr")) == json.dumps(as_json(answers[name], "fr"))


@pytest.mark.parametrize("form", ["json", "ttl", "table"])
def test_bytes_hang_neither_on_the_locale_nor_on_the_hash_seed(form: str, home: Home, built_folder: Path) -> None:
    profile = home.data / "profiles" / "usine-examine-ses-pratiques.yaml"
    surroundings = [
        {"LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "0"},
        {
            "LC_ALL": "tr_TR.UTF-8",
            "LANG": "tr_TR.UTF-8",
            "LANGUAGE": "tr",
            "TZ": "Pacific/Noumea",
            "PYTHONHASHSEED": "1",
        },
    ]

    outputs = {_run_match(home, built_folder, profile, form, **one) for one in surroundings}

    assert len(outputs) == 1
    assert outputs.pop().decode("utf-8").strip()


@pytest.mark.parametrize(
    ("fraction", "number"),
    [(Fraction(0), 0.0), (Fraction(1), 1.0), (Fraction(2, 3), 0.6667), (Fraction(1, 20000), 0.0001)],
)
def test_shares_are_rounded_half_up(fraction: Fraction, number: float) -> None:
    assert share(fraction) == number


def _run_match(home: Home, store: Path, profile: Path, form: str, **surroundings: str) -> bytes:
    environment = {
        **os.environ,
        "ALLIANCESKG_STORE": str(store),
        "ALLIANCESKG_HOME": str(home.root),
        "PYTHONPATH": str(home.root / "src"),
        "PYTHONUTF8": "1",
        "COLUMNS": "100",
        **surroundings,
    }
    command = [sys.executable, "-m", "allianceskg.cli", "match", str(profile), "--format", form, "--limit", "3"]
    return subprocess.run(command, env=environment, capture_output=True, check=True).stdout


def _parts(document: Any) -> Iterator[Any]:
    yield document
    if isinstance(document, dict | list):
        for part in document.values() if isinstance(document, dict) else document:
            yield from _parts(part)


def _strings(document: Any) -> list[str]:
    """Return the texts of an answer, without the profile, which keeps the words of who wrote it, and the proofs."""
    found: list[str] = []
    if isinstance(document, dict):
        for key, part in document.items():
            if key not in {"profile", "proof"}:
                found += _strings(part)
    elif isinstance(document, list):
        for part in document:
            found += _strings(part)
    elif isinstance(document, str):
        found.append(document)
    return found


def _written(document: dict[str, Any]) -> list[str]:
    """Return the sentences that the program wrote, in the order in which they stand."""
    diagnosis = document["diagnosis"]
    steps = [text for step in diagnosis["steps"] for text in (step["text"], step["origin"]["text"])]
    criteria = [one["text"] for match in document["matches"] for one in match["criteria"]]
    rest = [one["text"] for key in ("relax", "questions", "contrast") for one in document[key]]
    coverage = [one["text"] for one in document["territory"]["functions"]]
    reasons = [one["reason"] for one in document["resources"]]
    outlook = [] if diagnosis["counterfactual"] is None else [diagnosis["counterfactual"]["text"]]
    return [*steps, *diagnosis["warnings"], *diagnosis["advice"], *outlook, *criteria, *rest, *coverage, *reasons]


def _own(text: str) -> str:
    """Leave out names, which stand between quotation marks or parentheses or are sites, and keep their language."""
    return re.sub(r"«[^»]*»|“[^”]*”|\([^)]*\)|\b[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b", "", text)


def _without_texts(document: Any) -> Any:
    if isinstance(document, dict):
        texts = {"text", "title", "reason", "warnings", "advice", "partner", "between"}
        return {key: _without_texts(part) for key, part in document.items() if key not in texts}
    return [_without_texts(part) for part in document] if isinstance(document, list) else document
