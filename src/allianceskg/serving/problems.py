"""Errors over HTTP: one value, one report (RFC 9457), in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from allianceskg.errors import (
    AccessError,
    AddressTooLongError,
    AllianceskgError,
    BusyError,
    ConfigurationError,
    ConflictError,
    DataError,
    KeyReusedError,
    MissingConditionError,
    NotAllowedError,
    NotFoundError,
    ProfileError,
    ProviderError,
    QueryFileError,
    QueryRejectedError,
    QueryTimeoutError,
    RefusedError,
    SignInNeededError,
    StaleError,
    StoreError,
    StoreUnreachableError,
    TooManyTriesError,
    UnknownParameterError,
    WorkspaceError,
)
from allianceskg.language import Language, Text
from allianceskg.serving.problem_types import TYPES, ProblemType
from allianceskg.words.folding import without_accents

MEDIA_TYPE: Final = "application/problem+json"

NAMES: Final[Mapping[type[AllianceskgError], str]] = {
    NotFoundError: "not-found",
    ProfileError: "profile-invalid",
    AddressTooLongError: "address-too-long",
    UnknownParameterError: "parameter-invalid",
    QueryRejectedError: "query-rejected",
    DataError: "data-unreadable",
    StaleError: "changed-meanwhile",
    ConflictError: "conflict",
    MissingConditionError: "precondition-needed",
    KeyReusedError: "key-used-otherwise",
    RefusedError: "record-refused",
    SignInNeededError: "sign-in-needed",
    NotAllowedError: "not-allowed",
    TooManyTriesError: "too-many-tries",
    ProviderError: "sign-in-unavailable",
    BusyError: "server-busy",
    AccessError: "not-allowed",
    WorkspaceError: "workspace-unavailable",
    QueryTimeoutError: "query-too-slow",
    StoreUnreachableError: "unavailable",
    StoreError: "unavailable",
    QueryFileError: "server-error",
    ConfigurationError: "server-error",
    AllianceskgError: "server-error",
}
"""The type of problem that each error is; the nearest class in its ancestry counts."""

_DETAIL_CHARACTERS: Final = 1_000
_PHRASE_CHARACTERS: Final = 200
_UNPRINTABLE: Final = re.compile(r"[^ -~]")


_PROBLEM: Final[dict[str, Any]] = {
    "description": "Problem report (RFC 9457) / Compte rendu d'erreur",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "request_id"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "request_id": {"type": "string"},
                    "hint": {"type": "string"},
                    "faults": {"type": "array", "items": {"type": "string"}},
                    "nearest": {"type": "array", "items": {"type": "string"}},
                },
            }
        }
    },
}
PROBLEM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {"4XX": _PROBLEM, "5XX": _PROBLEM}
"""How the description of the API tells of problems."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    An error as it is sent.

    Attributes:
        name: Of its type, a key of `TYPES`.
        members: Further members of the report, such as the nearest names.
        headers: Further headers of the response.
    """

    name: str
    detail: Text
    hint: Text | None = None
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> ProblemType:
        """The kind of problem."""
        return TYPES[self.name]

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.type.status


def problem_of(fault: AllianceskgError, language: Language) -> Problem:
    """Turn an error into what is sent of it."""
    name = next(NAMES[kind] for kind in type(fault).__mro__ if kind in NAMES)
    members: dict[str, Any] = {}
    if isinstance(fault, ProfileError):
        members["faults"] = [one.in_language(language) for one in fault.faults]
    if isinstance(fault, NotFoundError):
        members["nearest"] = list(fault.nearest)
    if isinstance(fault, RefusedError):
        members["findings"] = _findings(fault, language)
    if isinstance(fault, UnknownParameterError) and fault.nearest:
        members["nearest"] = list(fault.nearest)
    message = Text(*(shortened(text, _DETAIL_CHARACTERS) for text in (fault.message.fr, fault.message.en)))
    return Problem(name, message, fault.hint, members, _headers(fault))


def _findings(fault: RefusedError, language: Language) -> list[dict[str, Any]]:
    """Tell what blocks publication by field; what no field can be told of has an empty one."""
    if not fault.faults:
        told = (one.in_language(language) for one in fault.findings)
        return [{"field": "", "value": "", "message": one, "mend": "", "blocks": True} for one in told]
    return [
        {
            "field": one.where,
            "value": one.found,
            "message": one.message.in_language(language),
            "mend": one.mend.in_language(language),
            "blocks": one.blocks,
        }
        for one in fault.faults
    ]


def _headers(fault: AllianceskgError) -> dict[str, str]:
    if isinstance(fault, SignInNeededError):
        return {"WWW-Authenticate": 'Bearer realm="allianceskg"'}
    return {"Retry-After": str(fault.seconds)} if isinstance(fault, TooManyTriesError | BusyError) else {}


def shortened(text: str, length: int) -> str:
    """
    Cut a text that somebody sent before it is sent back.

    >>> shortened("abcdef", 3), shortened("abc", 3)
    ('abc…', 'abc')
    """
    return text if len(text) <= length else f"{text[:length]}…"


def report(problem: Problem, language: Language, *, request_id: str) -> bytes:
    """Write a problem as `application/problem+json`; the first line says what happened and what to do about it."""
    said = {"detail": problem.detail.in_language(language)}
    if problem.hint is not None:
        said["hint"] = problem.hint.in_language(language)
    content: dict[str, Any] = {
        "type": problem.type.iri,
        "title": problem.type.title.in_language(language),
        "status": problem.status,
        "request_id": request_id,
        **problem.members,
    }
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (said, content))
    return f"{next(lines)[:-1]},\n{next(lines)[1:]}".encode()


def status_phrase(problem: Problem, language: Language) -> bytes:
    """
    Return what the status line says of a problem, for clients that show nothing else: its title and what to do.

    Letters without accents, since a status line has no encoding.
    """
    parts = (problem.type.title, problem.hint or problem.detail)
    text = " ".join(without_accents(": ".join(part.in_language(language) for part in parts)).split())
    return _UNPRINTABLE.sub("'", shortened(text, _PHRASE_CHARACTERS).replace("…", "...")).encode("ascii")


def report_headers(problem: Problem, language: Language) -> dict[str, str]:
    """Return the headers of a report; whoever chose its form and its language adds `Vary`."""
    return {
        "content-type": MEDIA_TYPE,
        "content-language": language,
        "cache-control": "no-store",
        **{name.lower(): value for name, value in problem.headers.items()},
    }
