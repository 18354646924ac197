"""Errors over HTTP: one table of statuses, one shape (RFC 9457), in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from allianceskg.errors import (
    AddressTooLongError,
    AllianceskgError,
    ConfigurationError,
    DataError,
    NotFoundError,
    ProfileError,
    QueryFileError,
    QueryRejectedError,
    QueryTimeoutError,
    StoreError,
    StoreUnreachableError,
    UnknownParameterError,
)
from allianceskg.language import Language, Text

STATUSES: Final[Mapping[type[AllianceskgError], int]] = {
    NotFoundError: 404,
    ProfileError: 400,
    AddressTooLongError: 414,
    UnknownParameterError: 400,
    QueryRejectedError: 400,
    DataError: 400,
    QueryTimeoutError: 504,
    StoreUnreachableError: 503,
    StoreError: 503,
    QueryFileError: 500,
    ConfigurationError: 500,
    AllianceskgError: 500,
}
"""Status of each error; the nearest class in its ancestry counts."""

_DETAIL_CHARACTERS: Final = 1_000
_TITLES: Final[Mapping[int, Text]] = {
    400: Text(fr="Requête incorrecte", en="Bad request"),
    404: Text(fr="Introuvable", en="Not found"),
    405: Text(fr="Méthode refusée", en="Method not allowed"),
    406: Text(fr="Format non proposé", en="Not acceptable"),
    410: Text(fr="Retiré", en="Gone"),
    413: Text(fr="Trop grand", en="Content too large"),
    414: Text(fr="Adresse trop longue", en="Address too long"),
    415: Text(fr="Type de contenu non accepté", en="Unsupported media type"),
    500: Text(fr="Erreur du serveur", en="Server error"),
    503: Text(fr="Indisponible pour l'instant", en="Unavailable for now"),
    504: Text(fr="Délai dépassé", en="Time limit exceeded"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """
    An error as it is sent.

    Attributes:
        more: Further members, such as the nearest names.
    """

    status: int
    detail: Text
    hint: Text | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> Text:
        """The kind of problem."""
        return _TITLES.get(self.status, _TITLES[500])


def problem_of(fault: AllianceskgError, language: Language) -> Problem:
    """Turn an error into what is sent of it."""
    status = next(STATUSES[kind] for kind in type(fault).__mro__ if kind in STATUSES)
    more: dict[str, Any] = {}
    if isinstance(fault, ProfileError):
        more["faults"] = [one.in_language(language) for one in fault.faults]
    if isinstance(fault, NotFoundError):
        more["nearest"] = list(fault.nearest)
    message = Text(*(shortened(text, _DETAIL_CHARACTERS) for text in (fault.message.fr, fault.message.en)))
    return Problem(status, message, fault.hint, more)


def shortened(text: str, length: int) -> str:
    """
    Cut a text that somebody sent before it is sent back.

    >>> shortened("abcdef", 3), shortened("abc", 3)
    ('abc…', 'abc')
    """
    return text if len(text) <= length else f"{text[:length]}…"


def as_json_response(problem: Problem, language: Language, *, request_id: str) -> Response:
    """Write a problem as `application/problem+json`."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title.in_language(language),
        "status": problem.status,
        "detail": problem.detail.in_language(language),
        "request_id": request_id,
    }
    if problem.hint is not None:
        content["hint"] = problem.hint.in_language(language)
    return JSONResponse(
        {**content, **problem.more},
        status_code=problem.status,
        media_type="application/problem+json",
        headers=dict(problem.headers),
    )
