"""
What cases record for each criterion, with the source of every statement, and the query that proves it.

One query a kind of criterion, `queries/matching/evidence-<kind>.rq`, serves twice: asked for all the cases of an
answer at once it feeds the explanation, and bound to one case it is the proof that a reader can run again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from allianceskg.language import Text
from allianceskg.matching.case_terms import PLACES
from allianceskg.matching.criteria import Criterion, Gain
from allianceskg.matching.specification import as_term, text_of
from allianceskg.model import Citation
from allianceskg.rdf.term import IRI, Term
from allianceskg.sparql.query_files import Query, QueryCatalogue, Row
from allianceskg.store.protocol import Store
from allianceskg.terms import SDG, TERRITORY, VOCABULARY, concept

EVIDENCE: Final[Mapping[str, str]] = {
    "words": "evidence-words",
    "model": "evidence-model",
    "function": "evidence-function",
    "territory": "evidence-territory",
    "seeks": "evidence-types",
    "types": "evidence-types",
    "themes": "evidence-themes",
    "need": "evidence-subject",
    "sdgs": "evidence-goals",
}
"""The query of each kind of criterion."""
_SCHEMES: Final[Mapping[str, str]] = {
    "need": f"{VOCABULARY}needs",
}
_READING: Final = concept("statement-bases", "lecture-du-catalogue")
_NOT_DETAILS: Final = frozenset({"case", "statement", "value", "asked", "scheme", "basis", "source", "page", "line"})
_NAMESPACES: Final[Mapping[str, str]] = {
    "function": concept("catalyst-functions", ""),
    "territory": TERRITORY,
    "themes": concept("themes", ""),
    "seeks": concept("actor-types", ""),
    "types": concept("actor-types", ""),
    "need": concept("needs", ""),
    "sdgs": SDG,
}
_NOTHING: Final = IRI("urn:nothing")
WORDED: Final = frozenset({"words", "themes"})
"""Kinds of criterion that look into texts."""

_ANY_CASE: Final = "urn:any-case"
_HEADER: Final = re.compile(r"^#.*\n", re.MULTILINE)


class Evidence(NamedTuple):
    """
    One recorded value, with one of its sources; a tuple, since an answer is made of hundreds.

    Attributes:
        value: IRI of the concept or territory.
        asked: IRI of the asked value that it satisfies, when it does.
        detail: Further variables of the query: place, category, holder, territory, actor, role, shared, level, kind.
        is_reading: Whether it is this catalogue's reading and not the source's own word.
        page: Address of the source.
        line: Line of the kit.
    """

    statement: str
    value: str
    asked: str | None
    detail: Mapping[str, str]
    is_reading: bool
    page: str | None
    line: int | None


def with_asked(record: Evidence, asked: str) -> Evidence:
    """Say which asked value a record satisfies; quicker than `_replace`, which counts here."""
    return Evidence(record.statement, record.value, asked, record.detail, record.is_reading, record.page, record.line)


def recorded(
    store: Store, queries: QueryCatalogue, criteria: Sequence[Criterion], cases: Sequence[str]
) -> dict[tuple[str, str], list[Evidence]]:
    """
    Fetch what cases record for criteria.

    Returns:
        Records by case IRI and criterion name; a pair without any is absent.
    """
    records: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for criterion in criteria:
        if cases:
            query = queries.get(EVIDENCE[criterion.kind])
            for row in store.select(query.bind(_values(query, criterion, cases))):
                records[row["case"].value, criterion.name].append(to_record(row))
        if criterion.kind in WORDED:  # engines order terms and concepts in their own ways
            for case in cases:
                records.get((case, criterion.name), []).sort(key=words_first)
    return dict(records)


@lru_cache(maxsize=1024)
def proofs(queries: QueryCatalogue, criterion: Criterion) -> Callable[[str], str]:
    """
    Return what writes, for a case, a query that shows what it records for a criterion.

    The query gives nothing when the case records nothing.
    """
    query = queries.get(EVIDENCE[criterion.kind])
    around = _HEADER.sub("", query.bind(_values(query, criterion, [_ANY_CASE]))).split(str(IRI(_ANY_CASE)))
    return lambda case: _written(case).join(around)


def proof(queries: QueryCatalogue, criterion: Criterion, case: str) -> str:
    """Return a query that shows what a case records for a criterion, and nothing when it records nothing."""
    return proofs(queries, criterion)(case)


def citation_of(records: Iterable[Evidence]) -> Citation:
    """Gather the sources of records."""
    lines: set[int] = set()
    pages: set[str] = set()
    are_readings = True
    for record in records:
        if record.line is not None:
            lines.add(record.line)
        if record.page:
            pages.add(record.page)
        are_readings = are_readings and record.is_reading
    return Citation(frozenset(lines), frozenset(pages), are_readings)


def sources_in_words(records: Iterable[Evidence]) -> Text:
    """
    Name the sources of records, each once: the lines of the kit, then the sites, in alphabetical order.

    Returns:
        Such as "le kit, ligne 106, ronalpia.fr"; empty when there is none.
    """
    return citation_in_words(citation_of(records))


@lru_cache(maxsize=4096)
def citation_in_words(cited: Citation) -> Text:
    """Name what is cited; see `sources_in_words`."""
    sites = sorted({site_of(page) for page in cited.pages})
    kit = kit_lines(sorted(cited.lines)) if cited.lines else Text("", "")
    french = ", ".join([kit.fr, *sites] if cited.lines else sites)
    english = ", ".join([kit.en, *sites] if cited.lines else sites)
    if french and cited.are_readings:
        return Text(fr=f"lecture de ce catalogue, d'après {french}", en=f"a reading of this catalogue, after {english}")
    return Text(fr=french, en=english)


def kit_lines(lines: Sequence[int]) -> Text:
    """Name lines of the kit: "le kit, lignes 26, 27 et 32"."""
    if len(lines) == 1:
        return Text(fr=f"le kit, ligne {lines[0]}", en=f"the kit, line {lines[0]}")
    first, last = ", ".join(map(str, lines[:-1])), str(lines[-1] if lines else "")
    return Text(fr=f"le kit, lignes {first} et {last}", en=f"the kit, lines {first} and {last}")


def _values(query: Query, criterion: Criterion, cases: Sequence[str]) -> dict[str, Sequence[Term | Row]]:
    values: dict[str, Sequence[Term | Row]] = {"case": [IRI(case) for case in cases]}
    if criterion.kind in WORDED:
        gains = [(IRI(gain.link), as_term(gain.link, gain.value)) for gain in word_gains(criterion)]
        values["(place term)"] = gains or [(_NOTHING, _NOTHING)]
    if criterion.kind != "words":
        values["asked"] = [IRI(value) for value in asked_values(criterion)] or [_NOTHING]
    if "scheme" in query.parameters:
        values["scheme"] = [IRI(scheme_of(criterion.kind))]
    return values


def word_gains(criterion: Criterion) -> list[Gain]:
    """List the gains of a criterion that are found in texts; all of those of words, concepts among them."""
    return [gain for gain in criterion.gains if criterion.kind == "words" or gain.link in PLACES]


def words_first(record: Evidence) -> tuple[int, str, str]:
    """Order the records of words by value and place, before all others, which stay as they are."""
    return (0, record.value, record.detail["place"]) if "place" in record.detail else (1, "", "")


def asked_values(criterion: Criterion) -> list[str]:
    """List the things that a criterion asks, each once; what only gives a part of the points is not among them."""
    namespace = _NAMESPACES.get(criterion.kind)
    if namespace is None:
        return list(dict.fromkeys(gain.value for gain in criterion.gains))
    return [namespace + one for one in criterion.expected]


def to_record(row: Mapping[str, Term]) -> Evidence:
    """Read a row of an evidence query."""
    return Evidence(
        statement=row["statement"].value,
        value=text_of(row["value"]),
        asked=text_of(row["asked"]) if "asked" in row else None,
        detail={name: term.value for name, term in row.items() if name not in _NOT_DETAILS},
        is_reading="basis" in row and row["basis"].value == _READING,
        page=row["page"].value if "page" in row else None,
        line=int(row["line"].value) if "line" in row else None,
    )


def scheme_of(kind: str) -> str:
    """Return the IRI of the scheme in which the values of a kind of criterion are."""
    return _SCHEMES[kind]


@lru_cache(maxsize=1024)
def _written(case: str) -> str:
    return str(IRI(case))


@lru_cache(maxsize=8192)
def site_of(page: str) -> str:
    """Return the name of the site of a page, as a reader would say it."""
    return (urlsplit(page).hostname or page).removeprefix("www.")
