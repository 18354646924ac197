"""What was filled in along the guided path, as the address of each of its pages says it: the path is left and taken up by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Final
from urllib.parse import urlencode

from allianceskg.language import DEFAULT_LANGUAGE, Language
from allianceskg.library.guided_path import GuidedPath
from allianceskg.maturity.partner_answers import PartnerAnswers
from allianceskg.maturity.questionnaire import Questionnaire
from allianceskg.model import OBJECTIVES
from allianceskg.web.assessment_address import pairs_of, read_form, read_partners
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile

PATH: Final = "/path"
MOST_IN_A_NOTE: Final = 300

NOTES: Final = ("aim", "first", "whom", "when")
"""Free notes: what one aims at, the first move, with whom, by when."""


@dataclass(frozen=True, slots=True)
class PathState:
    """
    Everything that was filled in.

    Attributes:
        reader: Slug of the reader's actor type; empty until it is chosen.
        step: Slug of the step that is shown.
        weights: One text for each of `OBJECTIVES`, as typed.
        look: Slugs of the questions of evaluation that were chosen.
        answers: Those of the self-assessment, by slug of the question.
    """

    reader: str = ""
    step: str = ""
    weights: tuple[str, ...] = ("",) * len(OBJECTIVES)
    territory: str = ""
    look: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    aim: str = ""
    first: str = ""
    whom: str = ""
    when: str = ""

    @property
    def entry(self) -> TypedProfile:
        """The profile that the answer and the diagnosis are made of."""
        partner = TypedPartner("", self.reader, self.weights)
        return TypedProfile(situation=self.aim, partners=(partner,), territory=self.territory)

    def pairs(self, questionnaire: Questionnaire) -> list[tuple[str, str]]:
        """Return the parameters that say this state, without the step."""
        pairs = [("reader", self.reader)]
        if any(self.weights):
            pairs.append(("weights", ",".join(self.weights)))
        pairs += [("territory", self.territory)] if self.territory else []
        pairs += [("look", one) for one in self.look]
        pairs += [(name, value) for name in NOTES if (value := getattr(self, name))]
        if self.answers:
            said = dict(pairs_of((PartnerAnswers("", self.reader, self.answers),), questionnaire))
            pairs.append(("answers", said["answers"]))
        return pairs

    def address(
        self, questionnaire: Questionnaire, language: Language, step: str | None = None, *, path: str = PATH
    ) -> str:
        """Return the address of a step in this state; without a step, of the one that is shown."""
        shown = self.step if step is None else step
        pairs = [*self.pairs(questionnaire), *([("step", shown)] if shown else [])]
        if language != DEFAULT_LANGUAGE:
            pairs.append(("lang", language))
        return f"{path}?{urlencode(pairs)}"


def read_state(items: Iterable[tuple[str, str]], path: GuidedPath, questionnaire: Questionnaire) -> PathState:
    """Read the state from the parameters of an address or of a form; what is not known is passed over."""
    given: dict[str, list[str]] = {}
    for key, value in items:
        given.setdefault(key, []).append(_clean(value))

    def first(name: str) -> str:
        return next((value for value in given.get(name, ()) if value), "")

    reader = first("reader") if first("reader") in path.readers else ""
    notes = {one.name: first(one.name)[:MOST_IN_A_NOTE] for one in fields(PathState) if one.name in NOTES}
    return PathState(
        reader=reader,
        step=path.step(first("step")).slug if reader else "",
        weights=_weights(given),
        # A place that is chosen among several comes after the text that was typed.
        territory=given["place"][-1] if "place" in given else first("territory"),
        look=tuple(dict.fromkeys(one for one in given.get("look", ()) if one)),
        answers=_answers(given, reader, questionnaire),
        **notes,
    )


def _weights(given: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Read the weights: a form has a field for each, an address has them in one."""
    if any(name in given for name in OBJECTIVES):
        found = [given.get(name, [""])[0].removesuffix("%").strip().replace(",", ".") for name in OBJECTIVES]
    else:
        found = given.get("weights", [""])[0].split(",")
    return tuple((*found, *("",) * len(OBJECTIVES))[: len(OBJECTIVES)])


def _answers(given: Mapping[str, list[str]], reader: str, questionnaire: Questionnaire) -> Mapping[str, str]:
    """Read the answers of the self-assessment: a form has a field for each question, an address has them in one."""
    form = {name: values[0] for name, values in given.items()}
    if any(name.startswith("q-") for name in form):
        return read_form(form, questionnaire).answers
    partners = read_partners([("who", reader), ("answers", form.get("answers", ""))], questionnaire)
    return partners[0].answers if partners else {}


def _clean(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
