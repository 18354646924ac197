"""One check for profiles of every format: all faults at once, with their place and the nearest valid values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, Final

from allianceskg.language import Text, same
from allianceskg.model import OBJECTIVES, Partner, Profile, SoughtActor
from allianceskg.profiles import json_ld
from allianceskg.profiles.faults import (
    ambiguous,
    decimal_comma,
    listed,
    not_a_mapping,
    profile_error,
    quote,
    type_of,
    unknown_key,
    unknown_value,
    weight_fault,
)
from allianceskg.profiles.known import (
    ACTOR_TYPE,
    GOALS,
    MAX_CHARACTERS,
    MAX_ITEMS,
    MAX_PARTNERS,
    MAX_SITUATION,
    MAX_SOUGHT,
    OBJECTIVE,
    ROLE,
    SDGS,
    SLUG_LISTS,
    TERRITORIES,
    Kind,
    KnownValues,
    values_of,
)

RECEIVED: Final = Text(fr="Le profil reçu", en="The profile received")

_NOTHING_ASKED: Final = Text(
    fr="le profil ne demande rien : racontez votre situation, ou donnez au moins les objectifs ou le type d'un "
    "partenaire, le type de partenaire cherché, un besoin, une fonction, un territoire, un thème ou un ODD",
    en="the profile asks for nothing: tell your situation, or give at least a partner's objectives or type, the type of "
    "partner sought, a need, a function, a territory, a theme or a Sustainable Development Goal",
)
_ANSWERS_ALONE: Final = Text(
    fr="les réponses (features) ne suffisent pas : elles précisent un modèle, une fois que les objectifs des "
    "partenaires désignent une catégorie ; donnez ces objectifs, ou autre chose à chercher",
    en="the answers (features) are not enough: they make a model precise, once the partners' objectives point to a "
    "category; give these objectives, or something else to look for",
)
_Reader = Callable[[Any], object]

_GOAL: Final = re.compile(r"[0-9]{1,3}")


def parse_profile(document: object, known: KnownValues, *, source: Text = RECEIVED) -> Profile:
    """
    Check what was read from YAML or JSON, or received by the API, and make a profile of it.

    Slugs may be written as whole IRIs. Lists come out without repetitions, in order of slug, since their order means
    nothing; partners keep theirs. A document with `@context`, or expanded, is read as JSON-LD (see `json_ld`).

    Args:
        document: A mapping with the keys of a profile file.
        known: What the catalogue admits.
        source: How the reader knows it, for the message.

    Raises:
        ProfileError: Every fault of the document.
    """
    mapping, faults = json_ld.plain_form(document)
    return check(mapping, known, source=source, faults=faults)


def check(mapping: object, known: KnownValues, *, source: Text, faults: list[Text]) -> Profile:
    """
    Make a profile of a plain mapping, unless faults were found before or are found here.

    Raises:
        ProfileError: Those found before, then those of the mapping.
    """
    checker = _Checker(known, faults)
    profile = checker.profile(mapping)
    if profile is None or checker.faults:
        raise profile_error(source, checker.faults)
    return profile


class _Checker:
    """One check: what is known, and the faults found so far."""

    def __init__(self, known: KnownValues, faults: list[Text]) -> None:
        self._known = known
        self.faults = faults

    def profile(self, document: object) -> Profile | None:
        if document is None:
            # A document that could not be read has told its fault already.
            if not self.faults:
                self.faults.append(_NOTHING_ASKED)
            return None
        if not isinstance(document, Mapping):
            self.faults.append(not_a_mapping(document))
            return None
        readers: dict[str, _Reader] = {
            "title": partial(self._text, place=Text("titre (title)", "title")),
            "situation": partial(self._text, place=Text("situation", "situation"), most=MAX_SITUATION),
            "partners": self._partners,
            "seeks": self._seeks,
            "territory": self._territory,
            "sdgs": self._goals,
        }
        readers |= {kind.key: partial(self._slugs, kind=kind) for kind in SLUG_LISTS}
        profile = Profile(**self._read(document, readers, None))
        if not self.faults and not _asks_anything(profile):
            self.faults.append(_ANSWERS_ALONE if profile.features else _NOTHING_ASKED)
        return profile

    def _read(
        self, mapping: Mapping[object, object], readers: Mapping[str, _Reader], place: Text | None
    ) -> dict[str, Any]:
        """Read the values of known keys, in the order in which they stand; refuse other keys."""
        found = {}
        for key, value in mapping.items():
            if isinstance(key, str) and key in readers:
                found[key] = readers[key](value)
            else:
                self._fault(place, unknown_key(key, sorted(readers)))
        return found

    def _fault(self, place: Text | None, what: Text) -> None:
        if place is None:
            self.faults.append(what)
        else:
            self.faults.append(Text(fr=f"{place.fr} : {what.fr}", en=f"{place.en}: {what.en}"))

    def _text(self, value: object, place: Text, *, most: int = MAX_CHARACTERS) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self._fault(
                place,
                Text(
                    fr=f"un texte est attendu, pas {type_of(value).fr}",
                    en=f"a text is expected, not {type_of(value).en}",
                ),
            )
            return ""
        text = unicodedata.normalize("NFC", " ".join(value.split()))
        if len(text) > most:
            self._fault(
                place,
                Text(
                    fr=f"{len(text)} caractères, au plus {most} sont admis",
                    en=f"{len(text)} characters, at most {most} are allowed",
                ),
            )
        elif not text.isprintable():
            self._fault(
                place,
                Text(
                    fr=f"caractères non imprimables dans {quote(text).fr}",
                    en=f"unprintable characters in {quote(text).en}",
                ),
            )
        return text

    def _items(self, value: object, place: Text, *, most: int) -> list[object]:
        """Return the items of a list; nothing at all is an empty one."""
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            example = quote(f"[{value}]") if isinstance(value, str | int) else same("[…]")
            self._fault(
                place,
                Text(
                    fr=f"une liste est attendue, pas {type_of(value).fr} ; écrivez {example.fr}",
                    en=f"a list is expected, not {type_of(value).en}; write {example.en}",
                ),
            )
            return []
        if len(value) > most:
            self._fault(
                place,
                Text(
                    fr=f"{len(value)} éléments, au plus {most} sont admis",
                    en=f"{len(value)} items, at most {most} are allowed",
                ),
            )
            return []
        return list(value)

    def _slugs(self, value: object, kind: Kind) -> tuple[str, ...]:
        items = self._items(value, kind.place, most=MAX_ITEMS)
        slugs = {self._slug(item, kind, _numbered(kind.place, rank, items)) for rank, item in enumerate(items, start=1)}
        return tuple(sorted(slug for slug in slugs if slug is not None))

    def _slug(self, value: object, kind: Kind, place: Text) -> str | None:
        local = self._local_name(value, kind, place)
        if local is None or local in values_of(kind, self._known):
            return local
        self._fault(place, unknown_value(local, kind, self._known))
        return None

    def _local_name(self, value: object, kind: Kind, place: Text) -> str | None:
        """Return a slug, whether it was written alone or as the end of a whole IRI."""
        if isinstance(value, bool) or not isinstance(value, str | int) or str(value).strip() == "":
            self._fault(
                place,
                Text(
                    fr=f"{kind.one.fr} est attendu, pas {type_of(value).fr}",
                    en=f"{kind.one.en} is expected, not {type_of(value).en}",
                ),
            )
            return None
        text = str(value).strip()
        if text.startswith(kind.namespace):
            return text.removeprefix(kind.namespace)
        if re.match(r"[a-z]+://", text):
            self._fault(
                place,
                Text(
                    fr=f"{quote(text).fr} n'est pas l'IRI d'{kind.one.fr} ; il commencerait par {kind.namespace}",
                    en=f"{quote(text).en} is not the IRI of {kind.one.en}; that would begin with {kind.namespace}",
                ),
            )
            return None
        return text

    def _partners(self, value: object) -> tuple[Partner, ...]:
        items = self._items(value, Text("partenaires (partners)", "partners"), most=MAX_PARTNERS)
        return tuple(self._partner(item, rank) for rank, item in enumerate(items, start=1))

    def _partner(self, value: object, rank: int) -> Partner:
        place = Text(fr=f"partenaire {rank}", en=f"partner {rank}")
        if not isinstance(value, Mapping):
            self._fault(
                place,
                Text(
                    fr="un nom, un type et des objectifs sont attendus (name, actor_type, objectives), "
                    f"pas {type_of(value).fr}",
                    en=f"a name, a type and objectives are expected (name, actor_type, objectives), "
                    f"not {type_of(value).en}",
                ),
            )
            return Partner()
        return Partner(
            **self._read(
                value,
                {
                    "name": partial(self._text, place=_inside(place, Text("nom (name)", "name"))),
                    "actor_type": partial(self._actor_type, place=_inside(place, ACTOR_TYPE.place)),
                    "objectives": partial(self._objectives, place=_inside(place, Text("objectifs", "objectives"))),
                },
                place,
            )
        )

    def _seeks(self, value: object) -> tuple[SoughtActor, ...]:
        place = Text("partenaires cherchés (seeks)", "partners sought (seeks)")
        items = self._items(value, place, most=MAX_SOUGHT)
        found = {self._sought(item, _numbered(place, rank, items)) for rank, item in enumerate(items, start=1)}
        return tuple(sorted(sought for sought in found if sought is not None))

    def _sought(self, value: object, place: Text) -> SoughtActor | None:
        if not isinstance(value, Mapping):
            self._fault(
                place,
                Text(
                    fr=f"un type, et un rôle si l'on veut, sont attendus (actor_type, role), pas {type_of(value).fr}",
                    en=f"a type, and a role if one wishes, are expected (actor_type, role), not {type_of(value).en}",
                ),
            )
            return None
        readers: dict[str, _Reader] = {
            "actor_type": partial(self._actor_type, place=_inside(place, ACTOR_TYPE.place)),
            "role": partial(self._role, place=_inside(place, ROLE.place)),
        }
        before = len(self.faults)
        found = self._read(value, readers, place)
        if len(self.faults) > before:
            return None
        if not found.get("actor_type"):
            self._fault(
                place,
                Text(fr="le type d'acteur (actor_type) manque", en="the actor type (actor_type) is missing"),
            )
            return None
        return SoughtActor(found["actor_type"], found.get("role") or "")

    def _role(self, value: object, place: Text) -> str | None:
        return None if value is None else self._slug(value, ROLE, place)

    def _actor_type(self, value: object, place: Text) -> str | None:
        return None if value is None else self._slug(value, ACTOR_TYPE, place)

    def _objectives(self, value: object, place: Text) -> dict[str, Fraction]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self._fault(
                place,
                Text(
                    fr=f"un poids par objectif est attendu ({', '.join(OBJECTIVES)}), pas {type_of(value).fr}",
                    en=f"a weight for each objective is expected ({', '.join(OBJECTIVES)}), not {type_of(value).en}",
                ),
            )
            return {}
        before = len(self.faults)
        weights: dict[str, Fraction] = {}
        for key, number in value.items():
            if str(key).isdigit():
                self._fault(place, decimal_comma(key))
                continue
            objective = self._slug(key, OBJECTIVE, place)
            if objective is None:
                continue
            if objective in weights:
                self._fault(
                    place,
                    Text(fr=f"deux poids pour {quote(objective).fr}", en=f"two weights for {quote(objective).en}"),
                )
            weights[objective] = self._weight(number, _inside(place, same(objective)))
        if len(self.faults) == before and weights and not any(weights.values()):
            self._fault(
                place,
                Text(
                    fr="tous les poids sont nuls : donnez-en au moins un au-dessus de zéro, ou retirez-les tous",
                    en="all weights are zero: give at least one above zero, or leave them all out",
                ),
            )
        return {objective: weights[objective] for objective in OBJECTIVES if objective in weights}

    def _weight(self, value: object, place: Text) -> Fraction:
        fault = weight_fault(value)
        if fault is not None:
            self._fault(place, fault)
            return Fraction(0)
        return Fraction(str(value).strip())

    def _territory(self, value: object) -> str | None:
        if value is None:
            return None
        before = len(self.faults)
        text = self._text(self._local_name(value, TERRITORIES, TERRITORIES.place), TERRITORIES.place)
        if len(self.faults) > before:
            return None
        found = dict(self._known.resolve_territory(text))
        if len(found) == 1:
            return next(iter(found))
        self._fault(TERRITORIES.place, ambiguous(text, found) if found else self._unknown_territory(text))
        return None

    def _unknown_territory(self, text: str) -> Text:
        near = listed(dict(self._known.suggest_territory(text)))
        shape = "commune-45234, departement-2A, region-24"
        return Text(
            fr=f"{quote(text).fr} n'est pas un territoire connu ; "
            + (f"noms proches : {near.fr}" if near.fr else f"écrivez <niveau>-<code>, comme {shape}"),
            en=f"{quote(text).en} is not a known territory; "
            + (f"near names: {near.en}" if near.en else f"write <level>-<code>, such as {shape}"),
        )

    def _goals(self, value: object) -> tuple[int, ...]:
        items = self._items(value, SDGS.place, most=MAX_ITEMS)
        goals = set()
        for rank, item in enumerate(items, start=1):
            place = _numbered(SDGS.place, rank, items)
            text = self._local_name(item, SDGS, place)
            if text is None:
                continue
            if _GOAL.fullmatch(text) and int(text) in GOALS:
                goals.add(int(text))
            else:
                self._fault(
                    place,
                    Text(
                        fr=f"{quote(text).fr} n'est pas un ODD ; un nombre entier de {GOALS[0]} à {GOALS[-1]} est "
                        "attendu",
                        en=f"{quote(text).en} is not a Sustainable Development Goal; an integer from {GOALS[0]} to "
                        f"{GOALS[-1]} is expected",
                    ),
                )
        return tuple(sorted(goals))


def _asks_anything(profile: Profile) -> bool:
    """Tell whether there is anything to diagnose or to look for; answers alone do not count before a category does."""
    asked = (
        profile.situation, profile.seeks, profile.needs, profile.functions, profile.themes, profile.sdgs, profile.actor_types,
    )  # fmt: skip
    return profile.territory is not None or any(asked) or any(partner.has_objectives for partner in profile.partners)


def _inside(place: Text, part: Text) -> Text:
    return Text(fr=f"{place.fr}, {part.fr}", en=f"{place.en}, {part.en}")


def _numbered(place: Text, rank: int, items: list[object]) -> Text:
    return place if len(items) == 1 else Text(fr=f"{place.fr}, n° {rank}", en=f"{place.en}, no. {rank}")
