"""
A ranking is an artefact until shown otherwise: what is left of it when the catalogue had recorded other cases.

Each measure is computed again with 10, 20 and 30 % of the cases left out, at random and the central ones first; without
the first of the ranking; and in networks that keep only how many ties each actor and each case has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import fmean, median
from typing import Final, Literal

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.measures import MEASURES, MOST_ACTORS, Measure
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.perturbation import central_cases, rewired, without_random_cases
from allianceskg.analysis.projections import actors_graph
from allianceskg.analysis.rank_agreement import kendall_tau, overlap
from allianceskg.progress import Progress, unwatched

SHARES: Final = (0.1, 0.2, 0.3)
FIRST: Final = 10
"""Length of the head of a ranking that is shown and compared; equal ones that do not all fit are not among the first."""
DRAWS: Final = 20
LEAST_DRAWS: Final = 10
"""With fewer, a share of them says too little."""
SEED: Final = 17
NAMING_SHARE: Final = 0.2
LEAST_STABILITY: Final = 0.7
"""A name is shown when it stays among the first ten in at least this share of the draws without 20 % of the cases."""
_TAIL: Final = 0.05

Manner = Literal["random", "central", "without-first"]
Values = Mapping[str, Mapping[str, float]]
"""By measure, then by actor."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    How a ranking agrees with those of networks with less in them.

    Attributes:
        share: Of the cases that are left out; 0 when it is the first actor that is.
        draws: Number of such networks.
        tau: Mean of Kendall's tau-b, over the actors that are in both; None when a ranking puts all alike.
        least_tau: Lowest.
        overlap: Mean share of the first ten that are among the first ten again; None when so many are equal that none is
            among the first.
        least_overlap: Lowest.
        lost: Mean number of the first ten that are no longer in the network at all.
    """

    manner: Manner
    share: float
    draws: int
    tau: float | None
    least_tau: float | None
    overlap: float | None
    least_overlap: float | None
    lost: float


@dataclass(frozen=True, slots=True)
class RankedActor:
    """
    An actor of the head of a ranking.

    Attributes:
        fits: Whether all that are equal to it are among the first ten too.
        stays: Share of the draws without 20 % of the cases in which it stays among the first ten.
        best: Best rank in these draws; None when it is in none of them.
        worst: Worst rank.
        chance: Range of its value in networks with the same numbers of ties, the outermost twentieths cut off.
    """

    actor: str
    value: float
    fits: bool
    stays: float
    best: int | None
    worst: int | None
    chance: tuple[float, float] | None

    @property
    def is_named(self) -> bool:
        """Whether it is stable enough for its name to be shown."""
        return self.fits and self.stays >= LEAST_STABILITY


@dataclass(frozen=True, slots=True)
class MeasuredNetwork:
    """
    A measure of the actors of a network, with what there is to say against it.

    Attributes:
        measured: Number of actors that have a value.
        out_of: Number of actors.
        lowest: Of all values.
        middle: Median.
        highest: Of all values.
        first: The head of the ranking.
        agreements: With the rankings of networks with less in them; empty when they were not computed.
        chance: Range of the first value of the ranking in networks with the same numbers of ties; None likewise.
    """

    name: str
    measured: int
    out_of: int
    lowest: float
    middle: float
    highest: float
    first: tuple[RankedActor, ...]
    agreements: tuple[Agreement, ...] = ()
    chance: tuple[float, float] | None = None


@dataclass(slots=True)
class _Others:
    """The values in other networks: with less in them, by manner and share; by chance; without the first actor."""

    fewer: dict[tuple[Manner, float], list[Values]] = field(default_factory=dict)
    chance: list[Values] = field(default_factory=list)
    without: dict[str, Values] = field(default_factory=dict)


def chosen_measures(network: TwoModeNetwork) -> tuple[Measure, ...]:
    """Return the measures that can be computed of a network of this size."""
    return tuple(one for one in MEASURES if len(network.actors) <= MOST_ACTORS or not one.is_dear)


def measure(
    network: TwoModeNetwork, request: NetworkRequest, *, draws: int = DRAWS, progress: Progress = unwatched
) -> tuple[MeasuredNetwork, ...]:
    """
    Measure the actors of a network, and how far the ranks can be trusted.

    Args:
        draws: Number of networks of each sort that the first one is compared with; 0 for no comparison.
    """
    chosen = chosen_measures(network)
    values = _compute(network, request, chosen)
    heads = {one.name: one.ranked(values[one.name])[:FIRST] for one in chosen}
    others = _others(network, request, chosen, heads, draws, progress) if draws and network.ties else _Others()
    return tuple(_measured(one, values[one.name], heads[one.name], others, network) for one in chosen)


def _compute(network: TwoModeNetwork, request: NetworkRequest, chosen: Sequence[Measure]) -> Values:
    graph = actors_graph(network, request)
    return {one.name: one.compute(graph, network) for one in chosen}


def _others(
    network: TwoModeNetwork,
    request: NetworkRequest,
    chosen: Sequence[Measure],
    heads: Mapping[str, Sequence[str]],
    draws: int,
    progress: Progress,
) -> _Others:
    others = _Others()
    works = [*_works(network, heads, draws, others)]
    for number, (make, keep) in enumerate(works, start=1):
        keep(_compute(make(), request, chosen))
        progress("measures", number, len(works))
    return others


_Work = tuple[Callable[[], TwoModeNetwork], Callable[[Values], None]]


def _works(network: TwoModeNetwork, heads: Mapping[str, Sequence[str]], draws: int, others: _Others) -> Iterator[_Work]:
    """Say which networks are to be made, and where their values go."""
    order = central_cases(network)
    for place, share in enumerate(SHARES):
        drawn = others.fewer.setdefault(("random", share), [])
        for draw in range(draws):
            seed = SEED + 1_000 * place + draw
            yield partial(without_random_cases, network, share, seed), drawn.append
        rest = partial(network.of_cases, order[round(share * len(order)) :])
        yield rest, others.fewer.setdefault(("central", share), []).append
    for draw in range(draws):
        yield partial(rewired, network, SEED + draw), others.chance.append
    for first in sorted({head[0] for head in heads.values() if head}):
        yield partial(network.without_actors, [first]), partial(others.without.__setitem__, first)


def _measured(
    one: Measure, values: Mapping[str, float], head: Sequence[str], others: _Others, network: TwoModeNetwork
) -> MeasuredNetwork:
    agreements = [
        _agreement(one, values, [other[one.name] for other in found], manner, share)
        for (manner, share), found in sorted(
            others.fewer.items(), key=lambda entry: (entry[0][0] != "random", entry[0])
        )
    ]
    if head and head[0] in others.without:
        rest = {actor: value for actor, value in values.items() if actor != head[0]}
        without = [others.without[head[0]][one.name]]
        agreements.append(_agreement(one, rest, without, "without-first", 0))
    places = [one.last_ranks(other[one.name]) for other in others.fewer.get(("random", NAMING_SHARE), ())]
    own = one.last_ranks(values)
    by_chance = [other[one.name] for other in others.chance]
    firsts = [found[one.ranked(found)[0]] for found in by_chance if found]
    return MeasuredNetwork(
        one.name,
        measured=len(values),
        out_of=len(network.actors),
        lowest=min(values.values(), default=0),
        middle=median(values.values()) if values else 0,
        highest=max(values.values(), default=0),
        first=tuple(_ranked(actor, values[actor], own[actor], places, by_chance) for actor in head),
        agreements=tuple(agreements),
        chance=_range(firsts),
    )


def _ranked(
    actor: str, value: float, rank: int, places: Sequence[Mapping[str, int]], by_chance: Sequence[Mapping[str, float]]
) -> RankedActor:
    ranks = [found[actor] for found in places if actor in found]
    return RankedActor(
        actor,
        value,
        fits=rank <= FIRST,
        stays=sum(1 for rank in ranks if rank <= FIRST) / len(places) if places else 0,
        best=min(ranks, default=None),
        worst=max(ranks, default=None),
        chance=_range([found[actor] for found in by_chance if actor in found]),
    )


def _agreement(
    one: Measure,
    values: Mapping[str, float],
    others: Sequence[Mapping[str, float]],
    manner: Manner,
    share: float,
) -> Agreement:
    taus = [tau for other in others if (tau := kendall_tau(values, other)) is not None]
    head = _first(one, values)
    overlaps = [overlap(head, _first(one, other)) for other in others] if head else []
    return Agreement(
        manner,
        share,
        draws=len(others),
        tau=fmean(taus) if taus else None,
        least_tau=min(taus, default=None),
        overlap=fmean(overlaps) if overlaps else None,
        least_overlap=min(overlaps, default=None),
        lost=fmean(sum(1 for actor in head if actor not in other) for other in others),
    )


def _first(one: Measure, values: Mapping[str, float]) -> set[str]:
    return {actor for actor, rank in one.last_ranks(values).items() if rank <= FIRST}


def _range(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the range of values, the outermost twentieths cut off."""
    ordered = sorted(values)
    cut = int(_TAIL * len(ordered))
    return (ordered[cut], ordered[-1 - cut]) if ordered else None
