"""The report on a network for a reader: names, words, and the names that are withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from allianceskg.analysis.brokerage import BROKER_ROLES
from allianceskg.analysis.measures import MEASURES, MOST_ACTORS
from allianceskg.analysis.network_words import OF_THIS_CATALOGUE, WEIGHTING_WORDS
from allianceskg.analysis.report import NetworkReport
from allianceskg.analysis.stability import (
    FIRST,
    LEAST_STABILITY,
    NAMING_SHARE,
    Agreement,
    MeasuredNetwork,
    RankedActor,
)
from allianceskg.language import Language, Text
from allianceskg.library.reader import Reader

ROLE_WORDS: Final = {
    "coordinator": Text(fr="coordinateur : les trois du même genre", en="coordinator: all three of one kind"),
    "itinerant": Text(
        fr="itinérant : les deux bouts d'un même genre, lui d'un autre",
        en="itinerant: both ends of one kind, itself of another",
    ),
    "gatekeeper": Text(
        fr="portier ou représentant : un bout de son genre, l'autre d'un autre",
        en="gatekeeper or representative: one end of its kind, the other of another",
    ),
    "liaison": Text(fr="liaison : les trois de genres différents", en="liaison: all three of different kinds"),
}
ROLE_CONVENTION: Final = Text(
    fr="Convention de ce catalogue : les liens n'ont pas de sens, donc portier et représentant ne font qu'un et chaque paire sans lien direct compte une fois. Un acteur de plusieurs genres forme un genre avec ceux qui ont exactement les mêmes.",
    en="Convention of this catalogue: ties have no direction, so gatekeeper and representative are one and each pair without a direct tie counts once. An actor of several kinds makes one kind with those that have just the same.",
)
NAMING_RULE: Final = Text(
    fr=f"Un nom n'est montré que s'il reste parmi les {FIRST} premiers dans au moins {LEAST_STABILITY * 100:.0f} % des tirages sans {NAMING_SHARE * 100:.0f} % des cas, et que ses ex æquo y tiennent tous. Les autres rangs sont trop instables pour qu'un nom y soit attaché.",
    en=f"A name is shown only when it stays among the first {FIRST} in at least {LEAST_STABILITY:.0%} of the draws without {NAMING_SHARE:.0%} of the cases, and all that are equal to it fit in. Other ranks are too unstable for a name to be tied to them.",
)
NULL_MODEL: Final = Text(
    fr="Hasard : réseaux où chaque acteur garde son nombre de cas et chaque cas son nombre d'acteurs, mais où les liens sont échangés au hasard ; l'intervalle laisse de côté un vingtième à chaque bout. Une valeur dans l'intervalle ne dit rien de plus que le nombre de cas de l'acteur.",
    en="Chance: networks in which each actor keeps its number of cases and each case its number of actors, but ties are exchanged at random; the range cuts off a twentieth at each end. A value in the range says no more than the number of cases of the actor.",
)
CLIQUES: Final = Text(
    fr="Un cas lie tous ses acteurs deux à deux : un grand cas pèse donc lourd. Les poids de Newman le corrigent ; au-delà de {largest} acteurs, un cas ne lie personne et est nommé ci-dessous.",
    en="A case ties all its actors to each other: a large case weighs heavily. Newman's weights correct this; above {largest} actors a case ties nobody and is named below.",
)
COMMUNITY_RULE: Final = Text(
    fr=f"Stabilité : part d'une communauté que les autres recherches retrouvent, en moyenne, de 0 à 1. En dessous de {str(LEAST_STABILITY).replace('.', ',')}, ses membres ne sont pas nommés.",
    en=f"Stability: share of a community that the other searches find again, on average, from 0 to 1. Below {LEAST_STABILITY}, its members are not named.",
)
AGREEMENT_WORDS: Final = Text(
    fr=f"Tau de Kendall : 1 quand l'ordre des acteurs reste le même, 0 quand il n'a plus de rapport avec lui, -1 quand il est inverse ; « au moins » est le plus bas des tirages. Premiers communs : part des {FIRST} premiers qui le sont encore. Disparus : combien d'entre eux ne sont plus dans le réseau. Ce qui ne se compare pas est laissé vide.",
    en=f"Kendall's tau: 1 when the order of the actors stays the same, 0 when it is no longer related to it, -1 when it is reversed; “at least” is the lowest of the draws. First in common: share of the first {FIRST} that are so again. Lost: how many of them are no longer in the network. What cannot be compared is left empty.",
)
TOO_DEAR: Final = Text(
    fr=f"Au-delà de {MOST_ACTORS} acteurs, seuls les degrés sont calculés : le reste prendrait des heures.",
    en=f"Above {MOST_ACTORS} actors only degrees are computed: the rest would take hours.",
)
_MEASURE: Final = {one.name: one for one in MEASURES}
_SHOWN_COMPONENTS: Final = 10


def view_report(report: NetworkReport, reader: Reader) -> dict[str, Any]:
    """Return the report as JSON holds it, in the reader's language; names and IRIs that are withheld are null."""
    language = reader.language
    shown = {one.actor for found in report.measures for one in found.first if one.is_named}
    named_communities = [] if report.communities is None else report.communities.found
    reader.library.names.learn([*shown, *(actor for one in named_communities for actor in one.actors)])
    clique = CLIQUES.in_language(language).format(largest=report.request.largest_clique)
    return {
        "title": OF_THIS_CATALOGUE.in_language(language),
        "data_version": reader.library.catalogue.data_version,
        "request": {**asdict(report.request), "projection": "actors", "exclude": list(report.request.exclude)},
        "counts": {"cases": report.cases, "actors": report.actors, "ties": report.ties, "edges": report.edges},
        "unrecorded": [
            {"name": one.name, "label": one.label.in_language(language), "number": one.unrecorded, "of": one.out_of}
            for one in report.unrecorded
        ],
        "weight": WEIGHTING_WORDS[report.request.weight].in_language(language),
        "cliques": clique,
        "left_out": [
            {"case": iri, "name": reader.name(iri).value, "actors": joined} for iri, joined in report.left_out
        ],
        "too_dear": {"measures": list(report.too_dear), "reason": TOO_DEAR.in_language(language)}
        if report.too_dear
        else None,
        "naming_rule": NAMING_RULE.in_language(language),
        "null_model": NULL_MODEL.in_language(language),
        "agreement_words": AGREEMENT_WORDS.in_language(language),
        "measures": [_measure_view(one, report, reader) for one in report.measures],
        "brokerage": {
            "convention": ROLE_CONVENTION.in_language(language),
            "roles": [
                {"role": role, "label": ROLE_WORDS[role].in_language(language), "pairs": report.roles[role]}
                for role in BROKER_ROLES
            ],
            "first": _broker_view(report, reader),
        },
        "communities": _communities_view(report, reader),
        "components": {
            "number": len(report.components),
            "largest": list(report.components[:_SHOWN_COMPONENTS]),
            "of": report.actors,
        },
        "years": [asdict(one) for one in report.years],
    }


def unrecorded_words(report: NetworkReport, names: Sequence[str], language: Language) -> str:
    """Say in one sentence of how many some aspects are not recorded."""
    known = {one.name: one for one in report.unrecorded}
    said = [
        Text(
            fr=f"{one.label.fr} : {one.unrecorded} sur {one.out_of}",
            en=f"{one.label.en}: {one.unrecorded} of {one.out_of}",
        ).in_language(language)
        for name in names
        if (one := known.get(name))
    ]
    start = Text(fr="Non renseigné — ", en="Unrecorded — ").in_language(language)
    return f"{start}{(' ; ' if language == 'fr' else '; ').join(said)}."


def _measure_view(found: MeasuredNetwork, report: NetworkReport, reader: Reader) -> dict[str, Any]:
    one, language = _MEASURE[found.name], reader.language
    return {
        "measure": found.name,
        "label": one.label.in_language(language),
        "definition": one.definition.in_language(language),
        "measured": found.measured,
        "of": found.out_of,
        "unrecorded": unrecorded_words(report, one.rests_on, language),
        "lowest": _shown(found.lowest, one.decimals),
        "median": _shown(found.middle, one.decimals or 1),
        "highest": _shown(found.highest, one.decimals),
        "first_by_chance": _rounded(found.chance, one.decimals),
        "first": [
            {
                "rank": rank,
                "actor": actor.actor if actor.is_named else None,
                "name": reader.name(actor.actor).value if actor.is_named else None,
                "value": _shown(actor.value, one.decimals),
                "by_chance": _rounded(actor.chance, one.decimals),
                "beyond_chance": _beyond(actor),
                "stays": round(actor.stays, 2),
                "ranks": None if actor.best is None else [actor.best, actor.worst],
            }
            for rank, actor in enumerate(found.first, start=1)
        ],
        "agreement": [
            {
                "left_out": agreement_words(agreement).in_language(language),
                "manner": agreement.manner,
                "share": agreement.share,
                "draws": agreement.draws,
                "kendall_tau": _round(agreement.tau),
                "lowest_kendall_tau": _round(agreement.least_tau),
                "overlap_of_first": _round(agreement.overlap),
                "lowest_overlap": _round(agreement.least_overlap),
                "lost": _round(agreement.lost),
            }
            for agreement in found.agreements
        ],
    }


def agreement_words(agreement: Agreement) -> Text:
    """Say what was left out."""
    share = f"{agreement.share * 100:.0f}"
    match agreement.manner:
        case "random":
            return Text(
                fr=f"{share} % des cas, au hasard ({agreement.draws} tirages)",
                en=f"{share}% of the cases, at random ({agreement.draws} draws)",
            )
        case "central":
            return Text(fr=f"{share} % des cas, les plus centraux", en=f"{share}% of the cases, the most central ones")
        case _:
            return Text(fr="le premier acteur", en="the first actor")


def _beyond(actor: RankedActor) -> bool | None:
    """Tell whether a value lies outside what the number of cases alone would give."""
    if actor.chance is None:
        return None
    return not actor.chance[0] <= actor.value <= actor.chance[1]


def _broker_view(report: NetworkReport, reader: Reader) -> list[dict[str, Any]]:
    ranking = next((one.first for one in report.measures if one.name == "between-kinds"), ())
    return [
        {
            "rank": rank,
            "actor": one.actor if one.is_named else None,
            "name": reader.name(one.actor).value if one.is_named else None,
            "roles": dict(report.roles_of[one.actor]),
        }
        for rank, one in enumerate(ranking, start=1)
    ]


def _communities_view(report: NetworkReport, reader: Reader) -> dict[str, Any] | None:
    found = report.communities
    if found is None:
        return None
    return {
        "method": Text(
            fr=f"Louvain, poids comptés, graine fixe ; cherchées encore {found.runs} fois avec d'autres graines",
            en=f"Louvain, weights counted, fixed seed; looked for again {found.runs} times from other seeds",
        ).in_language(reader.language),
        "rule": COMMUNITY_RULE.in_language(reader.language),
        "modularity": _round(found.modularity),
        "adjusted_rand": _round(found.agreement),
        "number_in_runs": [found.fewest, found.most],
        "found": [
            {
                "size": len(one.actors),
                "stability": _round(one.stability),
                "names": reader_names(one.actors, reader) if one.stability >= LEAST_STABILITY else None,
            }
            for one in found.found
        ],
    }


def reader_names(actors: Sequence[str], reader: Reader) -> list[str]:
    """Return the names of actors, in the order in which a reader would look for them."""
    return [reader.name(actor).value for actor in reader.in_order(actors)]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _rounded(pair: tuple[float, float] | None, decimals: int) -> list[float] | None:
    return None if pair is None else [_shown(one, decimals) for one in pair]


def _shown(value: float, decimals: int) -> float:
    """Round a value; a whole number has no decimals."""
    rounded = round(value, decimals)
    return int(rounded) if rounded == int(rounded) else rounded
