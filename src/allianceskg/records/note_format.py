"""The format of notes: which key of a note fills which field of a case or an actor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.terms import AKG

Holder = Literal["case", "actions", "alliance", "initiative"]


@dataclass(frozen=True, slots=True)
class Key:
    """
    A key of a note, and the field that it fills.

    Attributes:
        path: Prefixed name of the property.
        is_required: Whether a note must have it, where the field alone would not say so.
        is_list: Whether its value is a list.
        is_french: Whether a text is written alone, in French, and not in both languages.
        classes: What the thing named must be, where the field admits more.
    """

    path: str
    is_required: bool = False
    is_list: bool = False
    is_french: bool = False
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartKey:
    """
    A key whose value is a list of parts.

    Attributes:
        path: Prefixed name of the property that holds them.
        kind: Last segment of their class.
        basis: On whose word they are.
        keys: What each entry may say.
        stem: What their names begin with.
        once: The key whose value can stand but once in the list: two entries on it would say one thing twice.
        is_numbered: Whether their names end in a number, and not in that value.
        is_sentence: Whether an entry has the two languages of a text beside its other keys.
        holder: What the parts belong to.
    """

    path: str
    kind: str
    basis: str
    keys: Mapping[str, Key]
    stem: str
    once: str = ""
    is_numbered: bool = True
    is_sentence: bool = False
    holder: Holder = "case"


SOURCED: Final = "selon-la-source"
READ: Final = "lecture-du-catalogue"
NOT_PUBLISHED: Final = frozenset({"origin", "editor_notes"})
"""Keys that are for whoever writes the note."""

_REASON: Final = Key("akg:reason", is_required=True)
_READING: Final[Mapping[str, Key]] = {"reason": _REASON, "confidence": Key("akg:confidence", is_required=True)}
_DETAIL: Final = Key("dcterms:description")
_AS_OF: Final[Mapping[str, Key]] = {"as_of": Key("akg:asOf")}

ACTOR_KEYS: Final[Mapping[str, Key]] = {
    "name": Key("skos:prefLabel", is_french=True, is_required=True),
    "alt_labels": Key("skos:altLabel", is_list=True, is_french=True),
    "types": Key("akg:actorType", is_list=True),
    "description": Key("dcterms:description", is_required=True),
    "homepage": Key("foaf:homepage"),
    "siren": Key("akg:siren", is_list=True),
    "rna": Key("akg:rna", is_list=True),
}
CASE_KEYS: Final[Mapping[str, Key]] = {
    "title": Key("dcterms:title"),
    "abstract": Key("dcterms:abstract"),
    "alt_labels": Key("skos:altLabel", is_list=True, is_french=True),
    "page": Key("foaf:page"),
    "evidence": Key("akg:evidenceLevel"),
}
ACTION_KEYS: Final[Mapping[str, Key]] = {"name": Key("skos:prefLabel"), "purpose": Key("akg:purpose")}
SOURCE_KEYS: Final[Mapping[str, Key]] = {
    "page": Key("foaf:page", is_required=True),
    "title": Key("dcterms:title", is_french=True),
    "issued": Key("dcterms:issued"),
    "consulted": Key("akg:consultedOn"),
}


def _subject(kind: str, key: str, more: Mapping[str, Key], basis: str) -> PartKey:
    subject = Key("akg:subject", classes=(kind,))
    keys = {key: subject, **more}
    return PartKey("akg:hasSubject", "SubjectStatement", basis, keys, "subject", once=key, is_numbered=False)


def _sentences(path: str, kind: str) -> PartKey:
    return PartKey(path, f"{kind}Statement", SOURCED, _AS_OF, kind.lower(), is_sentence=True)


PART_KEYS: Final[Mapping[str, PartKey]] = {
    "participations": PartKey(
        "akg:hasParticipation",
        "Participation",
        SOURCED,
        {
            "actor": Key("akg:participant"),
            "roles": Key("akg:role", is_list=True),
            "description": Key("akg:roleDescription"),
        },
        "participation",
        once="actor",
        is_numbered=False,
        holder="actions",
    ),
    "models": PartKey(
        "akg:hasModelStatement",
        "ModelStatement",
        READ,
        {"model": Key("akg:model", is_required=True), **_READING},
        "model",
        once="model",
        holder="alliance",
    ),
    "functions": PartKey(
        "akg:hasFunctionAssignment",
        "FunctionAssignment",
        READ,
        {
            "function": Key("akg:function"),
            "activities": Key("akg:activity", is_list=True),
            "holder": Key("akg:holder"),
            "territory": Key("akg:onTerritory"),
            **_READING,
        },
        "function",
        once="function",
        holder="initiative",
    ),
    "themes": _subject(f"{AKG}Theme", "theme", {}, SOURCED),
    "sdgs": _subject("http://www.w3.org/2004/02/skos/core#Concept", "sdg", {"reason": _REASON}, READ),
    "needs": _subject(f"{AKG}Need", "need", {"reason": _REASON}, READ),
    "places": PartKey(
        "akg:hasPlace",
        "PlaceStatement",
        SOURCED,
        {"territory": Key("akg:territory"), "description": _DETAIL},
        "place",
    ),
    "periods": PartKey(
        "akg:hasPeriod",
        "PeriodStatement",
        SOURCED,
        {"start": Key("akg:startDate"), "end": Key("akg:endDate"), "description": _DETAIL},
        "period",
    ),
    "facts": _sentences("akg:reportsFact", "Fact"),
    "results": _sentences("akg:reportsResult", "Result"),
    "difficulties": _sentences("akg:reportsDifficulty", "Difficulty"),
    "lessons": _sentences("akg:drawsLesson", "Lesson"),
}
"""The parts of a case, in the order in which they are read."""
