"""The dated lists that codes, names and figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.terms import TERRITORY
from scripts.territories.packages import CONTOURS, COUNTRY_NAMES, DIVISIONS, Package


@dataclass(frozen=True, slots=True)
class Edition:
    """A dated list of official codes."""

    slug: str
    title: Text
    description: Text
    year: str | None
    source: str
    licence: str
    package: Package

    @property
    def iri(self) -> str:
        """Name of the edition in the graph."""
        return f"{TERRITORY}edition/{self.slug}"


_LICENCE_OUVERTE: Final = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
COG: Final = Edition(
    "cog-2026",
    Text(fr="Code officiel géographique, édition 2026", en="Official Geographic Code of France, 2026 edition"),
    Text(
        fr="Communes, arrondissements municipaux, départements, régions et collectivités d'outre-mer : codes et noms "
        "de l'Insee.",
        en="Communes, municipal arrondissements, départements, régions and overseas collectivities: codes and names "
        "by INSEE.",
    ),
    "2026",
    "https://www.insee.fr/fr/information/2560452",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
EPCI_LIST: Final = Edition(
    "epci-2026",
    Text(fr="Liste des EPCI à fiscalité propre, 2026", en="List of French inter-municipal bodies (EPCI), 2026"),
    Text(
        fr="Établissements publics de coopération intercommunale à fiscalité propre et leurs communes, selon la "
        "direction générale des collectivités locales ; le code est le numéro SIREN.",
        en="Inter-municipal bodies with their own tax revenue and their communes, as listed by the Directorate General "
        "for Local Authorities; the code is the SIREN number.",
    ),
    "2026",
    "https://www.collectivites-locales.gouv.fr/files/files/Etudes-et-statistiques/DESL/2026/EPCI/epcicom2026.xlsx",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
EPT_LIST: Final = Edition(
    "ept-2025",
    Text(
        fr="Liste des établissements publics territoriaux, 2025",
        en="List of the territorial public establishments (EPT), 2025",
    ),
    Text(
        fr="Établissements publics territoriaux de la Métropole du Grand Paris et leurs communes au 1er janvier "
        "2025, selon l'Insee ; le code est le numéro SIREN.",
        en="Territorial public establishments of Métropole du Grand Paris and their communes on 1 January 2025, by "
        "INSEE; the code is the SIREN number.",
    ),
    "2025",
    "https://www.insee.fr/fr/information/2510634",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
COUNTRIES: Final = Edition(
    "iso-3166-1-cldr-48",
    Text(
        fr="Pays et territoires de la norme ISO 3166-1, noms du CLDR 48",
        en="Countries and territories of ISO 3166-1, names from CLDR 48",
    ),
    Text(
        fr="Codes alpha-2 de la norme ISO 3166-1 ; noms français et anglais de l'Unicode Common Locale Data "
        "Repository.",
        en="Alpha-2 codes of ISO 3166-1; French and English names of the Unicode Common Locale Data Repository.",
    ),
    None,
    "https://cldr.unicode.org/",
    "https://www.unicode.org/license.txt",
    COUNTRY_NAMES,
)
CENTRES: Final = Edition(
    "contours-admin-express",
    Text(fr="Centres des communes, d'après ADMIN EXPRESS", en="Centres of the communes, from ADMIN EXPRESS"),
    Text(
        fr="Barycentres, calculés ici, des contours simplifiés des communes, communes déléguées ou associées et "
        "arrondissements municipaux que publie l'IGN ; en degrés décimaux du système WGS 84, au millième.",
        en="Centroids, computed here, of the simplified contours of communes, communes déléguées or associées and "
        "municipal arrondissements that IGN publishes; in decimal degrees of WGS 84, to the thousandth.",
    ),
    None,
    "https://geoservices.ign.fr/adminexpress",
    _LICENCE_OUVERTE,
    CONTOURS,
)
POPULATION: Final = Edition(
    "population-2023",
    Text(fr="Populations de référence 2023", en="Reference populations of France, 2023"),
    Text(
        fr="Populations municipales des communes et des arrondissements municipaux, selon l'Insee, en vigueur le 1er "
        "janvier 2026 ; à Mayotte, celles de 2017 ; dans les collectivités d'outre-mer, celles de leur dernier "
        "recensement. La population d'un territoire fait de communes est leur somme.",
        en="Municipal populations of communes and municipal arrondissements, by INSEE, in force on 1 January 2026; in "
        "Mayotte, those of 2017; in the overseas collectivities, those of their last census. The population of a "
        "territory made of communes is their sum.",
    ),
    "2023",
    "https://www.insee.fr/fr/statistiques/8680726?sommaire=8681011",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
POSTCODES: Final = Edition(
    "codes-postaux",
    Text(fr="Base officielle des codes postaux", en="Official list of French postcodes"),
    Text(
        fr="Codes postaux des communes et des arrondissements municipaux, selon La Poste.",
        en="Postcodes of communes and municipal arrondissements, by La Poste.",
    ),
    None,
    "https://www.data.gouv.fr/fr/datasets/base-officielle-des-codes-postaux/",
    _LICENCE_OUVERTE,
    DIVISIONS,
)
EDITIONS: Final = (COG, EPCI_LIST, EPT_LIST, COUNTRIES)
"""The lists of codes."""
FACTS: Final = {
    "coordinates": CENTRES,
    "computed-coordinates": CENTRES,
    "population": POPULATION,
    "postcodes": POSTCODES,
}
"""What the files of facts come from, by their names."""
