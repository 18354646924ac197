"""
The networks that the two-mode network makes, as graphs of networkx.

Nodes are IRIs, in order. An edge has `weight`, and `cases`, the IRIs of the cases (between cases: `actors`, between
territories: `actors` too) by which its ends are joined.

Weights, for things joined through others, called links here (actors through cases, cases through actors, territories
through actors):

- `shared`: the number of links that two have in common;
- `newman`: the same, each link counting 1 / (k - 1) when it joins k of them, so that what a link gives to one end adds up
  to 1 whatever its size. Source: M. E. J. Newman, "Scientific collaboration networks. II", Physical Review E 64, 016132
  (2001), equation 1.

A link that joins more than `largest_clique` makes no edge: as a clique it would fill the picture and say one thing only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.network_request import NetworkRequest, ProjectionName, Weighting


@dataclass(frozen=True, slots=True)
class Projection:
    """
    A network as a graph.

    Attributes:
        left_out: What would have made cliques larger than is asked for, with the number that each joins.
    """

    name: ProjectionName
    graph: nx.Graph
    network: TwoModeNetwork
    left_out: tuple[tuple[str, int], ...] = ()


def project(network: TwoModeNetwork, request: NetworkRequest) -> Projection:
    """Make the graph that is asked for, of a network that is already cut to what is asked for."""
    match request.projection:
        case "bipartite":
            return Projection("bipartite", two_mode_graph(network), network)
        case "actors":
            links: Mapping[str, tuple[str, ...]] = network.actors_of
            nodes: Iterable[str] = network.actors
            through = "cases"
        case "cases":
            links, nodes, through = network.cases_of, network.cases, "actors"
        case "territories":
            links = territories_of_actors(network)
            nodes = sorted({one for found in links.values() for one in found})
            through = "actors"
        case "types":
            return Projection("types", _kinds(network, request.weight), network)
    graph = _join(nodes, links, request.weight, through, request.largest_clique)
    left_out = sorted((link, len(ends)) for link, ends in links.items() if len(ends) > request.largest_clique)
    return Projection(request.projection, graph, network, tuple(left_out))


def two_mode_graph(network: TwoModeNetwork) -> nx.Graph:
    """Return actors and cases as one graph; an edge has the roles of the tie, and weight 1."""
    graph = nx.Graph()
    graph.add_nodes_from(network.actors, bipartite=0)
    graph.add_nodes_from(network.cases, bipartite=1)
    graph.add_edges_from((tie.actor, tie.case, {"weight": 1, "roles": tie.roles}) for tie in network.ties)
    return graph


def actors_graph(network: TwoModeNetwork, request: NetworkRequest) -> nx.Graph:
    """Return the actors, two of them joined when they take part in the same case."""
    return _join(network.actors, network.actors_of, request.weight, "cases", request.largest_clique)


def territories_of_actors(network: TwoModeNetwork) -> Mapping[str, tuple[str, ...]]:
    """Return the départements and overseas collectivities where the cases of each actor take place, in order."""
    return {
        actor: tuple(sorted({place for case in cases for place in network.cases[case].territories}))
        for actor, cases in network.cases_of.items()
    }


def _join(
    nodes: Iterable[str], links: Mapping[str, tuple[str, ...]], weight: Weighting, through: str, largest: int
) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    for link, ends in links.items():
        if len(ends) > largest:
            continue
        share = 1 / (len(ends) - 1) if weight == "newman" and len(ends) > 1 else 1
        for pair in combinations(ends, 2):
            _add(graph, pair, share, link, through)
    return graph


def _add(graph: nx.Graph, pair: tuple[str, str], share: float, link: str, through: str) -> None:
    if graph.has_edge(*pair):
        edge = graph.edges[pair]
        edge["weight"] += share
        edge[through].append(link)
    else:
        graph.add_edge(*pair, weight=share, **{through: [link]})


def _kinds(network: TwoModeNetwork, weight: Weighting) -> nx.Graph:
    """
    Join kinds of actors: two of them, or one with itself, when two different actors of these kinds are in one case.

    By `newman`, the actors of a case share out as in the projection on actors, and an actor of several kinds counts in
    equal parts for each, so that all weights add up to half the number of ties of cases with at least two actors.
    """
    graph = nx.Graph()
    graph.add_nodes_from(sorted({kind for actor in network.actors.values() for kind in actor.kinds}))
    for case, actors in network.actors_of.items():
        shares: dict[tuple[str, str], float] = {}
        for pair, share in _pairs_of_kinds(network, actors):
            shares[pair] = shares.get(pair, 0) + share
        for pair, share in sorted(shares.items()):
            _add(graph, pair, share / (len(actors) - 1) if weight == "newman" else 1, case, "cases")
    return graph


def _pairs_of_kinds(network: TwoModeNetwork, actors: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], float]]:
    for one, other in combinations((network.actors[actor].kinds for actor in actors), 2):
        for first in one:
            for second in other:
                pair = (min(first, second), max(first, second))
                yield pair, 1 / (len(one) * len(other))
