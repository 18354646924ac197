"""What a case has of each criterion, in words, by kind of criterion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from allianceskg.language import Text
from allianceskg.matching.asked_words import AskedConcept, AskedWord
from allianceskg.matching.case_terms import CONCEPT, SUMMARY, TEXT, TITLE
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.evidence import Evidence
from allianceskg.matching.place_sentences import territory_sentence
from allianceskg.matching.sentence_parts import (
    agreeing_with,
    details_of,
    each_once,
    in_quotes,
    inside_sentence,
    list_after,
    list_names,
    quote_names,
    values_of,
    with_sources,
)
from allianceskg.names import Names
from allianceskg.terms import SDG, slug

Writer = Callable[[Criterion, int, Sequence[Evidence], Names], Text]


def _model(criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
    if earned == criterion.weight:
        kept = [record for record in records if slug(record.asked or "") in criterion.expected]
        chosen = [names.short(iri) for iri in values_of(kept)]
        verb = agreeing_with(
            chosen, Text("Suit le modèle", "Follows the model"), Text("Suit les modèles", "Follows the models")
        )
        end = agreeing_with(chosen, Text("recommandé", "recommended"), Text("recommandés", "recommended"))
        return with_sources(
            Text(
                fr=f"{verb.fr} {quote_names(chosen).fr}, {end.fr} pour votre profil",
                en=f"{verb.en} {quote_names(chosen).en}, {end.en} for your profile",
            ),
            kept,
        )
    if earned:
        return _category_only([record for record in records if record.asked], names)
    others = [_model_with_category(record, names) for record in each_once(records)]
    if all(_is_category(record) for record in records):
        one = Text("Relève d'une autre catégorie", "Belongs to another category")
        return with_sources(
            list_after(one, Text("Relève d'autres catégories", "Belongs to other categories"), others), records
        )
    one = Text("Suit un autre modèle", "Follows another model")
    return with_sources(list_after(one, Text("Suit d'autres modèles", "Follows other models"), others), records)


def _category_only(records: Sequence[Evidence], names: Names) -> Text:
    """Say that a case is in a recommended category, by a model that is not a recommended one, or not known."""
    categories = quote_names(names.short(iri) for iri in details_of(records, "category"))
    # The whole label here: where a category and a model share their name, it says "(modèle)".
    models = quote_names(names.of(record.value) for record in each_once(records) if not _is_category(record))
    if not models.fr:
        return with_sources(
            Text(
                fr=f"Relève de la catégorie recommandée {categories.fr}, sans que son modèle soit précisé",
                en=f"Belongs to the recommended category {categories.en}, without its model being stated",
            ),
            records,
        )
    return with_sources(
        Text(
            fr=f"Relève de la catégorie recommandée {categories.fr}, mais par un modèle qui n'est pas celui recommandé : {models.fr}",
            en=f"Belongs to the recommended category {categories.en}, but by a model that is not the recommended one: {models.en}",
        ),
        records,
    )


def _model_with_category(record: Evidence, names: Names) -> Text:
    own, category = names.short(record.value), names.short(record.detail["category"])
    if _is_category(record):
        return Text(fr=f"« {own.fr} » (modèle non précisé)", en=f"“{own.en}” (model not stated)")
    return Text(
        fr=f"« {own.fr} » (catégorie « {category.fr} »)",
        en=f"“{own.en}” (category “{category.en}”)",
    )


def _is_category(record: Evidence) -> bool:
    """Tell whether a statement names a category only."""
    return record.value == record.detail["category"]


def _function(_criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
    if not earned:
        others = [in_quotes(names.of(iri)) for iri in values_of(records)]
        one = Text("Exerce une autre fonction", "Performs another function")
        return with_sources(
            list_after(one, Text("Exerce d'autres fonctions", "Performs other functions"), others), records
        )
    kept = [record for record in records if record.asked]
    name = quote_names(names.of(iri) for iri in values_of(kept))
    holders = list_names(names.of(iri) for iri in details_of(kept, "holder"))
    places = list_names(names.of(iri) for iri in details_of(kept, "territory"))
    return with_sources(
        Text(
            fr=f"Exerce la fonction {name.fr}"
            + (f", tenue par {holders.fr}" if holders.fr else "")
            + (f" (territoire : {places.fr})" if places.fr else ""),
            en=f"Performs the function {name.en}"
            + (f", held by {holders.en}" if holders.en else "")
            + (f" (territory: {places.en})" if places.en else ""),
        ),
        kept,
    )


_PLACES_IN_WORDS: Final[Mapping[str, Text]] = {
    TITLE: Text(fr="titre", en="title"),
    SUMMARY: Text(fr="résumé", en="summary"),
    CONCEPT: Text(fr="mots-clés", en="keywords"),
    TEXT: Text(fr="faits", en="facts"),
}


def _words(criterion: Criterion, _earned: int, records: Sequence[Evidence], names: Names) -> Text:
    one, many = Text("Mot commun", "Word in common"), Text("Mots communs", "Words in common")
    listed = list_after(one, many, _shared_words(criterion, records, names))
    return Text(fr=f"{listed.fr}.", en=f"{listed.en}.")


def _shared_words(criterion: Criterion, records: Sequence[Evidence], names: Names) -> list[Text]:
    """Show the shared words as they were asked, each with the best place where it stands; those that count most first."""
    points = criterion.points_by_value
    best: dict[str, str] = {}
    for record in records:
        place = record.detail["place"]
        known = best.get(record.value)
        if known is None or points[record.value, place] > points[record.value, known]:
            best[record.value] = place
    shown = [
        (points[word.value, best[word.value]], _shared_word(word, best))
        for word in criterion.words
        if word.value in best
    ]
    shown += [
        (points[one.value, one.link], _shared_concept(one, names)) for one in criterion.concepts if one.value in best
    ]
    shown.sort(key=lambda one: -one[0])  # equal ones stay in the order of the story
    return [words for _, words in shown]


def _shared_word(word: AskedWord, best: Mapping[str, str]) -> Text:
    place = _PLACES_IN_WORDS[best[word.value]]
    return Text(fr=f"« {word.surface} » ({place.fr})", en=f"“{word.surface}” ({place.en})")


def _shared_concept(one: AskedConcept, names: Names) -> Text:
    name = names.short(one.value)
    return Text(
        fr=f"« {one.surface} » (compris comme « {name.fr} »)", en=f"“{one.surface}” (understood as “{name.en}”)"
    )


def _seeks(criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
    kept = [record for record in records if record.asked] if earned else list(records)
    listed = [
        _with_role(names.of(actor), names.of(kind), names.of(role) if role else None)
        for actor, kind, role in dict.fromkeys(
            (record.detail["actor"], record.value, record.detail.get("role", "")) for record in kept or records
        )
    ]
    if earned and kept:
        is_whole = earned == criterion.weight
        one = Text("Un acteur cherché y participe", "An actor sought takes part")
        many = Text("Des acteurs cherchés y participent", "Actors sought take part")
        if not is_whole:
            one = Text(
                "Un acteur du type cherché y participe, peut-être dans un autre rôle",
                "An actor of the sought type takes part, perhaps in another role",
            )
            many = Text(
                "Des acteurs du type cherché y participent, peut-être dans un autre rôle",
                "Actors of the sought type take part, perhaps in another role",
            )
    elif earned:
        one = many = Text("Un type voisin de celui cherché y participe", "A type close to the sought one takes part")
    else:
        one = Text("Un autre type d'acteur y participe", "Another type of actor takes part")
        many = Text("D'autres types d'acteurs y participent", "Other types of actors take part")
    return with_sources(list_after(one, many, listed), kept or records)


def _with_role(actor: Text, kind: Text, role: Text | None) -> Text:
    """Write an actor with its type and its role, as inside a sentence: "Phenix (entreprise de l'ESS, prestataire)"."""
    kinds = [kind] if role is None else [kind, role]
    listed = list_names(Text(fr=inside_sentence(one.fr), en=inside_sentence(one.en)) for one in kinds)
    return Text(fr=f"{actor.fr} ({listed.fr})", en=f"{actor.en} ({listed.en})")


def _types(_criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
    exact = [record for record in records if record.asked]
    kept = exact if earned and exact else list(records)
    kinds: dict[str, list[str]] = {}
    for actor, kind in dict.fromkeys((record.detail["actor"], record.value) for record in kept):
        kinds.setdefault(actor, []).append(kind)
    listed = [_with_kinds(names.of(actor), [names.of(kind) for kind in own]) for actor, own in kinds.items()]
    if earned and exact:
        one = Text("Un acteur de votre type y participe", "One actor of your type takes part")
        many = Text("Des acteurs de votre type y participent", "Actors of your type take part")
    elif earned:
        one = Text("Un acteur d'un type voisin du vôtre y participe", "One actor of a type close to yours takes part")
        many = Text(
            "Des acteurs y participent, dont un type voisin du vôtre",
            "Actors take part, a type close to yours among them",
        )
    else:
        one = Text("Un autre type d'acteur y participe", "Another type of actor takes part")
        many = Text("D'autres types d'acteurs y participent", "Other types of actors take part")
    return with_sources(list_after(one, many, listed), kept)


def _with_kinds(actor: Text, kinds: Sequence[Text]) -> Text:
    """Write an actor with its types, as inside a sentence: "La Fonderie (coopérative)"."""
    listed = list_names(Text(fr=inside_sentence(kind.fr), en=inside_sentence(kind.en)) for kind in kinds)
    return Text(fr=f"{actor.fr} ({listed.fr})", en=f"{actor.en} ({listed.en})")


def _subject(*, met: tuple[Text, Text], other: tuple[Text, Text]) -> Writer:
    """Make the writer of a criterion on themes, needs or goals, which differ by their words for one and for several."""

    def write(criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
        spoken = [record for record in records if "place" in record.detail]
        recorded = [record for record in records if "place" not in record.detail]
        said = _recorded_subjects(criterion, earned, recorded, names) if recorded else None
        if spoken:
            return _spoken_subjects(said, _shared_words(criterion, spoken, names))
        assert said is not None  # there is something to tell, since there are records
        return with_sources(*said)

    def _recorded_subjects(
        criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names
    ) -> tuple[Text, Sequence[Evidence]]:
        kept = [record for record in records if record.asked] if earned else list(records)
        if earned and not kept:
            akin = _akin(criterion, records, names)
            if akin is not None:
                return akin
            kept, words = list(records), other
        else:
            words = met if earned else other
        exact = {record.value for record in kept if record.asked == record.value}
        shown = [record for record in each_once(kept) if record.asked == record.value or record.value not in exact]
        return list_after(*words, [_subject_name(record, names) for record in shown]), kept

    return write


def _spoken_subjects(said: tuple[Text, Sequence[Evidence]] | None, words: Sequence[Text]) -> Text:
    """Add the words of the asked themes that stand in the texts to what is recorded, if anything is."""
    listed = list_names(words)
    if said is None:
        return Text(
            fr=f"Aucun thème indiqué, mais des mots des thèmes recherchés se trouvent dans le cas : {listed.fr}.",
            en=f"No theme stated, but words of the themes sought stand in the case: {listed.en}.",
        )
    text, kept = said
    more = Text(
        fr=f"{text.fr} ; mots des thèmes recherchés : {listed.fr}",
        en=f"{text.en}; words of the themes sought: {listed.en}",
    )
    return with_sources(more, kept)


def _akin(criterion: Criterion, records: Sequence[Evidence], names: Names) -> tuple[Text, Sequence[Evidence]] | None:
    """Say which themes stand above or beside those asked; None when none does."""
    giving = {gain.value for gain in criterion.gains}
    kept = [record for record in records if record.value in giving]
    if not kept:
        return None
    listed = [in_quotes(names.of(iri)) for iri in values_of(kept)]
    one = Text("Thème voisin de celui recherché", "Theme close to the one sought")
    return list_after(one, Text("Thèmes voisins de ceux recherchés", "Themes close to those sought"), listed), kept


def _subject_name(record: Evidence, names: Names) -> Text:
    own = in_quotes(_with_number(record.value, names))
    if record.asked is None or record.asked == record.value:
        return own
    broader = in_quotes(_with_number(record.asked, names))
    return Text(fr=f"{own.fr} (qui relève de {broader.fr})", en=f"{own.en} (part of {broader.en})")


def _with_number(subject: str, names: Names) -> Text:
    """Name a subject, a goal with its number, by which it is known."""
    name = names.of(subject)
    if not subject.startswith(SDG):
        return name
    return Text(fr=f"ODD {slug(subject)}, {name.fr}", en=f"SDG {slug(subject)}, {name.en}")


SENTENCES: Final[Mapping[str, Writer]] = {
    "model": _model,
    "function": _function,
    "words": _words,
    "territory": territory_sentence,
    "seeks": _seeks,
    "types": _types,
    "themes": _subject(
        met=(
            Text("Thème recherché et recensé", "Theme sought and recorded"),
            Text("Thèmes recherchés et recensés", "Themes sought and recorded"),
        ),
        other=(
            Text(
                "Thème recherché non recensé ; ce cas en porte un autre",
                "Theme sought not recorded; this case bears another",
            ),
            Text(
                "Thème recherché non recensé ; ce cas en porte d'autres",
                "Theme sought not recorded; this case bears others",
            ),
        ),
    ),
    "need": _subject(
        met=(
            Text("Besoin recherché et recensé", "Need sought and recorded"),
            Text("Besoins recherchés et recensés", "Needs sought and recorded"),
        ),
        other=(
            Text(
                "Besoin recherché non recensé ; ce cas en porte un autre",
                "Need sought not recorded; this case bears another",
            ),
            Text(
                "Besoin recherché non recensé ; ce cas en porte d'autres",
                "Need sought not recorded; this case bears others",
            ),
        ),
    ),
    "sdgs": _subject(
        met=(
            Text("Objectif recherché et recensé", "Goal sought and recorded"),
            Text("Objectifs recherchés et recensés", "Goals sought and recorded"),
        ),
        other=(
            Text(
                "Objectif recherché non recensé ; ce cas en porte un autre",
                "Goal sought not recorded; this case bears another",
            ),
            Text(
                "Objectif recherché non recensé ; ce cas en porte d'autres",
                "Goal sought not recorded; this case bears others",
            ),
        ),
    ),
}
"""What writes the sentence of each kind of criterion, from the criterion, the points given and what is recorded."""
