"""The guides, courses, platforms and self-assessments of the catalogue."""

from __future__ import annotations

from allianceskg.library.catalogue import Catalogue
from allianceskg.library.things import Thing, find_thing


def read_resources(catalogue: Catalogue) -> list[Thing]:
    """Return every resource, in the order of the query `resources-by-audience`."""
    rows = catalogue.store.select(catalogue.queries.get("resources-by-audience").text)
    found = (find_thing(iri, catalogue) for iri in dict.fromkeys(row["resource"].value for row in rows))
    return [resource for resource in found if resource is not None]
