"""Territories as the wizard names them, in the reader's language, with what tells namesakes apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.names import Names
from allianceskg.rdf.term import IRI
from allianceskg.terms import TERRITORY, slug

_TELLING: Final = ("departement", "collectivite", "region")


@dataclass(frozen=True, slots=True)
class Place:
    """
    A territory.

    Attributes:
        value: Its slug.
        label: Its name, its level and what it lies in: "Courcy (commune, Marne)".
    """

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What a typed territory can mean.

    Attributes:
        place: When it means exactly one.
        candidates: When it means several; or those of near names, when it means none.
        is_ambiguous: Whether the candidates have exactly that name.
    """

    text: str
    place: Place | None = None
    candidates: tuple[Place, ...] = ()
    is_ambiguous: bool = False


def read_place(text: str, catalogue: Catalogue) -> Reading:
    """Find which territory a slug, a code or a name means."""
    if not text:
        return Reading(text)
    found = [value for value, _ in catalogue.find_territories(text)]
    if len(found) == 1:
        return Reading(text, place=label_places(found, catalogue)[0])
    if found:
        return Reading(text, candidates=label_places(found, catalogue), is_ambiguous=True)
    near = [value for value, _ in catalogue.suggest_territories(text)]
    return Reading(text, candidates=label_places(near, catalogue))


def label_places(slugs: Sequence[str], catalogue: Catalogue) -> tuple[Place, ...]:
    """Name territories, in the order given."""
    query = catalogue.queries.get("page-wizard-territories").bind(
        {"territory": [IRI(TERRITORY + one) for one in slugs]}
    )
    names: dict[str, Text] = {}
    details: dict[str, dict[Text, None]] = {}
    for row in catalogue.store.select(query):
        territory = slug(row["territory"].value)
        french = row["french"].value
        names[territory] = Text(fr=french, en=row["english"].value if "english" in row else french)
        detail = details.setdefault(territory, {_level(row["level"].value, catalogue.names): None})
        if "above" in row and slug(row["above"].value).partition("-")[0] in _TELLING:
            detail[Text(fr=row["aboveName"].value, en=row["aboveName"].value)] = None
    return tuple(Place(one, _labelled(names[one], details[one])) for one in slugs if one in names)


def _level(iri: str, names: Names) -> Text:
    level = names.of(iri)
    return Text(fr=_small(level.fr), en=_small(level.en))


def _small(label: str) -> str:
    return label if label.isupper() else label[:1].lower() + label[1:]


def _labelled(name: Text, details: Iterable[Text]) -> Text:
    listed = list(details)
    return Text(
        fr=f"{name.fr} ({', '.join(one.fr for one in listed)})", en=f"{name.en} ({', '.join(one.en for one in listed)})"
    )
