"""The invented catalogue that every row of a run is measured on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from allianceskg.config import Settings, read_settings
from allianceskg.files import Home, find_home
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching import answer as matching
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.diagnosis import diagnose
from allianceskg.matching.explanation import explain_records
from allianceskg.matching.finding import Finder
from allianceskg.model import Match, Profile
from allianceskg.profiles import parse_profile, read_profile
from benchmarks.relevance.asked import read_situations
from benchmarks.synthetic import PARTNER, Drawing, read_world, write_home, write_quads

LIMIT = 10
LARGE = 100_000


@dataclass(frozen=True)
class Data:
    """
    A store folder that holds the shipped catalogue and invented cases as an import.

    Attributes:
        cases: Number of invented cases.
        home: The files of the catalogue beside them.
    """

    folder: Path
    cases: int
    home: Home = field(default_factory=find_home)

    @cached_property
    def drawing(self) -> Drawing:
        """The invented cases."""
        return Drawing(read_world(self.home), cases=self.cases)

    @cached_property
    def settings(self) -> Settings:
        """Settings of a program that uses the store."""
        return read_settings({"store": self.folder / "store", "home": self.home.root}, {})

    @cached_property
    def catalogue(self) -> Catalogue:
        """The loaded catalogue, with its index."""
        quads = self.folder / "invented.nq"
        with quads.open("wb") as file:
            write_quads(file, self.drawing, space=PARTNER)
        self.settings.load(imports=[quads])
        quads.unlink()
        return self.settings.open_build(self.home)

    @cached_property
    def large_home(self) -> Home:
        """Files of invented cases, as many as the goals for a large catalogue speak of."""
        return write_home(self.folder / "large", self.home, Drawing(self.drawing.world, cases=LARGE))

    @property
    def large_store(self) -> Path:
        """The store folder of the large catalogue, which the first measure that needs it loads."""
        return self.folder / "large-store"

    @cached_property
    def profiles(self) -> list[Profile]:
        """The example profiles."""
        paths = sorted((self.home.data / "profiles").glob("*.yaml"))
        return [read_profile(path, self.catalogue.known_values) for path in paths]

    @cached_property
    def stories(self) -> list[Profile]:
        """The situations by which relevance is measured, each with its story and its profile, and a territory of this home."""
        known = self.catalogue.known_values
        profiles = ({"title": one.id, **one.profile, "situation": one.words} for one in read_situations())
        return [
            parse_profile(
                {key: value for key, value in one.items() if key != "territory" or known.resolve_territory(value)},
                known,
            )
            for one in profiles
        ]

    @cached_property
    def ranking_graph(self) -> bytes:
        """The triples that the ranking query reads, as N-Triples, for engines that are slow to load the rest."""
        text = io.StringIO()
        store = self.catalogue.store
        for query in (
            "PREFIX akg: <https://w3id.org/alliances/ontology#> CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?p { "
            "akg:directlyWithin akg:territoryLevel } ?s ?p ?o }",
            *(
                f"PREFIX akg: <https://w3id.org/alliances/ontology#> CONSTRUCT {{ ?s akg:{name} ?o }} WHERE {{ ?s akg:{name} ?o }}"
                for name in (
                    "usesModel", "inCategory", "coversFunction", "locatedIn", "inTerritory", "concernsTheme", "statesTheme",
                    "involvesActorType", "involvesTypeInRole", "addressesNeed", "contributesToGoal", "documentsKind",
                    "evidenceLevel", "richness", "lastConfirmed", "titleTerm", "summaryTerm", "conceptTerm", "textTerm",
                )
            ),
            "CONSTRUCT { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o } WHERE { ?s a <http://www.w3.org/2004/02/skos/core#Concept> ; <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }",
        ):  # fmt: skip
            for triple in store.construct(query):
                text.write(f"{triple.subject} {triple.predicate} {triple.object} .\n")
        return text.getvalue().encode()

    def criteria(self, profile: Profile) -> tuple[Criterion, ...]:
        """List what a profile asks."""
        return criteria_of(self.catalogue, profile)


def criteria_of(catalogue: Catalogue, profile: Profile) -> tuple[Criterion, ...]:
    """List what a profile asks."""
    knowledge = catalogue.knowledge
    diagnosis = diagnose(profile, knowledge.typology, knowledge.conventions)
    return matching.criteria_of(profile, diagnosis, knowledge, catalogue.finder)


def explained(catalogue: Catalogue, criteria: Sequence[Criterion], finder: Finder) -> list[Match]:
    """Rank and explain the first ten, which is the work of most rows."""
    first = finder.find(criteria).first(LIMIT)
    cases = [one.case for one in first]
    return explain_records(
        finder.records(criteria, cases),
        catalogue.queries,
        catalogue.names,
        finder.titles(cases),
        criteria,
        first,
        kinds=finder.kinds(cases),
        score_decimals=catalogue.knowledge.conventions.score_decimals,
    )
