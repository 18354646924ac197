"""What each partner answers, alone: from a file or a form, checked against the questionnaire, and written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from allianceskg.errors import ProfileError
from allianceskg.language import Text, same
from allianceskg.maturity.questionnaire import Questionnaire
from allianceskg.profiles.faults import nearest_values, quote, type_of, unknown_key
from allianceskg.profiles.known import MAX_BYTES, MAX_CHARACTERS
from allianceskg.profiles.yaml_text import UnreadableError, load

MOST_PARTNERS: Final = 10

_THING: Final = Text(fr="autodiagnostic", en="self-assessment")
_RECEIVED: Final = Text(fr="L'autodiagnostic reçu", en="The self-assessment received")
_KEYS: Final = ("title", "partners")
_PARTNER_KEYS: Final = ("name", "actor_type", "answers")
_SCHEMA: Final = Text(
    fr="ontology/schemas/assessment.schema.json décrit la forme de ce fichier ; data/templates/assessment.yaml en est un exemple.",
    en="ontology/schemas/assessment.schema.json describes the form of this file; data/templates/assessment.yaml is an example.",
)


@dataclass(frozen=True, slots=True)
class PartnerAnswers:
    """
    What one partner answered.

    Attributes:
        actor_type: Slug; None where it was not said.
        answers: Slug of the answer, by slug of the question; questions left open are not among them.
    """

    name: str = ""
    actor_type: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    def named(self, rank: int) -> Text:
        """Say who it is; by rank, from 1, where there is no name."""
        return same(self.name) if self.name else Text(fr=f"Partenaire {rank}", en=f"Partner {rank}")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What all partners answered, each alone, in the order given."""

    partners: tuple[PartnerAnswers, ...]
    title: str = ""


def read_assessment(path: Path, questionnaire: Questionnaire) -> Assessment:
    """
    Read a file of answers: YAML, or JSON, which is YAML too.

    Raises:
        ProfileError: The file cannot be read, or has faults; all are listed.
    """
    source = same(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as fault:
        reason = fault.strerror or str(fault)
        unread = Text(fr=f"le fichier ne peut pas être lu ({reason})", en=f"the file cannot be read ({reason})")
        raise _refused(source, [unread]) from fault
    except UnicodeDecodeError as fault:
        not_utf8 = Text(fr="le fichier n'est pas en UTF-8", en="the file is not in UTF-8")
        raise _refused(source, [not_utf8]) from fault
    if len(data) > MAX_BYTES:
        too_long = Text(fr=f"le fichier dépasse {MAX_BYTES // 1000} ko", en=f"the file exceeds {MAX_BYTES // 1000} kB")
        raise _refused(source, [too_long])
    try:
        mapping, faults = load(text, thing=_THING)
    except UnreadableError as fault:
        raise _refused(source, [fault.fault]) from fault
    return parse_assessment(mapping, questionnaire, source=source, faults=faults)


def parse_assessment(
    document: object, questionnaire: Questionnaire, *, source: Text = _RECEIVED, faults: Sequence[Text] = ()
) -> Assessment:
    """
    Check what was read or received.

    Args:
        document: A mapping with the keys of such a file.
        faults: What was found before.

    Raises:
        ProfileError: Every fault.
    """
    checker = _Checker(questionnaire, list(faults))
    found = checker.assessment(document)
    if checker.faults:
        raise _refused(source, checker.faults)
    return found


def as_document(assessment: Assessment) -> dict[str, Any]:
    """Return the answers with the keys of their file, without what is empty."""
    partners = [
        {key: value for key, value in (("name", one.name), ("actor_type", one.actor_type), ("answers", dict(one.answers))) if value}
        for one in assessment.partners
    ]  # fmt: skip
    return ({"title": assessment.title} if assessment.title else {}) | {"partners": partners}


def _refused(source: Text, faults: Sequence[Text]) -> ProfileError:
    number = len(faults)
    plural = "s" if number > 1 else ""
    return ProfileError(
        Text(
            fr=f"{source.fr} : ces réponses ne peuvent pas être lues ({number} erreur{plural}).",
            en=f"{source.en}: these answers cannot be read ({number} fault{plural}).",
        ),
        faults=tuple(faults),
        hint=_SCHEMA,
    )


class _Checker:
    """One check: the questionnaire, and the faults found so far."""

    def __init__(self, questionnaire: Questionnaire, faults: list[Text]) -> None:
        self._questionnaire = questionnaire
        self.faults = faults

    def assessment(self, document: object) -> Assessment:
        mapping = self._mapping(document, None, _KEYS)
        partners = mapping.get("partners")
        if not isinstance(partners, list) or not partners:
            self.faults.append(
                Text(
                    fr="« partners » est une liste d'au moins un partenaire",
                    en="“partners” is a list of at least one partner",
                )
            )
            partners = []
        if len(partners) > MOST_PARTNERS:
            self.faults.append(
                Text(
                    fr=f"{len(partners)} partenaires, au plus {MOST_PARTNERS} sont comparés",
                    en=f"{len(partners)} partners, at most {MOST_PARTNERS} are compared",
                )
            )
        found = tuple(self._partner(one, rank) for rank, one in enumerate(partners[:MOST_PARTNERS], start=1))
        return Assessment(found, self._text(mapping.get("title"), same("title")))

    def _partner(self, value: object, rank: int) -> PartnerAnswers:
        place = Text(fr=f"partenaire {rank}", en=f"partner {rank}")
        mapping = self._mapping(value, place, _PARTNER_KEYS)
        kind = self._text(mapping.get("actor_type"), place) or None
        if kind is not None and kind not in self._questionnaire.readers:
            self._unknown(place, kind, {one: same(one) for one in self._questionnaire.readers})
            kind = None
        answers = mapping.get("answers")
        inside = Text(fr=f"{place.fr}, answers", en=f"{place.en}, answers")
        given = self._mapping(answers, inside, None) if answers is not None else {}
        pairs = [self._answer(key, one, inside) for key, one in given.items() if one is not None]
        return PartnerAnswers(self._text(mapping.get("name"), place), kind, dict(pair for pair in pairs if pair))

    def _answer(self, key: str, value: object, place: Text) -> tuple[str, str] | None:
        question = self._questionnaire.question(key)
        if question is None:
            self._unknown(place, key, {one.slug: one.label for one in self._questionnaire.questions})
            return None
        answer = self._questionnaire.answer(value) if isinstance(value, str) else None
        if answer is None:
            self._unknown(place, str(value), {one.slug: one.label for one in self._questionnaire.answers})
            return None
        return question.slug, answer.slug

    def _mapping(self, value: object, place: Text | None, allowed: Sequence[str] | None) -> dict[str, Any]:
        """Return a mapping with the allowed keys; None allows any."""
        if not isinstance(value, Mapping):
            self._fault(
                place,
                Text(
                    fr=f"des clés et des valeurs sont attendues, pas {type_of(value).fr}",
                    en=f"keys and values are expected, not {type_of(value).en}",
                ),
            )
            return {}
        for key in value:
            if allowed is not None and key not in allowed:
                self._fault(place, unknown_key(key, allowed))
        return {str(key): one for key, one in value.items()}

    def _text(self, value: object, place: Text) -> str:
        if value is None:
            return ""
        text = " ".join(str(value).split())
        if len(text) > MAX_CHARACTERS or not text.isprintable():
            self._fault(
                place,
                Text(
                    fr=f"{quote(text).fr} : au plus {MAX_CHARACTERS} caractères, tous imprimables",
                    en=f"{quote(text).en}: at most {MAX_CHARACTERS} characters, all printable",
                ),
            )
            return ""
        return text

    def _unknown(self, place: Text, written: str, known: Mapping[str, Text]) -> None:
        near = nearest_values(written, known) or list(known)
        names = ", ".join(near[:MOST_PARTNERS])
        self._fault(
            place,
            Text(
                fr=f"{quote(written).fr} n'est pas connu ; valeurs possibles : {names}",
                en=f"{quote(written).en} is not known; possible values: {names}",
            ),
        )

    def _fault(self, place: Text | None, what: Text) -> None:
        self.faults.append(what if place is None else Text(fr=f"{place.fr} : {what.fr}", en=f"{place.en}: {what.en}"))
