"""
Each shape against its examples: `valid-*.ttl` give no finding, `invalid-*.ttl` exactly those of the `.yaml` beside them.

In the expectations `<…#x>` is a part of the record of the example. All the data is invented.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyshacl
import pytest
import yaml
from rdflib import RDF, BNode, Graph, Literal, URIRef

from allianceskg.files import Home
from allianceskg.validation import Finding, Validator, engine
from allianceskg.validation.nodes import OWL, SH, SHAPE, TERM, Node, compact, name_of, read
from allianceskg.validation.reference import Reference

FOLDER = Path(__file__).parent
RULES = FOLDER / "Graph"
EDITORIAL = FOLDER / "editorial"
EXAMPLES = sorted(FOLDER.glob("*/*valid-*.ttl"))
INVALID = [path for path in EXAMPLES if path.name.startswith("invalid-")]
VALID = [path for path in EXAMPLES if path.name.startswith("valid-")]
# These rules are about published files: tests/test_validation.py has their examples.
ON_PUBLISHED_FILES = {"Graph-fileName", "Graph-published"}
WORDS = (SH.name, SH.description, SH.message)

SEVERITY = {"Violation": "infraction / violation", "Warning": "avertissement / warning", "Info": "information / info"}


def label(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def texts(paths: list[Path]) -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8") for path in paths}


def expected(path: Path) -> list[dict[str, str]]:
    return yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))


def as_expected(finding: Finding) -> dict[str, str]:
    """Name a finding as the expectation files do."""
    named = {
        "shape": name_of(finding.shape),
        "severity": finding.severity,
        "focus": compact(finding.focus),
        "path": compact(finding.path) if finding.path else "",
        "value": finding.value or "",
    }
    return {key: re.sub(r"<https://w3id\.org/alliances/[^#>]*#", "<…#", text) for key, text in named.items() if text}


def ordered(listed: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(listed, key=lambda one: sorted(one.items()))


@pytest.fixture(scope="module")
def findings(home: Home) -> dict[Path, list[Finding]]:
    """What is found in each example; blocks together, since a run costs as much as a hundred examples."""
    validator = Validator(home)
    blocks = [path for path in EXAMPLES if path.parent not in (RULES, EDITORIAL)]
    reports = [
        validator.blocks(texts(blocks)),
        validator.blocks(texts([path for path in EXAMPLES if path.parent == EDITORIAL]), editorial=True),
        *(validator.files([path]) for path in EXAMPLES if path.parent == RULES),
    ]
    by_file: dict[Path, list[Finding]] = defaultdict(list)
    for report in reports:
        for finding in report.findings:
            by_file[Path(finding.file)].append(finding)
    return by_file


@pytest.fixture(scope="module")
def reference(home: Home) -> Reference:
    return Reference(home)


@pytest.fixture(scope="module")
def all_shapes(home: Home) -> Graph:
    graph = Graph()
    for path in (home.ontology / "shapes").glob("*.ttl"):
        for triple in read(path):
            graph.add(triple)
    return graph


def reporting_shapes(shapes: Graph) -> set[URIRef]:
    """Return the shapes that can be the source of a finding: with a target, part of one that has, or our own rules."""
    targeted = {*shapes.subjects(SH.targetClass), *shapes.subjects(SH.targetSubjectsOf)}
    constrained = {
        shape
        for shape in targeted
        if any(
            (shape, parameter, None) in shapes for parameter in (SH.closed, SH["or"], SH.xone, SH.pattern, SH.sparql)
        )
    }
    properties = {part for shape in targeted for part in shapes.objects(shape, SH.property)}
    rules = set(shapes.subjects(SH.deactivated, Literal(True)))
    return {shape for shape in constrained | properties | rules if isinstance(shape, URIRef)}


def row(shapes: Graph, shape: URIRef) -> str:
    """Write the row of the reference page that describes a shape."""
    node = shape if (shape, SH.message, None) in shapes else shapes.value(shape, SH.sparql)
    messages = {text.language: str(text) for text in shapes.objects(node, SH.message) if isinstance(text, Literal)}
    cells = [SEVERITY[name_of(str(shapes.value(shape, SH.severity)))], messages["fr"], messages["en"]]
    escaped = [cell.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;") for cell in cells]
    return f"| `{name_of(str(shape))}` | {' | '.join(escaped)} |"


@pytest.mark.parametrize("path", VALID, ids=label)
def test_a_valid_example_has_no_finding(path: Path, findings: dict[Path, list[Finding]]) -> None:
    assert [as_expected(finding) for finding in findings[path]] == []


@pytest.mark.parametrize("path", INVALID, ids=label)
def test_an_invalid_example_has_exactly_its_findings(path: Path, findings: dict[Path, list[Finding]]) -> None:
    found = [as_expected(finding) for finding in findings[path]]

    assert ordered(found) == ordered(expected(path))


@pytest.mark.parametrize("path", INVALID, ids=label)
def test_every_finding_tells_what_to_write_in_both_languages(path: Path, findings: dict[Path, list[Finding]]) -> None:
    for finding in findings[path]:
        for text in (finding.message, finding.found, finding.expected, finding.mend):
            assert text is None or (text.fr.strip() and text.en.strip())
        assert finding.message.fr != finding.message.en
        assert finding.mend.fr != finding.mend.en
        assert finding.line is not None


def test_every_shape_has_an_invalid_example(all_shapes: Graph) -> None:
    shown = {one["shape"] for path in INVALID for one in expected(path)} | ON_PUBLISHED_FILES

    missing = {name_of(str(shape)) for shape in reporting_shapes(all_shapes)} - shown

    assert missing == set()


def test_every_file_of_shapes_has_examples(home: Home) -> None:
    files = {path.stem for path in (home.ontology / "shapes").glob("*.ttl")} - {"Value"}

    assert files == {path.parent.name for path in INVALID}
    assert files - {path.parent.name for path in VALID} == set()


def test_every_expectation_stands_beside_an_example() -> None:
    assert {path.with_suffix("") for path in FOLDER.glob("*/*.yaml")} == {path.with_suffix("") for path in INVALID}


def test_the_quick_run_finds_what_plain_pyshacl_finds(reference: Reference) -> None:
    chosen = [
        path for path in EXAMPLES if path.parent.name in ("Alliance", "FunctionAssignment", "PeriodStatement", "Source")
    ]
    data = Graph()
    for path in chosen:
        for triple in read(path):
            data.add(triple)
    subjects = {str(subject) for subject in data.subjects()}
    for triple in reference.background(sorted({str(value) for value in data.objects()} - subjects)):
        data.add(triple)

    quick = engine.run(data, reference.shapes, subjects=subjects)
    plain = [result for result in engine.run_plainly(data, reference.shapes) if str(result.focus) in subjects]

    assert set(quick) == set(plain)
    assert len(quick) > len(chosen)


def test_the_shapes_are_well_formed(all_shapes: Graph) -> None:
    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=all_shapes, meta_shacl=True)

    assert conforms, report


def test_only_lists_have_no_name(all_shapes: Graph) -> None:
    unnamed = {node for node in all_shapes.subjects() if isinstance(node, BNode)}

    assert all((node, RDF.first, None) in all_shapes for node in unnamed)


def test_the_shapes_use_only_terms_of_the_ontology(all_shapes: Graph, reference: Reference) -> None:
    used: set[Node] = set()
    for triple in all_shapes:
        used.update(node for node in triple if isinstance(node, URIRef) and node.startswith(str(TERM)))
    for text in all_shapes.objects(None, SH.select):
        used.update(URIRef(iri) for iri in re.findall(rf"<({re.escape(str(TERM))}\w+)>", str(text)))

    assert used - set(reference.ontology.subjects()) == set()


def test_messages_name_only_what_exists(all_shapes: Graph, reference: Reference) -> None:
    known = {compact(str(node)) for graph in (reference.ontology, reference.vocabularies) for node in graph.subjects()}
    words = [str(text) for word in WORDS for text in all_shapes.objects(None, word)]

    named = {name for text in words for name in re.findall(r"(?:akg|voc-[a-z-]+):[A-Za-z0-9-]+", text)}

    assert {name.rstrip("-") for name in named} - known == set()


def test_every_shape_is_in_the_reference_page(all_shapes: Graph, home: Home) -> None:
    page = (home.root / "docs" / "reference" / "shapes.md").read_text(encoding="utf-8").splitlines()

    rows = {row(all_shapes, shape) for shape in reporting_shapes(all_shapes)}

    assert rows - set(page) == set()
    assert {line for line in page if line.startswith("| `")} - rows == set()


def test_every_class_that_records_use_has_a_shape(all_shapes: Graph, reference: Reference) -> None:
    statements = set(
        reference.ontology.transitive_subjects(
            URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf"), TERM.Statement
        )
    )
    classes = statements - {TERM.Statement} | {
        TERM[name]
        for name in ("CaseStudy", "Alliance", "CatalystInitiative", "Source", "Actor", "Resource", "Territory")
    }

    assert {compact(str(one)) for one in classes if (None, SH.targetClass, one) not in all_shapes} == set()
    assert (SHAPE.CaseStudyShape, RDF.type, SH.NodeShape) in all_shapes
    assert (TERM.CaseStudy, RDF.type, OWL.Class) in reference.ontology
