"""
The dossier: what one takes to a first meeting, on two printed pages.

Three cases that differ on purpose, each in the same five lines; the kit's questions; whom to call first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, Worded
from allianceskg.library.case_accounts import CaseAccount, Told, read_account
from allianceskg.library.reader import Reader
from allianceskg.library.statements import Source
from allianceskg.matching.answer import Answer, Question
from allianceskg.matching.reasons import reason_in_words
from allianceskg.model import Match, Profile
from allianceskg.terms import slug

LOOKED_AT: Final = 10
"""Matches among which the dossier looks for its cases and for whom to call."""

_MOST_CALLED: Final = 4
_LIKENESS: Final = ("types", "territory")
"""Kinds of criteria by which a case is like whoever asks: who they are, and where."""


@dataclass(frozen=True, slots=True)
class Extent:
    """
    How much a dossier says.

    Attributes:
        items: Statements on a line.
        characters: Of a statement, before it is cut with an ellipsis.
        questions: Of the kit.
    """

    items: int
    characters: int
    questions: int


EXTENTS: Final = (Extent(2, 220, 8), Extent(2, 150, 6), Extent(1, 130, 4))
"""From the fullest; the first that fits on two pages is printed."""


@dataclass(frozen=True, slots=True)
class Item:
    """
    What stands on a line.

    Attributes:
        when: A date or two, as they are recorded.
        actor: IRI of whom it is about.
        roles: IRIs of the roles of that actor.
    """

    text: Worded | None
    sources: tuple[Source, ...]
    when: tuple[str, ...] = ()
    actor: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One of the five lines, the same for every case; without items it is not recorded."""

    heading: Text
    items: tuple[Item, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class DossierCase:
    """
    A case of a dossier.

    Attributes:
        heading: Why it is one of the three.
        reason: Why it is shown to whoever asks; None when it is shown for what is different about it.
    """

    heading: Text
    case: str
    title: Worded
    reason: Text | None
    places: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """
    A kind of actor to call first, by what the nearest cases record.

    Attributes:
        kind: IRI of the type.
        role: IRI of the role in which it takes part most.
        cases: Number of the cases looked at in which it does.
        example: IRI of one such actor, of the nearest case.
        is_sought: Whether it was asked for.
    """

    kind: str
    role: str
    cases: int
    example: str
    is_sought: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """
    What the two pages hold.

    Attributes:
        looked_at: Number of cases by which `called` is counted.
        left_out: Number of the kit's questions that are not printed.
    """

    cases: tuple[DossierCase, ...]
    questions: tuple[Question, ...]
    left_out: int
    called: tuple[Called, ...]
    looked_at: int


_LINES: Final = (
    Text(fr="Qui a fait quoi", en="Who did what"),
    Text(fr="Avec quels moyens", en="With what means"),
    Text(fr="En combien de temps", en="Over what time"),
    Text(fr="Ce qui en est sorti", en="What came of it"),
    Text(fr="Ce qui a coincé", en="What went wrong"),
)
_NEAREST: Final = Text(fr="Le plus proche de votre demande", en="The nearest to your request")
_LIKE_YOU: Final = Text(fr="Le plus semblable à vous", en="The most like you")
_NEXT: Final = Text(fr="Le suivant", en="The next one")
_TROUBLED: Final = Text(fr="Un cas qui a rencontré des difficultés", en="A case that met trouble")


def make_dossier(answer: Answer, reader: Reader, extent: Extent) -> Dossier:
    """
    Choose the three cases of an answer and tell each in five lines.

    Args:
        answer: With `LOOKED_AT` matches.
    """
    accounts = [read_account(one.case, reader) for one in answer.matches]
    told = [one for one in accounts if one is not None]
    return Dossier(
        cases=tuple(_told(case, heading, answer, reader, extent) for case, heading in choose(answer)),
        questions=answer.questions[: extent.questions],
        left_out=max(0, len(answer.questions) - extent.questions),
        called=tuple(_called(told, answer.profile)),
        looked_at=len(told),
    )


def choose(answer: Answer) -> list[tuple[str, Text]]:
    """
    Choose three different cases, fewer where there are fewer: the nearest, one that met trouble, the most like the reader.

    Returns:
        IRI and heading of each, in the order in which they are read.
    """
    if not answer.matches:
        return []
    nearest = answer.matches[0]
    troubled = next((one.case for one in answer.contrast if one.kind == "difficulties"), None)
    chosen = [(nearest.case, _NEAREST)]
    others = [one for one in answer.matches[1:] if one.case != troubled]
    if others:
        most = max(others, key=_likeness)  # of equal ones the nearest, which comes first
        chosen.append((most.case, _LIKE_YOU if _likeness(most) else _NEXT))
    if troubled is not None:
        chosen.append((troubled, _TROUBLED))
    return chosen


def _likeness(match: Match) -> int:
    """Return the points that a case has for being like whoever asks."""
    return sum(one.points for one in match.criteria if one.criterion in _LIKENESS)


def _told(case: str, heading: Text, answer: Answer, reader: Reader, extent: Extent) -> DossierCase:
    account = read_account(case, reader)
    match = next((one for one in answer.matches if one.case == case), None)
    return DossierCase(
        heading=heading,
        case=case,
        title=account.entry.title(reader.language) if account else Worded(slug(case), None),
        reason=None if match is None else reason_in_words(match, answer.criteria, reader.library.catalogue.names),
        places=account.places[:2] if account else (),
        lines=tuple(_lines(account, extent)) if account else (),
    )


def _lines(account: CaseAccount, extent: Extent) -> Iterable[Line]:
    stages = [
        Item(stage.told.text, stage.told.sources, when=tuple(one for one in (stage.start, stage.end) if one))
        for stage in account.stages
    ]
    doing = [one for one in account.partners if one not in account.givers]
    said: list[list[Item]] = [
        [_item(one) for one in doing or account.partners],
        # Nothing is told twice: what givers bring stands here, unless they are the only ones who do anything.
        [_item(one) for one in (*account.sums, *(account.givers if doing else ()))],
        stages,
        [_item(one) for one in account.results],
        [_item(one) for one in account.difficulties],
    ]
    for heading, items in zip(_LINES, said, strict=True):
        yield Line(heading, tuple(items[: extent.items]), max(0, len(items) - extent.items))


def _item(told: Told) -> Item:
    return Item(told.text, told.sources, actor=told.actor, roles=told.roles)


def _called(accounts: Sequence[CaseAccount], profile: Profile) -> list[Called]:
    """Count in which roles kinds of actors take part; those asked for first, one's own kind left out unless asked for."""
    cases: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for account in accounts:
        seen: dict[tuple[str, str], str] = {}
        for one in account.participants:
            for pair in ((kind, role) for kind in one.types for role in one.roles):
                seen.setdefault(pair, one.actor)
        cases.update(seen.keys())
        for pair, actor in seen.items():
            examples.setdefault(pair, actor)
    sought = {one.actor_type for one in profile.seeks}
    own = set(profile.actor_types) - sought
    best: dict[str, Called] = {}
    for (kind, role), number in sorted(cases.items(), key=lambda pair: (-pair[1], pair[0])):
        if slug(kind) not in own:
            best.setdefault(kind, Called(kind, role, number, examples[kind, role], slug(kind) in sought))
    return sorted(best.values(), key=lambda one: (not one.is_sought, -one.cases, one.kind))[:_MOST_CALLED]
