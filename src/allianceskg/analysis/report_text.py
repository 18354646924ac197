"""The report on a network as text for a terminal, and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from allianceskg.language import Language, Text

_WITHHELD: Final = Text(fr="nom retenu", en="name withheld")


def report_lines(view: Mapping[str, Any], language: Language) -> Iterator[str]:
    """Write the report as lines of text, from what `view_report` gives."""
    say = _Say(language)
    counts = view["counts"]
    yield f"{view['title']}"
    yield say(f"Données {view['data_version']}", f"Data {view['data_version']}")
    yield say(
        f"{counts['cases']} cas, {counts['actors']} acteurs, {counts['ties']} liens d'un acteur à un cas, {counts['edges']} paires d'acteurs",
        f"{counts['cases']} cases, {counts['actors']} actors, {counts['ties']} ties of an actor to a case, {counts['edges']} pairs of actors",
    )
    yield say("Non renseigné :", "Unrecorded:")
    for one in view["unrecorded"]:
        yield (
            f"  {one['label']} : {one['number']} / {one['of']}"
            if language == "fr"
            else f"  {one['label']}: {one['number']} / {one['of']}"
        )
    yield from (view["weight"], view["cliques"], view["naming_rule"], view["null_model"])
    for one in view["left_out"]:
        yield f"  {one['name']} ({one['actors']})"
    yield view["agreement_words"]
    if view["too_dear"]:
        yield view["too_dear"]["reason"]
    for one in view["measures"]:
        yield ""
        yield from _measure_lines(one, say)
    yield ""
    yield from _other_lines(view, say)


class _Say:
    """Chooses between two wordings, and writes numbers as the language does."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, french: str, english: str) -> str:
        return french if self.language == "fr" else english

    def number(self, value: float | None) -> str:
        """Write a number; a dash for none."""
        if value is None:
            return "-"
        text = f"{value:g}"
        return text.replace(".", ",") if self.language == "fr" else text

    def share(self, value: float | None) -> str:
        """Write a share of the whole; a dash for none."""
        if value is None:
            return "-"
        return f"{value * 100:.0f} %" if self.language == "fr" else f"{value * 100:.0f}%"

    def range(self, pair: Sequence[float] | None) -> str:
        """Write a range; a dash for none."""
        return "-" if pair is None else f"{self.number(pair[0])} – {self.number(pair[1])}"


def _measure_lines(one: Mapping[str, Any], say: _Say) -> Iterator[str]:
    yield f"{one['label']} : {one['definition']}" if say.language == "fr" else f"{one['label']}: {one['definition']}"
    yield say(
        f"  n = {one['measured']} acteurs sur {one['of']} ; étendue {say.range([one['lowest'], one['highest']])}, médiane {say.number(one['median'])} ; premier au hasard {say.range(one['first_by_chance'])}",
        f"  n = {one['measured']} of {one['of']} actors; range {say.range([one['lowest'], one['highest']])}, median {say.number(one['median'])}; first by chance {say.range(one['first_by_chance'])}",
    )
    yield f"  {one['unrecorded']}"
    for ranked in one["first"]:
        name = ranked["name"] or f"({_WITHHELD.in_language(say.language)})"
        ranks = "-" if ranked["ranks"] is None else f"{ranked['ranks'][0]} – {ranked['ranks'][1]}"
        yield say(
            f"  {ranked['rank']:>2}  {name} : {say.number(ranked['value'])} ; hasard {say.range(ranked['by_chance'])} ; reste {say.share(ranked['stays'])} ; rangs {ranks}",
            f"  {ranked['rank']:>2}  {name}: {say.number(ranked['value'])}; chance {say.range(ranked['by_chance'])}; stays {say.share(ranked['stays'])}; ranks {ranks}",
        )
    for agreement in one["agreement"]:
        yield say(
            f"  sans {agreement['left_out']} : tau {say.number(agreement['kendall_tau'])} (au moins {say.number(agreement['lowest_kendall_tau'])}), premiers communs {say.share(agreement['overlap_of_first'])} (au moins {say.share(agreement['lowest_overlap'])}), disparus {say.number(agreement['lost'])}",
            f"  without {agreement['left_out']}: tau {say.number(agreement['kendall_tau'])} (at least {say.number(agreement['lowest_kendall_tau'])}), first in common {say.share(agreement['overlap_of_first'])} (at least {say.share(agreement['lowest_overlap'])}), lost {say.number(agreement['lost'])}",
        )


def _other_lines(view: Mapping[str, Any], say: _Say) -> Iterator[str]:
    yield say(
        "Courtage entre genres d'acteurs (Gould et Fernandez)",
        "Brokerage between kinds of actors (Gould and Fernandez)",
    )
    yield f"  {view['brokerage']['convention']}"
    for one in view["brokerage"]["roles"]:
        yield f"  {one['label']} : {one['pairs']}" if say.language == "fr" else f"  {one['label']}: {one['pairs']}"
    communities = view["communities"]
    if communities is not None:
        yield ""
        yield say("Communautés", "Communities") + f" ({communities['method']})"
        yield f"  {communities['rule']}"
        yield say(
            f"  modularité {say.number(communities['modularity'])} ; indice de Rand ajusté {say.number(communities['adjusted_rand'])} ; de {communities['number_in_runs'][0]} à {communities['number_in_runs'][1]} communautés",
            f"  modularity {say.number(communities['modularity'])}; adjusted Rand index {say.number(communities['adjusted_rand'])}; {communities['number_in_runs'][0]} to {communities['number_in_runs'][1]} communities",
        )
    parts = view["components"]
    yield ""
    yield say(
        f"Composantes : {parts['number']} ; la plus grande tient {parts['largest'][0] if parts['largest'] else 0} acteurs sur {parts['of']}",
        f"Components: {parts['number']}; the largest holds {parts['largest'][0] if parts['largest'] else 0} of {parts['of']} actors",
    )
    yield say(
        "Par année de début (année, cas commencés, cas, acteurs, liens)",
        "By year of start (year, cases begun, cases, actors, ties)",
    )
    for year in view["years"]:
        yield f"  {year['year']}  {year['begun']}  {year['cases']}  {year['actors']}  {year['ties']}"


def report_rows(view: Mapping[str, Any]) -> Iterator[list[str]]:
    """Write the rankings as rows of a table: measure, rank, IRI, name, value, and what there is to say against it."""
    yield [
        "measure",
        "n",
        "of",
        "rank",
        "actor",
        "name",
        "value",
        "chance_low",
        "chance_high",
        "stays",
        "best_rank",
        "worst_rank",
    ]
    for one in view["measures"]:
        for ranked in one["first"]:
            chance, ranks = ranked["by_chance"] or ["", ""], ranked["ranks"] or ["", ""]
            row = [
                one["measure"],
                one["measured"],
                one["of"],
                ranked["rank"],
                ranked["actor"],
                ranked["name"],
                ranked["value"],
            ]
            yield ["" if cell is None else str(cell) for cell in (*row, *chance, ranked["stays"], *ranks)]
