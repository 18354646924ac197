"""What is understood of a profile's story: the concepts and places that its words name, of which none is asked by that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from allianceskg.language import LANGUAGES, Language, Text
from allianceskg.matching.case_terms import ConceptText, read_concept_texts
from allianceskg.model import Diagnosis, Profile
from allianceskg.names import Names
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import TERRITORY, slug
from allianceskg.words.lexicon import Label, Lexicon, Reading
from allianceskg.words.places import Gazetteer
from allianceskg.words.stems import singular
from allianceskg.words.text_words import tokens

SCHEMES: Final = ("themes", "needs", "catalyst-functions", "partnership-models", "actor-types", "sdg")
"""Vocabularies whose concepts are looked for in a story."""

_TOWN_FIRST: Final = ("commune", "departement", "region", "collectivite", "epci", "ept", "country")
_AREA_FIRST: Final = ("region", "departement", "collectivite", "epci", "ept", "commune", "country")

PlacesOfName = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Understood:
    """
    A concept or a place that a story names.

    Attributes:
        scheme: Slug of the vocabulary; `territory` for a place.
        words: As they were written, each wording once, in the order of the story.
        is_asked: Whether the profile asks for it already.
    """

    iri: str
    scheme: str
    label: Text
    words: tuple[str, ...]
    is_asked: bool = False

    @property
    def slug(self) -> str:
        """The last segment of the IRI."""
        return slug(self.iri)


class Understanding:
    """
    Reads stories with the names that a store knows.

    Args:
        places: Gives the IRIs of the territories of a folded name.
    """

    def __init__(self, store: Store, queries: QueryCatalogue, names: Names, places: PlacesOfName) -> None:
        self._store: Final = store
        self._queries: Final = queries
        self._names: Final = names
        self._places: Final = places

    def of(self, profile: Profile, diagnosis: Diagnosis) -> tuple[Understood, ...]:
        """Return what the story of a profile names, and whether the profile asks for it."""
        return tuple(replace(one, is_asked=is_asked(one, profile, diagnosis)) for one in self.read(profile.situation))

    def read(self, story: str) -> tuple[Understood, ...]:
        """Return what a story names, in the order in which it first names it."""
        if not story:
            return ()
        words: dict[str, dict[str, None]] = {}
        for reading in sorted(self._readings(story), key=lambda one: (one.start, -one.end, one.thing)):
            words.setdefault(reading.thing, {})[reading.words] = None
        return tuple(
            Understood(iri, self._scheme(iri), self._names.short(iri), tuple(written)) for iri, written in words.items()
        )

    def _readings(self, story: str) -> list[Reading]:
        places = list(self._gazetteer.read(story))
        named = {position for one in places for position in range(one.start, one.end)}
        # "La Défense" is a place and no policy: what a place takes is read as nothing else.
        return [*places, *(one for one in self.lexicon.read(story) if named.isdisjoint(range(one.start, one.end)))]

    @cached_property
    def lexicon(self) -> Lexicon:
        """The preferred, alternative and hidden labels of the concepts."""
        return Lexicon(self.labels, self._definitions)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        texts = [*self._definitions["fr"], *(label.text for label in self.labels)]
        ordinary = {
            form for text in texts for token in tokens(text) for form in (token.folded, singular(token.folded, "fr"))
        }
        return Gazetteer(self._place, frozenset(ordinary))

    def _place(self, name: str, town: bool) -> str | None:
        """Choose among the territories of a name: of the first level that has it, the only one."""
        by_level: dict[str, list[str]] = defaultdict(list)
        for iri in self._places(name):
            by_level[slug(iri).partition("-")[0]].append(iri)
        for level in _TOWN_FIRST if town else _AREA_FIRST:
            if level in by_level:
                return by_level[level][0] if len(by_level[level]) == 1 else None
        return None

    def _scheme(self, iri: str) -> str:
        return "territory" if iri.startswith(TERRITORY) else self._names.concepts[iri].scheme

    @cached_property
    def labels(self) -> list[Label]:
        """The preferred, alternative and hidden labels of the concepts that are looked for, in both languages."""
        return [
            Label(one.concept, one.text, language)
            for one in self.texts
            for language in LANGUAGES
            if one.language == language and not one.is_definition and self._scheme(one.concept) in SCHEMES
        ]

    @cached_property
    def _definitions(self) -> Mapping[Language, list[str]]:
        return {
            language: [one.text for one in self.texts if one.is_definition and one.language == language]
            for language in LANGUAGES
        }

    @cached_property
    def texts(self) -> Sequence[ConceptText]:
        """The names and definitions of all concepts, in every language."""
        found = read_concept_texts(self._store, self._queries)
        return [one for one in found if one.concept in self._names.concepts]

    def take_over(self, earlier: Understanding) -> None:
        """Take over what was read from another store whose vocabularies are the same."""
        for name in ("texts", "labels", "lexicon", "_definitions"):
            if name in earlier.__dict__:
                self.__dict__[name] = earlier.__dict__[name]


def is_asked(understood: Understood, profile: Profile, diagnosis: Diagnosis) -> bool:
    """
    Tell whether a profile asks already for what its story names.

    A model or category is asked when the diagnosis recommends it; an activity is never asked, its function is.
    """
    asked = {
        "themes": profile.themes,
        "needs": profile.needs,
        "catalyst-functions": profile.functions,
        "partnership-models": (*diagnosis.models, *diagnosis.categories),
        "actor-types": (*profile.actor_types, *(one.actor_type for one in profile.seeks)),
        "sdg": tuple(map(str, profile.sdgs)),
        "territory": (profile.territory,),
    }
    return understood.slug in asked[understood.scheme]
