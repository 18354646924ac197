"""Answers of the SPARQL protocol as terms: query results in JSON, and N-Triples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from allianceskg.errors import StoreError, TurtleSyntaxError
from allianceskg.language import Text
from allianceskg.rdf.table import Table
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import RDF_LANG_STRING, XSD_BOOLEAN, XSD_STRING

_ANSWER: Final = "urn:answer"
_BOOLEANS: Final = {"1": "true", "0": "false"}


def read_table(body: bytes) -> Table:
    """
    Read the answer of a SELECT.

    Raises:
        StoreError: It is not what the protocol says, which a cut answer never is.
    """
    content = _json(body)
    try:
        variables = tuple(content["head"]["vars"])
        rows = tuple(
            tuple(_term(row[name]) if name in row else None for name in variables)
            for row in content["results"]["bindings"]
        )
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise unreadable(body) from fault
    return Table(variables, rows)


def read_boolean(body: bytes) -> bool:
    """
    Read the answer of an ASK; Virtuoso gives it as a table, with the cell 1 for yes and without a row for no.

    Raises:
        StoreError: It is not what the protocol says.
    """
    content = _json(body)
    try:
        if "boolean" in content:
            return bool(content["boolean"])
        cells = [cell["value"] for row in content["results"]["bindings"] for cell in row.values()]
        return {(): False, ("0",): False, ("1",): True}[tuple(cells)]
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise unreadable(body) from fault


def read_triples(body: bytes) -> tuple[Triple, ...]:
    """
    Read the answer of a CONSTRUCT or DESCRIBE, in N-Triples; no triple comes twice.

    Raises:
        StoreError: It is not N-Triples.
    """
    scratch = EmbeddedStore.in_memory()
    try:
        scratch.replace_graph(_ANSWER, body)
    except TurtleSyntaxError as fault:
        raise unreadable(body) from fault
    return scratch.read_graph(_ANSWER)


def unreadable(body: bytes) -> StoreError:
    """Say that an answer is cut or is no SPARQL answer, and show how it begins."""
    start = " ".join(body[:160].decode("utf-8", errors="replace").split())
    return StoreError(
        Text(
            fr=f"La réponse du serveur est coupée ou n'est pas une réponse SPARQL. Elle commence par : {start}",
            en=f"The server's answer is cut or is no SPARQL answer. It begins with: {start}",
        ),
        hint=Text(
            fr="Vérifiez que ALLIANCESKG_STORE donne l'adresse du point d'accès SPARQL lui-même, et non d'une page.",
            en="Check that ALLIANCESKG_STORE gives the address of the SPARQL endpoint itself, and not of a page.",
        ),
    )


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        content = json.loads(body)
    except ValueError as fault:
        raise unreadable(body) from fault
    if not isinstance(content, dict):
        raise unreadable(body)
    return content


def _term(cell: Mapping[str, str]) -> Term:
    value = cell["value"]
    match cell["type"]:
        case "uri":
            return IRI(value)
        case "bnode":
            return BlankNode(value.removeprefix("nodeID://"))
        case "literal" | "typed-literal" if "xml:lang" in cell:
            return Literal(value, cell["xml:lang"], RDF_LANG_STRING)
        case "literal" | "typed-literal":
            datatype = cell.get("datatype", XSD_STRING)
            return Literal(_BOOLEANS.get(value, value) if datatype == XSD_BOOLEAN else value, None, datatype)
        case kind:
            raise ValueError(kind)
