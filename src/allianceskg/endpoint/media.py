"""Formats of answers, and the choice of one by what a client accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from allianceskg.serving.negotiation import HTML, Offer, choose, names_media, weights
from allianceskg.sparql.prologue import Form

Family = Literal["results", "graph"]

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

QUERY: Final = Format("rq", "results", "application/sparql-query", f"{_W3C}SPARQL_Query")
"""What a query is written in when it is shown as it is run."""

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
    offers = [Offer(one, one.media_type, one.aliases, fits_wildcards=False) for one in offered]
    return choose(accept, offers) if names_media(accept) else None


def negotiate(accept: str, offered: Sequence[Format], *, with_html: bool = False) -> tuple[Format | None, str] | None:
    """
    Choose a format by an `Accept` header.

    Args:
        accept: The header; when it names no media type, everything is accepted.
        with_html: Whether a page for people is offered too; wildcards alone never choose it.

    Returns:
        The format and the media type to send; None for the format stands for the page. None when nothing fits.

    >>> negotiate("text/csv;q=0.5, application/sparql-results+xml", FORMATS[:4])[1]
    'application/sparql-results+xml'
    """
    offers: list[Offer[Format | None]] = [Offer(one, one.media_type, one.aliases) for one in offered]
    if with_html:
        offers.append(Offer(None, HTML, fits_wildcards=False))
    return choose(accept if names_media(accept) else "", offers)


def accepts_gzip(accept_encoding: str) -> bool:
    """
    Tell whether a client takes gzip.

    >>> accepts_gzip("br, gzip;q=0.8"), accepts_gzip("gzip;q=0, *"), accepts_gzip("")
    (True, False, False)
    """
    taken = weights(accept_encoding)
    return taken.get(GZIP, taken.get("x-gzip", taken.get("*", 0.0))) > 0.0
