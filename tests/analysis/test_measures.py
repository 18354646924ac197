from __future__ import annotations

import networkx as nx
import pytest

from allianceskg.analysis.brokerage import count_directed_roles, count_roles
from allianceskg.analysis.communities import find_communities
from allianceskg.analysis.evolution import components, network_by_year
from allianceskg.analysis.measures import MEASURES, constraint, effective_size, group_of_kinds
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.projections import actors_graph

from .networks import KINDS, SIX_ACTORS, network_of, southern_women

SIX = network_of(SIX_ACTORS, kinds=KINDS)
GRAPH = actors_graph(SIX, NetworkRequest())
MEASURE = {one.name: one for one in MEASURES}

BY_HAND = {
    "degree": {"A": 2, "B": 2, "C": 3, "D": 3, "E": 1, "F": 1},
    "weighted-degree": {"A": 3, "B": 3, "C": 3, "D": 3, "E": 1, "F": 1},
    # Of 10 pairs of others, C lies between A and D, E, F and B and D, E, F; D between E and A, B, C, F, and F and A, B, C.
    "betweenness": {"A": 0, "B": 0, "C": 0.6, "D": 0.7, "E": 0, "F": 0},
    # C knows A and B, who know each other, and D: 3 - 2 * 1 / 3.
    "effective-size": {"A": 1, "B": 1, "C": 3 - 2 / 3, "D": 3, "E": 1, "F": 1},
    # A has two thirds of its ties with B and one with C; through C another 1/3 * 1/3 with B, through B 2/3 * 1/3 with C.
    "constraint": {
        "A": (2 / 3 + 1 / 9) ** 2 + (1 / 3 + 2 / 9) ** 2,
        "B": (2 / 3 + 1 / 9) ** 2 + (1 / 3 + 2 / 9) ** 2,
        "C": 2 * (1 / 3 + 2 / 9) ** 2 + 1 / 9,
        "D": 3 / 9,
        "E": 1,
        "F": 1,
    },
    # C joins A and B, both red, with D, blue; D joins C, red, E, blue, and F, green, two by two.
    "between-kinds": {"A": 0, "B": 0, "C": 2, "D": 3, "E": 0, "F": 0},
}


@pytest.mark.parametrize("name", list(MEASURE))
def test_six_actors_have_the_values_worked_out_by_hand(name: str) -> None:
    assert MEASURE[name].compute(GRAPH, SIX) == pytest.approx(BY_HAND[name])


def test_the_lowest_constraint_and_the_highest_of_all_else_come_first() -> None:
    assert MEASURE["constraint"].ranked(BY_HAND["constraint"])[:2] == ["D", "C"]
    assert MEASURE["effective-size"].ranked(BY_HAND["effective-size"])[:2] == ["D", "C"]


@pytest.mark.parametrize("weight", ["shared", "newman"])
def test_what_is_written_out_is_what_networkx_computes(weight: str) -> None:
    graph = actors_graph(southern_women(), NetworkRequest(weight=weight))  # type: ignore[arg-type]

    assert constraint(graph) == pytest.approx(nx.constraint(graph, weight="weight"))
    assert effective_size(graph) == pytest.approx(nx.effective_size(graph))


def test_who_knows_nobody_has_no_structural_hole() -> None:
    graph = actors_graph(network_of({"one": "A", "two": "BC"}), NetworkRequest())
    assert sorted(constraint(graph)) == sorted(effective_size(graph)) == ["B", "C"]


def test_the_five_roles_of_a_directed_graph_are_the_published_ones() -> None:
    """
    Four nodes of two groups, as the tests of the R package cograph have them, worked out there by hand.

    That package is held to `sna::brokerage`, by C. T. Butts.
    """
    graph = nx.DiGraph(["AB", "AC", "BC", "BD", "CD", "DA"])
    found = count_directed_roles(graph, {"A": 1, "B": 1, "C": 2, "D": 2})

    assert {node: {role: count for role, count in roles.items() if count} for node, roles in found.items()} == {
        "A": {"itinerant": 1, "gatekeeper": 1},
        "B": {"representative": 1},
        "C": {"gatekeeper": 1},
        "D": {"itinerant": 1, "representative": 1},
    }


def test_the_roles_of_six_actors() -> None:
    found = count_roles(GRAPH, group_of_kinds(SIX))

    assert found["C"] == {"coordinator": 0, "itinerant": 0, "gatekeeper": 2, "liaison": 0}
    assert found["D"] == {"coordinator": 0, "itinerant": 0, "gatekeeper": 2, "liaison": 1}


def test_a_tie_without_direction_is_two_opposite_ones_of_which_each_pair_counts_once() -> None:
    graph = actors_graph(southern_women(), NetworkRequest())
    group = {woman: len(woman) % 3 for woman in graph}
    both_ways = count_directed_roles(nx.DiGraph(graph), group)

    for woman, roles in count_roles(graph, group).items():
        twice = both_ways[woman]
        assert twice["representative"] == twice["gatekeeper"] == roles["gatekeeper"]
        assert {role: 2 * roles[role] for role in ("coordinator", "itinerant", "liaison")} == {
            role: twice[role] for role in ("coordinator", "itinerant", "liaison")
        }


def test_two_circles_are_two_communities_whatever_the_seed() -> None:
    graph = actors_graph(network_of({"one": "ABCD", "two": "EFGH", "three": "DE"}), NetworkRequest())
    found = find_communities(graph, runs=20)

    assert found is not None
    assert [one.actors for one in found.found] == [tuple("ABCD"), tuple("EFGH")]
    assert [one.stability for one in found.found] == [1, 1]
    assert (found.agreement, found.fewest, found.most) == (1, 2, 2)


def test_a_network_without_a_tie_has_no_communities() -> None:
    assert find_communities(actors_graph(network_of({"one": "A"}), NetworkRequest())) is None


def test_the_network_year_by_year() -> None:
    assert [(one.year, one.begun, one.cases, one.actors, one.ties) for one in network_by_year(SIX)] == [
        (2010, 1, 1, 3, 3),
        (2012, 2, 3, 5, 7),
        (2015, 1, 4, 5, 9),
    ]


def test_components_are_counted_in_actors() -> None:
    assert components(network_of({"one": "ABC", "two": "CD", "three": "EF", "four": ""})) == (4, 2)
