"""
Print what a reader needs to grade a situation or a search: its words, and the texts of cases in an order that means nothing.

    python -m benchmarks.relevance.sheets D17 [Q18 …]

A sheet holds the cases that are graded already, without their grades, and the first twelve of every order, so that new
cases are graded as they come into a first ten.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import yaml

from benchmarks.relevance import rubric
from benchmarks.relevance.asked import Asked, read_searches, read_situations
from benchmarks.relevance.catalogue import shipped_catalogue
from benchmarks.relevance.rankings import Ranking, Rankings
from benchmarks.relevance.texts import CaseText, read_texts

_DEPTH: Final = 12


def main() -> None:
    """Print the sheets of the situations and searches that are named."""
    parser = argparse.ArgumentParser(description="Print sheets on which situations and searches are graded.")
    parser.add_argument("asked", nargs="+")
    wanted = parser.parse_args().asked
    with shipped_catalogue() as catalogue:
        rankings, texts = Rankings(catalogue), read_texts(catalogue)
        for all_of_them, orders in (
            (read_situations(), rankings.of_situations()),
            (read_searches(), rankings.of_searches()),
        ):
            for one in all_of_them:
                if one.id in wanted:
                    print(sheet(one, pool(one, orders.values()), texts))


def pool(asked: Asked, rankings: Iterable[Ranking]) -> list[str]:
    """Gather the cases to grade, shuffled in the same way every time."""
    cases = sorted({*asked.grades, *(case for rank in rankings for case in rank(asked)[:_DEPTH])})
    random.Random(asked.id).shuffle(cases)  # noqa: S311
    return cases


def sheet(asked: Asked, cases: Sequence[str], texts: Mapping[str, CaseText]) -> str:
    """Write the sheet of a situation or a search; it holds no grade."""
    if asked.profile:
        profile = yaml.safe_dump(dict(asked.profile), allow_unicode=True, sort_keys=False)
        rules = f"```yaml\n{profile}```\n\n{rubric.as_lines(rubric.SITUATIONS)}\n\n{rubric.PLACE}"
    else:
        rules = rubric.as_lines(rubric.SEARCHES)
    head = f"# {asked.id}\n\n{asked.words}\n\n{rules}\n"
    return "\n".join([head, *(line for case in cases for line in _case(case, texts[case]))])


def _case(name: str, text: CaseText) -> Iterator[str]:
    yield f"## {name}\n\n**{text.title}**\n\n{text.summary}\n"
    yield from (f"- {part}: {said}" for part, said in text.statements)
    yield f"\n{', '.join(text.names)}\n"


if __name__ == "__main__":
    main()
