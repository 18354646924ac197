"""
Invented catalogues: cases as plain values, the store that they make, and strategies that draw them.

The cases are invented; the concepts are those of the shipped vocabularies and the territories are real ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations, product, zip_longest

from hypothesis import strategies as st

from allianceskg.builds.inferring import infer_each
from allianceskg.files import Home
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching import answer
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.diagnosis import diagnose
from allianceskg.matching.finding import QueryFinder
from allianceskg.matching.specification import Ranked, rank
from allianceskg.model import OBJECTIVES, Partner, Profile
from allianceskg.store.embedded import EmbeddedStore
from allianceskg.terms import ACTOR, BASE, CASE, SDG, TERRITORY, concept

CASES_GRAPH = f"{BASE}invented/graph"
WGS84 = "http://www.w3.org/2003/01/geo/wgs84_pos#"
LAND_GRAPH = f"{BASE}territory/invented/graph"

LAND: Mapping[str, tuple[str, ...]] = {
    "country-BD": (),
    "country-FR": (),
    "region-04": ("country-FR",),
    "region-11": ("country-FR",),
    "region-24": ("country-FR",),
    "region-84": ("country-FR",),
    "departement-07": ("region-84",),
    "departement-26": ("region-84",),
    "departement-45": ("region-24",),
    "departement-69": ("region-84",),
    "departement-93": ("region-11",),
    "departement-94": ("region-11",),
    "collectivite-988": ("country-FR",),
    "epci-200040491": ("region-84",),
    "epci-200046977": ("departement-69",),
    "epci-200054781": ("region-11",),
    "epci-244500203": ("departement-45",),
    "epci-244500468": ("departement-45",),
    "ept-200057867": ("departement-93",),
    "ept-200057941": ("departement-94",),
    "commune-07009": ("departement-07", "epci-200040491"),
    "commune-26002": ("departement-26", "epci-200040491"),
    "commune-45147": ("departement-45", "epci-244500468"),
    "commune-45208": ("departement-45", "epci-244500203"),
    "commune-45234": ("departement-45", "epci-244500468"),
    "commune-69123": ("departement-69", "epci-200046977"),
    "commune-93066": ("departement-93", "ept-200057867", "epci-200054781"),
    "commune-94018": ("departement-94", "ept-200057941", "epci-200054781"),
    "commune-94046": ("departement-94", "ept-200057941", "epci-200054781"),
    "commune-98818": ("collectivite-988",),
    "arrondissement-69387": ("commune-69123",),
}
"""Real territories and those directly above each; a test compares them with the shipped ones."""

LAND_NAMES: Mapping[str, str] = {
    "commune-45234": "Orléans",
    "commune-45147": "Fleury-les-Aubrais",
    "commune-94018": "Charenton-le-Pont",
    "commune-94046": "Maisons-Alfort",
    "country-BD": "Bangladesh",
    "departement-45": "Loiret",
    "epci-200054781": "Métropole du Grand Paris",
    "epci-244500468": "Orléans Métropole",
    "ept-200057941": "Paris Est Marne et Bois",
    "region-24": "Centre-Val de Loire",
}
"""Names that texts are tested with; the other territories are called by their slug."""

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "mecenat": ("mecenat-classique", "engagement-actif"),
    "innovation-societale": ("rd-societale", "partage-expertise"),
    "cooperation-economique": ("modele-hybride", "modele-cooperation-economique"),
    "pratiques-responsables": ("alternative-interet-general", "audit-des-pratiques", "prestation-de-services"),
}
FUNCTIONS = ("dialogue-territorial", "experimentations-collectives", "accompagnements", "gestion-d-un-lieu")
THEMES = ("emploi", "insertion-professionnelle", "economie-circulaire", "reemploi", "numerique")
NEEDS = ("accelerer-grace-au-numerique", "apprendre-a-faire-alliance", "evaluer-pertinence")
GOALS = ("8", "11", "17", "17.16")
ACTOR_TYPES = ("association", "entreprise", "ess-entreprise", "cooperative", "fondation", "fonds-de-dotation")


WORDS = ("moulin", "tricot", "savon")
"""Words that are their own stems, and that no concept is called by."""


@dataclass(frozen=True)
class InventedCase:
    """
    What an invented case records.

    Attributes:
        categories: Stated without a model.
        functions: Each with the territory that it is assigned on, or None.
        types: One actor each.
        roles: Of the actors, as many as there are types, or none.
        kinds: Classes of the action that it documents.
        facts: In French, one statement each.
        confirmed: Day of the last confirmation.
    """

    slug: str
    models: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    functions: tuple[tuple[str, str | None], ...] = ()
    places: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    title: str = "Cas inventé"
    confirmed: str = ""

    @property
    def iri(self) -> str:
        return CASE + self.slug


@dataclass
class InventedCatalogue:
    """A catalogue over a store whose cases can be changed; the vocabularies and the queries are the shipped ones."""

    store: EmbeddedStore
    home: Home
    _with_vocabularies: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        for file in self.home.files():
            if file.group == "vocabularies":
                self.store.replace_graph(file.graph, file.path.read_bytes())
        self.store.replace_graph(LAND_GRAPH, "".join(_land_triples()).encode())
        self._with_vocabularies = Catalogue(self.store, self.home, data_version="invented")

    def hold(self, cases: Iterable[InventedCase]) -> Catalogue:
        """Make these cases the only ones, in the order in which they are given."""
        return self.hold_turtle("".join(triple for case in cases for triple in _case_triples(case)))

    def place(self, territory: str, *, latitude: float | None = None, longitude: float | None = None) -> None:
        """Say where a territory is; without coordinates, it is nowhere again."""
        graph = f"{BASE}invented/{territory}/graph"
        self.store.drop_graph(graph)
        if latitude is not None and longitude is not None:
            place = f"<{TERRITORY}{territory}> <{WGS84}lat> {latitude:.5f} ; <{WGS84}long> {longitude:.5f} ."
            self.store.replace_graph(graph, place.encode())

    def hold_turtle(self, turtle: str) -> Catalogue:
        """Make the cases of a Turtle text the only ones, and infer from them what a build infers."""
        self.store.replace_graph(CASES_GRAPH, turtle.encode())
        queries = self._with_vocabularies.queries.in_folder("materialise")
        infer_each(self.store, queries, self._with_vocabularies.knowledge.reader)
        catalogue = Catalogue(self.store, self.home, data_version="invented")
        # What does not depend on the cases is read once.
        catalogue.names.concepts = self._with_vocabularies.names.concepts
        catalogue.knowledge = replace(self._with_vocabularies.knowledge, names=catalogue.names, titles=catalogue.titles)
        return catalogue


def partner(
    *, actor_type: str | None = None, name: str = "", weights: Sequence[int] | None = None, aims_at: str | None = None
) -> Partner:
    """Make a partner: with weights in the order of `OBJECTIVES`, or with all its weight on one objective."""
    if aims_at is not None:
        return Partner(name, actor_type, {aims_at: Fraction(1)})
    return Partner(name, actor_type, dict(zip(OBJECTIVES, map(Fraction, weights or ()), strict=weights is not None)))


def criteria_of(catalogue: Catalogue, profile: Profile) -> tuple[Criterion, ...]:
    """List what a profile asks."""
    knowledge = catalogue.knowledge
    finder = QueryFinder(catalogue.store, catalogue.queries, catalogue.titles)
    diagnosis = diagnose(profile, knowledge.typology, knowledge.conventions)
    return answer.criteria_of(profile, diagnosis, knowledge, finder)


def ranked(catalogue: Catalogue, profile: Profile) -> list[Ranked]:
    """Rank the cases of a catalogue by the ranking query."""
    return rank(catalogue.store, catalogue.queries.get("ranking"), criteria_of(catalogue, profile))


def ancestors(territory: str) -> set[str]:
    """List a territory and all that it lies in."""
    found, waiting = set(), [territory]
    while waiting:
        found.add(waiting[-1])
        waiting.extend(LAND[waiting.pop()])
    return found


def profiles() -> st.SearchStrategy[Profile]:
    """Draw profiles that ask for something, or for nothing at all."""
    return st.builds(
        Profile,
        situation=_some(WORDS, most=2).map(" ".join),
        partners=st.lists(_partners(), max_size=3).map(tuple),
        features=_some(("developpement-d-un-service", "co-entreprise", "don-sans-contrepartie"), most=2),
        needs=_some(NEEDS, most=2),
        functions=_some(FUNCTIONS, most=3),
        territory=st.sampled_from((None, *LAND)),
        themes=_some(THEMES, most=2),
        sdgs=_some((8, 11, 17), most=2),
    )


def cases() -> st.SearchStrategy[list[InventedCase]]:
    """Draw the cases of a small catalogue."""
    return st.lists(st.one_of(_case(), _case().map(_of_its_kind)), max_size=5).map(
        lambda drawn: [replace(case, slug=f"invente-{letter}") for case, letter in zip(drawn, "abcde", strict=False)]
    )


def _of_its_kind(case: InventedCase) -> InventedCase:
    """Leave out what does not apply to the kind of a case: by chance alone, few would have a criterion that does not."""
    has_models, has_functions = case.kinds != ("CatalystInitiative",), case.kinds != ("Alliance",)
    return replace(
        case,
        models=case.models if has_models else (),
        categories=case.categories if has_models else (),
        functions=case.functions if has_functions else (),
    )


def _case() -> st.SearchStrategy[InventedCase]:
    return st.builds(
        InventedCase,
        slug=st.just(""),
        models=_some([model for models in CATEGORIES.values() for model in models], most=2),
        categories=_some(list(CATEGORIES), most=1),
        functions=_some(list(product(FUNCTIONS, (None, "commune-45234", "departement-94"))), most=2),
        places=_some(list(LAND), most=2),
        themes=_some(THEMES, most=2),
        needs=_some(NEEDS, most=2),
        goals=_some(GOALS, most=2),
        types=_some(ACTOR_TYPES, most=2),
        kinds=st.sampled_from([(), ("Alliance",), ("CatalystInitiative",), ("Alliance", "CatalystInitiative")]),
        title=st.sampled_from(["Cas inventé", *(f"Cas {word}" for word in WORDS)]),
        facts=_some(WORDS, most=2),
    )


def _partners() -> st.SearchStrategy[Partner]:
    weights = [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, 3, 3), (10, 9, 0, 0), (20, 20, 21, 10)]
    return st.builds(
        lambda given, kind: partner(actor_type=kind, weights=given),
        st.sampled_from([None, *weights, (1, 1, 1, 1)]),
        st.sampled_from((None, *ACTOR_TYPES)),
    )


def _some(values: Sequence, *, most: int) -> st.SearchStrategy[tuple]:
    """Draw none, or up to so many, of some values; none comes up about one time in three."""
    chosen = [some for size in range(1, most + 1) for some in combinations(values, size)]
    return st.sampled_from([()] * (1 + len(chosen) // 2) + chosen)


def _land_triples() -> Iterator[str]:
    for slug, above in LAND.items():
        level = concept("territory-levels", slug.partition("-")[0])
        yield f"<{TERRITORY}{slug}> a {_term('Territory')} ; {_term('territoryLevel')} <{level}> .\n"
        yield f'<{TERRITORY}{slug}> {_term("officialCode")} "{slug.partition("-")[2]}" .\n'
        yield f'<{TERRITORY}{slug}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{LAND_NAMES.get(slug, slug)}"@fr .\n'
        for other in above:
            yield f"<{TERRITORY}{slug}> {_term('directlyWithin')} <{TERRITORY}{other}> .\n"


def _case_triples(case: InventedCase) -> Iterator[str]:
    """Write a case; each statement has a source of its own, whose page is invented too."""
    title = "<http://purl.org/dc/terms/title>"
    yield f'<{case.iri}> a {_term("CaseStudy")} ; {title} "{case.title}"@fr , "Invented case"@en .\n'
    if case.confirmed:
        day = f'"{case.confirmed}"^^<http://www.w3.org/2001/XMLSchema#date>'
        yield f"<{case.iri}> {_term('lastConfirmed')} {day} .\n"
    for kind in case.kinds:
        yield f"<{case.iri}#action> a {_term(kind)} .\n"
    for number, fact in enumerate(case.facts):
        yield f"<{case.iri}> {_term('reportsFact')} <{case.iri}#fact-{number}> .\n"
        yield f'<{case.iri}#fact-{number}> <http://purl.org/dc/terms/description> "{fact}"@fr .\n'
    yield f"<{case.iri}> {_term('documents')} <{case.iri}#action> .\n"
    for model in case.models:
        yield from _statement(case, "action", "hasModelStatement", "model", concept("partnership-models", model))
    for category in case.categories:
        yield from _statement(case, "action", "hasModelStatement", "category", concept("partnership-models", category))
    for function, territory in case.functions:
        name = f"{case.iri}#function-{function}-{territory}"
        yield from _statement(
            case, "action", "hasFunctionAssignment", "function", concept("catalyst-functions", function), name=name
        )
        if territory is not None:
            yield f"<{name}> {_term('onTerritory')} <{TERRITORY}{territory}> .\n"
    for place in case.places:
        yield from _statement(case, "", "hasPlace", "territory", TERRITORY + place)
    subjects = [concept("themes", theme) for theme in case.themes]
    subjects += [concept("needs", need) for need in case.needs]
    subjects += [SDG + goal for goal in case.goals]
    for subject in subjects:
        yield from _statement(case, "", "hasSubject", "subject", subject)
    for kind, role in zip_longest(case.types, case.roles):
        actor = f"{ACTOR}invente-{kind}"
        yield from _statement(case, "action", "hasParticipation", "participant", actor)
        yield f"<{actor}> {_term('actorType')} <{concept('actor-types', kind)}> .\n"
        if role is not None:
            name = _statement_name(case, "participant", actor)
            yield f"<{name}> {_term('role')} <{concept('participation-roles', role)}> .\n"


def _statement(
    case: InventedCase, part: str, link: str, value_link: str, value: str, *, name: str = ""
) -> Iterator[str]:
    name = name or _statement_name(case, value_link, value)
    subject = f"{case.iri}#{part}" if part else case.iri
    source = f"{case.iri}#source"
    yield f"<{subject}> {_term(link)} <{name}> .\n"
    yield f"<{name}> {_term(value_link)} <{value}> ; <http://purl.org/dc/terms/source> <{source}> .\n"
    yield f"<{source}> <http://xmlns.com/foaf/0.1/page> <https://www.exemple.org/{case.slug}> .\n"


def _statement_name(case: InventedCase, value_link: str, value: str) -> str:
    return f"{case.iri}#{value_link}-{value.rpartition('/')[2]}-{len(value)}"


def _term(name: str) -> str:
    return f"<{BASE}ontology#{name}>"
