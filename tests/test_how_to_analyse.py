"""The examples for analysts and publishers run as they are printed, against a real server."""

from __future__ import annotations

import csv
import io
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-to" / "analyse-with-python.md"


REUSE = ROOT / "docs" / "how-to" / "reuse-the-terms.md"


@pytest.fixture(scope="module")
def port(built_folder: Path) -> Iterator[int]:
    """A server in a process of its own, which may still be starting."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    command = [sys.executable, "-c", "import sys; from allianceskg.cli import main; sys.exit(main())", "serve"]
    with subprocess.Popen(
        [*command, "--port", str(number), "--store", str(built_folder)], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert f":{number}" in server.stdout.readline()
            yield number
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_SECONDS)


def code_of(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def run(code: str, port: int, folder: Path) -> str:
    """Run code as it is printed, but for the port, and return what it prints."""
    ran = subprocess.run(
        [sys.executable, "-c", wait_for(port) + code.replace("127.0.0.1:8000", f"127.0.0.1:{port}")],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=PATIENCE_SECONDS,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_example_prints_a_table(port: int, tmp_path: Path) -> None:
    [code] = code_of(PAGE, "python")
    rows = list(csv.DictReader(io.StringIO(run(code, port, tmp_path))))
    assert [int(row["cases"]) for row in rows] == sorted((int(row["cases"]) for row in rows), reverse=True)
    assert {row["theme"].rpartition("/")[2] for row in rows} >= {"emploi", "numerique"}


def test_what_is_wrong_with_a_query_is_printed_in_words(port: int, tmp_path: Path) -> None:
    [example], errors = code_of(PAGE, "python"), code_of(PAGE, "py")[-1]
    wrong = 'endpoint.setQuery("SELECT ?x WHERE { ?x a akg:CaseStudy }")\n'
    assert "PREFIX akg:" in run(example.partition("endpoint.setQuery")[0] + wrong + errors, port, tmp_path)


@pytest.mark.parametrize(
    ("page", "asked"), [(REUSE, "Name at least two partners"), (REUSE.with_suffix(".fr.md"), "Nommez au moins deux")]
)
def test_a_file_that_reuses_the_terms_is_checked_as_the_page_says(
    page: Path, asked: str, port: int, tmp_path: Path
) -> None:
    [turtle], [code] = code_of(page, "turtle"), code_of(page, "python")
    (tmp_path / "ours.ttl").write_text(turtle, encoding="utf-8")
    findings = run(code, port, tmp_path).splitlines()
    assert len(findings) == 2
    assert all(one.startswith("Warning | ") for one in findings)
    assert any(asked in one for one in findings)


def wait_for(port: int) -> str:
    """Give a line of Python that waits until the server accepts connections."""
    return (
        "import socket, time\n"
        "for _ in range(300):\n"
        "    try:\n"
        f"        socket.create_connection(('127.0.0.1', {port}), 1).close(); break\n"
        "    except OSError: time.sleep(0.1)\n"
    )
