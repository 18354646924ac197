from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.perturbation import central_cases, rewired, without_random_cases
from allianceskg.analysis.rank_agreement import adjusted_rand, kendall_tau, overlap
from allianceskg.analysis.report import NetworkReport, report_on
from allianceskg.analysis.stability import measure

from .networks import KINDS, SIX_ACTORS, network_of, southern_women

WOMEN = southern_women()
STAR = network_of({str(place): f"A{one}" for place, one in enumerate("BCDEFGHIJKLMNOPQRSTU")})
"""A stands between all others: whatever case is left out, it is the first."""


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_kendalls_tau_is_what_comparing_all_pairs_gives(values: list[tuple[int, int]]) -> None:
    one = {str(place): float(pair[0]) for place, pair in enumerate(values)}
    other = {str(place): float(pair[1]) for place, pair in enumerate(values)}
    signs = [(a[0] - b[0], a[1] - b[1]) for a, b in combinations(values, 2)]
    concordant = sum(1 if x * y > 0 else -1 if x * y < 0 else 0 for x, y in signs)
    scale = sqrt(sum(1 for x, _ in signs if x) * sum(1 for _, y in signs if y))

    assert kendall_tau(one, other) == (pytest.approx(concordant / scale) if scale else None)


def test_only_what_both_rank_is_compared() -> None:
    assert kendall_tau({"a": 1, "b": 2, "c": 0}, {"a": 5, "b": 6}) == 1


def test_partitions_agree_by_more_than_chance_or_not() -> None:
    assert adjusted_rand(["ab", "cd"], ["cd", "ab"]) == 1
    assert adjusted_rand(["ab", "cd"], ["ac", "bd"]) == pytest.approx(-0.5)
    assert overlap("abcd", "cdef") == 0.5


def test_exchanged_ties_leave_everybody_as_many_as_before() -> None:
    other = rewired(WOMEN, 1)

    assert {one: len(found) for one, found in other.cases_of.items()} == {
        one: len(found) for one, found in WOMEN.cases_of.items()
    }
    assert {one: len(found) for one, found in other.actors_of.items()} == {
        one: len(found) for one, found in WOMEN.actors_of.items()
    }
    pairs = Counter((tie.case, tie.actor) for tie in other.ties)
    assert max(pairs.values()) == 1
    assert pairs.keys() != {(tie.case, tie.actor) for tie in WOMEN.ties}


def test_a_draw_is_the_same_for_the_same_seed_and_of_the_size_that_is_asked_for() -> None:
    drawn = without_random_cases(WOMEN, 0.3, 5)

    assert drawn == without_random_cases(WOMEN, 0.3, 5)
    assert len(drawn.cases) == len(WOMEN.cases) - 4


def test_the_case_that_joins_two_circles_is_the_most_central() -> None:
    assert central_cases(network_of({"one": "ABC", "two": "DEF", "three": "CD"}))[0] == "three"


def test_who_stays_first_whatever_is_left_out_is_named() -> None:
    degree = measure(STAR, NetworkRequest(), draws=10)[0]

    assert [one.actor for one in degree.first if one.is_named] == ["A"]
    assert (degree.first[0].stays, degree.first[0].best, degree.first[0].worst) == (1, 1, 1)
    assert not any(one.fits for one in degree.first[1:])


def test_of_equals_that_do_not_all_fit_none_is_among_the_first() -> None:
    degree = measure(
        network_of({str(place): "".join(pair) for place, pair in enumerate(combinations("ABCDEFGHIJKL", 2))}),
        NetworkRequest(),
        draws=10,
    )[0]

    assert not any(one.is_named for one in degree.first)
    assert {found.overlap for found in degree.agreements} == {None}


def test_a_star_is_what_its_numbers_of_ties_make_of_it() -> None:
    degree = measure(STAR, NetworkRequest(), draws=10)[0]
    assert degree.chance == (20, 20)
    assert degree.first[0].chance == (20, 20)


def test_the_network_is_measured_without_10_20_and_30_percent_and_without_the_first() -> None:
    for one in measure(WOMEN, NetworkRequest(), draws=10):
        assert [(found.manner, found.share, found.draws) for found in one.agreements] == [
            ("random", 0.1, 10),
            ("random", 0.2, 10),
            ("random", 0.3, 10),
            ("central", 0.1, 1),
            ("central", 0.2, 1),
            ("central", 0.3, 1),
            ("without-first", 0, 1),
        ]
        assert one.measured + 0 <= one.out_of == 18


def test_without_the_first_broker_the_range_is_another() -> None:
    network = network_of(SIX_ACTORS, kinds=KINDS)
    whole = {one.name: one for one in measure(network, NetworkRequest(), draws=0)}
    first = whole["betweenness"].first[0].actor
    rest = {one.name: one for one in measure(network.without_actors([first]), NetworkRequest(), draws=0)}

    assert first == "D"
    assert (whole["betweenness"].lowest, whole["betweenness"].highest) == pytest.approx((0, 0.7))
    assert (rest["betweenness"].lowest, rest["betweenness"].highest) == (0, 0)


def test_a_report_is_read_back_as_it_was_written() -> None:
    report = report_on(network_of(SIX_ACTORS, kinds=KINDS), NetworkRequest("actors"), draws=10, runs=3)
    assert NetworkReport.of(report.written()) == report


def test_the_same_network_gives_the_same_report() -> None:
    once, again = (report_on(WOMEN, NetworkRequest("actors"), draws=10, runs=3) for _ in range(2))
    assert once == again
