"""The API keeps to what /openapi.json says, whatever is sent to it: Schemathesis makes requests up from that document."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.serving import on_loopback

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
# Of the catalogued queries, which all share one route, a few stand for the others.
OPERATIONS = (
    r"^/api/(match|cases|cases/\{name\}|territories|validate|queries|queries/(actors|case-count-by-goal|case-titles))$"
)
SELECTED = 10
MOST_SECONDS = 300


@pytest.mark.slow
def test_made_up_requests_are_answered_as_the_document_says(built_folder: Path, tmp_path: Path) -> None:
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program is not None
    with on_loopback(built_folder) as port:
        command = [program, "run", f"http://127.0.0.1:{port}/openapi.json", "--include-path-regex", OPERATIONS]
        command += ["--checks", ",".join(CHECKS), "--phases", "fuzzing"]
        command += ["--max-examples", "4", "--request-timeout", "30"]
        command += ["--generation-deterministic", "--suppress-health-check", "all", "--no-color"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    selected = re.search(r"Selected: (\d+)/", run.stdout)
    assert selected is not None
    assert int(selected[1]) == SELECTED
