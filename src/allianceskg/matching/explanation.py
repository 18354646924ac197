"""
Why a case is suggested: every criterion in words, in French and in English, with its sources and its proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from allianceskg.language import Text, same
from allianceskg.matching import evidence
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.criterion_sentences import SENTENCES
from allianceskg.matching.evidence import Evidence
from allianceskg.matching.specification import Ranked
from allianceskg.model import CriterionAssessment, CriterionState, Match
from allianceskg.names import Names
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.terms import AKG, TERRITORY, concept, slug

_UNKNOWN: Final[Mapping[str, Text]] = {
    "words": Text(
        fr="Aucun des mots demandés ne se trouve dans ce cas.",
        en="None of the asked words stands in this case.",
    ),
    "model": Text(
        fr="Non renseigné : ce cas n'indique aucun modèle de partenariat.",
        en="Not recorded: this case states no partnership model.",
    ),
    "function": Text(
        fr="Non renseigné : ce cas n'indique aucune fonction de catalyse.",
        en="Not recorded: this case states no catalyst function.",
    ),
    "territory": Text(
        fr="Non renseigné : le lieu de ce cas n'est pas connu.",
        en="Not recorded: where this case takes place is not known.",
    ),
    "themes": Text(fr="Non renseigné : aucun thème n'est indiqué.", en="Not recorded: no theme is stated."),
    "seeks": Text(
        fr="Non renseigné : les acteurs de ce cas ne sont pas connus.",
        en="Not recorded: the actors of this case are not known.",
    ),
    "types": Text(
        fr="Non renseigné : les acteurs de ce cas ne sont pas connus.",
        en="Not recorded: the actors of this case are not known.",
    ),
    "need": Text(
        fr="Non renseigné : aucune source ne dit à quel besoin du territoire ce cas répond.",
        en="Not recorded: no source says which territorial need this case answers.",
    ),
    "sdgs": Text(
        fr="Non renseigné : aucun objectif de développement durable n'est indiqué.",
        en="Not recorded: no sustainable development goal is stated.",
    ),
}

_NOT_APPLICABLE: Final[Mapping[str, Text]] = {
    "model": Text(
        fr="Sans objet : ce cas documente une initiative catalyseuse, et le modèle qualifie une alliance.",
        en="Does not apply: this case documents a catalyst initiative, and the model is that of an alliance.",
    ),
    "function": Text(
        fr="Sans objet : ce cas documente une alliance, et la fonction est celle d'une initiative catalyseuse.",
        en="Does not apply: this case documents an alliance, and the function is that of a catalyst initiative.",
    ),
}
_APPLIES_TO: Final[Mapping[str, str]] = {"model": f"{AKG}Alliance", "function": f"{AKG}CatalystInitiative"}
_PARTIAL: Final = frozenset({"themes", "need", "sdgs"})
"""Kinds whose lists are partial in every source: what is not among them is unknown, not contradicted."""


def explain_records(
    records: Mapping[tuple[str, str], Sequence[Evidence]],
    queries: QueryCatalogue,
    names: Names,
    titles: Mapping[str, Text],
    criteria: Sequence[Criterion],
    ranked: Sequence[Ranked],
    *,
    kinds: Mapping[str, Sequence[str]],
    score_decimals: int,
) -> list[Match]:
    """
    Turn ranked cases into explained matches, once what they record is known.

    Args:
        records: By case and criterion; see `evidence.recorded`.
    """
    proofs = {criterion.name: evidence.proofs(queries, criterion) for criterion in criteria}
    _learn_names(names, criteria, records.values())
    matches = []
    for one in ranked:
        assessed = tuple(
            assess(
                criterion,
                one.earned.get(criterion.name),
                records.get((one.case, criterion.name), ()),
                names,
                kinds=kinds.get(one.case, ()),
                proof=proofs[criterion.name](one.case),
            )
            for criterion in criteria
        )
        matches.append(_match(one, assessed, titles, score_decimals))
    return matches


def _match(
    ranked: Ranked, criteria: tuple[CriterionAssessment, ...], titles: Mapping[str, Text], score_decimals: int
) -> Match:
    asked = [one for one in criteria if one.state != "not-applicable"]
    return Match(
        case=ranked.case,
        slug=slug(ranked.case),
        title=titles.get(ranked.case, same(slug(ranked.case))),
        points=ranked.points,
        points_asked=sum(one.weight for one in asked),
        points_known=sum(one.weight for one in asked if one.state != "unknown"),
        criteria=criteria,
        rank=ranked.rank,
        tied=ranked.tied,
        score_decimals=score_decimals,
    )


def points_in_words(match: Match) -> Text:
    """Tell the points of a case, what they are out of when its silences are left aside, and with how many it is tied."""
    told = Text(
        fr=f"{match.points} points sur {match.points_asked} demandés",
        en=f"{match.points} points of {match.points_asked} asked",
    )
    if match.points_known != match.points_asked:
        told = Text(
            fr=f"{told.fr}, sur {match.points_known} si l'on s'en tient à ce que ce cas renseigne",
            en=f"{told.en}, of {match.points_known} when only what this case has on record is counted",
        )
    if match.tied == 1:
        return told
    return Text(
        fr=f"{told.fr} ; rang {match.rank}, {match.tied} cas à égalité",
        en=f"{told.en}; rank {match.rank}, {match.tied} cases tied",
    )


def assess(
    criterion: Criterion,
    earned: int | None,
    records: Sequence[Evidence],
    names: Names,
    *,
    kinds: Sequence[str],
    proof: str,
) -> CriterionAssessment:
    """
    Say how a case answers a criterion.

    Args:
        earned: Points given; None when the case records nothing for the criterion.
    """
    state = state_of(criterion, earned, kinds)
    writer = SENTENCES[criterion.kind]
    return CriterionAssessment(
        criterion=criterion.name,
        state=state,
        points=earned or 0,
        weight=criterion.weight,
        expected=criterion.expected,
        found=_found(criterion, records),
        text=_fixed_text(criterion, state, records) or writer(criterion, earned or 0, records, names),
        proof=proof,
    )


def _found(criterion: Criterion, records: Sequence[Evidence]) -> tuple[str, ...]:
    if criterion.kind == "words":
        stems = {record.value for record in records}
        found = [word.stem for word in criterion.words if word.value in stems]
        found += [slug(one.value) for one in criterion.concepts if one.value in stems]
        return tuple(dict.fromkeys(found))
    return tuple(dict.fromkeys(slug(record.value) for record in records if "place" not in record.detail))


def _fixed_text(criterion: Criterion, state: CriterionState, records: Sequence[Evidence]) -> Text | None:
    """Return what is said when there is nothing of the case to tell; None otherwise."""
    if state == "not-applicable":
        return _NOT_APPLICABLE[criterion.kind]
    return None if records else _UNKNOWN[criterion.kind]


def state_of(criterion: Criterion, earned: int | None, kinds: Sequence[str]) -> CriterionState:
    """
    Name the state that points stand for: unknown is not unmet, and what is missing from a partial list is unknown.

    Args:
        earned: Points given; None when the case records nothing for the criterion.
        kinds: Kinds of action that the case documents; none when that is not known.
    """
    if earned:
        return "met" if earned == criterion.weight else "partly-met"
    if criterion.kind == "words":
        return "unmet"
    if earned == 0:
        return "unknown" if criterion.kind in _PARTIAL else "unmet"
    needed = _APPLIES_TO.get(criterion.kind)
    return "not-applicable" if needed is not None and kinds and needed not in kinds else "unknown"


def criterion_in_words(criterion: Criterion, names: Names) -> Text:
    """Name a criterion, for a heading or between quotation marks: "Fonction : Gestion d'un lieu"."""
    if criterion.kind == "function":
        name = names.of(concept("catalyst-functions", criterion.expected[0]))
        return Text(fr=f"Fonction : {name.fr}", en=f"Function: {name.en}")
    return _HEADINGS[criterion.kind]


_HEADINGS: Final[Mapping[str, Text]] = {
    "model": Text(fr="Modèle de partenariat", en="Partnership model"),
    "words": Text(fr="Mots", en="Words"),
    "territory": Text(fr="Territoire", en="Territory"),
    "seeks": Text(fr="Acteurs cherchés", en="Actors sought"),
    "themes": Text(fr="Thèmes", en="Themes"),
    "types": Text(fr="Types d'acteurs", en="Actor types"),
    "need": Text(fr="Besoins du territoire", en="Territorial needs"),
    "sdgs": Text(fr="Objectifs de développement durable", en="Sustainable Development Goals"),
}


def _learn_names(names: Names, criteria: Iterable[Criterion], groups: Iterable[Sequence[Evidence]]) -> None:
    """Fetch every name that the texts may need in one query instead of one each."""
    wanted = {f"{TERRITORY}{criterion.expected[0]}" for criterion in criteria if criterion.kind == "territory"}
    for records in groups:
        wanted.update([record.value for record in records if "place" not in record.detail])  # words are no things
        for record in records:
            if record.detail and "place" not in record.detail:
                wanted.update(record.detail.values())
    names.learn(wanted)
