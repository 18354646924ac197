"""Invented values to check profiles against, and the real ones of the shipped catalogue."""

from __future__ import annotations

import pytest

from allianceskg.files import Home
from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.profiles import KnownValues
from allianceskg.store.embedded import EmbeddedStore

TERRITORIES = {
    "commune-45234": [("commune-45234", "Orléans")],
    "45234": [("commune-45234", "Orléans")],
    "Orléans": [("commune-45234", "Orléans")],
    "01004": [("commune-01004", "Ambérieu-en-Bugey")],
    "2A": [("departement-2A", "Corse-du-Sud")],
    "Courcy": [
        (f"commune-{number}", f"Courcy ({where})") for number, where in ((14190, "Calvados"), (50140, "Manche"))
    ],
}


@pytest.fixture(scope="session")
def known() -> KnownValues:
    """A small catalogue."""
    return KnownValues(
        actor_types={
            "association": Text("Association", "Non-profit association"),
            "collectivite-territoriale": Text("Collectivité territoriale", "Local authority"),
            "entreprise": Text("Entreprise", "Company"),
        },
        objectives={
            "processus": Text("Processus", "Processes"),
            "business-model": Text("Business model", "Business model"),
            "proposition-de-valeur": Text("Proposition de valeur", "Value proposition"),
            "positionnement": Text("Positionnement", "Positioning"),
        },
        features={
            "co-entreprise": Text("Co-entreprise", "Joint company"),
            "don-sans-contrepartie": Text("Don sans contrepartie", "Gift without return"),
        },
        needs={
            "definir-strategie": Text("Définir sa stratégie", "Define one's strategy"),
            "comprendre-ecosysteme": Text("Comprendre son écosystème", "Understand one's ecosystem"),
        },
        functions={
            "accompagnements": Text("Accompagnements", "Support and coaching"),
            "gestion-d-un-lieu": Text("Gestion d'un lieu", "Running a place"),
        },
        themes={"emploi": Text("Emploi", "Employment"), "numerique": Text("Numérique", "Digital technology")},
        roles={"financeur": Text("Financeur", "Funder"), "prestataire": Text("Prestataire", "Service provider")},
        resolve_territory=lambda text: TERRITORIES.get(text, []),
        suggest_territory=lambda text: [("commune-45234", "Orléans")] if text.startswith("Orl") else [],
    )


@pytest.fixture(scope="session")
def catalogue(built_store: EmbeddedStore, home: Home) -> Catalogue:
    """The shipped catalogue."""
    return Catalogue(built_store, home, data_version="essai")
