"""The triples of invented cases and actors, as N-Triples terms, and those that a build infers from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from allianceskg.language import LANGUAGES, Language, Text
from allianceskg.matching.case_terms import CONCEPT, SUMMARY, TEXT, TITLE, TermReader
from allianceskg.rdf.term import Literal
from allianceskg.terms import ACTOR, AKG, CASE, PREFIXES, RDF_TYPE, SDG, TERRITORY, VOCABULARY, XSD, concept, slug
from allianceskg.words.folding import spaced
from benchmarks.synthetic.drawing import Case, Drawing
from benchmarks.synthetic.world import World

Line = tuple[str, str, str]
"""Subject, predicate and object, each written as N-Triples writes it."""

DAY: Final = "2026-11-23"
"""On which every invented case was last confirmed."""

_DAY: Final = f'"{DAY}"^^<{XSD}date>'
_TERMS: Final = PREFIXES["dcterms"]
_SKOS: Final = PREFIXES["skos"]
_ORG: Final = PREFIXES["org"]
_PAGE: Final = f"<{PREFIXES['foaf']}page>"
_TYPE: Final = f"<{RDF_TYPE}>"
_TITLE: Final = f"<{_TERMS}title>"
_SOURCE: Final = f"<{_TERMS}source>"
_DESCRIPTION: Final = f"<{_TERMS}description>"
_SOURCES: Final = 2
_BASIS: Final = f"<{concept('statement-bases', 'selon-la-source')}>"


def case_triples(case: Case) -> list[Line]:
    """Write a case: the case, its parts, its two sources, and nothing else."""
    return list(_case(case, f"{CASE}{case.slug}"))


def actor_triples(drawing: Drawing, number: int) -> list[Line]:
    """Write an invented actor."""
    actor = actor_iri(number)
    source = f"<{actor}#source-1>"
    return [
        (f"<{actor}>", _TYPE, akg("Actor")),
        (f"<{actor}>", f"<{_TERMS}created>", _DAY),
        (f"<{actor}>", f"<{_TERMS}modified>", _DAY),
        (f"<{actor}>", _SOURCE, source),
        (f"<{actor}>", f"<{_SKOS}prefLabel>", f'"Acteur inventé {number}"@fr'),
        *((f"<{actor}>", akg("actorType"), _voc("actor-types", kind)) for kind in drawing.actor_types(number)),
        (f"<{actor}>", akg("hasSource"), source),
        *_source(source, f"acteur-{number}", number),
    ]


def inferred_triples(case: Case, drawing: Drawing) -> list[tuple[str, Line]]:
    """Return what the materialising queries infer from a case: the name of the query, and the triple."""
    folded = (("19-folded-texts", line) for line in _folded(case))
    return [*indexed_triples(case, drawing), *folded, *_in_terms_of_org(case)]


def indexed_triples(case: Case, drawing: Drawing) -> list[tuple[str, Line]]:
    """Return those of them that the match index may hold."""
    world, iri = drawing.world, f"<{CASE}{case.slug}>"
    types = {kind for number, _ in case.actors for kind in drawing.actor_types(number)}
    lines: list[tuple[str, str, Iterable[str]]] = [
        ("02-case-models", "usesModel", (_voc("partnership-models", model) for model in case.models)),
        ("03-case-categories", "inCategory", _categories(case, world)),
        ("04-case-functions", "coversFunction", {_voc("catalyst-functions", one.function) for one in case.functions}),
        ("05-case-places", "locatedIn", (_territory(place) for place in case.places)),
        (
            "06-case-territories",
            "inTerritory",
            {_territory(up) for place in case.places for up in world.ancestors[place]},
        ),
        ("07-case-themes", "concernsTheme", _broader("themes", case.themes, world)),
        ("08-case-needs", "addressesNeed", (_voc("needs", need) for need in case.needs)),
        ("09-case-goals", "contributesToGoal", (f"<{SDG}{goal}>" for goal in case.goals)),
        ("10-case-actors", "involvesActor", (f"<{actor_iri(number)}>" for number, _ in case.actors)),
        ("11-case-actor-types", "involvesActorType", _broader("actor-types", types, world)),
        ("12-case-own-themes", "statesTheme", (_voc("themes", theme) for theme in case.themes)),
        ("13-case-kinds", "documentsKind", [akg(_kind(case))]),
        ("14-case-sought-actors", "involvesTypeInRole", _types_in_roles(case, drawing)),
        ("15-case-richness", "richness", [_integer(_richness(case))]),
        ("18-case-years", "firstYear", [_integer(min(case.years))]),
    ]
    inferred = [(query, (iri, akg(link), value)) for query, link, values in lines for value in sorted(values)]
    inferred += (
        ("17-period-years", (f"<{CASE}{case.slug}#period-{number}>", akg("startingYear"), _integer(year)))
        for number, year in enumerate(case.years, 1)
    )
    terms = (("16-case-terms", (iri, f"<{place}>", value)) for place, value in case_terms(case, world))
    return [*inferred, *terms]


def _folded(case: Case) -> Iterator[Line]:
    """Write each text without accents, to be found in SPARQL."""
    iri = f"{CASE}{case.slug}"
    texts = [(f"<{iri}>", case.title), (f"<{iri}>", case.summary)]
    texts += [(f"<{iri}#{part}>", text) for part, _, _, text in _told(case)]
    for thing, text in texts:
        for language in LANGUAGES:
            yield thing, akg("foldedText"), str(Literal(spaced(text.in_language(language)), language))


def _in_terms_of_org(case: Case) -> Iterator[tuple[str, Line]]:
    """Say alliances and participations in the terms of the Organization Ontology."""
    iri = f"{CASE}{case.slug}"
    if not case.is_initiative:
        yield "20-collaborations", (f"<{iri}#alliance>", _TYPE, f"<{_ORG}OrganizationalCollaboration>")
    for number, (actor, role) in enumerate(case.actors, 1):
        part = f"<{iri}#participation-{number}>"
        yield "21-memberships", (part, _TYPE, f"<{_ORG}Membership>")
        yield "21-memberships", (part, f"<{_ORG}member>", f"<{actor_iri(actor)}>")
        yield "21-memberships", (part, f"<{_ORG}role>", _voc("participation-roles", role))


def case_terms(case: Case, world: World) -> list[tuple[str, str]]:
    """
    List the terms of a case, each at its place.

    Word by word, since no drawn word begins a compound: reading each text as a build does takes ten times as long.
    """
    found: list[tuple[str, str]] = []
    for language in LANGUAGES:
        concepts = {stem for one in _concepts(case) for stem in _stems_of_name(world, one, language)}
        title, summary = (_stems(world, text, language) for text in (case.title, case.summary))
        said = {stem for text in _statements(case) for stem in _stems(world, text, language)}
        elsewhere = title | summary
        places = ((TITLE, title), (SUMMARY, summary - title), (CONCEPT, concepts - elsewhere), (TEXT, said - elsewhere))
        for place, stems in places:
            found += [(place, f'"{stem}"@{language}') for stem in sorted(stems)]
    return found


def closure_triples(territories: Iterable[str], world: World) -> list[Line]:
    """Return what lies in what, for the territories that cases name."""
    return [
        (_territory(one), akg("within"), _territory(up)) for one in sorted(territories) for up in world.ancestors[one]
    ]


def named_territories(case: Case) -> set[str]:
    """List the territories that a case names."""
    return {*case.places, *(one.territory for one in case.functions if one.territory)}


def as_n_triples(lines: Iterable[Line]) -> str:
    """Join triples as N-Triples."""
    return "".join(f"{subject} {predicate} {value} .\n" for subject, predicate, value in lines)


def as_n_quads(lines: Iterable[Line], graph: str) -> str:
    """Join triples as N-Quads of one graph."""
    return "".join(f"{subject} {predicate} {value} <{graph}> .\n" for subject, predicate, value in lines)


def actor_iri(number: int) -> str:
    """Return the IRI of an invented actor."""
    return f"{ACTOR}invente-{number:06}"


def akg(name: str) -> str:
    """Return a term of the ontology."""
    return f"<{AKG}{name}>"


def _case(case: Case, iri: str) -> Iterator[Line]:
    root = f"<{iri}>"
    action = f"<{iri}#{'initiative' if case.is_initiative else 'alliance'}>"
    sources = [f"<{iri}#source-{number}>" for number in range(1, _SOURCES + 1)]
    yield root, _TYPE, akg("CaseStudy")
    for predicate, text in ((_TITLE, case.title), (f"<{_TERMS}abstract>", case.summary)):
        yield from ((root, predicate, one) for one in _in_languages(text))
    for date in (f"<{_TERMS}created>", f"<{_TERMS}modified>", akg("lastConfirmed")):
        yield root, date, _DAY
    yield root, akg("editorialStatus"), _voc("editorial-statuses", "publie")
    yield root, akg("evidenceLevel"), _voc("evidence-levels", case.evidence)
    yield root, akg("documents"), action
    yield action, _TYPE, akg(_kind(case))
    yield action, f"<{_SKOS}prefLabel>", f'"Action inventée {case.number}"@fr'
    for position, source in enumerate(sources):
        yield root, akg("hasSource"), source
        yield from _source(source, f"cas-{case.number}-{position}", case.number)
    for part, owner, link, kind, values in _parts(case):
        name = f"<{iri}#{part}>"
        yield (root if owner == "case" else action), akg(link), name
        yield name, _TYPE, akg(kind)
        yield name, _SOURCE, sources[hash_of(part, case.number) % _SOURCES]
        yield name, akg("basis"), _BASIS
        for predicate, value in values:
            yield name, predicate, value


def hash_of(part: str, number: int) -> int:
    """Return a number that is the same each time, to spread the sources."""
    return number + sum(map(ord, part))


def _parts(case: Case) -> Iterator[tuple[str, str, str, str, list[tuple[str, str]]]]:
    """Give each statement: name, whether the case or its action has it, link, class, predicates and values."""
    for kind, slugs in (("model", case.models), ("category", case.categories)):
        for number, value in enumerate(slugs, 1):
            stated = [(akg(kind), _voc("partnership-models", value))]
            yield f"{kind}-{number}", "action", "hasModelStatement", "ModelStatement", stated
    for number, one in enumerate(case.functions, 1):
        values = [(akg("function"), _voc("catalyst-functions", one.function))]
        if one.holder is not None:
            values.append((akg("holder"), f"<{actor_iri(one.holder)}>"))
        if one.territory is not None:
            values.append((akg("onTerritory"), _territory(one.territory)))
        yield f"function-{number}", "action", "hasFunctionAssignment", "FunctionAssignment", values
    for number, (actor, role) in enumerate(case.actors, 1):
        yield (
            f"participation-{number}",
            "action",
            "hasParticipation",
            "Participation",
            [
                (akg("participant"), f"<{actor_iri(actor)}>"),
                (akg("role"), _voc("participation-roles", role)),
            ],
        )
    for number, place in enumerate(case.places, 1):
        yield f"place-{number}", "case", "hasPlace", "PlaceStatement", [(akg("territory"), _territory(place))]
    subjects = [_voc("themes", theme) for theme in case.themes] + [_voc("needs", need) for need in case.needs]
    subjects += [f"<{SDG}{goal}>" for goal in case.goals]
    for number, subject in enumerate(subjects, 1):
        yield f"subject-{number}", "case", "hasSubject", "SubjectStatement", [(akg("subject"), subject)]
    for number, year in enumerate(case.years, 1):
        yield (
            f"period-{number}",
            "case",
            "hasPeriod",
            "PeriodStatement",
            [(akg("startDate"), f'"{year}"^^<{XSD}gYear>')],
        )
    for part, link, kind, text in _told(case):
        yield part, "case", link, kind, [(_DESCRIPTION, one) for one in _in_languages(text)]


def _told(case: Case) -> Iterator[tuple[str, str, str, Text]]:
    """Give each statement that is a text: name, link, class and text."""
    for part, link, kind, texts in (
        ("fact", "reportsFact", "FactStatement", case.facts),
        ("result", "reportsResult", "ResultStatement", case.results),
        ("difficulty", "reportsDifficulty", "DifficultyStatement", case.difficulties),
    ):
        for number, text in enumerate(texts, 1):
            yield f"{part}-{number}", link, kind, text


def _source(source: str, page: str, number: int) -> Iterator[Line]:
    yield source, _TYPE, akg("Source")
    yield source, _TITLE, '"Page inventée"@fr'
    yield source, _PAGE, f"<https://www{number % 7}.example.org/{page}>"
    yield source, akg("consultedOn"), _DAY


def _kind(case: Case) -> str:
    return "CatalystInitiative" if case.is_initiative else "Alliance"


def _integer(number: int) -> str:
    return f'"{number}"^^<{XSD}integer>'


def _richness(case: Case) -> int:
    return _SOURCES + len(case.facts) + len(case.results) + len(case.difficulties)


def _types_in_roles(case: Case, drawing: Drawing) -> set[str]:
    broader = drawing.world.broader
    return {
        str(Literal(f"{slug(kind)} {role}"))
        for actor, role in case.actors
        for own in drawing.actor_types(actor)
        for kind in broader[concept("actor-types", own)]
    }


def _statements(case: Case) -> tuple[Text, ...]:
    return (*case.facts, *case.results, *case.difficulties)


def _concepts(case: Case) -> list[str]:
    return [
        *(concept("themes", one) for one in case.themes),
        *(concept("needs", one) for one in case.needs),
        *(f"{SDG}{one}" for one in case.goals),
        *(concept("partnership-models", one) for one in case.models),
        *(concept("catalyst-functions", one.function) for one in case.functions),
    ]


def _stems(world: World, text: Text, language: Language) -> set[str]:
    return {
        stem for word in text.in_language(language).split() for stem in _stems_of_word(world.reader, word, language)
    }


@lru_cache(maxsize=100_000)
def _stems_of_word(reader: TermReader, word: str, language: Language) -> frozenset[str]:
    return frozenset(reader.stems(word, language))


def _stems_of_name(world: World, one: str, language: Language) -> set[str]:
    names = (name.value for name in world.names.get(one, ()) if name.language == language)
    return {stem for name in names for stem in _stems_of_word(world.reader, name, language)}


def _in_languages(text: Text) -> list[str]:
    return [str(Literal(text.in_language(language), language)) for language in LANGUAGES]


def _categories(case: Case, world: World) -> set[str]:
    stated = {_voc("partnership-models", category) for category in case.categories}
    return stated | {
        f"<{category}>" for model in case.models for category in world.broader[concept("partnership-models", model)][1:]
    }


def _broader(scheme: str, slugs: Iterable[str], world: World) -> set[str]:
    return {f"<{iri}>" for slug in slugs for iri in world.broader[concept(scheme, slug)]}


def _voc(scheme: str, slug: str) -> str:
    return f"<{VOCABULARY}{scheme}/{slug}>"


def _territory(slug: str) -> str:
    return f"<{TERRITORY}{slug}>"
