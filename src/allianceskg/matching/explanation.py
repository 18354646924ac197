"""
Why a case is suggested: every criterion in words, in French and in English, with its sources and its proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from allianceskg.language import Text, same
from allianceskg.matching import evidence
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.evidence import Record, sources_in_words
from allianceskg.matching.specification import Ranked
from allianceskg.model import CriterionAssessment, CriterionState, Match
from allianceskg.names import Names
from allianceskg.queries import QueryCatalogue
from allianceskg.store.base import Store
from allianceskg.terms import SDG, TERRITORY, concept, slug

_SHARED_AT: Final[Mapping[str, Text]] = {
    "epci": Text(fr="même intercommunalité", en="same intercommunality"),
    "ept": Text(fr="même établissement public territorial", en="same territorial public body (EPT)"),
    "departement": Text(fr="même département", en="same département"),
    "region": Text(fr="même région", en="same region"),
}
_UNKNOWN: Final[Mapping[str, Text]] = {
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

Writer = Callable[[Criterion, int, Sequence[Record], Names], Text]


def explain(
    store: Store,
    queries: QueryCatalogue,
    names: Names,
    titles: Mapping[str, Text],
    criteria: Sequence[Criterion],
    ranked: Sequence[Ranked],
    *,
    score_decimals: int,
) -> list[Match]:
    """
    Turn ranked cases into explained matches.

    Args:
        titles: Title of each case, by IRI.
        ranked: In the order in which they are to be shown.
    """
    records = evidence.recorded(store, queries, criteria, [one.case for one in ranked])
    _learn_names(names, criteria, records.values())
    return [
        Match(
            case=one.case,
            slug=slug(one.case),
            title=titles.get(one.case, same(slug(one.case))),
            points=one.points,
            points_asked=sum(criterion.weight for criterion in criteria),
            points_known=one.known,
            unmet=one.unmet,
            criteria=tuple(
                assess(
                    criterion,
                    one.earned.get(criterion.name),
                    records.get((one.case, criterion.name), []),
                    names,
                    proof=evidence.proof(queries, criterion, one.case),
                )
                for criterion in criteria
            ),
            score_decimals=score_decimals,
        )
        for one in ranked
    ]


def assess(
    criterion: Criterion, earned: int | None, records: Sequence[Record], names: Names, *, proof: str
) -> CriterionAssessment:
    """
    Say how a case answers a criterion.

    Args:
        earned: Points given; None when the case records nothing for the criterion.
    """
    state = state_of(criterion, earned)
    writer = _WRITERS[criterion.kind]
    return CriterionAssessment(
        criterion=criterion.name,
        state=state,
        points=earned or 0,
        weight=criterion.weight,
        expected=criterion.expected,
        found=tuple(dict.fromkeys(slug(record.value) for record in records)),
        text=_UNKNOWN[criterion.kind] if state == "unknown" else writer(criterion, earned or 0, records, names),
        proof=proof,
    )


def state_of(criterion: Criterion, earned: int | None) -> CriterionState:
    """
    Name the state that points stand for: unknown is not unmet.

    Args:
        earned: Points given; None when the case records nothing for the criterion.
    """
    if earned is None:
        return "unknown"
    if earned == 0:
        return "unmet"
    return "met" if earned == criterion.weight else "partly-met"


def criterion_in_words(criterion: Criterion, names: Names) -> Text:
    """Name a criterion for a heading: "Fonction « Gestion d'un lieu »"."""
    if criterion.kind == "function":
        name = names.of(concept("catalyst-functions", criterion.expected[0]))
        return Text(fr=f"Fonction « {name.fr} »", en=f"Function “{name.en}”")
    return _HEADINGS[criterion.kind]


_HEADINGS: Final[Mapping[str, Text]] = {
    "model": Text(fr="Modèle de partenariat", en="Partnership model"),
    "territory": Text(fr="Territoire", en="Territory"),
    "themes": Text(fr="Thèmes", en="Themes"),
    "types": Text(fr="Types d'acteurs", en="Actor types"),
    "need": Text(fr="Besoins du territoire", en="Territorial needs"),
    "sdgs": Text(fr="Objectifs de développement durable", en="Sustainable Development Goals"),
}


def _model(criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
    models = _quoted(names.short(iri) for iri in dict.fromkeys(record.value for record in records))
    categories = _quoted(names.short(iri) for iri in dict.fromkeys(record.detail["category"] for record in records))
    if earned == criterion.weight:
        kept = [record for record in records if slug(record.asked or "") in criterion.expected]
        chosen = _quoted(names.short(iri) for iri in dict.fromkeys(record.value for record in kept))
        return _sourced(
            Text(
                fr=f"Suit le modèle {chosen.fr}, recommandé pour votre profil",
                en=f"Follows the model {chosen.en}, recommended for your profile",
            ),
            kept or records,
        )
    if earned:
        return _sourced(
            Text(
                fr=f"Relève de la catégorie recommandée {categories.fr}, mais par un autre modèle : {models.fr}",
                en=f"Belongs to the recommended category {categories.en}, but by another model: {models.en}",
            ),
            records,
        )
    return _sourced(
        Text(
            fr=f"Suit un autre modèle : {models.fr} (catégorie {categories.fr})",
            en=f"Follows another model: {models.en} (category {categories.en})",
        ),
        records,
    )


def _function(_criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
    if not earned:
        others = _quoted(names.of(iri) for iri in dict.fromkeys(record.value for record in records))
        return _sourced(
            Text(fr=f"Exerce d'autres fonctions : {others.fr}", en=f"Performs other functions: {others.en}"), records
        )
    kept = [record for record in records if record.asked]
    name = _quoted(names.of(iri) for iri in dict.fromkeys(record.value for record in kept))
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


def _territory(criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
    asked = f"{TERRITORY}{criterion.expected[0]}"
    here = names.of(asked)
    if earned == criterion.weight:
        inside = [record for record in records if record.detail.get("shared") == asked]
        if any(record.value == asked for record in inside):
            kept = [record for record in inside if record.value == asked]
            return _sourced(
                Text(fr=f"Situé sur le territoire demandé : {here.fr}", en=f"Placed on the asked territory: {here.en}"),
                kept,
            )
        places = _listed(names.of(iri) for iri in dict.fromkeys(record.value for record in inside))
        return _sourced(
            Text(
                fr=f"Situé dans le territoire demandé, {here.fr} : {places.fr}",
                en=f"Placed inside the asked territory, {here.en}: {places.en}",
            ),
            inside,
        )
    if earned:
        level = next(
            slug(level) for _, level, points in criterion.shared if points == earned and _shares(records, level)
        )
        kept = [record for record in records if record.detail.get("level") == concept("territory-levels", level)]
        places = _listed(names.of(iri) for iri in dict.fromkeys(record.value for record in kept))
        shared = _listed(names.of(iri) for iri in _details(kept, "shared"))
        return _sourced(
            Text(
                fr=f"Situé à proximité, {places.fr} : {_SHARED_AT[level].fr} que le territoire demandé, {here.fr} ({shared.fr})",
                en=f"Placed nearby, {places.en}: {_SHARED_AT[level].en} as the asked territory, {here.en} ({shared.en})",
            ),
            kept,
        )
    places = _listed(names.of(iri) for iri in dict.fromkeys(record.value for record in records))
    return _sourced(Text(fr=f"Situé ailleurs : {places.fr}", en=f"Placed elsewhere: {places.en}"), records)


def _types(_criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
    kept = [record for record in records if record.asked] if earned else list(records)
    actors = dict.fromkeys((record.detail["actor"], record.value) for record in kept)
    listed = _listed(
        Text(
            fr=f"{names.of(actor).fr} ({names.of(kind).fr.lower()})",
            en=f"{names.of(actor).en} ({names.of(kind).en.lower()})",
        )
        for actor, kind in actors
    )
    if earned:
        return _sourced(
            Text(
                fr=f"Des acteurs de votre type y participent : {listed.fr}",
                en=f"Actors of your type take part: {listed.en}",
            ),
            kept,
        )
    return _sourced(
        Text(
            fr=f"D'autres types d'acteurs y participent : {listed.fr}",
            en=f"Other types of actors take part: {listed.en}",
        ),
        kept,
    )


def _subject(noun: Text, plural: Text) -> Writer:
    """Make the writer of a criterion on themes, needs or goals, which differ by their noun only."""

    def write(_criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
        kept = [record for record in records if record.asked] if earned else list(records)
        values = _quoted(_subject_name(record, names) for record in _once(kept))
        if earned:
            return _sourced(
                Text(
                    fr=f"{noun.fr} recherché et recensé : {values.fr}", en=f"{noun.en} sought and recorded: {values.en}"
                ),
                kept,
            )
        return _sourced(Text(fr=f"Autres {plural.fr} : {values.fr}", en=f"Other {plural.en}: {values.en}"), kept)

    return write


def _subject_name(record: Record, names: Names) -> Text:
    own = names.of(record.value)
    if record.value.startswith(SDG):
        own = Text(fr=f"ODD {slug(record.value)}, {own.fr}", en=f"SDG {slug(record.value)}, {own.en}")
    if record.asked is None or record.asked == record.value:
        return own
    broader = names.of(record.asked)
    return Text(fr=f"{own.fr} (qui relève de : {broader.fr})", en=f"{own.en} (part of: {broader.en})")


_WRITERS: Final[Mapping[str, Writer]] = {
    "model": _model,
    "function": _function,
    "territory": _territory,
    "types": _types,
    "themes": _subject(Text(fr="Thème", en="Theme"), Text(fr="thèmes", en="themes")),
    "need": _subject(Text(fr="Besoin", en="Need"), Text(fr="besoins", en="needs")),
    "sdgs": _subject(Text(fr="Objectif", en="Goal"), Text(fr="objectifs", en="goals")),
}


def _learn_names(names: Names, criteria: Iterable[Criterion], groups: Iterable[Sequence[Record]]) -> None:
    """Fetch every name that the texts may need in one query instead of one each."""
    wanted = {f"{TERRITORY}{criterion.expected[0]}" for criterion in criteria if criterion.kind == "territory"}
    for records in groups:
        for record in records:
            wanted.add(record.value)
            wanted.update(
                value for name, value in record.detail.items() if name in {"holder", "territory", "actor", "shared"}
            )
    names.learn(wanted)


def _shares(records: Iterable[Record], level: str) -> bool:
    return any(record.detail.get("level") == level for record in records)


def _details(records: Iterable[Record], name: str) -> list[str]:
    return list(dict.fromkeys(record.detail[name] for record in records if name in record.detail))


def _once(records: Iterable[Record]) -> list[Record]:
    return list({(record.value, record.asked): record for record in records}.values())


def _quoted(names: Iterable[Text]) -> Text:
    names = list(names)
    return Text(fr=", ".join(f"« {name.fr} »" for name in names), en=", ".join(f"“{name.en}”" for name in names))


def _listed(names: Iterable[Text]) -> Text:
    names = list(names)
    return Text(fr=", ".join(name.fr for name in names), en=", ".join(name.en for name in names))


def _sourced(text: Text, records: Iterable[Record]) -> Text:
    sources = sources_in_words(records)
    if not sources.fr:
        return Text(fr=f"{text.fr}.", en=f"{text.en}.")
    return Text(fr=f"{text.fr} [{sources.fr}].", en=f"{text.en} [{sources.en}].")
