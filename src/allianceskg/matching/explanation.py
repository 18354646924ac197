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
from allianceskg.sparql.query_files import QueryCatalogue
from allianceskg.store.protocol import Store
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
    return explain_records(records, queries, names, titles, criteria, ranked, score_decimals=score_decimals)


def explain_records(
    records: Mapping[tuple[str, str], Sequence[Record]],
    queries: QueryCatalogue,
    names: Names,
    titles: Mapping[str, Text],
    criteria: Sequence[Criterion],
    ranked: Sequence[Ranked],
    *,
    score_decimals: int,
) -> list[Match]:
    """
    Turn ranked cases into explained matches, once what they record is known.

    Args:
        records: By case and criterion; see `evidence.recorded`.
    """
    proofs = {criterion.name: evidence.proofs(queries, criterion) for criterion in criteria}
    points_asked = sum(criterion.weight for criterion in criteria)
    _learn_names(names, criteria, records.values())
    return [
        Match(
            case=one.case,
            slug=slug(one.case),
            title=titles.get(one.case, same(slug(one.case))),
            points=one.points,
            points_asked=points_asked,
            points_known=one.known,
            unmet=one.unmet,
            criteria=tuple(
                assess(
                    criterion,
                    one.earned.get(criterion.name),
                    records.get((one.case, criterion.name), ()),
                    names,
                    proof=proofs[criterion.name](one.case),
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
        found=tuple(dict.fromkeys(map(slug, [record.value for record in records]))),
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
    """Name a criterion, for a heading or between quotation marks: "Fonction : Gestion d'un lieu"."""
    if criterion.kind == "function":
        name = names.of(concept("catalyst-functions", criterion.expected[0]))
        return Text(fr=f"Fonction : {name.fr}", en=f"Function: {name.en}")
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


def _category_only(records: Sequence[Record], names: Names) -> Text:
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


def _model_with_category(record: Record, names: Names) -> Text:
    own, category = names.short(record.value), names.short(record.detail["category"])
    if _is_category(record):
        return Text(fr=f"« {own.fr} » (modèle non précisé)", en=f"“{own.en}” (model not stated)")
    return Text(
        fr=f"« {own.fr} » (catégorie « {category.fr} »)",
        en=f"“{own.en}” (category “{category.en}”)",
    )


def _is_category(record: Record) -> bool:
    """Tell whether a statement names a category only."""
    return record.value == record.detail["category"]


def _function(_criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
    if not earned:
        others = [_in_quotes(names.of(iri)) for iri in _of_values(records)]
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
        places = _listed(names.of(iri) for iri in _of_values(inside))
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
        sharing = [record for record in records if record.detail.get("level") == concept("territory-levels", level)]
        kept = [record for record in sharing if record.value != record.detail["shared"]]
        if not kept:
            return _around(sharing, here, names)
        places = _listed(names.of(iri) for iri in _of_values(kept))
        shared = _listed(names.of(iri) for iri in _details(kept, "shared"))
        return _sourced(
            Text(
                fr=f"Situé à proximité, {places.fr} : {_SHARED_AT[level].fr} que le territoire demandé, {here.fr} ({shared.fr})",
                en=f"Placed nearby, {places.en}: {_SHARED_AT[level].en} as the asked territory, {here.en} ({shared.en})",
            ),
            kept,
        )
    places = _listed(names.of(iri) for iri in _of_values(records))
    return _sourced(Text(fr=f"Situé ailleurs : {places.fr}", en=f"Placed elsewhere: {places.en}"), records)


def _around(records: Sequence[Record], here: Text, names: Names) -> Text:
    """Say that a case is placed on a whole territory that the asked one is part of."""
    places = _listed(names.of(iri) for iri in _of_values(records))
    return _sourced(
        Text(
            fr=f"Situé sur un territoire plus large, {places.fr}, qui comprend le territoire demandé, {here.fr}",
            en=f"Placed on a wider territory, {places.en}, which holds the asked territory, {here.en}",
        ),
        records,
    )


def _types(_criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
    kept = [record for record in records if record.asked] if earned else list(records)
    kinds: dict[str, list[str]] = {}
    for actor, kind in dict.fromkeys((record.detail["actor"], record.value) for record in kept):
        kinds.setdefault(actor, []).append(kind)
    listed = [_with_kinds(names.of(actor), [names.of(kind) for kind in own]) for actor, own in kinds.items()]
    if earned:
        one = Text("Un acteur de votre type y participe", "One actor of your type takes part")
        many = Text("Des acteurs de votre type y participent", "Actors of your type take part")
    else:
        one = Text("Un autre type d'acteur y participe", "Another type of actor takes part")
        many = Text("D'autres types d'acteurs y participent", "Other types of actors take part")
    return _sourced(_list_after(one, many, listed), kept)


def _with_kinds(actor: Text, kinds: Sequence[Text]) -> Text:
    """Write an actor with its types, as inside a sentence: "La Fonderie (coopérative)"."""
    listed = _listed(Text(fr=_inside_sentence(kind.fr), en=_inside_sentence(kind.en)) for kind in kinds)
    return Text(fr=f"{actor.fr} ({listed.fr})", en=f"{actor.en} ({listed.en})")


def _subject(*, met: tuple[Text, Text], unmet: tuple[Text, Text]) -> Writer:
    """Make the writer of a criterion on themes, needs or goals, which differ by their words for one and for several."""

    def write(_criterion: Criterion, earned: int, records: Sequence[Record], names: Names) -> Text:
        kept = [record for record in records if record.asked] if earned else list(records)
        exact = {record.value for record in kept if record.asked == record.value}
        shown = [record for record in _once(kept) if record.asked == record.value or record.value not in exact]
        values = [_subject_name(record, names) for record in shown]
        return _sourced(_list_after(*(met if earned else unmet), values), kept)

    return write


def _subject_name(record: Record, names: Names) -> Text:
    own = _in_quotes(_with_number(record.value, names))
    if record.asked is None or record.asked == record.value:
        return own
    broader = _in_quotes(_with_number(record.asked, names))
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
    "territory": _territory,
    "types": _types,
    "themes": _subject(
        met=(
            Text("Thème recherché et recensé", "Theme sought and recorded"),
            Text("Thèmes recherchés et recensés", "Themes sought and recorded"),
        ),
        unmet=(Text("Autre thème", "Another theme"), Text("Autres thèmes", "Other themes")),
    ),
    "need": _subject(
        met=(
            Text("Besoin recherché et recensé", "Need sought and recorded"),
            Text("Besoins recherchés et recensés", "Needs sought and recorded"),
        ),
        unmet=(Text("Autre besoin", "Another need"), Text("Autres besoins", "Other needs")),
    ),
    "sdgs": _subject(
        met=(
            Text("Objectif recherché et recensé", "Goal sought and recorded"),
            Text("Objectifs recherchés et recensés", "Goals sought and recorded"),
        ),
        unmet=(Text("Autre objectif", "Another goal"), Text("Autres objectifs", "Other goals")),
    ),
}


def _learn_names(names: Names, criteria: Iterable[Criterion], groups: Iterable[Sequence[Record]]) -> None:
    """Fetch every name that the texts may need in one query instead of one each."""
    wanted = {f"{TERRITORY}{criterion.expected[0]}" for criterion in criteria if criterion.kind == "territory"}
    for records in groups:
        wanted.update([record.value for record in records])
        for record in records:
            if record.detail:
                wanted.update(record.detail.values())
    names.learn(wanted)


def _shares(records: Iterable[Record], level: str) -> bool:
    return any(record.detail.get("level") == level for record in records)


def _of_values(records: Iterable[Record]) -> list[str]:
    return list(dict.fromkeys([record.value for record in records]))


def _details(records: Iterable[Record], name: str) -> list[str]:
    return list(dict.fromkeys([record.detail[name] for record in records if name in record.detail]))


def _once(records: Iterable[Record]) -> list[Record]:
    return list({(record.value, record.asked): record for record in records}.values())


def _inside_sentence(label: str) -> str:
    """Begin a label with a small letter; the capitals inside it, as in "services de l'État", stay."""
    return label[:1].lower() + label[1:]


def _in_quotes(name: Text) -> Text:
    return Text(fr=f"« {name.fr} »", en=f"“{name.en}”")


def _quoted(names: Iterable[Text]) -> Text:
    return _listed(_in_quotes(name) for name in names)


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


def _sourced(text: Text, records: Iterable[Record]) -> Text:
    sources = sources_in_words(records)
    if not sources.fr:
        return Text(fr=f"{text.fr}.", en=f"{text.en}.")
    return Text(fr=f"{text.fr} [{sources.fr}].", en=f"{text.en} [{sources.en}].")
