"""What a case, an actor or a resource can say, for forms and for programs that write records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allianceskg.language import Language
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of
from allianceskg.records.field_examples import find_examples
from allianceskg.records.fields import ACTOR, CASE_STUDY, FOLDERS, RESOURCE
from allianceskg.records.fields_as_json import describe
from allianceskg.records.referable import Known

_CLASSES: Final[Mapping[str, str]] = {"case": CASE_STUDY, "actor": ACTOR, "resource": RESOURCE}


def describe_fields(catalogue: Catalogue, kind: str, language: Language) -> dict[str, Any]:
    """
    Describe the fields of a kind of record, with examples from its first records by name; made once for a build.

    Args:
        kind: `case`, `actor` or `resource`.
    """
    return library_of(catalogue).keep(("fields", kind, language), lambda: _described(catalogue, kind, language))


def _described(catalogue: Catalogue, name: str, language: Language) -> dict[str, Any]:
    kind = catalogue.kinds.by_class[_CLASSES[name]]
    paths = sorted((catalogue.home.records / FOLDERS[kind.iri]).glob("*.ttl"))
    examples = find_examples(kind, catalogue.kinds, paths)
    return describe(kind, catalogue.kinds, Known(catalogue.home), examples, language)
