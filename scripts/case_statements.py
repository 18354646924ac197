"""What the files of cases state in words, and the sources that each statement names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.terms import AKG, PREFIXES

_DCTERMS: Final = PREFIXES["dcterms"]
_SAYING: Final = (f"{_DCTERMS}description", f"{AKG}reason", f"{AKG}roleDescription")
"""What holds the words of a statement: what is said, why something is read so, what a partner does."""

About = Mapping[str, Sequence[Term]]
"""What a file says of one thing: objects by predicate, as written."""


@dataclass(frozen=True, slots=True)
class Source:
    """A page, or the kit: its title, its address if it has one, and when it was consulted, as written."""

    title: str
    page: str
    consulted: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Words of a case in French, the IRI of the statement that holds them, and what it names as its sources."""

    iri: str
    words: str
    sources: tuple[Source, ...]


def read_statements(folder: Path) -> list[Statement]:
    """Read the statements of all files of cases in a folder, in the order of their names and IRIs."""
    return [one for path in sorted(folder.glob("*.ttl")) for one in _of_case(path)]


def read_things(path: Path) -> dict[str, About]:
    """Read what a file says of each thing that it names, by IRI, in the order of the IRIs."""
    about: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in turtle.read(path):
        if isinstance(triple.subject, IRI):
            about[triple.subject.value][triple.predicate.value].append(triple.object)
    return dict(sorted(about.items()))


def french(said: About, predicate: str) -> str:
    """Return the French text under a predicate, or nothing."""
    return next((one.value for one in said.get(predicate, ()) if isinstance(one, Literal) and one.language == "fr"), "")


def _of_case(path: Path) -> Iterator[Statement]:
    about = read_things(path)
    for iri, said in about.items():
        named = [one.value for one in said.get(f"{_DCTERMS}source", ()) if isinstance(one, IRI)]
        words = " ".join(french(said, predicate) for predicate in _SAYING).strip()
        if named and words:
            yield Statement(iri, words, tuple(_source(about.get(one, {})) for one in sorted(named)))


def _source(said: About) -> Source:
    title, page, consulted = (
        next((one.value for one in said.get(predicate, ())), "")
        for predicate in (f"{_DCTERMS}title", f"{PREFIXES['foaf']}page", f"{AKG}consultedOn")
    )
    return Source(title, page, consulted)
