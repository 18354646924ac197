"""Cases as lists and cards show them, read from the store for those that are shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Language, Worded, Wordings
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.descriptions import wordings_of
from allianceskg.rdf.term import IRI, Term, Triple
from allianceskg.records.fields import Field, RecordKinds
from allianceskg.records.parts import natural
from allianceskg.records.shortcuts import LINKS
from allianceskg.terms import AKG, expand, slug

_SHOWN: Final = frozenset(
    map(expand, ("dcterms:title", "dcterms:abstract", "dcterms:modified", "akg:lastConfirmed", "akg:evidenceLevel"))
)
_LEFT_OUT: Final = frozenset(
    map(
        expand,
        (
            *("skos:altLabel", "skos:note", "skos:editorialNote", "foaf:page"),
            *("dcterms:created", "akg:editorialStatus"),
            *("dcterms:isReplacedBy", "akg:mergedInto", "akg:retirementReason"),  # what says so is not listed
        ),
    )
)
"""Fields of cases that lists do not have; every other one that holds no parts is listed."""

_BATCH: Final = 1_000
_MOST_KEPT: Final = 4_096
_YEAR: Final = 4


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """
    A case as lists show it.

    Attributes:
        position: Its rank by IRI, and its bit in every set of cases; -1 for one that was read by itself.
        values: IRIs of the values of each of `LINKS`.
        years: Years in which a recorded stage begins.
        is_alliance: Whether it documents an alliance, to which models belong.
        is_initiative: Whether it documents a catalyst initiative, to which functions belong.
        further: What it says in each of the fields that `listed_fields` gives, by path.
    """

    iri: str
    position: int
    titles: Wordings
    abstracts: Wordings
    modified: str
    confirmed: str
    values: Mapping[str, tuple[str, ...]]
    years: tuple[int, ...]
    is_alliance: bool
    is_initiative: bool
    further: Mapping[str, tuple[Term, ...]]

    @property
    def slug(self) -> str:
        """The last segment of the IRI."""
        return slug(self.iri)

    def title(self, language: Language) -> Worded:
        """Return the title in the reader's language, or in another."""
        return self.titles.chosen(language) if self.titles else Worded(self.slug, None)

    def abstract(self, language: Language) -> Worded | None:
        """Return the abstract in the reader's language, or in another."""
        return self.abstracts.chosen(language) if self.abstracts else None


class CaseEntries:
    """
    The cases of a build, each read when it is first shown.

    Args:
        iris: The cases, in the order of their positions.
    """

    def __init__(self, catalogue: Catalogue, iris: Sequence[str]) -> None:
        self._catalogue = catalogue
        self._iris = iris
        self._kept: OrderedDict[int, CaseEntry] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, positions: Iterable[int]) -> list[CaseEntry]:
        """Return the cases of some positions, in the same order; those shown last are kept for the next page."""
        wanted = list(positions)
        with self._lock:
            found = {one: self._kept[one] for one in wanted if one in self._kept}
        missing = [one for one in dict.fromkeys(wanted) if one not in found]
        for start in range(0, len(missing), _BATCH):
            found.update((one.position, one) for one in self._read_batch(missing[start : start + _BATCH]))
        with self._lock:
            for one in wanted[:_MOST_KEPT]:
                self._kept[one] = found[one]
                self._kept.move_to_end(one)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return [found[one] for one in wanted]

    def _read_batch(self, batch: Sequence[int]) -> list[CaseEntry]:
        said = _read(self._catalogue, [self._iris[one] for one in batch])
        fields = listed_fields(self._catalogue.kinds)
        return [_entry(self._iris[one], one, said[self._iris[one]], fields) for one in batch]


def read_alone(catalogue: Catalogue, iri: str) -> CaseEntry | None:
    """Read one case without knowing the others; None where nothing of that IRI has a title."""
    entry = _entry(iri, -1, _read(catalogue, [iri])[iri], listed_fields(catalogue.kinds))
    return entry if entry.titles else None


def _read(catalogue: Catalogue, cases: Sequence[str]) -> dict[str, dict[str, list[Term]]]:
    """Return what lists show of each case, by property."""
    said: dict[str, dict[str, list[Term]]] = {case: {} for case in cases}
    query = catalogue.queries.get("page-cases").bind({"case": [IRI(case) for case in cases]})
    for triple in catalogue.store.construct(query):
        said[triple.subject.value].setdefault(triple.predicate.value, []).append(triple.object)
    for triple in _further(catalogue, cases):
        said[triple.subject.value].setdefault(triple.predicate.value, []).append(triple.object)
    return said


def listed_fields(kinds: RecordKinds) -> list[Field]:
    """Return the fields of cases that lists and files have beside what `CaseEntry` names, in their order."""
    fields = (field for field in kinds.case.fields if field.content not in ("part", "reference"))
    return [field for field in fields if field.path not in _SHOWN | _LEFT_OUT]


def _further(catalogue: Catalogue, cases: Sequence[str]) -> Iterable[Triple]:
    fields = [IRI(field.path) for field in listed_fields(catalogue.kinds)]
    if not fields:
        return ()
    query = catalogue.queries.get("page-case-fields").bind({"case": [IRI(case) for case in cases], "field": fields})
    return catalogue.store.construct(query)


def years_of(starts: Iterable[Term]) -> tuple[int, ...]:
    """Return the years of dates, each once; what does not begin with a year is left out."""
    years = (start.value[:_YEAR] for start in starts)
    return tuple(sorted({int(year) for year in years if year.isascii() and year.isdigit() and len(year) == _YEAR}))


def _entry(iri: str, position: int, said: Mapping[str, Sequence[Term]], fields: Iterable[Field]) -> CaseEntry:
    kinds = {one.value for one in said.get(expand("dcterms:type"), ())}
    return CaseEntry(
        iri=iri,
        position=position,
        titles=wordings_of(said.get(expand("dcterms:title"), ())),
        abstracts=wordings_of(said.get(expand("dcterms:abstract"), ())),
        modified=min((one.value for one in said.get(expand("dcterms:modified"), ())), default=""),
        confirmed=min((one.value for one in said.get(expand("akg:lastConfirmed"), ())), default=""),
        values={
            name: tuple(sorted({one.value for one in said.get(link, ())}, key=natural)) for name, link in LINKS.items()
        },
        years=years_of(said.get(expand("akg:startDate"), ())),
        is_alliance=f"{AKG}Alliance" in kinds,
        is_initiative=f"{AKG}CatalystInitiative" in kinds,
        further={field.path: tuple(said.get(field.path, ())) for field in fields},
    )
