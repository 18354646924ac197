"""The notebooks for analysts run as they are, against a real server, and their figures are those of the store."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from allianceskg.store.embedded import EmbeddedStore
from tests.patience import PATIENCE_SECONDS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
PREFIXES = """
PREFIX akg: <https://w3id.org/alliances/ontology#>
PREFIX levels: <https://w3id.org/alliances/vocabulary/territory-levels/>
"""
PART = "?case akg:documents/akg:hasParticipation/akg:participant ?actor ."
COUNTS = {
    "first-query": {
        "themes": "SELECT (COUNT(DISTINCT ?theme) AS ?n) WHERE { ?case akg:concernsTheme ?theme }",
        "cases of the first theme": """
            SELECT (MAX(?cases) AS ?n) WHERE {
              SELECT (COUNT(DISTINCT ?case) AS ?cases) WHERE { ?case akg:concernsTheme ?theme } GROUP BY ?theme
            }""",
    },
    "network": {
        "actors": f"SELECT (COUNT(DISTINCT ?actor) AS ?n) WHERE {{ {PART} }}",
        "cases": "SELECT (COUNT(DISTINCT ?case) AS ?n) WHERE { ?case a akg:CaseStudy }",
        "ties": f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?case ?actor WHERE {{ {PART} }} }}",
        "actors in one case": f"""
            SELECT (COUNT(*) AS ?n) WHERE {{
              SELECT ?actor WHERE {{ {PART} }} GROUP BY ?actor HAVING(COUNT(DISTINCT ?case) = 1)
            }}""",
    },
    "coverage-map": {
        "areas": "SELECT (COUNT(DISTINCT ?area) AS ?n) WHERE { ?area akg:territoryLevel levels:departement }",
        "areas with an example": """
            SELECT (COUNT(DISTINCT ?area) AS ?n) WHERE {
              ?initiative akg:hasFunctionAssignment ?assignment .
              ?assignment akg:function ?function .
              ?assignment akg:onTerritory ?place .
              ?place akg:within ?area .
              ?area akg:territoryLevel levels:departement .
            }""",
    },
    "federation": {
        "cases": """
            SELECT (COUNT(*) AS ?n) WHERE {
              SELECT DISTINCT ?case ?area WHERE {
                ?case a akg:CaseStudy .
                ?case akg:inTerritory ?area .
                FILTER(REGEX(STR(?area), "/departement-(13|33|45|59|75)$"))
              }
            }""",
    },
}


@pytest.fixture(scope="module")
def site(built_folder: Path) -> Iterator[str]:
    """The address of a real server over the shipped catalogue."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = "import sys; from allianceskg.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "serve", "--port", str(port), "--store", str(built_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert any(f":{port}" in line for line in server.stdout)
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_SECONDS)


def wait_for(port: int) -> None:
    """Wait until the server accepts connections."""
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)


def figures_of(path: Path, site: str, home: Path) -> dict[str, Any]:
    """Run a notebook in a process of its own, as `jupyter execute` does, and read what its last cell prints."""
    code = f"""
import json, nbformat
from nbclient import NotebookClient
notebook = nbformat.read({str(path)!r}, as_version=4)
NotebookClient(notebook, timeout={5 * PATIENCE_SECONDS}, kernel_name="python3").execute()
print(notebook.cells[-1].outputs[0]["text"])
"""
    surroundings = {**os.environ, "ALLIANCES_SITE": site, "IPYTHONDIR": str(home), "JUPYTER_RUNTIME_DIR": str(home)}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=surroundings)
    assert ran.returncode == 0, ran.stderr[-4000:]
    figures: dict[str, Any] = json.loads(ran.stdout)
    return figures


def test_there_are_four_notebooks_and_none_has_outputs() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(COUNTS)
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_the_figures_of_the_store(
    path: Path, site: str, built_store: EmbeddedStore, tmp_path: Path
) -> None:
    figures = figures_of(path, site, tmp_path)
    counted = {
        name: int(built_store.select(PREFIXES + query).rows[0][0].value) for name, query in COUNTS[path.stem].items()
    }

    assert {name: figures[name] for name in counted} == counted
    if path.stem == "first-query":
        assert figures["joined"] == figures["found"] > 0
