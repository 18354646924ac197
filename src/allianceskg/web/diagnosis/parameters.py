"""
The state of a diagnosis, as the address of its pages says it, and as its forms send it.

An address has the parameters of `/api/match`, with `name` repeated beside `partner` for the partners' names. A form
has one field for each weight; what it sends is read once and the reader is led on to the address of the same state.
Texts stay as they were typed, right or wrong: a form that is shown again has lost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from allianceskg.language import DEFAULT_LANGUAGE, Language
from allianceskg.model import OBJECTIVES
from allianceskg.profiles.known import MAX_CHARACTERS, MAX_SITUATION

STEPS: Final = ("1", "2", "3", "answer")
"""The three steps of the wizard, and the answer that they lead to."""

_MAX_KEPT: Final = 60
_LISTS: Final[Mapping[str, str]] = {
    "feature": "features",
    "need": "needs",
    "function": "functions",
    "theme": "themes",
    "sdg": "sdgs",
}
_SENT_BY_A_FORM: Final = frozenset({"do", "type", "place", "seek-type"})
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class TypedPartner:
    """
    One partner as typed.

    Attributes:
        weights: One text for each of `OBJECTIVES`; empty when not given.
        surplus: What an address gives beyond the four weights.
    """

    name: str = ""
    actor_type: str = ""
    weights: tuple[str, ...] = ("",) * len(OBJECTIVES)
    surplus: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was typed."""
        return not (self.name or self.actor_type or any(self.weights) or self.surplus)

    @property
    def parameter(self) -> str:
        """The value of `partner` that says it."""
        return ",".join((self.actor_type, *self.weights, *([self.surplus] if self.surplus else [])))


@dataclass(frozen=True, slots=True)
class TypedProfile:
    """
    Everything that was typed, step by step.

    Attributes:
        seeks: Actors sought, each as its parameter says it: a type, and a role after a comma.
    """

    title: str = ""
    situation: str = ""
    seeks: tuple[str, ...] = ()
    partners: tuple[TypedPartner, ...] = ()
    features: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    territory: str = ""
    themes: tuple[str, ...] = ()
    sdgs: tuple[str, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """Whether nothing was typed that could be diagnosed or looked for."""
        partners = any(one.actor_type or any(one.weights) for one in self.partners)
        told = self.situation or self.seeks
        return not (told or partners or self.needs or self.functions or self.territory or self.themes or self.sdgs)

    def pairs(self) -> list[tuple[str, str]]:
        """
        Return the parameters that say this state, in a fixed order.

        Names are given as often as partners, or not at all.
        """
        pairs = [("title", self.title)] if self.title else []
        if self.situation:
            pairs.append(("situation", self.situation))
        pairs += [("seeks", one) for one in self.seeks]
        pairs += [("partner", one.parameter) for one in self.partners]
        if any(one.name for one in self.partners):
            pairs += [("name", one.name) for one in self.partners]
        pairs += [("feature", one) for one in self.features]
        pairs += [("need", one) for one in self.needs]
        pairs += [("function", one) for one in self.functions]
        if self.territory:
            pairs.append(("territory", self.territory))
        pairs += [("theme", one) for one in self.themes]
        pairs += [("sdg", one) for one in self.sdgs]
        return pairs

    def api_pairs(self) -> list[tuple[str, str]]:
        """Return the parameters that `/api/match` takes for this state."""
        return [pair for pair in self.without_empty_partners().pairs() if pair[0] != "name"]

    def document(self) -> dict[str, Any]:
        """Return the profile with the keys of its file, without what is empty."""
        document: dict[str, Any] = {
            "title": self.title,
            "situation": self.situation,
            "seeks": [_sought_document(one) for one in self.seeks],
            "partners": [_partner_document(one) for one in self.partners if not one.is_empty],
            "territory": self.territory,
            **{key: list(getattr(self, key)) for key in _LISTS.values()},
        }
        return {key: value for key, value in document.items() if value}

    def without_empty_partners(self) -> TypedProfile:
        """Forget the partners of whom nothing was typed."""
        return replace(self, partners=tuple(one for one in self.partners if not one.is_empty))

    def with_value(self, parameter: str, value: str) -> TypedProfile:
        """Add a value to one of the lists, by the name of its parameter; one that is there is not added again."""
        name = _LISTS[parameter]
        changed: dict[str, Any] = {name: tuple(dict.fromkeys((*getattr(self, name), value)))}
        return replace(self, **changed)

    def without_value(self, parameter: str, value: str) -> TypedProfile:
        """Take a value out of one of the lists, by the name of its parameter."""
        name = _LISTS[parameter]
        changed: dict[str, Any] = {name: tuple(one for one in getattr(self, name) if one != value)}
        return replace(self, **changed)

    def without(self, criterion: str) -> TypedProfile:
        """Give up one criterion of the match, as named in its answer."""
        kind, _, value = criterion.partition(":")
        match kind:
            case "model":
                return replace(
                    self, features=(), partners=tuple(TypedPartner(one.name, one.actor_type) for one in self.partners)
                )
            case "words":
                return replace(self, situation="")
            case "seeks":
                return replace(self, seeks=())
            case "types":
                return replace(self, partners=tuple(replace(one, actor_type="") for one in self.partners))
            case "function":
                return self.without_value("function", value)
            case "need":
                return replace(self, needs=())
            case "territory":
                return replace(self, territory="")
            case "themes":
                return replace(self, themes=())
            case "sdgs":
                return replace(self, sdgs=())
        return self


@dataclass(frozen=True, slots=True)
class Sending:
    """
    What a form sent beside the state: which button, from which step, and how the territory was typed.

    Attributes:
        place: The text of the territory field; None when the form has none.
        meant: The text of that field for which the territory, if any, was chosen.
    """

    action: str
    step: str
    place: str | None
    meant: str


def read_entry(items: Iterable[tuple[str, str]]) -> TypedProfile:
    """Read the state from the parameters of an address or of a form."""
    given: dict[str, list[str]] = {}
    for key, value in items:
        most = MAX_SITUATION if key == "situation" else MAX_CHARACTERS
        given.setdefault(key, []).append(_clean(value, most=most))
    return TypedProfile(
        title=_first(given, "title"),
        situation=_first(given, "situation"),
        seeks=_seeks_of_a_form(given) if "seek-type" in given else _distinct(given.get("seeks", ())),
        partners=_partners_of_a_form(given) if "type" in given else _partners_of_an_address(given),
        territory=_first(given, "territory"),
        **{key: _distinct(given.get(name, ())) for name, key in _LISTS.items()},
    )


def read_sending(items: Iterable[tuple[str, str]]) -> Sending | None:
    """Read what a form sent beside the state; None for an address."""
    given = dict(items)
    if not _SENT_BY_A_FORM & given.keys():
        return None
    place = given.get("place")
    return Sending(
        action=given.get("do", ""),
        step=step_of(given.get("step", "")),
        place=None if place is None else _clean(place),
        meant=_clean(given.get("meant", "")),
    )


def step_of(text: str) -> str:
    """Return a step; the first one for anything else."""
    return text if text in STEPS else STEPS[0]


def address(
    entry: TypedProfile,
    language: Language,
    *,
    path: str = "/diagnosis",
    step: str | None = None,
    more: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the address of a page in a given state."""
    pairs = [*entry.pairs(), *more]
    if step is not None:
        pairs.append(("step", step))
    if language != DEFAULT_LANGUAGE:
        pairs.append(("lang", language))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _seeks_of_a_form(given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Read whom one seeks from fields that are repeated in the same order; a role without a type says nothing."""
    roles = given.get("seek-role", ())
    pairs = ((kind, roles[rank] if rank < len(roles) else "") for rank, kind in enumerate(given["seek-type"]) if kind)
    return _distinct(f"{kind},{role}" if role else kind for kind, role in pairs)


def _partners_of_a_form(given: Mapping[str, Sequence[str]]) -> tuple[TypedPartner, ...]:
    """Read the partners from fields that are repeated in the same order."""
    columns = [given.get("name", ()), *(given.get(objective, ()) for objective in OBJECTIVES)]
    partners = []
    for rank, actor_type in enumerate(given["type"][:_MAX_KEPT]):
        name, *weights = (column[rank] if rank < len(column) else "" for column in columns)
        partners.append(TypedPartner(name, actor_type, tuple(map(_weight, weights))))
    return tuple(partners)


def _partners_of_an_address(given: Mapping[str, Sequence[str]]) -> tuple[TypedPartner, ...]:
    names = given.get("name", ())
    partners = []
    for rank, text in enumerate(given.get("partner", ())[:_MAX_KEPT]):
        kind, *weights = (part.strip() for part in text.split(","))
        padded = (*weights, *("",) * len(OBJECTIVES))[: len(OBJECTIVES)]
        surplus = " ".join(weights[len(OBJECTIVES) :])
        partners.append(TypedPartner(names[rank] if rank < len(names) else "", kind, tuple(padded), surplus))
    return tuple(partners)


def _weight(text: str) -> str:
    """
    Write a weight as addresses have it: with a point, without a per cent sign.

    >>> _weight("42,5 %")
    '42.5'
    """
    return text.removesuffix("%").strip().replace(",", ".")


def _partner_document(partner: TypedPartner) -> dict[str, Any]:
    objectives = {name: weight for name, weight in zip(OBJECTIVES, partner.weights, strict=True) if weight}
    if partner.surplus:
        objectives["surplus"] = partner.surplus
    document = {"name": partner.name, "actor_type": partner.actor_type, "objectives": objectives}
    return {key: value for key, value in document.items() if value}


def _sought_document(text: str) -> dict[str, str]:
    kind, _, role = (part.strip() for part in text.partition(","))
    return {"actor_type": kind, "role": role} if role else {"actor_type": kind}


def _clean(text: str, *, most: int = MAX_CHARACTERS) -> str:
    """Leave out what cannot be typed in one line, and keep the length within reason."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())[: 2 * most]


def _first(given: Mapping[str, Sequence[str]], name: str) -> str:
    return next((value for value in given.get(name, ()) if value), "")


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:_MAX_KEPT]
