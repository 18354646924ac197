"""The addresses whose time is measured: one for each kind of page and file of the site, the busiest that a catalogue has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from allianceskg.library.catalogue import Catalogue
from allianceskg.terms import AKG, VOCABULARY, slug
from allianceskg.web.urls import local_path

_PROFILE: Final = (
    "partner=collectivite-territoriale,10,10,60,20&function=gestion-d-un-lieu&theme=numerique&territory=commune-45234"
)

PAGES: Final[Mapping[str, str]] = {
    "home": "/",
    "home in English": "/?lang=en",
    "cases": "/cases",
    "cases, two filters": "/cases?function=gestion-d-un-lieu&territory=country-FR",
    "cases, a region": "/cases?territory=region-11",
    "cases, a text": "/cases?q=insertion",
    "cases, by year, last page": "/cases?sort=year&page=100000",
    "cases, by evidence": "/cases?sort=evidence&theme={theme}",
    "cases, by change": "/cases?sort=modified",
    "cases, nothing found": "/cases?q=insertion&theme=numerique&year=1901",
    "cases, a place unknown": "/cases?place=orleens",
    "case": "/case/{case}.html",
    "actor": "{actor}",
    "country": "/territory/country-FR.html",
    "region": "/territory/region-11.html",
    "département": "/territory/departement-45.html",
    "commune": "/territory/commune-75056.html",
    "model": "/vocabulary/partnership-models/{model}.html",
    "category": "/vocabulary/partnership-models/pratiques-responsables.html",
    "function": "/vocabulary/catalyst-functions/{function}.html",
    "theme": "/vocabulary/themes/{theme}.html",
    "actor type": "/vocabulary/actor-types/{type}.html",
    "need": "/vocabulary/needs/{need}.html",
    "evidence level": "/vocabulary/evidence-levels/cas-documente.html",
    "step": "/vocabulary/steps/se-positionner.html",
    "scheme, themes": "/vocabulary/themes.html",
    "scheme, goals": "/vocabulary/sdgs.html",
    "landmark sheets": "/landmark",
    "landmark sheet, actor type": "/landmark/type/{type}",
    "landmark sheet, theme": "/landmark/theme/{theme}",
    "landmark sheet, country": "/landmark/territory/country-FR",
    "landmark sheet, region": "/landmark/territory/region-11",
    "landmark sheet, commune": "/landmark/territory/commune-75056",
    "statistics": "/statistics",
    "resources": "/resources",
    "resource": "/resource/autodiagnostics.html",
    "kit": "/kit.html",
    "rule of the kit": "/kit/rule/alliances-et-odd-17.html",
    "convention": "/convention/barycentre-is-mean.html",
    "conventions": "/conventions.html",
    "quotations": "/kit-quotations.html",
    "ontology": "/ontology.html",
    "shapes": "/shapes/CaseStudy.html",
    "alignment": "/alignment/schema-org.html",
    "catalogue": "/catalogue.html",
    "queries": "/queries.html",
    "query": "/query/matching/ranking.html",
    "about": "/about",
    "wizard": "/diagnosis",
    "wizard, partnership": f"/diagnosis?step=2&{_PROFILE}",
    "wizard, territory": f"/diagnosis?step=3&{_PROFILE}",
    "square": f"/diagnosis/square?{_PROFILE}",
    "answer": f"/diagnosis?step=answer&{_PROFILE}",
    "dossier": f"/diagnosis/dossier?{_PROFILE}",
    "case, opened from an answer": f"/case/{{case}}.html?{_PROFILE}",
    "territories of a region": "/territories?within=region-53",
    "answer for a region": "/diagnosis?step=answer&function=accompagnements&territory=region-11",
    "comparison": f"/diagnosis/compare?{_PROFILE}&case={{case}}&case={{other}}",
    "answer of an old version": f"/diagnosis?step=answer&{_PROFILE}&version=000000000000",
    "editor": "/sparql",
    "not found, a case": "/case/ronalpi.html",
    "not found, a goal": "/vocabulary/sdgs/17.html",
    "not found, a page": "/nothing-here",
    "not found, a sheet": "/landmark/theme/nothing",
}
"""Path of each page by its name, with the things of the catalogue in braces."""

FILES: Final[Mapping[str, str]] = {
    "health": "/health",
    "metrics": "/metrics",
    "feed": "/feed.atom",
    "feed of an answer": f"/diagnosis/feed.atom?{_PROFILE}",
    "case as JSON": "/api/cases/{case}",
    "answer as JSON": f"/api/match?{_PROFILE}",
    "case as Turtle": "/case/{case}.ttl",
    "territory as JSON-LD": "/territory/country-FR.jsonld",
    "theme as RDF/XML": "/vocabulary/themes/{theme}.rdf",
    "territories by name": "/api/territories?q=orleans",
    "queries as JSON": "/api/queries",
    "result of a query": "/api/queries/typology",
    "sitemap": "/sitemap.xml",
    "cases as JSON": "/api/cases",
    "cases exported as CSV": "/cases/export.csv",
    "cases exported as XLSX": "/cases/export.xlsx",
    "cases exported as JSON": "/cases/export.json",
}
"""Path of what programs read. The last five list every case, so their time grows with the catalogue."""

_BUSY: Final = {
    "actor": "involvesActor",
    "theme": "concernsTheme",
    "type": "involvesActorType",
    "model": "usesModel",
    "function": "coversFunction",
    "need": "addressesNeed",
}


def things(catalogue: Catalogue) -> dict[str, str]:
    """Choose what stands in the braces: of each kind the thing with most cases, equal ones by name."""
    index = catalogue.index
    chosen = {}
    for name, link in _BUSY.items():
        counts = index.counts(f"{AKG}{link}")
        busiest = min(counts, key=lambda value: (-counts[value], value))
        # An actor that was imported has its page elsewhere than ours have.
        chosen[name] = f"{local_path(busiest)}.html" if name == "actor" else slug(busiest)
    # The comparison shows cases that the profile lists.
    first, second = index.with_value(f"{AKG}coversFunction", f"{VOCABULARY}catalyst-functions/gestion-d-un-lieu")[:2]
    return {**chosen, "case": slug(index.iri(int(first))), "other": slug(index.iri(int(second)))}
