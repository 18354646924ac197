"""The steps that `make test` and continuous integration run: together they leave no test out."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVERS = re.compile(r"\broomy_|\brunning_(?:oxigraph|virtuoso|endpoint)\b|: Server\b")


def commands_of(target: str) -> list[str]:
    """List the calls of pytest that a target makes."""
    shown = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in shown.splitlines() if "pytest" in line]


def given(command: str) -> set[str]:
    """List the files and folders of tests that a call of pytest is given."""
    return {word for word in command.split() if word.startswith("tests/")}


def test_what_one_step_leaves_out_another_runs() -> None:
    code, servers, browser = commands_of("test")

    assert given(code) == set()
    assert set(re.findall(r"--ignore=(\S+)", code)) == given(servers) | given(browser)


def test_continuous_integration_runs_each_step_of_the_tests_and_skips_none() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    steps = re.findall(r"^make (\S+)$", script, re.MULTILINE)

    assert [command for step in steps for command in commands_of(step)] == commands_of("test")
    assert "export ALLIANCESKG_REQUIRE=all" in script
    assert steps[-2:] == ["check", "run"]


def test_the_step_of_servers_has_every_test_that_starts_one() -> None:
    starting = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if path != Path(__file__) and SERVERS.search(path.read_text(encoding="utf-8"))
    }

    [command] = commands_of("test-servers")
    assert starting == given(command)
