"""Formats of answers, and the choice of one by what a client accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.sparql.prologue import Form

Family = Literal["results", "graph"]

HTML: Final = "text/html"
GZIP: Final = "gzip"


@dataclass(frozen=True, slots=True)
class Format:
    """
    A way to write an answer.

    Attributes:
        name: As the `format` parameter and file endings write it.
        media_type: As it is sent.
        aliases: Further media types under which it may be asked for; the answer then bears the one asked for.
        extra: Parameters of the media type that are sent with it.
        iri: Its name in a service description.
    """

    name: str
    family: Family
    media_type: str
    iri: str
    aliases: tuple[str, ...] = ()
    extra: str = ""

    def content_type(self, media_type: str) -> str:
        """Return the value of the header, for the media type that was asked for."""
        return f"{media_type}; charset=utf-8" + self.extra if media_type.startswith("text/") else media_type


_W3C: Final = "http://www.w3.org/ns/formats/"

FORMATS: Final = (
    Format(
        "json",
        "results",
        "application/sparql-results+json",
        f"{_W3C}SPARQL_Results_JSON",
        aliases=("application/json",),
    ),
    Format(
        "xml",
        "results",
        "application/sparql-results+xml",
        f"{_W3C}SPARQL_Results_XML",
        aliases=("application/xml", "text/xml"),
    ),
    Format("csv", "results", "text/csv", f"{_W3C}SPARQL_Results_CSV", extra="; header=present"),
    Format("tsv", "results", "text/tab-separated-values", f"{_W3C}SPARQL_Results_TSV", extra="; header=present"),
    Format("ttl", "graph", "text/turtle", f"{_W3C}Turtle", aliases=("application/x-turtle", "application/turtle")),
    Format("nt", "graph", "application/n-triples", f"{_W3C}N-Triples", aliases=("text/plain",)),
    Format("rdf", "graph", "application/rdf+xml", f"{_W3C}RDF_XML", aliases=("application/xml", "text/xml")),
    Format("jsonld", "graph", "application/ld+json", f"{_W3C}JSON-LD", aliases=("application/json",)),
    Format("nq", "graph", "application/n-quads", f"{_W3C}N-Quads"),
    Format("trig", "graph", "application/trig", f"{_W3C}TriG"),
)
"""In the order of the server's own preference within each family."""

BY_NAME: Final[Mapping[str, Format]] = {one.name: one for one in FORMATS}
_OTHER_NAMES: Final[Mapping[Family, Mapping[str, str]]] = {
    "results": {},
    "graph": {
        "turtle": "ttl",
        "ntriples": "nt",
        "n-triples": "nt",
        "rdfxml": "rdf",
        "rdf+xml": "rdf",
        "xml": "rdf",
        "json-ld": "jsonld",
        "json": "jsonld",
    },
}
_RANGE: Final = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)\s*((?:;[^,]*)?)\s*")
_QUALITY: Final = re.compile(r";\s*q\s*=\s*(1(?:\.0{0,3})?|0(?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)
_CODING: Final = re.compile(r"\s*([\w*-]+)\s*((?:;[^,]*)?)\s*")
_MANY: Final = 50


def formats_for(form: Form) -> list[Format]:
    """List the formats in which a query of a form can be answered."""
    family: Family = "results" if form in ("SELECT", "ASK") else "graph"
    return [one for one in FORMATS if one.family == family]


def named(name: str, offered: Sequence[Format]) -> tuple[Format, str] | None:
    """
    Find an offered format by the value of a `format` parameter: a short name or a media type.

    >>> named("CSV", FORMATS)[1]
    'text/csv'
    """
    wanted = name.strip().lower().replace(" ", "+")
    for one in offered:
        if _OTHER_NAMES[one.family].get(wanted, wanted) in (one.name, one.media_type, *one.aliases):
            return one, one.media_type
    return None


def asked_by_name(accept: str, offered: Sequence[Format]) -> tuple[Format, str] | None:
    """Choose a format by an `Accept` header, without its wildcards."""
    chosen = negotiate(",".join(part for part in accept.split(",") if "*" not in part) or "-/-", offered)
    return (chosen[0], chosen[1]) if chosen is not None and chosen[0] is not None else None


def negotiate(accept: str, offered: Sequence[Format], *, with_html: bool = False) -> tuple[Format | None, str] | None:
    """
    Choose a format by an `Accept` header, as RFC 9110 section 12.5.1 says.

    Each media type has the quality of the most precise range that covers it; the highest quality wins, and among equals
    the order of `offered`, with types asked for by name before those covered by a wildcard.

    Args:
        accept: The header; empty means that everything is accepted.
        with_html: Whether a page for people is offered too; wildcards alone never choose it.

    Returns:
        The format and the media type to send; None for the format stands for the page. None when nothing fits.

    >>> negotiate("text/csv;q=0.5, application/sparql-results+xml", FORMATS[:4])[1]
    'application/sparql-results+xml'
    """
    ranges = _ranges(accept)
    if not ranges:
        return (offered[0], offered[0].media_type) if offered else None
    candidates: list[tuple[Format | None, str]] = [(one, one.media_type) for one in offered]
    candidates += [(one, alias) for one in offered for alias in one.aliases]
    if with_html:
        candidates.append((None, HTML))
    best: tuple[float, int, int] | None = None
    chosen: tuple[Format | None, str] | None = None
    for order, (one, media_type) in enumerate(candidates):
        quality, precision = _quality(media_type, ranges)
        is_own = one is not None and media_type == one.media_type
        if quality == 0.0 or (precision < _EXACT and not is_own):
            continue
        rank = (quality, precision, -order)
        if best is None or rank > best:
            best, chosen = rank, (one, media_type)
    return chosen


def accepts_gzip(accept_encoding: str) -> bool:
    """
    Tell whether a client takes gzip.

    >>> accepts_gzip("br, gzip;q=0.8"), accepts_gzip("gzip;q=0, *"), accepts_gzip("")
    (True, False, False)
    """
    qualities: dict[str, float] = {}
    for part in accept_encoding.split(",")[:_MANY]:
        match = _CODING.fullmatch(part)
        if match is not None:
            qualities[match[1].lower()] = _parse_quality(match[2])
    return qualities.get(GZIP, qualities.get("x-gzip", qualities.get("*", 0.0))) > 0.0


_EXACT: Final = 2


def _quality(media_type: str, ranges: Mapping[str, float]) -> tuple[float, int]:
    """Return the quality of a media type and how precisely it was asked for (2 by name, 1 by `type/*`, 0 by `*/*`)."""
    for precision, pattern in ((_EXACT, media_type), (1, media_type.split("/")[0] + "/*"), (0, "*/*")):
        if pattern in ranges:
            return ranges[pattern], precision
    return 0.0, 0


def _ranges(accept: str) -> dict[str, float]:
    """Read the media ranges with their qualities; what is no media range is passed over."""
    ranges: dict[str, float] = {}
    for part in accept.split(",")[:_MANY]:
        match = _RANGE.fullmatch(part)
        if match is not None:
            pattern = f"{match[1]}/{match[2]}".lower()
            ranges[pattern] = max(ranges.get(pattern, 0.0), _parse_quality(match[3]))
    return ranges


def _parse_quality(parameters: str) -> float:
    match = _QUALITY.search(parameters)
    return 1.0 if match is None else float(match[1])
