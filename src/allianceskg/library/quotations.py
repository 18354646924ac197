"""Passages of the kit on which things rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allianceskg.library.catalogue import Catalogue
from allianceskg.rdf.term import IRI


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage of the kit, word for word."""

    iri: str
    line: int
    words: str


def read_quotations(things: Sequence[str], catalogue: Catalogue) -> dict[str, list[Quotation]]:
    """Return the passages of the kit that things rest on, in the order of their lines."""
    if not things:
        return {}
    found: dict[str, dict[str, Quotation]] = {}
    query = catalogue.queries.get("page-quotations").bind({"thing": [IRI(one) for one in things]})
    for row in catalogue.store.select(query):
        iri = row["quotation"].value
        quotation = Quotation(iri, int(row["line"].value), row["words"].value)
        found.setdefault(row["thing"].value, {}).setdefault(iri, quotation)
    return {thing: list(quotations.values()) for thing, quotations in found.items()}
