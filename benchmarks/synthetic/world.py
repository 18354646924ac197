"""The real territories and the shipped concepts among which invented cases are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from allianceskg.files import Home
from allianceskg.language import LANGUAGES, Language
from allianceskg.matching.case_terms import TermReader
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, Literal, Triple
from allianceskg.terms import AKG, PREFIXES, TERRITORY, VOCABULARY, slug
from allianceskg.words import unaccented
from allianceskg.words.stems import stem
from benchmarks.synthetic.wording import Wording, read_wording

_SKOS: Final = PREFIXES["skos"]
_BROADER: Final = IRI(f"{_SKOS}broader")
_NAME: Final = IRI(f"{_SKOS}prefLabel")
_LABELS: Final = (_NAME, IRI(f"{_SKOS}altLabel"), IRI(f"{_SKOS}hiddenLabel"))
_WITHIN: Final = IRI(f"{AKG}directlyWithin")
_SAYS_THAT_IT_IS: Final = (_WITHIN, IRI(f"{AKG}territoryLevel"))
_BEFORE_HYPHEN: Final = re.compile(r"([^\W_]+)(?=[-‐‑])")
_LEVELS: Final = ("country", "region", "departement", "collectivite", "epci", "ept", "commune", "arrondissement")

LARGE_CITIES: Final = (
    "75056", "13055", "69123", "31555", "06088", "44109", "34172", "67482", "33063", "59350", "35238", "83137",
    "51454", "42218", "76351", "69266", "21231", "49007", "38185", "93066", "30189", "13001", "63113", "29019",
    "87085", "37261", "80021", "57463", "66136", "25056", "45234", "76540", "68224", "14118", "54395", "95018",
    "93048", "59512", "84007", "86194",
)  # fmt: skip
"""Codes of the most populated communes, the largest first, among which most partnerships are found."""


@dataclass(frozen=True, slots=True)
class World:
    """
    Where cases can be, and what they can be about.

    Attributes:
        territories: Slugs by level.
        ancestors: Each territory and all that it lies in.
        broader: Each concept of the vocabularies and all that is broader than it, itself included; by IRI.
        names: The preferred labels of the concepts in the languages that are read word by word; by IRI.
        reader: Reads the terms of texts as a build of these vocabularies does.
        wording: How the shipped cases are worded.
    """

    territories: Mapping[str, Sequence[str]]
    ancestors: Mapping[str, tuple[str, ...]]
    broader: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[Literal, ...]]
    reader: TermReader
    wording: Wording

    def concepts(self, scheme: str) -> list[str]:
        """List the slugs of a scheme, in alphabetical order."""
        start = f"{VOCABULARY}{scheme}/"
        return sorted(iri.removeprefix(start) for iri in self.broader if iri.startswith(start))


@cache
def read_world(home: Home) -> World:
    """Read the territories and the vocabularies that ship."""
    above: dict[str, list[str]] = {}
    for path in sorted((home.data / "territories").glob("*.ttl.gz")):
        if path.name == "former-communes.ttl.gz":
            continue
        for triple in turtle.read(path):
            subject = _value(triple.subject)
            # Other files speak of communes that are no more, too: only what lies in something is drawn.
            if triple.predicate not in _SAYS_THAT_IT_IS:
                continue
            if subject.startswith(TERRITORY) and slug(subject).partition("-")[0] in _LEVELS and "/" not in subject[38:]:
                known = above.setdefault(slug(subject), [])
                if triple.predicate == _WITHIN:
                    known.append(slug(_value(triple.object)))
    broader: dict[str, list[str]] = {}
    labels: list[Triple] = []
    for path in sorted((home.ontology / "vocabularies").glob("*.ttl")):
        for triple in turtle.read(path):
            subject = _value(triple.subject)
            known = broader.setdefault(subject, [])
            if triple.predicate == _BROADER:
                known.append(_value(triple.object))
            if triple.predicate in _LABELS:
                labels.append(triple)
    by_level: dict[str, list[str]] = {level: [] for level in _LEVELS}
    for territory in sorted(above):
        by_level[territory.partition("-")[0]].append(territory)
    return World(
        by_level,
        {one: _closure(one, above) for one in above},
        {one: _closure(one, broader) for one in broader},
        _names(labels),
        TermReader(
            (_value(label.object), language)
            for label in labels
            for language in LANGUAGES
            if isinstance(label.object, Literal) and label.object.language == language
        ),
        read_wording((home.data / "cases").glob("*.ttl"), _beginnings(labels)),
    )


def _beginnings(labels: Iterable[Triple]) -> Callable[[str, Language], bool]:
    """Tell by which words a compound begins: without them, what a text holds hangs on no order of its words."""
    begins = {
        (stem(unaccented(word), language), language)
        for label in labels
        for language in LANGUAGES
        if isinstance(label.object, Literal) and label.object.language == language
        for word in _BEFORE_HYPHEN.findall(label.object.value)
    }
    return lambda word, language: (stem(unaccented(word), language), language) in begins


def _names(labels: Iterable[Triple]) -> dict[str, tuple[Literal, ...]]:
    found: dict[str, list[Literal]] = {}
    for label in labels:
        if label.predicate == _NAME and isinstance(label.object, Literal) and label.object.language in LANGUAGES:
            found.setdefault(_value(label.subject), []).append(label.object)
    return {concept: tuple(names) for concept, names in found.items()}


def _closure(start: str, above: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = [start]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting.extend(above.get(one, ()))
    return tuple(found)


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
