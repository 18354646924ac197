"""Cases in a few fields, as programs read lists of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from allianceskg.language import Language, Worded
from allianceskg.library.case_entries import CaseEntry, listed_fields
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.descriptions import choose_texts
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.records.fields import Field
from allianceskg.records.shortcuts import FILTERS
from allianceskg.terms import slug


def case_documents(cases: Iterable[CaseEntry], catalogue: Catalogue, language: Language) -> list[dict[str, Any]]:
    """
    Describe cases in a few fields.

    Returns:
        Of each `case`, `slug`, `title`, `summary`, `evidence_level`, `modified`, and one list of slugs for each of
        `FILTERS`, broader themes and types and containing territories included. `title_language` and
        `summary_language` stand beside a text that does not exist in the language asked for. Where the shapes give
        cases further fields, `fields` has what the case says in each, by its key.
    """
    concepts = catalogue.names.concepts
    further = listed_fields(catalogue.kinds)
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
                **(
                    {"fields": {one.key: _values(one, case.further[one.path], language) for one in further}}
                    if further
                    else {}
                ),
            }
        )
    return documents


def _values(field: Field, terms: Sequence[Term], language: Language) -> Any:
    """Return what a field holds, as JSON: texts in one language, numbers as numbers, a list where there can be several."""
    literals = [term for term in terms if isinstance(term, Literal)]
    if field.content in ("number", "boolean"):
        found: list[Any] = [json.loads(term.value) for term in sorted(literals)]
    else:
        found = [text.value for text in choose_texts(literals, language)]
    found += sorted(term.value for term in terms if isinstance(term, IRI))
    return found if field.is_list else next(iter(found), None)


def _foreign(language: Language, **texts: Worded | None) -> dict[str, str]:
    """Say of each text in another language than the one asked for which one that is."""
    return {
        f"{name}_language": text.language
        for name, text in texts.items()
        if text is not None and text.language not in (None, language)
    }
