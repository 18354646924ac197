"""What a curator most likely meant: the nearest concept, actor, territory, property, date or address."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection

from allianceskg.language import Text, same
from allianceskg.terms import ACTOR, RESOURCE, TERRITORY, slug
from allianceskg.validation.engine import Result
from allianceskg.validation.reference import Reference
from allianceskg.validation.terms import (
    FOREIGN_BASE, RDF, SH, SHAPE, SKOS, TERM, XSD, Node, compact, written,
)  # fmt: skip

_CUTOFF: Final = 0.6
_SUGGESTED: Final = 3
_SHORT: Final = 160
_FRENCH_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORDED_DAY: Final = re.compile(r"(?:(\d{1,2})(?:er)? )?([a-zéûô]+) (\d{4})", re.IGNORECASE)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH: Final = re.compile(r"\d{4}-\d{2}")
_YEAR: Final = re.compile(r"\d{4}")
_ADDRESS: Final = re.compile(r"(?:https?:/*)?([\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?)")
_MONTHS: Final = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_MOMENT_SHAPES: Final = frozenset({"Year", "YearMonth", "Day"})
_SIREN_DIGITS: Final = (9, 14)


class Suggestions:
    """Proposes a mend for one value."""

    def __init__(self, *, data: Graph, shapes: Graph, reference: Reference) -> None:
        self._data = data
        self._shapes = shapes
        self._reference = reference
        self._mends: dict[URIRef, Callable[[Result], Text | None]] = {
            SH.ClosedConstraintComponent: self._property,
            SH.ClassConstraintComponent: self._instance,
            SH.NodeKindConstraintComponent: self._instance,
            SH.OrConstraintComponent: self._instance_or_moment,
            SH.DatatypeConstraintComponent: self._literal,
            SH.LanguageInConstraintComponent: self._tagged,
            SH.PatternConstraintComponent: self._pattern,
            SH.NotConstraintComponent: self._plain,
        }
        self._graph_mends: dict[URIRef, Callable[[Result], Text | None]] = {
            SHAPE["Graph-type"]: self._type,
            SHAPE["Graph-fragment"]: self._fragment,
            SHAPE["Graph-ownSource"]: self._source,
        }

    def mend(self, result: Result) -> Text | None:
        """Return a mend that names what to write; None when nothing near is known."""
        propose = self._graph_mends.get(result.shape) or self._mends.get(result.component)
        return propose(result) if propose is not None else None

    def _property(self, result: Result) -> Text | None:
        path = result.path
        if path is None:
            return None
        if (path, TERM.isInferred, Literal(True)) in self._reference.ontology:
            name = compact(str(path))
            return Text(
                fr=f"Retirez {name} : cette propriété est déduite, elle ne s'écrit jamais à la main.",
                en=f"Remove {name}: this property is inferred and never written by hand.",
            )
        return self._elsewhere(path) or _did_you_mean(same(compact(iri)) for iri in self.near_properties(result))

    def near_properties(self, result: Result) -> list[str]:
        """Return the properties allowed here whose names look like the one found, best first."""
        paths = {str(self._shapes.value(shape, SH.path)) for shape in self._shapes.objects(result.shape, SH.property)}
        return _near(slug(str(result.path)), {slug(path): path for path in sorted(paths)})

    def _elsewhere(self, path: URIRef) -> Text | None:
        """Say on which blocks a property is written that is not written here."""
        classes: set[str] = set()
        for shape in self._shapes.subjects(SH.path, path):
            for owner in self._shapes.subjects(SH.property, shape):
                if (owner, SH.closed, None) in self._shapes:
                    classes.update(compact(str(one)) for one in self._shapes.objects(owner, SH.targetClass))
        if not classes:
            return None
        name, listed = compact(str(path)), ", ".join(sorted(classes))
        return Text(fr=f"{name} s'écrit dans un bloc de type {listed}.", en=f"{name} is written in a block of type {listed}.")

    def _type(self, result: Result) -> Text | None:
        if not isinstance(result.value, URIRef):
            return None
        classes = {slug(iri): str(iri) for iri in self._reference.ontology.subjects(RDF.type, _OWL_CLASS)}
        return _did_you_mean(same(compact(iri)) for iri in _near(slug(result.value), classes))

    def _instance_or_moment(self, result: Result) -> Text | None:
        wanted = {slug(shape) for shape in self._alternatives(result)}
        if wanted & _MOMENT_SHAPES:
            return self._moment(result, wanted)
        return self._instance(result)

    def _instance(self, result: Result) -> Text | None:
        value = result.value
        if value is None or isinstance(value, BNode):
            return None
        classes = list(self._wanted_classes(result.shape))
        if TERM.Territory in classes:
            return self._territory(value)
        other = self._other_property(result, value)
        if other is not None:
            return other
        names = dict(self._names(classes))
        asked = str(value) if isinstance(value, Literal) else slug(value)
        near = _near(asked, names)
        return _did_you_mean(self._with_label(iri) for iri in near)

    def _other_property(self, result: Result, value: Node) -> Text | None:
        """Say which property of the same block takes a concept that exists, but is of another class."""
        types = set(self._reference.vocabularies.objects(value, RDF.type))
        for owner in self._shapes.subjects(SH.property, result.shape):
            for shape in self._shapes.objects(owner, SH.property):
                if self._shapes.value(shape, SH["class"]) in types:
                    path = compact(str(self._shapes.value(shape, SH.path)))
                    return _write(f"{path} {written(value)}")
        return None

    def _fragment(self, result: Result) -> Text | None:
        """Name the parts of the same record that look like one that is not described."""
        record, _, fragment = str(result.value).partition("#")
        parts = {
            str(subject).partition("#")[2]: str(subject)
            for subject in self._data.subjects()
            if str(subject).startswith(f"{record}#") and subject != result.focus
        }
        return _did_you_mean(same(f"<…#{iri.partition('#')[2]}>") for iri in _near(fragment, parts))

    def _source(self, result: Result) -> Text | None:
        """Name the sources of the same record, when there are few."""
        record = URIRef(str(result.focus).partition("#")[0])
        sources = sorted(str(source).partition("#")[2] for source in self._data.objects(record, TERM.hasSource))
        if not 0 < len(sources) <= _SUGGESTED:
            return None
        return _did_you_mean(same(f"<…#{source}>") for source in sources)

    def _territory(self, value: Node) -> Text | None:
        if isinstance(value, URIRef) and value.startswith(TERRITORY):
            code = slug(value)
            return Text(
                fr=f"Aucun territoire ne porte le code {code} : vérifiez le niveau et le code officiel.",
                en=f"No territory has the code {code}: check the level and the official code.",
            )
        asked = str(value) if isinstance(value, Literal) else slug(value)
        if re.fullmatch(r"[0-9][0-9AB][0-9]?", asked):
            return _did_you_mean([same(f"territory:departement-{asked}")])
        if re.fullmatch(r"[0-9][0-9AB][0-9]{3}", asked):
            return _did_you_mean([same(f"territory:commune-{asked}")])
        return _did_you_mean(same(compact(iri)) for iri in self._reference.territories_named(asked)[:_SUGGESTED])

    def _wanted_classes(self, shape: URIRef) -> Iterator[URIRef]:
        for node in (shape, *self._alternatives_of(shape)):
            for wanted in self._shapes.objects(node, SH["class"]):
                if isinstance(wanted, URIRef):
                    yield wanted

    def _alternatives(self, result: Result) -> list[str]:
        return [str(shape) for shape in self._alternatives_of(result.shape)]

    def _alternatives_of(self, shape: URIRef) -> list[URIRef]:
        either = self._shapes.value(shape, SH["or"])
        return [one for one in Collection(self._shapes, either) if isinstance(one, URIRef)] if either is not None else []

    def _names(self, classes: Iterable[URIRef]) -> Iterator[tuple[str, str]]:
        """Give every name, folded, under which an instance of some classes is known, with its IRI."""
        for wanted in classes:
            if wanted == TERM.Actor:
                yield from ((path.stem, ACTOR + path.stem) for path in self._reference.published("actors"))
            elif wanted == TERM.Resource:
                yield from ((path.stem, RESOURCE + path.stem) for path in self._reference.published("resources"))
            for concept in self._reference.vocabularies.subjects(RDF.type, wanted):
                yield slug(str(concept)), str(concept)
                for label in (SKOS.prefLabel, SKOS.altLabel):
                    for text in self._reference.vocabularies.objects(concept, label):
                        yield str(text), str(concept)

    def _with_label(self, iri: str) -> Text:
        labels = {
            label.language: str(label)
            for label in self._reference.vocabularies.objects(URIRef(iri), SKOS.prefLabel)
            if isinstance(label, Literal)
        }
        if "fr" not in labels or "en" not in labels:
            return same(compact(iri))
        return Text(fr=f"{compact(iri)} (« {labels['fr']} »)", en=f"{compact(iri)} (“{labels['en']}”)")

    def _literal(self, result: Result) -> Text | None:
        datatype = self._shapes.value(result.shape, SH.datatype)
        if datatype == XSD.date:
            return self._moment(result, {"Day"})
        if datatype == RDF.langString:
            return self._tagged(result)
        if datatype == XSD.string and isinstance(result.value, Literal):
            return self._pattern(result) or _write(written(Literal(str(result.value))))
        if datatype == XSD.integer and isinstance(result.value, Literal) and re.fullmatch(r"\d+", result.value):
            return _write(str(result.value))
        return None

    def _tagged(self, result: Result) -> Text | None:
        value = result.value
        if not isinstance(value, Literal) or value.language is not None or len(value) > _SHORT:
            return None
        return Text(
            fr=f"Écrivez {written(Literal(str(value), lang='fr'))} si ce texte est en français, avec @en s'il est en anglais.",
            en=f"Write {written(Literal(str(value), lang='en'))} if this text is in English, with @fr if it is in French.",
        )

    def _moment(self, result: Result, wanted: set[str]) -> Text | None:
        if not isinstance(result.value, Literal):
            return None
        moment = _moment(str(result.value).strip(), wanted)
        return _write(moment) if moment is not None else None

    def _plain(self, result: Result) -> Text | None:
        """Give a text without its tags and entities."""
        value = result.value
        if not isinstance(value, Literal) or len(value) > _SHORT:
            return None
        plain = html.unescape(re.sub(r"<[A-Za-z/!][^<>]*>", "", value)).strip()
        return _write(written(Literal(plain, lang=value.language))) if plain and plain != str(value) else None

    def _pattern(self, result: Result) -> Text | None:
        value = str(result.value)
        path = slug(str(result.path))
        if path in ("page", "homepage"):
            match = _ADDRESS.fullmatch(value.removeprefix(FOREIGN_BASE).strip())
            return _write(f"<https://{match[1]}>") if match is not None else None
        if path == "siren":
            digits = re.sub(r"\D", "", value)
            return _write(f'"{digits[:9]}"') if len(digits) in _SIREN_DIGITS else None
        return None


_OWL_CLASS: Final = URIRef("http://www.w3.org/2002/07/owl#Class")


def _moment(text: str, wanted: set[str]) -> str | None:
    """Return a date written in another way as a typed literal, as precise as it is and as is allowed."""
    day, month, year = _parts(text)
    if day is not None and month is not None and "Day" in wanted:
        try:
            return f'"{date(year, month, day).isoformat()}"^^xsd:date'
        except ValueError:
            return None
    if day is None and month is not None and 1 <= month <= len(_MONTHS) and "YearMonth" in wanted:
        return f'"{year:04d}-{month:02d}"^^xsd:gYearMonth'
    if day is None and month is None and year and "Year" in wanted:
        return f'"{year:04d}"^^xsd:gYear'
    return None


def _parts(text: str) -> tuple[int | None, int | None, int]:
    """Read a day, a month and a year; zero for the year when the text is no date."""
    if (match := _FRENCH_DAY.fullmatch(text)) is not None:
        return int(match[1]), int(match[2]), int(match[3])
    if _DAY.fullmatch(text):
        return int(text[8:]), int(text[5:7]), int(text[:4])
    if _MONTH.fullmatch(text):
        return None, int(text[5:]), int(text[:4])
    if _YEAR.fullmatch(text):
        return None, None, int(text)
    if (match := _WORDED_DAY.fullmatch(text)) is not None and _folded(match[2]) in _MONTHS:
        return int(match[1]) if match[1] else None, _MONTHS.index(_folded(match[2])) + 1, int(match[3])
    return None, None, 0


def _near(asked: str, names: dict[str, str]) -> list[str]:
    """Return the IRIs whose names look like a word, best first, each once."""
    folded: dict[str, str] = {}
    for name, iri in names.items():
        folded.setdefault(_folded(name), iri)
    close = difflib.get_close_matches(_folded(asked), folded, n=_SUGGESTED, cutoff=_CUTOFF)
    return list(dict.fromkeys(folded[name] for name in close))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("-", " "))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _did_you_mean(terms: Iterable[Text]) -> Text | None:
    listed = list(terms)
    if not listed:
        return None
    return Text(
        fr=f"Vouliez-vous écrire {' ou '.join(term.fr for term in listed)} ?",
        en=f"Did you mean {' or '.join(term.en for term in listed)}?",
    )


def _write(term: str) -> Text:
    return Text(fr=f"Écrivez {term}.", en=f"Write {term}.")
