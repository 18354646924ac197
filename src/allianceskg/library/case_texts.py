"""What is searched of each case: its title, the names of all that it is linked to, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from allianceskg.language import LANGUAGES, Language
from allianceskg.library.case_sets import CaseSets
from allianceskg.library.cases import Cases
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.sets import positions
from allianceskg.library.text_index import Document, TextIndex, open_index
from allianceskg.library.thing_names import ThingNames
from allianceskg.records.shortcuts import LINKS

_NAMED: Final = tuple(name for name in LINKS if name != "evidence")
_READING: Final = ("page-case-texts", "page-names", "page-cases", "words-of-concepts")


def open_text_index(
    catalogue: Catalogue, cases: Cases, sets: CaseSets, names: ThingNames, *, folder: Path | None
) -> TextIndex:
    """
    Open the full-text index of all cases.

    Args:
        folder: Of the build, beside which it is saved; None where nothing can be saved.
    """
    return open_index(
        lambda: _documents(catalogue, cases, sets, names),
        catalogue.knowledge.reader,
        folder=folder,
        reading=[catalogue.queries.get(name).text for name in _READING],
    )


def _documents(catalogue: Catalogue, cases: Cases, sets: CaseSets, names: ThingNames) -> Iterator[Document]:
    linked = _linked(cases, sets)
    names.learn(value for name in _NAMED for value in sets[name])
    texts = {language: _texts(catalogue, language) for language in LANGUAGES}
    for position, iri in enumerate(cases.iris):
        for language in LANGUAGES:
            called = (names.of(value).in_language(language) for value in linked[position])
            yield Document(
                position=position,
                language=language,
                title=cases.title(position, language),
                names=" . ".join(dict.fromkeys(called)),
                body=texts[language].get(iri, ""),
                concepts=tuple(value for value in linked[position] if value in catalogue.names.concepts),
            )


def _linked(cases: Cases, sets: CaseSets) -> list[list[str]]:
    """Return what each case is linked to, by position."""
    linked: list[list[str]] = [[] for _ in cases.iris]
    for name in _NAMED:
        for value, members in sets[name].items():
            for position in positions(members):
                linked[position].append(value)
    return linked


def _texts(catalogue: Catalogue, language: Language) -> dict[str, str]:
    query = catalogue.queries.get("page-case-texts").bind_texts({"language": [language]})
    texts: dict[str, list[str]] = {}
    for row in catalogue.store.select(query):
        texts.setdefault(row["case"].value, []).append(row["text"].value)
    return {case: "\n".join(said) for case, said in texts.items()}
