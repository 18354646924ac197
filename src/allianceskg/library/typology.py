"""What leads from objectives to categories, models and features, read from the vocabularies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from allianceskg.errors import DataError
from allianceskg.language import Text
from allianceskg.model import OBJECTIVES, Category, Feature, Model, Objective, Typology
from allianceskg.names import Concept, Names
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
from allianceskg.terms import AKG, concept, slug

_LEADS: Final = f"{AKG}leadsToCategory"
_QUALIFIES: Final = f"{AKG}qualifiesModel"


def read_typology(store: Store, queries: QueryCatalogue, names: Names) -> Typology:
    """
    Read the typology, in the order of the kit.

    Raises:
        DataError: The vocabularies do not hold together.
    """
    links: dict[str, list[tuple[str, str]]] = {}
    for row in store.select(queries.get("typology").text):
        links.setdefault(row["link"].value, []).append((row["from"].value, row["to"].value))
    category_of = dict(links.get(_LEADS, []))
    model_of = dict(links.get(_QUALIFIES, []))
    partnerships = names.in_scheme("partnership-models")
    try:
        return Typology(
            objectives=tuple(
                Objective(name, names.of(iri), slug(category_of[iri]), _line_that_leads(names.concepts[iri]))
                for name in OBJECTIVES
                for iri in (concept("objectives", name),)
            ),
            categories=tuple(
                Category(one.slug, names.short(one.iri), _models_of(one, partnerships))
                for one in partnerships
                if not one.broader
            ),
            models=tuple(Model(one.slug, names.short(one.iri)) for one in partnerships if one.broader),
            features=tuple(
                Feature(one.slug, one.label, slug(model_of[one.iri]), one.line or 0)
                for one in names.in_scheme("model-features")
            ),
        )
    except (KeyError, ValueError) as fault:
        raise DataError(
            Text(
                fr=f"Les vocabulaires ne permettent pas de diagnostiquer un profil : {fault}.",
                en=f"The vocabularies do not allow a profile to be diagnosed: {fault}.",
            ),
        ) from fault


def _line_that_leads(objective: Concept) -> int:
    """Return the line that draws a category from an objective: it comes after those that describe the objective."""
    return max(objective.lines, default=0)


def _models_of(category: Concept, partnerships: Sequence[Concept]) -> tuple[str, ...]:
    return tuple(one.slug for one in partnerships if category.iri in one.broader)
