"""
Full-text search over the cases, in French and English, blind to accents, ligatures and elisions.

Words are folded before they are stemmed, in the index and in the query alike, so that "equipement" finds
"équipement" and "oeuvre" finds "œuvre". A query is made of terms, never parsed: no character in it has a meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import tantivy

from allianceskg.language import LANGUAGES, Language

_HEAP_BYTES: Final = 30_000_000
_STEMMERS: Final = {"fr": "french", "en": "english"}
_BOOSTS: Final = {"title": 6.0, "names": 3.0, "body": 1.0}
_MOST_WORDS: Final = 12
_ELIDED: Final = ["l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu"]
_EMPTY: Final = {
    "fr": [*_ELIDED, *["a", "au", "aux", "ce", "ces", "dans", "de", "des", "du", "elle", "en", "et", "il", "la", "le", "les", "leur", "leurs", "ou", "par", "pour", "que", "qui", "sa", "se", "ses", "son", "sur", "un", "une"]],
    "en": ["a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "s", "that", "the", "their", "this", "to", "was", "were", "with"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """
    What is searched of a case in one language.

    Attributes:
        position: Rank of the case in the list that the index is made of.
        names: Names of what the case is linked to: models, themes, actors, territories.
    """

    position: int
    language: Language
    title: str
    names: str
    body: str


class TextIndex:
    """An index in memory; made once for a build."""

    def __init__(self, documents: Iterable[Document]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("position", stored=True)
        for language in LANGUAGES:
            for field in _BOOSTS:
                builder.add_text_field(f"{field}_{language}", tokenizer_name=f"folded_{language}")
        self._index = tantivy.Index(builder.build())
        self._analyzers = {language: _analyzer(language) for language in LANGUAGES}
        for language, analyzer in self._analyzers.items():
            self._index.register_tokenizer(f"folded_{language}", analyzer)
        self._size = self._write(documents)
        self._searcher = self._index.searcher()
        self._positions = self._read_positions()

    def search(self, text: str) -> list[int]:
        """
        Find the cases that hold every word of a text, in either language, the nearest first.

        Returns:
            Positions, each once; none for a text without a word that means something.
        """
        queries = [query for language in LANGUAGES if (query := self._query(text, language)) is not None]
        if not queries:
            return []
        either = tantivy.Query.disjunction_max_query(queries)
        hits = self._searcher.search(either, limit=max(1, self._size)).hits
        return list(dict.fromkeys(self._positions[address.segment_ord, address.doc] for _, address in hits))

    def words(self, text: str) -> list[str]:
        """Return the words of a text that are searched for, as they were typed."""
        analyzers = self._analyzers.values()
        kept = [word for word in text.split() if all(analyzer.analyze(word) for analyzer in analyzers)]
        return kept[:_MOST_WORDS]

    def _query(self, text: str, language: Language) -> tantivy.Query | None:
        tokens = list(dict.fromkeys(self._analyzers[language].analyze(text)))[:_MOST_WORDS]
        if not tokens:
            return None
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, self._anywhere(token, language)) for token in tokens])

    def _anywhere(self, token: str, language: Language) -> tantivy.Query:
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._index.schema, f"{field}_{language}", token), boost
                )
                for field, boost in _BOOSTS.items()
            ],
            tie_breaker=0.3,
        )

    def _read_positions(self) -> dict[tuple[int, int], int]:
        """Read every position once: fetching it for each hit would cost more than the search."""
        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, self._size)).hits
        return {
            (address.segment_ord, address.doc): int(self._searcher.doc(address)["position"][0]) for _, address in hits
        }

    def _write(self, documents: Iterable[Document]) -> int:
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        size = 0
        for document in documents:
            fields = {
                f"{field}_{document.language}": getattr(document, field)
                for field in _BOOSTS
                if getattr(document, field)
            }
            writer.add_document(tantivy.Document(position=document.position, **fields))
            size += 1
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        return size


def _analyzer(language: Language) -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(_EMPTY[language]))
        .filter(tantivy.Filter.stemmer(_STEMMERS[language]))
        .build()
    )
