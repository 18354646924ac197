"""
The SHACL test suite of the W3C, run on the compiled constraints: a test is passed or declined, never failed.

What is declined goes to pySHACL in the product. `w3c/declined.yaml` lists each, with the reason that the compiler gives.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml
from rdflib import Graph, Namespace

from allianceskg.files import Home
from allianceskg.validation.compiled import Compiled, Data, NotCompiledError, token
from allianceskg.validation.nodes import RDF, RDFS, SH, quiet
from allianceskg.validation.reference import Reference

FOLDER = Path(__file__).parent / "w3c"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")


def read(path: Path) -> Graph:
    with quiet():
        return Graph().parse(path, format="turtle", publicID=path.as_uri())


TESTS = [path for path in sorted(FOLDER.rglob("*.ttl")) if "sht:Validate" in path.read_text("utf-8")]
DECLINED: dict[str, str] = yaml.safe_load((FOLDER / "declined.yaml").read_text("utf-8"))


def name(path: Path) -> str:
    return str(path.relative_to(FOLDER).with_suffix(""))


def run(path: Path) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """Return the results that are expected and those that are found."""
    manifest = read(path)
    entry = manifest.value(predicate=RDF.type, object=SHT.Validate)
    action = manifest.value(entry, MF.action)
    graphs = {
        part: manifest if str(place) == path.as_uri() else read(Path(str(place).removeprefix("file://")))
        for part in ("dataGraph", "shapesGraph")
        for place in [manifest.value(action, SHT[part])]
    }
    data, shapes = graphs["dataGraph"], graphs["shapesGraph"]
    if manifest.value(entry, MF.result) == SHT.Failure:
        return Counter({("a failure",): 1}), Counter(found(data, shapes))
    report = manifest.value(entry, MF.result)
    expected = Counter(
        tuple(
            token(value) if (value := manifest.value(one, part)) is not None else ""
            for part in (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent)
        )
        for one in manifest.objects(report, SH.result)
    )
    return expected, Counter(found(data, shapes))


def found(data: Graph, shapes: Graph) -> list[tuple[str, ...]]:
    hierarchy = [(token(lower), token(upper)) for lower, upper in data.subject_objects(RDFS.subClassOf)]
    compiled = Compiled(shapes, hierarchy)
    blocks: dict[str, dict[str, list[str]]] = {}
    for subject, path, value in data:
        blocks.setdefault(token(subject), {}).setdefault(token(path), []).append(token(value))
    judged = Data(blocks)
    nodes = {*blocks, *(token(one) for one in shapes.objects(None, SH.targetNode))}
    failures, queried = compiled.judge(judged, sorted(nodes))
    failures.extend(compiled.judge_queries(judged, queried, ""))
    return [(one.focus, one.path or "", one.value or "", token(one.shape), token(one.component)) for one in failures]


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_a_test_of_the_w3c_is_passed_or_declined(path: Path) -> None:
    if name(path) in DECLINED:
        with pytest.raises(NotCompiledError) as raised:
            run(path)
        assert reason(raised.value) == DECLINED[name(path)]
        return

    expected, found_here = run(path)

    assert found_here == expected


def reason(fault: NotCompiledError) -> str:
    """Return why, without the nodes that are named differently at each run."""
    return str(fault).split(" of ")[0].removeprefix(str(SH)).split(" http")[0].split(" n")[0]


def test_enough_of_the_suite_is_there() -> None:
    assert len(TESTS) > 100
    assert set(DECLINED) <= {name(path) for path in TESTS}


def test_our_own_shapes_use_only_what_is_compiled(home: Home) -> None:
    reference = Reference(home)

    for shapes in (reference.shapes, reference.editorial_shapes):
        assert Compiled(shapes, []).judge(Data({}), []) == ([], {})
