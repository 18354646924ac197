"""
Full-text search over the cases, in French and English, blind to accents, ligatures and elisions.

Words are folded before they are stemmed, in the index and in the query alike, so that "equipement" finds
"équipement" and "oeuvre" finds "œuvre". A query is made of terms, never parsed: no character in it has a meaning.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import tantivy

from allianceskg.builds.derived import mark_of
from allianceskg.language import LANGUAGES, Language

_LAYOUT: Final = 1
"""To be counted up when the same texts would be indexed otherwise."""

_HEAP_BYTES: Final = 30_000_000
_STEMMERS: Final = {"fr": "french", "en": "english"}
_BOOSTS: Final = {"title": 6.0, "names": 3.0, "body": 1.0}
_MOST_WORDS: Final = 12
_ELIDED: Final = ["l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu"]
_EMPTY: Final = {
    "fr": [*_ELIDED, *["a", "au", "aux", "ce", "ces", "dans", "de", "des", "du", "elle", "en", "et", "il", "la", "le", "les", "leur", "leurs", "ou", "par", "pour", "que", "qui", "sa", "se", "ses", "son", "sur", "un", "une"]],
    "en": ["a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "s", "that", "the", "their", "this", "to", "was", "were", "with"],
}  # fmt: skip


logger = logging.getLogger(__name__)


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
    """
    An index, in memory or in a folder; made once for a build.

    Args:
        documents: What is searched; None for an index that a folder holds already.
        folder: Where it is; None for one in memory.

    Raises:
        ValueError: The folder does not hold such an index, or part of it is damaged.
        OSError: The folder cannot be read or written.
    """

    def __init__(self, documents: Iterable[Document] | None, folder: Path | None = None) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("position", stored=True)
        for language in LANGUAGES:
            for field in _BOOSTS:
                builder.add_text_field(f"{field}_{language}", tokenizer_name=f"folded_{language}")
        self._index = tantivy.Index(builder.build(), path=None if folder is None else str(folder))
        self._analyzers = {language: _analyzer(language) for language in LANGUAGES}
        for language, analyzer in self._analyzers.items():
            self._index.register_tokenizer(f"folded_{language}", analyzer)
        if documents is not None:
            self._write(documents)
        self._searcher = self._index.searcher()
        self._size = self._searcher.num_docs
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

    def _write(self, documents: Iterable[Document]) -> None:
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for document in documents:
            fields = {
                f"{field}_{document.language}": getattr(document, field)
                for field in _BOOSTS
                if getattr(document, field)
            }
            writer.add_document(tantivy.Document(position=document.position, **fields))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()


def open_index(
    documents: Callable[[], Iterable[Document]], *, folder: Path | None, reading: Sequence[str] = ()
) -> TextIndex:
    """
    Open the index that a build holds; make it when there is none, and save it for the next start.

    Args:
        documents: Gives what is searched; called only when the index is to be made.
        folder: Of the build; None where nothing can be saved.
        reading: Texts of the queries by which the documents are read: other ones ask for another index.
    """
    if folder is None:
        return TextIndex(documents())
    place = folder / f"words-{_mark(reading)}"
    try:
        if place.is_dir():
            return TextIndex(None, place)
    except (ValueError, OSError) as fault:
        logger.warning("event=text_index_not_usable path=%s error=%s", place, fault)
        shutil.rmtree(place, ignore_errors=True)
    try:
        return _save(documents, place)
    except (ValueError, OSError) as fault:
        logger.info("event=text_index_not_saved path=%s error=%s", place, fault)
        return TextIndex(documents())


def _save(documents: Callable[[], Iterable[Document]], place: Path) -> TextIndex:
    """Make an index beside its place and move it there when it is whole, so that nobody opens half of one."""
    unfinished = Path(tempfile.mkdtemp(prefix=".words-", dir=place.parent))
    try:
        TextIndex(documents(), unfinished)
        unfinished.rename(place)
    except OSError:
        if not place.is_dir():  # else another process was faster
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return TextIndex(None, place)


def _mark(reading: Sequence[str]) -> str:
    """Return what tells indexes of different programs apart."""
    return mark_of(f"{_LAYOUT} {version('tantivy')} {_BOOSTS} {_EMPTY} {_STEMMERS}", *reading)


def _analyzer(language: Language) -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(_EMPTY[language]))
        .filter(tantivy.Filter.stemmer(_STEMMERS[language]))
        .build()
    )
