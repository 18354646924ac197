"""
Refuse a release in which a published IRI disappears.

    python -m scripts.check_published_iris            # what is gone since the list was written, one a line
    python -m scripts.check_published_iris --accept   # adds what is new; it never takes anything out

`ontology/published-iris.txt` lists what publishers may rely on: terms, concepts, schemes, rules, conventions, shapes,
cases, actors, resources and queries. Parts of a record (`…#fact-2`) are not listed: they come and go with its text.
Territories are not either: the official code lists decide, and the territory itself tells its successor.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from allianceskg.files import Home, find_home
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.terms import BASE, PREFIXES

ROOT: Final = Path(__file__).resolve().parent.parent
LIST: Final = ROOT / "ontology" / "published-iris.txt"

_DEPRECATED: Final = f"{PREFIXES['owl']}deprecated"
_SUCCESSOR: Final = f"{PREFIXES['dcterms']}isReplacedBy"
_REASON: Final = f"{BASE}ontology#retirementReason"
_RECORDS: Final = ("cases", "actors", "resources")


def published(home: Home) -> set[str]:
    """Return every IRI that the catalogue publishes now."""
    found = {QueryCatalogue(home.queries).get(name).iri for name in QueryCatalogue(home.queries).names()}
    for path in sorted(home.ontology.rglob("*.ttl")):
        found |= set(_subjects(path))
    for folder in _RECORDS:
        for path in sorted((home.data / folder).glob("*.ttl")):
            found |= {iri for iri in _subjects(path) if "#" not in iri}
    return found


def lost(listed: Iterable[str], now: Iterable[str]) -> list[str]:
    """Return the IRIs that were published and are no more."""
    return sorted(set(listed) - set(now))


def withdrawn_without_a_word(home: Home) -> list[str]:
    """Return the terms that are marked as deprecated and tell neither a successor nor a reason."""
    silent: list[str] = []
    for path in sorted(home.ontology.rglob("*.ttl")):
        triples = turtle.read(path)
        said = {(triple.subject, triple.predicate.value) for triple in triples}
        for subject, predicate in said:
            told = {(subject, _SUCCESSOR), (subject, _REASON)} & said
            if predicate == _DEPRECATED and not told and isinstance(subject, IRI):
                silent.append(subject.value)
    return sorted(silent)


def main(arguments: Sequence[str]) -> int:
    """Print what is wrong; 1 when something is."""
    home = find_home()
    now = published(home)
    listed = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    if "--accept" in arguments:
        LIST.write_text("".join(f"{iri}\n" for iri in sorted({*listed, *now})), encoding="utf-8")
        return 0
    gone = lost(listed, now)
    for iri in gone:
        print(f"{iri}: published, and gone. Keep it, deprecated or retired, with its successor or the reason.")
    silent = withdrawn_without_a_word(home)
    for iri in silent:
        print(f"{iri}: deprecated without dcterms:isReplacedBy and without akg:retirementReason.")
    return 1 if gone or silent else 0


def _subjects(path: Path) -> Iterable[str]:
    for triple in turtle.read(path):
        if isinstance(triple.subject, IRI) and triple.subject.value.startswith(BASE):
            yield triple.subject.value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
