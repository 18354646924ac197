"""The list of cases: what a reader has chosen, what can be chosen next, and what to relax when nothing is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from allianceskg.language import Language, Text, same
from allianceskg.profiles.known import fold
from allianceskg.terms import SDG, TERRITORY, VOCABULARY, slug
from allianceskg.web.views.library import CaseEntry, Library, names_in_order, set_of

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
_LARGEST_PAGE: Final = 100_000
_SHOWN_FIRST: Final = 8
_SHOWN_AT_MOST: Final = 11


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

    def iri(self, value: str) -> str:
        """Return what a value of an address stands for: an IRI, or a year."""
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
    """

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    sorting: Sorting | None = None
    page: int = 1
    unknown: tuple[tuple[str, str], ...] = ()
    territory_name: str = ""

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


def parse_selection(parameters: QueryParams, library: Library) -> Selection:
    """Read a selection from an address; what it cannot mean is set aside, never an error."""
    chosen: dict[str, tuple[str, ...]] = {}
    unknown = []
    for facet in FACETS:
        values = tuple(dict.fromkeys(value for value in parameters.getlist(facet.name) if value))
        known = tuple(value for value in values if _is_known(facet, value, library))
        unknown += [(facet.name, value) for value in values if value not in known]
        if known:
            chosen[facet.name] = known
    sorting = parameters.get("sort")
    page = parameters.get("page", "1")
    return Selection(
        chosen=chosen,
        text=" ".join(parameters.get("q", "").split())[:_LONGEST_SEARCH],
        sorting=next((one for one in SORTINGS if one == sorting), None),
        page=min(max(int(page), 1), _LARGEST_PAGE) if page.isascii() and page.isdigit() and len(page) < 9 else 1,
        unknown=tuple(unknown),
        territory_name=parameters.get("place", "").strip()[:_LONGEST_SEARCH],
    )


def _is_known(facet: Facet, value: str, library: Library) -> bool:
    iri = facet.iri(value)
    if iri in library.sets[facet.name]:
        return True
    if facet.name == "year":
        return value.isascii() and value.isdigit() and len(value) == 4
    if facet.name == "territory":
        return library.is_known(iri)
    concept = library.catalogue.names.concepts.get(iri)
    return concept is not None and concept.scheme == facet.scheme


def select(selection: Selection, library: Library) -> int:
    """Return the set of the cases that a selection lists."""
    return _select(selection, library, FACETS)


def _select(selection: Selection, library: Library, facets: Iterable[Facet]) -> int:
    cases = library.all_cases
    if selection.text:
        cases &= set_of(library.index.search(selection.text))
    for facet in facets:
        values = selection.chosen.get(facet.name, ())
        if values:
            either = 0
            for value in values:
                either |= library.sets[facet.name].get(facet.iri(value), 0)
            cases &= either
    return cases


def in_order(cases: int, selection: Selection, library: Library, language: Language) -> list[CaseEntry]:
    """Put the cases of a set in the order asked for."""
    members = library.members(cases)
    by_title = sorted(members, key=lambda case: (fold(str(case.title(language))), case.iri))
    match selection.order:
        case "relevance":
            found = [library.cases[position] for position in library.index.search(selection.text)]
            return [case for case in found if cases >> case.position & 1]
        case "year":
            return sorted(by_title, key=lambda case: -max(case.years, default=0))
        case "evidence":
            order = library.catalogue.names.concepts
            return sorted(
                by_title,
                key=lambda case: -max((order[level].order or 0 for level in case.values["evidence"]), default=0),
            )
        case "modified":
            return sorted(by_title, key=lambda case: case.modified, reverse=True)
        case _:
            return by_title


@dataclass(frozen=True, slots=True)
class Choice:
    """
    A value that can be chosen, or has been.

    Attributes:
        cases: Number of cases that have it, given all that is chosen in other facets.
        selection: What is chosen after following it.
        depth: How far below the top of its hierarchy it stands.
    """

    label: Text
    cases: int
    is_chosen: bool
    selection: Selection
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FacetView:
    """
    A facet as it is shown.

    Attributes:
        unrecorded: Number of listed cases that say nothing of it.
        first: How many choices are shown before the rest is to be unfolded.
    """

    facet: Facet
    choices: tuple[Choice, ...]
    unrecorded: int
    first: int

    @property
    def is_used(self) -> bool:
        """Whether anything of it is chosen."""
        return any(choice.is_chosen for choice in self.choices)


def view_facets(selection: Selection, library: Library, language: Language) -> list[FacetView]:
    """Count what can be chosen next in each facet."""
    views = []
    for facet in FACETS:
        others = [one for one in FACETS if one.name != facet.name and one.name not in facet.rivals]
        within = _select(selection, library, others)
        choices = tuple(_choices(facet, selection, library, within, language))
        unrecorded = (within & library.unrecorded(facet.name)).bit_count()
        first = _SHOWN_FIRST if len(choices) > _SHOWN_AT_MOST else len(choices)
        views.append(FacetView(facet, choices, unrecorded, first))
    return views


def _choices(facet: Facet, selection: Selection, library: Library, within: int, language: Language) -> Iterator[Choice]:
    chosen = selection.chosen.get(facet.name, ())
    for value, depth in _offered(facet, selection, library, within, language):
        number = (library.sets[facet.name].get(facet.iri(value), 0) & within).bit_count()
        is_chosen = value in chosen
        after = selection.drop(facet, value) if is_chosen else selection.choose(facet, value)
        if number or is_chosen:
            yield Choice(label_of(facet, value, library), number, is_chosen, after, depth)


def _offered(
    facet: Facet, selection: Selection, library: Library, within: int, language: Language
) -> list[tuple[str, int]]:
    """List the values that a facet offers, in the order in which they are read."""
    if facet.name == "territory":
        return _territories(selection, library, within, language)
    if facet.name == "year":
        years = {*library.sets["year"], *selection.chosen.get("year", ())}
        return [(year, 0) for year in sorted(years, reverse=True)]
    sets = library.sets[facet.name]
    concepts = library.catalogue.names.concepts
    top = [
        one
        for one in library.catalogue.names.in_scheme(facet.scheme)
        if one.iri in sets or one.slug in selection.chosen.get(facet.name, ())
    ]
    if facet.name == "sdg":
        return [
            (one.slug, 0)
            for one in sorted(top, key=lambda one: [int(part) for part in one.slug.split(".") if part.isdigit()])
        ]
    if any(one.order for one in top):
        return [(one.slug, 0) for one in top]
    ordered = names_in_order(library, [one.iri for one in top], language)
    return _as_tree(ordered, {iri: concepts[iri].broader for iri in ordered})


def _as_tree(ordered: Sequence[str], broader: Mapping[str, tuple[str, ...]]) -> list[tuple[str, int]]:
    """Put narrower values under their broader ones."""
    below: dict[str | None, list[str]] = {}
    for iri in ordered:
        parent = next((one for one in broader[iri] if one in broader), None)
        below.setdefault(parent, []).append(iri)
    tree: list[tuple[str, int]] = []

    def add(parent: str | None, depth: int) -> None:
        for iri in below.get(parent, ()):
            tree.append((slug(iri), depth))
            add(iri, depth + 1)

    add(None, 0)
    return tree


def _territories(selection: Selection, library: Library, within: int, language: Language) -> list[tuple[str, int]]:
    """Offer the chosen territory with what contains it above and what it contains below; else regions and countries."""
    chosen = selection.chosen.get("territory", ())
    if not chosen:
        return [
            (slug(iri), 0) for iri in _by_count(_at_levels(library, ("region", "country")), library, within, language)
        ]
    rows = library.catalogue.store.select(
        library.catalogue.queries.get("territory").bind_texts({"territory": [chosen[0]]})
    )
    around = [row["ancestor"].value for row in rows if row["ancestor"].value != FACET["territory"].iri(chosen[0])]
    around.sort(key=lambda iri: (_LEVELS.index(level) if (level := _level(iri)) in _LEVELS else 0, iri))
    rows = library.catalogue.store.select(
        library.catalogue.queries.get("page-territory-below").bind_texts({"territory": [chosen[0]]})
    )
    below = [iri for iri in dict.fromkeys(row["below"].value for row in rows) if iri in library.sets["territory"]]
    return [
        *((slug(iri), 0) for iri in around),
        *((value, 1) for value in chosen),
        *((slug(iri), 2) for iri in _by_count(below, library, within, language)),
    ]


_LEVELS: Final = ("country", "region", "collectivite", "departement", "epci", "ept", "commune", "arrondissement")


def _level(iri: str) -> str:
    return slug(iri).partition("-")[0]


def _at_levels(library: Library, levels: Sequence[str]) -> list[str]:
    return [iri for iri in library.sets["territory"] if _level(iri) in levels]


def _by_count(territories: Iterable[str], library: Library, within: int, language: Language) -> list[str]:
    sets = library.sets["territory"]
    ordered = names_in_order(library, list(territories), language)
    return sorted(ordered, key=lambda iri: -(sets.get(iri, 0) & within).bit_count())


def label_of(facet: Facet, value: str, library: Library) -> Text:
    """Return the name of a value."""
    if facet.name == "year":
        return same(value)
    iri = facet.iri(value)
    if facet.name in {"model", "category"}:
        return library.catalogue.names.short(iri)
    if facet.name == "territory":
        name = library.name(iri)
        level = library.level_of(iri)
        if _level(iri) in {"country", "region"}:
            return name
        return Text(fr=f"{name.fr} ({level.fr})", en=f"{name.en} ({level.en})")
    return library.name(iri)


@dataclass(frozen=True, slots=True)
class Chip:
    """Something chosen, and the selection without it."""

    label: Text
    value: Text
    selection: Selection


def chips(selection: Selection, library: Library) -> list[Chip]:
    """List what is chosen, each with the way to take it away."""
    found = []
    if selection.text:
        found.append(Chip(Text(fr="Recherche", en="Search"), same(selection.text), replace(selection, text="", page=1)))
    found += [
        Chip(facet.label, label_of(facet, value, library), selection.drop(facet, value))
        for facet in FACETS
        for value in selection.chosen.get(facet.name, ())
    ]
    return found


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A wider selection, and how many cases it lists."""

    label: Text
    cases: int
    selection: Selection


def relaxations(selection: Selection, library: Library) -> list[Relaxation]:
    """Say what to give up when nothing is listed, what brings most cases first."""
    wider = [
        Relaxation(
            Text(fr=f"Sans « {chip.value.fr} »", en=f"Without “{chip.value.en}”"),
            select(chip.selection, library).bit_count(),
            chip.selection,
        )
        for chip in chips(selection, library)
        if not chip.selection.is_empty
    ]
    words = library.index.words(selection.text) if selection.text else []
    for word in words if len(words) > 1 else []:
        only = replace(selection, text=word, page=1)
        wider.append(
            Relaxation(
                Text(fr=f"Seulement le mot « {word} »", en=f"Only the word “{word}”"),
                select(only, library).bit_count(),
                only,
            )
        )
    return sorted((one for one in wider if one.cases), key=lambda one: -one.cases)
