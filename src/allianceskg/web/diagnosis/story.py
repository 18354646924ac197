"""The sentence with which a diagnosis begins: what was understood of it, and what one can do with each understood term."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from allianceskg.language import Language, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.terms import slug
from allianceskg.web.diagnosis.aims import AIMS, aims_in_words, is_chosen, with_aim
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile, address

_BETWEEN: Final = re.compile(r"\s+(?=[,.;:!?])|(?<=\s)\s+")
_SEEKING: Final = re.compile(
    r"\b(?:(?:re)?cherch\w+|trouver|besoin|aupr[eè]s|avec|look(?:s|ing)? for|seek\w*|find|need\w*|with|from)\b",
    re.IGNORECASE,
)
"""Words after which a type of actor is one that is sought; before them, or without them, it is the writer's own."""

_US: Final = Text(fr="vous", en="you")
_SOUGHT: Final = Text(fr="cherché", en="sought")
_AIMED_AT: Final = Text(fr="ce que vous visez", en="what you aim at")


@dataclass(frozen=True, slots=True)
class StoryTerm:
    """
    A term that was understood.

    Attributes:
        name: By which buttons and addresses call it: scheme and slug; `aims` for an aim, by its objective.
        can_be_asked: Whether it can become a criterion, and is none yet.
        part: What an actor or an aim is to whoever writes; None for other terms.
    """

    name: str
    label: Text
    words: tuple[str, ...]
    is_asked: bool
    can_be_asked: bool
    part: Text | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """
    What an answer shows of the sentence, each term with the address of the answer that asks for it, or no more.

    Attributes:
        ask_all: Address of the answer that asks for all of them; None where fewer than two could be asked.
    """

    terms: tuple[tuple[StoryTerm, str], ...]
    ask_all: str | None


@dataclass(frozen=True, slots=True)
class _Said:
    """What the sentence says, before it is known whether it is asked."""

    scheme: str
    slug: str
    label: Text
    words: tuple[str, ...]
    part: Text | None

    @property
    def name(self) -> str:
        return f"{self.scheme}/{self.slug}"


def terms_of(entry: TypedProfile, catalogue: Catalogue) -> list[StoryTerm]:
    """Return what was understood of the sentence: its terms in their order, then its aims."""
    return [_term(one, entry, catalogue) for one in _read(entry, catalogue)]


def heard(entry: TypedProfile, catalogue: Catalogue, language: Language) -> Heard:
    """Return the terms of the sentence that are asked or can be, with where the other choice leads."""

    def answer(changed: TypedProfile) -> str:
        return address(changed, language, step="answer")

    terms = [one for one in terms_of(entry, catalogue) if one.is_asked or one.can_be_asked]
    return Heard(
        terms=tuple(
            (one, answer(give_up(entry, one.name) if one.is_asked else ask(entry, one.name, catalogue)))
            for one in terms
        ),
        ask_all=answer(ask_all(entry, catalogue)) if sum(one.can_be_asked for one in terms) > 1 else None,
    )


def ask(entry: TypedProfile, name: str, catalogue: Catalogue) -> TypedProfile:
    """Make a term a criterion, as if it had been chosen in its list."""
    for one in _read(entry, catalogue):
        if one.name == name and _can_be_asked(one, catalogue):
            return _asking(entry, one)
    return entry


def ask_all(entry: TypedProfile, catalogue: Catalogue) -> TypedProfile:
    """Make every term a criterion that can be one."""
    for one in _read(entry, catalogue):
        if _can_be_asked(one, catalogue):
            entry = _asking(entry, one)
    return entry


def give_up(entry: TypedProfile, name: str) -> TypedProfile:
    """Ask for a term no more. The sentence stays as it was written, and its words are still looked for."""
    scheme, _, value = name.partition("/")
    return _GIVING_UP[scheme](entry, value) if scheme in _GIVING_UP else entry


def forget(entry: TypedProfile, name: str, catalogue: Catalogue) -> TypedProfile:
    """Ask for a term no more, and take its words out of the sentence, so that nothing of it is understood or looked for."""
    for one in _read(entry, catalogue):
        if one.name == name:
            return replace(give_up(entry, name), situation=_without(entry.situation, one.words))
    return entry


def _read(entry: TypedProfile, catalogue: Catalogue) -> Iterator[_Said]:
    story = entry.situation
    for one in catalogue.knowledge.understanding.read(story):
        part = None if one.scheme != "actor-types" else _SOUGHT if _is_sought(one.words[0], story) else _US
        yield _Said(one.scheme, slug(one.iri), one.label, one.words, part)
    for objective, words in aims_in_words(story).items():
        yield _Said("aims", objective, AIMS[objective], (words,), _AIMED_AT)


def _is_sought(words: str, story: str) -> bool:
    """
    Tell whether a type of actor is named after a word of seeking.

    >>> [_is_sought(one, "Association, nous cherchons une entreprise") for one in ("Association", "entreprise")]
    [False, True]
    """
    seeking = _SEEKING.search(story)
    return seeking is not None and story.find(words) > seeking.start()


def _term(one: _Said, entry: TypedProfile, catalogue: Catalogue) -> StoryTerm:
    is_offered = _can_be_asked(one, catalogue)
    is_asked = (
        is_offered and _asking(entry, one) == entry and (one.scheme != "territory" or entry.territory == one.slug)
    )
    return StoryTerm(one.name, one.label, one.words, is_asked, is_offered and not is_asked, one.part)


def _can_be_asked(one: _Said, catalogue: Catalogue) -> bool:
    return one.scheme in _ASKING and (
        one.scheme != "catalyst-functions" or one.slug in catalogue.known_values.functions
    )


def _asking(entry: TypedProfile, one: _Said) -> TypedProfile:
    if one.part is _US:
        return _with_own_type(entry, one.slug)
    return _ASKING[one.scheme](entry, one.slug)


def _without(story: str, words: Sequence[str]) -> str:
    """
    Take words out of a sentence, wherever they stand whole.

    >>> _without("Nous sauvons des invendus, partout", ["invendus"])
    'Nous sauvons des, partout'
    """
    for one in sorted(words, key=len, reverse=True):
        story = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", "", story)
    return _BETWEEN.sub("", story).strip()


def _seek(entry: TypedProfile, kind: str) -> TypedProfile:
    return entry if kind in _types_of(entry) else replace(entry, seeks=(*entry.seeks, kind))


def _with_own_type(entry: TypedProfile, kind: str) -> TypedProfile:
    """Say what the first partner without a type is, or name another partner of that type."""
    if kind in _types_of(entry):
        return entry
    for rank, one in enumerate(entry.partners):
        if not one.actor_type:
            return _with_partner(entry, rank, replace(one, actor_type=kind))
    return replace(entry, partners=(*entry.partners, TypedPartner(actor_type=kind)))


def _types_of(entry: TypedProfile) -> set[str]:
    return {one.actor_type for one in entry.partners} | {one.partition(",")[0] for one in entry.seeks}


def _aim_at(entry: TypedProfile, objective: str) -> TypedProfile:
    """Choose an aim of the first partner, unless some partner has it."""
    if any(is_chosen(one, objective) for one in entry.partners):
        return entry
    first = entry.partners[0] if entry.partners else TypedPartner()
    return replace(entry, partners=(with_aim(first, objective), *entry.partners[1:]))


def _with_partner(entry: TypedProfile, rank: int, partner: TypedPartner) -> TypedProfile:
    return replace(entry, partners=(*entry.partners[:rank], partner, *entry.partners[rank + 1 :]))


def _without_type(entry: TypedProfile, kind: str) -> TypedProfile:
    partners = tuple(replace(one, actor_type="") if one.actor_type == kind else one for one in entry.partners)
    seeks = tuple(one for one in entry.seeks if one.partition(",")[0] != kind)
    return replace(entry, partners=partners, seeks=seeks).without_empty_partners()


def _without_aim(entry: TypedProfile, objective: str) -> TypedProfile:
    partners = tuple(with_aim(one, objective) if is_chosen(one, objective) else one for one in entry.partners)
    return replace(entry, partners=partners).without_empty_partners()


_ASKING: Final[Mapping[str, Callable[[TypedProfile, str], TypedProfile]]] = {
    "themes": lambda entry, value: entry.with_value("theme", value),
    "needs": lambda entry, value: entry.with_value("need", value),
    "catalyst-functions": lambda entry, value: entry.with_value("function", value),
    "sdg": lambda entry, value: entry.with_value("sdg", value),
    "actor-types": _seek,
    "territory": lambda entry, place: entry if entry.territory else replace(entry, territory=place),
    "aims": lambda entry, objective: _aim_at(entry, objective) if objective in AIMS else entry,
}
"""How a term of each scheme is asked; a model is not asked, the objectives lead to it."""

_GIVING_UP: Final[Mapping[str, Callable[[TypedProfile, str], TypedProfile]]] = {
    "themes": lambda entry, value: entry.without_value("theme", value),
    "needs": lambda entry, value: entry.without_value("need", value),
    "catalyst-functions": lambda entry, value: entry.without_value("function", value),
    "sdg": lambda entry, value: entry.without_value("sdg", value),
    "actor-types": _without_type,
    "territory": lambda entry, place: replace(entry, territory="") if entry.territory == place else entry,
    "aims": lambda entry, objective: _without_aim(entry, objective) if objective in AIMS else entry,
}
