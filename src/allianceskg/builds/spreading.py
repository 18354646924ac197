"""What texts become before a build keeps them: the terms of cases, or each text without accents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from allianceskg.matching.case_terms import TermReader, spread
from allianceskg.rdf.term import Literal, Triple
from allianceskg.sparql.query_files import Query
from allianceskg.words.folding import spaced


def spread_texts(query: Query, texts: Iterable[Triple], reader: TermReader) -> Iterator[Triple]:
    """Turn what a query says of texts into what is kept, as its header asks; each triple may come more than once."""
    return _folded(texts) if query.spread == "folded" else spread(texts, reader)


def _folded(texts: Iterable[Triple]) -> Iterator[Triple]:
    for subject, link, text in texts:
        if isinstance(text, Literal):
            yield Triple(subject, link, replace(text, value=spaced(text.value)))
