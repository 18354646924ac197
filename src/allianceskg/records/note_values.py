"""Values of notes, read by the fields that they are for; a fault says what was found where, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final
from urllib.parse import quote as percent_encoded

from allianceskg.language import LANGUAGES, Text
from allianceskg.profiles.faults import quote
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.fields import Admitted, Bounds, Content, Field
from allianceskg.records.note_format import Key
from allianceskg.records.referable import Known, KnownConcept
from allianceskg.records.usual_forms import address, siren, standard_date
from allianceskg.terms import ACTOR, RDF_LANG_STRING, TERRITORY, XSD, XSD_DECIMAL, XSD_INTEGER, slug

Note = Mapping[str, Any]

_SHOWN: Final = 120
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_DATE_FORMS: Final[Mapping[str, str]] = {
    f"{XSD}gYear": "2018",
    f"{XSD}gYearMonth": "2018-07",
    f"{XSD}date": "2018-07-14",
}
_EXAMPLE_OF_TERRITORIES: Final = "commune-45234, departement-45, country-FR"


class NoteFaults:
    """The faults of one note; reading goes on after each."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.texts: list[Text] = []

    def add(self, where: str, found: object, mend: Text) -> None:
        """Keep a fault: the key, the value found, and what to write instead."""
        english = repr(found) if len(repr(found)) <= _SHOWN else f"{repr(found)[:_SHOWN]}…"
        french = "rien n'est écrit" if found is None else f"trouvé {quote(found).fr}"
        self.texts.append(
            Text(
                fr=f"{self._file}, {where} : {french}. {mend.fr}",
                en=f"{self._file}, {where}: found {english}. {mend.en}",
            )
        )


class ValueReader:
    """Reads the values of one note; what cannot be read is a fault, and gives no term."""

    def __init__(self, known: Known, faults: NoteFaults) -> None:
        self._known = known
        self._faults = faults
        self._readers: Mapping[Content, Callable[[Field, Key, str], Term | Text]] = {
            "date": self._date,
            "concept": self._concept,
            "territory": self._territory,
            "record": self._record,
            "link": self._link,
            "number": self._number,
            "string": self._string,
            "boolean": self._boolean,
        }

    def terms(self, field: Field, key: Key, value: object, where: str) -> list[Term]:
        """
        Read what a key holds.

        Args:
            where: The key, with those of the entries that it stands in.
        """
        return [term for item in self._items(field, key, value, where) for term in self._item(field, key, item, where)]

    def _items(self, field: Field, key: Key, value: object, where: str) -> list[object]:
        is_required = key.is_required or field.required.least > 0
        if value is None or value == []:
            return [None] if is_required else []
        if isinstance(value, list) and (key.is_list or (not key.path and field.is_list)):
            return value
        if key.is_list:
            self._faults.add(where, value, A_LIST)
            return []
        return [value]

    def _item(self, field: Field, key: Key, value: object, where: str) -> Iterator[Term]:
        if field.content == "text" and (isinstance(value, Mapping) or not self._is_french(field, key)):
            yield from self.both_languages(value, where)
        elif field.content == "text":
            if isinstance(value, str) and value.strip():
                yield _text(value, "fr")
            else:
                self._faults.add(where, value, _in_words(field, Text(fr="Écrivez un texte.", en="Write a text.")))
        else:
            read = self._readers[field.content](field, key, value if isinstance(value, str) else "")
            if isinstance(read, Text):
                self._faults.add(where, value, read)
            else:
                yield read

    def both_languages(self, value: object, where: str) -> list[Term]:
        """Read a text in French and in English."""
        if isinstance(value, Mapping) and set(value) == set(LANGUAGES) and all(_is_text(one) for one in value.values()):
            return [_text(value[language], language) for language in LANGUAGES]
        name = where.rpartition(".")[2]
        self._faults.add(
            where,
            value,
            Text(
                fr=f'Écrivez dans les deux langues : {name}: {{fr: "…", en: "…"}}.',
                en=f'Write both languages: {name}: {{fr: "…", en: "…"}}.',
            ),
        )
        return []

    def _is_french(self, field: Field, key: Key) -> bool:
        """Whether a text is written alone; without a line of the format, so is what no shape wants in another language."""
        return key.is_french or (not key.path and {*field.required.languages, *field.wished.languages} <= {"fr"})

    def _concept(self, field: Field, key: Key, value: str) -> Term | Text:
        concepts = self._admitted_concepts(field, key)
        if value in concepts:
            return IRI(concepts[value].iri)
        vocabularies = sorted({concept.vocabulary for concept in concepts.values()})
        files = ", ".join(f"ontology/vocabularies/{name}.ttl" for name in vocabularies)
        mend = Text(fr=f"Employez un concept de {files}.", en=f"Use a concept of {files}.")
        other = next(
            (c for c in self._known.concepts.values() if c.vocabulary in vocabularies and slug(c.iri) == value), None
        )
        if other is not None:
            return self._other_class(other, next(iter(concepts.values())))
        near = self._known.near_concepts(value, *(key.classes or field.classes)) if value else []
        return _with_nearest(mend, [(slug(c.iri), c.label) for c in near if slug(c.iri) in concepts])

    def _admitted_concepts(self, field: Field, key: Key) -> dict[str, KnownConcept]:
        wanted = [admitted for admitted in field.admits if not key.classes or admitted.classes == key.classes]
        return {
            slug_: c
            for admitted in wanted
            for slug_, c in self._known.of_class(*admitted.classes).items()
            if _matches(c.iri, admitted)
        }

    def _other_class(self, found: KnownConcept, wanted: KnownConcept) -> Text:
        """Say what a concept of the right vocabulary is, when it is of another class than the concepts wanted."""
        names = self._known.classes
        is_ = next((names[one] for one in sorted(found.classes - wanted.classes) if one in names), found.label)
        should = next((names[one] for one in sorted(wanted.classes - found.classes) if one in names), wanted.label)
        return Text(
            fr=f"C'est : {is_.fr.lower()}. Employez un concept qui soit : {should.fr.lower()}.",
            en=f"This is a {is_.en.lower()}: use a {should.en.lower()}.",
        )

    def _territory(self, _field: Field, _key: Key, value: str) -> Term | Text:
        if value in self._known.territories:
            return IRI(f"{TERRITORY}{value}")
        mend = Text(
            fr=f"Employez <niveau>-<code> d'un territoire connu : {_EXAMPLE_OF_TERRITORIES}.",
            en=f"Use <level>-<code> of a known territory: {_EXAMPLE_OF_TERRITORIES}.",
        )
        near = self._known.near_territories(value) if value else []
        return _with_nearest(mend, [(found, Text(fr=name, en=name)) for found, name in near])

    def _record(self, _field: Field, _key: Key, value: str) -> Term | Text:
        if value in self._known.actors:
            return IRI(f"{ACTOR}{value}")
        mend = Text(
            fr="Employez un acteur de data/actors, ou ajoutez-lui une note dans actors/.",
            en="Use an actor of data/actors, or add a note for it in actors/.",
        )
        near = self._known.near_actors(value) if value else []
        return _with_nearest(mend, [(found, Text(fr=name, en=name)) for found, name in near])

    def _date(self, field: Field, _key: Key, value: str) -> Term | Text:
        forms = [_DATE_FORMS[datatype] for datatype in field.datatypes]
        found = standard_date(value)
        if found is not None and found[1] == value:
            for datatype in field.datatypes:
                if len(_DATE_FORMS[datatype]) == len(value):
                    return Literal(value, datatype=datatype)
        listed = [f'"{form}"' for form in sorted(forms)]
        mend = Text(
            fr=f"Écrivez {_either(listed, 'ou')}, entre guillemets.",
            en=f"Write {_either(listed, 'or')}, between quotation marks.",
        )
        if found is not None and found[1] != value and any(len(form) == len(found[1]) for form in forms):
            return _write_instead(mend, f'"{found[1]}"')
        return mend

    def _link(self, field: Field, _key: Key, value: str) -> Term | Text:
        (admitted,) = field.admits
        if value and _matches(value, admitted) and not _NOT_IN_IRI.search(value):
            return IRI(value)
        mend = Text(fr="Écrivez l'adresse entière, avec https://.", en="Write the whole address, with https://.")
        whole = address(percent_encoded(value.strip(), safe="/:?#[]@!$&'()*+,;=%~-._"))
        return _write_instead(mend, whole) if whole is not None and whole != value else mend

    def _number(self, field: Field, _key: Key, value: str) -> Term | Text:
        is_whole = field.datatypes == (XSD_INTEGER,)
        if re.fullmatch(r"-?\d+" if is_whole else r"-?\d+([.]\d+)?", value) and _is_within(
            Fraction(value), field.required
        ):
            return Literal(value, datatype=XSD_INTEGER if value.lstrip("-").isdigit() else XSD_DECIMAL)
        mend = Text(fr="Écrivez un nombre entier.", en="Write a whole number.")
        return _in_words(
            field, mend if is_whole else Text(fr="Écrivez un nombre, comme 12.5.", en="Write a number, such as 12.5.")
        )

    def _string(self, field: Field, _key: Key, value: str) -> Term | Text:
        (admitted,) = field.admits
        if value and _matches(value, admitted):
            return Literal(value, datatype=admitted.datatype or "")
        mend = _in_words(field, Text(fr="Écrivez-le autrement.", en="Write it otherwise."))
        number = siren(value)
        return _write_instead(mend, number) if number is not None and _matches(number, admitted) else mend

    def _boolean(self, field: Field, _key: Key, value: str) -> Term | Text:
        if value in ("true", "false"):
            return Literal(value, datatype=field.datatypes[0])
        return Text(fr="Écrivez true ou false.", en="Write true or false.")


A_LIST: Final = Text(
    fr="Écrivez une liste : une entrée par ligne, chacune après un tiret.",
    en="Write a list: one entry a line, each after a hyphen.",
)


def _is_within(number: Fraction, bounds: Bounds) -> bool:
    return (bounds.lowest is None or bounds.lowest <= number) and (bounds.highest is None or number <= bounds.highest)


def _matches(value: str, admitted: Admitted) -> bool:
    return all(re.search(pattern, value) for pattern in admitted.patterns)


def _with_nearest(mend: Text, near: Sequence[tuple[str, Text]]) -> Text:
    if not near:
        return mend
    french = ", ".join(f"{one} ({name.fr})" for one, name in near)
    english = ", ".join(f"{one} ({name.en})" for one, name in near)
    return Text(fr=f"{mend.fr} Le plus proche : {french}.", en=f"{mend.en} Nearest: {english}.")


def _write_instead(mend: Text, written: str) -> Text:
    return Text(fr=f"{mend.fr} Ici : {written}", en=f"{mend.en} Here: {written}")


def _in_words(field: Field, mend: Text) -> Text:
    """Add what the field is for, in the words of its shape."""
    return Text(fr=f"{mend.fr} {field.name.fr} : {field.help.fr}", en=f"{mend.en} {field.name.en}: {field.help.en}")


def _either(listed: Sequence[str], word: str) -> str:
    return f" {word} ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]


def _text(value: str, language: str) -> Literal:
    return Literal(" ".join(value.split()), language, RDF_LANG_STRING)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
