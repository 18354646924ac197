"""Answers side by side: how far apart, never how good; not knowing stands beside the scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allianceskg.language import same
from allianceskg.maturity.comparison_of_answers import STANDINGS, compare
from allianceskg.maturity.partner_answers import Assessment, PartnerAnswers
from allianceskg.maturity.questionnaire import Dimension, PossibleAnswer, Question, Questionnaire

ANSWERS = (
    PossibleAnswer("oui", same("oui"), same(""), 2),
    PossibleAnswer("en-partie", same("en partie"), same(""), 1),
    PossibleAnswer("non", same("non"), same(""), 0),
    PossibleAnswer("ne-sait-pas", same("ne sait pas"), same(""), None),
)


def question(slug: str, *readers: str, need: str = "definir-strategie") -> Question:
    return Question(slug, slug.partition("-")[0], same(slug), same(""), readers, (), (), need, (), ())


QUESTIONNAIRE = Questionnaire(
    readers=("association", "entreprise"),
    readers_of_the_kit=frozenset({"association"}),
    dimensions=(
        Dimension("un", same("Un"), same(""), None),
        Dimension("deux", same("Deux"), same(""), "se-positionner"),
    ),
    answers=ANSWERS,
    questions=(
        question("un-1"),
        question("un-2"),
        question("deux-1", need="evaluer-pertinence"),
        question("deux-entreprise", "entreprise", need="evaluer-pertinence"),
    ),
)


def result(*given: dict[str, str], kinds: tuple[str, ...] = ("association", "entreprise", "association")):
    partners = [PartnerAnswers("", kind, answers) for kind, answers in zip(kinds, given, strict=False)]
    return compare(Assessment(tuple(partners)), QUESTIONNAIRE)


@pytest.mark.parametrize(
    ("first", "second", "standing", "spread"),
    [
        ("oui", "non", "opposed", 2),
        ("oui", "en-partie", "apart", 1),
        ("non", "en-partie", "apart", 1),
        ("oui", "ne-sait-pas", "unsure", None),
        ("ne-sait-pas", "ne-sait-pas", "unsure", None),
        ("non", "non", "agreed-low", 0),
        ("en-partie", "en-partie", "agreed-low", 0),
        ("oui", "oui", "agreed-high", 0),
    ],
)
def test_two_answers_stand_so(first: str, second: str, standing: str, spread: int | None) -> None:
    (found, *_) = result({"un-1": first}, {"un-1": second}).dimensions[0].questions

    assert (found.standing, found.spread) == (standing, spread)


def test_a_question_that_only_one_answered_is_left_open() -> None:
    found = result({"un-1": "non"}, {"un-2": "oui"})

    assert {one.standing for one in found.dimensions[0].questions} == {"open"}
    assert found.to_talk_about == ()


def test_what_divides_most_is_talked_about_first() -> None:
    found = result(
        {"un-1": "en-partie", "un-2": "oui", "deux-1": "non"}, {"un-1": "oui", "un-2": "non", "deux-1": "non"}
    )

    assert [one.question.slug for one in found.to_talk_about] == ["un-2", "un-1", "deux-1"]
    assert [one.question.slug for one in found.agreed] == ["deux-1"]


def test_not_knowing_is_told_apart_from_no() -> None:
    found = result({"un-1": "ne-sait-pas", "un-2": "non"}, {})

    assert found.dimensions[0].by_partner[0] == {"ne-sait-pas": 1, "non": 1}
    assert [answer for _, answer in found.low[0]] == ["non", "ne-sait-pas"]


def test_a_question_for_one_type_of_reader_is_asked_of_it_alone() -> None:
    assert [one.slug for one in QUESTIONNAIRE.asked_of("association")] == ["un-1", "un-2", "deux-1"]
    assert [one.slug for one in QUESTIONNAIRE.asked_of("entreprise")][-1] == "deux-entreprise"


def test_the_needs_of_most_low_answers_come_first() -> None:
    found = result({"un-1": "non", "deux-1": "non"}, {"deux-entreprise": "en-partie"})

    assert found.needs == ("evaluer-pertinence", "definir-strategie")


answers = st.dictionaries(
    st.sampled_from(["un-1", "un-2", "deux-1"]), st.sampled_from([one.slug for one in ANSWERS]), max_size=3
)


@given(st.lists(answers, min_size=1, max_size=3))
def test_no_order_of_partners_changes_what_divides_them(given: list[dict[str, str]]) -> None:
    kinds = ("association",) * 3
    one = result(*given, kinds=kinds)
    other = result(*reversed(given), kinds=kinds)

    assert [(q.question.slug, q.standing, q.spread) for q in one.to_talk_about] == [
        (q.question.slug, q.standing, q.spread) for q in other.to_talk_about
    ]
    assert [d.widest for d in one.dimensions] == [d.widest for d in other.dimensions]


@given(st.lists(answers, min_size=2, max_size=3))
def test_every_question_that_two_answered_is_agreed_or_talked_about(given: list[dict[str, str]]) -> None:
    found = result(*given, kinds=("association",) * 3)
    told = {one.question.slug for one in (*found.agreed, *found.to_talk_about)}
    answered = [key for one in given for key in one]

    assert {key for key in answered if answered.count(key) > 1} <= told
    assert all(one.standing in STANDINGS for d in found.dimensions for one in d.questions)
