"""
What SHACL cannot say, for it sees one graph and not the file: which nodes a file may describe, and how parts hang together.

Each rule has its words in `ontology/shapes/Graph.ttl`, as a shape that no engine evaluates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from rdflib import BNode, Literal, URIRef

from allianceskg.files import Home
from allianceskg.terms import AKG, slug
from allianceskg.validation.engine import Result
from allianceskg.validation.nodes import DCTERMS, RDF, SHAPE, TERM
from allianceskg.validation.reading import Given

COMPONENT: Final = SHAPE.GraphRule
DRAFT: Final = URIRef("https://w3id.org/alliances/vocabulary/editorial-statuses/brouillon")
_FOLDERS: Final = {"case": "cases", "actor": "actors", "resource": "resources"}
_SIREN: Final = re.compile(r"[0-9]{9}")


def check(given: Given, home: Home, *, classes: frozenset[str]) -> list[Result]:
    """
    Apply every rule to one file.

    Args:
        given: The file.
        home: Where the published files are.
        classes: The classes of the ontology.
    """
    results: list[Result] = []
    for rule in _RULES:
        results.extend(rule(given))
    results.extend(_types(given, classes))
    results.extend(_published(given, home))
    return results


def described_twice(all_given: Iterable[Given]) -> Iterator[tuple[Given, Result]]:
    """Find the records that a second file describes too."""
    seen: set[str] = set()
    for given in all_given:
        for record in given.records:
            if record.iri in seen:
                yield given, _result("oneRecord", URIRef(record.iri))
            seen.add(record.iri)


def _subjects(given: Given) -> Iterator[Result]:
    """A file describes its record and the parts of it."""
    main = given.main.iri
    foreign = {
        subject
        for subject, _, _ in given.triples
        if isinstance(subject, URIRef) and str(subject) != main and not subject.startswith(f"{main}#")
    }
    others = {record.iri for record in given.records[1:]}
    for subject in sorted(foreign):
        if str(subject) in others:
            yield _result("oneRecord", subject)
        elif str(subject).split("#", 1)[0] not in others:
            yield _result("subject", subject)


def _blank_nodes(given: Given) -> Iterator[Result]:
    """Parts have names."""
    for subject, predicate, value in given.triples:
        if isinstance(value, BNode) and isinstance(subject, URIRef):
            yield _result("blankNode", subject, predicate, value)
    pointed_at = {value for _, _, value in given.triples if isinstance(value, BNode)}
    if any(isinstance(subject, BNode) and subject not in pointed_at for subject, _, _ in given.triples):
        yield _result("blankNode", URIRef(given.main.iri))


def _fragments(given: Given) -> Iterator[Result]:
    """A part that is cited is described."""
    for subject, predicate, value in given.triples:
        if _is_part(value, given) and str(value) not in given.subjects and isinstance(subject, URIRef):
            yield _result("fragment", subject, predicate, value)


def _orphans(given: Given) -> Iterator[Result]:
    """A part that is described is cited."""
    cited = {str(value) for subject, _, value in given.triples if str(subject) != str(value)}
    for subject in sorted(given.subjects):
        if subject.startswith(f"{given.main.iri}#") and subject not in cited:
            yield _result("orphan", URIRef(subject))


def _own_sources(given: Given) -> Iterator[Result]:
    """A statement cites the sources of its own record."""
    own: dict[str, set[str]] = {}
    for subject, predicate, value in given.triples:
        if predicate == TERM.hasSource:
            own.setdefault(str(subject).split("#", 1)[0], set()).add(str(value))
    for subject, predicate, value in given.triples:
        if predicate != DCTERMS.source or not isinstance(subject, URIRef) or not isinstance(value, URIRef):
            continue
        record = str(subject).split("#", 1)[0]
        if all(record != one.iri for one in given.records):
            continue
        is_undescribed_part = _is_part(value, given) and str(value) not in given.subjects
        if str(value) not in own.get(record, set()) and not is_undescribed_part:
            yield _result("ownSource", subject, predicate, value)


def _conflicts(given: Given) -> Iterator[Result]:
    """A conflict is told on both sides."""
    pairs = {(subject, value) for subject, predicate, value in given.triples if predicate == TERM.conflictsWith}
    for subject, value in sorted(pairs):
        if (value, subject) not in pairs and str(value) in given.subjects and isinstance(subject, URIRef):
            yield _result("conflict", subject, TERM.conflictsWith, value)


def _siren_keys(given: Given) -> Iterator[Result]:
    """The last digit of a SIREN number follows from the others (Luhn)."""
    for subject, predicate, value in given.triples:
        if predicate == TERM.siren and _SIREN.fullmatch(value) and not _has_right_key(value):
            assert isinstance(subject, URIRef)
            yield _result("sirenKey", subject, predicate, value)


def is_siren(text: str) -> bool:
    """Tell whether a text is a SIREN number, its key included."""
    return _SIREN.fullmatch(text) is not None and _has_right_key(text)


def _has_right_key(siren: str) -> bool:
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(siren))
    return sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0


def _types(given: Given, classes: frozenset[str]) -> Iterator[Result]:
    """Every node has a class of the ontology."""
    types: dict[URIRef, list[URIRef]] = {}
    for subject, predicate, value in given.triples:
        if isinstance(subject, URIRef):
            types.setdefault(subject, [])
            if predicate == RDF.type and isinstance(value, URIRef):
                types[subject].append(value)
    for subject, given_types in types.items():
        if not any(str(one) in classes for one in given_types):
            wrong = next((one for one in given_types if one.startswith(AKG)), None)
            yield _result("type", subject, RDF.type if given_types else None, wrong)


def _published(given: Given, home: Home) -> Iterator[Result]:
    """A published file bears the name of its record, and is no draft."""
    folder = _FOLDERS.get(given.main.kind)
    if given.path is None or folder is None or given.path.resolve().parent != (home.data / folder).resolve():
        return
    main = URIRef(given.main.iri)
    if given.path.name.removesuffix(".ttl") != slug(main):
        yield _result("fileName", main, None, Literal(given.path.name))
    if (main, TERM.editorialStatus, DRAFT) in given.triples:
        yield _result("published", main, TERM.editorialStatus, DRAFT)


def _is_part(value: object, given: Given) -> bool:
    return isinstance(value, URIRef) and "#" in value and str(value).split("#", 1)[0] == given.main.iri


def _result(
    rule: str, focus: URIRef, path: URIRef | None = None, value: URIRef | BNode | Literal | None = None
) -> Result:
    return Result(focus, path, value, SHAPE[f"Graph-{rule}"], COMPONENT)


_RULES: Final[tuple[Callable[[Given], Iterator[Result]], ...]] = (
    _subjects, _blank_nodes, _fragments, _orphans, _own_sources, _conflicts, _siren_keys,
)  # fmt: skip
