"""
What programs send to be published, read in the process that judges: Turtle, whole JSON fields, or a patch of some.

Every function here is a task of that process. What is wrong is told by field and in plain words, whoever sent it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from allianceskg.curation.checking import check_fields, open_fields
from allianceskg.curation.preparing import Tools, iri_of
from allianceskg.curation.workspace import file_of
from allianceskg.errors import DataError, RefusedError, TurtleSyntaxError
from allianceskg.language import Text
from allianceskg.records.turtle_text import parse_record
from allianceskg.records.typed_values import FieldFault

WHOLE: Final = "record"
"""Under this key, what GET gives holds the whole record; what is sent back may be all of it or the record alone."""

_DEEPEST: Final = 40
_SHOWN: Final = 80


def check_turtle(tools: Tools, name: str, text: bytes) -> None:
    """
    See that a text is Turtle and describes the record of a name.

    Raises:
        RefusedError: It is not, or does not.
    """
    try:
        record = parse_record(text, tools.kinds, source=file_of(name))
    except TurtleSyntaxError as fault:
        raise refused([_no_turtle(fault)]) from fault
    except DataError as fault:
        raise refused([_NO_RECORD]) from fault
    if record.iri != iri_of(name):
        raise refused([_other_record(record.iri, name)])


def text_of_fields(tools: Tools, name: str, body: bytes, base: bytes | None, used: Collection[str]) -> bytes:
    """
    Write the record that JSON fields describe.

    Args:
        base: What is published under the name: what no field describes is kept from it.
        used: Names of parts of earlier versions.

    Raises:
        RefusedError: The fields cannot be read, or something in them blocks publication.
    """
    return _checked(tools, name, _whole(_read(body)), base, used)


def text_of_patch(tools: Tools, name: str, body: bytes, base: bytes, used: Collection[str]) -> bytes:
    """
    Write a record with some fields changed, as a JSON Merge Patch says (RFC 7396): null empties a field.

    Raises:
        RefusedError: The patch cannot be read, or what it makes of the record blocks publication.
    """
    return _checked(tools, name, merge_patch(open_fields(tools, name, base), _whole(_read(body))), base, used)


def faults_of_text(tools: Tools, name: str, text: bytes) -> tuple[FieldFault, ...]:
    """Tell by field what is wrong in a record; nothing where no field can be told."""
    try:
        fields = open_fields(tools, name, text)
    except DataError:
        return ()
    return check_fields(tools, name, fields, text, (), _today()).faults


def merge_patch(target: Any, patch: Any) -> Any:
    """
    Apply a JSON Merge Patch.

    >>> merge_patch({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": None}, "d": [4]})
    {'a': {'c': 2}, 'd': [4]}
    """
    if not isinstance(patch, Mapping):
        return patch
    changed = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            changed.pop(key, None)
        else:
            changed[key] = merge_patch(changed.get(key), value)
    return changed


def refused(faults: Iterable[FieldFault]) -> RefusedError:
    """Make the error that tells of faults by field."""
    listed = tuple(faults)
    findings = [Text(fr=f"{one.message.fr} {one.mend.fr}", en=f"{one.message.en} {one.mend.en}") for one in listed]
    return RefusedError(
        Text(fr="La publication est bloquée ; rien n'a été changé.", en="Publication is blocked; nothing was changed."),
        findings=findings,
        faults=listed,
        hint=Text(fr="Corrigez cela, puis recommencez.", en="Mend this, then do it again."),
    )


def _checked(tools: Tools, name: str, fields: Mapping[str, Any], base: bytes | None, used: Collection[str]) -> bytes:
    given = fields.get("slug")
    if given is not None and given != name.partition("/")[2]:
        raise refused([_other_slug(given)])
    checked = check_fields(tools, name, fields, base, used, _today())
    if not checked.is_publishable:
        raise refused(checked.faults)
    return checked.text


def _read(body: bytes) -> Mapping[str, Any]:
    """Read an object of JSON, each key of it once."""
    twice: list[str] = []

    def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        twice.extend(key for key in dict.fromkeys(keys) if keys.count(key) > 1)
        return dict(pairs)

    try:
        content = json.loads(body, object_pairs_hook=once, parse_constant=_no_number, parse_int=_number)
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise refused([_NO_JSON]) from fault
    if not isinstance(content, dict) or _is_deeper(content, _DEEPEST):
        raise refused([_NO_JSON])
    if twice:
        raise refused([_given_twice(key) for key in twice])
    return content


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _number(text: str) -> int | str:
    """Keep a number that is longer than any that counts something as the text that it is."""
    return int(text) if len(text) <= _SHOWN else text


def _is_deeper(content: Any, levels: int) -> bool:
    if not isinstance(content, dict | list):
        return False
    inner = content.values() if isinstance(content, dict) else content
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _whole(content: Mapping[str, Any]) -> Mapping[str, Any]:
    whole = content.get(WHOLE)
    return whole if isinstance(whole, dict) else content


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


def _no_turtle(fault: TurtleSyntaxError) -> FieldFault:
    place = Text(fr="", en="")
    if fault.line is not None:
        place = Text(fr=f" à la ligne {fault.line}", en=f" on line {fault.line}")
    return FieldFault(
        "",
        "",
        Text(fr=f"Ce texte n'est pas du Turtle{place.fr}.", en=f"This text is not Turtle{place.en}."),
        Text(
            fr="Regardez cette ligne et celle qui la précède : guillemet, point-virgule ou point oublié, préfixe non déclaré.",
            en="Look at this line and the one before it: a quotation mark, semicolon or full stop forgotten, a prefix not declared.",
        ),
    )


def _other_record(iri: str, name: str) -> FieldFault:
    return FieldFault(
        "slug",
        iri.rpartition("/")[2][:_SHOWN],
        Text(
            fr=f"Le texte décrit une autre fiche que « {name.partition('/')[2]} ».",
            en=f"The text describes another record than “{name.partition('/')[2]}”.",
        ),
        _SAME_NAME,
    )


def _other_slug(given: Any) -> FieldFault:
    return FieldFault(
        "slug",
        str(given)[:_SHOWN],
        Text(fr="L'identifiant n'est pas celui de l'adresse.", en="The identifier is not that of the address."),
        _SAME_NAME,
    )


def _given_twice(key: str) -> FieldFault:
    return FieldFault(
        key[:_SHOWN],
        "",
        Text(fr=f"« {key[:_SHOWN]} » est donné deux fois.", en=f"“{key[:_SHOWN]}” is given twice."),
        Text(fr="N'en gardez qu'un.", en="Keep one of them."),
    )


_SAME_NAME: Final = Text(
    fr="L'identifiant d'une fiche ne change pas : écrivez le même aux deux endroits.",
    en="The identifier of a record never changes: write the same in both places.",
)
_NO_RECORD: Final = FieldFault(
    "",
    "",
    Text(
        fr="Ce texte ne décrit pas une fiche, ou en décrit plusieurs.",
        en="This text describes no record, or several.",
    ),
    Text(
        fr="Envoyez un cas, un acteur ou une ressource à la fois, avec son type.",
        en="Send one case, actor or resource at a time, with its type.",
    ),
)
_NO_JSON: Final = FieldFault(
    "",
    "",
    Text(fr="Ce texte n'est pas un objet JSON lisible.", en="This text is no JSON object that can be read."),
    Text(
        fr="Envoyez un objet JSON en UTF-8 ; ses champs sont décrits à /api/schema/case.",
        en="Send a JSON object in UTF-8; its fields are described at /api/schema/case.",
    ),
)
