from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.analysis.network_request import PROJECTIONS, NetworkRequest, chosen_part
from allianceskg.analysis.network_words import read_aspects_of
from allianceskg.analysis.projections import actors_graph, project, two_mode_graph
from allianceskg.errors import UnknownParameterError

from .networks import KINDS, SIX_ACTORS, network_of, southern_women

SIX = network_of(SIX_ACTORS, kinds=KINDS)


def weights(graph: nx.Graph) -> dict[str, float]:
    return {"".join(sorted(pair)): graph.edges[pair]["weight"] for pair in graph.edges}


def test_actors_are_joined_by_the_cases_that_they_share() -> None:
    assert weights(actors_graph(SIX, NetworkRequest())) == {"AB": 2, "AC": 1, "BC": 1, "CD": 1, "DE": 1, "DF": 1}


def test_a_case_of_three_counts_half_by_newman() -> None:
    found = weights(actors_graph(SIX, NetworkRequest(weight="newman")))
    assert found == {"AB": 1.5, "AC": 0.5, "BC": 0.5, "CD": 1, "DE": 1, "DF": 1}


def test_cases_are_joined_by_the_actors_that_they_share() -> None:
    graph = project(SIX, NetworkRequest("cases")).graph
    assert {tuple(sorted(pair)): graph.edges[pair]["weight"] for pair in graph.edges} == {
        ("five", "one"): 2,
        ("one", "two"): 1,
        ("three", "two"): 1,
        ("four", "two"): 1,
        ("four", "three"): 1,
    }


def test_kinds_are_joined_with_themselves_too() -> None:
    graph = project(SIX, NetworkRequest("types")).graph
    assert {tuple(sorted(pair)): graph.edges[pair]["weight"] for pair in graph.edges} == {
        ("red", "red"): 2,
        ("blue", "red"): 1,
        ("blue", "blue"): 1,
        ("blue", "green"): 1,
    }


def test_newmans_weights_of_kinds_add_up_to_half_the_ties() -> None:
    graph = project(SIX, NetworkRequest("types", "newman")).graph
    assert sum(held["weight"] for *_, held in graph.edges(data=True)) == pytest.approx(len(SIX.ties) / 2)


def test_the_women_who_met_at_the_events_are_those_of_networkx() -> None:
    women = southern_women()
    expected = nx.bipartite.weighted_projected_graph(two_mode_graph(women), list(women.actors))
    shared = actors_graph(women, NetworkRequest())

    assert shared.number_of_edges() == expected.number_of_edges() == 139
    assert all(shared.edges[pair]["weight"] == expected.edges[pair]["weight"] for pair in expected.edges)


def test_newmans_weights_are_those_of_networkx() -> None:
    women = southern_women()
    expected = nx.bipartite.collaboration_weighted_projected_graph(two_mode_graph(women), list(women.actors))
    found = actors_graph(women, NetworkRequest(weight="newman"))

    assert {pair: found.edges[pair]["weight"] for pair in expected.edges} == {
        pair: pytest.approx(expected.edges[pair]["weight"]) for pair in expected.edges
    }


def test_a_case_that_is_too_large_ties_nobody_and_is_named() -> None:
    made = project(SIX, NetworkRequest("actors", largest_clique=2))

    assert weights(made.graph) == {"AB": 1, "CD": 1, "DE": 1, "DF": 1}
    assert made.left_out == (("one", 3),)


@given(st.dictionaries(st.text("0123456789", min_size=1), st.text("ABCDEFGH", min_size=1, max_size=6), min_size=1))
def test_what_newmans_weights_give_an_actor_is_its_number_of_shared_cases(cases: dict[str, str]) -> None:
    network = network_of({name: "".join(sorted(set(actors))) for name, actors in cases.items()})
    graph = actors_graph(network, NetworkRequest(weight="newman"))

    for actor, found in network.cases_of.items():
        shared = [case for case in found if len(network.actors_of[case]) > 1]
        assert graph.degree(actor, weight="weight") == pytest.approx(len(shared))


def test_an_actor_left_out_leaves_its_cases() -> None:
    part = chosen_part(SIX, NetworkRequest(exclude=("D",)))
    assert (sorted(part.actors), len(part.cases), len(part.ties)) == (list("ABCEF"), 5, 8)


def test_a_case_left_out_takes_those_along_who_are_in_no_other() -> None:
    assert sorted(chosen_part(SIX, NetworkRequest(exclude=("case/three",))).actors) == list("ABCDF")


def test_by_a_year_stand_the_cases_that_had_begun_and_none_without_a_year() -> None:
    assert sorted(chosen_part(SIX, NetworkRequest(as_of=2012)).cases) == ["one", "three", "two"]


def test_by_a_year_the_cases_without_a_year_are_left_out_and_counted_as_unrecorded() -> None:
    start = {one.name: one for one in read_aspects_of(network_of(SIX_ACTORS).as_of(2012))}["start"]
    assert (start.unrecorded, start.out_of) == (1, 3 + 1)


def test_what_is_not_there_cannot_be_left_out() -> None:
    with pytest.raises(UnknownParameterError, match="No actor and no case") as fault:
        chosen_part(SIX, NetworkRequest(exclude=("thre",)))
    assert fault.value.hint is not None
    assert "three" in fault.value.hint.en


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_an_empty_network_has_every_projection(projection: str) -> None:
    graph = project(network_of({}), NetworkRequest(projection)).graph  # type: ignore[arg-type]
    assert len(graph) == 0
