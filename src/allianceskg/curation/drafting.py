"""The life of drafts beside the published records: opened from them, checked, brought together with them, published."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from allianceskg.curation import preparing
from allianceskg.curation.accounts import Account, Accounts, Role
from allianceskg.curation.checking import CheckedFields, check_fields, find_namesakes, open_fields, read_triples
from allianceskg.curation.drafts import Draft, Drafts, DraftState, check_seen
from allianceskg.curation.from_requests import refused
from allianceskg.curation.history import Version, names_used, versions_by
from allianceskg.curation.provenance import reviewed_by
from allianceskg.curation.publication import Publication, Publisher
from allianceskg.curation.repository import Author, Commit
from allianceskg.curation.workspace import file_of
from allianceskg.errors import ConflictError, DataError, NotAllowedError, NotFoundError, RefusedError
from allianceskg.files import digest_of
from allianceskg.language import Text
from allianceskg.rdf.term import Triple
from allianceskg.records.field_values import with_names
from allianceskg.records.fields import RecordKind, RecordKinds
from allianceskg.records.merging import MergedFields, merge_fields
from allianceskg.records.typed_values import FieldFault
from allianceskg.words.folding import fold

GROUPS: Final = ("cases", "actors", "resources")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG: Final = 80
_UNNAMED: Final = "sans-identifiant"
_VERSIONS_READ: Final = 50


class Drafting:
    """
    What is done with drafts.

    Args:
        kinds: What records consist of.
        is_alone: Whether one person curates alone, and may publish drafts of their own.
    """

    def __init__(
        self, publisher: Publisher, drafts: Drafts, accounts: Accounts, kinds: RecordKinds, *, is_alone: bool
    ) -> None:
        self._publisher = publisher
        self.drafts = drafts
        self._accounts = accounts
        self._kinds = kinds
        self.is_alone = is_alone

    def kind_of(self, group: str) -> RecordKind:
        """Return the kind of the records of a group."""
        return {"cases": self._kinds.case, "actors": self._kinds.actor, "resources": self._kinds.resource}[group]

    def start(self, account: Account, group: str, fields: Mapping[str, Any], *, slug: str = "") -> Draft:
        """Open a draft of a new record."""
        named = with_names(fields, self._kinds, self.kind_of(group))
        return self.drafts.open(account, group, slug=slug, fields=named)

    def namesakes(self, group: str, title: str) -> list[tuple[str, str]]:
        """Return slug and name of published records that may be the same as what is about to be written."""
        return self._publisher.judge.ask(find_namesakes, group, [title])

    def open_published(self, account: Account, group: str, slug: str) -> Draft:
        """
        Open a draft of a record that is published.

        Raises:
            NotFoundError: It is not published.
        """
        text = self.published_text(group, slug)
        fields = self._publisher.judge.ask(open_fields, f"{group}/{slug}", text)
        used = names_used(self._publisher.workspace, f"{group}/{slug}")
        return self.drafts.open(account, group, slug=slug, fields=fields, base=text, used=used)

    def published_text(self, group: str, slug: str) -> bytes:
        """
        Return what is published of a record.

        Raises:
            NotFoundError: Nothing is.
        """
        text = self._publisher.published(f"{group}/{slug}") if _SLUG.fullmatch(slug) and group in GROUPS else None
        if text is None:
            raise NotFoundError(
                Text(fr=f"Aucune fiche publiée ne s'appelle « {slug} ».", en=f"No published record is called “{slug}”.")
            )
        return text

    def save(
        self,
        draft: Draft,
        account: Account,
        fields: Mapping[str, Any],
        *,
        slug: str | None = None,
        expected: int | None,
    ) -> Draft:
        """
        Save what was typed.

        Args:
            slug: The identifier wished; that of a published record stays as it is.

        Raises:
            StaleError: Somebody else saved it meanwhile.
            ConflictError: It is published or abandoned.
        """
        named = with_names(fields, self._kinds, self.kind_of(draft.group), draft.used)
        wished = draft.slug if slug is None or draft.base is not None else slug
        return self.drafts.save(draft.number, account, fields=named, slug=wished, expected=expected)

    def check(self, draft: Draft) -> CheckedFields:
        """Judge what a draft would publish today."""
        name = draft.name if _SLUG.fullmatch(draft.slug) else f"{draft.group}/{_UNNAMED}"
        return self._publisher.judge.ask(check_fields, name, draft.fields, draft.base, draft.used, _today())

    def check_if_possible(self, draft: Draft) -> CheckedFields:
        """Judge a draft; where that takes too long, say so in place of findings: it can be written all the same."""
        try:
            return self.check(draft)
        except RefusedError as fault:
            told = FieldFault("", "", _NOT_CHECKED, fault.hint or _AGAIN)
            return CheckedFields(b"", (told,), (), ())

    def triples(self, draft: Draft) -> list[Triple]:
        """Return what a draft says so far, as far as it can be read."""
        return self._publisher.judge.ask(read_triples, draft.name, self.check(draft).text)

    def is_overtaken(self, draft: Draft) -> bool:
        """Tell whether the record was published anew after the draft was opened."""
        return draft.state.is_open and bool(draft.slug) and draft.base != self._published(draft)

    def merge_with_published(self, draft: Draft) -> MergedFields:
        """Bring a draft together with what was published since it was opened."""
        judge = self._publisher.judge
        base = {} if draft.base is None else judge.ask(open_fields, draft.name, draft.base)
        theirs = judge.ask(open_fields, draft.name, self.published_text(draft.group, draft.slug))
        return merge_fields(base, draft.fields, theirs)

    def take_published(
        self, draft: Draft, account: Account, fields: Mapping[str, Any], *, expected: int | None
    ) -> Draft:
        """Save what a draft has become, as made from what is published now."""
        text = self.published_text(draft.group, draft.slug)
        return self.drafts.rebase(draft.number, account, fields=fields, base=text, expected=expected)

    def submit(self, draft: Draft, account: Account, *, expected: int | None) -> Draft:
        """
        Hand a draft in for review.

        Raises:
            RefusedError: Something still blocks publication.
            StaleError: Somebody else saved it meanwhile.
        """
        self._publishable(draft)
        return self.drafts.submit(draft.number, account, expected=expected)

    def publish(self, draft: Draft, account: Account, *, expected: int | None) -> Publication:
        """
        Publish a draft: under the name of who wrote it, read by who publishes.

        Raises:
            NotAllowedError: They are no reviewer, or wrote it themselves.
            RefusedError: Something blocks publication.
            StaleError: The draft or the published record has changed meanwhile.
        """
        if not account.role.allows(Role.REVIEWER):
            raise NotAllowedError(
                Text(fr="Seul un relecteur publie.", en="Only a reviewer publishes."),
                hint=Text(fr="Remettez la fiche pour relecture.", en="Hand the record in for review."),
            )
        check_seen(draft, expected)
        self.drafts.check_publisher(draft, account, is_alone=self.is_alone)
        checked = self._publishable(draft)
        done = self._publisher.publish(
            {draft.name: checked.text},
            author=self._author(draft, account),
            message=_message(draft, account),
            expected={draft.name: None if draft.base is None else digest_of(draft.base)},
        )
        self.drafts.published(draft.number, account)
        return done

    def versions(self, group: str, slug: str) -> list[Version]:
        """
        Return the published versions of a record, the latest first, each told in words.

        Raises:
            NotFoundError: It was never published.
        """
        found = versions_by(self._publisher, f"{group}/{slug}") if group in GROUPS and _SLUG.fullmatch(slug) else []
        if not found:
            self.published_text(group, slug)
        return found

    def compare(self, group: str, slug: str, one: str, other: str) -> list[Text]:
        """
        Tell in words how a version of a record differs from another.

        Raises:
            NotFoundError: There is no such version.
        """
        commits, texts = self._texts(f"{group}/{slug}")
        known = {commit.name: text for commit, text in zip(commits, texts, strict=True)}
        if one not in known or other not in known:
            raise NotFoundError(Text(fr="Cette version n'existe pas.", en="There is no such version."))
        (told,) = self._publisher.judge.ask(preparing.history, f"{group}/{slug}", [(known[one], known[other])])
        return told

    def _texts(self, name: str) -> tuple[Sequence[Commit], list[bytes | None]]:
        repository, path = self._publisher.workspace.repository, file_of(name)
        if not re.fullmatch(r"(?:cases|actors|resources)/[a-z0-9-]+", name):
            return [], []
        commits = repository.log(path, limit=_VERSIONS_READ)
        blobs = [repository.blob(path, commit.name) for commit in commits]
        return commits, [None if blob is None else repository.read(blob) for blob in blobs]

    def _published(self, draft: Draft) -> bytes | None:
        return self._publisher.published(draft.name) if _SLUG.fullmatch(draft.slug) else None

    def _publishable(self, draft: Draft) -> CheckedFields:
        check_slug(draft.slug)
        if draft.base is None and self._published(draft) is not None:
            raise ConflictError(
                Text(
                    fr=f"Une fiche publiée s'appelle déjà « {draft.slug} ».",
                    en=f"A published record is called “{draft.slug}” already.",
                ),
                hint=Text(fr="Choisissez un autre identifiant.", en="Choose another identifier."),
            )
        checked = self.check(draft)
        if not checked.is_publishable:
            raise refused(fault for fault in checked.faults if fault.blocks)
        return checked

    def _author(self, draft: Draft, account: Account) -> Author:
        writer = self._accounts.find(draft.author) or account
        return Author(writer.name, writer.email)


def check_slug(slug: str) -> None:
    """
    Refuse what cannot be the identifier of a record.

    Raises:
        DataError: It cannot.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        raise DataError(
            Text(
                fr="L'identifiant ne convient pas.",
                en="The identifier does not fit.",
            ),
            hint=Text(
                fr=f"Minuscules sans accent, chiffres et traits d'union, {_LONGEST_SLUG} caractères au plus : atelier-du-quartier.",
                en=f"Lower case without accents, digits and hyphens, at most {_LONGEST_SLUG} characters: atelier-du-quartier.",
            ),
        )


def slug_for(title: str) -> str:
    """
    Return an identifier made from a title.

    >>> slug_for("L'École du quartier, à Orléans !")
    'l-ecole-du-quartier-a-orleans'
    """
    return fold(title)[:_LONGEST_SLUG].strip("-")


def next_action(draft: Draft, account: Account, *, is_alone: bool) -> Text:
    """Name what somebody should do next with a draft."""
    wrote = account.email in (draft.author, draft.changed_by)
    reviews = account.role.allows(Role.REVIEWER)
    match draft.state:
        case DraftState.DRAFT if is_alone and reviews:
            return Text(fr="Compléter, puis publier", en="Complete, then publish")
        case DraftState.DRAFT:
            return Text(fr="Compléter, puis remettre pour relecture", en="Complete, then hand in for review")
        case DraftState.REFUSED:
            return Text(fr="Corriger ce que la relecture demande", en="Mend what the review asks for")
        case DraftState.IN_REVIEW if reviews and (is_alone or not wrote):
            return Text(fr="Relire, puis publier ou rendre", en="Review, then publish or give back")
        case DraftState.IN_REVIEW:
            return Text(fr="Attendre qu'une autre personne relise", en="Wait until somebody else reviews")
        case DraftState.PUBLISHED:
            return Text(fr="Rien : la fiche est publiée", en="Nothing: the record is published")
        case DraftState.ABANDONED:
            return Text(fr="Rien : le brouillon est abandonné", en="Nothing: the draft is abandoned")


def _message(draft: Draft, account: Account) -> str:
    verb = "Ajoute" if draft.base is None else "Corrige"
    return f"{verb} {draft.name}\n\n{reviewed_by(account.name, account.email)}"


def _today() -> str:
    return datetime.now().astimezone().date().isoformat()


_NOT_CHECKED: Final = Text(
    fr="La fiche n'a pas pu être vérifiée pour l'instant ; ce que vous avez écrit est gardé.",
    en="The record could not be checked just now; what you wrote is kept.",
)
_AGAIN: Final = Text(fr="Réessayez dans une minute.", en="Try again in a minute.")
