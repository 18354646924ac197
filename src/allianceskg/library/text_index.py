"""
Full-text search over the cases, in French and English, blind to accents, ligatures, elisions and number.

What is indexed are the stems of `allianceskg.words`, the same for a text and for what is asked. A query is made of terms,
never parsed: no character in it has a meaning.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, Protocol

import tantivy

from allianceskg.builds.derived import mark_of
from allianceskg.language import LANGUAGES, Language
from allianceskg.likeness import within_edits
from allianceskg.words import Term
from allianceskg.words.text_words import tokens

_LAYOUT: Final = 2
"""To be counted up when the same texts would be indexed otherwise."""

_HEAP_BYTES: Final = 30_000_000
_FIELDS: Final = ("title", "names", "all")
_WEIGHTS: Final = {"title": 1.0, "names": 0.5, "all": 1.0}
_WEIGHT_OF_CONCEPTS: Final = 4.0
_WEIGHT_OF_WIDER: Final = 1.5
_WEIGHT_OF_SYNONYMS: Final = 0.2
_WEIGHT_OF_ALL_PARTS: Final = 0.25
_TIE_BREAKER: Final = 0.3
"""Chosen on the searches to tune on of `benchmarks.relevance`, where the result hardly changes around these values."""

_SHARE_OF_BEST: Final = 0.1
"""A case with less of the best one's score is not found: it holds a common word and little else."""

_SPELLINGS: Final = "spellings.json"
_ONE_EDIT: Final = 5
_TWO_EDITS: Final = 8

logger = logging.getLogger(__name__)


class ReadsTerms(Protocol):
    """Reads texts as terms; see `allianceskg.matching.case_terms.TermReader`."""

    def terms(self, text: str, language: Language) -> tuple[Term, ...]:
        """Read the terms of a text, in its order."""


@dataclass(frozen=True, slots=True)
class Document:
    """
    What is searched of a case in one language.

    Attributes:
        position: Rank of the case in the list that the index is made of.
        names: Names of what the case is linked to: models, themes, actors, territories.
        concepts: IRIs of the concepts that the case records, broader ones included.
    """

    position: int
    language: Language
    title: str
    names: str
    body: str
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPart:
    """
    A part of what is asked: a word, or words that name a concept together.

    Attributes:
        stems: Of its words; each counts by itself.
        concepts: IRIs of what it names by their own name.
        wider: IRIs of what it names by another name, which may say less than the words do.
        synonyms: Stems of each other name of these.
    """

    stems: tuple[str, ...]
    concepts: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()


class TextIndex:
    """
    An index, in memory or in a folder; made once for a build.

    Args:
        documents: What is searched; None for an index that a folder holds already.
        reader: Reads texts as terms.
        folder: Where it is; None for one in memory.

    Raises:
        ValueError: The folder does not hold such an index, or part of it is damaged.
        OSError: The folder cannot be read or written.
    """

    def __init__(self, documents: Iterable[Document] | None, reader: ReadsTerms, folder: Path | None = None) -> None:
        self._reader: Final = reader
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("position", stored=True)
        for language in LANGUAGES:
            for field in _FIELDS:
                builder.add_text_field(f"{field}_{language}", tokenizer_name="stems")
        builder.add_text_field("concepts", tokenizer_name="stems", index_option="basic")
        self._index = tantivy.Index(builder.build(), path=None if folder is None else str(folder))
        self._index.register_tokenizer("stems", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        if documents is not None:
            self._spellings: Mapping[str, int] = self._write(documents)
            if folder is not None:
                (folder / _SPELLINGS).write_text(json.dumps(self._spellings), encoding="utf-8")
        else:
            assert folder is not None
            self._spellings = json.loads((folder / _SPELLINGS).read_bytes())
        self._searcher = self._index.searcher()
        self._size = self._searcher.num_docs
        self._positions = self._read_positions()

    def search(self, asked: Mapping[Language, Sequence[SearchPart]]) -> list[int]:
        """
        Find the cases that hold most of what is asked, in either language, the nearest first.

        Each word counts by its rarity, in the title more; a concept counts where a case records it, and a little where the
        case has another name of it in its texts; a case that has every part gains half as much again.

        Returns:
            Positions, each once; none when nothing is asked.
        """
        queries = [query for language, parts in asked.items() if (query := self._query(parts, language)) is not None]
        if not queries:
            return []
        hits = self._searcher.search(tantivy.Query.disjunction_max_query(queries), limit=max(1, self._size)).hits
        least = _SHARE_OF_BEST * hits[0][0] if hits else 0.0
        found = (address for score, address in hits if score >= least)
        return list(dict.fromkeys(self._positions[address.segment_ord, address.doc] for address in found))

    def holding(self, stem: str, language: Language) -> set[int]:
        """Return the positions of the cases whose texts hold a word of a stem."""
        query = tantivy.Query.term_query(self._index.schema, f"all_{language}", stem)
        hits = self._searcher.search(query, limit=max(1, self._size)).hits
        return {self._positions[address.segment_ord, address.doc] for _, address in hits}

    def is_known(self, folded: str) -> bool:
        """Whether any case has this word."""
        return folded in self._spellings

    def has_stem(self, stem: str, language: Language) -> bool:
        """Whether any case has a word of this stem."""
        return self._searcher.doc_freq(f"all_{language}", stem) > 0

    def meant(self, folded: str) -> str | None:
        """Return the word of the cases that a misspelt one is nearest to; None when none is near, or it is one itself."""
        allowed = (len(folded) >= _ONE_EDIT) + (len(folded) >= _TWO_EDITS)
        if folded in self._spellings or not allowed:
            return None
        words = list(self._spellings)
        near = [
            (distance, -self._spellings[words[place]], words[place])
            for distance, place in within_edits(folded, words, allowed=allowed)
        ]
        return min(near)[2] if near else None

    def _query(self, parts: Sequence[SearchPart], language: Language) -> tantivy.Query | None:
        queries = [self._of_part(part, language) for part in parts]
        if not queries:
            return None
        clauses = [(tantivy.Occur.Should, query) for query in queries]
        if len(queries) > 1:
            every = tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
            clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(every, _WEIGHT_OF_ALL_PARTS)))
        return tantivy.Query.boolean_query(clauses)

    def _of_part(self, part: SearchPart, language: Language) -> tantivy.Query:
        clauses = [self._anywhere(stem, language) for stem in part.stems]
        for concepts, weight in ((part.concepts, _WEIGHT_OF_CONCEPTS), (part.wider, _WEIGHT_OF_WIDER)):
            for concept in concepts:
                recorded = tantivy.Query.term_query(self._index.schema, "concepts", concept)
                clauses.append(tantivy.Query.boost_query(recorded, weight))
        if part.synonyms:
            others = [
                tantivy.Query.boolean_query([(tantivy.Occur.Must, self._anywhere(stem, language)) for stem in stems])
                for stems in part.synonyms
            ]
            clauses.append(tantivy.Query.boost_query(tantivy.Query.disjunction_max_query(others), _WEIGHT_OF_SYNONYMS))
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])

    def _anywhere(self, stem: str, language: Language) -> tantivy.Query:
        return tantivy.Query.disjunction_max_query(
            [
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._index.schema, f"{field}_{language}", stem), weight
                )
                for field, weight in _WEIGHTS.items()
            ],
            tie_breaker=_TIE_BREAKER,
        )

    def _read_positions(self) -> dict[tuple[int, int], int]:
        """Read every position once: fetching it for each hit would cost more than the search."""
        hits = self._searcher.search(tantivy.Query.all_query(), limit=max(1, self._size)).hits
        return {
            (address.segment_ord, address.doc): int(self._searcher.doc(address)["position"][0]) for _, address in hits
        }

    def _write(self, documents: Iterable[Document]) -> Counter[str]:
        """Index documents; return every word of theirs with the number of documents that have it."""
        spellings: Counter[str] = Counter()
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for document in documents:
            stems = {name: " ".join(text) for name, text in self._stems(document) if text}
            concepts = {"concepts": " ".join(document.concepts)} if document.concepts else {}
            writer.add_document(tantivy.Document(position=document.position, **stems, **concepts))
            texts = (document.title, document.names, document.body)
            spellings.update({token.folded for text in texts for token in tokens(text) if not token.folded.isdigit()})
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        return spellings

    def _stems(self, document: Document) -> Iterator[tuple[str, list[str]]]:
        """Yield the stems of each field; in the field of all texts, those of the title come twice."""
        language = document.language
        title, names, body = (
            [term.stem for term in self._reader.terms(text, language)]
            for text in (document.title, document.names, document.body)
        )
        yield f"title_{language}", title
        yield f"names_{language}", names
        yield f"all_{language}", [*title, *title, *body, *names]


def open_index(
    documents: Callable[[], Iterable[Document]],
    reader: ReadsTerms,
    *,
    folder: Path | None,
    reading: Sequence[str] = (),
) -> TextIndex:
    """
    Open the index that a build holds; make it when there is none, and save it for the next start.

    Args:
        documents: Gives what is searched; called only when the index is to be made.
        folder: Of the build; None where nothing can be saved.
        reading: Texts of the queries by which the documents are read: other ones ask for another index.
    """
    if folder is None:
        return TextIndex(documents(), reader)
    place = folder / f"words-{_mark(reading)}"
    try:
        if place.is_dir():
            return TextIndex(None, reader, place)
    except (ValueError, OSError) as fault:
        logger.warning("event=text_index_not_usable path=%s error=%s", place, fault)
        shutil.rmtree(place, ignore_errors=True)
    try:
        return _save(documents, reader, place)
    except (ValueError, OSError) as fault:
        logger.info("event=text_index_not_saved path=%s error=%s", place, fault)
        return TextIndex(documents(), reader)


def _save(documents: Callable[[], Iterable[Document]], reader: ReadsTerms, place: Path) -> TextIndex:
    """Make an index beside its place and move it there when it is whole, so that nobody opens half of one."""
    unfinished = Path(tempfile.mkdtemp(prefix=".words-", dir=place.parent))
    try:
        TextIndex(documents(), reader, unfinished)
        unfinished.rename(place)
    except OSError:
        if not place.is_dir():  # else another process was faster
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return TextIndex(None, reader, place)


def _mark(reading: Sequence[str]) -> str:
    """Return what tells indexes of different programs apart."""
    return mark_of(f"{_LAYOUT} {version('tantivy')} {version('snowballstemmer')}", *reading)
