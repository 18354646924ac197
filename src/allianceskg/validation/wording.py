"""What was found and what was expected, in words, for each kind of SHACL constraint."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef

from allianceskg.language import Text, same
from allianceskg.validation.engine import SPARQL_COMPONENT, Result
from allianceskg.validation.nodes import FOAF, RDF, RDFS, SH, XSD, Node, compact, members, written
from allianceskg.validation.suggestion import Suggestions

_SHOWN: Final = 160
_DATATYPES: Final = {
    XSD.date: Text(fr="un jour, année-mois-jour", en="a day, year-month-day"),
    XSD.gYear: Text(fr="une année", en="a year"),
    XSD.gYearMonth: Text(fr="un mois, année-mois", en="a month, year-month"),
    XSD.integer: Text(fr="un nombre entier", en="a whole number"),
    XSD.string: Text(fr="un texte sans étiquette de langue", en="a text without a language tag"),
    RDF.langString: Text(fr="un texte avec sa langue, @fr ou @en", en="a text with its language, @fr or @en"),
}
_ADDRESSES: Final = frozenset({FOAF.page, FOAF.homepage})
_NOTHING: Final = Text(fr="rien", en="nothing")


@dataclass(frozen=True, slots=True)
class Words:
    """What stands there, what was expected, and how to mend it; None where there is nothing to add."""

    found: Text | None
    expected: Text | None
    mend: Text | None


class Wording:
    """Puts results into words; knows the shapes, the ontology and what a curator may have meant."""

    def __init__(self, *, data: Graph, shapes: Graph, ontology: Graph, suggestions: Suggestions) -> None:
        self._data = data
        self._shapes = shapes
        self._ontology = ontology
        self._suggestions = suggestions
        self._expected: dict[URIRef, Callable[[Result], Text | None]] = {
            SH.MinCountConstraintComponent: self._at_least,
            SH.MaxCountConstraintComponent: self._at_most,
            SH.QualifiedMinCountConstraintComponent: self._qualified,
            SH.QualifiedMaxCountConstraintComponent: self._qualified,
            SH.ClassConstraintComponent: self._of_class,
            SH.NodeKindConstraintComponent: self._of_kind,
            SH.DatatypeConstraintComponent: self._of_datatype,
            SH.LanguageInConstraintComponent: self._in_language,
            SH.UniqueLangConstraintComponent: self._one_a_language,
            SH.MaxLengthConstraintComponent: self._no_longer,
            SH.MinLengthConstraintComponent: self._no_shorter,
            SH.OrConstraintComponent: self._one_of_shapes,
            SH.XoneConstraintComponent: self._one_of_shapes,
            SH.NotConstraintComponent: self._other_than,
            SH.InConstraintComponent: self._one_of_values,
            SH.ClosedConstraintComponent: self._known_property,
            SH.PatternConstraintComponent: self._of_form,
            SH.MinInclusiveConstraintComponent: self._in_range,
            SH.MaxInclusiveConstraintComponent: self._in_range,
        }

    def message(self, shape: URIRef) -> Text:
        """Return what a shape, or its SPARQL constraint, tells the curator to write."""
        for node in (shape, *self._shapes.objects(shape, SH.sparql)):
            texts = _by_language(self._shapes.objects(node, SH.message))
            if texts:
                return Text(fr=texts["fr"], en=texts["en"])
        return self._name(shape)

    def words(self, results: Iterable[Result]) -> Words:
        """Put the results of one shape on one value into words, as one finding."""
        merged = list(results)
        expected = [
            text
            for result in merged
            if (describe := self._expected.get(result.component)) is not None and (text := describe(result)) is not None
        ]
        mend = next((text for result in merged if (text := self._suggestions.mend(result)) is not None), None)
        return Words(found=self._found(merged[0]), expected=_joined(dict.fromkeys(expected)), mend=mend)

    def _found(self, result: Result) -> Text | None:
        if result.component == SH.ClosedConstraintComponent and result.path is not None and result.value is not None:
            return same(f"{compact(str(result.path))} {_shown(result.value)}")
        if result.component == SPARQL_COMPONENT and result.value is not None:
            return same("; ".join([_shown(result.value), *self._compared(result)]))
        if result.component == SH.MaxLengthConstraintComponent and result.value is not None:
            length = len(str(result.value))
            return Text(
                fr=f"{length} caractères : {_shown(result.value)}", en=f"{length} characters: {_shown(result.value)}"
            )
        if result.value is not None and result.value != result.focus:
            return same(_shown(result.value))
        if result.path is None:
            return None if isinstance(result.focus, BNode) else same(compact(str(result.focus)))
        values = self._values(result, result.path)
        return same(", ".join(_shown(value) for value in values)) if values else _NOTHING

    def _compared(self, result: Result) -> Iterator[str]:
        """Give the other values that a SPARQL constraint compares with the one at fault."""
        constraint = self._shapes.value(result.shape, SH.sparql)
        query = str(self._shapes.value(constraint, SH.select))
        for predicate, value in sorted(self._data.predicate_objects(result.focus)):
            if predicate != result.path and f"<{predicate}>" in query and isinstance(value, URIRef | Literal):
                yield f"{compact(str(predicate))} {_shown(value)}"

    def _values(self, result: Result, path: object) -> list[Node]:
        values = self._data.objects(result.focus, path) if isinstance(path, URIRef) else ()
        return sorted(value for value in values if isinstance(value, URIRef | BNode | Literal))

    def _at_least(self, result: Result) -> Text:
        count = self._number(result, SH.minCount)
        return Text(fr=f"au moins {count} valeur{'s' * (count > 1)}", en=f"at least {count} value{'s' * (count > 1)}")

    def _at_most(self, result: Result) -> Text:
        count = self._number(result, SH.maxCount)
        return Text(fr=f"au plus {count} valeur{'s' * (count > 1)}", en=f"at most {count} value{'s' * (count > 1)}")

    def _qualified(self, result: Result) -> Text:
        kind = self._name(self._shapes.value(result.shape, SH.qualifiedValueShape))
        if result.component == SH.QualifiedMaxCountConstraintComponent:
            return Text(
                fr=f"au plus une valeur de ce type : {kind.fr}", en=f"at most one value of this type: {kind.en}"
            )
        return Text(fr=f"une valeur de plus : {_lower(kind.fr)}", en=f"one more value: {_lower(kind.en)}")

    def _of_class(self, result: Result) -> Text:
        wanted = self._shapes.value(result.shape, SH["class"])
        label = self._label(wanted)
        name = compact(str(wanted))
        return Text(
            fr=f"une valeur de type {name} ({label.fr}), déjà publiée ou décrite ici",
            en=f"a value of type {name} ({label.en}), already published or described here",
        )

    def _of_kind(self, _: Result) -> Text:
        return Text(fr="une IRI, pas un texte entre guillemets", en="an IRI, not a text in quotation marks")

    def _of_datatype(self, result: Result) -> Text:
        datatype = self._shapes.value(result.shape, SH.datatype)
        name = compact(str(datatype))
        known = _DATATYPES.get(datatype) if isinstance(datatype, URIRef) else None
        return same(name) if known is None else Text(fr=f"{known.fr} ({name})", en=f"{known.en} ({name})")

    def _in_language(self, _: Result) -> Text:
        return Text(fr="un texte étiqueté @fr ou @en", en="a text tagged @fr or @en")

    def _one_a_language(self, result: Result) -> Text:
        values = self._values(result, result.path)
        counted = Counter(value.language for value in values if isinstance(value, Literal) and value.language)
        twice = ", ".join(f"@{language}" for language, count in sorted(counted.items()) if count > 1)
        return Text(fr=f"un seul texte par langue ({twice} y est plusieurs fois)", en=f"one text a language ({twice} is there more than once)")  # fmt: skip

    def _no_longer(self, result: Result) -> Text:
        count = self._number(result, SH.maxLength)
        return Text(fr=f"au plus {count} caractères", en=f"at most {count} characters")

    def _no_shorter(self, result: Result) -> Text:
        count = self._number(result, SH.minLength)
        length = len(str(result.value))
        return Text(fr=f"au moins {count} caractères, il y en a {length}", en=f"at least {count} characters; there are {length}")  # fmt: skip

    def _one_of_shapes(self, result: Result) -> Text:
        either = self._shapes.value(result.shape, SH["or"]) or self._shapes.value(result.shape, SH.xone)
        names = [self._name(shape) for shape in members(self._shapes, either)]
        return Text(
            fr=_listed((_lower(name.fr) for name in names), "ou"), en=_listed((_lower(name.en) for name in names), "or")
        )

    def _other_than(self, result: Result) -> Text:
        name = self._name(self._shapes.value(result.shape, SH["not"]))
        return Text(fr=f"autre chose que : {_lower(name.fr)}", en=f"something other than: {_lower(name.en)}")

    def _one_of_values(self, result: Result) -> Text:
        values = members(self._shapes, self._shapes.value(result.shape, SH["in"]))
        return same(", ".join(written(value) for value in values))

    def _known_property(self, result: Result) -> Text:
        paths = sorted(
            {
                compact(str(self._shapes.value(shape, SH.path)))
                for shape in self._shapes.objects(result.shape, SH.property)
            }
        )
        return Text(
            fr="l'une de ces propriétés : " + ", ".join(paths), en="one of these properties: " + ", ".join(paths)
        )

    def _of_form(self, result: Result) -> Text | None:
        if str(self._shapes.value(result.shape, SH.pattern)) == r"\S":
            return Text(fr="un texte qui n'est pas vide", en="a text that is not empty")
        if result.path in _ADDRESSES:
            return Text(fr="une adresse complète, avec https://", en="a full address, with https://")
        texts = _by_language(self._shapes.objects(result.shape, SH.description))
        return Text(fr=_lower(texts["fr"].rstrip(".")), en=_lower(texts["en"].rstrip("."))) if texts else None

    def _in_range(self, result: Result) -> Text:
        low, high = (self._shapes.value(result.shape, bound) for bound in (SH.minInclusive, SH.maxInclusive))
        if high is None:
            return Text(fr=f"un nombre à partir de {low}", en=f"a number of {low} or more")
        return Text(fr=f"un nombre de {low} à {high}", en=f"a number from {low} to {high}")

    def _number(self, result: Result, parameter: URIRef) -> int:
        return int(str(self._shapes.value(result.shape, parameter)))

    def _name(self, shape: object) -> Text:
        texts = _by_language(self._shapes.objects(shape, SH.name)) if isinstance(shape, URIRef) else {}
        return Text(fr=texts["fr"], en=texts["en"]) if texts else same(compact(str(shape)))

    def _label(self, term: object) -> Text:
        texts = _by_language(self._ontology.objects(term, RDFS.label)) if isinstance(term, URIRef) else {}
        return Text(fr=texts["fr"], en=texts["en"]) if "fr" in texts and "en" in texts else same(compact(str(term)))


def _by_language(values: Iterable[object]) -> dict[str, str]:
    return {value.language: str(value) for value in values if isinstance(value, Literal) and value.language}


def _joined(texts: Iterable[Text]) -> Text | None:
    listed = list(texts)
    if not listed:
        return None
    return Text(fr=" ; ".join(text.fr for text in listed), en="; ".join(text.en for text in listed))


def _lower(name: str) -> str:
    """Put the first letter in lower case, except of names of languages in English and of IRI."""
    keeps_capital = re.match(r"[A-Z]{2}|English|French", name) is not None
    return name if keeps_capital else name[:1].lower() + name[1:]


def _listed(names: Iterable[str], last: str) -> str:
    listed = list(names)
    return f" {last} ".join(filter(None, (", ".join(listed[:-1]), listed[-1])))


def _shown(value: Node) -> str:
    text = written(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
