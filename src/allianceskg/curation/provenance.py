"""The history of a record in the words of PROV-O: versions, the publications that made them, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from allianceskg.curation.history import Version
from allianceskg.language import LANGUAGES
from allianceskg.rdf.term import IRI, Literal, Term, Triple, french
from allianceskg.terms import RDF_TYPE, XSD, expand

_REVIEWED: Final = "Relu et publié par"
_REVIEWER: Final = re.compile(rf"^{_REVIEWED} (?P<name>[^<\n]*\S) <[^>\n]*>$", re.MULTILINE)
_SHORT: Final = 12


def reviewed_by(name: str, email: str) -> str:
    """Say in the message of a commit who has read and published it."""
    return f"{_REVIEWED} {name} <{email}>"


def reviewer_in(message: str) -> str | None:
    r"""
    Return the name of who has read and published, by the message of a commit; None where it names nobody.

    >>> reviewer_in("Ajoute cases/essai\n\n" + reviewed_by("Dominique Petit", "dominique@example.org"))
    'Dominique Petit'
    """
    match = _REVIEWER.search(message)
    return match["name"] if match is not None else None


def provenance_of(iri: str, versions: Sequence[Version]) -> list[Triple]:
    """
    Tell the versions of a record as PROV-O does.

    Each version is an entity that a publication made from the one before it; a publication is an activity of who wrote,
    and of who published. People are named as the history names them, and their addresses are left out.

    Args:
        iri: Of the record.
        versions: The latest first, as `history` gives them.
    """
    writer = _Provenance(iri, versions)
    return list(writer.triples())


class _Provenance:
    def __init__(self, iri: str, versions: Sequence[Version]) -> None:
        self._iri = iri
        self._versions = versions
        names = (name for one in reversed(versions) for name in _people(one))
        self._people: Mapping[str, IRI] = {
            name: IRI(f"{iri}#person-{number}") for number, name in enumerate(dict.fromkeys(names), 1)
        }

    def triples(self) -> Iterator[Triple]:
        for name, person in self._people.items():
            yield from _said(person, (RDF_TYPE, IRI(expand("prov:Agent"))), ("foaf:name", Literal(name)))
        befores: list[Version | None] = [*self._versions[1:], None]
        for version, before in zip(self._versions, befores, strict=True):
            yield from self._version(version, before)
            yield from self._publication(version, before)

    def _version(self, version: Version, before: Version | None) -> Iterator[Triple]:
        entity = self._part("version", version)
        yield from _said(
            entity,
            (RDF_TYPE, IRI(expand("prov:Entity"))),
            ("prov:specializationOf", IRI(self._iri)),
            ("prov:wasGeneratedBy", self._part("publication", version)),
            ("prov:generatedAtTime", _moment(version)),
            ("prov:wasAttributedTo", self._people[version.commit.author.name]),
            ("dcterms:identifier", Literal(version.commit.name)),
        )
        for change in version.changes:
            for tag in LANGUAGES:
                yield from _said(entity, ("dcterms:description", Literal(change.in_language(tag), tag)))
        if before is not None:
            yield from _said(entity, ("prov:wasRevisionOf", self._part("version", before)))

    def _publication(self, version: Version, before: Version | None) -> Iterator[Triple]:
        activity = self._part("publication", version)
        yield from _said(
            activity,
            (RDF_TYPE, IRI(expand("prov:Activity"))),
            ("prov:endedAtTime", _moment(version)),
            ("dcterms:title", french(version.commit.message.partition("\n")[0])),
            *(("prov:wasAssociatedWith", self._people[name]) for name in _people(version)),
        )
        if before is not None:
            yield from _said(activity, ("prov:used", self._part("version", before)))

    def _part(self, stem: str, version: Version) -> IRI:
        return IRI(f"{self._iri}#{stem}-{version.commit.name[:_SHORT]}")


def _people(version: Version) -> list[str]:
    reviewer = reviewer_in(version.commit.message)
    return [version.commit.author.name, *([reviewer] if reviewer is not None else [])]


def _said(subject: IRI, *pairs: tuple[str, Term]) -> Iterator[Triple]:
    for name, value in pairs:
        yield Triple(subject, IRI(name if name.startswith("http") else expand(name)), value)


def _moment(version: Version) -> Literal:
    return Literal(version.commit.moment.isoformat(), None, f"{XSD}dateTime")
