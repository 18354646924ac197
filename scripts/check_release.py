"""
Run what is long by nature, before a release: all tests at their whole extent, on every Python that pyproject.toml names.

    python -m scripts.check_release [--on VERSION…]

Each Python gets an environment of its own in a temporary folder. One that is not on this machine is named and fails the
check, unless `--on` says which are wanted. Takes well over an hour for each: servers are killed hundreds of times.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
_CLASSIFIER: Final = re.compile(r"Programming Language :: Python :: (\d+\.\d+)")


def named_versions() -> list[str]:
    """List the versions of Python that pyproject.toml says the package runs on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [match[1] for line in project["classifiers"] if (match := _CLASSIFIER.fullmatch(line))]


def find_interpreter(version: str) -> str | None:
    """Return the program of a version of Python that is on the path and runs; None when there is none."""
    program = shutil.which(f"python{version}")
    if program is None:
        return None
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    run = subprocess.run([program, "-c", code], capture_output=True, text=True, check=False)
    return program if run.stdout.strip() == version else None


def run_tests(program: str) -> bool:
    """Run all tests on one Python, and tell whether they passed."""
    environment = {**os.environ, "ALLIANCESKG_EXTENT": "whole", "ALLIANCESKG_REQUIRE": "all"}
    with tempfile.TemporaryDirectory(prefix="release-check-") as folder:
        environment["ALLIANCESKG_STORE"] = f"{folder}/store"
        command = ["make", "--no-print-directory", "test", f"PYTHON={program}", f"VENV={folder}/venv"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def check(versions: Iterable[str]) -> dict[str, str]:
    """Run the tests on each version, and tell for each what came of it."""
    outcomes = {}
    for version in versions:
        program = find_interpreter(version)
        if program is None:
            outcomes[version] = "not run: no such Python on this machine"
        else:
            outcomes[version] = "passed" if run_tests(program) else "failed"
    return outcomes


def main(arguments: Sequence[str]) -> int:
    """Check the wanted versions and print what came of each; 0 when all passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--on", nargs="+", metavar="VERSION", choices=named_versions(), default=named_versions())
    outcomes = check(parser.parse_args(arguments).on)
    for version, outcome in outcomes.items():
        print(f"Python {version}: {outcome}")
    return 0 if set(outcomes.values()) == {"passed"} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
