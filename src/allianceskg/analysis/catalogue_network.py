"""Reading the two-mode network from the catalogue, by its queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from allianceskg.analysis.affiliations import NetworkActor, NetworkCase, Tie, TwoModeNetwork
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.rdf.table import Table
from allianceskg.terms import AKG

QUERIES: Final = (
    "network-ties",
    "network-case-starts",
    "network-case-values",
    "network-case-places",
    "network-seats",
    "page-case-kinds",
    "page-actor-types",
)
"""The queries from which the network is read."""


def read_network(library: Library) -> TwoModeNetwork:
    """Read the whole network."""
    catalogue = library.catalogue
    roles: dict[tuple[str, str], list[str]] = {}
    for row in _ask("network-ties", catalogue):
        of_tie = roles.setdefault((row["case"].value, row["actor"].value), [])
        if "role" in row:
            of_tie.append(row["role"].value)
    ties = tuple(Tie(case, actor, tuple(found)) for (case, actor), found in sorted(roles.items()))
    actors = sorted({tie.actor for tie in ties})
    seats = _values(_ask("network-seats", catalogue), "actor", "seat")
    types = library.actors.types_of(actors)
    return TwoModeNetwork(
        actors={
            iri: NetworkActor(iri, types[iri], kinds_of(types[iri], catalogue), min(seats.get(iri, ()), default=None))
            for iri in actors
        },
        cases={one.iri: one for one in _read_cases(catalogue)},
        ties=ties,
    )


def kinds_of(types: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the broadest types above some types, in order of IRIs."""
    concepts, found, waiting = catalogue.names.concepts, set(), list(types)
    while waiting:
        kind = waiting.pop()
        broader = concepts[kind].broader if kind in concepts else ()
        waiting += broader
        if not broader:
            found.add(kind)
    return tuple(sorted(found))


def _read_cases(catalogue: Catalogue) -> list[NetworkCase]:
    kinds = _values(_ask("page-case-kinds", catalogue), "case", "kind")
    places = _values(_ask("network-case-places", catalogue), "case", "territory")
    said: dict[str, dict[str, list[str]]] = {}
    for row in _ask("network-case-values", catalogue):
        of_case = said.setdefault(row["case"].value, {})
        of_case.setdefault(row["link"].value.removeprefix(AKG), []).append(row["value"].value)
    cases = []
    for row in _ask("network-case-starts", catalogue):
        iri = row["case"].value
        values = said.get(iri, {})
        cases.append(
            NetworkCase(
                iri,
                start=int(row["start"].value) if "start" in row else None,
                is_alliance=f"{AKG}Alliance" in kinds.get(iri, ()),
                is_initiative=f"{AKG}CatalystInitiative" in kinds.get(iri, ()),
                models=tuple(values.get("usesModel", ())),
                categories=tuple(values.get("inCategory", ())),
                functions=tuple(values.get("coversFunction", ())),
                territories=tuple(places.get(iri, ())),
            )
        )
    return sorted(cases, key=lambda one: one.iri)


def _ask(name: str, catalogue: Catalogue) -> Table:
    return catalogue.store.select(catalogue.queries.get(name).text)


def _values(table: Table, key: str, value: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in table:
        found.setdefault(row[key].value, []).append(row[value].value)
    return found
