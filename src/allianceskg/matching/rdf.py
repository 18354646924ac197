"""
An answer as RDF, in the terms of `ontology/alliances.ttl`, with the profile that it answers.

The document is named by what it answers, `…/answer/<digest of profile and versions>`, and its parts by what they are
about (`#diagnosis`, `#match-1-model`): no blank node, so two answers can be compared line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from allianceskg.files import digest_of
from allianceskg.language import Text
from allianceskg.matching.answer import Answer, Contrast, FunctionReport, FunctionState, Relaxation
from allianceskg.matching.understanding import Understood
from allianceskg.model import (
    ConventionRule,
    Counterfactual,
    CriterionAssessment,
    Diagnosis,
    KitLine,
    Match,
    Profile,
    quotient,
)
from allianceskg.profiles import as_mapping, graphs
from allianceskg.profiles.writing import decimal_text, triples_of
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI, BlankNode, Literal, Term, Triple, french
from allianceskg.terms import (
    AKG,
    BASE,
    CASE,
    PREFIXES,
    RDF_LANG_STRING,
    RDF_TYPE,
    RESOURCE,
    SDG,
    TERRITORY,
    XSD_BOOLEAN,
    XSD_DECIMAL,
    XSD_INTEGER,
    concept,
    slug,
)

ANSWER: Final = f"{BASE}answer/"

_NAME_LENGTH: Final = 16
_SHARE_DECIMALS: Final = 4
_TITLE: Final = f"{PREFIXES['dcterms']}title"
_DESCRIPTION: Final = f"{PREFIXES['dcterms']}description"
_CONFORMS: Final = f"{PREFIXES['dcterms']}conformsTo"
_NOTE: Final = f"{PREFIXES['skos']}note"
_NAMESPACES: Final[Mapping[str, str]] = {
    "model": concept("partnership-models", ""),
    "function": concept("catalyst-functions", ""),
    "territory": TERRITORY,
    "themes": concept("themes", ""),
    "seeks": concept("actor-types", ""),
    "types": concept("actor-types", ""),
    "need": concept("needs", ""),
    "sdgs": SDG,
}
"""Kind of criterion, and where the slugs that it expects or finds have their IRIs; words have none."""

_CASES_OF_FUNCTION: Final[Mapping[FunctionState, str]] = {
    "recorded": "recordedCase",
    "recorded-nearby": "nearbyCase",
    "none-recorded": "exampleCase",
}


def as_turtle(answer: Answer) -> str:
    """Write an answer as canonical Turtle: the same bytes for the same answer."""
    return turtle.format_turtle(as_triples(answer))


def as_triples(answer: Answer) -> Iterator[Triple]:
    """Say an answer, its diagnosis, its matches and the profile as triples; every text is in both languages."""
    document = name_of(answer)
    yield from _document(answer, document)
    yield from _profile(answer.profile, document)
    for rank, understood in enumerate(answer.understood, start=1):
        yield from _understood(understood, rank, document)
    yield from _diagnosis(answer.diagnosis, document)
    for place, match in enumerate(answer.matches, start=1):
        yield from _match(match, place, document)
    for contrast in answer.contrast:
        yield from _contrast(contrast, document)
    for relaxation in answer.relax:
        yield from _relaxation(relaxation, document)
    for report in answer.territory.functions:
        yield from _coverage(report, document)


def name_of(answer: Answer) -> str:
    """
    Return the IRI of an answer.

    It hangs on the profile and the versions only: a longer list of matches says more about the same answer.
    """
    asked = [as_mapping(answer.profile), answer.data_version, answer.rules_version]
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    return ANSWER + digest_of(text.encode())[:_NAME_LENGTH]


def _document(answer: Answer, document: str) -> Iterator[Triple]:
    node = IRI(document)
    yield _type(node, "Answer")
    yield from _texts(node, _TITLE, _title(answer.profile))
    yield _link(node, "answersProfile", f"{document}#profile")
    yield _link(node, "hasDiagnosis", f"{document}#diagnosis")
    yield Triple(node, _akg("dataVersion"), Literal(answer.data_version))
    yield Triple(node, _akg("rulesVersion"), Literal(answer.rules_version))
    for question in _questions(answer):
        yield _link(node, "suggestsQuestion", question)
    for suggestion in answer.resources:
        yield _link(node, "suggestsResource", RESOURCE + suggestion.resource)


def _title(profile: Profile) -> Text:
    if not profile.title:
        return Text(fr="Réponse à un profil sans titre", en="Answer to a profile without title")
    return Text(fr=f"Réponse au profil « {profile.title} »", en=f"Answer to the profile “{profile.title}”")


def _questions(answer: Answer) -> Iterator[str]:
    """Name the questions: those of a need are numbered in the order in which an answer lists them."""
    ranks: dict[str, int] = {}
    for question in answer.questions:
        ranks[question.need] = ranks.get(question.need, 0) + 1
        yield concept("questions", f"{question.need}-{ranks[question.need]}")


def _profile(profile: Profile, document: str) -> Iterator[Triple]:
    """Say the profile as its own file would, with a name in place of each blank node."""
    triples = list(triples_of(profile))
    names = _names_of_parts(triples, document)

    def named(term: Term) -> Term:
        return names[term] if isinstance(term, BlankNode) else term

    for triple in triples:
        subject = named(triple.subject)
        assert not isinstance(subject, Literal)
        yield Triple(subject, triple.predicate, named(triple.object))


def _names_of_parts(triples: list[Triple], document: str) -> dict[Term, IRI]:
    """Name the nodes of a profile: a partner or an actor sought by its rank, a weight by its partner and objective."""
    names: dict[Term, IRI] = {}
    sought = [one.object for one in triples if one.predicate.value == graphs.SEEKS]
    names |= {node: IRI(f"{document}#sought-{rank}") for rank, node in enumerate(sought, start=1)}
    for triple in triples:
        match triple.predicate.value, triple.object:
            case graphs.ORDER, Literal(value=rank):
                names[triple.subject] = IRI(f"{document}#partner-{rank}")
            case predicate, IRI(value=graphs.PROFILE) if predicate == RDF_TYPE:
                names[triple.subject] = IRI(f"{document}#profile")
    owners = {one.object: one.subject for one in triples if one.predicate.value == graphs.OBJECTIVE_WEIGHT}
    for triple in triples:
        if triple.predicate.value == graphs.OBJECTIVE and isinstance(triple.object, IRI):
            partner = names[owners[triple.subject]]
            names[triple.subject] = IRI(f"{partner.value}-{slug(triple.object.value)}")
    return names


def _understood(understood: Understood, rank: int, document: str) -> Iterator[Triple]:
    node = IRI(f"{document}#understood-{rank}")
    yield _link(IRI(document), "hasUnderstanding", node.value)
    yield _type(node, "Understanding")
    yield _link(node, "understands", understood.iri)
    for words in understood.words:
        yield Triple(node, _akg("words"), Literal(words))
    yield Triple(node, _akg("isAsked"), Literal(str(understood.is_asked).lower(), datatype=XSD_BOOLEAN))


def _diagnosis(diagnosis: Diagnosis, document: str) -> Iterator[Triple]:
    node = IRI(f"{document}#diagnosis")
    yield _type(node, "Diagnosis")
    yield Triple(node, _akg("isUndetermined"), Literal(str(diagnosis.undetermined).lower(), datatype=XSD_BOOLEAN))
    if diagnosis.disagreement.between:
        yield Triple(node, _akg("disagreementDistance"), _share(diagnosis.disagreement.distance))
    for category in diagnosis.categories:
        yield _link(node, "recommendsCategory", concept("partnership-models", category))
    for model in diagnosis.models:
        yield _link(node, "recommendsModel", concept("partnership-models", model))
    yield from _barycentre(diagnosis, node, document)
    if diagnosis.counterfactual is not None:
        yield from _counterfactual(diagnosis.counterfactual, node, document)
    yield from _reasoning(diagnosis, node)


def _barycentre(diagnosis: Diagnosis, node: IRI, document: str) -> Iterator[Triple]:
    for objective, weight in diagnosis.barycentre or ():
        component = IRI(f"{document}#component-{objective}")
        yield _link(node, "hasComponent", component.value)
        yield _type(component, "ObjectiveWeight")
        yield _link(component, "objective", concept("objectives", objective))
        yield Triple(component, _akg("weight"), _share(weight))


def _counterfactual(counterfactual: Counterfactual, diagnosis: IRI, document: str) -> Iterator[Triple]:
    node = IRI(f"{document}#counterfactual")
    yield _link(diagnosis, "hasCounterfactual", node.value)
    yield _type(node, "Counterfactual")
    yield _link(node, "recommendsCategory", concept("partnership-models", counterfactual.category))
    yield _link(node, "shiftsTo", concept("objectives", counterfactual.to_lead.objective))
    for objective, _ in counterfactual.to_lead.moves:
        yield _link(node, "shiftsFrom", concept("objectives", objective))
    yield Triple(node, _akg("shift"), _share(counterfactual.shift))
    yield from _texts(node, _DESCRIPTION, counterfactual.text)


def _reasoning(diagnosis: Diagnosis, node: IRI) -> Iterator[Triple]:
    """Say the steps as one text, since their order matters, and the rules that they follow."""
    steps = [step.text for step in diagnosis.steps]
    if steps:
        text = Text(fr="\n".join(step.fr for step in steps), en="\n".join(step.en for step in steps))
        yield from _texts(node, _DESCRIPTION, text)
    for step in diagnosis.steps:
        match step.origin:
            case KitLine(line=line):
                yield Triple(node, _akg("sourceLine"), _integer(line))
            case ConventionRule() as rule:
                yield Triple(node, IRI(_CONFORMS), IRI(rule.iri))
    for note in (*diagnosis.warnings, *diagnosis.advice):
        yield from _texts(node, _NOTE, note)


def _match(match: Match, place: int, document: str) -> Iterator[Triple]:
    node = IRI(f"{document}#match-{place}")
    yield _link(IRI(document), "hasMatch", node.value)
    yield _type(node, "Match")
    yield Triple(node, _akg("rank"), _integer(match.rank))
    yield _link(node, "matchedCase", match.case)
    yield from _texts(node, _TITLE, match.title)
    yield Triple(node, _akg("points"), _integer(match.points))
    yield Triple(node, _akg("pointsAsked"), _integer(match.points_asked))
    yield Triple(node, _akg("pointsKnown"), _integer(match.points_known))
    yield Triple(node, _akg("score"), _decimal(Fraction(match.score)))
    for assessment in match.criteria:
        yield from _assessment(assessment, node)


def _assessment(assessment: CriterionAssessment, match: IRI) -> Iterator[Triple]:
    node = IRI(f"{match.value}-{_fragment(assessment.criterion)}")
    namespace = _NAMESPACES.get(assessment.criterion.partition(":")[0])
    yield _link(match, "hasAssessment", node.value)
    yield _type(node, "CriterionAssessment")
    yield Triple(node, _akg("criterion"), Literal(assessment.criterion))
    yield _link(node, "state", concept("criterion-states", assessment.state))
    yield Triple(node, _akg("points"), _integer(assessment.points))
    yield Triple(node, _akg("weight"), _decimal(Fraction(assessment.weight)))
    if namespace is not None:
        for expected in assessment.expected:
            yield _link(node, "expected", namespace + expected)
        for found in assessment.found:
            yield _link(node, "found", namespace + found)
    yield from _texts(node, _DESCRIPTION, assessment.text)
    yield Triple(node, _akg("proof"), Literal(assessment.proof))


def _contrast(contrast: Contrast, document: str) -> Iterator[Triple]:
    node = IRI(f"{document}#contrast-{contrast.kind}")
    yield _link(IRI(document), "hasContrast", node.value)
    yield _type(node, "Contrast")
    yield _link(node, "matchedCase", contrast.case)
    yield from _texts(node, _TITLE, contrast.title)
    yield from _texts(node, f"{AKG}reason", contrast.text)


def _relaxation(relaxation: Relaxation, document: str) -> Iterator[Triple]:
    node = IRI(f"{document}#relaxation-{_fragment(relaxation.criterion)}")
    yield _link(IRI(document), "hasRelaxation", node.value)
    yield _type(node, "Relaxation")
    yield Triple(node, _akg("criterion"), Literal(relaxation.criterion))
    yield Triple(node, _akg("caseCount"), _integer(relaxation.cases))
    yield from _texts(node, _DESCRIPTION, relaxation.text)


def _coverage(report: FunctionReport, document: str) -> Iterator[Triple]:
    node = IRI(f"{document}#coverage-{report.function}")
    yield _link(IRI(document), "hasFunctionCoverage", node.value)
    yield _type(node, "FunctionCoverage")
    yield _link(node, "function", concept("catalyst-functions", report.function))
    for case in report.cases:
        yield _link(node, _CASES_OF_FUNCTION[report.state], CASE + case)
    yield from _texts(node, _DESCRIPTION, report.text)


def _fragment(criterion: str) -> str:
    return criterion.replace(":", "-")


def _akg(name: str) -> IRI:
    return IRI(AKG + name)


def _type(node: IRI, name: str) -> Triple:
    return Triple(node, IRI(RDF_TYPE), _akg(name))


def _link(node: IRI, name: str, target: str) -> Triple:
    return Triple(node, _akg(name), IRI(target))


def _texts(node: IRI, predicate: str, text: Text) -> Iterator[Triple]:
    yield Triple(node, IRI(predicate), french(text.fr))
    yield Triple(node, IRI(predicate), Literal(text.en, "en", RDF_LANG_STRING))


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD_INTEGER)


def _decimal(number: Fraction) -> Literal:
    return Literal(decimal_text(number), datatype=XSD_DECIMAL)


def _share(share: Fraction) -> Literal:
    """Write a share of weight with four decimals at most, rounded half up as everywhere in an answer."""
    return _decimal(Fraction(quotient(share.numerator, share.denominator, decimals=_SHARE_DECIMALS)))
