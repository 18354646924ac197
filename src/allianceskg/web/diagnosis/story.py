"""The sentence with which a diagnosis begins: what was understood of it, and what one can do with each understood term."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.understanding import Understood
from allianceskg.terms import slug
from allianceskg.web.diagnosis.parameters import TypedProfile

_BETWEEN: Final = re.compile(r"\s+(?=[,.;:!?])|(?<=\s)\s+")


@dataclass(frozen=True, slots=True)
class StoryTerm:
    """
    A term that was understood.

    Attributes:
        name: By which the buttons of the form call it: scheme and slug.
        can_be_asked: Whether it can become a criterion, and is none yet.
    """

    name: str
    label: Text
    words: tuple[str, ...]
    is_asked: bool
    can_be_asked: bool


def terms_of(entry: TypedProfile, catalogue: Catalogue) -> list[StoryTerm]:
    """Return what was understood of the sentence, in its order."""
    return [_term(one, entry, catalogue) for one in _read(entry, catalogue)]


def forget(entry: TypedProfile, name: str, catalogue: Catalogue) -> TypedProfile:
    """Take the words of a term out of the sentence, so that nothing of it is understood or looked for any more."""
    for one in _read(entry, catalogue):
        if _name(one) == name:
            return replace(entry, situation=_without(entry.situation, one.words))
    return entry


def ask(entry: TypedProfile, name: str, catalogue: Catalogue) -> TypedProfile:
    """Make a term a criterion, as if it had been chosen in its list."""
    for one in _read(entry, catalogue):
        if _name(one) == name and _term(one, entry, catalogue).can_be_asked:
            return _ASKING[one.scheme](entry, one.slug)
    return entry


def _read(entry: TypedProfile, catalogue: Catalogue) -> Sequence[Understood]:
    return catalogue.knowledge.understanding.read(entry.situation)


def _term(one: Understood, entry: TypedProfile, catalogue: Catalogue) -> StoryTerm:
    asking = _ASKING.get(one.scheme)
    is_offered = asking is not None and (
        one.scheme != "catalyst-functions" or one.slug in catalogue.known_values.functions
    )
    is_asked = asking is not None and asking(entry, one.slug) == entry
    return StoryTerm(_name(one), one.label, one.words, is_asked, is_offered and not is_asked)


def _name(one: Understood) -> str:
    return f"{one.scheme}/{slug(one.iri)}"


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
    types = {one.actor_type for one in entry.partners} | {one.partition(",")[0] for one in entry.seeks}
    return entry if kind in types else replace(entry, seeks=(*entry.seeks, kind))


_ASKING: Final[Mapping[str, Callable[[TypedProfile, str], TypedProfile]]] = {
    "themes": lambda entry, value: entry.with_value("theme", value),
    "needs": lambda entry, value: entry.with_value("need", value),
    "catalyst-functions": lambda entry, value: entry.with_value("function", value),
    "sdg": lambda entry, value: entry.with_value("sdg", value),
    "actor-types": _seek,
    "territory": lambda entry, place: entry if entry.territory else replace(entry, territory=place),
}
"""How a term of each scheme is asked; a model is not asked, the objectives lead to it."""
