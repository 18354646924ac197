"""An invented profile, so that one can see an answer before giving one's own."""

from __future__ import annotations

from typing import Final

from allianceskg.language import Language, Text
from allianceskg.web.diagnosis.parameters import TypedPartner, TypedProfile, address

_TITLE: Final = Text(
    fr="exemple inventé, une association et une entreprise du Rhône",
    en="invented example, an association and a company of the Rhône",
)
_PARTNERS: Final = (
    (Text(fr="Une association", en="An association"), "association", ("10", "20", "60", "10")),
    (Text(fr="Une entreprise", en="A company"), "entreprise", ("20", "10", "50", "20")),
)


def sample_address(language: Language) -> str:
    """Return the address of the answer to the invented profile."""
    entry = TypedProfile(
        title=_TITLE.in_language(language),
        partners=tuple(TypedPartner(name.in_language(language), kind, weights) for name, kind, weights in _PARTNERS),
        territory="departement-69",
        themes=("emploi",),
    )
    return address(entry, language, step="answer")
