"""
Settings: the values in force, and opening and loading the catalogue that they describe.

An option wins over its environment variable, which wins over the default.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

import platformdirs

from allianceskg.builds import local as builds
from allianceskg.builds import remote as remote_builds
from allianceskg.builds.gate import Gate
from allianceskg.builds.indexing import IndexPlace
from allianceskg.curation.identity_provider import IdentityProvider
from allianceskg.errors import ConfigurationError, StoreError
from allianceskg.files import Home, find_home
from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.processes import rare_collection
from allianceskg.progress import Progress, part_of, unwatched
from allianceskg.records.standing import Admission
from allianceskg.setting_table import KEEP_DAYS, ONE_GRAPH, SETTINGS, Setting
from allianceskg.store.remote.endpoint import Credentials, Endpoint
from allianceskg.store.remote.store import AUTOMATIC, RemoteStore

if TYPE_CHECKING:
    from allianceskg.validation import Engine

Origin = Literal["option", "environment", "default"]

_SHARE_OF_BUILD: Final = 0.7
_PROBE: Final = "ASK { ?thing ?property ?value }"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """
    The values in force, and where each comes from.

    Attributes:
        store: The folder of builds; for a remote store, of the local build from which it is loaded.
        endpoint: The remote store; None when the store is the folder itself.
        values: What was given, by name of the setting.
    """

    home: Path | None
    store: Path
    limit: int
    log: str
    origins: Mapping[str, Origin]
    endpoint: Endpoint | None
    values: Mapping[str, Any]

    def find_home(self) -> Home:
        """
        Return the ontology, queries and data to work on.

        Raises:
            ConfigurationError: They are not where the settings say, or nowhere.
        """
        return Home(self._find_root(), self._find_workspace())

    def find_shipped_home(self) -> Home:
        """
        Return the home with the records that came with it, whatever workspace there is.

        Raises:
            ConfigurationError: It is not where the setting says, or nowhere.
        """
        return Home(self._find_root())

    @property
    def workspace(self) -> Path | None:
        """The folder of the workspace."""
        found: Path | None = self.values.get("data")
        return found

    @property
    def keep_days(self) -> float:
        """How many days an earlier build is kept."""
        return float(self.values.get("keep_days", KEEP_DAYS))

    @property
    def public_url(self) -> str:
        """The public address of the site, without a slash at its end; empty where no setting gives it."""
        return str(self.values.get("public_url", ""))

    @property
    def contact(self) -> str:
        """Where whoever keeps this instance is reached; empty where no setting says it."""
        return str(self.values.get("contact", ""))

    @property
    def is_alone(self) -> bool:
        """Whether one person keeps the observatory."""
        return bool(self.values.get("alone") == "yes")

    @property
    def identity_provider(self) -> IdentityProvider | None:
        """
        Where people may sign in elsewhere; None where the settings name no provider.

        Raises:
            ConfigurationError: They name one in part.
        """
        issuer, client = self.values.get("oidc_issuer"), self.values.get("oidc_client")
        secret, name = self.values.get("oidc_secret", ""), self.values.get("oidc_name")
        if issuer and client:
            return IdentityProvider(issuer, client, secret, name or str(urlsplit(issuer).hostname))
        if issuer or client or secret:
            missing = "ALLIANCESKG_OIDC_CLIENT" if issuer else "ALLIANCESKG_OIDC_ISSUER"
            raise ConfigurationError(
                Text(
                    fr=f"Le fournisseur OpenID Connect n'est décrit qu'en partie : {missing} manque.",
                    en=f"The OpenID Connect provider is described in part only: {missing} is missing.",
                ),
                hint=Text(
                    fr="Donnez ALLIANCESKG_OIDC_ISSUER et ALLIANCESKG_OIDC_CLIENT, ou aucun des deux.",
                    en="Give ALLIANCESKG_OIDC_ISSUER and ALLIANCESKG_OIDC_CLIENT, or neither.",
                ),
            )
        return None

    def _find_workspace(self) -> Path | None:
        workspace = self.workspace
        if workspace is not None and not (workspace / "cases").is_dir():
            raise ConfigurationError(
                Text(fr=f"{workspace} ne contient pas cases/.", en=f"{workspace} does not hold cases/."),
                hint=Text(
                    fr=f"Corrigez ALLIANCESKG_DATA, ou créez l'espace de travail : allianceskg curate init {workspace}",
                    en=f"Correct ALLIANCESKG_DATA, or make the workspace: allianceskg curate init {workspace}",
                ),
            )
        return workspace

    def _find_root(self) -> Path:
        if self.home is None:
            return find_home().root
        if not (self.home / "ontology" / "alliances.ttl").is_file():
            raise ConfigurationError(
                Text(
                    fr=f"{self.home} ne contient pas ontology/alliances.ttl.",
                    en=f"{self.home} does not hold ontology/alliances.ttl.",
                ),
                hint=Text(fr="Corrigez ALLIANCESKG_HOME.", en="Correct ALLIANCESKG_HOME."),
            )
        return self.home

    def open_catalogue(self, *, progress: Progress = unwatched) -> Catalogue:
        """
        Open the catalogue, after loading what is missing or has changed.

        Raises:
            StoreError: The store cannot be written or opened.
            DataError: A file cannot be read.
        """
        home = self.find_home()
        if self.endpoint is not None:
            return self._open_remote_catalogue(home)
        if not builds.can_be_written(self.store) and builds.current(self.store) is not None:
            return self._open_as_it_is(home)
        self._build(home, progress)
        try:
            return self._open_sound(home)
        except StoreError as fault:
            aside = builds.set_aside_build(self.store)
            logger.warning("event=build_set_aside path=%s error=%s", aside, fault.message.en)
            self._build(home, progress)
            return self._open_sound(home)

    def _build(self, home: Home, progress: Progress) -> None:
        gate = Gate(home, self.store)
        builds.build(home, self.store, progress=progress, gate=gate, keep_days=self.keep_days)

    def _open_as_it_is(self, home: Home) -> Catalogue:
        """Open the build in a place that cannot be written; the log says when the files have moved on since."""
        catalogue = self.open_build(home)
        if catalogue.data_version != builds.data_version(home, self.store):
            logger.warning("event=build_older_than_files store=%s version=%s", self.store, catalogue.data_version)
        return catalogue

    def _open_sound(self, home: Home) -> Catalogue:
        """
        Open the build in use, and read a little of it.

        Raises:
            StoreError: It is damaged.
        """
        catalogue = self.open_build(home)
        catalogue.store.ask(_PROBE)
        return catalogue

    def open_build(self, home: Home) -> Catalogue:
        """
        Open the build in use, as it is.

        Raises:
            StoreError: There is none, or it cannot be opened.
        """
        return self._open(home, builds.manifest_in_use(self.store))

    def _open(self, home: Home, manifest: builds.Manifest) -> Catalogue:
        return Catalogue.of_build(IndexPlace(self.store, manifest, home.rules_version()), home)

    def load(
        self,
        *,
        imports: Sequence[Path] = (),
        licence: str | None = None,
        forget: Sequence[str] = (),
        progress: Progress = unwatched,
        approved: Mapping[str, Admission] | None = None,
    ) -> builds.BuildReport:
        """
        Make the store agree with the files; see `builds.build` and `remote_builds.load`.

        Args:
            approved: See `Gate`.

        Raises:
            StoreError: The store cannot be written.
            DataError: A file cannot be read.
        """
        home = self.find_home()
        gate = Gate(home, self.store, approved=approved)
        store = self.open_remote_store()
        if store is None:
            building = part_of(progress, 0, _SHARE_OF_BUILD)
            indexing = part_of(progress, _SHARE_OF_BUILD, 1)

            def prepare(manifest: builds.Manifest) -> None:
                # Made now, so that nobody waits for it later, and no server makes it a second time.
                self._open(home, manifest).prepare(indexing)

            with rare_collection():
                return builds.build(
                    home,
                    self.store,
                    imports=imports,
                    licence=licence,
                    forget=forget,
                    progress=building,
                    finish=prepare,
                    gate=gate,
                    keep_days=self.keep_days,
                )
        return remote_builds.load(
            home,
            self.store,
            store,
            as_one_graph=self.values.get("store_layout") == ONE_GRAPH,
            imports=imports,
            licence=licence,
            forget=forget,
            progress=progress,
            gate=gate,
        )

    @property
    def shacl_engine(self) -> Engine:
        """The engine of validation."""
        return "pyshacl" if self.values.get("shacl_engine") == "pyshacl" else "compiled"

    def open_remote_store(self) -> RemoteStore | None:
        """Return the remote store; None when the store is a folder."""
        if self.endpoint is None:
            return None
        return RemoteStore(self.endpoint, engine=self.values.get("store_engine", AUTOMATIC))

    def shown(self, setting: Setting) -> str:
        """Return a value as it may be shown to anybody: a secret only says that it is there."""
        if setting.is_secret:
            return "********" if setting.name in self.values else setting.default
        known = {"home": self.home or self.find_home().root, "store": self.store, "limit": self.limit, "log": self.log}
        return str(self.values.get(setting.name, known.get(setting.name, setting.default)))

    def _open_remote_catalogue(self, home: Home) -> Catalogue:
        """Open what the remote store holds; it is loaded by `load` only, since readers need not be able to write."""
        store = self.open_remote_store()
        assert store is not None
        version = remote_builds.open_version(store)
        if version != (ours := builds.data_version(home, self.store)):
            logger.info("event=other_version remote=%s files=%s", version, ours)
        return Catalogue(store, home, data_version=version)


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
        given = options.get(setting.name)
        if given is not None:
            values[setting.name] = _parse(setting, given) if isinstance(given, str) else given
            origins[setting.name] = "option"
    home = values.get("home")
    store = values.get("store")
    endpoint = _endpoint(store, values) if isinstance(store, str) else None
    return Settings(
        home=home,
        store=store if isinstance(store, Path) else default_store(home, store, workspace=values.get("data")),
        limit=values.get("limit", 10),
        log=values.get("log", "warning"),
        origins=origins,
        endpoint=endpoint,
        values=values,
    )


def default_store(home: Path | None, address: str | None = None, *, workspace: Path | None = None) -> Path:
    """
    Return the store's folder for a home and a workspace: each has its own, so that two checkouts never share one.

    Args:
        address: Of a remote store, which is loaded from a folder of its own.
    """
    root = home if home is not None else _home_or_nothing()
    further = [] if workspace is None else [str(workspace.resolve())]
    name = "-".join(_mark(text) for text in (str(root), *further, *filter(None, (address,))))
    return platformdirs.user_cache_path("allianceskg", appauthor=False) / name


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _endpoint(address: str, values: Mapping[str, Any]) -> Endpoint:
    scheme, secret, user = (values.get(f"store_{name}") for name in ("auth", "secret", "user"))
    if scheme is None and secret is not None:
        raise ConfigurationError(
            Text(
                fr="ALLIANCESKG_STORE_SECRET est donné sans ALLIANCESKG_STORE_AUTH.",
                en="ALLIANCESKG_STORE_SECRET is given without ALLIANCESKG_STORE_AUTH.",
            ),
            hint=Text(fr="Donnez basic, digest ou bearer.", en="Give basic, digest or bearer."),
        )
    if scheme is not None and (secret is None or (scheme != "bearer" and user is None)):
        raise ConfigurationError(
            Text(
                fr=f"ALLIANCESKG_STORE_AUTH={scheme} est donné sans de quoi s'authentifier.",
                en=f"ALLIANCESKG_STORE_AUTH={scheme} is given without anything to log in with.",
            ),
            hint=Text(
                fr="Donnez ALLIANCESKG_STORE_SECRET et, sauf pour bearer, ALLIANCESKG_STORE_USER.",
                en="Give ALLIANCESKG_STORE_SECRET and, except for bearer, ALLIANCESKG_STORE_USER.",
            ),
        )
    given = {
        name: values[f"store_{name}"]
        for name in ("update", "graphs", "seconds", "retries", "rows")
        if f"store_{name}" in values
    }
    credentials = None if scheme is None else Credentials(scheme, user or "", secret or "")
    return Endpoint(address, credentials=credentials, **given)


def _home_or_nothing() -> Path | None:
    try:
        return find_home().root
    except ConfigurationError:
        return None


def _parse(setting: Setting, text: str) -> Any:
    try:
        return setting.parse(text)
    except ValueError as fault:
        text = re.sub(r"//[^/]*@", "//…@", text)  # an address may hold a password
        raise ConfigurationError(
            Text(
                fr=f"{setting.variable} = « {text} » n'est pas utilisable.",
                en=f"{setting.variable} = “{text}” cannot be used.",
            ),
            hint=Text(fr=f"{setting.help.fr} Attendu : {fault}.", en=f"{setting.help.en} Expected: {fault}."),
        ) from fault
