"""What a review looks at, and the published reasons for which a record is given back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from allianceskg.language import Text

CHECKLIST: Final = (
    Text(
        fr="Chaque affirmation se retrouve dans la page qu'elle cite, que vous avez ouverte.",
        en="Each statement is found in the page that it cites, which you have opened.",
    ),
    Text(
        fr="Les textes sont dans nos mots, sans copie ni promotion ; les chiffres sont ceux de la source.",
        en="Texts are in our words, neither copied nor promotional; figures are those of the source.",
    ),
    Text(
        fr="Le modèle ou la fonction convient, et la raison de cette lecture convainc.",
        en="The model or the function fits, and the reason for this reading convinces.",
    ),
    Text(
        fr="Aucune personne privée n'est nommée.",
        en="No private person is named.",
    ),
    Text(
        fr="Les difficultés que disent les sources sont dans la fiche, autant que les résultats.",
        en="The difficulties that sources tell are in the record, as much as the results.",
    ),
    Text(
        fr="Le cas n'est pas déjà au catalogue sous un autre nom.",
        en="The case is not in the catalogue already under another name.",
    ),
)
REFUSALS: Final[Mapping[str, Text]] = {
    "source": Text(
        fr="Une affirmation ne se retrouve pas dans sa source.", en="A statement is not found in its source."
    ),
    "copied": Text(fr="Un texte est copié ou promotionnel.", en="A text is copied or promotional."),
    "reading": Text(
        fr="Le modèle ou la fonction ne convient pas, ou n'est pas justifié.",
        en="The model or the function does not fit, or is not justified.",
    ),
    "person": Text(fr="Une personne privée est nommée.", en="A private person is named."),
    "duplicate": Text(fr="La fiche existe déjà.", en="The record exists already."),
    "scope": Text(
        fr="Ce n'est ni une alliance ni une initiative de catalyse en France.",
        en="It is neither an alliance nor a catalyst initiative in France.",
    ),
    "incomplete": Text(fr="Il manque quelque chose d'essentiel.", en="Something essential is missing."),
}
