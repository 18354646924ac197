"""An answer in a terminal: the diagnosis in words, then the cases with their reasons, then what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from rich import box
from rich.bar import Bar
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.segment import Segment
from rich.table import Table
from rich.text import Text as Line

from allianceskg.language import Language, Text, same
from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer import Answer, Contrast, ContrastKind, FunctionReport, FunctionState
from allianceskg.matching.diagnosis_texts import category_name, model_name, percentage
from allianceskg.matching.explanation import points_in_words
from allianceskg.matching.understanding import Understood
from allianceskg.model import CriterionAssessment, CriterionState, Diagnosis, Match, Partner, SoughtActor
from allianceskg.terms import TERRITORY, concept, slug

_WIDEST: Final = 110
"""Columns beyond which lines of text are no longer pleasant to read."""

_NARROW: Final = 60
_WIDE: Final = 100
"""Columns below which criteria are stacked, and from which their names stand on one line."""

# A character of no meaning that stands for a space within a line, until the lines are made.
_TIE: Final = "\ue000"
_LOOSE: Final = re.compile(r"(?<=«) | (?=[»:;?!%])|(?:(?<=ODD)|(?<=SDG)|(?<=ligne)|(?<=line)) (?=\d)")
_SOURCES: Final = r" \[[^\]]+\]\.$"
_BAR: Final = 24
_CASES_SHOWN: Final = 5
_INDENT: Final = 3


class _Mark(NamedTuple):
    """A sign that says a state without colour, its colour, and the state in words."""

    sign: str
    style: str
    words: Text


_STATES: Final[Mapping[CriterionState, _Mark]] = {
    "met": _Mark("✔", "green", Text(fr="rempli", en="met")),
    "partly-met": _Mark("◐", "yellow", Text(fr="en partie", en="partly met")),
    "unmet": _Mark("✘", "red", Text(fr="non rempli", en="unmet")),
    "unknown": _Mark("?", "cyan", Text(fr="non renseigné", en="not recorded")),
    "not-applicable": _Mark("–", "cyan", Text(fr="sans objet", en="not applicable")),
}
_COVERAGE: Final[Mapping[FunctionState, _Mark]] = {
    "recorded": _Mark("●", "green", Text(fr="recensée sur ce territoire", en="recorded on this territory")),
    "recorded-nearby": _Mark("◐", "yellow", Text(fr="recensée à proximité", en="recorded nearby")),
    "none-recorded": _Mark(
        "○",
        "cyan",
        Text(
            fr="aucun exemple recensé ici ni à proximité ; exemples d'ailleurs :",
            en="no example on record here or nearby; examples from elsewhere:",
        ),
    ),
}
_CRITERIA: Final[Mapping[str, Text]] = {
    "words": Text(fr="Mots", en="Words"),
    "model": Text(fr="Modèle", en="Model"),
    "territory": Text(fr="Territoire", en="Territory"),
    "themes": Text(fr="Thèmes", en="Themes"),
    "seeks": Text(fr="Acteurs cherchés", en="Actors sought"),
    "types": Text(fr="Types d'acteurs", en="Actor types"),
    "need": Text(fr="Besoins", en="Needs"),
    "sdgs": Text(fr="ODD", en="SDGs"),
}
_CHANGES: Final = Text(fr="Ce qui changerait la réponse :", en="What would change the answer:")
_SETTLES: Final = Text(fr="Ce qui départagerait :", en="What would settle the tie:")
_NO_CATEGORY: Final = Text(fr="Aucune catégorie ne se dégage.", en="No category stands out.")
_NO_OBJECTIVES: Final = Text(
    fr="Sans objectifs, aucune catégorie n'est recommandée.", en="Without objectives, no category is recommended."
)
_NO_MATCH: Final = Text(
    fr="Aucun cas du catalogue ne correspond à cette demande.", en="No case of the catalogue fits this request."
)
_ASK_OTHERWISE: Final = Text(
    fr="Donnez les objectifs des partenaires, une fonction, un territoire plus large ou un thème.",
    en="Give the partners' objectives, a function, a wider territory or a theme.",
)
_CONTRASTS: Final[Mapping[ContrastKind, Text]] = {
    "other-model": Text(fr="Un autre modèle", en="Another model"),
    "difficulties": Text(fr="Des difficultés rapportées", en="Difficulties reported"),
}


def print_answer(answer: Answer, catalogue: Catalogue, language: Language, *, console: Console | None = None) -> None:
    """
    Print an answer for a reader.

    Args:
        console: Where to; by default standard output, without colour when that is no terminal.
    """
    screen = console or Console(highlight=False)
    width = min(screen.width, _WIDEST)
    page = _Page(answer, catalogue, language, width=width)
    screen.print(_Tied(page.whole()), width=width, highlight=False)


class _Page:
    """The sections of an answer, in the order in which they are read."""

    def __init__(self, answer: Answer, catalogue: Catalogue, language: Language, *, width: int) -> None:
        self._answer = answer
        self._catalogue = catalogue
        self._language = language
        self._width = width
        self._titles = {slug(case): title for case, title in catalogue.titles.items()}

    def whole(self) -> RenderableType:
        """Put the sections together; those that have nothing to say are left out."""
        answer = self._answer
        diagnosis = Text(fr="Diagnostic", en="Diagnosis")
        steps = Text(fr="Comment ce diagnostic a été établi", en="How this diagnosis came about")
        contrast = Text(fr="Pour le contraste", en="For contrast")
        relax = Text(fr="Ce que l'on peut assouplir", en="What can be relaxed")
        questions = Text(
            fr="Les questions du kit pour les besoins exprimés", en="The kit's questions for the stated needs"
        )
        resources = Text(fr="Ressources utiles", en="Useful resources")
        return Group(
            *self._head(),
            *self._section(diagnosis, self._diagnosis(answer.diagnosis)),
            *self._section(steps, self._steps(answer.diagnosis)),
            *self._section(self._count(), self._matches()),
            *self._section(contrast, self._contrasts(answer.contrast)),
            *self._section(relax, (self._line(one.text) for one in answer.relax)),
            *self._section(self._territory_heading(), self._functions()),
            *self._section(questions, self._questions()),
            *self._section(resources, self._resources()),
            *self._section(Text(fr="Pour vérifier", en="To check"), self._checks()),
        )

    def _head(self) -> Iterator[RenderableType]:
        title = self._answer.profile.title
        name = same(title) if title else Text(fr="Profil sans titre", en="Profile without title")
        yield Line(self._say(name), style="bold")
        yield Rule(characters="═", style="blue")
        partners = [self._partner(partner) for partner in self._answer.profile.partners]
        if any(partners):
            heading = Text(fr="Partenaires : ", en="Partners: ")
            if len(partners) == 1:
                heading = Text(fr="Partenaire : ", en="Partner: ")
            yield self._line(heading, ", ".join(filter(None, partners)))
        sought = [self._sought(one) for one in self._answer.profile.seeks]
        if sought:
            yield self._line(Text(fr="Partenaires cherchés : ", en="Partners sought: "), ", ".join(sought))
        asked = self._asked()
        if asked:
            yield self._line(Text(fr="Vous cherchez : ", en="You look for: "), asked)
        understood = [self._understood(one) for one in self._answer.understood]
        if understood:
            heading = Text(fr="Compris dans votre phrase : ", en="Understood in your sentence: ")
            yield self._line(heading, ", ".join(understood))

    def _partner(self, partner: Partner) -> str:
        if partner.actor_type is None:
            return self._say(same(partner.name))
        kind = self._say(self._catalogue.names.of(concept("actor-types", partner.actor_type)))
        return f"{self._say(same(partner.name))} ({kind.lower()})" if partner.name else kind

    def _sought(self, sought: SoughtActor) -> str:
        kind = self._say(self._catalogue.names.of(concept("actor-types", sought.actor_type)))
        if not sought.role:
            return kind
        return f"{kind} ({self._say(self._catalogue.names.of(concept('participation-roles', sought.role))).lower()})"

    def _understood(self, understood: Understood) -> str:
        """Name what was understood, with the words that say it unless they are its name."""
        label = self._say(understood.label)
        words = [one for one in understood.words if one.casefold() != label.casefold()]
        quoted = ", ".join(self._say(Text(fr=f"« {one} »", en=f"“{one}”")) for one in words)
        return f"{label} ({quoted})" if quoted else label

    def _asked(self) -> str:
        """List what the profile asks for, beside what its partners aim at."""
        profile, names = self._answer.profile, self._catalogue.names
        places = [] if profile.territory is None else [f"{TERRITORY}{profile.territory}"]
        things = [
            *places,
            *(concept("catalyst-functions", one) for one in profile.functions),
            *(concept("themes", one) for one in profile.themes),
            *(concept("needs", one) for one in profile.needs),
        ]
        goals = [self._say(Text(fr=f"ODD {number}", en=f"SDG {number}")) for number in profile.sdgs]
        return ", ".join([*(self._say(names.of(one)) for one in things), *goals])

    def _diagnosis(self, diagnosis: Diagnosis) -> Iterator[RenderableType]:
        if diagnosis.barycentre is not None:
            yield self._bars(diagnosis.barycentre)
            yield ""
        yield from self._recommendation(diagnosis)
        for advice in diagnosis.advice:
            yield self._line(advice)
        for warning in diagnosis.warnings:
            yield ""
            yield Panel(
                Line(self._say(warning)),
                title=self._say(Text(fr="Attention", en="Warning")),
                title_align="left",
                border_style="bold yellow",
                box=box.HEAVY,
            )
        if diagnosis.counterfactual is not None:
            yield from self._outlook(_CHANGES, diagnosis.counterfactual.text)
        if diagnosis.separation is not None:
            yield from self._outlook(_SETTLES, diagnosis.separation.text)

    def _outlook(self, label: Text, text: Text) -> Iterator[RenderableType]:
        words = self._say(text)
        yield ""
        yield Line(self._say(label), style="bold").append(f" {words[:1].lower()}{words[1:]}", style="not bold")

    def _bars(self, barycentre: Sequence[tuple[str, Fraction]]) -> Table:
        """Draw the share of each objective; the largest are in bold."""
        largest = max(weight for _, weight in barycentre)
        grid = Table.grid(padding=(0, 2))
        for objective, weight in barycentre:
            style = "bold" if weight == largest else ""
            grid.add_row(
                Line(self._say(self._catalogue.typology.objective(objective).label), style=style),
                Bar(size=1, begin=0, end=float(weight), width=_BAR, color="blue"),
                Line(self._say(percentage(weight)), style=style, justify="right"),
            )
        return grid

    def _recommendation(self, diagnosis: Diagnosis) -> Iterator[RenderableType]:
        if diagnosis.undetermined:
            yield Line(self._say(_NO_OBJECTIVES if diagnosis.barycentre is None else _NO_CATEGORY), style="bold")
            return
        typology = self._catalogue.typology
        category = _either([category_name(one, typology) for one in diagnosis.categories])
        model = _either([model_name(one, typology) for one in diagnosis.models])
        recommended = Text(fr=f"Recommandé : {category.fr},", en=f"Recommended: {category.en},")
        following = Text(fr=f"selon {model.fr}.", en=f"following {model.en}.")
        yield Line(f"{self._say(recommended)}\n{self._say(following)}", style="bold")

    def _steps(self, diagnosis: Diagnosis) -> Iterator[RenderableType]:
        """List the steps with their origin, without those that the diagnosis has just told."""
        outlook = (diagnosis.counterfactual, diagnosis.separation)
        told = {one.text for one in outlook if one is not None}
        steps = [step for step in diagnosis.steps if step.text not in told]
        if steps:
            yield self._list(
                (str(rank), Line(f"{self._say(step.text)} ").append(f"[{self._say(step.origin.text)}]", style="dim"))
                for rank, step in enumerate(steps, start=1)
            )

    def _count(self) -> Text:
        shown, listed = len(self._answer.matches), self._answer.listed
        if not shown:
            return Text(fr="Cas", en="Cases")
        if listed == 1:
            return Text(fr="1 cas proche de votre demande", en="1 case near to your request")
        if shown == listed:
            return Text(
                fr=f"{shown} cas proches de votre demande, le plus proche d'abord",
                en=f"{shown} cases near to your request, the nearest first",
            )
        return Text(
            fr=f"{listed} cas proches de votre demande ; voici {'le plus proche' if shown == 1 else f'les {shown} premiers'}",
            en=f"{listed} cases near to your request; here {'is the nearest' if shown == 1 else f'are the first {shown}'}",
        )

    def _matches(self) -> Iterator[RenderableType]:
        if not self._answer.matches:
            yield from self._no_match()
            return
        yield self._legend()
        for rank, match in enumerate(self._answer.matches, start=1):
            yield ""
            yield from self._match(match, rank)

    def _no_match(self) -> Iterator[RenderableType]:
        yield Line(self._say(_NO_MATCH), style="bold")
        if not any(one.cases for one in self._answer.relax):
            yield self._line(_ASK_OTHERWISE)

    def _legend(self) -> Line:
        legend = Line()
        for mark in _STATES.values():
            legend.append(mark.sign, style=f"bold {mark.style}").append(
                f"{_TIE}{self._say(mark.words)}   ", style="dim"
            )
        legend.rstrip()
        return legend

    def _match(self, match: Match, rank: int) -> Iterator[RenderableType]:
        title = Line(self._say(match.title), style="bold").append(
            f"\n{self._say(points_in_words(match))}", style="not bold dim"
        )
        yield self._list([(f"{rank}.", title)])
        criteria = self._stacked(match.criteria) if self._width < _NARROW else self._in_columns(match.criteria)
        yield Padding(criteria, (0, 0, 0, _INDENT))

    def _in_columns(self, criteria: Iterable[CriterionAssessment]) -> Table:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(max_width=None if self._width >= _WIDE else 18)
        grid.add_column(no_wrap=True, justify="right")
        grid.add_column(ratio=1, overflow="fold")
        for one in criteria:
            grid.add_row(self._sign(one), self._criterion(one.criterion), _points(one), self._reason(one))
        return grid

    def _stacked(self, criteria: Iterable[CriterionAssessment]) -> Table:
        """Set the text of each criterion below its name, where columns would be too narrow to read."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        for one in criteria:
            name = Line(f"{self._criterion(one.criterion)} ", style="bold").append(_points(one))
            grid.add_row(self._sign(one), Group(name, self._reason(one)))
        return grid

    def _sign(self, assessment: CriterionAssessment) -> Line:
        mark = _STATES[assessment.state]
        return Line(mark.sign, style=f"bold {mark.style}")

    def _reason(self, assessment: CriterionAssessment) -> Line:
        text = Line(self._say(assessment.text))
        text.highlight_regex(_SOURCES, "dim")
        return text

    def _criterion(self, criterion: str) -> str:
        kind, _, function = criterion.partition(":")
        if function:
            return self._say(self._catalogue.names.of(concept("catalyst-functions", function)))
        return self._say(_CRITERIA[kind])

    def _contrasts(self, contrasts: Iterable[Contrast]) -> Iterator[RenderableType]:
        for contrast in contrasts:
            yield self._labelled(_CONTRASTS[contrast.kind])
            yield Padding(
                Group(Line(self._say(contrast.title), style="bold"), Line(self._say(contrast.text))),
                (0, 0, 0, _INDENT),
            )

    def _territory_heading(self) -> Text:
        place = self._answer.territory.label
        return Text(
            fr=f"Les quatre fonctions, sur le territoire demandé : {place.fr}",
            en=f"The four functions, on the asked territory: {place.en}",
        )

    def _functions(self) -> Iterator[RenderableType]:
        for report in self._answer.territory.functions:
            mark = _COVERAGE[report.state]
            heading = Line(self._say(report.label), style="bold").append(
                f" : {self._say(mark.words)}" if self._language == "fr" else f": {self._say(mark.words)}", "not bold"
            )
            yield self._list([(mark.sign, heading)], style=mark.style)
            yield Padding(self._list(("-", title) for title in self._cases(report)), (0, 0, 0, _INDENT))

    def _cases(self, report: FunctionReport) -> Iterator[Line]:
        for case in report.cases[:_CASES_SHOWN]:
            yield Line(self._say(self._titles.get(case, same(case))))
        more = len(report.cases) - _CASES_SHOWN
        if more > 0:
            yield Line(self._say(Text(fr=f"et {more} autre{_s(more)}", en=f"and {more} more")), style="dim")

    def _questions(self) -> Iterator[RenderableType]:
        for need in dict.fromkeys(question.need for question in self._answer.questions):
            yield self._labelled(self._catalogue.names.of(concept("needs", need)))
            asked = [question.text for question in self._answer.questions if question.need == need]
            yield Padding(self._list(("-", Line(self._say(text))) for text in asked), (0, 0, 0, _INDENT))

    def _resources(self) -> Iterator[RenderableType]:
        if self._answer.resources:
            yield self._list(
                ("-", Line(self._say(one.title)).append(f"\n{self._say(one.reason)}", style="dim"))
                for one in self._answer.resources
            )

    def _checks(self) -> Iterator[RenderableType]:
        answer = self._answer
        for text in (
            Text(
                fr="Non renseigné (?) : le cas n'en dit rien. Cela ne donne pas de points, mais ne contredit rien.",
                en="Not recorded (?): the case says nothing about it. That gives no points, but contradicts nothing.",
            ),
            Text(
                fr="Preuves : --format json joint à chaque critère une requête (« proof ») ; enregistrée dans un fichier, "
                "elle s'exécute par « allianceskg query FICHIER.rq ».",
                en="Proofs: --format json gives a query (“proof”) with each criterion; saved to a file, it is run by "
                "“allianceskg query FILE.rq”.",
            ),
            Text(
                fr=f"Version des données : {answer.data_version} ; version des règles : {answer.rules_version}.",
                en=f"Data version: {answer.data_version}; rules version: {answer.rules_version}.",
            ),
        ):
            yield Line(self._say(text), style="dim")

    def _section(self, heading: Text, body: Iterable[RenderableType]) -> Iterator[RenderableType]:
        parts = list(body)
        if parts:
            yield ""
            yield Line(self._say(heading), style="bold blue")
            yield Padding(Group(*parts), (0, 0, 0, 1))

    def _labelled(self, label: Text) -> Line:
        return Line(f"{self._say(label)}{' :' if self._language == 'fr' else ':'}", style="bold")

    def _line(self, text: Text, more: str = "", *, style: str = "") -> Line:
        return Line(self._say(text)).append(more, style=style)

    def _list(self, items: Iterable[tuple[str, Line]], *, style: str = "dim") -> Table:
        """Set a sign before each item, and the lines of an item under one another."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, justify="right", style=style)
        grid.add_column(ratio=1, overflow="fold")
        for sign, line in items:
            grid.add_row(sign, line)
        return grid

    def _say(self, text: Text) -> str:
        return _tie(text.in_language(self._language))


class _Tied:
    """A page whose punctuation stays beside its word: rich would break lines even at a no-break space."""

    def __init__(self, page: RenderableType) -> None:
        self._page = page

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render the page with a space in place of each tie, and no spaces at the end of a line."""
        for line in Segment.split_lines(console.render(self._page, options)):
            while line and not line[-1].text.strip():
                line.pop()
            for segment in line:
                text = segment.text.rstrip() if segment is line[-1] else segment.text
                yield Segment(text.replace(_TIE, " "), segment.style, segment.control)
            yield Segment.line()


def _tie(text: str) -> str:
    """Tie the spaces of French punctuation; what cannot be shown, such as a terminal's own signs, becomes a space."""
    shown = "".join(character if character.isprintable() else " " for character in text)
    return _LOOSE.sub(_TIE, shown)


def _points(assessment: CriterionAssessment) -> Line:
    return Line(f"{assessment.points}/{assessment.weight}", style="not bold dim")


def _either(names: Sequence[Text]) -> Text:
    """Join alternatives: "la catégorie « Mécénat » ou la catégorie « Innovation sociétale »"."""
    *first, last = names
    if not first:
        return last
    return Text(
        fr=f"{', '.join(name.fr for name in first)} ou {last.fr}",
        en=f"{', '.join(name.en for name in first)} or {last.en}",
    )


def _s(number: int) -> str:
    return "s" if number > 1 else ""
