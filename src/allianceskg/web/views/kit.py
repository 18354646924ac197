"""The kit made executable: its rules, what it leaves unsaid, our conventions, each with what implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from allianceskg.language import Worded
from allianceskg.library.descriptions import Description
from allianceskg.library.library import Library
from allianceskg.library.links import links_to, read_graphs
from allianceskg.library.quotations import Quotation, read_quotations
from allianceskg.library.reader import Reader
from allianceskg.library.things import Thing
from allianceskg.terms import AKG, BASE, KIT

_QUOTATIONS: Final = f"{BASE}kit-quotations"
_KINDS: Final = ("KitRule", "KitSilence", "LostFigure", "KitAside", "Convention")


@dataclass(frozen=True, slots=True)
class KitItem:
    """
    A rule, a silence, a lost figure, an aside or a convention.

    Attributes:
        lines: Lines of the kit, in order.
        implemented_by: Terms, concepts, shapes, queries and conventions that carry it out.
        code: Functions that carry it out, as `module:function`.
        tests: Tests that hold it.
        fills: Silences that a convention fills; `filled_by` the other way round.
        resting: What of ours rests on a rule; read for the page of the rule alone.
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
    resting: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Its name in the page of the kit."""
        return self.iri.removeprefix(BASE).replace("/", "-")


@dataclass(frozen=True, slots=True)
class KitLineUse:
    """
    A line of the kit and all that rests on it.

    Attributes:
        quotations: What is quoted of it, word for word.
        items: Rules, silences, lost figures and asides that cite it.
        concepts: Concepts that it names.
    """

    number: int
    quotations: tuple[str, ...]
    items: tuple[KitItem, ...]
    concepts: tuple[str, ...]


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
    asides: tuple[KitItem, ...]
    conventions: tuple[KitItem, ...]
    lines: tuple[KitLineUse, ...]


def read_kit(reader: Reader) -> KitPage:
    """Read the page of the kit from the graphs of the kit and of the conventions."""
    graphs = [KIT, f"{BASE}conventions", _QUOTATIONS]
    said = Description(read_graphs(graphs, reader.library.catalogue), reader.language)
    items = _Items(said, reader.library)
    of_kind = {kind: items.all_of(kind) for kind in _KINDS}
    return KitPage(
        title=said.text(KIT, "dcterms:title") or reader.name(KIT),
        description=said.text(KIT, "dcterms:description"),
        rights=said.text(KIT, "dcterms:rights"),
        notes=(*said.texts(KIT, "skos:note"), *said.texts(KIT, "skos:editorialNote")),
        see_also=tuple(said.iris(KIT, "rdfs:seeAlso")),
        rules=of_kind["KitRule"],
        silences=of_kind["KitSilence"],
        lost=of_kind["LostFigure"],
        asides=of_kind["KitAside"],
        conventions=of_kind["Convention"],
        lines=_lines(said, [item for found in of_kind.values() for item in found], reader),
    )


def _lines(said: Description, items: Sequence[KitItem], reader: Reader) -> tuple[KitLineUse, ...]:
    """Turn what cites lines round: for each line, what rests on it."""
    cited: dict[int, list[KitItem]] = {}
    for item in items:
        for line in item.lines:
            cited.setdefault(line, []).append(item)
    quoted: dict[int, list[str]] = {}
    for quotation in said.subjects("akg:KitQuotation"):
        for number in said.values(quotation, "akg:sourceLine"):
            quoted.setdefault(int(number), []).append(quotation)
    named: dict[int, list[str]] = {}
    for concept in reader.library.catalogue.names.concepts.values():
        for line in concept.lines:
            named.setdefault(line, []).append(concept.iri)
    return tuple(
        KitLineUse(
            line,
            tuple(words for one in quoted.get(line, ()) for words in said.values(one, "akg:verbatim")),
            tuple(cited.get(line, ())),
            tuple(named.get(line, ())),
        )
        for line in sorted(cited.keys() | quoted.keys() | named.keys())
    )


def read_kit_item(thing: Thing, reader: Reader) -> KitItem:
    """Read the page of one rule, silence, lost figure, aside or convention."""
    said = Description(thing.triples, reader.language)
    links = links_to(thing.iri, reader.library.catalogue)
    item = _Items(said, reader.library).read(thing.iri, _kind(said, thing.iri), links.get(f"{AKG}fillsSilence", []))
    return replace(item, resting=tuple(links.get(f"{AKG}restsOnRule", ())))


def _kind(said: Description, iri: str) -> str:
    kinds = {one.removeprefix(AKG) for one in said.iris(iri, "rdf:type")}
    return next((kind for kind in _KINDS if kind in kinds), "")


class _Items:
    def __init__(self, said: Description, library: Library) -> None:
        self._said = said
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
        said = self._said
        return KitItem(
            iri=iri,
            kind=kind,
            label=said.text(iri, "rdfs:label") or Worded(iri, None),
            definition=said.text(iri, "skos:definition"),
            lines=tuple(sorted(int(line) for line in said.values(iri, "akg:sourceLine"))),
            quotations=tuple(self._quotations.get(iri, ())),
            implemented_by=tuple(said.iris(iri, "akg:implementedBy")),
            code=tuple(said.values(iri, "akg:implementedInCode")),
            tests=tuple(said.values(iri, "akg:testedBy")),
            fills=tuple(said.iris(iri, "akg:fillsSilence")),
            filled_by=tuple(filled_by),
            value=said.value(iri, "akg:value"),
            unit=said.text(iri, "akg:unit"),
            reason=said.text(iri, "akg:reason"),
            notes=(*said.texts(iri, "skos:note"), *said.texts(iri, "skos:editorialNote")),
        )
