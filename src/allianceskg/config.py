"""
Settings: one table, from which come the environment variables, the options and the reference page.

An option wins over its environment variable, which wins over the default.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import platformdirs

from allianceskg import builds
from allianceskg.catalogue import Catalogue
from allianceskg.errors import ConfigurationError
from allianceskg.language import Text
from allianceskg.resources import Home, find_home

Origin = Literal["option", "environment", "default"]

PREFIX: Final = "ALLIANCESKG_"
_LOG_LEVELS: Final = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Setting:
    """
    A row of the table.

    Attributes:
        parse: Turns the text of an environment variable into a value; ValueError when it cannot.
        default: As the reference page prints it.
        is_secret: Whether `allianceskg config` hides its value.
    """

    name: str
    parse: Callable[[str], Any]
    default: str
    help: Text
    is_secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.name.upper()


def _log_level(text: str) -> str:
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(", ".join(_LOG_LEVELS))
    return text.lower()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("1, 2, 3")
    return number


SETTINGS: Final = (
    Setting(
        "home",
        Path,
        "(the package's own)",
        Text(
            fr="Dossier qui contient ontology/, queries/ et data/.",
            en="Folder that holds ontology/, queries/ and data/.",
        ),
    ),
    Setting(
        "store",
        Path,
        "(a folder of the user's cache)",
        Text(
            fr="Dossier du dépôt construit à partir des fichiers ; il peut être supprimé à tout moment.",
            en="Folder of the store built from the files; it can be deleted at any time.",
        ),
    ),
    Setting(
        "limit",
        _positive,
        "10",
        Text(fr="Nombre de cas proposés en réponse à un profil.", en="Number of cases listed in answer to a profile."),
    ),
    Setting(
        "log",
        _log_level,
        "warning",
        Text(
            fr="Niveau du journal : debug, info, warning ou error.",
            en="Level of the log: debug, info, warning or error.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force, and where each comes from."""

    home: Path | None
    store: Path
    limit: int
    log: str
    origins: Mapping[str, Origin]

    def find_home(self) -> Home:
        """
        Return the ontology, queries and data to work on.

        Raises:
            ConfigurationError: They are not where the setting says, or nowhere.
        """
        if self.home is None:
            return find_home()
        if not (self.home / "ontology" / "alliances.ttl").is_file():
            raise ConfigurationError(
                Text(
                    fr=f"{self.home} ne contient pas ontology/alliances.ttl.",
                    en=f"{self.home} does not hold ontology/alliances.ttl.",
                ),
                hint=Text(fr="Corrigez ALLIANCESKG_HOME.", en="Correct ALLIANCESKG_HOME."),
            )
        return Home(self.home)

    def open_catalogue(self, *, progress: builds.Progress = lambda _what, _done, _total: None) -> Catalogue:
        """
        Open the catalogue, after loading what is missing or has changed.

        Raises:
            StoreError: The store cannot be written or opened.
            DataError: A file cannot be read.
        """
        home = self.find_home()
        builds.build(home, self.store, progress=progress)
        store, manifest = builds.open_build(self.store)
        return Catalogue(store, home, data_version=manifest.version)


def read_settings(options: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Settings:
    """
    Put the settings together.

    Args:
        options: Values given on the command line; None stands for not given.
        environment: By default the process's own.

    Raises:
        ConfigurationError: A variable has a value that cannot be used.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for setting in SETTINGS:
        origins[setting.name] = "default"
        if setting.variable in environment and environment[setting.variable] != "":
            values[setting.name] = _parse(setting, environment[setting.variable])
            origins[setting.name] = "environment"
        if options.get(setting.name) is not None:
            values[setting.name] = options[setting.name]
            origins[setting.name] = "option"
    home = values.get("home")
    return Settings(
        home=home,
        store=values.get("store") or default_store(home),
        limit=values.get("limit", 10),
        log=values.get("log", "warning"),
        origins=origins,
    )


def default_store(home: Path | None) -> Path:
    """Return the store's folder for a home: each home has its own, so that two checkouts never share one."""
    root = home if home is not None else _home_or_nothing()
    mark = hashlib.sha256(str(root).encode()).hexdigest()[:12]
    return platformdirs.user_cache_path("allianceskg", appauthor=False) / mark


def _home_or_nothing() -> Path | None:
    try:
        return find_home().root
    except ConfigurationError:
        return None


def _parse(setting: Setting, text: str) -> Any:
    try:
        return setting.parse(text)
    except ValueError as fault:
        raise ConfigurationError(
            Text(
                fr=f"{setting.variable} = « {text} » n'est pas utilisable.",
                en=f"{setting.variable} = “{text}” cannot be used.",
            ),
            hint=Text(fr=f"{setting.help.fr} Attendu : {fault}.", en=f"{setting.help.en} Expected: {fault}."),
        ) from fault
