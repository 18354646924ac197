"""Profiles written as YAML, JSON-LD and Turtle; each reads back as the same profile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import yaml

from allianceskg.model import Partner, Profile, SoughtActor
from allianceskg.profiles import graphs
from allianceskg.profiles.json_ld import CONTEXT
from allianceskg.profiles.known import (
    ACTOR_TYPE,
    FEATURES,
    FUNCTIONS,
    NEEDS,
    OBJECTIVE,
    ROLE,
    SDGS,
    TERRITORIES,
    THEMES,
)
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, BlankNode, Literal, Triple
from allianceskg.terms import AKG, RDF_TYPE, XSD_DECIMAL, XSD_INTEGER

_NAMESPACES: Final = {kind.key: kind.namespace for kind in (FEATURES, NEEDS, FUNCTIONS, THEMES, SDGS)}
_YAML_WIDTH: Final = 120


def as_mapping(profile: Profile) -> dict[str, object]:
    """
    Return the keys and values of the YAML file: what JSON can hold, without what is empty.

    A weight is an integer or a float where that is exact, otherwise its decimal text.
    """
    mapping: dict[str, object] = {
        "title": profile.title,
        "situation": profile.situation,
        "partners": [_partner(partner) for partner in profile.partners],
        "seeks": [_sought(sought) for sought in profile.seeks],
        "features": list(profile.features),
        "needs": list(profile.needs),
        "functions": list(profile.functions),
        "territory": profile.territory,
        "themes": list(profile.themes),
        "sdgs": list(profile.sdgs),
    }
    return _without_empty(mapping)


def format_yaml(profile: Profile) -> str:
    """Write a profile as YAML."""
    return yaml.safe_dump(as_mapping(profile), allow_unicode=True, sort_keys=False, width=_YAML_WIDTH)


def format_json_ld(profile: Profile) -> str:
    """Write a profile as JSON-LD with its context inside: any processor finds the triples of the Turtle form in it."""
    document = {"@context": dict(CONTEXT), "@type": "Profile"} | as_mapping(profile)
    document |= {"partners": [_linked_partner(*ranked) for ranked in enumerate(profile.partners, start=1)]}
    document |= {"seeks": [{"@type": "SoughtActor"} | _sought(sought) for sought in profile.seeks]}
    document |= {"sdgs": [str(goal) for goal in profile.sdgs]}
    return json.dumps(_without_empty(document), ensure_ascii=False, indent=2) + "\n"


def format_turtle(profile: Profile) -> str:
    """Write a profile as canonical Turtle, with blank nodes: a profile has no address."""
    return turtle.format_turtle(triples_of(profile))


def triples_of(profile: Profile) -> Iterator[Triple]:
    """Say a profile as triples about one blank node."""
    node = BlankNode("profile")
    yield Triple(node, IRI(RDF_TYPE), IRI(graphs.PROFILE))
    if profile.title:
        yield Triple(node, IRI(graphs.TITLE), Literal(profile.title))
    if profile.situation:
        yield Triple(node, IRI(graphs.SITUATION), Literal(profile.situation))
    if profile.territory is not None:
        yield Triple(node, IRI(graphs.TERRITORY), IRI(TERRITORIES.namespace + profile.territory))
    for key, predicate in graphs.LISTS.items():
        for slug in getattr(profile, key):
            yield Triple(node, IRI(predicate), IRI(f"{_NAMESPACES[key]}{slug}"))
    for rank, partner in enumerate(profile.partners, start=1):
        yield from _partner_triples(node, partner, rank)
    for rank, sought in enumerate(profile.seeks, start=1):
        yield from _sought_triples(node, sought, rank)


def decimal_text(number: Fraction) -> str:
    """
    Write a fraction as the decimal that it is.

    Raises:
        ValueError: It has no finite decimal form.

    >>> decimal_text(Fraction(85, 2)), decimal_text(Fraction(10))
    ('42.5', '10.0')
    """
    places, scaled = 0, number
    while scaled.denominator != 1:
        if scaled.denominator % 2 and scaled.denominator % 5:
            message = f"{number} has no finite decimal form"
            raise ValueError(message)
        places, scaled = places + 1, scaled * 10
    digits = str(scaled.numerator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else f"{digits}.0"


def _partner_triples(profile: BlankNode, partner: Partner, rank: int) -> Iterator[Triple]:
    node = BlankNode(f"partner{rank}")
    yield Triple(profile, IRI(graphs.PARTNER), node)
    yield Triple(node, IRI(RDF_TYPE), IRI(f"{AKG}ProfilePartner"))
    yield Triple(node, IRI(graphs.ORDER), Literal(str(rank), datatype=XSD_INTEGER))
    if partner.name:
        yield Triple(node, IRI(graphs.NAME), Literal(partner.name))
    if partner.actor_type is not None:
        yield Triple(node, IRI(graphs.ACTOR_TYPE), IRI(ACTOR_TYPE.namespace + partner.actor_type))
    for place, (objective, weight) in enumerate(partner.objectives.items(), start=1):
        part = BlankNode(f"partner{rank}weight{place}")
        yield Triple(node, IRI(graphs.OBJECTIVE_WEIGHT), part)
        yield Triple(part, IRI(RDF_TYPE), IRI(f"{AKG}ObjectiveWeight"))
        yield Triple(part, IRI(graphs.OBJECTIVE), IRI(OBJECTIVE.namespace + objective))
        yield Triple(part, IRI(graphs.WEIGHT), Literal(decimal_text(weight), datatype=XSD_DECIMAL))


def _sought_triples(profile: BlankNode, sought: SoughtActor, rank: int) -> Iterator[Triple]:
    node = BlankNode(f"sought{rank}")
    yield Triple(profile, IRI(graphs.SEEKS), node)
    yield Triple(node, IRI(RDF_TYPE), IRI(graphs.SOUGHT_ACTOR))
    yield Triple(node, IRI(graphs.ACTOR_TYPE), IRI(ACTOR_TYPE.namespace + sought.actor_type))
    if sought.role:
        yield Triple(node, IRI(graphs.ROLE), IRI(ROLE.namespace + sought.role))


def _sought(sought: SoughtActor) -> dict[str, object]:
    return _without_empty({"actor_type": sought.actor_type, "role": sought.role})


def _partner(partner: Partner) -> dict[str, object]:
    weights = {objective: _number(weight) for objective, weight in partner.objectives.items()}
    return _without_empty({"name": partner.name, "actor_type": partner.actor_type, "objectives": weights})


def _linked_partner(rank: int, partner: Partner) -> dict[str, object]:
    weights = [
        {"@type": "ObjectiveWeight", "objective": objective, "weight": decimal_text(weight)}
        for objective, weight in partner.objectives.items()
    ]
    return (
        {"@type": "ProfilePartner", "order": str(rank)}
        | _partner(partner)
        | ({"objectives": weights} if weights else {})
    )


def _number(weight: Fraction) -> int | float | str:
    if weight.denominator == 1:
        return weight.numerator
    nearest = float(weight)
    return nearest if Fraction(str(nearest)) == weight else decimal_text(weight)


def _without_empty(mapping: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in mapping.items() if value not in ("", None, [], {})}
