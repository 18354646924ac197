"""A SPARQL endpoint as it is set: where it is, how to be let in, and how much of everything it is given; what it replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

AGENT: Final = "allianceskg"
TABLE: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"

Scheme = Literal["basic", "digest", "bearer"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """
    How to be let in.

    Attributes:
        secret: The password, or the token of `bearer`; never shown.
    """

    scheme: Scheme
    user: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    A SPARQL 1.1 endpoint.

    Attributes:
        query: Address of queries.
        update: Address of updates; None where it follows from the engine, or nothing is to be written.
        graphs: Address of the SPARQL 1.1 Graph Store Protocol; None likewise.
        seconds: Time limit of a query, from the request to the last byte.
        load_seconds: Time limit of a request that writes.
        retries: How often a query is sent again when nobody answered it; what writes is never sent again.
        rows: A row limit that the server is known to have: an answer as long as that is taken for a cut one.
        most_bytes: Longest answer that is read.
    """

    query: str
    update: str | None = None
    graphs: str | None = None
    credentials: Credentials | None = None
    seconds: float = 60.0
    load_seconds: float = 900.0
    retries: int = 2
    rows: int | None = None
    most_bytes: int = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class Reply:
    """
    What came back, whatever its status.

    Attributes:
        headers: Names in lower case.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", errors="replace")
