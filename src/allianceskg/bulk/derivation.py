"""What follows from the cases of a large catalogue, and their match index: partition by partition, then put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from allianceskg.builds.gate import Gate, Withheld
from allianceskg.builds.local import version_made_from
from allianceskg.bulk import partition_store, sorted_lines
from allianceskg.bulk.partition_store import Partition, Recipe, Tools, make_shared, make_tools
from allianceskg.bulk.work import Order, Outcome, Work, begun
from allianceskg.files import Home, SourceFile
from allianceskg.matching.index.container import Stamp
from allianceskg.matching.index.joining import join_files
from allianceskg.progress import Progress, part_of, unwatched
from allianceskg.records.standing import Admission
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.terms import CASE
from allianceskg.validation.conformity import admissions

_JUDGED = 0.3
_SHARED = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Outcome):
    """
    What a work came to.

    Attributes:
        cases: How many cases went into it.
        data_version: The version that a build of the same files has.
        lines: How many lines the N-Quads have; 0 where none were asked for.
    """

    cases: int
    data_version: str
    lines: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    What partitions are worked on with.

    Attributes:
        shared_lines: What follows from what all cases share, as sorted N-Quads.
    """

    recipe: Recipe
    partitions: Sequence[Partition]
    withheld: Sequence[Withheld]
    cases: int
    shared_lines: Path


def materialise(order: Order, home: Home, *, progress: Progress = unwatched) -> Derived:
    """
    Write `inferred.nq`: all that a build of the same files infers, as sorted N-Quads.

    Raises:
        ClusterError, DataError, StoreLockedError: See `begun`.
    """
    with begun(order, home) as work:
        prepared = prepare(work, progress)
        parts = _parts(work, prepared, partition_store.derive, progress)
        lines = sorted_lines.merge([prepared.shared_lines, *parts], work.results / "inferred.nq")
        return _derived(work, prepared, lines=lines)


def index(order: Order, home: Home, *, progress: Progress = unwatched) -> Derived:
    """
    Write `index-RULES`, the match index that a build of the same files has, and by the same name.

    Raises:
        ClusterError, DataError, StoreLockedError: See `begun`.
    """
    with begun(order, home) as work:
        prepared = prepare(work, progress)
        write_index(work, prepared, work.results / f"index-{prepared.recipe.stamp.rules_version}", progress)
        return _derived(work, prepared)


def write_index(work: Work, prepared: Prepared, target: Path, progress: Progress) -> None:
    """Make the index of each partition, and of all of them."""
    join_files(_parts(work, prepared, partition_store.index, progress), target, prepared.recipe.stamp)


def prepare(work: Work, progress: Progress) -> Prepared:
    """Decide which records enter, as a build does; load what all cases share; part the cases."""
    referred: dict[str, tuple[str, ...]] = {}
    number = sum(file.group == "cases" for file in work.files)

    def judge(home: Home, paths: Sequence[Path], told: Progress) -> Sequence[Admission]:
        found = admissions(home, paths, told, crew=work.cluster.crew, chunk=work.chunk(number))
        referred.update((str(path), one.referred) for path, one in zip(paths, found, strict=True))
        return found

    admitted = Gate(work.home, work.state, judge=judge).admit(work.files, None, part_of(progress, 0, _JUDGED))
    queries = QueryCatalogue(work.home.queries)
    stamp = Stamp(version_made_from(admitted.sources, queries), work.home.rules_version())
    cases = [file for file in admitted.sources if file.group == "cases"]
    folder = work.state / work.version[:12]
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    recipe = Recipe(work.home, folder / "shared", folder / "parts", stamp)
    lines = folder / "shared.nq"
    others = [file for file in admitted.sources if file.group != "cases"]
    make_shared(others, work.home, recipe.shared, lines, part_of(progress, _JUDGED, _JUDGED + _SHARED))
    partitions = part(cases, {file.document: referred.get(file.location, ()) for file in cases}, work.chunk(number))
    named = work.gathered.named
    withheld = [_renamed(one, named) for one in admitted.withheld.values()]
    return Prepared(recipe, partitions, withheld, len(cases), lines)


def part(cases: Sequence[SourceFile], referred: Mapping[str, Sequence[str]], size: int) -> list[Partition]:
    """
    Divide cases into partitions.

    Args:
        referred: The records that each case leads to, by IRI; a case travels with the cases that it leads to.
    """
    files = {file.document: file for file in cases}
    parts = []
    for number, start in enumerate(range(0, len(cases), size)):
        own = cases[start : start + size]
        beside = _led_to([file.document for file in own], referred)
        parts.append(Partition(number, own, [files[one] for one in sorted(beside) if one in files]))
    return parts


def _led_to(cases: Sequence[str], referred: Mapping[str, Sequence[str]]) -> set[str]:
    """Follow cases to cases, without those that one starts from."""
    seen, waiting = set(cases), list(cases)
    while waiting:
        for one in referred.get(waiting.pop(), ()):
            if one.startswith(CASE) and one not in seen:
                seen.add(one)
                waiting.append(one)
    return seen.difference(cases)


def _parts(work: Work, prepared: Prepared, task: Callable[[Tools, Partition], str], progress: Progress) -> list[Path]:
    told, total = part_of(progress, _JUDGED + _SHARED, 1), len(prepared.partitions)
    made = []
    with work.cluster.crew(make_tools, prepared.recipe) as crew:
        for name in crew.each(task, ((one,) for one in prepared.partitions)):
            made.append(prepared.recipe.parts / name)
            told("", len(made), total)
    return made


def _renamed(one: Withheld, named: Callable[[str], str]) -> Withheld:
    return Withheld(named(one.location), one.digest, one.reason, one.fault, one.is_last_good)


def _derived(work: Work, prepared: Prepared, *, lines: int = 0) -> Derived:
    return work.end(
        Derived,
        withheld=tuple(prepared.withheld),
        cases=prepared.cases,
        data_version=prepared.recipe.stamp.data_version,
        lines=lines,
    )
