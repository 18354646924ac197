"""Other networks that could have been recorded: with fewer cases, or with the same numbers of ties joined at random."""

from __future__ import annotations

from random import Random
from typing import Final

import networkx as nx

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.projections import two_mode_graph

_SWAPS_PER_TIE: Final = 10
"""After so many tried exchanges a tie, what is left of the first network no longer shows; the usual number."""


def without_random_cases(network: TwoModeNetwork, share: float, seed: int) -> TwoModeNetwork:
    """Leave out a share of the cases, drawn at random."""
    random = Random(seed)  # noqa: S311  statistics, no secret
    return network.of_cases(random.sample(list(network.cases), _kept(network, share)))


def central_cases(network: TwoModeNetwork) -> list[str]:
    """Order cases by their betweenness in the two-mode graph, the highest first; equal ones by IRI."""
    values = nx.betweenness_centrality(two_mode_graph(network))
    return sorted(network.cases, key=lambda case: (-values[case], case))


def rewired(network: TwoModeNetwork, seed: int) -> TwoModeNetwork:
    """
    Join actors and cases at random, each actor to as many cases and each case to as many actors as before.

    Two ties exchange their actors, again and again, unless that would make a tie twice. Source: the chain of exchanges of
    E. F. Connor and D. Simberloff, "The assembly of species communities", Ecology 60 (1979).
    """
    random = Random(seed)  # noqa: S311  statistics, no secret
    pairs = [(tie.case, tie.actor) for tie in network.ties]
    present = set(pairs)
    for _ in range(_SWAPS_PER_TIE * len(pairs)):
        first, second = random.randrange(len(pairs)), random.randrange(len(pairs))
        (case, actor), (other_case, other_actor) = pairs[first], pairs[second]
        exchanged = ((case, other_actor), (other_case, actor))
        if not present.isdisjoint(exchanged):
            continue
        present -= {pairs[first], pairs[second]}
        present |= set(exchanged)
        pairs[first], pairs[second] = exchanged
    return network.with_ties(pairs)


def _kept(network: TwoModeNetwork, share: float) -> int:
    return len(network.cases) - round(share * len(network.cases))
