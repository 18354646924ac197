"""The contracts on layers and on protected modules refuse an import that goes the wrong way."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract for contract in SETTINGS["contracts"] if contract["type"] in ("layers", "protected")]
SESSION = {"root_packages": ["allianceskg"], "include_external_packages": "true"}
KINDS = {"layers": LayersContract, "protected": ProtectedContract}
STRANGER = "allianceskg.language"
"""The innermost module, which imports nothing of ours."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("allianceskg", include_external_packages=True, cache_dir=None)


def members(layer: str) -> list[str]:
    return [name.strip(" ()") for name in layer.replace(":", "|").split("|")]


def breaches(settings: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name imports that a contract must refuse: from each layer to the one above, or of what is protected."""
    if settings["type"] == "protected":
        yield from ((STRANGER, module) for module in settings["protected_modules"])
        return
    for container in settings["containers"]:
        layers = [members(layer) for layer in settings["layers"]]
        yield from ((f"{container}.{lower[0]}", f"{container}.{upper[-1]}") for upper, lower in pairwise(layers))
        for layer in settings["layers"]:
            if "|" in layer:
                yield f"{container}.{members(layer)[0]}", f"{container}.{members(layer)[1]}"


CASES = [(settings, *breach) for settings in CONTRACTS for breach in breaches(settings)]


def is_kept(settings: dict[str, Any], graph: grimp.ImportGraph) -> bool:
    # The library reads its settings as texts, as they stand in an INI file.
    texts = {key: str(value) if isinstance(value, bool) else value for key, value in settings.items()}
    return bool(KINDS[settings["type"]](settings["name"], SESSION, texts).check(graph, verbose=False).kept)


@pytest.mark.parametrize("settings", CONTRACTS, ids=lambda settings: settings["name"])
def test_the_code_keeps_each_contract(settings: dict[str, Any], graph: grimp.ImportGraph) -> None:
    assert is_kept(settings, graph)


@pytest.mark.parametrize(("settings", "importer", "imported"), CASES, ids=lambda value: str(value)[:60])
def test_an_import_that_goes_the_wrong_way_is_refused(
    settings: dict[str, Any], importer: str, imported: str, graph: grimp.ImportGraph
) -> None:
    assert {importer, imported} <= graph.modules
    graph.add_import(importer=importer, imported=imported)
    try:
        assert not is_kept(settings, graph)
    finally:
        graph.remove_import(importer=importer, imported=imported)


@pytest.mark.parametrize(
    "settings", [one for one in CONTRACTS if one["type"] == "layers"], ids=lambda settings: settings["name"]
)
def test_a_new_module_must_be_given_a_layer(settings: dict[str, Any], graph: grimp.ImportGraph) -> None:
    module = f"{settings['containers'][0]}.invented_for_a_test"
    graph.add_module(module)
    try:
        assert not is_kept(settings, graph)
    finally:
        graph.remove_module(module)


def test_the_page_on_the_layout_gives_the_homes_of_the_libraries() -> None:
    page = (ROOT / "docs" / "reference" / "layout.md").read_text(encoding="utf-8")
    table = page.partition("| library | imported in |")[2]
    told = {
        library: {f"allianceskg.{place}" for place in re.findall(r"`([^`]+)`", places)}
        for libraries, places in re.findall(r"^\| (`[^|]+) \| (`[^|]+) \|$", table, re.MULTILINE)
        for library in re.findall(r"`([^`]+)`", libraries)
    }
    assert told == {
        library: set(settings["allowed_importers"])
        for settings in CONTRACTS
        if settings["type"] == "protected"
        for library in settings["protected_modules"]
        if not library.startswith("allianceskg.")
    }
