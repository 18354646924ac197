"""What the curators' pages work with beside the desk: drafts, the fields of records, names; and who works at them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from allianceskg.curation.accounts import Account, Role
from allianceskg.curation.drafting import Drafting
from allianceskg.curation.drafts import Draft, Drafts
from allianceskg.errors import AllianceskgError
from allianceskg.language import Language, Text
from allianceskg.records.field_examples import FieldExample, find_examples
from allianceskg.records.fields import RecordKind, RecordKinds
from allianceskg.records.referable import Known
from allianceskg.records.turtle_text import load_kinds
from allianceskg.records.typed_values import TypedValues
from allianceskg.web.curate.desk import Desk, account_of, desk_of, nobody_signed_in
from allianceskg.web.curate.form import FormTools
from allianceskg.web.rendering import render
from allianceskg.web.requests import edition_of, language_of
from allianceskg.web.urls import in_language

ROLE_NAMES: Final[Mapping[Role, Text]] = {
    Role.CURATOR: Text(fr="rédaction", en="curator"),
    Role.REVIEWER: Text(fr="relecture", en="reviewer"),
    Role.ADMINISTRATOR: Text(fr="administration", en="administrator"),
}
WORDS: Final[Mapping[str, str]] = {"cases": "case", "actors": "actor", "resources": "resource"}
"""The word for a record of each group in its address."""

_KEPT: Final = "curation_bench"
_LOCK: Final = threading.Lock()


@dataclass(frozen=True)
class Bench:
    """What is made once for a server that curates."""

    desk: Desk

    @cached_property
    def kinds(self) -> RecordKinds:
        """What records consist of."""
        return load_kinds(self.desk.home)

    @cached_property
    def known(self) -> Known:
        """What records may refer to."""
        return Known(self.desk.home)

    @cached_property
    def values(self) -> TypedValues:
        """Reads and writes values."""
        return TypedValues(self.known)

    @cached_property
    def drafting(self) -> Drafting:
        """The life of drafts."""
        desk = self.desk
        return Drafting(desk.publisher, Drafts(desk.database), desk.accounts, self.kinds, is_alone=desk.is_alone)

    @cached_property
    def _examples(self) -> dict[str, Mapping[tuple[str, str], FieldExample]]:
        return {}

    def examples(self, group: str) -> Mapping[tuple[str, str], FieldExample]:
        """Return an example of each field from published records of a group, found once."""
        if group not in self._examples:
            kind = self.drafting.kind_of(group)
            paths = sorted((self.desk.home.records / group).glob("[!.]*.ttl"))
            self._examples[group] = find_examples(kind, self.kinds, paths)
        return self._examples[group]

    def warm(self) -> None:
        """Read beside whatever else goes on what the first form needs."""
        with contextlib.suppress(AllianceskgError, OSError):
            self.known.territories_called("")
            self.known.actors_called("")
            self.examples("cases")

    def form_tools(self, group: str, language: Language) -> FormTools:
        """Return what a form is made with."""
        return FormTools(self.kinds, self.known, self.values, self.examples(group), language)

    def kind_of(self, group: str) -> RecordKind:
        """Return the kind of the records of a group."""
        return self.drafting.kind_of(group)

    def name_of(self, email: str) -> str:
        """Return the name of an account; its address where it is closed."""
        account = self.desk.accounts.find(email)
        return account.name if account is not None else email


def bench_of(request: Request) -> Bench:
    """Return the bench of the server, made when it is first asked for."""
    state = request.app.state
    with _LOCK:
        if not hasattr(state, _KEPT):
            made = Bench(desk_of(request))
            setattr(state, _KEPT, made)
            threading.Thread(target=made.warm, daemon=True).start()
    bench: Bench = getattr(state, _KEPT)
    return bench


def work_page(
    template: str, request: Request, account: Account | None, *, status: int = 200, **values: Any
) -> Response:
    """Write a page of the desk; nobody keeps a copy of it."""
    language = language_of(request)
    role = Text(fr="", en="") if account is None else ROLE_NAMES[account.role]
    response = render(
        f"curate/{template}", request, edition_of(request), language, status=status,
        **{"account": account, "role_name": role, "notice": None, "provider": desk_of(request).provider_name} | values,
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


def go(address: str, request: Request) -> Response:
    """Lead on after something was done."""
    return RedirectResponse(in_language(address, language_of(request)), status_code=303)


def reader_account(request: Request) -> Account:
    """
    Return who reads a page of the desk.

    Raises:
        SignInNeededError: Nobody is signed in; the handler of errors leads them to sign in and back.
    """
    account = account_of(request)
    if account is None:
        raise nobody_signed_in()
    return account


def moment(when: datetime, language: Language) -> str:
    """
    Write a moment as people do, by the clock of the server.

    >>> moment(datetime(2026, 11, 30, 8, 5).astimezone(), "fr")
    '30/11/2026 à 08:05'
    """
    local = when.astimezone()
    return f"{local:%d/%m/%Y} à {local:%H:%M}" if language == "fr" else f"{local:%Y-%m-%d} at {local:%H:%M}"


def heading_of(draft: Draft, language: Language) -> str:
    """Return what a draft is called on its pages."""
    return draft.title or Text(fr="Fiche sans titre", en="Untitled record").in_language(language)
