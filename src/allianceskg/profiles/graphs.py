"""A profile as triples, read into the mapping that the YAML file would give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from allianceskg.language import Text, same
from allianceskg.profiles.faults import quote
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.terms import AKG, PREFIXES, RDF_TYPE

PROFILE: Final = f"{AKG}Profile"
TITLE: Final = f"{PREFIXES['dcterms']}title"
NAME: Final = f"{PREFIXES['skos']}prefLabel"
PARTNER: Final = f"{AKG}hasPartner"
OBJECTIVE_WEIGHT: Final = f"{AKG}hasObjectiveWeight"
OBJECTIVE: Final = f"{AKG}objective"
WEIGHT: Final = f"{AKG}weight"
ORDER: Final = f"{AKG}order"
ACTOR_TYPE: Final = f"{AKG}actorType"
SITUATION: Final = f"{AKG}situation"
SEEKS: Final = f"{AKG}seeksActor"
SOUGHT_ACTOR: Final = f"{AKG}SoughtActor"
ROLE: Final = f"{AKG}asksRole"
TERRITORY: Final = f"{AKG}asksTerritory"
LISTS: Final[Mapping[str, str]] = {
    "features": f"{AKG}answersFeature",
    "needs": f"{AKG}asksNeed",
    "functions": f"{AKG}asksFunction",
    "themes": f"{AKG}asksTheme",
    "sdgs": f"{AKG}asksGoal",
}
"""Key of the YAML file, and the property that says the same."""

_PROFILE_PROPERTIES: Final = frozenset({PARTNER, SEEKS, SITUATION, TERRITORY, *LISTS.values()})
_PARTNER_PROPERTIES: Final = frozenset({OBJECTIVE_WEIGHT, ACTOR_TYPE, ORDER})
_SOUGHT_PROPERTIES: Final = frozenset({ACTOR_TYPE, ROLE})
_WEIGHT_PROPERTIES: Final = frozenset({OBJECTIVE, WEIGHT})


Graph = dict[str, dict[str, list[Term]]]
"""Subject, predicate, objects; a blank node is named by its label with `_:` before it."""


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Arrange triples by subject and predicate."""
    graph: Graph = {}
    for subject, predicate, value in triples:
        graph.setdefault(_name(subject), {}).setdefault(predicate.value, []).append(value)
    return graph


def mapping_of(graph: Graph) -> tuple[object, list[Text]]:
    """
    Read the one profile of a graph.

    Returns:
        The mapping that the YAML file would give, and the faults found on the way; the mapping is None when there is
        not exactly one `akg:Profile`.
    """
    profiles = [
        subject for subject, found in graph.items() if any(value.value == PROFILE for value in found.get(RDF_TYPE, ()))
    ]
    if len(profiles) != 1:
        return None, [
            Text(
                fr=f"{len(profiles)} ressources de type akg:Profile ({PROFILE}) ; il en faut une",
                en=f"{len(profiles)} resources of type akg:Profile ({PROFILE}); there must be one",
            )
        ]
    reader = _Reader(graph)
    return reader.profile(graph[profiles[0]]), reader.faults


class _Reader:
    """Reads nodes of the graph; what the mapping cannot say becomes a fault."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.faults: list[Text] = []

    def profile(self, node: Mapping[str, list[Term]]) -> dict[str, object]:
        self._check(node, _PROFILE_PROPERTIES)
        mapping: dict[str, object] = {
            "title": _in_french(node.get(TITLE, [])),
            "situation": _in_french(node.get(SITUATION, [])),
            "partners": self._partners(node.get(PARTNER, [])),
            "seeks": [self._sought(self._node(value)) for value in node.get(SEEKS, ())],
            "territory": self._only(node, TERRITORY),
        }
        mapping |= {key: [value.value for value in node.get(iri, ())] for key, iri in LISTS.items()}
        return mapping

    def _partners(self, values: Iterable[Term]) -> list[object]:
        nodes = [self._node(value) for value in values]
        return [self._partner(node) for node in sorted(nodes, key=self._rank)]

    def _rank(self, node: Mapping[str, list[Term]]) -> tuple[float, str]:
        order = self._only(node, ORDER)
        is_number = order is not None and order.isascii() and order.isdigit()
        return (
            int(order[:9]) if order is not None and is_number else float("inf"),
            _in_french(node.get(NAME, [])) or "",
        )

    def _partner(self, node: Mapping[str, list[Term]]) -> dict[str, object]:
        self._check(node, _PARTNER_PROPERTIES)
        weights: dict[str, object] = {}
        for value in node.get(OBJECTIVE_WEIGHT, ()):
            weight = self._node(value)
            self._check(weight, _WEIGHT_PROPERTIES)
            objective = self._only(weight, OBJECTIVE) or ""
            if objective in weights:
                self._fault(
                    same(_short(OBJECTIVE)),
                    Text(f"deux poids pour {quote(objective).fr}", f"two weights for {quote(objective).en}"),
                )
            weights[objective] = self._only(weight, WEIGHT)
        return {
            "name": _in_french(node.get(NAME, [])),
            "actor_type": self._only(node, ACTOR_TYPE),
            "objectives": weights or None,
        }

    def _sought(self, node: Mapping[str, list[Term]]) -> dict[str, object]:
        self._check(node, _SOUGHT_PROPERTIES)
        return {"actor_type": self._only(node, ACTOR_TYPE), "role": self._only(node, ROLE)}

    def _node(self, value: Term) -> Mapping[str, list[Term]]:
        if not isinstance(value, Literal) and (name := _name(value)) in self._graph:
            return self._graph[name]
        self._fault(
            quote(value.value), Text("rien n'est dit de cette ressource", "nothing is said about this resource")
        )
        return {}

    def _only(self, node: Mapping[str, list[Term]], predicate: str) -> str | None:
        texts = list(dict.fromkeys(value.value for value in node.get(predicate, ())))
        if len(texts) > 1:
            shown = ", ".join(texts)
            self._fault(
                same(_short(predicate)),
                Text(
                    f"une seule valeur est admise, pas {quote(shown).fr}",
                    f"one value is allowed, not {quote(shown).en}",
                ),
            )
        return texts[0] if texts else None

    def _check(self, node: Mapping[str, list[Term]], allowed: frozenset[str]) -> None:
        """Refuse properties of our namespace that do not belong here: most often a slip of the pen."""
        for predicate in node:
            if predicate.startswith(AKG) and predicate not in allowed:
                known = ", ".join(sorted(_short(iri) for iri in allowed))
                self._fault(
                    same(_short(predicate)),
                    Text(
                        f"cette propriété n'a pas sa place ici ; propriétés possibles : {known}",
                        f"this property has no place here; possible properties: {known}",
                    ),
                )

    def _fault(self, place: Text, what: Text) -> None:
        fault = Text(fr=f"{place.fr} : {what.fr}", en=f"{place.en}: {what.en}")
        if fault not in self.faults:
            self.faults.append(fault)


def _in_french(values: Iterable[Term]) -> str | None:
    """Choose a text: the French one, else one without language, else the first by language and text."""
    ordered = sorted((_language(value) != "fr", _language(value), value.value) for value in values)
    return ordered[0][2] if ordered else None


def _language(value: Term) -> str:
    return value.language or "" if isinstance(value, Literal) else ""


def _name(node: IRI | BlankNode) -> str:
    return str(node) if isinstance(node, BlankNode) else node.value


def _short(iri: str) -> str:
    return f"akg:{iri.removeprefix(AKG)}"
