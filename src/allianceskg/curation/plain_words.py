"""
What a finding says to somebody before a form: a second register of messages, without a word of the file format.

Most follow from the field: its name, its help and its bounds are in plain words already. What is beyond one field stands
in a table by shape. A test goes through every shape of records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from allianceskg.language import Text
from allianceskg.records.fields import Field
from allianceskg.terms import SHAPES, slug

_MISSING: Final = ("MinCountConstraintComponent", "QualifiedMinCountConstraintComponent")

_REMOVE: Final = Text(
    fr="Cette partie dit quelque chose que le catalogue ne connaît pas. Demandez à un administrateur.",
    en="This part says something that the catalogue does not know. Ask an administrator.",
)
_IDENTIFIER: Final = Text(
    fr="L'identifiant ne convient pas : minuscules sans accent, chiffres, mots séparés par des traits d'union.",
    en="The identifier does not fit: lower case without accents, digits, words separated by hyphens.",
)
_BY_SHAPE: Final[Mapping[str, Text]] = {
    "Actor-iri": _IDENTIFIER,
    "CaseStudy-iri": _IDENTIFIER,
    "Resource-iri": _IDENTIFIER,
    "Part-iri": _IDENTIFIER,
    "FunctionAssignment-activityOfFunction": Text(
        fr="Cette activité appartient à une autre fonction. Changez l'activité, ou ajoutez une seconde fonction pour elle.",
        en="This activity belongs to another function. Change the activity, or add a second function for it.",
    ),
    "EvaluationStatement-period": Text(
        fr="La fin de la période regardée précède son début : corrigez l'une des deux dates.",
        en="The end of the period looked at comes before its start: correct one of the two dates.",
    ),
    "Graph-conflict": Text(
        fr="Le désaccord n'est dit que d'un côté : dites-le aussi dans l'autre affirmation.",
        en="The disagreement is said on one side only: say it in the other statement too.",
    ),
    "Graph-duplicate": Text(
        fr="Une autre fiche décrit peut-être la même chose : comparez-les, et n'en gardez qu'une. Laissez les deux si elles diffèrent.",
        en="Another record may describe the same thing: compare them, and keep one. Leave both if they differ.",
    ),
    "Graph-fileName": _IDENTIFIER,
    "Graph-fragment": Text(
        fr="Une partie est citée, mais n'existe plus : retirez cette mention.",
        en="A part is referred to, but is no longer there: remove this mention.",
    ),
    "Graph-future": Text(
        fr="Cette date est dans l'avenir : écrivez le jour de la dernière vérification.",
        en="This date is in the future: write the day of the last check.",
    ),
    "Graph-orphan": Text(
        fr="Une partie de la fiche n'est rattachée à rien. Demandez à un administrateur.",
        en="A part of the record is attached to nothing. Ask an administrator.",
    ),
    "Graph-ownSource": Text(
        fr="Choisissez une source de cette fiche ; si elle n'y est pas, ajoutez-la d'abord aux sources.",
        en="Choose a source of this record; if it is not there, add it to the sources first.",
    ),
    "Graph-reason": Text(fr="Dites pourquoi cette fiche est retirée.", en="Say why this record is withdrawn."),
    "Graph-sirenKey": Text(
        fr="Vérifiez ce SIREN chiffre par chiffre : sa clé de contrôle est fausse.",
        en="Check this SIREN digit by digit: its check digit is wrong.",
    ),
    "Graph-template": Text(
        fr="Ce texte vient d'un modèle et il est inventé : remplacez-le par ce que dit votre source, ou retirez-le.",
        en="This text comes from a template and is invented: replace it by what your source says, or remove it.",
    ),
    "ModelStatement-choice": Text(
        fr="Choisissez le modèle ; seulement si vous ne le connaissez pas, choisissez à sa place la catégorie. Pas les deux.",
        en="Choose the model; only if you do not know it, choose the category in its place. Not both.",
    ),
    "PeriodStatement-dated": Text(
        fr="Donnez au moins une date à cette période : son début ou sa fin.",
        en="Give this period at least one date: its start or its end.",
    ),
    "PeriodStatement-order": Text(
        fr="La fin précède le début : corrigez l'une des deux dates.",
        en="The end comes before the start: correct one of the two dates.",
    ),
    "Reading-reason": Text(
        fr="C'est une lecture du catalogue : dites pourquoi vous lisez le cas ainsi.",
        en="This is a reading by the catalogue: say why you read the case so.",
    ),
    "Record-dates": Text(
        fr="La date du dernier changement précède celle de la création. Demandez à un administrateur.",
        en="The date of the last change comes before that of the creation. Ask an administrator.",
    ),
    # These cannot come out of a form; a record that was written by hand may have them.
    **dict.fromkeys(("Graph-blankNode", "Graph-oneRecord", "Graph-published", "Graph-subject", "Graph-type"), _REMOVE),
    "Source-located": Text(
        fr="Dites où lire cette source : l'adresse de la page.",
        en="Say where to read this source: the address of the page.",
    ),
}  # fmt: skip
_MENDS: Final[Mapping[str, Text]] = {
    "UniqueLangConstraintComponent": Text(
        fr="Gardez un seul texte par langue.", en="Keep one text only for each language."
    ),
    "LanguageInConstraintComponent": Text(
        fr="Écrivez ce texte en français ou en anglais.", en="Write this text in French or in English."
    ),
    "NotConstraintComponent": Text(
        fr="Écrivez en texte simple, sans balises ni mise en forme.",
        en="Write in plain text, without tags or formatting.",
    ),
}


def plain_message(shape: str, components: Sequence[str], field: Field | None, value: str | None) -> tuple[Text, Text]:
    """
    Say what is wrong and what to do, in plain words.

    Args:
        shape: IRI of the shape that found it.
        components: IRIs of the constraints that failed.
        field: What the finding is about; None when it is about a whole part.
        value: What stands there; None when something is missing.

    Returns:
        What is wrong, and how to mend it; both are never empty.
    """
    name = shape.removeprefix(SHAPES).removesuffix("-query")
    if name in _BY_SHAPE:
        return _BY_SHAPE[name], field.help if field is not None else _LOOK
    if field is None:
        return _REMOVE, _LOOK
    failed = [slug(one) for one in components]
    if any(one in _MISSING for one in failed):
        return _missing(name, field), field.help
    if "MaxCountConstraintComponent" in failed:
        return _too_many(field), field.help
    if "MaxLengthConstraintComponent" in failed:
        return _too_long(field, value), field.help
    if "MinLengthConstraintComponent" in failed:
        least = max(field.required.shortest, field.wished.shortest)
        return Text(
            fr=f"C'est court : dites-en davantage, en {least} caractères au moins.",
            en=f"This is short: say more, in at least {least} characters.",
        ), field.help
    for one, mend in _MENDS.items():
        if one in failed:
            return mend, field.help
    return Text(
        fr=f"« {field.name.fr} » : cette valeur ne convient pas.", en=f"“{field.name.en}”: this value does not fit."
    ), field.help


def _missing(shape: str, field: Field) -> Text:
    if field.content == "text" and shape.endswith("-en"):
        return Text(fr="La traduction anglaise manque encore.", en="The English translation is still missing.")
    least = max(field.required.least, field.wished.least)
    if field.content == "part" and least > 1:
        return Text(fr=f"Il faut au moins {least} entrées.", en=f"At least {least} entries are needed.")
    if field.content == "part":
        return Text(fr="Il manque au moins une entrée.", en="At least one entry is missing.")
    if field.content == "text":
        return Text(fr="Écrivez ce texte, en français d'abord.", en="Write this text, in French first.")
    if field.content in ("concept", "reference", "boolean"):
        return Text(fr="Choisissez dans la liste.", en="Choose from the list.")
    return Text(fr="Remplissez ce champ.", en="Fill in this field.")


def _too_many(field: Field) -> Text:
    most = field.required.most or 1
    return Text(
        fr="Gardez-en un seul." if most == 1 else f"Gardez-en au plus {most}.",
        en="Keep one only." if most == 1 else f"Keep at most {most}.",
    )


def _too_long(field: Field, value: str | None) -> Text:
    most = field.required.longest or field.wished.longest or 0
    has = "" if value is None else len(value)
    return Text(
        fr=f"C'est trop long : {_thousands(most, ' ')} caractères au plus, vous en avez {_thousands(has, ' ')}.",
        en=f"This is too long: at most {_thousands(most, ',')} characters, you have {_thousands(has, ',')}.",
    )


def _thousands(number: int | str, separator: str) -> str:
    return f"{number:,}".replace(",", separator) if isinstance(number, int) else number


_LOOK: Final = Text(fr="Relisez cette partie.", en="Read this part again.")
