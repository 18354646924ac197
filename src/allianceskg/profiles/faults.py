"""What is said about a profile that cannot be used: the place, the value found, the nearest valid ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from allianceskg.errors import ProfileError
from allianceskg.language import Text, same
from allianceskg.likeness import likeness, nearest
from allianceskg.profiles.known import (
    ACTOR_TYPE,
    MAX_CHARACTERS,
    OBJECTIVE,
    ROLE,
    SLUG_LISTS,
    Kind,
    KnownValues,
    values_of,
)
from allianceskg.words.folding import fold

_NEAR: Final = 3
_ALIKE: Final = 0.6
_SHOWN: Final = 60
_CANDIDATES_SHOWN: Final = 10
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,25})?(?:[eE][+-]?[0-9]{1,2})?")
_LARGEST_WEIGHT: Final = 10**9
_WEIGHT_DECIMALS: Final = 25
# What a French reader may write for a key, so that the fault can name the right one.
_KEYS_MEANT: Final[Mapping[str, str]] = {
    "titre": "title",
    "partenaires": "partners",
    "partenaire": "partners",
    "reponses": "features",
    "besoins": "needs",
    "besoin": "needs",
    "fonctions": "functions",
    "fonction": "functions",
    "territoire": "territory",
    "theme": "themes",
    "odd": "sdgs",
    "odds": "sdgs",
    "nom": "name",
    "type": "actor_type",
    "type-d-acteur": "actor_type",
    "actor-type": "actor_type",
    "objectifs": "objectives",
    "histoire": "situation",
    "recherche": "seeks",
    "cherche": "seeks",
}


def unknown_value(slug: str, kind: Kind, known: KnownValues) -> Text:
    """Say that a slug is not known, where it belongs if it belongs elsewhere, and which known ones are near."""
    for other in (*SLUG_LISTS, ACTOR_TYPE, OBJECTIVE, ROLE):
        if other != kind and slug in values_of(other, known):
            return Text(
                fr=f"{quote(slug).fr} est {other.one.fr}, pas {kind.one.fr} : sa place est sous « {other.key} »",
                en=f"{quote(slug).en} is {other.one.en}, not {kind.one.en}: it belongs under “{other.key}”",
            )
    values = values_of(kind, known)
    near = nearest_values(slug, values)
    if not near:
        return Text(
            fr=f"{quote(slug).fr} n'est pas {kind.one.fr} de ce catalogue ; valeurs possibles : {', '.join(values)}",
            en=f"{quote(slug).en} is not {kind.one.en} of this catalogue; possible values: {', '.join(values)}",
        )
    fr = ", ".join(f"{one} ({values[one].fr})" for one in near)
    en = ", ".join(f"{one} ({values[one].en})" for one in near)
    return Text(
        fr=f"{quote(slug).fr} n'est pas {kind.one.fr} de ce catalogue ; valeurs les plus proches : {fr}",
        en=f"{quote(slug).en} is not {kind.one.en} of this catalogue; nearest values: {en}",
    )


def nearest_values(text: str, values: Mapping[str, Text]) -> list[str]:
    """
    Return the slugs that look like a text, by themselves or by their labels, best first.

    Returns:
        One when the text is its label but for case and accents; none when nothing looks like it.

    >>> nearest_values("Numérique", {"emploi": Text("Emploi", "Employment"), "numerique": Text("Numérique", "Digital")})
    ['numerique']
    """
    written = fold(text[:MAX_CHARACTERS])

    def best(slug: str) -> float:
        return max(likeness(written, fold(name)) for name in (slug, values[slug].fr, values[slug].en))

    found = sorted(((best(slug), slug) for slug in values), key=lambda pair: (-pair[0], pair[1]))
    enough = 1 if found and found[0][0] == 1 else _ALIKE
    return [slug for ratio, slug in found[:_NEAR] if ratio >= enough]


def quote(value: object) -> Text:
    """Show a value that was found, shortened, without control characters."""
    text = str(value)
    text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    shown = "".join(character if character.isprintable() else "�" for character in text)
    return Text(fr=f"« {shown} »", en=f"“{shown}”")


def profile_error(source: Text, faults: Sequence[Text]) -> ProfileError:
    """Make one error of all the faults of a profile."""
    unique = tuple(dict.fromkeys(faults))
    many = "s" if len(unique) > 1 else ""
    return ProfileError(
        Text(
            fr=f"{source.fr} : ce profil ne peut pas être utilisé ({len(unique)} erreur{many}).",
            en=f"{source.en}: this profile cannot be used ({len(unique)} fault{many}).",
        ),
        faults=unique,
        hint=Text(
            fr="Des profils complets se trouvent dans data/profiles/ ; leur format est décrit par "
            "ontology/schemas/profile.schema.json.",
            en="Whole profiles stand in data/profiles/; ontology/schemas/profile.schema.json describes their format.",
        ),
    )


def unknown_key(key: object, allowed: Sequence[str]) -> Text:
    """Say that a key is not one, and which was meant."""
    written = fold(str(key)[:MAX_CHARACTERS])
    meant = _KEYS_MEANT.get(written) or next(iter(nearest(written, allowed, limit=1)), None)
    if meant in allowed:
        return Text(
            fr=f"la clé {quote(key).fr} n'existe pas ; écrivez {meant}",
            en=f"there is no key {quote(key).en}; write {meant}",
        )
    return Text(
        fr=f"la clé {quote(key).fr} n'existe pas ; clés possibles : {', '.join(allowed)}",
        en=f"there is no key {quote(key).en}; possible keys: {', '.join(allowed)}",
    )


def decimal_comma(key: object) -> Text:
    """Say what YAML makes of 42,5: a weight of 42, then a key 5."""
    return Text(
        fr=f"{quote(key).fr} n'est pas un objectif ; une décimale s'écrit avec un point, comme 42.5",
        en=f"{quote(key).en} is not an objective; decimals are written with a point, as in 42.5",
    )


def weight_fault(value: object) -> Text | None:
    """Say what is wrong with a weight; None when it is one."""
    shown = quote(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return Text(
            fr=f"un nombre est attendu, pas {type_of(value).fr}", en=f"a number is expected, not {type_of(value).en}"
        )
    text = str(value).strip()
    if text.lower().lstrip("+-.") in {"nan", "inf", "infinity"}:
        return Text(fr=f"{shown.fr} n'est pas un nombre fini", en=f"{shown.en} is not a finite number")
    if not _NUMBER.fullmatch(text):
        return Text(
            fr=f"{shown.fr} n'est pas un nombre décimal ; écrivez par exemple 60 ou 42.5, avec un point et sans signe "
            "%",
            en=f"{shown.en} is not a decimal number; write for instance 60 or 42.5, with a point and no % sign",
        )
    weight = Fraction(text)
    if weight < 0:
        return Text(
            fr=f"{shown.fr} est négatif ; un poids est un nombre positif ou nul",
            en=f"{shown.en} is negative; a weight is a number above or equal to zero",
        )
    if weight > _LARGEST_WEIGHT or (weight * 10**_WEIGHT_DECIMALS).denominator != 1:
        return Text(
            fr=f"{shown.fr} est trop grand ou trop fin ; un poids va de 0 à {_LARGEST_WEIGHT}, avec au plus "
            f"{_WEIGHT_DECIMALS} décimales",
            en=f"{shown.en} is too large or too fine; a weight goes from 0 to {_LARGEST_WEIGHT}, with at most "
            f"{_WEIGHT_DECIMALS} decimals",
        )
    return None


def ambiguous(text: str, found: Mapping[str, str]) -> Text:
    """Say that a text names several territories, and list them."""
    candidates = listed(found)
    return Text(
        fr=f"{quote(text).fr} désigne plusieurs territoires : {candidates.fr} ; écrivez l'un de ces codes",
        en=f"{quote(text).en} names several territories: {candidates.en}; write one of these codes",
    )


def listed(territories: Mapping[str, str]) -> Text:
    """List territories by slug and label, the first ones only when they are many."""
    shown = ", ".join(f"{slug} – {label}" for slug, label in list(territories.items())[:_CANDIDATES_SHOWN])
    more = len(territories) - _CANDIDATES_SHOWN
    return Text(fr=f"{shown} et {more} autres", en=f"{shown} and {more} more") if more > 0 else same(shown)


def not_a_mapping(value: object) -> Text:
    """Say that a profile was expected."""
    return Text(
        fr=f"un profil est fait de clés et de valeurs (title, partners, territory…), pas d'{type_of(value).fr}",
        en=f"a profile is made of keys and values (title, partners, territory…), not of {type_of(value).en}",
    )


def type_of(value: object) -> Text:
    """Name the type of a value, as its writer would."""
    if value is None or value == "":
        return Text("rien", "nothing")
    if isinstance(value, bool):
        return Text("un oui ou non (true, false)", "a yes or no (true, false)")
    if isinstance(value, str):
        return Text(f"un texte ({quote(value).fr})", f"a text ({quote(value).en})")
    if isinstance(value, Mapping):
        return Text("un ensemble de clés", "a set of keys")
    if isinstance(value, list | tuple):
        return Text("une liste", "a list")
    if isinstance(value, int | float | Decimal):
        return Text(f"un nombre ({quote(value).fr})", f"a number ({quote(value).en})")
    return Text(f"une valeur d'un autre type ({quote(value).fr})", f"a value of another type ({quote(value).en})")
