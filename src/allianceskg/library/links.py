"""What points to a thing, and the graphs in which things are described."""

from __future__ import annotations

from collections.abc import Iterable

from allianceskg.library.catalogue import Catalogue
from allianceskg.rdf.term import IRI, Triple


def links_to(thing: str, catalogue: Catalogue) -> dict[str, list[str]]:
    """Return what points to a thing, by property, in order."""
    links: dict[str, dict[str, None]] = {}
    for row in catalogue.store.select(catalogue.queries.get("page-links-to").bind({"thing": [IRI(thing)]})):
        links.setdefault(row["link"].value, {})[row["subject"].value] = None
    return {link: list(found) for link, found in links.items()}


def read_graphs(documents: Iterable[str], catalogue: Catalogue) -> list[Triple]:
    """
    Return all that the graphs of some documents hold.

    Args:
        documents: IRIs of the documents; `/graph` after each names its graph.
    """
    return [triple for document in documents for triple in catalogue.store.read_graph(f"{document}/graph")]
