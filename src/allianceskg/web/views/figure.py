"""An alliance as a small figure: who stands on the left, what joins them in the middle, what comes of it on the right."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Language, Text
from allianceskg.library.actions import Action
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader
from allianceskg.terms import slug

WIDTH: Final = 720
_BOX: Final = 218
_MIDDLE: Final = 156
_LINE: Final = 16
_PADDING: Final = 18
_GAP: Final = 10
_CHARACTERS: Final = 24
_MIDDLE_CHARACTERS: Final = 16
_MOST_NODES: Final = 9
_SECTORS: Final = {
    "association": "association",
    "fondation": "fondation",
    "entreprise": "entreprise",
    "collectivite-territoriale": "public",
    "etablissement-public": "public",
    "etat": "public",
    "academique": "academique",
}
"""Which shape stands before an actor of a type, or of a narrower one; a ring stands before all others."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the figure; `y` is its top, `middle` the height at which a line reaches it."""

    lines: tuple[str, ...]
    sector: str
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Drawing:
    """
    The figure and the sentence that says the same.

    Attributes:
        left: Who takes part.
        centre: What joins them: a model, or catalysis.
        right: What comes of it: organisations created, functions, places.
        sectors: Kinds of actors that appear, for the legend.
    """

    height: int
    left: tuple[Node, ...]
    centre: Node
    right: tuple[Node, ...]
    sentence: Text
    sectors: tuple[tuple[str, Text], ...]


_SECTOR_NAMES: Final = {
    "association": Text(fr="association", en="association"),
    "fondation": Text(fr="fondation", en="foundation"),
    "entreprise": Text(fr="entreprise", en="company"),
    "public": Text(fr="acteur public", en="public body"),
    "academique": Text(fr="académique", en="academic"),
    "autre": Text(fr="autre", en="other"),
}


def draw(actions: Sequence[Action], case: CaseEntry, reader: Reader) -> Drawing:
    """Lay out the figure of a case's alliance and initiative."""
    library = reader.library
    actors = list(dict.fromkeys(one.actor for action in actions for one in action.participants))
    types = library.actors.types_of(actors)
    ordered = sorted(
        actors,
        key=lambda actor: (_ORDER.index(sector_of(types[actor], library)), library.names.of(actor).fr),
    )
    left = [(reader.name(actor).value, sector_of(types[actor], library)) for actor in ordered]
    right = [
        *((reader.name(one).value, "creation") for action in actions for one in action.created),
        *((reader.name(one).value, "function") for one in case.values["function"]),
        *((reader.name(one).value, "place") for one in case.values["place"]),
    ]
    left_rows, right_rows = _shorten(left, reader.language), _shorten(right, reader.language)
    height = max(_height(left_rows), _height(right_rows), 120)
    middle = _centre(actions, library).in_language(reader.language)
    return Drawing(
        height=height,
        left=_column(left_rows, 0, height),
        centre=_node(middle, "centre", (WIDTH - _MIDDLE) // 2, height, _MIDDLE, _MIDDLE_CHARACTERS),
        right=_column(right_rows, WIDTH - _BOX, height),
        sentence=_sentence(actions, ordered, case, library),
        sectors=tuple((one, _SECTOR_NAMES[one]) for one in _ORDER if one in {kind for _, kind in left}),
    )


_ORDER: Final = ("association", "fondation", "entreprise", "public", "academique", "autre")


def sector_of(types: Iterable[str], library: Library) -> str:
    """Return the sector of an actor by its types, broader ones included."""
    waiting = list(types)
    concepts = library.catalogue.names.concepts
    while waiting:
        kind = waiting.pop(0)
        if slug(kind) in _SECTORS:
            return _SECTORS[slug(kind)]
        waiting += concepts[kind].broader if kind in concepts else ()
    return "autre"


def _centre(actions: Sequence[Action], library: Library) -> Text:
    models = [one.about for action in actions for one in action.models if one.about]
    if models:
        return library.catalogue.names.short(models[0])
    if any(action.is_alliance for action in actions):
        return Text(fr="Alliance", en="Alliance")
    return Text(fr="Initiative de catalyse", en="Catalyst initiative")


def _shorten(rows: list[tuple[str, str]], language: Language) -> list[tuple[str, str]]:
    if len(rows) <= _MOST_NODES:
        return rows
    more = Text(fr=f"et {len(rows) - _MOST_NODES + 1} autres", en=f"and {len(rows) - _MOST_NODES + 1} others")
    return [*rows[: _MOST_NODES - 1], (more.in_language(language), "more")]


def _wrap(text: str, characters: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, characters, max_lines=3, placeholder="…", break_long_words=True)) or ("",)


def _height(rows: Sequence[tuple[str, str]]) -> int:
    return sum(len(_wrap(text, _CHARACTERS)) * _LINE + _PADDING + _GAP for text, _ in rows) - _GAP if rows else 0


def _column(rows: Sequence[tuple[str, str]], x: int, height: int) -> tuple[Node, ...]:
    y = (height - _height(rows)) // 2
    nodes = []
    for text, sector in rows:
        lines = _wrap(text, _CHARACTERS)
        box = len(lines) * _LINE + _PADDING
        nodes.append(Node(lines, sector, x, y, _BOX, box))
        y += box + _GAP
    return tuple(nodes)


def _node(text: str, sector: str, x: int, height: int, width: int, characters: int) -> Node:
    lines = _wrap(text, characters)
    box = len(lines) * _LINE + 2 * _PADDING
    return Node(lines, sector, x, (height - box) // 2, width, box)


def _sentence(actions: Sequence[Action], actors: Sequence[str], case: CaseEntry, library: Library) -> Text:
    """Say in words what the figure shows."""
    names = [library.names.of(actor) for actor in actors]
    created = [library.names.of(one) for action in actions for one in action.created]
    functions = [library.names.of(one) for one in case.values["function"]]
    models = [library.catalogue.names.short(one) for one in case.values["model"]]
    french = f"{_list([name.fr for name in names], 'et')} {'prennent' if len(names) > 1 else 'prend'} part"
    english = f"{_list([name.en for name in names], 'and')} {'take' if len(names) > 1 else 'takes'} part"
    french += " à une alliance" if any(action.is_alliance for action in actions) else " à une initiative de catalyse"
    english += " in an alliance" if any(action.is_alliance for action in actions) else " in a catalyst initiative"
    if models:
        french += f", selon le modèle « {models[0].fr} »"
        english += f", of the model “{models[0].en}”"
    if functions:
        french += f" ; fonctions couvertes : {_list([one.fr for one in functions], 'et')}"
        english += f"; functions covered: {_list([one.en for one in functions], 'and')}"
    if created:
        french += f" ; organisation créée : {_list([one.fr for one in created], 'et')}"
        english += f"; organisation created: {_list([one.en for one in created], 'and')}"
    return Text(fr=f"{french}.", en=f"{english}.")


def _list(names: Sequence[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
