"""The gate for one case and the validation of a whole catalogue, beside pySHACL."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import Graph

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.validation import Report, Validator, engine, validate_catalogue
from allianceskg.validation.nodes import SH, TERM, read
from allianceskg.validation.reference import Reference
from benchmarks.speed.data import Data
from benchmarks.speed.rows import Options, Row, at_most, counted, cpu_ms, english, french, ms
from benchmarks.speed.validating_run import Run, Spent
from benchmarks.synthetic import Drawing, expected_faults, write_home

GROUP = Text(fr="Validation", en="Validation")
GOAL = 100
_ONE_FAULT_IN = 20
_GATE_CASES = 4
_SMALL, _MIDDLE, _LARGE = 300, 3_000, 30_000
_MOST_MEGABYTES = 1_000

Key = tuple[str, str, str, str]


def measure(data: Data, options: Options) -> Iterator[Row]:
    """Measure the gate on shipped cases, and catalogues of several sizes with known violations."""
    yield from _gate_rows(data.home)
    small = _catalogue(data, _SMALL)
    spent = pyshacl_on(small)
    yield from _bulk_rows(data, small, _SMALL, spent, _SMALL)
    middle = _catalogue(data, _MIDDLE)
    if options.is_long:
        spent = pyshacl_on(middle)
        yield from _bulk_rows(data, middle, _MIDDLE, spent, _MIDDLE)
        yield from _bulk_rows(data, _catalogue(data, _LARGE), _LARGE, spent, _MIDDLE)
    else:
        yield from _bulk_rows(data, middle, _MIDDLE, spent, _SMALL)
        later = Text(fr="mesuré par make bench-long", en="measured by make bench-long")
        yield Row(GROUP, _size(_LARGE), _times_goal(), later)
        yield Row(GROUP, _memory(_LARGE), _memory_goal(), later)


# One case.


def _gate_rows(home: Home) -> Iterator[Row]:
    validator = Validator(home)
    paths = _spread(sorted((home.data / "cases").glob("*.ttl")), _GATE_CASES)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    whole = whole_graph(home)
    shapes = shapes_of_records(home)
    targeted = [shapes_for(path, whole, shapes) for path in paths]
    for text, own in zip(texts, targeted, strict=True):
        check_gate(validator.text(text), plainly(whole, own))
    ours = cpu_ms(lambda: [validator.text(text) for text in texts], times=15) / len(texts)
    plain = cpu_ms(lambda: [plainly(whole, own) for own in targeted], times=3, warm=0) / len(texts)
    slow = Validator(home, engine="pyshacl")
    tuned = cpu_ms(lambda: [slow.text(text) for text in texts], times=3, warm=1) / len(texts)
    for peer, work in (
        (plain, Text(fr="un cas, lecture et phrases comprises, par rapport à pySHACL tel quel sur ses nœuds, dans tout le graphe déjà chargé", en="one case, reading and words included, beside pySHACL as it comes on its nodes, in the whole graph loaded beforehand")),
        (tuned, Text(fr="le même, par rapport au nôtre avec pySHACL pour moteur, cibles résolues d'avance", en="the same, beside ours with pySHACL as its engine, targets resolved beforehand")),
    ):  # fmt: skip
        detail = Text(fr=f"{ms(ours).fr} contre {ms(peer).fr}", en=f"{ms(ours).en} against {ms(peer).en}")
        yield Row(GROUP, work, *at_most(ours / peer, 0.1, detail))


def whole_graph(home: Home) -> Graph:
    """Put every published record, and what the records refer to, into one graph."""
    graph, reference = Graph(), Reference(home)
    for path in Validator(home).published():
        for triple in read(path):
            graph.add(triple)
    subjects = {str(subject) for subject in graph.subjects()}
    for triple in reference.background(sorted({str(value) for value in graph.objects()} - subjects)):
        graph.add(triple)
    return graph


def shapes_of_records(home: Home) -> Graph:
    """Return the shapes but those of territories, of which the graph has only the types, so that pySHACL has no more work than ours."""
    shapes = Graph()
    for triple in Reference(home).shapes:
        if triple[1:] != (SH.targetClass, TERM.Territory):
            shapes.add(triple)
    return shapes


def shapes_for(path: Path, whole: Graph, shapes: Graph) -> Graph:
    """
    Copy the shapes with the nodes of one file for their only targets.

    pySHACL can be told the nodes to judge (`focus_nodes`), but keeps to them inside `sh:not` and `sh:or` too, and finds
    what is not so.
    """
    nodes = {str(subject) for subject, _, _ in read(path)}
    copy = Graph()
    for triple in shapes:
        if triple[1] not in (SH.targetClass, SH.targetSubjectsOf):
            copy.add(triple)
    for shape, targets in engine._targets(whole, shapes, nodes):
        for node in targets:
            copy.add((shape, SH.targetNode, node))
    return copy


def plainly(whole: Graph, shapes: Graph) -> Counter[Key]:
    """Judge the targets of shapes with pySHACL as it comes."""
    return Counter(map(_key, engine.run_plainly(whole, shapes)))


def check_gate(report: Report, expected: Counter[Key]) -> None:
    """Make sure that a report tells what pySHACL finds, and nothing else."""
    found = Counter(
        (one.focus, one.shape, component, one.path or "") for one in report.findings for component in one.components
    )
    assert found == expected, (found - expected, expected - found)


def _key(result: engine.Result) -> Key:
    return (str(result.focus), str(result.shape), str(result.component), str(result.path or ""))


def _spread(paths: Sequence[Path], number: int) -> list[Path]:
    return [paths[place * len(paths) // number] for place in range(number)]


# Whole catalogues.


def pyshacl_on(home: Home, *, is_compared: bool = True) -> Spent:
    """
    Time pySHACL as it comes on a whole catalogue, the graph loaded beforehand.

    Args:
        is_compared: Whether to make sure that ours, suggestions included, finds the same.
    """
    graph, shapes = whole_graph(home), shapes_of_records(home)
    elapsed, processor = time.perf_counter(), time.process_time()
    results = engine.run_plainly(graph, shapes)
    spent = Spent(time.perf_counter() - elapsed, time.process_time() - processor)
    if is_compared:
        check_gate(validate_catalogue(home), Counter(map(_key, results)))
    return spent


def ours_on(home: Home) -> Run:
    """Time ours in a process of its own: files read, violations and warnings put into words, suggestions counted."""
    command = [sys.executable, "-m", "benchmarks.speed.validating_run", str(home.root)]
    printed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    for part in ("first", "unchanged", "changed"):
        printed[part] = Spent(**printed[part])
    printed["violations"] = [(record, shape) for record, shape in printed["violations"]]
    return Run(**printed)


def _catalogue(data: Data, cases: int) -> Home:
    drawing = Drawing(data.drawing.world, cases=cases)
    return write_home(data.folder / f"valid-{cases}", data.home, drawing, one_fault_in=_ONE_FAULT_IN)


def _bulk_rows(data: Data, home: Home, cases: int, peer: Spent, peer_cases: int) -> Iterator[Row]:
    run = ours_on(home)
    drawing = Drawing(data.drawing.world, cases=cases)
    seeded = sorted((one.case, one.shape) for one in expected_faults(drawing.cases(), one_in=_ONE_FAULT_IN))
    yield Row(GROUP, *_speed(cases, run.first, peer, peer_cases))
    right = len(Counter(run.violations) & Counter(seeded))
    others = len(run.violations) - right
    yield Row(
        GROUP,
        Text(fr=f"{counted(cases).fr} cas : infractions semées", en=f"{cases:,} cases: seeded violations"),
        Text(fr="toutes, et aucune autre", en="all, and no other"),
        Text(fr=f"{counted(right).fr} sur {counted(len(seeded)).fr}, {others} autre{'s' * (others > 1)}", en=f"{right:,} of {len(seeded):,}, {others} other{'s' * (others != 1)}"),
        run.violations == seeded,
    )  # fmt: skip
    yield Row(GROUP, _memory(cases), _memory_goal(), Text(fr=f"{counted(run.megabytes).fr} Mo", en=f"{run.megabytes:,} MB"), run.megabytes < _MOST_MEGABYTES)  # fmt: skip
    for spent, what in (
        (run.unchanged, Text(fr="validés de nouveau, rien n'a changé", en="validated again, nothing has changed")),
        (run.changed, Text(fr="validés de nouveau, un cas a changé", en="validated again, one case has changed")),
    ):
        took = Text(fr=f"{french(spent.elapsed)} s ({french(spent.processor)} s de calcul)", en=f"{english(spent.elapsed)} s ({english(spent.processor)} s of processor)")  # fmt: skip
        yield Row(
            GROUP, Text(fr=f"{counted(cases).fr} cas {what.fr}", en=f"{cases:,} cases {what.en}"), Text("", ""), took
        )


def _speed(cases: int, ours: Spent, peer: Spent, peer_cases: int) -> tuple[Text, Text, Text, bool | None]:
    """Compare by elapsed time, which is what a curator waits; processor time, all processes together, stands beside it."""
    scale = cases / peer_cases
    theirs = Spent(peer.elapsed * scale, peer.processor * scale)
    ratio, processor = theirs.elapsed / ours.elapsed, theirs.processor / ours.processor
    how = Text("", "") if scale == 1 else Text(fr=f" ; pySHACL mesuré sur {counted(peer_cases).fr} cas et multiplié par {scale:g}, proportionnel au nombre de cas", en=f"; pySHACL measured on {peer_cases:,} cases and multiplied by {scale:g}, in proportion to the cases")  # fmt: skip
    measured = Text(
        fr=f"{french(ratio)} fois ({french(ours.elapsed)} s contre {french(theirs.elapsed)} s) ; en temps de calcul {french(processor)} fois ({french(ours.processor)} s contre {french(theirs.processor)} s){how.fr}",
        en=f"{english(ratio)} times ({english(ours.elapsed)} s against {english(theirs.elapsed)} s); in processor time {english(processor)} times ({english(ours.processor)} s against {english(theirs.processor)} s){how.en}",
    )
    if cases < _LARGE:
        return _size(cases), Text("", ""), measured, None
    return _size(cases), _times_goal(), measured, ratio >= GOAL


def _size(cases: int) -> Text:
    return Text(
        fr=f"{counted(cases).fr} cas inventés : fichiers lus, phrases faites, contre pySHACL tel quel sur un graphe déjà chargé",
        en=f"{cases:,} invented cases: files read, words made, against pySHACL as it comes on a graph loaded beforehand",
    )


def _times_goal() -> Text:
    return Text(fr=f"au moins {GOAL} fois plus rapide", en=f"at least {GOAL} times faster")


def _memory(cases: int) -> Text:
    return Text(
        fr=f"{counted(cases).fr} cas : mémoire, tous processus ensemble",
        en=f"{cases:,} cases: memory, all processes together",
    )


def _memory_goal() -> Text:
    return Text(fr="moins de 1 Go", en="under 1 GB")
