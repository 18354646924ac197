"""
Why a case is suggested: every criterion in words, in French and in English, with its sources and its proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from allianceskg.language import Text, same
from allianceskg.matching import evidence
from allianceskg.matching.asked_words import AskedConcept, AskedWord
from allianceskg.matching.case_terms import CONCEPT, SUMMARY, TEXT, TITLE
from allianceskg.matching.criteria import SHARED_LEVELS, Criterion
from allianceskg.matching.evidence import Evidence, citation_in_words, citation_of
from allianceskg.matching.specification import Ranked
from allianceskg.model import CriterionAssessment, CriterionState, Match, SourcedText
from allianceskg.names import Names
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.terms import AKG, SDG, TERRITORY, concept, slug

_SHARED_AT: Final[Mapping[str, Text]] = {
    "epci": Text(fr="même intercommunalité", en="same intercommunality"),
    "ept": Text(fr="même établissement public territorial", en="same territorial public body (EPT)"),
    "departement": Text(fr="même département", en="same département"),
    "region": Text(fr="même région", en="same region"),
}
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

Writer = Callable[[Criterion, int, Sequence[Evidence], Names], Text]


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
    writer = _WRITERS[criterion.kind]
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


def _model(criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
    if earned == criterion.weight:
        kept = [record for record in records if slug(record.asked or "") in criterion.expected]
        chosen = [names.short(iri) for iri in _of_values(kept)]
        verb = _agreeing(
            chosen, Text("Suit le modèle", "Follows the model"), Text("Suit les modèles", "Follows the models")
        )
        end = _agreeing(chosen, Text("recommandé", "recommended"), Text("recommandés", "recommended"))
        return _sourced(
            Text(
                fr=f"{verb.fr} {_quoted(chosen).fr}, {end.fr} pour votre profil",
                en=f"{verb.en} {_quoted(chosen).en}, {end.en} for your profile",
            ),
            kept,
        )
    if earned:
        return _category_only([record for record in records if record.asked], names)
    others = [_model_with_category(record, names) for record in _once(records)]
    if all(_is_category(record) for record in records):
        one = Text("Relève d'une autre catégorie", "Belongs to another category")
        return _sourced(
            _list_after(one, Text("Relève d'autres catégories", "Belongs to other categories"), others), records
        )
    one = Text("Suit un autre modèle", "Follows another model")
    return _sourced(_list_after(one, Text("Suit d'autres modèles", "Follows other models"), others), records)


def _category_only(records: Sequence[Evidence], names: Names) -> Text:
    """Say that a case is in a recommended category, by a model that is not a recommended one, or not known."""
    categories = _quoted(names.short(iri) for iri in _details(records, "category"))
    # The whole label here: where a category and a model share their name, it says "(modèle)".
    models = _quoted(names.of(record.value) for record in _once(records) if not _is_category(record))
    if not models.fr:
        return _sourced(
            Text(
                fr=f"Relève de la catégorie recommandée {categories.fr}, sans que son modèle soit précisé",
                en=f"Belongs to the recommended category {categories.en}, without its model being stated",
            ),
            records,
        )
    return _sourced(
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
        others = [in_quotes(names.of(iri)) for iri in _of_values(records)]
        one = Text("Exerce une autre fonction", "Performs another function")
        return _sourced(
            _list_after(one, Text("Exerce d'autres fonctions", "Performs other functions"), others), records
        )
    kept = [record for record in records if record.asked]
    name = _quoted(names.of(iri) for iri in _of_values(kept))
    holders = _listed(names.of(iri) for iri in _details(kept, "holder"))
    places = _listed(names.of(iri) for iri in _details(kept, "territory"))
    return _sourced(
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


def _territory(criterion: Criterion, earned: int, records: Sequence[Evidence], names: Names) -> Text:
    asked = f"{TERRITORY}{criterion.expected[0]}"
    here = names.of(asked)
    if not earned:
        places = _listed(names.of(iri) for iri in _of_values(records))
        return _sourced(Text(fr=f"Situé ailleurs : {places.fr}", en=f"Placed elsewhere: {places.en}"), records)
    if earned == criterion.weight:
        return _inside(asked, records, here, names)
    counted = _counted_places(criterion, earned, records)
    for way, write in _PARTLY_THERE.items():
        kept = [record for record, one in counted if one == way]
        if kept:
            return _sourced(write(criterion, kept, here, names), kept)
    raise AssertionError(earned)  # points come from a place that is recorded


def _inside(asked: str, records: Sequence[Evidence], here: Text, names: Names) -> Text:
    """Say that a case is on the asked territory, or inside it."""
    inside = [record for record in records if record.detail.get("shared") == asked]
    kept = [record for record in inside if record.value == asked]
    if kept:
        return _sourced(
            Text(fr=f"Situé sur le territoire demandé : {here.fr}", en=f"Placed on the asked territory: {here.en}"),
            kept,
        )
    places = _listed(names.of(iri) for iri in _of_values(inside))
    return _sourced(
        Text(
            fr=f"Situé dans le territoire demandé, {here.fr} : {places.fr}",
            en=f"Placed inside the asked territory, {here.en}: {places.en}",
        ),
        inside,
    )


def _counted_places(criterion: Criterion, earned: int, records: Sequence[Evidence]) -> list[tuple[Evidence, str]]:
    """Tell which places give the points, and in which way: they share a level, are near, cover, or are overseas too."""
    near = dict(criterion.distances)
    gains = {(gain.link, gain.value): gain.points for gain in reversed(criterion.gains)}
    found = []
    for record in records:
        shared = record.detail.get("shared")
        level = slug(record.detail["level"]) if shared else ""
        if record.value == shared and gains.get((f"{AKG}locatedIn", record.value)) and record.value not in near:
            is_shared = level in _SHARED_AT and gains.get((f"{AKG}inTerritory", record.value)) == earned
            if is_shared or gains[f"{AKG}locatedIn", record.value] == earned:
                found.append((record, "covers"))
        elif level in _SHARED_AT and gains.get((f"{AKG}inTerritory", shared or "")) == earned:
            found.append((record, "shares"))
        if record.value in near and gains.get((f"{AKG}locatedIn", record.value)) == earned:
            found.append((record, "near"))
    return found or [(record, "overseas") for record in records]


def _sharing(_criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    level = min((slug(record.detail["level"]) for record in kept), key=SHARED_LEVELS.index)
    same_level = [record for record in kept if slug(record.detail["level"]) == level]
    places = _listed(names.of(iri) for iri in _of_values(same_level))
    shared = _listed(names.of(iri) for iri in _details(same_level, "shared"))
    return Text(
        fr=f"Situé non loin, {places.fr} : {_SHARED_AT[level].fr} que le territoire demandé, {here.fr} ({shared.fr})",
        en=f"Placed not far off, {places.en}: {_SHARED_AT[level].en} as the asked territory, {here.en} ({shared.en})",
    )


def _near(criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    distances = dict(criterion.distances)
    closest = min(distances[record.value] for record in kept)
    places = _listed(names.of(iri) for iri in _of_values(kept) if distances[iri] == closest)
    return Text(
        fr=f"Situé à proximité, {places.fr} : à {closest} km du territoire demandé, {here.fr}, à vol d'oiseau",
        en=f"Placed nearby, {places.en}: {closest} km from the asked territory, {here.en}, as the crow flies",
    )


def _covering(_criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    places = _listed(names.of(iri) for iri in _of_values(kept))
    return Text(
        fr=f"Couvre le territoire demandé, {here.fr} : situé sur un territoire plus large, {places.fr}",
        en=f"Covers the asked territory, {here.en}: placed on a wider territory, {places.en}",
    )


def _overseas(_criterion: Criterion, kept: Sequence[Evidence], here: Text, names: Names) -> Text:
    places = _listed(names.of(iri) for iri in _of_values(kept))
    return Text(
        fr=f"Situé outre-mer, comme le territoire demandé, {here.fr} : {places.fr}",
        en=f"Placed overseas, like the asked territory, {here.en}: {places.en}",
    )


_PARTLY_THERE: Final[Mapping[str, Callable[[Criterion, Sequence[Evidence], Text, Names], Text]]] = {
    "near": _near,
    "shares": _sharing,
    "covers": _covering,
    "overseas": _overseas,
}
"""How a place can count in part, and who says so; the first that holds is said."""


_PLACES_IN_WORDS: Final[Mapping[str, Text]] = {
    TITLE: Text(fr="titre", en="title"),
    SUMMARY: Text(fr="résumé", en="summary"),
    CONCEPT: Text(fr="mots-clés", en="keywords"),
    TEXT: Text(fr="faits", en="facts"),
}


def _words(criterion: Criterion, _earned: int, records: Sequence[Evidence], names: Names) -> Text:
    one, many = Text("Mot commun", "Word in common"), Text("Mots communs", "Words in common")
    listed = _list_after(one, many, _shared_words(criterion, records, names))
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
    return _sourced(_list_after(one, many, listed), kept or records)


def _with_role(actor: Text, kind: Text, role: Text | None) -> Text:
    """Write an actor with its type and its role, as inside a sentence: "Phenix (entreprise de l'ESS, prestataire)"."""
    kinds = [kind] if role is None else [kind, role]
    listed = _listed(Text(fr=inside_sentence(one.fr), en=inside_sentence(one.en)) for one in kinds)
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
    return _sourced(_list_after(one, many, listed), kept)


def _with_kinds(actor: Text, kinds: Sequence[Text]) -> Text:
    """Write an actor with its types, as inside a sentence: "La Fonderie (coopérative)"."""
    listed = _listed(Text(fr=inside_sentence(kind.fr), en=inside_sentence(kind.en)) for kind in kinds)
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
        return _sourced(*said)

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
        shown = [record for record in _once(kept) if record.asked == record.value or record.value not in exact]
        return _list_after(*words, [_subject_name(record, names) for record in shown]), kept

    return write


def _spoken_subjects(said: tuple[Text, Sequence[Evidence]] | None, words: Sequence[Text]) -> Text:
    """Add the words of the asked themes that stand in the texts to what is recorded, if anything is."""
    listed = _listed(words)
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
    return _sourced(more, kept)


def _akin(criterion: Criterion, records: Sequence[Evidence], names: Names) -> tuple[Text, Sequence[Evidence]] | None:
    """Say which themes stand above or beside those asked; None when none does."""
    giving = {gain.value for gain in criterion.gains}
    kept = [record for record in records if record.value in giving]
    if not kept:
        return None
    listed = [in_quotes(names.of(iri)) for iri in _of_values(kept)]
    one = Text("Thème voisin de celui recherché", "Theme close to the one sought")
    return _list_after(one, Text("Thèmes voisins de ceux recherchés", "Themes close to those sought"), listed), kept


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


_WRITERS: Final[Mapping[str, Writer]] = {
    "model": _model,
    "function": _function,
    "words": _words,
    "territory": _territory,
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


def _learn_names(names: Names, criteria: Iterable[Criterion], groups: Iterable[Sequence[Evidence]]) -> None:
    """Fetch every name that the texts may need in one query instead of one each."""
    wanted = {f"{TERRITORY}{criterion.expected[0]}" for criterion in criteria if criterion.kind == "territory"}
    for records in groups:
        wanted.update([record.value for record in records if "place" not in record.detail])  # words are no things
        for record in records:
            if record.detail and "place" not in record.detail:
                wanted.update(record.detail.values())
    names.learn(wanted)


def _of_values(records: Iterable[Evidence]) -> list[str]:
    return list(dict.fromkeys([record.value for record in records]))


def _details(records: Iterable[Evidence], name: str) -> list[str]:
    return list(dict.fromkeys([record.detail[name] for record in records if name in record.detail]))


def _once(records: Iterable[Evidence]) -> list[Evidence]:
    return list({(record.value, record.asked): record for record in records}.values())


def inside_sentence(label: str) -> str:
    """Begin a label with a small letter; the capitals inside it, as in "services de l'État", stay."""
    return label[:1].lower() + label[1:]


def in_quotes(name: Text) -> Text:
    """Put a name between the quotation marks of each language."""
    return Text(fr=f"« {name.fr} »", en=f"“{name.en}”")


def _quoted(names: Iterable[Text]) -> Text:
    return _listed(in_quotes(name) for name in names)


def _agreeing(things: Sequence[Text], one: Text, many: Text) -> Text:
    return one if len(things) == 1 else many


def _list_after(one: Text, many: Text, things: Sequence[Text]) -> Text:
    """Write the things after the words for one of them or for several: "Autres thèmes : « Emploi », « Culture »"."""
    words, listed = _agreeing(things, one, many), _listed(things)
    return Text(fr=f"{words.fr} : {listed.fr}", en=f"{words.en}: {listed.en}")


def _listed(names: Iterable[Text]) -> Text:
    names = list(names)
    if len(names) == 1:
        return names[0]
    return Text(fr=", ".join([name.fr for name in names]), en=", ".join([name.en for name in names]))


def _sourced(text: Text, records: Iterable[Evidence]) -> Text:
    cited = citation_of(records)
    sources = citation_in_words(cited)
    if not sources.fr:
        return Text(fr=f"{text.fr}.", en=f"{text.en}.")
    return SourcedText(fr=f"{text.fr} [{sources.fr}].", en=f"{text.en} [{sources.en}].", said=text, cited=cited)
