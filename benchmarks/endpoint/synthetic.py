"""An invented catalogue of any size, for measuring: the words of the ontology, no fact."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import AKG, BASE, PREFIXES, RDF_TYPE, VOCABULARY, XSD_INTEGER

_LABEL = f"{PREFIXES['skos']}prefLabel"
_TITLE = f"{PREFIXES['dcterms']}title"
_FACETS = {
    "inCategory": ("partnership-models", 4, 1),
    "usesModel": ("partnership-models", 9, 1),
    "coversFunction": ("catalyst-functions", 4, 2),
    "concernsTheme": ("themes", 30, 3),
    "addressesNeed": ("needs", 7, 2),
    "involvesActorType": ("actor-types", 20, 4),
    "inTerritory": ("territories", 500, 5),
    "involvesActor": ("actors", 3_000, 4),
}


def write_store(path: Path, *, cases: int) -> int:
    """Write a store of invented cases; return its number of triples."""
    lines = list(_lines(cases))
    store = EmbeddedStore.create(path)
    store.load_quads("".join(lines).encode())
    store.optimize()
    store.flush()
    return len(lines)


def _lines(cases: int) -> Iterator[str]:
    chance = random.Random(17)  # noqa: S311 - the same data each time
    graph = f"{BASE}synthetic/graph"
    for scheme, values, _ in _FACETS.values():
        for value in range(values):
            concept = f"{VOCABULARY}{scheme}/value-{value}"
            for language in ("fr", "en"):
                yield f'<{concept}> <{_LABEL}> "Valeur inventée {value}"@{language} <{graph}> .\n'
    for number in range(cases):
        case = f"{BASE}case/invented-{number}"
        yield f"<{case}> <{RDF_TYPE}> <{AKG}CaseStudy> <{graph}> .\n"
        for language in ("fr", "en"):
            yield f'<{case}> <{_TITLE}> "Cas inventé {number}"@{language} <{graph}> .\n'
        for facet, (scheme, values, times) in _FACETS.items():
            for value in sorted(chance.sample(range(values), times)):
                yield f"<{case}> <{AKG}{facet}> <{VOCABULARY}{scheme}/value-{value}> <{graph}> .\n"
        for part in range(14):
            yield f'<{case}> <{AKG}order> "{number % 97 + part * 100}"^^<{XSD_INTEGER}> <{graph}> .\n'
