"""Profiles from files: which format, how large, and the text turned into the one mapping that is checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from allianceskg.errors import TurtleSyntaxError
from allianceskg.language import Text, same
from allianceskg.model import Profile
from allianceskg.profiles import graphs, json_ld, yaml_text
from allianceskg.profiles.checking import RECEIVED, check
from allianceskg.profiles.faults import profile_error, quote
from allianceskg.profiles.known import MAX_BYTES, KnownValues
from allianceskg.profiles.yaml_text import UnreadableError
from allianceskg.rdf import turtle
from allianceskg.terms import BASE

FORMATS: Final[Mapping[str, str]] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".json": "json",
    ".jsonld": "json",
    ".ttl": "turtle",
    ".nt": "turtle",
}
"""Format by the ending of a file's name."""

# A profile file may name itself with relative IRIs; what it calls itself is never looked at.
_OWN_BASE: Final = f"{BASE}profile/"


def read_profile(path: Path, known: KnownValues) -> Profile:
    """
    Read a profile from a file, in the format that its name ends with.

    Raises:
        ProfileError: The file cannot be read, is too large or of another format, or has faults; all are listed.
    """
    source = same(str(path))
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        endings = ", ".join(FORMATS)
        fault = Text(
            fr=f"la terminaison {quote(path.suffix).fr} n'est pas celle d'un profil ; terminaisons lues : {endings}",
            en=f"the ending {quote(path.suffix).en} is not that of a profile; endings read: {endings}",
        )
        raise profile_error(source, [fault])
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise profile_error(
            source,
            [Text(fr=f"le fichier ne peut pas être lu ({reason})", en=f"the file cannot be read ({reason})")],
        ) from fault
    return parse_document(data, form, known, source=source)


def parse_document(data: bytes, form: str, known: KnownValues, *, source: Text = RECEIVED) -> Profile:
    """
    Read a profile from the bytes of a document.

    Args:
        data: At most `MAX_BYTES`.
        form: `yaml`, `json` (JSON and JSON-LD) or `turtle`.
        known: What the catalogue admits.
        source: How the reader knows it, for the message.

    Raises:
        ProfileError: Every fault of the document.
    """
    if len(data) > MAX_BYTES:
        fault = Text(
            fr=f"le fichier dépasse {MAX_BYTES // 1000} ko, un profil en fait un ou deux",
            en=f"the file exceeds {MAX_BYTES // 1000} kB, a profile takes one or two",
        )
        raise profile_error(source, [fault])
    try:
        mapping, faults = _LOADERS[form](_decoded(data))
    except UnreadableError as fault:
        raise profile_error(source, [fault.fault]) from fault
    return check(mapping, known, source=source, faults=faults)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise UnreadableError(
            Text(
                fr=f"ligne {line} : le fichier n'est pas en UTF-8 ; enregistrez-le dans ce codage",
                en=f"line {line}: the file is not in UTF-8; save it in that encoding",
            )
        ) from fault


def _load_json(text: str) -> tuple[object, list[Text]]:
    faults: list[Text] = []

    def mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        faults.extend(
            Text(fr=f"la clé {quote(key).fr} est écrite deux fois", en=f"the key {quote(key).en} is written twice")
            for key in dict.fromkeys(keys)
            if keys.count(key) > 1
        )
        return dict(pairs)

    if not text.strip():
        return None, []
    try:
        document = json.loads(
            text, object_pairs_hook=mapping, parse_float=Decimal, parse_int=_integer, parse_constant=str
        )
    except json.JSONDecodeError as fault:
        raise UnreadableError(
            Text(
                fr=f"ligne {fault.lineno}, colonne {fault.colno} : ce n'est pas du JSON, une virgule, un guillemet ou "
                "une accolade manque ou est de trop",
                en=f"line {fault.lineno}, column {fault.colno}: this is not JSON ({fault.msg})",
            )
        ) from fault
    except RecursionError as fault:
        raise UnreadableError(Text("JSON trop imbriqué pour un profil", "JSON too deep for a profile")) from fault
    plain, more = json_ld.plain_form(document)
    return plain, faults + more


def _integer(digits: str) -> int | str:
    """Keep an absurdly long number as its text, so that the check refuses it in words."""
    return int(digits) if len(digits) < 20 else digits


def _load_turtle(text: str) -> tuple[object, list[Text]]:
    try:
        triples = turtle.parse(text, source="", base=_OWN_BASE, leaves_out_new_terms=True)
    except TurtleSyntaxError as fault:
        raise UnreadableError(
            Text(
                fr=f"ligne {fault.line}, colonne {fault.column} : ce n'est pas du Turtle",
                en=f"line {fault.line}, column {fault.column}: this is not Turtle",
            )
            if fault.line is not None
            else Text(fr="ce n'est pas du Turtle", en="this is not Turtle")
        ) from fault
    if not triples:
        return None, []
    return graphs.mapping_of(graphs.graph_of(triples))


_LOADERS: Final[Mapping[str, Callable[[str], tuple[object, list[Text]]]]] = {
    "yaml": yaml_text.load,
    "json": _load_json,
    "turtle": _load_turtle,
}
