"""What anything of the catalogue is called: concepts, actors, territories, resources, terms, shapes, queries, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from allianceskg.language import Language, Text, Worded, Wordings, same
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.descriptions import wordings_of
from allianceskg.library.territories import GROUPING
from allianceskg.rdf.term import IRI, Term
from allianceskg.terms import AKG, BASE, CASE, QUERY, SDG, SHAPES, VOCABULARY, expand, slug
from allianceskg.words.folding import fold

_GOALS_DOCUMENT: Final = f"{VOCABULARY}sdgs"
_SHAPES_DOCUMENT: Final = f"{BASE}shapes/"
_PREFIXED: Final = (
    *("org", "skos", "dcterms", "foaf", "prov", "dcat", "void", "owl", "rdf", "rdfs", "xsd", "geo", "schema"),
    *("igeo", "wgs84", "dash", "cids", "m8g", "pair", "essglobal", "sh", "vann", "rov", "locn", "cpsv", "adms"),
)
"""Prefixes by which foreign terms without a name are called."""


class ThingNames:
    """The names of all that pages and files mention; each is asked for once, since a build does not change."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[str, Wordings] = {}

    def learn(self, things: Iterable[str]) -> None:
        """Fetch the names of things in one query, so that `of` need not ask one by one."""
        unknown = sorted({one for one in things if _may_be_named(one)} - self._known.keys())
        if not unknown:
            return
        found: dict[str, list[Term]] = {one: [] for one in unknown}
        query = self._catalogue.queries.get("page-names").bind({"thing": [IRI(one) for one in unknown]})
        for row in self._catalogue.store.select(query):
            found[row["thing"].value].append(row["name"])
        self._known.update({one: wordings_of(names) for one, names in found.items()})

    def of(self, thing: str) -> Text:
        """Return the name of anything for sentences of ours; of what has none, what can be said of its address."""
        called = self._called(thing)
        return called.text if isinstance(called, Wordings) else called

    def worded(self, thing: str, language: Language) -> Worded:
        """Return the name of anything in a language, or in another; see `of`."""
        called = self._called(thing)
        if isinstance(called, Wordings):
            return called.chosen(language)
        return Worded(called.in_language(language), None)

    def _called(self, thing: str) -> Wordings | Text:
        """Return the wordings that the data have, or a wording of ours."""
        if thing.startswith(SDG):
            return self._goal(thing)
        if thing == _GOALS_DOCUMENT:
            return self._called(SDG.rstrip("/"))
        if thing.startswith(_SHAPES_DOCUMENT):
            return self._shapes(thing)
        if thing in self._catalogue.names.concepts:
            return self._catalogue.names.wordings(thing)
        if thing.startswith(QUERY):
            return self._query(thing)
        if thing not in self._known:
            self.learn([thing])
        return self._known.get(thing) or _unnamed(thing)

    def is_known(self, thing: str) -> bool:
        """Tell whether the catalogue has a name for a thing."""
        self.learn([thing])
        return thing in self._catalogue.names.concepts or bool(self._known.get(thing))

    def in_order(self, things: Sequence[str], language: Language) -> list[str]:
        """Order things by their names in a language, as a reader would look for them."""
        self.learn(things)
        return sorted(things, key=lambda one: (fold(self.worded(one, language).value), one))

    def level_of(self, territory: str) -> Text:
        """Return the name of the level of a territory, which its IRI says."""
        level = slug(territory).partition("-")[0]
        if level == "epci":
            return GROUPING
        name = self._catalogue.names.of(f"{VOCABULARY}territory-levels/{level}")
        return Text(fr=_lowered(name.fr), en=_lowered(name.en))

    def _goal(self, thing: str) -> Text:
        number = slug(thing)
        label = self._catalogue.names.of(thing)
        return Text(fr=f"ODD {number} : {label.fr}", en=f"SDG {number}: {label.en}")

    def _shapes(self, thing: str) -> Text:
        """Name the document of the shapes of a class by the class."""
        kind = self.of(f"{AKG}{slug(thing)}")
        return Text(fr=f"Contraintes : {kind.fr}", en=f"Shapes: {kind.en}")

    def _query(self, thing: str) -> Text:
        name = slug(thing)
        if name not in self._catalogue.queries.names():
            return _unnamed(thing)
        return self._catalogue.queries.get(name).summary


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def _may_be_named(thing: str) -> bool:
    return not thing.startswith((SDG, QUERY)) and not any(character in thing for character in '<>"{}|^`\\ ')


def _unnamed(thing: str) -> Text:
    """Say of a thing without a name what its address shows: a prefixed name where there is one, else the address."""
    if thing.startswith(SHAPES):
        return same(f"shapes:{thing.removeprefix(SHAPES)}")
    if thing.startswith(f"{BASE}kit-quotation/l"):
        line = thing.removeprefix(f"{BASE}kit-quotation/l").partition("-")[0]
        return Text(fr=f"passage du kit, ligne {line}", en=f"passage of the kit, line {line}")
    for prefix in _PREFIXED:
        namespace = expand(f"{prefix}:")
        if thing.startswith(namespace) and len(thing) > len(namespace):
            return same(f"{prefix}:{thing.removeprefix(namespace)}")
    if thing.startswith(CASE) or not thing.startswith(BASE):
        return same(thing.partition("://")[2] or thing)
    return same(slug(thing))
