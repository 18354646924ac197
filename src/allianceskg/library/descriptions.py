"""What is said of a thing, read from its triples in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from allianceskg.language import Language, Worded, Wordings, preferred
from allianceskg.rdf.term import IRI, Literal, Term, Triple
from allianceskg.records.parts import natural
from allianceskg.terms import RDF_TYPE, expand


class Description:
    """
    Triples about a thing and its parts, by subject and prefixed name of the property.

    Texts come in the reader's language; when there is none, in French, in English, or in whatever language there is.
    """

    def __init__(self, triples: Iterable[Triple], language: Language) -> None:
        self._language: Language = language
        self._objects: dict[tuple[str, str], list[Term]] = {}
        for triple in triples:
            self._objects.setdefault((triple.subject.value, triple.predicate.value), []).append(triple.object)
        self._asked: set[tuple[str, str]] = set()

    def subjects(self, kind: str) -> list[str]:
        """Return what is of a class, in natural order of IRI."""
        wanted = IRI(expand(kind))
        found = [
            subject for (subject, link), objects in self._objects.items() if link == RDF_TYPE and wanted in objects
        ]
        return sorted(found, key=natural)

    def all_subjects(self) -> list[str]:
        """Return all that something is said of, in natural order of IRI."""
        return sorted({subject for subject, _ in self._objects}, key=natural)

    def links_of(self, subject: str) -> dict[str, list[Term]]:
        """Return all that is said of a subject, by property."""
        return {link: objects for (one, link), objects in sorted(self._objects.items()) if one == subject}

    def terms(self, subject: str, path: str) -> Sequence[Term]:
        """Return all values of a property, by its IRI, and remember that it was asked for."""
        self._asked.add((subject, path))
        return self._objects.get((subject, path), ())

    def is_asked(self, subject: str, path: str) -> bool:
        """Tell whether a property of a subject was asked for, by its IRI."""
        return (subject, path) in self._asked

    def iris(self, subject: str, *properties: str) -> list[str]:
        """Return the things that a subject is linked to, in natural order of IRI."""
        found = {one.value for name in properties for one in self.terms(subject, expand(name)) if isinstance(one, IRI)}
        return sorted(found, key=natural)

    def iri(self, subject: str, name: str) -> str | None:
        """Return the first thing that a subject is linked to."""
        return next(iter(self.iris(subject, name)), None)

    def values(self, subject: str, name: str) -> list[str]:
        """Return the values of a property, whatever their language."""
        found = {one.value for one in self.terms(subject, expand(name)) if isinstance(one, Literal)}
        return sorted(found, key=natural)

    def value(self, subject: str, name: str) -> str | None:
        """Return the first value of a property."""
        return next(iter(self.values(subject, name)), None)

    def texts(self, subject: str, name: str) -> list[Worded]:
        """Return the texts of a property in the reader's language, or else in another."""
        return choose_texts(self.terms(subject, expand(name)), self._language)

    def text(self, subject: str, name: str) -> Worded | None:
        """Return the first text of a property."""
        return next(iter(self.texts(subject, name)), None)


def choose_texts(terms: Iterable[Term], language: Language) -> list[Worded]:
    """Keep the texts in a language; failing that in French, in English, those without a language, or in any one."""
    texts = sorted({(one.language, one.value) for one in terms if isinstance(one, Literal)}, key=str)
    tags = preferred((tag for tag, _ in texts), language)
    return [Worded(value, tag) for tag, value in texts if tag == tags[0]]


def wordings_of(terms: Iterable[Term]) -> Wordings:
    """Keep one text of each language."""
    return Wordings((one.language, one.value) for one in terms if isinstance(one, Literal))
