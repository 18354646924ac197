"""
What is measured of each actor, on the graph of actors.

Betweenness is networkx's. Constraint and effective size are written out here, since networkx computes them hundreds of
times slower and they are computed hundreds of times, for the stability of the ranks; tests hold them to networkx.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.brokerage import count_roles
from allianceskg.language import Text

MOST_ACTORS: Final = 3_000
"""Above this, what grows with the square of the number of actors is not computed: it would take hours."""

_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """
    A number for each actor.

    Attributes:
        lowest_first: Whether the lowest number is the first rank.
        decimals: With how many it is shown.
        rests_on: Names of the aspects without which an actor counts for less in it, or not at all.
        is_dear: Whether it is left out above `MOST_ACTORS`.
    """

    name: str
    label: Text
    definition: Text
    compute: Callable[[nx.Graph, TwoModeNetwork], Mapping[str, float]]
    lowest_first: bool = False
    decimals: int = 0
    is_dear: bool = True
    rests_on: tuple[str, ...] = ("actor",)

    def ranked(self, values: Mapping[str, float]) -> list[str]:
        """Order actors from the first rank on; equal ones by IRI."""
        sign = 1 if self.lowest_first else -1
        return sorted(values, key=lambda actor: (sign * values[actor], actor))

    def last_ranks(self, values: Mapping[str, float]) -> dict[str, int]:
        """
        Return the rank of each actor when all that are equal to it stand before it.

        What is equal is so up to twelve digits, since sums in another order differ in the last ones.
        """
        numbers = Counter(round(value, _DIGITS) for value in values.values())
        before, ranks = 0, {}
        for value in sorted(numbers, reverse=not self.lowest_first):
            before += numbers[value]
            ranks[value] = before
        return {actor: ranks[round(value, _DIGITS)] for actor, value in values.items()}


def constraint(graph: nx.Graph) -> dict[str, float]:
    """
    Return Burt's constraint of each node that has a tie: how far its ties lead to those that are tied to each other.

    Weights are counted. Source: R. S. Burt, "Structural holes and good ideas", American Journal of Sociology 110 (2004),
    equation in note 6; the same as `networkx.constraint`.
    """
    shares = {
        node: {other: held.get("weight", 1) / total for other, held in ties.items()}
        for node, ties in graph.adjacency()
        if (total := sum(held.get("weight", 1) for held in ties.values()))
    }
    return {
        node: sum(
            (share + sum(part * shares[third][other] for third, part in own.items() if other in shares[third])) ** 2
            for other, share in own.items()
        )
        for node, own in shares.items()
    }


def effective_size(graph: nx.Graph) -> dict[str, float]:
    """
    Return the effective size of the neighbourhood of each node that has a tie: the others, less those that are redundant.

    Weights are not counted: it is n - 2t / n for n others with t ties among them. Source: S. P. Borgatti, "Structural
    holes: unpacking Burt's redundancy measures", Connections 20 (1997); the same as `networkx.effective_size`.
    """
    triangles = nx.triangles(graph)
    return {node: degree - 2 * triangles[node] / degree for node, degree in graph.degree if degree}


def group_of_kinds(network: TwoModeNetwork) -> dict[str, str]:
    """Return the group of each actor that has a kind; an actor of several kinds is of the group of just these."""
    return {iri: " ".join(actor.kinds) for iri, actor in network.actors.items() if actor.kinds}


def _between_kinds(graph: nx.Graph, network: TwoModeNetwork) -> Mapping[str, float]:
    roles = count_roles(graph, group_of_kinds(network))
    return {node: float(found["gatekeeper"] + found["liaison"]) for node, found in roles.items()}


MEASURES: Final = (
    Measure(
        "degree",
        Text(fr="Degré", en="Degree"),
        Text(fr="nombre d'acteurs avec qui un cas est partagé", en="number of actors with whom a case is shared"),
        lambda graph, _: {node: float(degree) for node, degree in graph.degree},
        is_dear=False,
    ),
    Measure(
        "weighted-degree",
        Text(fr="Degré pondéré", en="Weighted degree"),
        Text(fr="somme des poids de ces liens", en="sum of the weights of these ties"),
        lambda graph, _: {node: float(degree) for node, degree in graph.degree(weight="weight")},
        decimals=2,
        is_dear=False,
    ),
    Measure(
        "betweenness",
        Text(fr="Intermédiarité", en="Betweenness"),
        Text(
            fr="part des plus courts chemins entre deux autres acteurs qui passent par l'acteur ; tous les liens se valent",
            en="share of the shortest paths between two other actors that pass through the actor; all ties count alike",
        ),
        lambda graph, _: nx.betweenness_centrality(graph),
        decimals=4,
    ),
    Measure(
        "constraint",
        Text(fr="Contrainte", en="Constraint"),
        Text(
            fr="à quel point les liens de l'acteur mènent à des acteurs liés entre eux (Burt) ; la plus faible d'abord",
            en="how far the ties of the actor lead to actors who are tied to each other (Burt); the lowest first",
        ),
        lambda graph, _: constraint(graph),
        lowest_first=True,
        decimals=3,
    ),
    Measure(
        "effective-size",
        Text(fr="Taille effective", en="Effective size"),
        Text(
            fr="nombre d'acteurs liés, moins ceux qui font double emploi (Burt, Borgatti)",
            en="number of tied actors, less the redundant ones (Burt, Borgatti)",
        ),
        lambda graph, _: effective_size(graph),
        decimals=2,
    ),
    Measure(
        "between-kinds",
        Text(fr="Passages entre genres", en="Passages between kinds"),
        Text(
            fr="nombre de paires d'acteurs de genres différents, sans cas commun, que l'acteur relie (Gould et Fernandez)",
            en="number of pairs of actors of different kinds, without a common case, that the actor joins (Gould and Fernandez)",
        ),
        _between_kinds,
        rests_on=("actor", "type"),
    ),
)
