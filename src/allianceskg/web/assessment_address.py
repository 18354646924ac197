"""
The answers of a self-assessment as an address says them, so that nothing is kept anywhere else.

For each partner there is one `who` (their type, or nothing), one `name` and one `answers`, in the same order. `answers` is
`experience-1.o~experience-2.n`: the question, and the sign of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from allianceskg.language import DEFAULT_LANGUAGE, Language
from allianceskg.maturity.partner_answers import MOST_PARTNERS, Assessment, PartnerAnswers
from allianceskg.maturity.questionnaire import Questionnaire
from allianceskg.profiles.known import MAX_CHARACTERS

RESULT: Final = "/assessment/result"
_BETWEEN: Final = "~"
_BEFORE_SIGN: Final = "."


def read_partners(items: Iterable[tuple[str, str]], questionnaire: Questionnaire) -> tuple[PartnerAnswers, ...]:
    """Read what partners answered; what an address says and the questionnaire does not know is passed over."""
    given: dict[str, list[str]] = {}
    for key, value in items:
        given.setdefault(key, []).append(value)
    names = given.get("name", [])
    written = given.get("answers", [])
    return tuple(
        PartnerAnswers(
            _name(names[rank]) if rank < len(names) else "",
            kind if kind in questionnaire.readers else None,
            _answers(written[rank] if rank < len(written) else "", questionnaire),
        )
        for rank, kind in enumerate(given.get("who", [])[:MOST_PARTNERS])
    )


def read_form(form: Mapping[str, str], questionnaire: Questionnaire) -> PartnerAnswers:
    """Read what one partner filled in: one field for each question, and who they are."""
    answers = {
        one.slug: answer.slug
        for one in questionnaire.questions
        if (answer := questionnaire.answer(form.get(f"q-{one.slug}", ""))) is not None
    }
    kind = form.get("reader", "")
    return PartnerAnswers(_name(form.get("me", "")), kind if kind in questionnaire.readers else None, answers)


def read_address(address: str, questionnaire: Questionnaire) -> tuple[PartnerAnswers, ...]:
    """Read the answers out of an address of a result that a partner sent; it is never fetched."""
    try:
        query = urlsplit(address.strip()).query
    except ValueError:
        return ()
    return read_partners(parse_qsl(query), questionnaire)


def pairs_of(partners: Sequence[PartnerAnswers], questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """Return the parameters that say what partners answered."""
    signs = {one.slug: one.sign for one in questionnaire.answers}
    pairs = []
    for partner in partners:
        answers = _BETWEEN.join(f"{one}{_BEFORE_SIGN}{signs[answer]}" for one, answer in partner.answers.items())
        pairs += [("who", partner.actor_type or ""), ("name", partner.name), ("answers", answers)]
    return pairs


def address_of(
    partners: Sequence[PartnerAnswers],
    questionnaire: Questionnaire,
    language: Language,
    *,
    path: str = RESULT,
    more: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the address of a page with these answers."""
    pairs = [*pairs_of(partners, questionnaire), *more]
    if language != DEFAULT_LANGUAGE:
        pairs.append(("lang", language))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def assessment_of(items: Iterable[tuple[str, str]], questionnaire: Questionnaire) -> Assessment:
    """Read all partners that answered anything."""
    return Assessment(tuple(one for one in read_partners(items, questionnaire) if one.answers))


def _answers(text: str, questionnaire: Questionnaire) -> dict[str, str]:
    found = {}
    for part in text.split(_BETWEEN):
        name, _, sign = part.partition(_BEFORE_SIGN)
        question, answer = questionnaire.question(name), questionnaire.answer(sign)
        if question is not None and answer is not None:
            found[question.slug] = answer.slug
    return found


def _name(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:MAX_CHARACTERS]
