"""A case that is opened from an answer: why it is shown to whoever asked, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from allianceskg.language import Language, Text
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.comparison import compare
from allianceskg.matching.reasons import reason_in_words
from allianceskg.model import Match
from allianceskg.terms import slug
from allianceskg.web.diagnosis.field_messages import check
from allianceskg.web.diagnosis.parameters import address, read_entry


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """
    Why a case is shown.

    Attributes:
        match: How it answers; None when what was asked does not list it.
        headings: Name of each criterion, by the criterion's own name.
        back: Address of the answer.
        dossier: Address of the dossier of the answer.
    """

    match: Match | None
    reason: Text | None
    headings: Mapping[str, Text]
    back: str
    dossier: str


def opened_case(request: Request, case: str, catalogue: Catalogue, language: Language) -> OpenedCase | None:
    """Tell why a case is shown, by the profile in the address of its page; None when there is none."""
    entry = read_entry(request.query_params.multi_items())
    if entry.asks_nothing:
        return None
    profile = check(entry, catalogue).profile
    if profile is None:
        return None
    compared = compare(profile, [slug(case)], catalogue)
    match = next((one for one in compared.matches if one.case == case), None)
    return OpenedCase(
        match=match,
        reason=None if match is None else reason_in_words(match, compared.criteria, catalogue.names),
        headings={one.name: heading for one, heading in compared.named_criteria},
        back=address(entry, language, step="answer"),
        dossier=address(entry, language, path="/diagnosis/dossier"),
    )
