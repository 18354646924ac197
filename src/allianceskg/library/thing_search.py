"""Searching by name for what is no case: actors, concepts, resources, and the pages that help."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.language import Text
from allianceskg.library.case_sets import CaseSets
from allianceskg.library.catalogue import Catalogue
from allianceskg.terms import ACTOR, RESOURCE
from allianceskg.words.folding import fold
from allianceskg.words.stop_words import STOP_WORDS

NamedKind = Literal["actor", "concept", "help"]

SCHEMES: Final = ("themes", "partnership-models", "catalyst-functions", "needs", "actor-types", "sdg")
"""Slugs of the vocabularies whose concepts are found."""

PAGES: Final[Mapping[str, tuple[Text, str]]] = {
    "/path": (
        Text(fr="Suivre le parcours", en="Walk the path"),
        "parcours path etapes steps plan alliances territoires apprendre learn",
    ),
    "/assessment": (
        Text(fr="L'autodiagnostic", en="The self-assessment"),
        "autodiagnostic self-assessment maturite maturity ou en sommes nous 360",
    ),
    "/evaluation": (
        Text(fr="La fiche d'évaluation", en="The evaluation sheet"),
        "evaluation evaluer evaluate fiche sheet performance pertinence coherence",
    ),
    "/diagnosis": (
        Text(fr="Faire le diagnostic", en="Start the diagnosis"),
        "diagnostic diagnosis trouver partenaire find partner rapprochement matching questionnaire aide help profil",
    ),
    "/cases": (Text(fr="Tous les cas", en="All cases"), "cas exemples cases examples liste list filtres filters"),
    "/kit": (Text(fr="Le kit", en="The kit"), "kit regles rules methode method"),
    "/resources": (
        Text(fr="Guides, formations et outils", en="Guides, courses and tools"),
        "ressources resources guides formation mooc autodiagnostic aide help outils tools",
    ),
    "/statistics": (Text(fr="Statistiques", en="Statistics"), "statistiques statistics chiffres figures nombre"),
    "/territories": (
        Text(fr="Comparer des territoires", en="Compare territories"),
        "territoires territories comparer compare departements epci fondation region carte map",
    ),
    "/about": (
        Text(fr="À propos du catalogue", en="About the catalogue"),
        "a propos about methode sources preuves aide help contact licence",
    ),
    "/dump/": (
        Text(fr="Télécharger les données", en="Download the data"),
        "donnees data telecharger download export csv rdf turtle open",
    ),
    "/sparql": (Text(fr="Interroger par SPARQL", en="Query by SPARQL"), "sparql requete query donnees data api"),
}
"""The pages of the site that help, by address: their name, and the words by which they are found, folded."""

_PREFERRED: Final = ("prefLabel", "title")


@dataclass(frozen=True, slots=True)
class NamedThing:
    """
    A thing that was found by its name.

    Attributes:
        thing: Its IRI; of a page of the site, its address.
        words: The name by which it was found, as it is written; empty for its own name.
        cases: Number of cases that it occurs in.
    """

    thing: str
    kind: NamedKind
    words: str
    cases: int


@dataclass(frozen=True, slots=True)
class _Name:
    thing: str
    kind: NamedKind
    text: str
    folded: str
    is_own: bool


class ThingSearch:
    """The names of a build, sorted by each of their words."""

    def __init__(self, catalogue: Catalogue, sets: CaseSets) -> None:
        self._counts: Final = _counts(sets)
        self._names: Final = list(_names(catalogue, sets))
        begun = sorted(
            (word, number) for number, name in enumerate(self._names) for word in set(name.folded.split("-"))
        )
        self._words: Final = [word for word, _ in begun]
        self._of: Final = [number for _, number in begun]

    def find(self, text: str, kind: NamedKind, *, limit: int) -> list[NamedThing]:
        """
        Find the things of a kind of which a name has a word that begins with each word of a text.

        Returns:
            Those called exactly so first, then those whose name begins so, each time those of most cases first.
        """
        words = [word for word in fold(text).split("-") if word and word not in STOP_WORDS["fr"]]
        if not words:
            return []
        holding = self._beginning(words[0]).intersection(*map(self._beginning, words[1:]))
        best: dict[str, tuple[tuple[int, int, int, str], _Name]] = {}
        asked = fold(text)
        for name in (self._names[number] for number in holding):
            if name.kind == kind:
                rank = (_likeness(name, asked), -self._counts.get(name.thing, 0), not name.is_own, name.thing)
                best[name.thing] = min(best.get(name.thing, (rank, name)), (rank, name), key=lambda pair: pair[0])
        found = sorted(best.values(), key=lambda pair: pair[0])
        return [self._named(name) for _, name in found[:limit]]

    def of_concept(self, iri: str) -> NamedThing:
        """Return a concept that a text names."""
        return NamedThing(iri, "concept", "", self._counts.get(iri, 0))

    def _named(self, name: _Name) -> NamedThing:
        return NamedThing(name.thing, name.kind, "" if name.is_own else name.text, self._counts.get(name.thing, 0))

    def _beginning(self, word: str) -> set[int]:
        start = bisect_left(self._words, word)
        return set(self._of[start : bisect_left(self._words, f"{word}~", lo=start)])


def _likeness(name: _Name, asked: str) -> int:
    if name.folded == asked:
        return 0
    return 1 if name.folded.startswith(f"{asked}-") else 2


def _counts(sets: CaseSets) -> dict[str, int]:
    facets = ("actor", "theme", "model", "category", "function", "need", "type", "sdg")
    return {value: cases.bit_count() for facet in facets for value, cases in sets[facet].items()}


def _names(catalogue: Catalogue, sets: CaseSets) -> Iterator[_Name]:
    yield from _once(_of_records(catalogue, sets))
    yield from _once(_of_concepts(catalogue))
    for address, (name, words) in PAGES.items():
        for text in (name.fr, name.en):
            yield _Name(address, "help", text, f"{fold(text)}-{fold(words)}", is_own=True)


def _of_records(catalogue: Catalogue, sets: CaseSets) -> Iterator[_Name]:
    for row in catalogue.store.select(catalogue.queries.get("names-of-actors").text):
        thing, text = row["thing"].value, row["name"].value
        is_own = row["link"].value.endswith(_PREFERRED)
        if thing.startswith(ACTOR) or thing in sets["actor"]:
            yield _Name(thing, "actor", text, fold(text), is_own)
        elif thing.startswith(RESOURCE):
            yield _Name(thing, "help", text, fold(text), is_own)


def _of_concepts(catalogue: Catalogue) -> Iterator[_Name]:
    concepts = catalogue.names.concepts
    for one in catalogue.knowledge.understanding.texts:
        if concepts[one.concept].scheme in SCHEMES and not one.is_definition:
            yield _Name(one.concept, "concept", one.text, fold(one.text), one.link.endswith(_PREFERRED))


def _once(names: Iterable[_Name]) -> Iterator[_Name]:
    """Leave out what is written the same in both languages."""
    by_words: dict[tuple[str, str], _Name] = {}
    for name in names:
        if name.folded:
            kept = by_words.setdefault((name.thing, name.folded), name)
            if name.is_own and not kept.is_own:
                by_words[name.thing, name.folded] = name
    yield from by_words.values()
