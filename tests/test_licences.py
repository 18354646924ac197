"""Every package that is installed to run or to test this one states a licence, or was looked up where it does not."""

from __future__ import annotations

from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

LOCKED = Path(__file__).parent.parent / "requirements.txt"
LOOKED_UP: dict[str, str] = {}
"""Packages whose metadata name no licence: the one that the page of the project states."""


def locked() -> list[Requirement]:
    """List the packages of the lock file that this machine and Python install."""
    lines = LOCKED.read_text(encoding="utf-8").splitlines()
    named = [Requirement(line.split(" \\")[0]) for line in lines if line and line[0].isalnum()]
    return [one for one in named if one.marker is None or one.marker.evaluate()]


def licences(package: PackageMetadata) -> list[str]:
    classified = [one for one in package.get_all("Classifier") or [] if one.startswith("License ::")]
    stated = [package.get("License-Expression"), package.get("License"), *classified]
    return [
        one for one in stated if one and one.strip().casefold() not in {"unknown", "none", "license :: osi approved"}
    ]


def test_every_locked_package_states_a_licence() -> None:
    packages = locked()
    silent = {one.name for one in packages if not licences(metadata(one.name))}  # type: ignore[arg-type]

    assert len(packages) > 50
    assert silent == set(LOOKED_UP), "a package states no licence: look for one that does, or what its project states"


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("License-Expression: MIT", True),
        ("License: BSD", True),
        ("Classifier: License :: OSI Approved :: MIT License", True),
        ("License: UNKNOWN", False),
        ("Classifier: Programming Language :: Python", False),
    ],
)
def test_a_licence_is_read_wherever_metadata_state_it(text: str, states: bool) -> None:
    from email import message_from_string

    assert bool(licences(message_from_string(f"Name: invented\n{text}\n"))) is states  # type: ignore[arg-type]
