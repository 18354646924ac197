"""
Profiles in JSON-LD, read without a JSON-LD processor, which could fetch contexts or be crashed by deep nesting.

Three forms are read: the keys of the YAML file, without context; the same with our own context, which is either its
IRI or the object `CONTEXT`; and expanded JSON-LD, where keys and types are whole IRIs. With our context, `objectives`
may be a list of `{"objective": …, "weight": …}`, which is how it is written: the document then says as JSON-LD exactly
what the Turtle form says. Any other context is a fault: it would have to be interpreted or fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allianceskg.language import Text
from allianceskg.profiles import graphs
from allianceskg.profiles.faults import quote
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
    Kind,
)
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term
from allianceskg.terms import AKG, BASE, RDF_TYPE, XSD_DECIMAL, XSD_INTEGER

CONTEXT_IRI: Final = f"{BASE}context.jsonld"

_MAX_DEPTH: Final = 10
_MAX_NODES: Final = 5_000
_KEYWORDS: Final = ("@context", "@id", "@type", "id", "type")
_PROFILE_TYPES: Final = ("Profile", "akg:Profile", graphs.PROFILE)


def _slugs(property_iri: str, kind: Kind, *, is_set: bool = True) -> dict[str, object]:
    """Return the term of a property whose values are slugs: a vocabulary of its own makes them IRIs."""
    term: dict[str, object] = {"@id": property_iri, "@type": "@vocab", "@context": {"@vocab": kind.namespace}}
    return term | ({"@container": "@set"} if is_set else {})


CONTEXT: Final[Mapping[str, object]] = {
    "Profile": graphs.PROFILE,
    "ProfilePartner": f"{AKG}ProfilePartner",
    "ObjectiveWeight": f"{AKG}ObjectiveWeight",
    "SoughtActor": graphs.SOUGHT_ACTOR,
    "title": graphs.TITLE,
    "situation": graphs.SITUATION,
    "partners": {"@id": graphs.PARTNER, "@container": "@set"},
    "order": {"@id": graphs.ORDER, "@type": XSD_INTEGER},
    "name": graphs.NAME,
    "actor_type": _slugs(graphs.ACTOR_TYPE, ACTOR_TYPE, is_set=False),
    "seeks": {"@id": graphs.SEEKS, "@container": "@set"},
    "role": _slugs(graphs.ROLE, ROLE, is_set=False),
    "objectives": {"@id": graphs.OBJECTIVE_WEIGHT, "@container": "@set"},
    "objective": _slugs(graphs.OBJECTIVE, OBJECTIVE, is_set=False),
    "weight": {"@id": graphs.WEIGHT, "@type": XSD_DECIMAL},
    "features": _slugs(graphs.LISTS["features"], FEATURES),
    "needs": _slugs(graphs.LISTS["needs"], NEEDS),
    "functions": _slugs(graphs.LISTS["functions"], FUNCTIONS),
    "territory": _slugs(graphs.TERRITORY, TERRITORIES, is_set=False),
    "themes": _slugs(graphs.LISTS["themes"], THEMES),
    "sdgs": _slugs(graphs.LISTS["sdgs"], SDGS),
}
"""The context that profiles are written with: any JSON-LD processor reads them as the triples of the Turtle form."""


def plain_form(document: object) -> tuple[object, list[Text]]:
    """
    Return the mapping that the YAML file would give, and the faults that reading it as JSON-LD found.

    A document that has nothing of JSON-LD comes back as it is.
    """
    if isinstance(document, Mapping) and "@context" in document:
        return _without_context(document)
    if _is_expanded(document):
        graph: graphs.Graph = {}
        faults: list[Text] = []
        _collect(document, graph, faults, depth=0)
        if faults:
            return None, faults
        return graphs.mapping_of(graph)
    return document, []


def _without_context(document: Mapping[str, object]) -> tuple[object, list[Text]]:
    contexts = document["@context"]
    listed = contexts if isinstance(contexts, list) else [contexts]
    if not listed or any(context not in (CONTEXT_IRI, CONTEXT) for context in listed):
        return None, [
            Text(
                fr=f"@context : {quote(contexts).fr} n'est pas le contexte des profils ; écrivez {CONTEXT_IRI}. Aucun "
                "contexte n'est cherché sur le réseau",
                en=f"@context: {quote(contexts).en} is not the context of profiles; write {CONTEXT_IRI}. No context is "
                "fetched from the network",
            )
        ]
    types = document.get("@type", document.get("type", "Profile"))
    if types not in _PROFILE_TYPES:
        return None, [
            Text(
                fr=f"@type : {quote(types).fr} n'est pas un profil ; écrivez Profile",
                en=f"@type: {quote(types).en} is not a profile; write Profile",
            )
        ]
    mapping = _without_keywords(document)
    partners = mapping.get("partners")
    if isinstance(partners, list):
        mapping["partners"] = [_plain_partner(partner) for partner in partners]
    sought = mapping.get("seeks")
    if isinstance(sought, list):
        mapping["seeks"] = [_without_keywords(one) if isinstance(one, Mapping) else one for one in sought]
    return mapping, []


def _plain_partner(partner: object) -> object:
    if not isinstance(partner, Mapping):
        return partner
    mapping = _without_keywords(partner)
    mapping.pop("order", None)
    objectives = mapping.get("objectives")
    if isinstance(objectives, list) and all(isinstance(one, Mapping) and "objective" in one for one in objectives):
        named = [str(one["objective"]) for one in objectives]
        # Two weights for one objective cannot stand in a mapping: the list stays, and the check refuses it.
        if len(set(named)) == len(named):
            mapping["objectives"] = {name: one.get("weight") for name, one in zip(named, objectives, strict=True)}
    return mapping


def _without_keywords(node: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in node.items() if key not in _KEYWORDS}


def _is_expanded(document: object) -> bool:
    if isinstance(document, list):
        return all(isinstance(item, Mapping) for item in document) and any(_is_expanded(item) for item in document)
    if not isinstance(document, Mapping):
        return False
    return "@graph" in document or any("://" in str(key) for key in document)


def _collect(document: Any, graph: graphs.Graph, faults: list[Text], *, depth: int) -> list[Term]:
    """Gather the triples of expanded JSON-LD; return what the document stands for as the object of a triple."""
    if depth > _MAX_DEPTH or len(graph) > _MAX_NODES:
        fault = Text("JSON-LD trop imbriqué ou trop long pour un profil", "JSON-LD too deep or too long for a profile")
        if fault not in faults:
            faults.append(fault)
        return []
    if isinstance(document, list):
        return [value for item in document for value in _collect(item, graph, faults, depth=depth + 1)]
    if not isinstance(document, Mapping):
        return [Literal(str(document))]
    if "@value" in document:
        language = document.get("@language")
        return [Literal(str(document["@value"]), str(language) if language else None)]
    for key in ("@list", "@set", "@graph"):
        if key in document:
            return _collect(document[key], graph, faults, depth=depth + 1)
    return [_collect_node(document, graph, faults, depth)]


def _collect_node(node: Mapping[str, Any], graph: graphs.Graph, faults: list[Text], depth: int) -> Term:
    name = str(node.get("@id", f"_:n{len(graph)}"))
    properties = graph.setdefault(name, {}) if len(node) > 1 or "@id" not in node else {}
    for key, value in node.items():
        if key == "@type":
            types = value if isinstance(value, list) else [value]
            properties.setdefault(RDF_TYPE, []).extend(IRI(str(named)) for named in types)
        elif not key.startswith("@"):
            properties.setdefault(key, []).extend(_collect(value, graph, faults, depth=depth + 1))
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else IRI(name)
