"""The network year by year, and which functions are on record on which territories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.projections import two_mode_graph
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import Library
from allianceskg.rdf.term import IRI
from allianceskg.terms import concept


@dataclass(frozen=True, slots=True)
class NetworkYear:
    """
    What had begun by a year.

    Attributes:
        begun: Number of cases that began in that very year.
        cases: Number of cases by then.
        actors: Number of actors who take part in one of them.
        ties: Number of ties of actors to these cases.
        components: Number of parts that nothing joins.
        largest: Number of actors in the largest of them.
    """

    year: int
    begun: int
    cases: int
    actors: int
    ties: int
    components: int
    largest: int


def network_by_year(network: TwoModeNetwork) -> tuple[NetworkYear, ...]:
    """Return every year in which a case began, from the first on; cases without a year count nowhere."""
    starts = [case.start for case in network.cases.values() if case.start is not None]
    return tuple(_of_year(network.as_of(year), year, starts.count(year)) for year in sorted(set(starts)))


def _of_year(network: TwoModeNetwork, year: int, begun: int) -> NetworkYear:
    parts = components(network)
    return NetworkYear(
        year,
        begun,
        cases=len(network.cases),
        actors=len(network.actors),
        ties=len(network.ties),
        components=len(parts),
        largest=parts[0] if parts else 0,
    )


def components(network: TwoModeNetwork) -> tuple[int, ...]:
    """Return the number of actors in each part of the network that nothing joins to another, the largest first."""
    parts = nx.connected_components(two_mode_graph(network))
    sizes = (sum(1 for node in part if node in network.actors) for part in parts)
    return tuple(sorted((size for size in sizes if size), reverse=True))


@dataclass(frozen=True, slots=True)
class FunctionCoverage:
    """
    In how many cases each function is on record in each territory of a level.

    Attributes:
        territories: All of the level, with or without a case.
        functions: All of the kit.
        cases: By territory and function; what is missing has no example on record.
        unplaced: Number of recorded holdings of a function in a case that name no territory.
        holdings: Number of all of them.
    """

    territories: Sequence[str]
    functions: Sequence[str]
    cases: Mapping[tuple[str, str], int]
    unplaced: int
    holdings: int

    @property
    def recorded(self) -> int:
        """Number of pairs of a territory and a function that have an example."""
        return len(self.cases)

    @property
    def out_of(self) -> int:
        """Number of pairs."""
        return len(self.territories) * len(self.functions)


_FUNCTIONS: Final = "catalyst-functions"


def read_function_coverage(library: Library, level: str = "region") -> FunctionCoverage:
    """Read which functions are on record in the territories of a level."""
    catalogue = library.catalogue
    query = catalogue.queries.get("function-coverage").bind({"level": [IRI(concept("territory-levels", level))]})
    functions = [one.iri for one in catalogue.names.in_scheme(_FUNCTIONS) if not one.broader]
    found = {
        (row["territory"].value, row["function"].value): int(row["cases"].value)
        for row in catalogue.store.select(query)
        if row["function"].value in functions
    }
    placed, holdings = count_recorded(catalogue, "recorded-statement-aspects").get("territory", (0, 0))
    return FunctionCoverage(catalogue.territories.at_level(level), functions, found, holdings - placed, holdings)


def count_recorded(catalogue: Catalogue, *queries: str) -> dict[str, tuple[int, int]]:
    """Count, for each aspect of the queries `recorded-…-aspects`, how many cases or statements record it and how many could."""
    found = {}
    for name in queries:
        for row in catalogue.store.select(catalogue.queries.get(name).text):
            recorded = row["cases"] if "cases" in row else row["statements"]
            found[row["aspect"].value] = (int(recorded.value), int(row["outOf"].value))
    return found
