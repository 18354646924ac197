"""The terms that a form offers, each with its definition and where that comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of
from allianceskg.model import KitLine
from allianceskg.names import Concept
from allianceskg.profiles.known import GOALS
from allianceskg.rdf.term import IRI, Term
from allianceskg.terms import SDG, VOCABULARY

_GOALS: Final = SDG.rstrip("/")
_OURS: Final = Text(
    fr="définition de ce catalogue ; le kit ne nomme pas ce terme",
    en="definition of this catalogue; the kit does not name this term",
)
_UNITED_NATIONS: Final = Text(
    fr="objectif des Nations unies, expliqué par ce catalogue",
    en="goal of the United Nations, explained by this catalogue",
)


@dataclass(frozen=True, slots=True)
class OfferedTerm:
    """
    A term as a form offers it.

    Attributes:
        value: What the address says when it is chosen.
        question: Asked in place of the label, where the vocabulary words one.
        origin: Where the term comes from, in words.
        line: Line of the kit that states it.
        cases: Number of cases that record it.
        is_narrower: Whether it stands below a broader term of the list.
    """

    value: str
    iri: str
    label: Text
    definition: Text
    origin: Text
    line: int | None
    cases: int
    question: Text | None = None
    is_narrower: bool = False


class Vocabulary:
    """The lists of terms of one build, read when first needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @cached_property
    def objectives(self) -> Mapping[str, OfferedTerm]:
        """The four objectives, by slug, in the order of the kit."""
        return self._read("objectives")

    @cached_property
    def actor_types(self) -> Mapping[str, OfferedTerm]:
        """The types of actors, those of the kit first."""
        found = self._read("actor-types", "type")
        return dict(sorted(found.items(), key=lambda pair: (pair[1].line is None, pair[1].label.fr)))

    @cached_property
    def models(self) -> Mapping[str, OfferedTerm]:
        """The categories and models of partnership."""
        return self._read("partnership-models", "model")

    @cached_property
    def features(self) -> Mapping[str, OfferedTerm]:
        """The features that tell models apart, each with its question."""
        return self._read("model-features")

    @cached_property
    def needs(self) -> Mapping[str, OfferedTerm]:
        """The needs of a territory, in the order of the kit."""
        return self._read("needs", "need")

    @cached_property
    def functions(self) -> Mapping[str, OfferedTerm]:
        """The four functions of catalysts."""
        return self._read("catalyst-functions", "function", only=lambda concept: not concept.broader)

    @cached_property
    def themes(self) -> Mapping[str, OfferedTerm]:
        """The themes, those of the kit first."""
        found = self._read("themes", "theme")
        return dict(sorted(found.items(), key=lambda pair: (pair[1].line is None, pair[0])))

    @cached_property
    def roles(self) -> Mapping[str, OfferedTerm]:
        """The roles in which actors take part."""
        return self._read("participation-roles")

    def top_of(self, concept: str) -> str:
        """Return the broadest concept above one, by the first broader one of each; itself where there is none."""
        above = self._catalogue.names.concepts[concept].broader
        return self.top_of(min(above)) if above else concept

    @cached_property
    def goals(self) -> Mapping[str, OfferedTerm]:
        """The seventeen goals, by number."""
        numbers = {str(number) for number in GOALS}
        return self._read(_GOALS, "sdg", only=lambda concept: concept.slug in numbers)

    def _read(
        self, scheme: str, facet: str | None = None, *, only: Callable[[Concept], bool] = lambda _: True
    ) -> dict[str, OfferedTerm]:
        told = self._told(scheme)
        concepts = [one for one in self._catalogue.names.in_scheme(_short(scheme)) if only(one) and one.iri in told]
        recorded = library_of(self._catalogue).sets[facet] if facet else {}
        return {
            one.slug: OfferedTerm(
                value=one.slug,
                iri=one.iri,
                label=one.label,
                definition=_pair(told[one.iri], "french", "english"),
                origin=_origin(one),
                line=one.line,
                cases=recorded.get(one.iri, 0).bit_count(),
                question=_question(told[one.iri]),
                is_narrower=bool(one.broader),
            )
            for one in concepts
        }

    def _told(self, scheme: str) -> dict[str, Mapping[str, Term]]:
        iri = scheme if scheme == _GOALS else f"{VOCABULARY}{scheme}"
        query = self._catalogue.queries.get("page-wizard-terms").bind({"scheme": [IRI(iri)]})
        told: dict[str, Mapping[str, Term]] = {}
        for row in self._catalogue.store.select(query):
            told.setdefault(row["term"].value, row)
        return told


@lru_cache(maxsize=2)
def vocabulary_of(catalogue: Catalogue) -> Vocabulary:
    """Return the lists of a build; they are made once, and forgotten when newer builds are in use."""
    return Vocabulary(catalogue)


def _short(scheme: str) -> str:
    return "sdg" if scheme == _GOALS else scheme


def _origin(concept: Concept) -> Text:
    if concept.line is not None:
        named = KitLine(concept.line).text
        return Text(
            fr=f"terme nommé par {named.fr} ; définition de ce catalogue",
            en=f"term named by {named.en}; definition of this catalogue",
        )
    return _UNITED_NATIONS if concept.iri.startswith(SDG) else _OURS


def _question(row: Mapping[str, Term]) -> Text | None:
    return _pair(row, "frenchQuestion", "englishQuestion") if "frenchQuestion" in row else None


def _pair(row: Mapping[str, Term], french: str, english: str) -> Text:
    return Text(fr=row[french].value, en=row[english].value)
