"""What a server that curates finds in its workspace when it starts: files that somebody edited, and never published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from allianceskg.curation import preparing
from allianceskg.curation.publication import Publisher
from allianceskg.curation.workspace import name_of
from allianceskg.errors import AllianceskgError, DataError
from allianceskg.files import replacing
from allianceskg.language import Text

_WHY: Final = "Enregistre ce qui a été modifié à la main"


@dataclass(frozen=True, slots=True)
class Settled:
    """
    What became of a file.

    Attributes:
        path: Inside the workspace.
        fault: Why it stays as it is, unpublished; None where it was published or put back.
        was_gone: Whether it had been taken away, and was put back.
    """

    path: str
    fault: AllianceskgError | None = None
    was_gone: bool = False

    @property
    def told(self) -> Text:
        """What happened, in a sentence."""
        if self.was_gone:
            return Text(
                fr=f"{self.path} manquait : remis en place. Pour retirer une fiche : allianceskg curate retire.",
                en=f"{self.path} was missing: put back. To withdraw a record: allianceskg curate retire.",
            )
        if self.fault is None:
            return Text(
                fr=f"{self.path} avait été modifié à la main : publié tel quel.",
                en=f"{self.path} had been edited by hand: published as it is.",
            )
        return Text(
            fr=f"{self.path} a été modifié à la main et reste tel quel, non publié : {self.fault.in_language('fr')}",
            en=f"{self.path} was edited by hand and stays as it is, not published: {self.fault.in_language('en')}",
        )


def settle(publisher: Publisher) -> Iterator[Settled]:
    """
    Bring a workspace and its history together, without losing an edit.

    What was edited and conforms is published, as git's usual author; what does not, and drafts, stay as they are and no
    publication writes over them. What was taken away is put back, since a record is withdrawn and never deleted.
    """
    workspace = publisher.workspace
    for path in workspace.edited():
        if (workspace.folder / path).is_file():
            yield Settled(path, _published(publisher, path))
        else:
            blob = workspace.repository.blob(path)
            assert blob is not None
            with replacing(workspace.folder / path, is_durable=True) as file:
                file.write(workspace.repository.read(blob))
            yield Settled(path, was_gone=True)


def _published(publisher: Publisher, path: str) -> AllianceskgError | None:
    text = (publisher.workspace.folder / path).read_bytes()
    author = publisher.workspace.repository.usual_author()
    try:
        if publisher.judge.ask(preparing.standing, name_of(path), text) in preparing.UNPUBLISHED:
            return _DRAFT
        publisher.publish({name_of(path): text}, author=author, message=f"{_WHY} : {path}")
    except AllianceskgError as fault:
        return fault
    return None


_DRAFT: Final = DataError(Text(fr="c'est un brouillon.", en="it is a draft."))
