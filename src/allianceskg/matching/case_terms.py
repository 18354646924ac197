"""
The terms of the cases: what a build keeps of their texts, and how words that are asked are read alike.

`queries/materialise/16-case-terms.rq` says which texts count and at which place; the stems are those of
`allianceskg.words`. Each term of a case is kept once for each language, at the first place where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from allianceskg.language import LANGUAGES, Language
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, PREFIXES, RDF_LANG_STRING
from allianceskg.words import Compounds, Term, stems_of, terms

TITLE: Final = f"{AKG}titleTerm"
SUMMARY: Final = f"{AKG}summaryTerm"
CONCEPT: Final = f"{AKG}conceptTerm"
TEXT: Final = f"{AKG}textTerm"
PLACES: Final = (TITLE, SUMMARY, CONCEPT, TEXT)
"""The properties that lead from a case to its terms, the place that counts most first."""

_WORDS: Final = "words-of-concepts"
_DEFINITION: Final = f"{PREFIXES['skos']}definition"
_BESIDES: Final[Mapping[str, tuple[str, ...]]] = {
    TITLE: (),
    SUMMARY: (TITLE,),
    CONCEPT: (TITLE, SUMMARY),
    TEXT: (TITLE, SUMMARY),
}
"""Where a term must not stand already to be kept at a place; a word of a label is kept in a statement all the same."""

_MOST_TEXTS: Final = 2_000


@dataclass(frozen=True, slots=True)
class ConceptText:
    """
    A name or the definition of a concept.

    Attributes:
        link: IRI of the property that leads to it.
        language: Its tag.
    """

    concept: str
    link: str
    text: str
    language: str

    @property
    def is_definition(self) -> bool:
        """Whether it is no name."""
        return self.link == _DEFINITION


class TermReader:
    """
    Reads texts as terms, with the compounds of known labels.

    Args:
        labels: In both languages.
    """

    def __init__(self, labels: Iterable[tuple[str, Language]]) -> None:
        by_language: dict[Language, list[str]] = defaultdict(list)
        for label, language in labels:
            by_language[language].append(label)
        self._compounds: Final = {one: Compounds(by_language[one], one) for one in LANGUAGES}
        self._stems: Final = lru_cache(maxsize=_MOST_TEXTS)(self._read_stems)

    def terms(self, text: str, language: Language) -> tuple[Term, ...]:
        """Read the terms of a text, in its order."""
        return terms(text, language, compounds=self._compounds[language])

    def stems(self, text: str, language: Language) -> frozenset[str]:
        """Return the stems of a text; once for each of many, since cases share the names of their concepts."""
        return self._stems(text, language)

    def _read_stems(self, text: str, language: Language) -> frozenset[str]:
        return stems_of(text, language, compounds=self._compounds[language])


_MOST_KEPT: Final = 2
_kept: Final[dict[tuple[str, str], TermReader]] = {}


def term_reader(store: Store, queries: QueryCatalogue, *, mark: str | None = None) -> TermReader:
    """
    Make the reader that knows the labels of a store.

    Args:
        mark: The same for two stores only if their labels are; the reader is then made once for both.
    """
    if mark is None:
        return _reader_of(store, queries)
    key = (mark, queries.get(_WORDS).text)
    if key not in _kept:
        reader = _reader_of(store, queries)
        for one in list(_kept)[: 1 - _MOST_KEPT]:
            _kept.pop(one, None)
        _kept[key] = reader
    return _kept[key]


def read_concept_texts(store: Store, queries: QueryCatalogue) -> list[ConceptText]:
    """Read the names and definitions of the concepts by which cases are described, in every language."""
    return [
        ConceptText(row["concept"].value, row["link"].value, text.value, text.language or "")
        for row in store.select(queries.get(_WORDS).text)
        if isinstance(text := row["text"], Literal)
    ]


def _reader_of(store: Store, queries: QueryCatalogue) -> TermReader:
    labels = [one for one in read_concept_texts(store, queries) if not one.is_definition]
    return TermReader((one.text, language) for one in labels for language in LANGUAGES if one.language == language)


def spread(texts: Iterable[Triple], reader: TermReader) -> Iterator[Triple]:
    """Turn the texts of cases, each at a place, into the terms that are kept."""
    stems: dict[tuple[str, Language], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for case, place, text in texts:
        for language in LANGUAGES:
            if isinstance(text, Literal) and text.language == language:
                stems[case.value, language][place.value] |= reader.stems(text.value, language)
    for (owner, language), by_place in stems.items():
        for link in PLACES:
            before = set().union(*(by_place[one] for one in _BESIDES[link]))
            for stem in sorted(by_place[link] - before):
                yield Triple(IRI(owner), IRI(link), as_literal(stem, language))


def as_literal(stem: str, language: str) -> Literal:
    """Write a stem as the triples hold it."""
    return Literal(stem, language, RDF_LANG_STRING)
