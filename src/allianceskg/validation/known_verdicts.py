"""What an earlier validation found clear, so that files that did not change are not judged again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from allianceskg.files import Home, digest_of, replacing
from allianceskg.language import Text
from allianceskg.validation.duplicates import Key
from allianceskg.validation.findings import JudgedRecord
from allianceskg.validation.quick_judge import Verdict
from allianceskg.validation.reference import published_iri

LAYOUT: Final = "3"
"""Of the file, and of the judge: raised whenever either changes, so that older verdicts are not believed."""


class Memory:
    """
    The clear verdicts of earlier runs, each under the hash of all that it depends on.

    These are the file itself, the files of the records that it refers to, the shapes, the ontology, the vocabularies and
    the territories. A file with something to tell is always judged again, since its findings quote other records.
    """

    def __init__(self, path: Path | None, home: Home, digests: Mapping[Path, str]) -> None:
        """
        Args:
            path: Where it is kept; None to remember nothing.
            digests: The hash of each file of the catalogue.
        """
        self._path = path
        self._digests = digests
        self._digest_of_record = {
            iri: digest for path, digest in digests.items() if (iri := published_iri(path)) is not None
        }
        self._rules = rules_digest(home)
        self._known: dict[str, dict[str, Any]] = _read(path, self._rules)

    def recall(self, path: Path) -> Verdict | None:
        """Return the verdict on a file if nothing that it depends on has changed."""
        entry = self._known.get(str(path))
        if entry is None or entry["key"] != self._key(path, entry["referred"]):
            return None
        iri, kind, french, english = entry["record"]
        record = JudgedRecord(iri, kind, Text(fr=french, en=english), str(path))
        keys = tuple(Key(kind, by, value) for by, value in entry["keys"])
        return Verdict(path, record, entry["infos"], True, (), keys=keys)

    def keep(self, verdicts: Iterable[Verdict], *, recalled: Iterable[Verdict]) -> None:
        """Write down the clear verdicts, and forget those of files that are gone."""
        if self._path is None:
            return
        kept = {str(one.path): self._known[str(one.path)] for one in recalled}
        for one in verdicts:
            if one.is_clear and one.record is not None:
                title = one.record.title
                kept[str(one.path)] = {
                    "key": self._key(one.path, one.referred),
                    "referred": list(one.referred),
                    "infos": one.infos,
                    "record": [one.record.iri, one.record.kind, title.fr, title.en],
                    "keys": [[key.by, key.value] for key in one.keys],
                }
        _write(self._path, {"rules": self._rules, "files": kept})

    def _key(self, path: Path, referred: Iterable[str]) -> str:
        parts = [self._digests[path]]
        parts.extend(self._digest_of_record.get(iri, "") for iri in referred)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def rules_digest(home: Home) -> str:
    """Hash what every file is judged by."""
    folders = (home.ontology / "shapes", home.ontology / "vocabularies", home.data / "territories")
    files = [home.ontology / "alliances.ttl", *(path for folder in folders for path in sorted(folder.iterdir()))]
    lines = [LAYOUT, *(f"{path.name} {digest_of(path.read_bytes())}" for path in files if path.is_file())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _read(path: Path | None, rules: str) -> dict[str, dict[str, Any]]:
    """Read what is remembered; nothing when it is damaged or was judged by other rules."""
    if path is None:
        return {}
    try:
        content = json.loads(path.read_bytes())
        return dict(content["files"]) if content["rules"] == rules else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write(path: Path, content: object) -> None:
    """Write what is remembered; a folder that cannot be written is no fault."""
    try:
        with replacing(path) as file:
            file.write(json.dumps(content, ensure_ascii=False).encode())
    except OSError:
        return
