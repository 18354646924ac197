"""The page on relevance: what was measured, by which grades, and how far they can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

from benchmarks.relevance import rubric
from benchmarks.relevance.agreement import Agreement, agreement
from benchmarks.relevance.asked import (
    FOLDER,
    SECOND_GRADES,
    SECOND_SEARCH_GRADES,
    USES,
    Asked,
    Use,
    read_grades,
    read_settled,
)
from benchmarks.relevance.metrics import attained
from benchmarks.relevance.tables import Group, means

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "relevance.md"
TITLES: Final[dict[Use | None, str]] = {"test": "to test on", "tune": "to tune on", None: "all"}

_PAGE: Final = """# Relevance

Written by `make relevance` from data version {version}; correct the grades or the ranking, not the page. How good are the first
cases that a seeker is shown, and the first ones that a search of the site finds?

## What is measured

{situations} situations, all invented: a story in the seeker's own words, and the profile that its author would give. {searches} searches
as people type them. Weights may be chosen on those to tune on; those to test on are only measured. The story, the
profiles and the grades lie in `benchmarks/relevance/`.

- **nDCG@5, nDCG@10**: the gain of the first cases over that of the best order; a case gains 2^grade − 1, divided by
  log2(rank + 1).
- **P@5**: share of the first five graded 2 or 3; **of attainable**: over the number of such cases that there are, five at most.
- In brackets: 95 % of 10,000 bootstrap resamples of what was asked.
- A case that nobody graded counts as useless; **not graded** counts such places among all first tens. The second table
  leaves them out of the order.
- Orders: the answer of the catalogue; BM25, a plain French text search for the words alone; a plain sum of that score
  with the themes, functions, category and territory of the profile; and the answer with each criterion left out.

## By which grades

Situations:

{rubric_situations}

{rubric_place}

Searches:

{rubric_searches}

Cases were graded by reading their texts, without an order in sight: those among the first twelve of several orders,
shuffled, and those that a reading of all cases brought up besides. 71 pairs of search and case were graded later, from titles
and summaries, when the search as it is now brought them into its first ten. 416 more (277 of situations, 139 of searches) were
graded when the catalogue grew from 220 to 320 cases, from titles and summaries and without ranks, by whoever had
entered those cases; all of these but four were then graded again, from the whole texts, in shuffled order, without sight of the
first grade or of a rank. 13 were graded from whole texts when corrected classifications brought them into a first ten, and 24 from
summaries and statements when six further cases did, without their ranks in sight. 43 were graded twice from whole texts, without ranks,
when further themes brought them into a first ten; a third reading settled the three on which these differ. {agreement}
Where those two grades differ, {settled} times, one was settled by reading the case again, with both in sight and no rank, by
whoever had graded second (but for those three): [`settled-grades.yaml`](../../benchmarks/relevance/settled-grades.yaml) has the reason of each, and what
is measured here uses it. Earlier differences keep the first grade.
Stories and grades come from this project itself. **No practitioner has judged yet**: what these figures say of the needs
of real seekers is unknown.

To grade a case that newly comes into a first ten, or a situation of your own: write the situation into `situations.yaml`,
read the sheet that `python -m benchmarks.relevance.sheets` prints for it, and write the grades into `grades.json`; those of a
second, independent reader into `second-grades.json` or `second-search-grades.json`, in the same form. `python -m benchmarks.relevance -v` names what
is not graded.
"""
_FIRST: Final = 5
_MISSED: Final[Mapping[Use, str]] = {
    "tune": """## Where useful cases are missing among the first five

The situations to tune on whose first five hold fewer useful cases than they could, with the grade of each. The quoted reasons are
written by hand, in `benchmarks/relevance/misses.yaml`; all else on this page is made by the program.
""",
    "test": """## The same, for situations to test on

**Whoever changes the ranking stops reading here**, so that these situations stay a test. Their reasons were written by a reader who has no
part in the ranking, after it had its present form, in `benchmarks/relevance/misses-to-test.yaml`. A change that is made in sight of them
needs new situations to test on.
""",
}
_REASONS: Final[Mapping[Use, Path]] = {"tune": FOLDER / "misses.yaml", "test": FOLDER / "misses-to-test.yaml"}
_ONE_READING: Final = """There is one reading of each situation. For
47 pairs of the first 16 situations there were two, with the same grade for 89 % and a quadratic weighted kappa of 0.93."""
_TWO_READINGS: Final = """There are two
independent readings of {pairs} pairs of situation and case: the same grade for {exact:.0%}, quadratic weighted kappa {kappa:.2f}."""
_OF_SEARCHES: Final = """ Of
{pairs} pairs of search and case: the same grade for {exact:.0%}, kappa {kappa:.2f}."""


def write(text: str, page: Path = PAGE) -> None:
    """Write the page."""
    page.write_text(text, encoding="utf-8")


def page(groups: Sequence[Group], *, version: str) -> str:
    """Compose the page from the groups measured: of the situations first, of the searches last."""
    introduction = _PAGE.format(
        version=version,
        situations=len(groups[0].asked),
        searches=len(groups[-1].asked),
        rubric_situations=rubric.as_lines(rubric.SITUATIONS),
        rubric_place=rubric.PLACE,
        rubric_searches=rubric.as_lines(rubric.SEARCHES),
        agreement=all_readings(),
        settled=sum(map(len, read_settled().values())),
    )
    tables = (text for group in groups for text in sections(group))
    return "\n".join([introduction, *tables, *(text for use in USES for text in missed(groups[0], use))])


def missed(group: Group, use: Use) -> Iterator[str]:
    """Show the first five of the first order where useful cases are missing among them, with the written reasons."""
    written: dict[str, str] = yaml.safe_load(_REASONS[use].read_text(encoding="utf-8"))
    orders = next(iter(group.orders.values()))
    yield _MISSED[use]
    for one in group.asked:
        useful, attainable = attained(orders[one.id], one.grades, _FIRST)
        if one.use == use and useful < attainable:
            first = ", ".join(f"`{case}` {_grade(one, case)}" for case in orders[one.id][:_FIRST])
            reason = written.get(one.id, "No reason is written yet.")
            yield f"**{one.id}**, {useful:.0f} of {attainable:.0f}: {first}.\n\n> {reason}\n"


def _grade(asked: Asked, case: str) -> str:
    return f"({asked.grades[case]})" if case in asked.grades else "(not graded)"


def sections(group: Group, uses: Sequence[Use | None] = tuple(TITLES)) -> Iterator[str]:
    """Write the tables of each use, with a heading."""
    for use in uses:
        chosen = [one for one in group.asked if use in (None, one.use)]
        yield f"## {group.title}, {TITLES[use]} ({len(chosen)})\n"
        yield f"{means(group.orders, chosen)}\n"
        yield f"Over graded cases only:\n\n{means(group.orders, chosen, only_graded=True)}\n"


def second_reading(first: Path = FOLDER / "grades.json", second: Path = SECOND_GRADES) -> Agreement | None:
    """Compare two readings, of the situations unless others are named, where there are two."""
    return agreement(read_grades(first), read_grades(second)) if second.exists() else None


def readings(situations: Agreement | None, searches: Agreement | None = None) -> str:
    """Say how many readings there are, and how far they agree."""
    told = (situations, _TWO_READINGS), (searches, _OF_SEARCHES)
    text = "".join(say.format(pairs=one.pairs, exact=one.exact, kappa=one.kappa) for one, say in told if one)
    return text if situations else _ONE_READING + text


def all_readings() -> str:
    """Say how far the readings agree that lie in the folder."""
    return readings(second_reading(), second_reading(FOLDER / "search-grades.json", SECOND_SEARCH_GRADES))
