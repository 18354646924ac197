"""
`python -m benchmarks.validation HOME [--plain]`: time the validation of a catalogue, such as an invented one.

    python -m benchmarks.synthetic home FOLDER --cases 300 --one-fault-in 20
    python -m benchmarks.validation FOLDER --plain

With `--plain`, pySHACL as it comes judges the same files in one graph: minutes for a few hundred cases.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from rdflib import Graph

from allianceskg.resources import Home
from allianceskg.validation import Validator, engine, validate_catalogue
from allianceskg.validation.nodes import read
from allianceskg.validation.reference import Reference


def main() -> None:
    """Print one line for each way of validating."""
    parser = argparse.ArgumentParser(description="Time the validation of a catalogue.")
    parser.add_argument("home", type=Path)
    parser.add_argument("--plain", action="store_true", help="also run pySHACL as it comes")
    options = parser.parse_args()
    home = Home(options.home)
    started = time.perf_counter()
    report = validate_catalogue(home, with_infos=False)
    _print("compiled, with reading and words", started, f"{report.counts()['violation']} violations")
    if options.plain:
        data, reference = Graph(), Reference(home)
        for path in Validator(home).published():
            for triple in read(path):
                data.add(triple)
        subjects = {str(subject) for subject in data.subjects()}
        for triple in reference.background(sorted({str(value) for value in data.objects()} - subjects)):
            data.add(triple)
        started = time.perf_counter()
        results = engine.run_plainly(data, reference.shapes)
        _print("pySHACL as it comes, without reading", started, f"{len(results)} results")


def _print(what: str, started: float, found: str) -> None:
    own, children = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{what}: {time.perf_counter() - started:.2f} s, {found}, {own} MB, largest process below {children} MB")


if __name__ == "__main__":
    main()
