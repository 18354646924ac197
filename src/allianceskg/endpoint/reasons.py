"""The problem that a refused query, or one that failed, is told as."""

from __future__ import annotations

from typing import Any, Final

from allianceskg.endpoint.exchange import Failure
from allianceskg.endpoint.refusal import Refusal
from allianceskg.serving.problems import Problem

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
    "endless": "query-too-complex",
    "unwritable": "answer-failed",
    "too-large": "answer-too-large",
    "timeout": "query-too-slow",
    "memory": "query-too-greedy",
    "crash": "query-crashed",
    "ended": "query-interrupted",
    "busy": "server-busy",
    "greedy": "too-many-queries",
    "down": "service-down",
}


def of_refusal(refusal: Refusal) -> Problem:
    """Report what the guard refused."""
    return Problem(_OF_REFUSAL[refusal.reason], refusal.message, refusal.hint, _place(refusal))


def of_failure(failure: Failure) -> Problem:
    """Report what went wrong with a query that was passed on."""
    headers = {} if failure.retry_after is None else {"retry-after": str(failure.retry_after)}
    return Problem(_OF_FAILURE[failure.kind], failure.message, failure.hint, _place(failure), headers)


def _place(reason: Refusal | Failure) -> dict[str, Any]:
    return {} if reason.line is None else {"line": reason.line, "column": reason.column}
