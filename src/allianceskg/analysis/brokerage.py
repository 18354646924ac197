"""
Who stands between whom: the roles of brokers between groups.

Source: R. V. Gould and R. M. Fernandez, "Structures of mediation: a formal approach to brokerage in transaction networks",
Sociological Methodology 19 (1989), 89-126. On a path a -> b -> c without a tie a -> c, b is a broker:

| role | groups of a, b, c |
|---|---|
| coordinator | all the same |
| itinerant | a and c the same, b another |
| representative | a and b the same, c another |
| gatekeeper | b and c the same, a another |
| liaison | all different |

Convention for ties without direction, which the sources do not settle: each tie counts as two opposite ones, so each open
pair around b is met twice, and is counted once. What is a representative one way is a gatekeeper the other way, so these
two are one role, `gatekeeper`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import Final, Literal, get_args

import networkx as nx

BrokerRole = Literal["coordinator", "itinerant", "gatekeeper", "liaison"]
BROKER_ROLES: Final[tuple[BrokerRole, ...]] = get_args(BrokerRole)
DirectedRole = Literal["coordinator", "itinerant", "representative", "gatekeeper", "liaison"]
DIRECTED_ROLES: Final[tuple[DirectedRole, ...]] = get_args(DirectedRole)


def count_directed_roles(graph: nx.DiGraph, group: Mapping[str, Hashable]) -> Mapping[str, Mapping[DirectedRole, int]]:
    """
    Count the roles of each node of a directed graph, as the function `brokerage` of the R package sna does.

    Args:
        group: Of each node.
    """
    counts = {node: dict.fromkeys(DIRECTED_ROLES, 0) for node in graph}
    for broker, roles in counts.items():
        for start in graph.predecessors(broker):
            for end in graph.successors(broker):
                if len({start, broker, end}) == len((start, broker, end)) and not graph.has_edge(start, end):
                    roles[_directed_role(group[start], group[broker], group[end])] += 1
    return counts


def count_roles(graph: nx.Graph, group: Mapping[str, Hashable]) -> Mapping[str, Mapping[BrokerRole, int]]:
    """
    Count the open pairs around each node of a graph without direction, by the role of the node between them.

    Args:
        group: Of each node; pairs of which an end, or the node, has none are not counted.
    """
    counts = {node: dict.fromkeys(BROKER_ROLES, 0) for node in graph}
    for broker, roles in counts.items():
        if broker not in group:
            continue
        near = [node for node in graph[broker] if node != broker and node in group]
        for start, end in combinations(near, 2):
            if end not in graph[start]:
                role = _directed_role(group[start], group[broker], group[end])
                roles["gatekeeper" if role == "representative" else role] += 1
    return counts


def _directed_role(start: Hashable, broker: Hashable, end: Hashable) -> DirectedRole:
    if start == end:
        return "coordinator" if broker == start else "itinerant"
    if broker == start:
        return "representative"
    return "gatekeeper" if broker == end else "liaison"
