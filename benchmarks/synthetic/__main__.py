"""`python -m benchmarks.synthetic`."""

from __future__ import annotations

import argparse
from pathlib import Path

from allianceskg.files import find_home
from benchmarks.synthetic.drawing import Drawing
from benchmarks.synthetic.faults import expected_faults
from benchmarks.synthetic.output import write_home, write_quads
from benchmarks.synthetic.world import read_world


def main() -> None:
    """Write an invented catalogue."""
    parser = argparse.ArgumentParser(description="Write an invented catalogue.")
    parser.add_argument("form", choices=["home", "quads"])
    parser.add_argument("target", type=Path)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--one-fault-in", type=int, default=0, help="seed one violation in so many cases")
    options = parser.parse_args()
    home = find_home()
    drawing = Drawing(read_world(home), cases=options.cases, seed=options.seed)
    if options.form == "home":
        write_home(options.target, home, drawing, one_fault_in=options.one_fault_in)
    else:
        with options.target.open("wb") as file:
            write_quads(file, drawing, one_fault_in=options.one_fault_in)
    for one in expected_faults(drawing.cases(), one_in=options.one_fault_in):
        print(one.case, one.shape)


if __name__ == "__main__":
    main()
