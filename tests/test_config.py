from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from allianceskg.config import default_store, read_settings
from allianceskg.errors import ConfigurationError
from allianceskg.setting_table import SETTINGS
from allianceskg.validation import Engine


def test_an_option_wins_over_the_environment_which_wins_over_the_default(tmp_path: Path) -> None:
    environment = {"ALLIANCESKG_STORE": "/elsewhere", "ALLIANCESKG_LIMIT": "3"}

    settings = read_settings({"store": tmp_path, "limit": None}, environment)

    assert (settings.store, settings.limit, settings.log) == (tmp_path, 3, "warning")
    given = {name: origin for name, origin in settings.origins.items() if origin != "default"}
    assert given == {"store": "option", "limit": "environment"}


@pytest.mark.parametrize(
    ("variable", "value"), [("ALLIANCESKG_LIMIT", "0"), ("ALLIANCESKG_LIMIT", "many"), ("ALLIANCESKG_LOG", "loud")]
)
def test_a_value_that_cannot_be_used_names_its_variable(variable: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings({}, {variable: value})

    assert variable in caught.value.in_language("fr")


def test_a_home_without_an_ontology_is_refused(tmp_path: Path) -> None:
    settings = read_settings({}, {"ALLIANCESKG_HOME": str(tmp_path)})

    with pytest.raises(ConfigurationError, match=r"alliances\.ttl"):
        settings.find_home()


def test_two_homes_have_two_stores() -> None:
    assert default_store(Path("/a")) != default_store(Path("/b"))


def test_every_setting_has_help_in_both_languages() -> None:
    assert all(setting.help.fr and setting.help.en for setting in SETTINGS)


@pytest.mark.parametrize("engine", get_args(Engine))
def test_every_engine_of_validation_can_be_chosen(engine: str) -> None:
    assert read_settings({}, {"ALLIANCESKG_SHACL_ENGINE": engine}).shacl_engine == engine


ISSUER = "https://identite.example/realms/observatoire"


def test_a_provider_is_described_whole_or_not_at_all() -> None:
    whole = {"ALLIANCESKG_OIDC_ISSUER": ISSUER, "ALLIANCESKG_OIDC_CLIENT": "site", "ALLIANCESKG_OIDC_SECRET": "caché"}
    found = read_settings({}, whole).identity_provider

    assert found is not None
    assert (found.issuer, found.name) == (ISSUER, "identite.example")
    assert "caché" not in repr(found)
    assert read_settings({}, {}).identity_provider is None
    for left_out in ("ISSUER", "CLIENT"):
        given = {name: value for name, value in whole.items() if not name.endswith(left_out)}
        with pytest.raises(ConfigurationError) as caught:
            _ = read_settings({}, given).identity_provider
        assert f"ALLIANCESKG_OIDC_{left_out}" in caught.value.in_language("fr")


@pytest.mark.parametrize(
    "issuer", ["http://identite.example", "identite.example", f"{ISSUER}?a=b", "javascript:alert(1)"]
)
def test_a_provider_is_spoken_to_by_https(issuer: str) -> None:
    with pytest.raises(ConfigurationError):
        read_settings({}, {"ALLIANCESKG_OIDC_ISSUER": issuer})


def test_the_secret_of_a_provider_is_not_shown() -> None:
    settings = read_settings({}, {"ALLIANCESKG_OIDC_SECRET": "à ne pas montrer"})
    (secret,) = (one for one in SETTINGS if one.name == "oidc_secret")
    assert "à ne pas montrer" not in settings.shown(secret)


def test_what_only_validation_needs_is_not_loaded_for_a_match() -> None:
    code = "import sys, allianceskg.cli.match; sys.exit(bool({'pyshacl', 'rdflib'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
