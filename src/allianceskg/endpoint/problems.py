"""Problem reports (RFC 9457): one table of statuses, one shape, in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from allianceskg.endpoint.exchange import Failure
from allianceskg.endpoint.refusal import Refusal
from allianceskg.language import DEFAULT_LANGUAGE, LANGUAGES, Language, Text
from allianceskg.terms import BASE

MEDIA_TYPE: Final = "application/problem+json"

STATUSES: Final[Mapping[str, tuple[int, Text]]] = {
    "request-malformed": (400, Text(fr="Demande mal formée", en="Malformed request")),
    "query-malformed": (400, Text(fr="Requête SPARQL non valide", en="Invalid SPARQL query")),
    "query-too-complex": (400, Text(fr="Requête trop complexe", en="Query too complex")),
    "unknown-graph": (400, Text(fr="Graphe inconnu", en="Unknown graph")),
    "update-refused": (403, Text(fr="Mise à jour refusée", en="Update refused")),
    "federation-refused": (403, Text(fr="Fédération refusée", en="Federation refused")),
    "method-not-allowed": (405, Text(fr="Méthode non permise", en="Method not allowed")),
    "not-acceptable": (406, Text(fr="Format non disponible", en="Format not available")),
    "request-too-slow": (408, Text(fr="Demande trop lente", en="Request too slow")),
    "query-too-long": (413, Text(fr="Requête trop longue", en="Query too long")),
    "request-too-large": (413, Text(fr="Demande trop volumineuse", en="Request too large")),
    "answer-too-large": (413, Text(fr="Réponse trop volumineuse", en="Answer too large")),
    "unsupported-media-type": (415, Text(fr="Type de contenu non pris en charge", en="Unsupported media type")),
    "too-many-queries": (429, Text(fr="Trop de requêtes de votre part", en="Too many queries of yours")),
    "query-crashed": (500, Text(fr="Calcul interrompu", en="Computation broken off")),
    "answer-failed": (500, Text(fr="Réponse impossible", en="No answer possible")),
    "server-busy": (503, Text(fr="Serveur occupé", en="Server busy")),
    "service-down": (503, Text(fr="Service arrêté", en="Service down")),
    "query-too-slow": (504, Text(fr="Durée dépassée", en="Time limit exceeded")),
    "query-too-greedy": (507, Text(fr="Mémoire dépassée", en="Memory limit exceeded")),
}
"""Every problem that the endpoint reports, with its status and its title."""

_OF_REFUSAL: Final = {
    "malformed": "query-malformed",
    "update": "query-malformed",  # as the W3C has it: what is no query is not a legal query
    "federation": "federation-refused",
    "too-long": "query-too-long",
    "too-complex": "query-too-complex",
    "unknown-graph": "unknown-graph",
}
_OF_FAILURE: Final = {
    "malformed": "query-malformed",
    "unwritable": "answer-failed",
    "too-large": "answer-too-large",
    "timeout": "query-too-slow",
    "memory": "query-too-greedy",
    "crash": "query-crashed",
    "busy": "server-busy",
    "greedy": "too-many-queries",
    "down": "service-down",
}
_LANGUAGE: Final = re.compile(r"\s*(\*|[A-Za-z]{1,8})[\w-]*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?")
_MANY: Final = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Why a request gets no answer.

    Attributes:
        name: Key of `STATUSES`.
        members: Further members of the report.
        headers: Further headers of the response.
    """

    name: str
    detail: Text
    hint: Text | None = None
    line: int | None = None
    column: int | None = None
    members: tuple[tuple[str, object], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUSES[self.name][0]

    def as_json(self, language: Language, *, request_id: str) -> bytes:
        """Write the report for a reader of a language."""
        report: dict[str, object] = {
            "type": f"{BASE}problem/{self.name}",
            "title": STATUSES[self.name][1].in_language(language),
            "status": self.status,
            "detail": self.detail.in_language(language),
        }
        if self.hint is not None:
            report["hint"] = self.hint.in_language(language)
        if self.line is not None:
            report |= {"line": self.line, "column": self.column}
        report |= dict(self.members) | {"request_id": request_id}
        return json.dumps(report, ensure_ascii=False).encode()


def of_refusal(refusal: Refusal) -> Problem:
    """Report what the guard refused."""
    return Problem(_OF_REFUSAL[refusal.reason], refusal.message, refusal.hint, refusal.line, refusal.column)


def of_failure(failure: Failure) -> Problem:
    """Report what went wrong with a query that was passed on."""
    headers = (("retry-after", str(failure.retry_after)),) if failure.retry_after is not None else ()
    return Problem(
        _OF_FAILURE[failure.kind], failure.message, failure.hint, failure.line, failure.column, headers=headers
    )


def reader_language(query_string: bytes, accept_language: str) -> Language:
    """
    Choose the language of a report: the `lang` parameter, else what the client prefers, else French.

    >>> reader_language(b"lang=en", "fr"), reader_language(b"", "de, en-GB;q=0.7, fr;q=0.3"), reader_language(b"", "")
    ('en', 'en', 'fr')
    """
    for name, value in parse_qsl(query_string.decode("latin-1"), max_num_fields=None):
        if name == "lang":
            return _known(value) or DEFAULT_LANGUAGE
    best: tuple[float, Language] = (0.0, DEFAULT_LANGUAGE)
    for part in accept_language.split(",")[:_MANY]:
        match = _LANGUAGE.fullmatch(part)
        language = _known(match[1].lower()) if match is not None else None
        quality = float(match[2]) if match is not None and match[2] is not None else 1.0
        if language is not None and quality > best[0]:
            best = (quality, language)
    return best[1]


def _known(name: str) -> Language | None:
    known: Sequence[Language] = [language for language in LANGUAGES if language == name]
    return known[0] if known else None
