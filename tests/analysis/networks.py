"""Small invented networks, worked out by hand."""

from __future__ import annotations

import networkx as nx

from allianceskg.analysis.affiliations import NetworkActor, NetworkCase, Tie, TwoModeNetwork


def network_of(cases: dict[str, str], *, kinds: dict[str, str] | None = None) -> TwoModeNetwork:
    """
    Make a network of cases and actors named by one letter each.

    Args:
        cases: The letters of the actors of each case; a case may have a year after a colon, as `one:2010`.
        kinds: Of each actor.
    """
    made, ties = {}, []
    for case, actors in cases.items():
        name, _, year = case.partition(":")
        made[name] = NetworkCase(name, start=int(year) if year else None, is_alliance=True)
        ties += [Tie(name, actor, ("role",)) for actor in sorted(actors)]
    known = kinds or {}
    return TwoModeNetwork(
        actors={
            one: NetworkActor(one, (known[one],), (known[one],)) if one in known else NetworkActor(one, (), ())
            for one in sorted({tie.actor for tie in ties})
        },
        cases=dict(sorted(made.items())),
        ties=tuple(sorted(ties, key=lambda tie: (tie.case, tie.actor))),
    )


SIX_ACTORS = {"one:2010": "ABC", "two:2012": "CD", "three:2012": "DE", "four": "DF", "five:2015": "AB"}
"""
A, B and C share case one; A and B case five too; C and D, D and E, D and F one case each.

Ties of actors: AB (2 cases), AC, BC, CD, DE, DF. D and C stand between the others.
"""

KINDS = {"A": "red", "B": "red", "C": "red", "D": "blue", "E": "blue", "F": "green"}


def southern_women() -> TwoModeNetwork:
    """The women and the social events of Davis, Gardner and Gardner, "Deep South" (1941), as networkx has them."""
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], graph.graph["bottom"]
    return TwoModeNetwork(
        actors={one: NetworkActor(one, (), ()) for one in sorted(women)},
        cases={one: NetworkCase(one) for one in sorted(events)},
        ties=tuple(Tie(event, woman) for event in sorted(events) for woman in sorted(graph[event])),
    )
