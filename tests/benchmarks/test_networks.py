"""The network that is measured is the shipped one repeated, with actors that the copies share."""

from __future__ import annotations

from allianceskg.analysis.affiliations import NetworkActor, NetworkCase, Tie, TwoModeNetwork
from benchmarks.speed.networks import repeated

ACTORS = {f"a{number:02}": NetworkActor(f"a{number:02}", (), ()) for number in range(12)}
SMALL = TwoModeNetwork(
    actors=ACTORS,
    cases={"c1": NetworkCase("c1"), "c2": NetworkCase("c2")},
    ties=(*(Tie("c1", actor) for actor in ACTORS), Tie("c2", "a00")),
)


def test_a_repeated_network_has_the_cases_that_are_asked_for_and_shares_every_tenth_actor() -> None:
    large = repeated(SMALL, 7)

    assert len(large.cases) == 8
    assert len(large.actors) == 2 + 10 * 4
    assert len(large.ties) == len(set(large.ties)) == 13 * 4
    assert len(large.cases_of["a00"]) == 8
    assert len(large.cases_of["a10"]) == 4
    assert {len(large.cases_of[actor]) for actor in large.actors if actor not in ("a00", "a10")} == {1}
