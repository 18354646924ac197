"""Values as people type them, read by the fields that they are for; a fault says in plain words what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from urllib.parse import quote as percent_encoded

from allianceskg.language import Text
from allianceskg.profiles.faults import nearest_values
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.fields import FOLDERS, Content, Field
from allianceskg.records.fields_as_json import choices
from allianceskg.records.referable import Known, KnownConcept
from allianceskg.records.usual_forms import Precision, address, number, plain_text, siren, standard_date
from allianceskg.terms import ACTOR, BASE, RDF_LANG_STRING, TERRITORY, XSD, XSD_DECIMAL, XSD_INTEGER, slug
from allianceskg.words.folding import fold

_NOT_IN_ADDRESS: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_IN_BRACKETS: Final = re.compile(r".*\((?P<slug>[\w.-]+)\)\s*")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:[-.][a-zA-Z0-9]+)*")
_DATATYPES: Final[Mapping[Precision, str]] = {
    "Year": f"{XSD}gYear",
    "YearMonth": f"{XSD}gYearMonth",
    "Day": f"{XSD}date",
}
_FORMS: Final[Mapping[str, Text]] = {
    f"{XSD}gYear": Text(fr="2018", en="2018"),
    f"{XSD}gYearMonth": Text(fr="07/2018", en="07/2018"),
    f"{XSD}date": Text(fr="14/07/2018", en="14/07/2018"),
}
_TRUTHS: Final[Mapping[str, str]] = {
    "vrai": "true", "oui": "true", "true": "true", "yes": "true",
    "faux": "false", "non": "false", "false": "false", "no": "false",
}  # fmt: skip
_MOST_CHOICES: Final = 12
_LONGEST_NAME: Final = 200
_TWO_DIGITS: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """
    What is wrong in a field.

    Attributes:
        where: The field, with those of the parts that it stands in, each with its number from 1:
            `documents.1.hasParticipation.2.participant`.
        found: What stands there; empty when nothing does.
        message: What is wrong.
        mend: What to write instead.
        blocks: Whether it keeps the record from being published.
    """

    where: str
    found: str
    message: Text
    mend: Text
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why what was typed is no value of the field, and what to write instead."""

    message: Text
    mend: Text


class TypedValues:
    """
    Reads values of fields, however people write them.

    Args:
        known: The vocabularies, territories and actors that are referred to.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._choices: dict[Field, dict[str, KnownConcept]] = {}
        self._readers: Mapping[Content, Callable[[Field, str], Term | Wrong]] = {
            "date": _date,
            "concept": self._concept,
            "territory": self._territory,
            "record": self._record,
            "link": _link,
            "number": _number,
            "string": _string,
            "boolean": _boolean,
        }

    def read(self, field: Field, typed: str) -> Term | Wrong:
        """Read one value of a field that holds neither texts nor parts."""
        return self._readers[field.content](field, plain_text(typed))

    def write(self, field: Field, term: Term) -> str:
        """Write a value as `read` reads it: a concept, an actor, a territory by its slug."""
        if isinstance(term, IRI):
            if field.content == "concept":
                return next((name for name, one in self._concepts(field).items() if one.iri == term.value), term.value)
            if field.content == "territory" and term.value.startswith(TERRITORY):
                return term.value.removeprefix(TERRITORY)
            if field.content == "record" and term.value.startswith(_namespaces(field)):
                return slug(term.value)
        return term.value

    def _concepts(self, field: Field) -> dict[str, KnownConcept]:
        """Return what a field admits, by slug; by IRI where two have the same."""
        if field not in self._choices:
            admitted = choices(field, self._known)
            slugs = [slug(one.iri) for one in admitted]
            self._choices[field] = {
                name if slugs.count(name) == 1 else one.iri: one for name, one in zip(slugs, admitted, strict=True)
            }
        return self._choices[field]

    def concept_choices(self, field: Field) -> Mapping[str, KnownConcept]:
        """Return the concepts that a field admits by what `read` calls them, in the order of their vocabulary."""
        return self._concepts(field)

    def _concept(self, field: Field, typed: str) -> Term | Wrong:
        admitted = self._concepts(field)
        if typed in admitted:
            return IRI(admitted[typed].iri)
        folded = fold(typed)
        found = {
            one.iri
            for name, one in admitted.items()
            if typed == one.iri or folded in (fold(name), fold(one.label.fr), fold(one.label.en))
        }
        if len(found) == 1:
            return IRI(found.pop())
        near = nearest_values(typed, {name: one.label for name, one in admitted.items()})
        return Wrong(
            Text(
                fr=f"« {_short(typed)} » n'est pas dans la liste.",
                en=f"“{_short(typed)}” is not in the list.",
            ),
            _choose([admitted[name].label for name in near] or [one.label for one in admitted.values()]),
        )

    def _territory(self, _field: Field, typed: str) -> Term | Wrong:
        for name in _names_meant(typed):
            if name in self._known.territories:
                return IRI(f"{TERRITORY}{name}")
            if f"commune-{name}" in self._known.territories:
                return IRI(f"{TERRITORY}commune-{name}")
        called = self._known.territories_called(typed)
        if len(called) == 1:
            return IRI(f"{TERRITORY}{called[0][0]}")
        if called:
            return _several(typed, called)
        return Wrong(
            Text(
                fr=f"Aucun territoire ne s'appelle « {_short(typed)} ».",
                en=f"No territory is called “{_short(typed)}”.",
            ),
            _propose(
                self._known.near_territories(typed[:_LONGEST_NAME]),
                Text(
                    fr="Écrivez le nom d'une commune, d'un département, d'une région ou d'un pays, ou le code Insee.",
                    en="Write the name of a commune, a département, a region or a country, or its Insee code.",
                ),
            ),
        )

    def _record(self, field: Field, typed: str) -> Term | Wrong:
        namespaces = _namespaces(field)
        is_actor = ACTOR in namespaces
        for name in _names_meant(next((slug(typed) for one in namespaces if typed.startswith(one)), typed)):
            found = [one for one in namespaces if self._known.has_record(one.removeprefix(BASE).rstrip("/"), name)]
            if found:
                return IRI(f"{found[0]}{name}")
        called = self._known.actors_called(typed) if is_actor else []
        if len(called) == 1:
            return IRI(f"{ACTOR}{called[0][0]}")
        if called:
            return _several(typed, called)
        create = Text(
            fr="Si l'acteur n'est pas encore au catalogue, créez d'abord sa fiche.",
            en="If the actor is not in the catalogue yet, create its record first.",
        )
        other = Text(fr="Choisissez une fiche du catalogue.", en="Choose a record of the catalogue.")
        return Wrong(
            Text(
                fr=f"Aucune fiche ne s'appelle « {_short(typed)} ».",
                en=f"No record is called “{_short(typed)}”.",
            ),
            _propose(self._known.near_actors(typed[:_LONGEST_NAME]) if is_actor else [], create if is_actor else other),
        )


def read_text(typed: str, language: str) -> Literal | None:
    """Read a text in a language; None where nothing is written."""
    text = plain_text(typed)
    return Literal(text, language, RDF_LANG_STRING) if text else None


def _date(field: Field, typed: str) -> Term | Wrong:
    found = standard_date(typed)
    admitted = [name for name in _DATATYPES.values() if name in field.datatypes]
    forms = [_FORMS[name] for name in reversed(admitted)]
    write = Text(
        fr=f"Écrivez {' ou '.join(one.fr for one in forms)}.", en=f"Write {' or '.join(one.en for one in forms)}."
    )
    if found is not None and (datatype := _DATATYPES[found[0]]) in admitted:
        return Literal(found[1], datatype=datatype)
    if found is not None:
        message = Text(
            fr=f"« {_short(typed)} » n'est pas assez précis : il faut le jour ou le mois.",
            en=f"“{_short(typed)}” is not precise enough: the day or the month is needed.",
        )
    elif _TWO_DIGITS.fullmatch(typed):
        message = Text(
            fr=f"Dans « {_short(typed)} », l'année n'a que deux chiffres.",
            en=f"In “{_short(typed)}”, the year has two digits only.",
        )
    else:
        message = Text(
            fr=f"« {_short(typed)} » n'est pas une date du calendrier.",
            en=f"“{_short(typed)}” is no date of the calendar.",
        )
    return Wrong(message, write)


def _link(field: Field, typed: str) -> Term | Wrong:
    (admitted,) = field.admits
    if admitted.values:
        found = next((one for one in admitted.values if typed == one.value), None)
        if found is not None:
            return found
    if typed.startswith(("http://", "https://")) and not _NOT_IN_ADDRESS.search(typed):
        whole: str | None = typed
    else:
        whole = address(percent_encoded(typed, safe="/:?#[]@!$&'()*+,;=%~-._"))
    if whole is not None and not _NOT_IN_ADDRESS.search(whole) and _matches(whole, admitted.patterns):
        return IRI(whole)
    return Wrong(
        Text(fr=f"« {_short(typed)} » n'est pas une adresse.", en=f"“{_short(typed)}” is no address."),
        Text(
            fr="Copiez l'adresse de la page depuis votre navigateur : https://www.exemple.org/page",
            en="Copy the address of the page from your browser: https://www.example.org/page",
        ),
    )


def _number(field: Field, typed: str) -> Term | Wrong:
    found = number(typed)
    is_whole = field.datatypes == (XSD_INTEGER,)
    bounds = field.required
    if found is not None and not (is_whole and "." in found):
        value = Fraction(found)
        if (bounds.lowest is None or bounds.lowest <= value) and (bounds.highest is None or value <= bounds.highest):
            return Literal(found, datatype=XSD_DECIMAL if "." in found else XSD_INTEGER)
    mend = (
        Text(fr="Écrivez un nombre entier", en="Write a whole number")
        if is_whole
        else Text(fr="Écrivez un nombre, comme 12,5", en="Write a number, such as 12.5")
    )
    lowest, highest = bounds.lowest, bounds.highest
    if lowest is not None and highest is not None:
        mend = Text(fr=f"{mend.fr}, de {lowest} à {highest}", en=f"{mend.en}, from {lowest} to {highest}")
    return Wrong(
        Text(
            fr=f"« {_short(typed)} » n'est pas un nombre qui convient.",
            en=f"“{_short(typed)}” is no number that fits.",
        ),
        Text(fr=f"{mend.fr}.", en=f"{mend.en}."),
    )


def _string(field: Field, typed: str) -> Term | Wrong:
    (admitted,) = field.admits
    tight = re.sub(r"\s", "", typed)
    for one in (typed, tight, tight.upper(), tight.lower(), siren(typed) or ""):
        if one and _matches(one, admitted.patterns):
            return Literal(one, datatype=admitted.datatype or "")
    return Wrong(
        Text(
            fr=f"« {_short(typed)} » n'a pas la forme attendue.",
            en=f"“{_short(typed)}” does not have the form expected.",
        ),
        field.help,
    )


def _boolean(field: Field, typed: str) -> Term | Wrong:
    if (found := _TRUTHS.get(fold(typed))) is not None:
        return Literal(found, datatype=field.datatypes[0])
    return Wrong(
        Text(fr=f"« {_short(typed)} » n'est ni oui ni non.", en=f"“{_short(typed)}” is neither yes nor no."),
        Text(fr="Écrivez oui ou non.", en="Write yes or no."),
    )


def _matches(value: str, patterns: Collection[str]) -> bool:
    return all(re.search(pattern, value) for pattern in patterns)


def _names_meant(typed: str) -> list[str]:
    """Return what may be a slug: what was typed, or what stands in brackets after a name."""
    match = _IN_BRACKETS.fullmatch(typed)
    return [one for one in (typed, match["slug"] if match else "") if _SLUG.fullmatch(one)]


def _namespaces(field: Field) -> tuple[str, ...]:
    return tuple(f"{BASE}{FOLDERS[name].removesuffix('s')}/" for name in field.classes if name in FOLDERS)


def _several(typed: str, called: Sequence[tuple[str, str]]) -> Wrong:
    listed = " ; ".join(f"{name} ({one})" for one, name in called[:_MOST_CHOICES])
    return Wrong(
        Text(fr=f"Plusieurs s'appellent « {_short(typed)} ».", en=f"Several are called “{_short(typed)}”."),
        Text(fr=f"Choisissez : {listed}.", en=f"Choose: {listed}."),
    )


def _propose(near: Sequence[tuple[str, str]], otherwise: Text) -> Text:
    if not near:
        return otherwise
    listed = " ; ".join(f"{name} ({one})" for one, name in near)
    return Text(fr=f"Le plus proche : {listed}. {otherwise.fr}", en=f"Nearest: {listed}. {otherwise.en}")


def _choose(labels: Sequence[Text]) -> Text:
    more = "…" if len(labels) > _MOST_CHOICES else "."
    shown = labels[:_MOST_CHOICES]
    return Text(
        fr=f"Choisissez : {' ; '.join(one.fr for one in shown)}{more}",
        en=f"Choose: {'; '.join(one.en for one in shown)}{more}",
    )


def _short(typed: str, limit: int = 60) -> str:
    return typed if len(typed) <= limit else f"{typed[:limit]}…"
