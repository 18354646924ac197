"""What the three steps of the wizard show beside their fields: the diagnosis so far, and what an answer would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allianceskg.language import Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.vocabularies import OfferedTerm, Vocabulary, vocabulary_of
from allianceskg.matching.conventions import Conventions
from allianceskg.matching.diagnosis import diagnose
from allianceskg.matching.diagnosis_texts import (
    approximate_percentage,
    category_name,
    enumeration,
    model_name,
    percentage,
)
from allianceskg.model import Diagnosis, Profile, Typology
from allianceskg.web.diagnosis.field_messages import Checked
from allianceskg.web.diagnosis.parameters import TypedPartner
from allianceskg.web.diagnosis.square import Square, draw


@dataclass(frozen=True, slots=True)
class Preview:
    """
    The diagnosis of what was typed so far.

    Attributes:
        recommendation: In one sentence.
        agreement: How far apart the partners are; None with fewer than two.
    """

    diagnosis: Diagnosis
    square: Square
    recommendation: Text
    agreement: Text | None


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """
    The questions that tell the models of one category apart.

    Attributes:
        choices: Each with the model that a yes leads to.
    """

    category: Text
    choices: tuple[tuple[OfferedTerm, Text], ...]


def preview(checked: Checked, catalogue: Catalogue) -> Preview:
    """Diagnose what can be diagnosed already."""
    known = catalogue.known_values.features
    profile = Profile(partners=checked.partners, features=tuple(one for one in checked.entry.features if one in known))
    knowledge = catalogue.knowledge
    diagnosis = diagnose(profile, knowledge.typology, knowledge.conventions)
    return Preview(
        diagnosis,
        draw(diagnosis, knowledge.typology),
        recommendation(diagnosis, knowledge.typology),
        _agreement(diagnosis),
    )


def recommendation(diagnosis: Diagnosis, typology: Typology) -> Text:
    """Say in one sentence what is recommended, and whether it is a category or a model."""
    if diagnosis.barycentre is None:
        return Text(
            fr="Sans objectifs, aucune catégorie n'est recommandée.",
            en="Without objectives, no category is recommended.",
        )
    if diagnosis.undetermined:
        return Text(
            fr="Aucune catégorie ne se dégage : les quatre objectifs se valent.",
            en="No category stands out: the four objectives are equal.",
        )
    category = _either([_to(category_name(one, typology)) for one in diagnosis.categories])
    if len(diagnosis.models) == 1:
        model = model_name(diagnosis.models[0], typology)
        return Text(
            fr=f"Vos objectifs mènent {category.fr}, selon {model.fr}.",
            en=f"Your objectives lead {category.en}, following {model.en}.",
        )
    models = enumeration([_quoted(typology.model(one).label) for one in diagnosis.models])
    return Text(
        fr=f"Vos objectifs mènent {category.fr}. Modèles recommandés : {models.fr}.",
        en=f"Your objectives lead {category.en}. Recommended models: {models.en}.",
    )


def question_groups(diagnosis: Diagnosis, catalogue: Catalogue) -> tuple[list[QuestionGroup], list[QuestionGroup]]:
    """
    Return the questions of the recommended categories, and those of the others.

    Source:
        Convention `features-qualify-models`: an answer about another category changes nothing.
    """
    typology, features = catalogue.typology, vocabulary_of(catalogue).features
    asked: list[QuestionGroup] = []
    others: list[QuestionGroup] = []
    for category in typology.categories:
        choices = tuple(
            (features[feature.slug], model_name(feature.model, typology))
            for feature in typology.features
            if feature.model in category.models and feature.slug in features
        )
        group = QuestionGroup(category_name(category.slug, typology), choices)
        (asked if category.slug in diagnosis.categories else others).append(group)
    return asked, others


def shown_partners(partners: Sequence[TypedPartner]) -> tuple[TypedPartner, ...]:
    """Return the partners that the form shows: one empty one when there is none yet."""
    return tuple(partners) or (TypedPartner(),)


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """
    A broad theme with those below it.

    Attributes:
        head: The broad theme itself.
        below: The narrower ones, those of most cases first.
    """

    head: OfferedTerm
    below: tuple[OfferedTerm, ...]

    @property
    def terms(self) -> tuple[OfferedTerm, ...]:
        """The broad theme and those below it."""
        return (self.head, *self.below)


def theme_groups(vocabulary: Vocabulary) -> list[ThemeGroup]:
    """
    Group themes under their broadest one, those of most cases first.

    A theme that stands below several is offered below the first of them, by address.
    """
    by_iri = {one.iri: one for one in vocabulary.themes.values()}
    below: dict[str, list[OfferedTerm]] = {}
    heads = []
    for one in by_iri.values():
        head = vocabulary.top_of(one.iri)
        if head == one.iri or head not in by_iri:
            heads.append(one)
        else:
            below.setdefault(head, []).append(one)

    def first(one: OfferedTerm) -> tuple[int, str]:
        return -one.cases, one.value

    return [ThemeGroup(head, tuple(sorted(below.get(head.iri, ()), key=first))) for head in sorted(heads, key=first)]


def sought_rows(seeks: Sequence[str]) -> list[tuple[str, str]]:
    """Return type and role of each row of the form: those that are sought, and an empty one for a further one."""
    rows = [(kind, role) for kind, _, role in (one.partition(",") for one in seeks)]
    return [*rows, ("", "")]


def worth(conventions: Conventions) -> dict[str, Text]:
    """Say what an answer counts for, in points."""
    territory = conventions.points_territory_met
    return {
        "model": Text(
            fr=f"Un cas qui suit un modèle recommandé compte {conventions.points_model_met} points, un cas qui n'est que de "
            f"la même catégorie {conventions.points_model_partly}.",
            en=f"A case that follows a recommended model counts {conventions.points_model_met} points, one that is only of "
            f"the same category {conventions.points_model_partly}.",
        ),
        "function": _points(
            conventions.points_function_met, Text(fr="par fonction demandée", en="for each function asked")
        ),
        "theme": _points(
            conventions.points_themes_met, Text(fr="pour l'ensemble des thèmes", en="for the themes as a whole")
        ),
        "need": _points(
            conventions.points_need_met, Text(fr="pour l'ensemble des besoins", en="for the needs as a whole")
        ),
        "sdg": _points(conventions.points_sdgs_met, Text(fr="pour l'ensemble des ODD", en="for the SDGs as a whole")),
        "territory": Text(
            fr=f"Compte {territory} points pour un cas situé sur le territoire, {conventions.points_territory_epci} dans la "
            f"même intercommunalité, {conventions.points_territory_departement} dans le même département, "
            f"{conventions.points_territory_region} dans la même région.",
            en=f"Counts {territory} points for a case on the territory, {conventions.points_territory_epci} in the same "
            f"intercommunality, {conventions.points_territory_departement} in the same département, "
            f"{conventions.points_territory_region} in the same region.",
        ),
    }


def _points(number: int, scope: Text) -> Text:
    return Text(fr=f"Compte {number} points {scope.fr}.", en=f"Counts {number} points {scope.en}.")


def _agreement(diagnosis: Diagnosis) -> Text | None:
    apart = diagnosis.disagreement
    if not apart.between:
        return None
    share, threshold = approximate_percentage(apart.distance), percentage(apart.threshold)
    names = enumeration(apart.between)
    if apart.is_above:
        return Text(
            fr=f"Désaccord : entre {names.fr}, {share.fr} du poids ne va pas aux mêmes objectifs, plus que le seuil de "
            f"{threshold.fr}.",
            en=f"Disagreement: between {names.en}, {share.en} of the weight goes to different objectives, more than the "
            f"threshold of {threshold.en}.",
        )
    return Text(
        fr=f"Entre {names.fr}, {share.fr} du poids ne va pas aux mêmes objectifs : c'est sous le seuil de désaccord de "
        f"{threshold.fr}.",
        en=f"Between {names.en}, {share.en} of the weight goes to different objectives: this is below the threshold of "
        f"disagreement of {threshold.en}.",
    )


def _to(name: Text) -> Text:
    return Text(fr=f"à {name.fr}", en=f"to {name.en}")


def _quoted(label: Text) -> Text:
    return Text(fr=f"« {label.fr} »", en=f"“{label.en}”")


def _either(names: Sequence[Text]) -> Text:
    """Join alternatives: "à la catégorie « Mécénat » ou à la catégorie « Innovation sociétale »"."""
    *first, last = names
    if not first:
        return last
    return Text(
        fr=f"{', '.join(name.fr for name in first)} ou {last.fr}",
        en=f"{', '.join(name.en for name in first)} or {last.en}",
    )
