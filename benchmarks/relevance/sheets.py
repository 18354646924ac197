"""
Print what a reader needs to grade a situation: the story, and the texts of cases in an order that means nothing.

    python -m benchmarks.relevance.sheets D17 [D18 …]

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
from benchmarks.relevance.asked import Asked, read_situations
from benchmarks.relevance.catalogue import shipped_catalogue
from benchmarks.relevance.rankings import Ranking, Rankings
from benchmarks.relevance.texts import CaseText, read_texts

_DEPTH: Final = 12


def main() -> None:
    """Print the sheets of the situations that are named."""
    parser = argparse.ArgumentParser(description="Print sheets on which situations are graded.")
    parser.add_argument("situation", nargs="+")
    wanted = parser.parse_args().situation
    situations = [one for one in read_situations() if one.id in wanted]
    with shipped_catalogue() as catalogue:
        rankings = list(Rankings(catalogue).of_situations().values())
        texts = read_texts(catalogue)
        for one in situations:
            print(sheet(one, pool(one, rankings), texts))


def pool(asked: Asked, rankings: Iterable[Ranking]) -> list[str]:
    """Gather the cases to grade, shuffled in the same way every time."""
    cases = sorted({*asked.grades, *(case for rank in rankings for case in rank(asked)[:_DEPTH])})
    random.Random(asked.id).shuffle(cases)  # noqa: S311
    return cases


def sheet(asked: Asked, cases: Sequence[str], texts: Mapping[str, CaseText]) -> str:
    """Write the sheet of a situation; it holds no grade."""
    profile = yaml.safe_dump(dict(asked.profile), allow_unicode=True, sort_keys=False)
    head = f"# {asked.id}\n\n{asked.words}\n\n```yaml\n{profile}```\n\n{rubric.as_lines(rubric.SITUATIONS)}\n\n{rubric.PLACE}\n"
    return "\n".join([head, *(line for case in cases for line in _case(case, texts[case]))])


def _case(name: str, text: CaseText) -> Iterator[str]:
    yield f"## {name}\n\n**{text.title}**\n\n{text.summary}\n"
    yield from (f"- {part}: {said}" for part, said in text.statements)
    yield f"\n{', '.join(text.names)}\n"


if __name__ == "__main__":
    main()
