"""Communities of actors, and how much of them is left when they are looked for again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import networkx as nx

from allianceskg.analysis.rank_agreement import adjusted_rand

SEED: Final = 17
RUNS: Final = 100


@dataclass(frozen=True, slots=True)
class Community:
    """
    Some actors who share more cases with each other than with others.

    Attributes:
        stability: How much of it is found again on average: of what is in it or in the likest community of another run,
            the share that is in both, from 0 to 1.
    """

    actors: tuple[str, ...]
    stability: float


@dataclass(frozen=True, slots=True)
class Communities:
    """
    A partition of the actors who have a tie.

    Attributes:
        found: Those of at least two actors, the largest first.
        modularity: Of the whole partition.
        agreement: Mean adjusted Rand index of the other runs with this one.
        fewest: Smallest number of communities in a run.
        most: Largest number.
        runs: How many other runs there were, each with a seed of its own.
    """

    found: tuple[Community, ...]
    modularity: float
    agreement: float
    fewest: int
    most: int
    runs: int


def find_communities(graph: nx.Graph, *, runs: int = RUNS) -> Communities | None:
    """
    Find communities by the method of Louvain, weights counted, and look for them again from other seeds.

    Source: V. D. Blondel and others, "Fast unfolding of communities in large networks", J. Stat. Mech. (2008) P10008.
    None for a graph without a tie.
    """
    tied = [node for node, degree in graph.degree if degree]
    if not tied:
        return None
    # By number, and not by name, since sets of texts come in another order in every process.
    numbered = nx.convert_node_labels_to_integers(graph.subgraph(sorted(tied)).copy(), ordering="sorted")
    names = sorted(tied)
    reference = _partition(numbered, SEED)
    others = [_partition(numbered, SEED + 1 + run) for run in range(runs)]
    parts = sorted(reference, key=lambda part: (-len(part), min(part)))
    return Communities(
        found=tuple(
            Community(tuple(names[one] for one in sorted(part)), _found_again(part, others))
            for part in parts
            if len(part) > 1
        ),
        modularity=nx.community.modularity(numbered, reference),
        agreement=sum(adjusted_rand(reference, other) for other in others) / len(others) if others else 1.0,
        fewest=min(map(len, [reference, *others])),
        most=max(map(len, [reference, *others])),
        runs=runs,
    )


def _partition(graph: nx.Graph, seed: int) -> list[set[int]]:
    found: list[set[int]] = nx.community.louvain_communities(graph, weight="weight", seed=seed)
    return found


def _found_again(part: set[int], others: Sequence[Sequence[set[int]]]) -> float:
    likest = [max(len(part & one) / len(part | one) for one in other) for other in others]
    return sum(likest) / len(likest) if likest else 1.0
