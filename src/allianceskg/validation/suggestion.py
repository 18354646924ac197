"""What a curator most likely meant: the nearest concept, actor, territory, part of the record, property or name."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from rdflib import BNode, Graph, Literal, URIRef

from allianceskg.language import Text, same
from allianceskg.records import usual_forms
from allianceskg.terms import ACTOR, BASE, TERRITORY, slug
from allianceskg.validation.engine import Result
from allianceskg.validation.known_spellings import near
from allianceskg.validation.nodes import (
    FOREIGN_BASE,
    OWL,
    RDF,
    SH,
    SHAPE,
    TERM,
    XSD,
    Node,
    block,
    compact,
    members,
    written,
)
from allianceskg.validation.reference import Reference
from allianceskg.words.folding import fold

_SUGGESTED: Final = 3
_SHORT: Final = 160
_LISTED: Final = 16
_ALIKE: Final = 0.75
_ADDRESSES: Final = frozenset({"page", "homepage"})
_MAKE: Final = Text(fr="Créez", en="Make")
_MOMENTS: Final[Mapping[str, str]] = {"Day": "date", "YearMonth": "gYearMonth", "Year": "gYear"}
"""The type of each precision of a date."""

Mend = Callable[[Result], Text | None]


class Suggestions:
    """Proposes a mend for one value, where something near it is known."""

    def __init__(self, *, data: Graph, shapes: Graph, reference: Reference) -> None:
        self._data = data
        self._shapes = shapes
        self._reference = reference
        self._for_rules: dict[URIRef, Mend] = {
            SHAPE["Graph-type"]: self._type,
            SHAPE["Graph-fragment"]: self._fragment,
            SHAPE["Graph-ownSource"]: self._source,
            SHAPE["Graph-orphan"]: self._attachment,
            SHAPE["Graph-conflict"]: self._both_sides,
            SHAPE["Graph-duplicate"]: self._compared,
        }
        self._for_components: dict[URIRef, Mend] = {
            SH.ClosedConstraintComponent: self._property,
            SH.ClassConstraintComponent: self._instance,
            SH.NodeKindConstraintComponent: self._instance,
            SH.OrConstraintComponent: self._alternative,
            SH.DatatypeConstraintComponent: self._literal,
            SH.LanguageInConstraintComponent: self._tagged,
            SH.PatternConstraintComponent: self._pattern,
            SH.NotConstraintComponent: self._plain,
        }

    def mend(self, result: Result) -> Text | None:
        """Return a mend that names what to write; None when nothing near is known."""
        propose = self._for_rules.get(result.shape) or self._for_components.get(result.component)
        return propose(result) if propose is not None else None

    def near_properties(self, result: Result) -> list[str]:
        """Return the properties allowed here whose names look like the one found, best first."""
        paths = {str(self._shapes.value(shape, SH.path)) for shape in self._shapes.objects(result.shape, SH.property)}
        return near(slug(str(result.path)), {slug(path): path for path in sorted(paths)})

    # Properties and types.

    def _property(self, result: Result) -> Text | None:
        name = compact(str(result.path))
        if (result.path, TERM.isInferred, Literal(True)) in self._reference.ontology:
            return Text(
                fr=f"Retirez {name} : cette propriété est déduite, elle ne s'écrit jamais à la main.",
                en=f"Remove {name}: this property is inferred and never written by hand.",
            )
        classes = ", ".join(sorted(compact(str(one)) for one in self._classes_with(result.path)))
        if classes:
            return Text(
                fr=f"{name} s'écrit dans un bloc de type {classes}.",
                en=f"{name} is written in a block of type {classes}.",
            )
        return _did_you_mean(same(compact(iri)) for iri in self.near_properties(result))

    def _classes_with(self, path: URIRef | None) -> set[object]:
        """Return the classes of the closed shapes that have a property."""
        owners = {
            owner
            for shape in self._shapes.subjects(SH.path, path)
            for owner in self._shapes.subjects(SH.property, shape)
        }
        closed = (owner for owner in owners if (owner, SH.closed, None) in self._shapes)
        return {one for owner in closed for one in self._shapes.objects(owner, SH.targetClass)}

    def _type(self, result: Result) -> Text | None:
        if isinstance(result.value, URIRef):
            classes = {slug(str(iri)): str(iri) for iri in self._reference.ontology.subjects(RDF.type, OWL.Class)}
            return _did_you_mean(same(f"a {compact(iri)}") for iri in near(slug(result.value), classes)[:1])
        wanted = {
            compact(str(one))
            for _, path in self._data.subject_predicates(result.focus)
            for shape in self._shapes.subjects(SH.path, path)
            for one in self._shapes.objects(shape, SH["class"])
        }
        return _write(f"a {min(wanted)}") if len(wanted) == 1 else None

    def _attachment(self, result: Result) -> Text | None:
        """Name the property that attaches a block of that type, and the block that has this property."""
        types = set(self._data.objects(result.focus, RDF.type))
        for shape, wanted in sorted(self._shapes.subject_objects(SH["class"])):
            path = self._shapes.value(shape, SH.path)
            owner = self._owner(result.focus, path) if wanted in types and isinstance(path, URIRef) else None
            if owner is not None:
                return _add(f"{compact(str(path))} {block(result.focus)}", owner)
        return None

    def _owner(self, part: Node, path: URIRef) -> URIRef | None:
        """Return the block of the same record that may have a property."""
        record = _record(part)
        classes = [wanted for wanted in self._classes_with(path) if isinstance(wanted, URIRef)]
        owners = (node for wanted in classes for node in self._data.subjects(RDF.type, wanted))
        return min((node for node in owners if isinstance(node, URIRef) and _record(node) == record), default=None)

    def _compared(self, result: Result) -> Text:
        other = written(result.value or result.focus)
        return Text(fr=f"Comparez avec {other}.", en=f"Compare with {other}.")

    def _both_sides(self, result: Result) -> Text:
        return _add(f"akg:conflictsWith {block(result.focus)}", result.value or result.focus)

    # Nodes.

    def _instance(self, result: Result) -> Text | None:
        value = result.value
        if value is None or isinstance(value, BNode):
            return None
        if value == result.focus:
            return self._renamed(result)
        classes = list(self._wanted_classes(result.shape))
        if TERM.Territory in classes:
            return self._territory(value)
        asked = str(value) if isinstance(value, Literal) else slug(value)
        near = [] if asked.isdigit() else self._reference.names(tuple(classes)).without(str(value)).near(asked)
        if TERM.Actor in classes and isinstance(value, URIRef) and value.startswith(ACTOR):
            return self._actor(value, near)
        return (
            self._address(result)
            or self._other_property(result, value)
            or _did_you_mean(self._with_label(iri) for iri in near)
            or self._part(result, classes)
            or self._choice(classes)
        )

    def _actor(self, value: URIRef, near: Iterable[str]) -> Text:
        """Name the actors whose names look like one that has no record, and say how to make one."""
        name, meant = slug(value), _did_you_mean(self._with_label(iri) for iri in near)
        question = Text(fr=f"{meant.fr} Sinon, créez", en=f"{meant.en} Otherwise make") if meant else _MAKE
        return Text(
            fr=f"{question.fr} l'acteur « {name} » : une fiche {name}.ttl dans actors/, à partir du modèle.",
            en=f"{question.en} the actor “{name}”: a record {name}.ttl in actors/, from the template.",
        )

    def _renamed(self, result: Result) -> Text | None:
        """Give a node a name in lower case, without accents, words separated by hyphens."""
        iri = str(result.focus)
        head, mark, tail = iri.rpartition("#") if "#" in iri else iri.rpartition("/")
        name = fold(tail)
        return _write(compact(f"{head}{mark}{name}")) if iri.startswith(BASE) and name and name != tail else None

    def _other_property(self, result: Result, value: Node) -> Text | None:
        """Say which property of the same block takes a concept that exists, but is of another class."""
        types = set(self._reference.vocabularies.objects(value, RDF.type))
        for owner in self._shapes.subjects(SH.property, result.shape):
            for shape in self._shapes.objects(owner, SH.property):
                if self._shapes.value(shape, SH["class"]) in types:
                    return _write(f"{compact(str(self._shapes.value(shape, SH.path)))} {written(value)}")
        return None

    def _choice(self, classes: Iterable[URIRef]) -> Text | None:
        """List the concepts of a short vocabulary."""
        concepts = sorted(
            str(one) for wanted in classes for one in self._reference.vocabularies.subjects(RDF.type, wanted)
        )
        if not 0 < len(concepts) <= _LISTED:
            return None
        listed = ", ".join(map(compact, concepts))
        return Text(fr=f"Choisissez parmi {listed}.", en=f"Choose among {listed}.")

    def _source(self, result: Result) -> Text | None:
        """Attach the source when it is described here, else name those that are attached."""
        value, record = result.value or result.focus, URIRef(_record(result.focus))
        if _record(value) == str(record) and (value, RDF.type, TERM.Source) in self._data:
            return _add(f"akg:hasSource {block(value)}", record)
        return self._part(result, [TERM.Source])

    def _part(self, result: Result, classes: Iterable[URIRef]) -> Text | None:
        """Name the parts of the same record that could stand here, when there are few."""
        record = _record(result.focus)
        parts = {
            node
            for wanted in classes
            for node in self._data.subjects(RDF.type, wanted)
            if node != result.focus and "#" in str(node) and _record(node) == record
        }
        named = sorted(block(node) for node in parts if isinstance(node, URIRef))
        return _did_you_mean(map(same, named)) if len(named) <= _SUGGESTED else None

    def _fragment(self, result: Result) -> Text | None:
        """Name the parts of the same record whose names look like one that is not described."""
        record = _record(result.value or result.focus)
        parts = {
            str(node).partition("#")[2]: block(node)
            for node in set(self._data.subjects())
            if isinstance(node, URIRef) and "#" in node and _record(node) == record and node != result.focus
        }
        fragment = str(result.value).partition("#")[2]
        return _did_you_mean(map(same, near(fragment, parts, likeness=_ALIKE)))

    def _territory(self, value: Node) -> Text | None:
        if isinstance(value, URIRef) and value.startswith(TERRITORY):
            code = slug(value)
            named = self._reference.territories_named(unquote(code).replace("_", " "))
            if named:
                return _did_you_mean(same(compact(iri)) for iri in named[:_SUGGESTED])
            return Text(
                fr=f"Aucun territoire ne s'appelle {code} : vérifiez le niveau et le code officiel.",
                en=f"No territory is called {code}: check the level and the official code.",
            )
        asked = str(value).strip() if isinstance(value, Literal) else slug(value)
        by_code = [
            f"{TERRITORY}{level}-{asked.upper()}" for level in ("departement", "region", "commune", "epci", "country")
        ]
        found = [iri for iri in by_code if self._reference.has_territory(iri)]
        found = found or self._reference.territories_named(asked)
        return _did_you_mean(same(compact(iri)) for iri in found[:_SUGGESTED])

    def _wanted_classes(self, shape: URIRef) -> Iterator[URIRef]:
        for node in (shape, *self._alternatives(shape)):
            yield from (one for one in self._shapes.objects(node, SH["class"]) if isinstance(one, URIRef))

    def _alternatives(self, shape: URIRef) -> list[URIRef]:
        listed = members(self._shapes, self._shapes.value(shape, SH["or"]))
        return [one for one in listed if isinstance(one, URIRef)]

    def _with_label(self, iri: str) -> Text:
        labels = self._reference.labels(iri)
        if "fr" not in labels or "en" not in labels:
            return same(compact(iri))
        return Text(fr=f"{compact(iri)} (« {labels['fr']} »)", en=f"{compact(iri)} (“{labels['en']}”)")

    # Literals.

    def _alternative(self, result: Result) -> Text | None:
        wanted = {slug(shape) for shape in self._alternatives(result.shape)}
        return self._moment(result, wanted) if wanted & _MOMENTS.keys() else self._instance(result)

    def _literal(self, result: Result) -> Text | None:
        datatype = self._shapes.value(result.shape, SH.datatype)
        if datatype == XSD.date:
            return self._moment(result, {"Day"})
        if datatype == RDF.langString:
            return self._tagged(result)
        if not isinstance(result.value, Literal):
            return None
        if datatype == XSD.integer and result.value.isdigit():
            return _write(str(result.value))
        pattern = str(self._shapes.value(result.shape, SH.pattern))
        if datatype == XSD.string and re.search(pattern, result.value):
            return _write(written(Literal(str(result.value))))
        return self._siren(result)

    def _moment(self, result: Result, wanted: set[str]) -> Text | None:
        moment = _typed_moment(str(result.value).strip(), wanted) if isinstance(result.value, Literal) else None
        return _write(moment) if moment is not None else None

    def _tagged(self, result: Result) -> Text | None:
        value = result.value
        if not isinstance(value, Literal) or value.language is not None or len(value) > _SHORT:
            return None
        french, english = (written(Literal(str(value), lang=language)) for language in ("fr", "en"))
        return Text(
            fr=f"Écrivez {french} si ce texte est en français, avec @en s'il est en anglais.",
            en=f"Write {english} if this text is in English, with @fr if it is in French.",
        )

    def _plain(self, result: Result) -> Text | None:
        """Give a text without its tags and entities."""
        value = result.value
        if not isinstance(value, Literal) or len(value) > _SHORT:
            return None
        plain = html.unescape(re.sub(r"<[A-Za-z/!][^<>]*>", "", value)).strip()
        return _write(written(Literal(plain, lang=value.language))) if plain and plain != str(value) else None

    def _pattern(self, result: Result) -> Text | None:
        if result.value == result.focus:
            return self._renamed(result)
        return self._address(result) or self._siren(result)

    def _address(self, result: Result) -> Text | None:
        address = (
            usual_forms.address(str(result.value).removeprefix(FOREIGN_BASE))
            if slug(str(result.path)) in _ADDRESSES
            else None
        )
        return _write(f"<{address}>") if address is not None else None

    def _siren(self, result: Result) -> Text | None:
        number = usual_forms.siren(str(result.value)) if result.path == TERM.siren else None
        return _write(f'"{number}"') if number is not None else None


def _record(node: object) -> str:
    return str(node).partition("#")[0]


def _did_you_mean(terms: Iterable[Text]) -> Text | None:
    listed = list(terms)
    if not listed:
        return None
    return Text(
        fr=f"Vouliez-vous écrire {' ou '.join(term.fr for term in listed)} ?",
        en=f"Did you mean {' or '.join(term.en for term in listed)}?",
    )


def _add(line: str, owner: Node) -> Text:
    return Text(fr=f"Ajoutez {line} au bloc {block(owner)}.", en=f"Add {line} to the block {block(owner)}.")


def _write(term: str) -> Text:
    return Text(fr=f"Écrivez {term}.", en=f"Write {term}.")


def _typed_moment(text: str, wanted: set[str]) -> str | None:
    """Return a date, however it is written, as a typed literal, when its precision is one of those that are wanted."""
    found = usual_forms.standard_date(text)
    if found is None or found[0] not in wanted:
        return None
    return f'"{found[1]}"^^xsd:{_MOMENTS[found[0]]}'
