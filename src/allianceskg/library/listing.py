"""Cases in a few fields, as programs read lists of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from allianceskg.language import Language, Worded
from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.catalogue import Catalogue
from allianceskg.terms import slug

FILTERS: Final = ("model", "category", "function", "territory", "theme", "type", "need", "sdg")
"""Name of each filter, as in addresses."""


def case_documents(cases: Iterable[CaseEntry], catalogue: Catalogue, language: Language) -> list[dict[str, Any]]:
    """
    Describe cases in a few fields.

    Returns:
        Of each `case`, `slug`, `title`, `summary`, `evidence_level`, `modified`, and one list of slugs for each of
        `FILTERS`, broader themes and types and containing territories included. `title_language` and
        `summary_language` stand beside a text that does not exist in the language asked for.
    """
    concepts = catalogue.names.concepts
    documents = []
    for case in cases:
        levels = [concepts[one].label.in_language(language) for one in case.values["evidence"] if one in concepts]
        title, abstract = case.title(language), case.abstract(language)
        documents.append(
            {
                "case": case.iri,
                "slug": case.slug,
                "title": title.value if case.titles else None,
                "summary": None if abstract is None else abstract.value,
                "evidence_level": next(iter(levels), None),
                "modified": case.modified or None,
                **_foreign(language, title=title, summary=abstract),
                **{name: [slug(value) for value in sorted(case.values[name])] for name in FILTERS},
            }
        )
    return documents


def _foreign(language: Language, **texts: Worded | None) -> dict[str, str]:
    """Say of each text in another language than the one asked for which one that is."""
    return {
        f"{name}_language": text.language
        for name, text in texts.items()
        if text is not None and text.language not in (None, language)
    }
