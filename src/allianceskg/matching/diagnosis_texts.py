"""
The words of a diagnosis, in French and English, each step with the rule that it follows.

A category and a model may have the same name, so the words "category" or "model" always stand before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from allianceskg.language import Text, same
from allianceskg.model import (
    OBJECTIVES,
    ConventionRule,
    Counterfactual,
    Disagreement,
    KitLine,
    Partner,
    Profile,
    Pull,
    Separation,
    Shift,
    Step,
    Typology,
)

KIT_WEIGHTS: Final = 64
KIT_OBJECTIVES: Final = 59
KIT_OWN_OBJECTIVES: Final = 54
KIT_COMMON_ISSUE: Final = 55

# Labels of two concepts of the same name end with what tells them apart; the sentence says it already.
_KIND: Final = re.compile(r" \((?:catégorie|modèle|category|model)\)$")


def percentage(share: Fraction) -> Text:
    """
    Write a share as a percentage of at most one decimal, rounded half up.

    >>> percentage(Fraction(425, 1000)).fr, percentage(Fraction(1, 4)).en
    ('42,5 %', '25%')
    """
    tenths = (share.numerator * 2000 + share.denominator) // (share.denominator * 2)
    whole, tenth = divmod(tenths, 10)
    return Text(
        fr=f"{whole},{tenth} %" if tenth else f"{whole} %",
        en=f"{whole}.{tenth}%" if tenth else f"{whole}%",
    )


def approximate_percentage(share: Fraction) -> Text:
    """Write a share as a percentage, and say so when one decimal does not tell it exactly."""
    words = percentage(share)
    if (share * 1000).denominator == 1:
        return words
    return Text(fr=f"environ {words.fr}", en=f"about {words.en}")


def enumeration(texts: Sequence[Text]) -> Text:
    """
    Join texts into one list of words.

    >>> enumeration([same("a"), same("b"), same("c")]).fr
    'a, b et c'
    """
    return Text(fr=_joined([text.fr for text in texts], "et"), en=_joined([text.en for text in texts], "and"))


def partner_name(partner: Partner, rank: int) -> Text:
    """Name a partner, by its rank when it has no name."""
    return same(partner.name) if partner.name else Text(fr=f"Partenaire {rank}", en=f"Partner {rank}")


def category_name(slug: str, typology: Typology) -> Text:
    """Name a category so that nobody takes it for a model."""
    label = _quoted(typology.category(slug).label)
    return Text(fr=f"la catégorie {label.fr}", en=f"the category {label.en}")


def model_name(slug: str, typology: Typology) -> Text:
    """Name a model so that nobody takes it for a category."""
    label = _quoted(typology.model(slug).label)
    return Text(fr=f"le modèle {label.fr}", en=f"the model {label.en}")


def objective_name(slug: str, typology: Typology) -> Text:
    """Name an objective."""
    label = _quoted(typology.objective(slug).label)
    return Text(fr=f"l'objectif {label.fr}", en=f"the objective {label.en}")


def weighing_steps(profile: Profile, apart: Disagreement, typology: Typology) -> Iterator[Step]:
    """Tell how the partners' weights were read and brought together."""
    pulls = iter(apart.pulls)
    for rank, partner in enumerate(profile.partners, start=1):
        name = partner_name(partner, rank)
        if partner.has_objectives:
            yield from _partner_steps(partner, next(pulls), typology)
        else:
            yield Step(
                Text(
                    fr=f"{name.fr} : aucun objectif indiqué, ce partenaire ne compte pas dans le barycentre.",
                    en=f"{name.en}: no objective given, so this partner does not count in the barycentre.",
                ),
                ConventionRule("barycentre-is-mean"),
            )
    if not apart.pulls:
        return
    yield Step(
        Text(
            fr="La pondération des quatre objectifs désigne la catégorie de partenariat ; à plusieurs, on prend le "
            "barycentre.",
            en="The weights of the four objectives point to the category of partnership; several partners take their "
            "barycentre.",
        ),
        KitLine(KIT_WEIGHTS),
    )


def category_steps(
    centre: Mapping[str, Fraction], partners: int, categories: Sequence[str], margin: Fraction, typology: Typology
) -> Iterator[Step]:
    """Tell the barycentre and where it leads."""
    shares = _shares(centre, typology)
    yield Step(
        Text(fr=f"Barycentre : {shares.fr}.", en=f"Barycentre: {shares.en}.")
        if partners == 1
        else Text(
            fr=f"Barycentre, moyenne des {partners} partenaires : {shares.fr}.",
            en=f"Barycentre, the mean of the {partners} partners: {shares.en}.",
        ),
        ConventionRule("barycentre-is-mean"),
    )
    near = percentage(margin)
    if not categories:
        yield Step(
            Text(
                fr=f"Aucun objectif ne se détache : les quatre se valent, à {near.fr} du poids près. Aucune catégorie "
                "n'est donc recommandée.",
                en=f"No objective stands out: all four are equal to within {near.en} of the weight. So no category is "
                "recommended.",
            ),
            ConventionRule("tie-margin"),
        )
    for slug in categories:
        objective = typology.objective_of(slug)
        label, category, share = (
            _quoted(objective.label),
            category_name(slug, typology),
            percentage(centre[objective.slug]),
        )
        yield Step(
            Text(
                fr=f"L'objectif {label.fr} ({share.fr}) mène à {category.fr}.",
                en=f"The objective {label.en} ({share.en}) leads to {category.en}.",
            ),
            KitLine(objective.kit_line),
        )
    if len(categories) > 1:
        yield Step(
            Text(
                fr=f"Ces objectifs sont à égalité, à {near.fr} du poids près : leurs catégories sont toutes "
                "recommandées.",
                en=f"These objectives are tied, to within {near.en} of the weight: their categories are all "
                "recommended.",
            ),
            ConventionRule("tie-margin"),
        )


def model_steps(
    answers: Sequence[str], categories: Sequence[str], models: Sequence[str], typology: Typology
) -> Iterator[Step]:
    """Tell how the answers qualify the models."""
    if not categories:
        return
    qualifying = [typology.feature(slug) for slug in answers if typology.feature(slug).model in models]
    for feature in qualifying:
        label, model = _quoted(feature.label), model_name(feature.model, typology)
        yield Step(
            Text(
                fr=f"La réponse {label.fr} correspond à la définition que le kit donne pour {model.fr}.",
                en=f"The answer {label.en} matches the kit's definition of {model.en}.",
            ),
            KitLine(feature.kit_line),
        )
    names = _names(
        [_quoted(typology.model(slug).label) for slug in models],
        Text("le modèle", "the model"),
        Text("les modèles", "the models"),
    )
    yield Step(
        Text(
            fr=f"Les réponses désignent, parmi les modèles possibles, {names.fr}.",
            en=f"Among the possible models, the answers point to {names.en}.",
        )
        if qualifying
        else Text(
            fr=f"Aucune réponse ne départage les modèles possibles : {names.fr} sont tous recommandés.",
            en=f"No answer tells the possible models apart: {names.en} are all recommended.",
        ),
        ConventionRule("features-qualify-models"),
    )


def disagreement_steps(apart: Disagreement) -> Iterator[Step]:
    """Tell how far apart the partners are."""
    if not apart.between:
        return
    names, share, threshold = (
        enumeration(apart.between),
        approximate_percentage(apart.distance),
        percentage(apart.threshold),
    )
    yield Step(
        Text(
            fr=f"Entre {names.fr}, {share.fr} du poids ne va pas aux mêmes objectifs (avertissement au-delà de "
            f"{threshold.fr}).",
            en=f"Between {names.en}, {share.en} of the weight goes to different objectives (warning above "
            f"{threshold.en}).",
        ),
        ConventionRule("disagreement-threshold"),
    )


def outlook_steps(others: Sequence[Counterfactual], tie: Separation | None) -> Iterator[Step]:
    """Tell what would change the answer."""
    if tie is not None:
        yield Step(tie.text, ConventionRule("tie-margin"))
    if others:
        yield Step(others[0].text, ConventionRule("counterfactual"))


def warnings(
    apart: Disagreement, answers: Sequence[str], categories: Sequence[str], typology: Typology
) -> tuple[Text, ...]:
    """Warn of opposed partners, and of answers that do not count."""
    found = [_opposed(apart, typology)] if apart.is_worth_a_warning else []
    if answers and not categories:
        labels = enumeration([_quoted(typology.feature(slug).label) for slug in answers])
        found.append(
            Text(
                fr=f"Vos réponses ({labels.fr}) ne comptent pas encore : elles précisent un modèle une fois qu'une "
                "catégorie se dégage.",
                en=f"Your answers ({labels.en}) do not count yet: they make a model precise once a category stands "
                "out.",
            )
        )
    elif categories:
        found.extend(
            _answer_elsewhere(slug, categories, typology)
            for slug in answers
            if _is_elsewhere(slug, categories, typology)
        )
    return tuple(found)


def advice(*, has_objectives: bool) -> tuple[Text, ...]:
    """Send back to the first step of the kit, when no category stands out."""
    weigh = Text(
        fr="Donnez à chaque partenaire un poids sur chacun des quatre objectifs : c'est leur pondération qui désigne "
        f"la catégorie (kit, lignes {KIT_OBJECTIVES} et {KIT_WEIGHTS}).",
        en="Give each partner a weight on each of the four objectives: these weights point to the category (kit, "
        f"lines {KIT_OBJECTIVES} and {KIT_WEIGHTS}).",
    )
    clarify = Text(
        fr="Que chaque partenaire mette au clair ses propres objectifs, et cherche ceux dont la stratégie s'accorde "
        f"avec la sienne (kit, ligne {KIT_OWN_OBJECTIVES}).",
        en="Let each partner make its own objectives clear, and look for those whose strategy goes well with its own "
        f"(kit, line {KIT_OWN_OBJECTIVES}).",
    )
    agree = Text(
        fr="Convenez ensuite de l'enjeu que vous partagez : il vous guidera tout au long de la démarche (kit, ligne "
        f"{KIT_COMMON_ISSUE}).",
        en="Then agree on the issue that you share: it will guide you all along the way (kit, line "
        f"{KIT_COMMON_ISSUE}).",
    )
    return (clarify, agree) if has_objectives else (weigh, clarify, agree)


def counterfactual(category: str, to_lead: Shift, to_tie: Shift, typology: Typology) -> Text:
    """Say what would bring a category to the front."""
    name = category_name(category, typology)
    rivals = _categories([typology.objective(objective).category for objective, _ in to_lead.moves], typology)
    amount, enough = approximate_percentage(to_lead.amount), approximate_percentage(to_tie.amount)
    move = _move(to_lead, amount, typology)
    return Text(
        fr=f"Si {move.fr}, {name.fr} ferait jeu égal avec {rivals.fr} ; dès {enough.fr}, elle serait recommandée elle "
        "aussi.",
        en=f"If {move.en}, {name.en} would draw level with {rivals.en}; from {enough.en} on, it would be "
        "recommended too.",
    )


def separation(category: str, shift: Shift, typology: Typology, *, is_between_all: bool) -> Text:
    """Say what would settle a tie."""
    name = category_name(category, typology)
    ((giver, _),) = shift.moves
    source, target = objective_name(giver, typology), objective_name(shift.objective, typology)
    amount = approximate_percentage(shift.amount)
    more = (
        Text(fr=f"plus {_de(amount.fr)}", en=f"more than {amount.en}")
        if shift.amount
        else Text(fr="la moindre part", en="the least part")
    )
    outcome = (
        Text(
            fr=f"les autres catégories seraient recommandées, sans {name.fr}",
            en=f"the other categories would be recommended, without {name.en}",
        )
        if is_between_all
        else Text(fr=f"{name.fr} ne serait plus recommandée", en=f"{name.en} would no longer be recommended")
    )
    return Text(
        fr=f"L'égalité tient à peu : si {more.fr} du poids total passait de {source.fr} à {target.fr}, {outcome.fr}.",
        en=f"The tie hangs on little: if {more.en} of the whole weight moved from {source.en} to {target.en}, "
        f"{outcome.en}.",
    )


def _partner_steps(partner: Partner, pull: Pull, typology: Typology) -> Iterator[Step]:
    shares = _shares(dict(pull.weights), typology)
    yield Step(
        Text(
            fr=f"{pull.partner.fr} : poids ramenés à un total de 100 %, soit {shares.fr}.",
            en=f"{pull.partner.en}: weights brought to a total of 100%, that is {shares.en}.",
        ),
        ConventionRule("weights-normalised"),
    )
    missing = [_quoted(typology.objective(slug).label) for slug in OBJECTIVES if slug not in partner.objectives]
    if missing:
        labels = enumeration(missing)
        yield Step(
            Text(
                fr=f"{pull.partner.fr} : sans poids indiqué, {labels.fr} compte{'nt' if len(missing) > 1 else ''} pour "
                "zéro.",
                en=f"{pull.partner.en}: with no weight given, {labels.en} count{'' if len(missing) > 1 else 's'} as "
                "zero.",
            ),
            ConventionRule("missing-weight-is-zero"),
        )


def _opposed(apart: Disagreement, typology: Typology) -> Text:
    aims = [_aim(pull, typology) for pull in apart.pulls]
    return Text(
        fr=f"Les partenaires ne tirent pas dans le même sens. {' ; '.join(aim.fr for aim in aims)}. Leur moyenne peut "
        "désigner une catégorie"
        " qui ne convient à personne : vérifiez que vos stratégies sont compatibles et convenez de l'enjeu que vous "
        "partagez"
        f" (kit, lignes {KIT_OWN_OBJECTIVES} et {KIT_COMMON_ISSUE}).",
        en=f"The partners do not pull the same way. {'; '.join(aim.en for aim in aims)}. Their mean may point to a "
        "category that suits"
        " nobody: check that your strategies are compatible and agree on the issue that you share"
        f" (kit, lines {KIT_OWN_OBJECTIVES} and {KIT_COMMON_ISSUE}).",
    )


def _aim(pull: Pull, typology: Typology) -> Text:
    if len(pull.objectives) == len(OBJECTIVES):
        return Text(
            fr=f"{pull.partner.fr} donne le même poids aux quatre objectifs",
            en=f"{pull.partner.en} gives all four objectives the same weight",
        )
    labels = enumeration([_quoted(typology.objective(slug).label) for slug in pull.objectives])
    share = percentage(dict(pull.weights)[pull.objectives[0]])
    each = Text(" chacun", " each") if len(pull.objectives) > 1 else same("")
    return Text(
        fr=f"{pull.partner.fr} vise d'abord {labels.fr} ({share.fr}{each.fr})",
        en=f"{pull.partner.en} aims first at {labels.en} ({share.en}{each.en})",
    )


def _is_elsewhere(feature: str, categories: Sequence[str], typology: Typology) -> bool:
    return typology.category_of(typology.feature(feature).model).slug not in categories


def _answer_elsewhere(feature: str, categories: Sequence[str], typology: Typology) -> Text:
    answer = typology.feature(feature)
    label, model = _quoted(answer.label), model_name(answer.model, typology)
    own = category_name(typology.category_of(answer.model).slug, typology)
    recommended = _categories(categories, typology)
    return Text(
        fr=f"La réponse {label.fr} n'est pas comptée : elle décrit {model.fr}, qui relève de {own.fr}, alors que vos "
        f"objectifs mènent vers {recommended.fr}.",
        en=f"The answer {label.en} is not counted: it describes {model.en}, which belongs to {own.en}, whereas your "
        f"objectives lead to {recommended.en}.",
    )


def _move(shift: Shift, amount: Text, typology: Typology) -> Text:
    target = objective_name(shift.objective, typology)
    if len(shift.moves) == 1:
        source = objective_name(shift.moves[0][0], typology)
        return Text(
            fr=f"{amount.fr} du poids total passait de {source.fr} à {target.fr}",
            en=f"{amount.en} of the whole weight moved from {source.en} to {target.en}",
        )
    parts = [(_quoted(typology.objective(slug).label), approximate_percentage(part)) for slug, part in shift.moves]
    taken = enumeration([Text(f"{part.fr} pris à {label.fr}", f"{part.en} from {label.en}") for label, part in parts])
    return Text(
        fr=f"{amount.fr} du poids total passait à {target.fr} ({taken.fr})",
        en=f"{amount.en} of the whole weight moved to {target.en} ({taken.en})",
    )


def _categories(slugs: Sequence[str], typology: Typology) -> Text:
    ordered = [slug for slug in typology.category_slugs if slug in slugs]
    labels = [_quoted(typology.category(slug).label) for slug in ordered]
    return _names(labels, Text("la catégorie", "the category"), Text("les catégories", "the categories"))


def _names(labels: Sequence[Text], one: Text, several: Text) -> Text:
    noun, names = (one if len(labels) == 1 else several), enumeration(labels)
    return Text(fr=f"{noun.fr} {names.fr}", en=f"{noun.en} {names.en}")


def _shares(weights: Mapping[str, Fraction], typology: Typology) -> Text:
    shares = [(typology.objective(slug).label, percentage(weights[slug])) for slug in OBJECTIVES]
    return Text(
        fr=", ".join(f"{label.fr} {share.fr}" for label, share in shares),
        en=", ".join(f"{label.en} {share.en}" for label, share in shares),
    )


def _quoted(label: Text) -> Text:
    return Text(fr=f"« {_KIND.sub('', label.fr)} »", en=f"“{_KIND.sub('', label.en)}”")


def _de(words: str) -> str:
    return f"d'{words}" if words.startswith("environ") else f"de {words}"


def _joined(words: Sequence[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
