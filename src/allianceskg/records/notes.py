"""Cases and actors from notes: short YAML files, one a case or an actor, without Turtle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.errors import DataError
from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.profiles import yaml_text
from allianceskg.records.fields import FOLDERS
from allianceskg.records.note_values import Note
from allianceskg.records.note_writing import NoteWriter
from allianceskg.records.record import Record
from allianceskg.records.referable import Known
from allianceskg.records.turtle_text import load_kinds

_ENDINGS: Final = (".yaml", ".yml")
_THING: Final = Text(fr="document", en="document")


@dataclass(frozen=True, slots=True)
class Conversion:
    """
    What a folder of notes gives.

    Attributes:
        records: By the folder and the name of the file to write: `cases/x.ttl`; one with faults is not whole.
        faults: What is wrong in all the notes, in order.
    """

    records: Mapping[str, Record]
    faults: tuple[Text, ...]


def convert(folder: Path, home: Home, *, day: str) -> Conversion:
    """
    Convert all notes of a folder.

    Args:
        folder: Holds `cases/` and `actors/`.
        home: Whose vocabularies, territories and actors the notes refer to.
        day: When the records were made, changed and confirmed, `YYYY-MM-DD`.

    Raises:
        DataError: There is no note in the folder.
    """
    actors, cases = _read(folder / "actors"), _read(folder / "cases")
    if not (actors.notes or cases.notes or actors.faults or cases.faults):
        raise DataError(
            Text(fr=f"Aucune note dans {folder}.", en=f"There is no note in {folder}."),
            hint=Text(
                fr="Rangez-les dans cases/ et actors/, un fichier .yaml par cas ou par acteur.",
                en="Put them into cases/ and actors/, one .yaml file a case or an actor.",
            ),
        )
    known = Known(home, actors=(path.stem for path in actors.notes))
    kinds = load_kinds(home)
    records: dict[str, Record] = {}
    faults = [*actors.faults, *cases.faults]
    for found, kind in ((actors, kinds.actor), (cases, kinds.case)):
        for path, note in found.notes.items():
            writer = NoteWriter(path.name, note, known, kinds, day=day)
            records[f"{FOLDERS[kind.iri]}/{path.stem}.ttl"] = writer.write(kind, path.stem)
            faults += writer.faults.texts
    return Conversion(records, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Notes:
    """The notes of one folder, and what keeps others from being read."""

    notes: Mapping[Path, Note]
    faults: Sequence[Text]


def _read(folder: Path) -> _Notes:
    notes: dict[Path, Note] = {}
    faults: list[Text] = []
    names: dict[str, str] = {}
    for path in sorted(one for one in folder.glob("*") if one.is_file() and not one.name.startswith(".")):
        if path.suffix not in _ENDINGS:
            faults.append(_in_file(path, _NOT_READ))
        elif path.stem in names:
            faults.append(_in_file(path, _same_name(names[path.stem])))
        else:
            names[path.stem] = path.name
            note, said = _read_note(path)
            faults += [_in_file(path, one) for one in said]
            if note is not None:
                notes[path] = note
    return _Notes(notes, faults)


def _read_note(path: Path) -> tuple[Note | None, list[Text]]:
    try:
        note, repeated = yaml_text.load(path.read_text(encoding="utf-8-sig"), thing=_THING)
    except UnicodeDecodeError:
        return None, [_NOT_UTF_8]
    except yaml_text.UnreadableError as unreadable:
        return None, [unreadable.fault]
    return (note, repeated) if isinstance(note, Mapping) else (None, [_NO_NOTE])


_NOT_READ: Final = Text(
    fr="ce fichier n'est pas lu ; donnez-lui la terminaison .yaml, ou rangez-le ailleurs",
    en="this file is not read; give it the ending .yaml, or put it elsewhere",
)
_NOT_UTF_8: Final = Text(
    fr="ce fichier n'est pas en UTF-8 ; enregistrez-le en UTF-8", en="this file is not in UTF-8; save it in UTF-8"
)
_NO_NOTE: Final = Text(
    fr="une note est faite de clés et de valeurs, comme title: …",
    en="a note is a list of keys and values, such as title: …",
)


def _same_name(other: str) -> Text:
    return Text(
        fr=f"{other} porte le même nom ; gardez l'un des deux", en=f"{other} has the same name; keep one of them"
    )


def _in_file(path: Path, fault: Text) -> Text:
    return Text(fr=f"{path.name} : {fault.fr}.", en=f"{path.name}: {fault.en}.")
