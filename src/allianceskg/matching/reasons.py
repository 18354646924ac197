"""Why a case is shown to whoever asks, in one short sentence; the explanation has every criterion, with its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from allianceskg.language import Text, same
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.diagnosis_texts import enumeration
from allianceskg.matching.sentence_parts import in_quotes, inside_sentence
from allianceskg.model import CriterionAssessment, Match
from allianceskg.names import Names
from allianceskg.terms import AKG, SDG, TERRITORY, concept, slug

_MOST_REASONS: Final = 4
_MOST_NAMED: Final = 3
_LEVELS: Final[Mapping[str, Text]] = {
    "epci": Text(fr="dans la même intercommunalité", en="in the same intercommunality"),
    "ept": Text(fr="dans le même établissement public territorial", en="in the same territorial public body"),
    "departement": Text(fr="dans le même département", en="in the same département"),
    "region": Text(fr="dans la même région", en="in the same région"),
}

Phrase = Callable[[Criterion, CriterionAssessment, Names], Text | None]


def reason_in_words(match: Match, criteria: Sequence[Criterion], names: Names) -> Text:
    """
    Say in one sentence why a case is shown: what gave most points first, each in a few words.

    Args:
        criteria: Those of the answer, in the order of the criteria of the match.

    Returns:
        Such as "Porte sur « Alimentation », à 12 km de chez vous."; a sentence that says so where nothing gave a point.
    """
    asked = {one.name: one for one in criteria}
    gave = sorted((one for one in match.criteria if one.points), key=lambda one: -one.points)
    phrases = [_PHRASES[asked[one.criterion].kind](asked[one.criterion], one, names) for one in gave]
    told = [phrase for phrase in phrases if phrase is not None][:_MOST_REASONS]
    # Where common words alone gave points, they are the reason, however many other cases have them.
    told = told or [_spoken(_said(asked[one.criterion], one)) for one in gave if asked[one.criterion].kind == "words"]
    if not told:
        return Text(
            fr="Rien de ce que vous demandez n'y est recensé.", en="Nothing that you ask for is on record in it."
        )
    listed = enumeration(told)
    return Text(fr=f"{listed.fr[:1].upper()}{listed.fr[1:]}.", en=f"{listed.en[:1].upper()}{listed.en[1:]}.")


def _words(criterion: Criterion, assessed: CriterionAssessment, _: Names) -> Text | None:
    said, most = _said(criterion, assessed), max(gain.points for gain in criterion.gains)
    # A word that half the cases have is no reason: one as telling as half the most telling word of the story is.
    telling = {surface: points for surface, points in said.items() if 2 * points >= most}
    return _spoken(telling) if telling else None


def _said(criterion: Criterion, assessed: CriterionAssessment) -> dict[str, int]:
    """Return the words of the story that a case has, as they were written, with the most points that each can give."""
    most: dict[str, int] = {}
    for gain in criterion.gains:
        most[gain.value] = max(most.get(gain.value, 0), gain.points)
    found = set(assessed.found)
    said = {word.surface: most[word.value] for word in criterion.words if word.stem in found}
    return said | {one.surface: most[one.value] for one in criterion.concepts if slug(one.value) in found}


def _spoken(said: Mapping[str, int]) -> Text:
    best = sorted(said, key=lambda surface: -said[surface])[:_MOST_NAMED]
    listed = enumeration([in_quotes(same(surface)) for surface in best])
    return Text(fr=f"parle comme vous de {listed.fr}", en=f"speaks as you do of {listed.en}")


def _themes(criterion: Criterion, assessed: CriterionAssessment, names: Names) -> Text | None:
    found = set(assessed.found)
    exact = [concept("themes", one) for one in criterion.expected if one in found]
    if exact:
        listed = _named(exact, names)
        return Text(fr=f"porte sur {listed.fr}", en=f"is about {listed.en}")
    giving = sorted((gain for gain in criterion.gains if slug(gain.value) in found), key=lambda gain: -gain.points)
    near = list(dict.fromkeys(gain.value for gain in giving))
    if near:
        listed = _named(near[:1], names)
        return Text(fr=f"porte sur un thème voisin, {listed.fr}", en=f"is about a theme close by, {listed.en}")
    return Text(fr="parle des thèmes que vous cherchez", en="speaks of the themes that you look for")


def _model(criterion: Criterion, assessed: CriterionAssessment, names: Names) -> Text | None:
    if assessed.state != "met":
        return Text(fr="relève de la catégorie recommandée", en="belongs to the recommended category")
    models = [concept("partnership-models", one) for one in assessed.found if one in criterion.expected]
    listed = enumeration([in_quotes(names.short(one)) for one in models])
    return Text(fr=f"suit le modèle recommandé {listed.fr}", en=f"follows the recommended model {listed.en}")


def _function(criterion: Criterion, _: CriterionAssessment, names: Names) -> Text | None:
    name = _named([concept("catalyst-functions", criterion.expected[0])], names)
    return Text(fr=f"exerce la fonction {name.fr}", en=f"performs the function {name.en}")


def _territory(criterion: Criterion, assessed: CriterionAssessment, names: Names) -> Text | None:
    """Say where it is; by the nearest place or the level that gave the points."""
    if assessed.state == "met":
        return Text(fr="se trouve sur votre territoire", en="is on your territory")
    found, distances = {f"{TERRITORY}{one}" for one in assessed.found}, dict(criterion.distances)
    giving = [gain for gain in criterion.gains if gain.points == assessed.points]
    located = [gain.value for gain in giving if gain.link == f"{AKG}locatedIn" and gain.value in found]
    near = [distances[one] for one in located if one in distances]
    if near:
        return Text(fr=f"se trouve à {min(near)} km de chez vous", en=f"is {min(near)} km from you")
    if located:
        listed = enumeration([names.of(one) for one in located[:1]])
        return Text(fr=f"couvre votre territoire ({listed.fr})", en=f"covers your territory ({listed.en})")
    shared = [slug(gain.value).partition("-")[0] for gain in giving if gain.link == f"{AKG}inTerritory"]
    if shared and (len(shared) == 1 or set(shared) <= {"epci", "ept"}):
        return Text(fr=f"se trouve {_LEVELS[shared[0]].fr}", en=f"is {_LEVELS[shared[0]].en}")
    return Text(fr="se trouve outre-mer, comme vous", en="is overseas, as you are")


def _seeks(criterion: Criterion, assessed: CriterionAssessment, names: Names) -> Text | None:
    kinds = [concept("actor-types", one) for one in criterion.expected if one in assessed.found]
    if not kinds:
        return Text(fr="réunit des acteurs proches de ceux que vous cherchez", en="has actors close to those you seek")
    listed = enumeration([_inside(names.of(one)) for one in kinds])
    return Text(fr=f"réunit un acteur que vous cherchez ({listed.fr})", en=f"has an actor whom you seek ({listed.en})")


def _types(criterion: Criterion, assessed: CriterionAssessment, names: Names) -> Text | None:
    kinds = [concept("actor-types", one) for one in criterion.expected if one in assessed.found]
    if not kinds:
        return Text(fr="réunit un acteur d'un type voisin du vôtre", en="has an actor of a type close to yours")
    listed = enumeration([_inside(names.of(one)) for one in kinds])
    return Text(fr=f"réunit un acteur comme vous ({listed.fr})", en=f"has an actor like you ({listed.en})")


def _needs(criterion: Criterion, assessed: CriterionAssessment, names: Names) -> Text | None:
    met = [concept("needs", one) for one in criterion.expected if one in assessed.found]
    listed = _named(met, names)
    return Text(fr=f"répond au besoin {listed.fr}", en=f"answers the need {listed.en}")


def _goals(criterion: Criterion, assessed: CriterionAssessment, names: Names) -> Text | None:
    met = [one for one in criterion.expected if one in assessed.found][:_MOST_NAMED]
    if not met:
        return None  # an alliance, by the kit: true of most cases, so no reason to prefer this one
    listed = enumeration([in_quotes(names.of(f"{SDG}{one}")) for one in met])
    return Text(fr=f"contribue à l'objectif {listed.fr}", en=f"contributes to the goal {listed.en}")


def _named(things: Sequence[str], names: Names) -> Text:
    return enumeration([in_quotes(names.of(one)) for one in things[:_MOST_NAMED]])


def _inside(name: Text) -> Text:
    return Text(fr=inside_sentence(name.fr), en=inside_sentence(name.en))


_PHRASES: Final[Mapping[str, Phrase]] = {
    "words": _words,
    "themes": _themes,
    "model": _model,
    "function": _function,
    "territory": _territory,
    "seeks": _seeks,
    "types": _types,
    "need": _needs,
    "sdgs": _goals,
}
