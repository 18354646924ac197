"""The kit made executable: its rules, what it leaves unsaid, our conventions, each with what implements it."""

from __future__ import annotations

from dataclasses import dataclass

from allianceskg.language import Language
from allianceskg.library.descriptions import Description, Worded
from allianceskg.library.library import Library
from allianceskg.library.links import links_to, read_graphs
from allianceskg.library.quotations import Quotation, read_quotations
from allianceskg.library.things import Thing
from allianceskg.terms import AKG, BASE, KIT


@dataclass(frozen=True, slots=True)
class KitItem:
    """
    A rule, a silence, a lost figure or a convention.

    Attributes:
        lines: Lines of the kit, in order.
        implemented_by: Terms, concepts, shapes, queries and conventions that carry it out.
        code: Functions that carry it out, as `module:function`.
        tests: Tests that hold it.
        fills: Silences that a convention fills; `filled_by` the other way round.
    """

    iri: str
    kind: str
    label: Worded
    definition: Worded | None
    lines: tuple[int, ...]
    quotations: tuple[Quotation, ...]
    implemented_by: tuple[str, ...]
    code: tuple[str, ...]
    tests: tuple[str, ...]
    fills: tuple[str, ...]
    filled_by: tuple[str, ...]
    value: str | None
    unit: Worded | None
    reason: Worded | None
    notes: tuple[Worded, ...]

    @property
    def anchor(self) -> str:
        """Its name in the page of the kit."""
        return self.iri.removeprefix(BASE).replace("/", "-")


@dataclass(frozen=True, slots=True)
class KitPage:
    """Everything that the page of the kit shows."""

    title: Worded
    description: Worded | None
    rights: Worded | None
    notes: tuple[Worded, ...]
    see_also: tuple[str, ...]
    rules: tuple[KitItem, ...]
    silences: tuple[KitItem, ...]
    lost: tuple[KitItem, ...]
    conventions: tuple[KitItem, ...]


def read_kit(library: Library, language: Language) -> KitPage:
    """Read the page of the kit from the graphs of the kit and of the conventions."""
    said = Description(read_graphs([KIT, f"{BASE}conventions"], library.catalogue))
    reader = _Reader(said, library, language)
    return KitPage(
        title=said.text(KIT, "dcterms:title", language) or Worded(library.names.of(KIT).in_language(language), None),
        description=said.text(KIT, "dcterms:description", language),
        rights=said.text(KIT, "dcterms:rights", language),
        notes=(*said.texts(KIT, "skos:note", language), *said.texts(KIT, "skos:editorialNote", language)),
        see_also=tuple(said.iris(KIT, "rdfs:seeAlso")),
        rules=reader.all_of("KitRule"),
        silences=reader.all_of("KitSilence"),
        lost=reader.all_of("LostFigure"),
        conventions=reader.all_of("Convention"),
    )


def read_kit_item(thing: Thing, library: Library, language: Language) -> KitItem:
    """Read the page of one rule, silence, lost figure or convention."""
    said = Description(thing.triples)
    filled_by = links_to(thing.iri, library.catalogue).get(f"{AKG}fillsSilence", [])
    return _Reader(said, library, language).read(thing.iri, _kind(said, thing.iri), filled_by)


def _kind(said: Description, iri: str) -> str:
    kinds = {one.removeprefix(AKG) for one in said.iris(iri, "rdf:type")}
    return next((kind for kind in ("KitRule", "KitSilence", "LostFigure", "Convention") if kind in kinds), "")


class _Reader:
    def __init__(self, said: Description, library: Library, language: Language) -> None:
        self._said = said
        self._library = library
        self._language: Language = language
        self._filled: dict[str, list[str]] = {}
        conventions = said.subjects("akg:Convention")
        for convention in conventions:
            for silence in said.iris(convention, "akg:fillsSilence"):
                self._filled.setdefault(silence, []).append(convention)
        subjects = said.all_subjects()
        resting = [one for one in subjects if said.iris(one, "akg:quotes")]
        self._quotations = read_quotations(resting, library.catalogue)
        links = ("akg:implementedBy", "akg:fillsSilence")
        library.names.learn(value for one in subjects for name in links for value in said.iris(one, name))

    def all_of(self, kind: str) -> tuple[KitItem, ...]:
        """Return all items of a kind, in the order of the kit's lines, then of their names."""
        items = [self.read(iri, kind, self._filled.get(iri, [])) for iri in self._said.subjects(f"akg:{kind}")]
        return tuple(sorted(items, key=lambda item: (item.lines or (9999,), item.label.value)))

    def read(self, iri: str, kind: str, filled_by: list[str]) -> KitItem:
        """Read an item."""
        said, language = self._said, self._language
        return KitItem(
            iri=iri,
            kind=kind,
            label=said.text(iri, "rdfs:label", language) or Worded(iri, None),
            definition=said.text(iri, "skos:definition", language),
            lines=tuple(sorted(int(line) for line in said.values(iri, "akg:sourceLine"))),
            quotations=tuple(self._quotations.get(iri, ())),
            implemented_by=tuple(said.iris(iri, "akg:implementedBy")),
            code=tuple(said.values(iri, "akg:implementedInCode")),
            tests=tuple(said.values(iri, "akg:testedBy")),
            fills=tuple(said.iris(iri, "akg:fillsSilence")),
            filled_by=tuple(filled_by),
            value=said.value(iri, "akg:value"),
            unit=said.text(iri, "akg:unit", language),
            reason=said.text(iri, "akg:reason", language),
            notes=(*said.texts(iri, "skos:note", language), *said.texts(iri, "skos:editorialNote", language)),
        )
