"""What a reader of the list of cases has chosen, and which cases have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal
from urllib.parse import urlencode

from allianceskg.language import Language, Text, Worded
from allianceskg.library.case_search import AskedSearch
from allianceskg.library.case_sets import CaseSets
from allianceskg.library.library import Library
from allianceskg.library.paging import parse_page
from allianceskg.library.reader import Reader
from allianceskg.library.sets import in_order, set_of
from allianceskg.library.territories import level_of
from allianceskg.terms import SDG, TERRITORY, VOCABULARY, is_of_others

Sorting = Literal["relevance", "title", "year", "evidence", "modified"]
SORTINGS: Final[Mapping[Sorting, Text]] = {
    "relevance": Text(fr="Pertinence", en="Relevance"),
    "title": Text(fr="Titre", en="Title"),
    "year": Text(fr="Année, récente d'abord", en="Year, latest first"),
    "evidence": Text(fr="Niveau de preuve", en="Evidence level"),
    "modified": Text(fr="Dernière modification", en="Last change"),
}
CASES_PER_PAGE: Final = 40
_LONGEST_SEARCH: Final = 200


@dataclass(frozen=True, slots=True)
class Facet:
    """
    A way to sort cases.

    Attributes:
        name: As in addresses.
        scheme: Slug of the scheme of its values; empty for territories and years.
        rivals: Facets that say the same thing on another scale: choosing here forgets what was chosen there.
    """

    name: str
    label: Text
    scheme: str = ""
    rivals: tuple[str, ...] = ()

    def iri(self, value: str, sets: CaseSets) -> str:
        """
        Return what a value of an address stands for: an IRI, or a year.

        Args:
            sets: What cases have: a value that is none of ours may be the last segment of somebody else's.
        """
        own = self._own_iri(value)
        return own if own in sets[self.name] else sets.of_others[self.name].get(value, own)

    def _own_iri(self, value: str) -> str:
        match self.name:
            case "sdg":
                return f"{SDG}{value}"
            case "territory":
                return f"{TERRITORY}{value}"
            case "year":
                return value
            case _:
                return f"{VOCABULARY}{self.scheme}/{value}"


FACETS: Final = (
    Facet("category", Text(fr="Catégorie de partenariat", en="Partnership category"), "partnership-models", ("model",)),
    Facet("model", Text(fr="Modèle de partenariat", en="Partnership model"), "partnership-models", ("category",)),
    Facet("function", Text(fr="Fonction de catalyse", en="Catalyst function"), "catalyst-functions"),
    Facet("territory", Text(fr="Territoire", en="Territory")),
    Facet("theme", Text(fr="Thème", en="Theme"), "themes"),
    Facet("type", Text(fr="Type d'acteur", en="Actor type"), "actor-types"),
    Facet("need", Text(fr="Besoin", en="Need"), "needs"),
    Facet("sdg", Text(fr="Objectif de développement durable", en="Sustainable Development Goal"), "sdgs"),
    Facet("year", Text(fr="Année d'une étape", en="Year of a stage")),
    Facet("evidence", Text(fr="Niveau de preuve", en="Evidence level"), "evidence-levels"),
)
FACET: Final = {facet.name: facet for facet in FACETS}


@dataclass(frozen=True, slots=True)
class Selection:
    """
    What a reader has chosen; it is all in the address.

    Attributes:
        chosen: Values of each facet, as in the address; one of them is enough, but every facet counts.
        unknown: Facet and value of what the catalogue does not know; left out.
        territory_name: A territory as it was typed, to be looked up.
        asked: What the text asks.
        found: Positions of the cases that the search for the text finds, the nearest first.
    """

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    sorting: Sorting | None = None
    page: int = 1
    unknown: tuple[tuple[str, str], ...] = ()
    territory_name: str = ""
    asked: AskedSearch | None = None
    found: tuple[int, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything is listed."""
        return not self.text and not any(self.chosen.values())

    @property
    def order(self) -> Sorting:
        """The order asked for; else relevance for a search, the title for a list."""
        if self.sorting == "relevance" and not self.text:
            return "title"
        return self.sorting or ("relevance" if self.text else "title")

    def choose(self, facet: Facet, value: str) -> Selection:
        """Add a value; of territories only one is kept, since they contain each other."""
        kept = () if facet.name == "territory" else self.chosen.get(facet.name, ())
        chosen = {name: values for name, values in self.chosen.items() if name not in facet.rivals}
        return replace(self, chosen={**chosen, facet.name: (*kept, value)}, page=1)

    def drop(self, facet: Facet, value: str) -> Selection:
        """Take a value away."""
        left = tuple(one for one in self.chosen.get(facet.name, ()) if one != value)
        return replace(self, chosen={**self.chosen, facet.name: left}, page=1)

    def without(self, *facets: str) -> Selection:
        """Take all values of some facets away."""
        return replace(
            self, chosen={name: values for name, values in self.chosen.items() if name not in facets}, page=1
        )

    def search(self, text: str, library: Library) -> Selection:
        """Look for another text; none for an empty one."""
        if not text:
            return replace(self, text="", asked=None, found=(), page=1)
        found = library.search.find(text)
        return replace(self, text=text, asked=found.asked, found=found.positions, page=1)

    def pairs(self) -> list[tuple[str, str]]:
        """Return what the address holds, in a fixed order."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet.name, value) for facet in FACETS for value in self.chosen.get(facet.name, ())]
        if self.sorting is not None:
            pairs.append(("sort", self.sorting))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def query(self) -> str:
        """Return the query string, question mark included; empty when nothing is chosen."""
        pairs = self.pairs()
        return f"?{urlencode(pairs)}" if pairs else ""


def parse_selection(pairs: Sequence[tuple[str, str]], library: Library) -> Selection:
    """Read a selection from the pairs of an address; what it cannot mean is set aside, never an error."""
    given = dict(pairs)
    chosen: dict[str, tuple[str, ...]] = {}
    unknown = []
    for facet in FACETS:
        values = tuple(dict.fromkeys(value for name, value in pairs if name == facet.name and value))
        known = tuple(value for value in values if _is_known(facet, value, library))
        unknown += [(facet.name, value) for value in values if value not in known]
        if known:
            chosen[facet.name] = known
    sorting = given.get("sort")
    selection = Selection(
        chosen=chosen,
        sorting=next((one for one in SORTINGS if one == sorting), None),
        unknown=tuple(unknown),
        territory_name=given.get("place", "").strip()[:_LONGEST_SEARCH],
    )
    text = " ".join(given.get("q", "").split())[:_LONGEST_SEARCH]
    return replace(selection.search(text, library), page=parse_page(given.get("page", "1")))


def _is_known(facet: Facet, value: str, library: Library) -> bool:
    iri = facet.iri(value, library.sets)
    if iri in library.sets[facet.name]:
        return True
    if facet.name == "year":
        return value.isascii() and value.isdigit() and len(value) == 4
    if facet.name == "territory":
        return library.names.is_known(iri)
    concept = library.catalogue.names.concepts.get(iri)
    return concept is not None and concept.scheme == facet.scheme


def select(selection: Selection, library: Library) -> int:
    """Return the set of the cases that a selection lists."""
    return select_by(selection, library, FACETS)


def select_by(selection: Selection, library: Library, facets: Iterable[Facet]) -> int:
    """Return the set of the cases that the text and some facets of a selection list."""
    cases = library.sets.all
    if selection.text:
        cases &= set_of(selection.found)
    for facet in facets:
        values = selection.chosen.get(facet.name, ())
        if values:
            either = 0
            for value in values:
                either |= library.sets[facet.name].get(facet.iri(value, library.sets), 0)
            cases &= either
    return cases


def ordered(cases: int, selection: Selection, reader: Reader) -> Iterator[int]:
    """Give the positions of the cases of a set in the order asked for."""
    orders, language = reader.library.orders, reader.language
    match selection.order:
        case "relevance":
            order: Iterable[int] = selection.found
        case "year":
            order = orders.by_year(language)
        case "evidence":
            order = orders.by_evidence(language)
        case "modified":
            order = orders.by_change(language)
        case _:
            order = orders.by_title(language)
    return in_order(cases, order)


@dataclass(frozen=True, slots=True)
class ValueLabel:
    """
    What a value of a facet is called.

    Attributes:
        level: Of a territory that may have a namesake of another level.
    """

    name: Worded
    level: Text | None = None

    def in_language(self, language: Language) -> str:
        """Return it without saying in which language the name is."""
        return self.name.value if self.level is None else f"{self.name} ({self.level.in_language(language)})"


def label_of(facet: Facet, value: str, reader: Reader) -> ValueLabel:
    """Return what a value is called."""
    if facet.name == "year":
        return ValueLabel(Worded(value, None))
    iri = facet.iri(value, reader.library.sets)
    if facet.name in {"model", "category"}:
        return ValueLabel(reader.short(iri))
    is_plain = facet.name != "territory" or is_of_others(iri) or level_of(iri) in {"country", "region"}
    return ValueLabel(reader.name(iri), None if is_plain else reader.library.names.level_of(iri))
