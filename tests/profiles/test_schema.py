from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from allianceskg.errors import ProfileError
from allianceskg.files import Home, find_home
from allianceskg.profiles import KnownValues, as_mapping, parse_profile

from .test_writing import EXAMPLE, profiles

SCHEMA = json.loads((find_home().ontology / "schemas" / "profile.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLES = sorted((find_home().data / "profiles").glob("*.yaml"))


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_profile_fits_the_schema(path, home: Home):
    VALIDATOR.validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@settings(deadline=None)
@given(profiles)
def test_what_is_written_fits_the_schema(profile):
    VALIDATOR.validate(as_mapping(profile))


@pytest.mark.parametrize(
    "change",
    [
        {"besoins": []},
        {"title": 3},
        {"title": "a" * 301},
        {"situation": "a" * 2001},
        {"situation": ["a"]},
        {"seeks": {"actor_type": "association"}},
        {"seeks": ["association"]},
        {"seeks": [{"role": "financeur"}]},
        {"seeks": [{"actor_type": "association", "rôle": "financeur"}]},
        {"seeks": [{"actor_type": "association"}] * 21},
        {"needs": "definir-strategie"},
        {"needs": ["Définir sa stratégie"]},
        {"themes": [""]},
        {"functions": ["gestion-d-un-lieu"] * 51},
        {"sdgs": [0]},
        {"sdgs": ["18"]},
        {"sdgs": [1.5]},
        {"territory": ["commune-45234"]},
        {"partners": {"name": "A"}},
        {"partners": [{"nom": "A"}]},
        {"partners": [{"actor_type": "association"}] * 21},
        {"partners": [{"objectives": {"argent": 1}}]},
        {"partners": [{"objectives": {"processus": -1}}]},
        {"partners": [{"objectives": {"processus": "beaucoup"}}]},
        {"partners": [{"objectives": {"processus": None}}]},
        {"@context": "https://example.org/context.jsonld"},
    ],
    ids=str,
)
def test_the_schema_and_the_program_refuse_the_same_mistakes(known: KnownValues, change: dict[str, Any]):
    document = as_mapping(EXAMPLE) | change

    assert not VALIDATOR.is_valid(document)
    with pytest.raises(ProfileError):
        parse_profile(document, known)
