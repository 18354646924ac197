"""A workspace: the folder of the records that people change, which is a git repository."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from allianceskg.curation.repository import Repository
from allianceskg.errors import ConfigurationError, WorkspaceError
from allianceskg.files import RECORD_GROUPS, Home
from allianceskg.language import Text

_IGNORED: Final = "# Ce que laissent les éditeurs et les écritures interrompues.\n*~\n.*.sw?\n.*.ttl-*\n"
_ATTRIBUTES: Final = "# Les fichiers gardent leurs octets.\n* -text\n"
_FIRST: Final = "Ouvrir l'espace de travail"


@dataclass(frozen=True)
class Workspace:
    """A folder with `cases/`, `actors/` and `resources/`, and its repository."""

    folder: Path

    @cached_property
    def repository(self) -> Repository:
        """Its repository."""
        return Repository(self.folder)

    def path(self, name: str) -> Path:
        """Return where a record lies, by folder and slug: `cases/danone-grameen`."""
        return self.folder / file_of(name)

    def names(self) -> Iterator[str]:
        """Go through the records that have a file."""
        for group in RECORD_GROUPS:
            for path in sorted((self.folder / group).glob("*.ttl")):
                if not path.name.startswith("."):
                    yield f"{group}/{path.stem}"

    def find(self, slug: str) -> list[str]:
        """List the records of a slug, which may have its folder before it."""
        return [f"{group}/{bare}" for group, bare in _candidates(slug) if self.path(f"{group}/{bare}").is_file()]

    def edited(self) -> list[str]:
        """List the files that are not what was published last: changed, new or gone."""
        published = {
            path: blob for path, blob in self.repository.blobs(self.repository.head()).items() if _is_file(path)
        }
        there = [file_of(name) for name in self.names()]
        found = dict(zip(there, self.repository.blob_of(there), strict=True))
        return sorted(path for path in {*published, *found} if published.get(path) != found.get(path))


def file_of(name: str) -> str:
    """Return the path of the file of a record inside a workspace."""
    return f"{name}.ttl"


def name_of(path: str) -> str:
    """Return the record whose file has a path inside a workspace."""
    return path.removesuffix(".ttl")


def open_workspace(folder: Path | None, *, is_to_be_written: bool = True) -> Workspace:
    """
    Open the workspace that the settings name.

    Raises:
        ConfigurationError: None is named, or the folder is no repository.
        WorkspaceError: It cannot be written.
    """
    if folder is None:
        raise ConfigurationError(
            Text(fr="Aucun espace de travail n'est indiqué.", en="No workspace is named."),
            hint=Text(
                fr="Créez-en un (allianceskg curate init DOSSIER), puis indiquez-le dans ALLIANCESKG_DATA.",
                en="Make one (allianceskg curate init FOLDER), then name it in ALLIANCESKG_DATA.",
            ),
        )
    workspace = Workspace(folder.resolve())
    if not workspace.repository.is_there:
        raise ConfigurationError(
            Text(
                fr=f"{folder} n'est pas un dépôt git : l'histoire des fiches n'y est pas tenue.",
                en=f"{folder} is no git repository: the history of records is not kept there.",
            ),
            hint=Text(
                fr="Créez un espace de travail avec : allianceskg curate init DOSSIER",
                en="Make a workspace with: allianceskg curate init FOLDER",
            ),
        )
    if is_to_be_written:
        for place in (workspace.folder, workspace.repository.private):
            if not os.access(place, os.W_OK | os.X_OK):
                raise _not_writable(place, os.strerror(13))
    return workspace


def create_workspace(folder: Path, home: Home) -> Workspace:
    """
    Make a workspace from the records of a home: a repository whose first commit holds them all.

    Raises:
        ConfigurationError: The folder holds something already.
        WorkspaceError: It cannot be written, or there is no git on this machine.
    """
    workspace = Workspace(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(
            Text(fr=f"{folder} n'est pas un dossier vide.", en=f"{folder} is not an empty folder."),
            hint=Text(
                fr="Donnez un dossier vide, ou qui n'existe pas encore.",
                en="Name an empty folder, or one that does not exist yet.",
            ),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _seed(workspace, home)
    except OSError as fault:
        _empty(folder)
        raise _not_writable(folder, fault.strerror or str(fault)) from fault
    except BaseException:
        _empty(folder)
        raise
    return workspace


def write_bundle(workspace: Workspace, target: Path) -> None:
    """
    Write the published history into one file, from which git makes the repository again.

    Raises:
        WorkspaceError: The file cannot be written.
    """
    aside = target.with_name(f".{target.name}-unfinished")
    try:
        workspace.repository.run("bundle", "create", "--quiet", str(aside.resolve()), "HEAD", "--branches")
        aside.replace(target)
    except OSError as fault:
        raise _not_writable(target, fault.strerror or str(fault)) from fault
    finally:
        aside.unlink(missing_ok=True)


def _seed(workspace: Workspace, home: Home) -> None:
    repository = Repository.create(workspace.folder)
    for group in RECORD_GROUPS:
        (workspace.folder / group).mkdir()
        for path in sorted((home.records / group).glob("[!.]*.ttl")):
            shutil.copyfile(path, workspace.folder / group / path.name)
        (workspace.folder / group / ".gitkeep").touch()
    (workspace.folder / ".gitignore").write_text(_IGNORED, encoding="utf-8")
    (workspace.folder / ".gitattributes").write_text(_ATTRIBUTES, encoding="utf-8")
    repository.run("add", "--all")
    tree = repository.run("write-tree").decode().strip()
    commit = repository.commit_of_tree(tree, author=repository.usual_author(), message=_FIRST, moment=datetime.now(UTC))
    repository.advance(commit, before=None, why="init")


def _empty(folder: Path) -> None:
    """Leave a folder as it was found, as far as that is possible."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _not_writable(folder: Path, reason: str) -> WorkspaceError:
    return WorkspaceError(
        Text(
            fr=f"L'espace de travail {folder} ne peut pas être écrit ({reason}).",
            en=f"The workspace {folder} cannot be written ({reason}).",
        ),
        hint=Text(
            fr="Donnez un dossier où vous pouvez écrire, ou rendez celui-ci accessible.",
            en="Name a folder that you can write to, or make this one writable.",
        ),
    )


def _candidates(slug: str) -> Iterator[tuple[str, str]]:
    group, slash, bare = slug.removesuffix(".ttl").partition("/")
    if slash:
        yield from [(group, bare)] if group in RECORD_GROUPS and "/" not in bare else []
    else:
        yield from ((one, group) for one in ("cases", "actors", "resources"))


def _is_file(path: str) -> bool:
    group, _, rest = path.partition("/")
    return group in RECORD_GROUPS and "/" not in rest and rest.endswith(".ttl") and not rest.startswith(".")
