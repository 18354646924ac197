"""What can be asked of the network: which projection, which weights, without whom, as of which year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.errors import UnknownParameterError, near_names
from allianceskg.language import Text
from allianceskg.likeness import nearest
from allianceskg.terms import slug

ProjectionName = Literal["bipartite", "actors", "cases", "types", "territories"]
Weighting = Literal["shared", "newman"]

PROJECTIONS: Final[tuple[ProjectionName, ...]] = get_args(ProjectionName)
WEIGHTINGS: Final[tuple[Weighting, ...]] = get_args(Weighting)
LARGEST_CLIQUE: Final = 50
"""Above this, a case would tie each of its actors to each other: 51 actors make 1,275 ties that say one thing only."""


@dataclass(frozen=True, slots=True)
class NetworkRequest:
    """
    A network as it is asked for.

    Attributes:
        exclude: Slugs of actors, or of cases, or of either with `actor/` or `case/` before it; these are left out.
        as_of: Year by which cases had begun; None for all cases, those without a date too.
        largest_clique: A case with more actors ties none of them in a projection, and an actor with more cases no cases.
    """

    projection: ProjectionName = "bipartite"
    weight: Weighting = "shared"
    exclude: tuple[str, ...] = ()
    as_of: int | None = None
    largest_clique: int = LARGEST_CLIQUE


def chosen_part(network: TwoModeNetwork, request: NetworkRequest) -> TwoModeNetwork:
    """
    Return the part of the network that is asked for.

    Raises:
        UnknownParameterError: Something to be left out is not in the network.
    """
    actors, cases = _find_excluded(network, request.exclude)
    part = network.without_actors(actors) if actors else network
    if cases:
        part = part.of_cases(part.cases.keys() - cases)
    return part if request.as_of is None else part.as_of(request.as_of)


def _find_excluded(network: TwoModeNetwork, exclude: Sequence[str]) -> tuple[set[str], set[str]]:
    actors = {slug(iri): iri for iri in network.actors}
    cases = {slug(iri): iri for iri in network.cases}
    found: tuple[set[str], set[str]] = (set(), set())
    for text in exclude:
        kind, slash, name = text.partition("/")
        if not slash:
            kind, name = ("actor", text) if text in actors else ("case", text)
        if kind == "actor" and name in actors:
            found[0].add(actors[name])
        elif kind == "case" and name in cases:
            found[1].add(cases[name])
        else:
            raise _unknown(text, name, [*actors, *cases])
    return found


def _unknown(text: str, name: str, known: Sequence[str]) -> UnknownParameterError:
    near = nearest(name, known, cutoff=0.5)
    return UnknownParameterError(
        Text(
            fr=f"Aucun acteur ni aucun cas du réseau ne s'appelle « {text} ».",
            en=f"No actor and no case of the network is called “{text}”.",
        ),
        hint=near_names(near)
        or Text(
            fr="Donnez la fin de l'adresse d'un acteur, ou d'un cas : actor/edf, case/silver-geek.",
            en="Give the end of the address of an actor, or of a case: actor/edf, case/silver-geek.",
        ),
    )
