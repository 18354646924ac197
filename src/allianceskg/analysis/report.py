"""The measures of a network in one report: what is found, of how many, what is not recorded, how stable it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.brokerage import BROKER_ROLES, count_roles
from allianceskg.analysis.communities import RUNS, Communities, Community, find_communities
from allianceskg.analysis.evolution import NetworkYear, components, network_by_year
from allianceskg.analysis.measures import MEASURES, MOST_ACTORS, group_of_kinds
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.network_words import Aspect, read_aspects_of
from allianceskg.analysis.projections import actors_graph
from allianceskg.analysis.stability import DRAWS, Agreement, MeasuredNetwork, RankedActor, chosen_measures, measure
from allianceskg.language import Text
from allianceskg.progress import Progress, part_of, unwatched

_MEASURES_SHARE: Final = 0.9


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """
    What is measured of a network of actors.

    Attributes:
        edges: Number of pairs of actors who share a case.
        left_out: Cases that would have made cliques larger than is asked for, with their numbers of actors.
        too_dear: Names of the measures that were not computed, for the number of actors.
        roles: Number of open pairs that actors join, by role of the one between them.
        roles_of: The same of each actor at the head of a ranking.
        components: Number of actors of each part that nothing joins to another, the largest first.
    """

    request: NetworkRequest
    cases: int
    actors: int
    ties: int
    edges: int
    unrecorded: tuple[Aspect, ...]
    left_out: tuple[tuple[str, int], ...]
    too_dear: tuple[str, ...]
    measures: tuple[MeasuredNetwork, ...]
    roles: Mapping[str, int]
    roles_of: Mapping[str, Mapping[str, int]]
    communities: Communities | None
    components: tuple[int, ...]
    years: tuple[NetworkYear, ...]

    def written(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self)

    @classmethod
    def of(cls, written: Mapping[str, Any]) -> NetworkReport:
        """Take back what was written."""
        found = written["communities"]
        return cls(
            **{
                **written,
                "request": NetworkRequest(**{**written["request"], "exclude": tuple(written["request"]["exclude"])}),
                "unrecorded": tuple(Aspect(**{**one, "label": Text(**one["label"])}) for one in written["unrecorded"]),
                "left_out": tuple((iri, joined) for iri, joined in written["left_out"]),
                "too_dear": tuple(written["too_dear"]),
                "measures": tuple(map(_measured_of, written["measures"])),
                "communities": None
                if found is None
                else Communities(
                    **{
                        **found,
                        "found": tuple(Community(tuple(one["actors"]), one["stability"]) for one in found["found"]),
                    }
                ),
                "components": tuple(written["components"]),
                "years": tuple(NetworkYear(**one) for one in written["years"]),
            }
        )


def _measured_of(written: Mapping[str, Any]) -> MeasuredNetwork:
    return MeasuredNetwork(
        **{
            **written,
            "first": tuple(RankedActor(**{**one, "chance": _pair(one["chance"])}) for one in written["first"]),
            "agreements": tuple(Agreement(**one) for one in written["agreements"]),
            "chance": _pair(written["chance"]),
        }
    )


def _pair(written: Any) -> tuple[float, float] | None:
    return None if written is None else (written[0], written[1])


def report_on(
    network: TwoModeNetwork,
    request: NetworkRequest,
    *,
    draws: int = DRAWS,
    runs: int = RUNS,
    progress: Progress = unwatched,
) -> NetworkReport:
    """
    Measure a network that is already cut to what is asked for.

    Args:
        draws: Number of networks of each sort that each ranking is compared with; see `stability.measure`.
        runs: Number of times that communities are looked for again.
    """
    is_small = len(network.actors) <= MOST_ACTORS
    measures = measure(network, request, draws=draws if is_small else 0, progress=part_of(progress, 0, _MEASURES_SHARE))
    graph = actors_graph(network, request)
    roles = count_roles(graph, group_of_kinds(network)) if is_small else {}
    heads = sorted({one.actor for found in measures for one in found.first})
    communities = find_communities(graph, runs=runs) if is_small else None
    progress("communities", 1, 1)
    return NetworkReport(
        request,
        cases=len(network.cases),
        actors=len(network.actors),
        ties=len(network.ties),
        edges=graph.number_of_edges(),
        unrecorded=read_aspects_of(network),
        left_out=tuple(
            (case, len(actors)) for case, actors in network.actors_of.items() if len(actors) > request.largest_clique
        ),
        too_dear=tuple(one.name for one in MEASURES if one not in chosen_measures(network)),
        measures=measures,
        roles={role: sum(found[role] for found in roles.values()) for role in BROKER_ROLES},
        roles_of={
            actor: {str(role): pairs for role, pairs in roles[actor].items()} for actor in heads if actor in roles
        },
        communities=communities,
        components=components(network),
        years=network_by_year(network),
    )
