"""Cases in a few fields, as programs read lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from allianceskg.language import Language
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.entries import CaseEntry
from allianceskg.rdf.term import Literal
from allianceskg.terms import slug

FILTERS: Final = ("model", "category", "function", "territory", "theme", "type", "need", "sdg")
"""Name of each filter, as in addresses."""


def case_documents(cases: Iterable[CaseEntry], catalogue: Catalogue, language: Language) -> list[dict[str, Any]]:
    """
    Describe cases in a few fields.

    Returns:
        Of each `case`, `slug`, `title`, `summary`, `evidence_level`, `modified`, and one list of slugs for each of
        `FILTERS`, broader themes and types and containing territories included.
    """
    concepts = catalogue.names.concepts
    documents = []
    for case in cases:
        levels = [concepts[one].label.in_language(language) for one in case.values["evidence"] if one in concepts]
        documents.append(
            {
                "case": case.iri,
                "slug": case.slug,
                "title": _in_language(case.titles, language),
                "summary": _in_language(case.abstracts, language),
                "evidence_level": next(iter(levels), None),
                "modified": case.modified or None,
                **{name: [slug(value) for value in sorted(case.values[name])] for name in FILTERS},
            }
        )
    return documents


def _in_language(texts: Iterable[Literal], language: Language) -> str | None:
    return next((one.value for one in texts if one.language == language), None)
