"""The import contracts refuse what they are there to refuse, and the page on the layout says the same."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter import configuration
from importlinter.contracts.forbidden import ForbiddenContract

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract for contract in SETTINGS["contracts"] if contract["type"] == "forbidden"]
BREACHES = [(contract, library) for contract in CONTRACTS for library in contract["forbidden_modules"]]
SESSION = {"root_packages": ["allianceskg"], "include_external_packages": "true"}
STRANGER = "allianceskg.language"
"""The innermost module, which imports no library at all."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    configuration.configure()
    return grimp.build_graph("allianceskg", include_external_packages=True, cache_dir=None)


def homes() -> dict[str, set[str]]:
    """Where each library may be imported, by the contracts."""
    found: dict[str, set[str]] = {library: set() for contract in CONTRACTS for library in contract["forbidden_modules"]}
    for contract in CONTRACTS:
        for allowed in contract["ignore_imports"]:
            module, library = allowed.split(" -> ")
            found[library].add(module.removeprefix("allianceskg.").removesuffix(".**"))
    return found


@pytest.mark.parametrize(("settings", "library"), BREACHES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_library_outside_its_home_is_refused(
    settings: dict[str, Any], library: str, graph: grimp.ImportGraph
) -> None:
    # The library reads its settings as texts, as they stand in an INI file.
    texts = {key: str(value) if isinstance(value, bool) else value for key, value in settings.items()}
    contract = ForbiddenContract(settings["name"], SESSION, texts)
    assert contract.check(copy.deepcopy(graph), verbose=False).kept
    breached = copy.deepcopy(graph)
    breached.add_import(importer=STRANGER, imported=library)
    assert not contract.check(breached, verbose=False).kept


def test_the_page_on_the_layout_gives_the_homes_of_the_contracts() -> None:
    page = (ROOT / "docs" / "reference" / "layout.md").read_text(encoding="utf-8")
    table = page.partition("| library | imported in |")[2]
    told = {
        library: set(re.findall(r"`([^`]+)`", places))
        for libraries, places in re.findall(r"^\| (`[^|]+) \| (`[^|]+) \|$", table, re.MULTILINE)
        for library in re.findall(r"`([^`]+)`", libraries)
    }
    assert told == homes()
