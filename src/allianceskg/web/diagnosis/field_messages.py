"""What is wrong with what was typed, field by field, in words for the person who typed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from allianceskg.errors import ProfileError
from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.territories import PlaceReading
from allianceskg.model import OBJECTIVES, Partner, Profile
from allianceskg.profiles import parse_profile
from allianceskg.profiles.faults import quote, weight_fault
from allianceskg.profiles.known import MAX_CHARACTERS, MAX_ITEMS, MAX_PARTNERS, MAX_SITUATION
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile

NOTHING_ASKED: Final = Text(
    fr="Vous n'avez encore rien indiqué. Racontez votre situation, ou donnez au moins une de ces réponses : les objectifs "
    "ou le type d'un partenaire, le type de partenaire cherché, un besoin, une fonction, un territoire, un thème ou un ODD.",
    en="You have not said anything yet. Tell your situation, or give at least one of these answers: a partner's objectives "
    "or type, the type of partner sought, a need, a function, a territory, a theme or an SDG.",
)


@dataclass(frozen=True, slots=True)
class TypedFault:
    """
    One thing to mend.

    Attributes:
        field: Identifier of the field on its page.
        step: Where the field is.
    """

    field: str
    step: str
    text: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What was typed, judged.

    Attributes:
        profile: None when something is to be mended, or nothing is asked.
        partners: Those that hold together, for a diagnosis on the way.
        place: How the territory was understood.
    """

    entry: TypedProfile
    profile: Profile | None
    partners: tuple[Partner, ...]
    place: PlaceReading
    faults: tuple[TypedFault, ...] = field(default=())

    def of_field(self, name: str) -> list[Text]:
        """Return what is wrong with one field."""
        return [fault.text for fault in self.faults if fault.field == name]

    def of_step(self, step: str) -> list[TypedFault]:
        """Return what is wrong on one page."""
        return [fault for fault in self.faults if fault.step == step]


def check(entry: TypedProfile, catalogue: Catalogue) -> Checked:
    """Judge everything at once; nothing is refused but what cannot be understood."""
    place = catalogue.territories.read(entry.territory)
    faults = [*_partners(entry), *_types(entry, catalogue), *_lists(entry, catalogue), *_territory(place)]
    faults += _lengths(entry)
    profile = None
    if not faults and not entry.asks_nothing:
        try:
            profile = parse_profile(_document(entry, place), catalogue.known_values)
        except ProfileError as error:
            faults = [TypedFault("profile", "1", fault) for fault in error.faults]
    return Checked(entry, profile, tuple(_sound(entry, catalogue)), place, tuple(faults))


def _document(entry: TypedProfile, place: PlaceReading) -> dict[str, object]:
    """Return the profile, the territory by its code, so that it is not looked for twice under its name."""
    document = entry.document()
    if place.place is not None:
        document["territory"] = place.place.slug
    return document


def _partners(entry: TypedProfile) -> Iterator[TypedFault]:
    if len(entry.partners) > MAX_PARTNERS:
        yield TypedFault(
            "partners",
            "1",
            Text(
                fr=f"Au plus {MAX_PARTNERS} partenaires sont admis.", en=f"At most {MAX_PARTNERS} partners are allowed."
            ),
        )
    for rank, partner in enumerate(entry.partners, start=1):
        yield from _weights(partner, rank)
        if len(partner.name) > MAX_CHARACTERS:
            yield TypedFault(f"partner-{rank}-name", "1", _too_long())


def _weights(partner: TypedPartner, rank: int) -> Iterator[TypedFault]:
    before = True
    for objective, weight in zip(OBJECTIVES, partner.weights, strict=True):
        fault = _weight(weight)
        if fault is not None:
            before = False
            yield TypedFault(f"partner-{rank}-{objective}", "1", fault)
    given = [weight for weight in partner.weights if weight]
    if before and given and not any(Fraction(weight) for weight in given):
        yield TypedFault(
            f"partner-{rank}",
            "1",
            Text(
                fr="Tous les poids sont nuls : donnez-en au moins un au-dessus de zéro, ou laissez-les vides.",
                en="All weights are zero: give at least one above zero, or leave them empty.",
            ),
        )
    if partner.surplus:
        yield TypedFault(
            f"partner-{rank}",
            "1",
            Text(
                fr=f"L'adresse donne plus de quatre poids à ce partenaire ; {quote(partner.surplus).fr} est en trop.",
                en=f"The address gives this partner more than four weights; {quote(partner.surplus).en} is one too many.",
            ),
        )


def _weight(weight: str) -> Text | None:
    """Say what is wrong with a weight, as one says it to somebody who fills in a form."""
    if not weight or weight_fault(weight) is None:
        return None
    shown = quote(weight.replace(".", ",")).fr
    if weight.startswith("-"):
        return Text(
            fr=f"{shown} est négatif : un poids est un nombre positif ou nul.",
            en=f"{quote(weight).en} is negative: a weight is a number above or equal to zero.",
        )
    return Text(
        fr=f"{shown} n'est pas un nombre utilisable : écrivez par exemple 60 ou 42,5.",
        en=f"{quote(weight).en} is not a number that can be used: write for instance 60 or 42.5.",
    )


def _types(entry: TypedProfile, catalogue: Catalogue) -> Iterator[TypedFault]:
    known = catalogue.known_values.actor_types
    for rank, partner in enumerate(entry.partners, start=1):
        if partner.actor_type and partner.actor_type not in known:
            shown = quote(partner.actor_type)
            yield TypedFault(
                f"partner-{rank}-type",
                "1",
                Text(
                    fr=f"{shown.fr} n'est pas un type d'acteur de ce catalogue : choisissez-en un dans la liste.",
                    en=f"{shown.en} is not an actor type of this catalogue: choose one from the list.",
                ),
            )


def _lists(entry: TypedProfile, catalogue: Catalogue) -> Iterator[TypedFault]:
    known = catalogue.known_values
    goals = {str(number) for number in range(1, 18)}
    yield from _unknown("feature", "2", entry.features, known.features, Text(fr="une question", en="a question"))
    yield from _unknown("need", "3", entry.needs, known.needs, Text(fr="un besoin", en="a need"))
    yield from _unknown("function", "3", entry.functions, known.functions, Text(fr="une fonction", en="a function"))
    yield from _unknown("theme", "3", entry.themes, known.themes, Text(fr="un thème", en="a theme"))
    yield from _unknown("sdg", "3", entry.sdgs, goals, Text(fr="un ODD", en="an SDG"))


def _unknown(
    name: str, step: str, given: Iterable[str], known: Mapping[str, Text] | set[str], what: Text
) -> Iterator[TypedFault]:
    values = list(given)
    if len(values) > MAX_ITEMS:
        yield TypedFault(
            name,
            step,
            Text(fr=f"Au plus {MAX_ITEMS} réponses sont admises.", en=f"At most {MAX_ITEMS} answers are allowed."),
        )
    for value in values:
        if value not in known:
            shown = quote(value)
            yield TypedFault(
                name,
                step,
                Text(
                    fr=f"{shown.fr} n'est pas {what.fr} de ce catalogue : choisissez dans la liste, cette réponse sera oubliée.",
                    en=f"{shown.en} is not {what.en} of this catalogue: choose from the list, this answer will be dropped.",
                ),
            )


def _territory(place: PlaceReading) -> Iterator[TypedFault]:
    if not place.text or place.place is not None:
        return
    shown = quote(place.text)
    if place.is_ambiguous:
        words = Text(
            fr=f"{shown.fr} est le nom de plusieurs territoires : choisissez le vôtre.",
            en=f"{shown.en} is the name of several territories: choose yours.",
        )
    elif place.candidates:
        words = Text(
            fr=f"Aucun territoire ne s'appelle {shown.fr} : choisissez parmi les noms proches, ou corrigez le nom.",
            en=f"No territory is called {shown.en}: choose among the near names, or correct the name.",
        )
    else:
        words = Text(
            fr=f"Aucun territoire ne s'appelle {shown.fr} : écrivez le nom ou le code d'une commune, d'une "
            "intercommunalité, d'un département, d'une région ou d'un pays.",
            en=f"No territory is called {shown.en}: write the name or the code of a municipality, an intercommunality, "
            "a département, a region or a country.",
        )
    yield TypedFault("territory", "3", words)


def _lengths(entry: TypedProfile) -> Iterator[TypedFault]:
    if len(entry.title) > MAX_CHARACTERS:
        yield TypedFault("title", "1", _too_long())
    if len(entry.situation) > MAX_SITUATION:
        yield TypedFault("situation", "1", _too_long(MAX_SITUATION))


def _too_long(most: int = MAX_CHARACTERS) -> Text:
    return Text(fr=f"Au plus {most} caractères.", en=f"At most {most} characters.")


def _sound(entry: TypedProfile, catalogue: Catalogue) -> Iterator[Partner]:
    """Return the partners without what is wrong with them, for what can already be said."""
    for partner in entry.partners:
        if partner.is_empty:
            continue
        weights = {
            objective: Fraction(weight)
            for objective, weight in zip(OBJECTIVES, partner.weights, strict=True)
            if weight and weight_fault(weight) is None
        }
        kind = partner.actor_type if partner.actor_type in catalogue.known_values.actor_types else None
        yield Partner(partner.name[:MAX_CHARACTERS], kind, weights)
