"""
YAML, read without its traps.

Values stay the text that was written: `01004` is no octal number, `42.5` loses no digit, `no` and `2026-11-23` are
words. What lets a small file grow or hide things is refused: aliases, tags, several documents, keys written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from allianceskg.language import Text
from allianceskg.profiles.faults import quote

MAX_NODES: Final = 5_000
MAX_DEPTH: Final = 10

_PROFILE: Final = Text(fr="profil", en="profile")
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
# libyaml is ten times faster; a PyYAML without it reads the same.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What the parser says, and what a person should look for.
_ADVICE: Final[Mapping[str, Text]] = {
    "mapping values are not allowed": Text(
        fr="un « : » inattendu ; une clé est suivie de « : » et d'une espace, et un texte qui en contient se met entre "
        "guillemets",
        en="an unexpected “:”; a key is followed by “:” and a space, and a text that has one goes between quotes",
    ),
    "tab character": Text(
        fr="une tabulation ; l'indentation s'écrit avec des espaces", en="a tab; indentation is made of spaces"
    ),
    "cannot start any token": Text(
        fr="un caractère inattendu ; l'indentation s'écrit avec des espaces, jamais avec des tabulations",
        en="an unexpected character; indentation is made of spaces, never of tabs",
    ),
    "unexpected end of stream": Text(fr="un guillemet n'est pas fermé", en="a quotation mark is not closed"),
    "expected node content": Text(fr="une accolade ou un crochet n'est pas fermé", en="a brace or a bracket is open"),
    "expected ',' or": Text(
        fr="une accolade, un crochet ou une virgule manque", en="a brace, a bracket or a comma is missing"
    ),
}
_OTHERWISE: Final = Text(
    "l'indentation ou la ponctuation n'est pas celle de YAML", "the indentation or the punctuation is not that of YAML"
)


class UnreadableError(Exception):
    """Internal to this package: the text cannot be read at all; carries the fault."""

    def __init__(self, fault: Text) -> None:
        super().__init__(fault.en)
        self.fault = fault


def load(text: str, *, thing: Text = _PROFILE) -> tuple[object, list[Text]]:
    """
    Read one YAML document.

    Args:
        thing: What a file holds, for the messages.

    Returns:
        Dictionaries, lists, texts and None; and the keys that are written twice, as faults.

    Raises:
        UnreadableError: It is not YAML, or has what is refused.
    """
    try:
        return _Reader(_bounded(yaml.parse(text, Loader=_LOADER), thing), thing).document()
    except yaml.MarkedYAMLError as fault:
        raise UnreadableError(_syntax_fault(fault)) from fault
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, fault.position) + 1
        raise UnreadableError(
            Text(
                fr=f"ligne {line} : YAML illisible, un caractère de contrôle s'y trouve",
                en=f"line {line}: unreadable YAML, a control character stands there",
            )
        ) from fault


class _Reader:
    """Builds values from the events of the parser."""

    def __init__(self, events: Iterator[yaml.Event], thing: Text) -> None:
        self._events = events
        self._thing = thing
        self._faults: list[Text] = []

    def document(self) -> tuple[object, list[Text]]:
        value: object = None
        count = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                count += 1
                if count > 1:
                    raise UnreadableError(
                        Text(
                            fr=f"{_line(event).fr} : un deuxième document commence ; un fichier contient un seul "
                            f"{self._thing.fr}",
                            en=f"{_line(event).en}: a second document begins; a file holds one {self._thing.en}",
                        )
                    )
                value = self._value(next(self._events))
        return value, self._faults

    def _value(self, event: yaml.Event) -> object:
        if isinstance(event, yaml.AliasEvent):
            raise UnreadableError(
                Text(
                    fr=f"{_line(event).fr} : les alias YAML (*{event.anchor}) ne sont pas admis ; écrivez la valeur à "
                    "chaque fois",
                    en=f"{_line(event).en}: YAML aliases (*{event.anchor}) are not allowed; write the value each time",
                )
            )
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            raise UnreadableError(
                Text(
                    fr=f"{_line(event).fr} : les étiquettes YAML ({quote(tag).fr}) ne sont pas admises",
                    en=f"{_line(event).en}: YAML tags ({quote(tag).en}) are not allowed",
                )
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping()
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence()
        return _scalar(event)

    def _mapping(self) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise UnreadableError(
                    Text(
                        fr=f"{_line(event).fr} : une clé doit être un mot",
                        en=f"{_line(event).en}: a key must be a word",
                    )
                )
            if event.value in values:
                self._faults.append(
                    Text(
                        fr=f"{_line(event).fr} : la clé {quote(event.value).fr} est écrite deux fois",
                        en=f"{_line(event).en}: the key {quote(event.value).en} is written twice",
                    )
                )
            values[event.value] = self._value(next(self._events))
        return values

    def _sequence(self) -> list[object]:
        values = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._value(event))
        return values


def _scalar(event: Any) -> str | None:
    """Return a text as it was written; only an unquoted nothing is nothing."""
    text: str = event.value
    return None if event.style in (None, "") and text in _NOTHING else text


def _bounded(events: Iterator[yaml.Event], thing: Text) -> Iterator[yaml.Event]:
    """Pass the events on, until they are too many or too deep."""
    depth = 0
    for count, event in enumerate(events):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise UnreadableError(
                Text(
                    fr=f"{_line(event).fr} : trop de valeurs, ou trop de niveaux, pour un {thing.fr}",
                    en=f"{_line(event).en}: too many values, or too many levels, for a {thing.en}",
                )
            )
        yield event


def _line(event: Any) -> Text:
    line = event.start_mark.line + 1
    return Text(fr=f"ligne {line}", en=f"line {line}")


def _syntax_fault(fault: yaml.MarkedYAMLError) -> Text:
    mark = fault.problem_mark or fault.context_mark
    said = f"{fault.context or ''} {fault.problem or ''}"
    advice = next((words for sign, words in _ADVICE.items() if sign in said), _OTHERWISE)
    if mark is None:
        return Text(fr=f"YAML illisible : {advice.fr}", en=f"unreadable YAML: {advice.en}")
    line, column = mark.line + 1, mark.column + 1
    return Text(
        fr=f"ligne {line}, colonne {column} : YAML illisible, {advice.fr}",
        en=f"line {line}, column {column}: unreadable YAML, {advice.en}",
    )
