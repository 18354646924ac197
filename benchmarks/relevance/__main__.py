"""`python -m benchmarks.relevance [-v] [--use tune|test] [--write]`."""

from __future__ import annotations

import argparse

from benchmarks.relevance import report
from benchmarks.relevance.asked import USES, read_searches, read_situations
from benchmarks.relevance.catalogue import shipped_catalogue
from benchmarks.relevance.rankings import Rankings
from benchmarks.relevance.tables import Group, ordered, singly


def main() -> None:
    """Measure every order on all situations and searches, and print or write the tables."""
    given = _arguments()
    with shipped_catalogue() as catalogue:
        groups = _measured(Rankings(catalogue))
        version = catalogue.data_version
    for group in groups:
        for text in report.sections(group, given.use or tuple(report.TITLES)):
            print(text)
        if given.verbose:
            chosen = [one for one in group.asked if given.use is None or one.use in given.use]
            print(singly(group.orders, chosen), "\n")
    print(report.all_readings())
    if given.write:
        report.write(report.page(groups, version=version))


def _measured(rankings: Rankings) -> list[Group]:
    situations = read_situations()
    return [
        ordered("Situations", situations, rankings.of_situations()),
        ordered("Situations, with one criterion left out", situations, rankings.left_out(situations)),
        ordered("Searches", read_searches(), rankings.of_searches()),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how relevant the first cases are.")
    parser.add_argument("-v", "--verbose", action="store_true", help="also each situation and search by itself")
    parser.add_argument("--use", choices=USES, nargs=1, help="only those to tune on, or to test on")
    parser.add_argument("--write", action="store_true", help="write docs/reference/relevance.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
