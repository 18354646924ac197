"""The figures of the network: one neighbourhood, the kinds of actors, the years; never the whole as one knot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from allianceskg.analysis.affiliations import TwoModeNetwork
from allianceskg.analysis.charts import WIDTH, Chart, columns_by_year, matrix, note_lines
from allianceskg.analysis.evolution import FunctionCoverage, network_by_year
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.network_words import OF_THIS_CATALOGUE
from allianceskg.analysis.projections import project
from allianceskg.analysis.svg import SHAPES, Svg, shortened_to
from allianceskg.language import Text
from allianceskg.library.reader import Reader

_MOST_CASES: Final = 12
_MOST_ACTORS: Final = 28
_ROW: Final = 24.0
_CASES_AT: Final = 190.0
_ACTORS_AT: Final = 500.0
_CASE_WIDTH: Final = 250.0
_TOP: Final = 60.0


def neighbourhood_chart(actor: str, network: TwoModeNetwork, reader: Reader) -> Chart:
    """
    Draw an actor, the cases in which it takes part, and who takes part in them too.

    Cases stand in the order of their years; actors beside the cases that they share. What does not fit is in the table.
    """
    cases = sorted(network.cases_of[actor], key=lambda case: (network.cases[case].start or 9999, case))
    others = [one for one in dict.fromkeys(one for case in cases for one in network.actors_of[case]) if one != actor]
    reader.library.names.learn([*cases, *others, actor])
    shown_cases = cases[:_MOST_CASES]
    shown = [one for one in others if any(one in network.actors_of[case] for case in shown_cases)][:_MOST_ACTORS]
    name, say = reader.name(actor).value, reader.language
    title = Text(fr=f"Voisinage : {name}", en=f"Neighbourhood: {name}").in_language(say)
    hidden = len(others) - len(shown), len(cases) - len(shown_cases)
    without = sum(1 for found in network.actors_of.values() if not found)
    undated = sum(1 for case in cases if network.cases[case].start is None)
    notes = [
        Text(
            fr=f"{_counted(len(cases), 'cas', 'cas')} sur {len(network.cases)}, {_counted(len(others), 'autre acteur', 'autres acteurs')} sur {len(network.actors)}. Une ligne joint un cas à un acteur qui y prend part ; la forme dit le genre de l'acteur.",
            en=f"{_counted(len(cases), 'case', 'cases')} of {len(network.cases)}, {_counted(len(others), 'other actor', 'other actors')} of {len(network.actors)}. A line joins a case to an actor that takes part in it; the shape tells the kind of actor.",
        ).in_language(say),
        Text(
            fr=f"Sans acteur recensé : {without} cas sur {len(network.cases)}. Sans année de début, parmi ceux d'ici : {undated} sur {len(cases)}.",
            en=f"Without a recorded actor: {without} of {len(network.cases)} cases. Without a year of start, of those here: {undated} of {len(cases)}.",
        ).in_language(say),
        OF_THIS_CATALOGUE.in_language(say),
    ]
    if any(hidden):
        notes.insert(
            1,
            Text(
                fr=f"Non dessinés, mais dans le tableau : {_counted(hidden[0], 'acteur', 'acteurs')} et {hidden[1]} cas.",
                en=f"Not drawn, but in the table: {_counted(hidden[0], 'actor', 'actors')} and {_counted(hidden[1], 'case', 'cases')}.",
            ).in_language(say),
        )
    svg = _draw_neighbourhood((title, name), shown_cases, shown, network, reader, notes)
    header = Text(fr="Cas|Année de début|Acteur|Genre", en="Case|Year of start|Actor|Kind").in_language(say).split("|")
    rows = [
        (
            reader.name(case).value,
            network.cases[case].start or "",
            reader.name(one).value,
            ", ".join(reader.name(kind).value for kind in network.actors[one].kinds),
        )
        for case in cases
        for one in network.actors_of[case]
        if one != actor
    ]
    return Chart("neighbourhood", title, tuple(notes), svg, tuple(header), tuple(rows))


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _draw_neighbourhood(
    words: tuple[str, str],
    cases: Sequence[str],
    actors: Sequence[str],
    network: TwoModeNetwork,
    reader: Reader,
    notes: Sequence[str],
) -> str:
    title, name = words
    kinds = sorted({kind for one in actors for kind in network.actors[one].kinds[:1]})
    shapes = {kind: min(place, len(SHAPES) - 1) for place, kind in enumerate(kinds)}
    tall = max(len(cases), len(actors), 1) * _ROW
    lines = note_lines(notes)
    legend_rows = -(-len(kinds) // 3)
    height = _TOP + tall + 24 + legend_rows * 20 + 16 * len(lines) + 10
    svg = Svg(WIDTH, height, title=title, description=" ".join(notes))
    svg.text(0, 18, title, size=15, is_bold=True)
    heights = {one: _TOP + (place + 0.5) * tall / len(cases) for place, one in enumerate(cases)}
    ordered = sorted(
        actors, key=lambda one: _mean([heights[case] for case in network.cases_of[one] if case in heights])
    )
    places = {one: _TOP + (place + 0.5) * tall / len(ordered) for place, one in enumerate(ordered)}
    centre = _TOP + tall / 2
    for case, y in heights.items():
        svg.curve(150, centre, _CASES_AT, y, width=1.5)
        for one in network.actors_of[case]:
            if one in places:
                svg.curve(_CASES_AT + _CASE_WIDTH, y, _ACTORS_AT - 8, places[one], strength=0.35)
    svg.rect(0, centre - 18, 150, 36, strength=0.12, is_outlined=True)
    svg.text(75, centre + 5, shortened_to(name, 140), anchor="middle", is_bold=True)
    for case, y in heights.items():
        svg.rect(_CASES_AT, y - 10, _CASE_WIDTH, 20, strength=0.06, is_outlined=True)
        start = network.cases[case].start
        label = f"{start or '····'}  {reader.name(case).value}"
        svg.text(_CASES_AT + 6, y + 4, shortened_to(label, _CASE_WIDTH - 12, size=11.5), size=11.5)
    for one, y in places.items():
        own = network.actors[one].kinds
        svg.mark(_ACTORS_AT, y, shapes[own[0]] if own else len(SHAPES) - 1)
        svg.text(
            _ACTORS_AT + 12, y + 4, shortened_to(reader.name(one).value, WIDTH - _ACTORS_AT - 12, size=12), size=12
        )
    for place, kind in enumerate(kinds):
        x, y = (place % 3) * 240.0 + 6, _TOP + tall + 24 + (place // 3) * 20
        svg.mark(x, y, shapes[kind])
        svg.text(x + 12, y + 4, reader.name(kind).value, size=12)
    for place, line in enumerate(lines):
        svg.text(0, height - 6 - 16 * (len(lines) - 1 - place), line, size=11)
    return svg.written()


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0


def kinds_chart(network: TwoModeNetwork, reader: Reader) -> Chart:
    """Draw in how many cases actors of two kinds are together."""
    graph = project(network, NetworkRequest("types")).graph
    kinds = reader.in_order(list(graph))
    place = {kind: number for number, kind in enumerate(kinds)}
    values: Mapping[tuple[int, int], int] = {
        (max(place[one], place[other]), min(place[one], place[other])): int(held["weight"])
        for one, other, held in graph.edges(data=True)
    }
    untyped = sum(1 for one in network.actors.values() if not one.kinds)
    joined = sum(1 for actors in network.actors_of.values() if len(actors) > 1)
    say = reader.language
    notes = (
        Text(
            fr=f"Nombre de cas où deux acteurs différents de ces genres sont ensemble, sur {joined} cas à deux acteurs au moins ; un cas compte dans plusieurs cases. Acteurs sans type : {untyped} sur {len(network.actors)}.",
            en=f"Number of cases in which two different actors of these kinds are together, of {joined} cases with at least two actors; a case counts in several cells. Actors without a type: {untyped} of {len(network.actors)}.",
        ).in_language(say),
        OF_THIS_CATALOGUE.in_language(say),
    )
    names = [reader.name(kind).value for kind in kinds]
    title = Text(fr="Qui s'allie avec qui, par genre d'acteur", en="Who allies with whom, by kind of actor")
    corner = Text(fr="Genre", en="Kind").in_language(say)
    return matrix("kinds", title.in_language(say), notes, (names, names), values, corner=corner, is_triangle=True)


def years_chart(network: TwoModeNetwork, reader: Reader) -> Chart:
    """Draw how many cases began each year."""
    years, say = network_by_year(network), reader.language
    undated = sum(1 for case in network.cases.values() if case.start is None)
    notes = (
        Text(
            fr=f"Année où commence la première étape recensée. Sans année : {undated} cas sur {len(network.cases)}, qui ne comptent nulle part.",
            en=f"Year in which the first recorded stage begins. Without a year: {undated} of {len(network.cases)} cases, which count nowhere.",
        ).in_language(say),
        OF_THIS_CATALOGUE.in_language(say),
    )
    title = Text(fr="Cas par année de début", en="Cases by year of start").in_language(say)
    header = Text(
        fr="Année|Cas commencés|Cas depuis le début|Acteurs|Liens|Composantes|Acteurs de la plus grande",
        en="Year|Cases begun|Cases so far|Actors|Ties|Components|Actors of the largest",
    ).in_language(say)
    rows = [(one.year, one.begun, one.cases, one.actors, one.ties, one.components, one.largest) for one in years]
    begun = {one.year: one.begun for one in years}
    return columns_by_year("years", title, notes, tuple(header.split("|")), begun, rows)


def coverage_chart(coverage: FunctionCoverage, reader: Reader) -> Chart:
    """Draw in how many cases each function is on record in each region."""
    say = reader.language
    reader.library.names.learn(coverage.territories)
    values = {
        (row, column): number
        for row, territory in enumerate(coverage.territories)
        for column, function in enumerate(coverage.functions)
        if (number := coverage.cases.get((territory, function), 0))
    }
    notes = (
        Text(
            fr=f"Nombre de cas où la fonction est recensée dans la région ; {coverage.recorded} couples sur {coverage.out_of} ont un exemple. Un point, et un 0 dans le tableau, dit qu'aucun exemple n'est recensé, et rien de plus.",
            en=f"Number of cases in which the function is on record in the region; {coverage.recorded} of {coverage.out_of} pairs have an example. A dot, and a 0 in the table, says that no example is on record, and nothing more.",
        ).in_language(say),
        Text(
            fr=f"Sans territoire recensé : {coverage.unplaced} attributions de fonctions sur {coverage.holdings}, qui ne comptent nulle part.",
            en=f"Without a recorded territory: {coverage.unplaced} of {coverage.holdings} assignments of functions, which count nowhere.",
        ).in_language(say),
        OF_THIS_CATALOGUE.in_language(say),
    )
    title = Text(fr="Fonctions de catalyse recensées par région", en="Catalyst functions on record by region")
    names = tuple([reader.name(one).value for one in things] for things in (coverage.territories, coverage.functions))
    corner = Text(fr="Région", en="Region").in_language(say)
    return matrix("coverage", title.in_language(say), notes, (names[0], names[1]), values, corner=corner)
