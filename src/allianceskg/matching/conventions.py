"""The numbers that this catalogue chose where the kit is silent, read from `ontology/conventions.ttl`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Final

from allianceskg.errors import DataError
from allianceskg.language import Text
from allianceskg.rdf import turtle
from allianceskg.terms import AKG, CONVENTION

_VALUE: Final = f"{AKG}value"
# With a larger margin, settling a tie could need more weight than the category that drops out has.
_LARGEST_MARGIN: Final = Fraction(1, 4)
_MOST_DECIMALS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """
    Points, margins and thresholds; each field is the resource of the same name, with hyphens, in `convention/`.

    Attributes:
        tie_margin: Categories closer to the first than this share of the weight are recommended with it.
        disagreement_threshold: Partners further apart than this share of the weight get a warning.
        score_decimals: Decimals of a score.
        percent_narrower_theme: Part of the points of a theme that a narrower one gives; likewise for broader, sibling.
        percent_territory_of_functions: What the points of the territory are multiplied by where functions are asked.
        percent_sought_otherwise: Part of the points of a sought actor that its type gives in another role.
        themes_equal_part: Added to the rarity class of each asked theme before points are shared among them.
        rarity_class_five: Largest percentage of the cases that record a word or theme of class 5; likewise 4, 3 and 2.
        kilometres_close: Distance up to which a place is close; then near, then around.
        points_to_list: Points on words and themes together from which a case is listed.
        few_matches: Below this number of listed cases, the answer says what to relax.
        communes_alike_times: How many times as many people a commune of the same kind may have, or as few.
        examples_per_function: Cases from elsewhere shown for a function without a record.
    """

    points_words_met: int
    points_word_in_title: int
    points_word_in_summary: int
    points_word_in_concept: int
    points_word_in_text: int
    points_named_concept: int
    rarity_class_five: int
    rarity_class_four: int
    rarity_class_three: int
    rarity_class_two: int
    points_model_met: int
    points_model_partly: int
    points_function_met: int
    points_territory_met: int
    points_territory_epci: int
    points_territory_ept: int
    points_territory_departement: int
    points_territory_region: int
    points_territory_close: int
    points_territory_near: int
    points_territory_around: int
    points_territory_covering: int
    points_territory_overseas: int
    percent_territory_of_functions: int
    kilometres_close: int
    communes_alike_times: int
    kilometres_near: int
    kilometres_around: int
    points_themes_met: int
    themes_equal_part: int
    percent_narrower_theme: int
    percent_broader_theme: int
    percent_sibling_theme: int
    points_seeks_met: int
    percent_sought_otherwise: int
    points_types_met: int
    percent_sibling_type: int
    points_need_met: int
    points_sdgs_met: int
    points_to_list: int
    tie_margin: Fraction
    disagreement_threshold: Fraction
    score_decimals: int
    few_matches: int
    examples_per_function: int

    @property
    def rarity_shares(self) -> tuple[int, ...]:
        """The percentages that bound the classes of rarity, the smallest first."""
        return self.rarity_class_five, self.rarity_class_four, self.rarity_class_three, self.rarity_class_two


def read_conventions(path: Path) -> Conventions:
    """
    Read the values of `conventions.ttl`.

    Raises:
        DataError: The file cannot be read, or a value is missing, doubled or out of range; all are listed.
    """
    return parse_conventions(turtle.read_bytes(path), source=path.name)


def parse_conventions(text: str | bytes, *, source: str) -> Conventions:
    """
    Read the values of conventions from Turtle.

    Raises:
        DataError: As `read_conventions`.
    """
    written: dict[str, list[str]] = {}
    for subject, predicate, value in turtle.parse(text, source=source):
        if predicate.value == _VALUE and subject.value.startswith(CONVENTION):
            written.setdefault(subject.value.removeprefix(CONVENTION), []).append(value.value)
    faults = [*_faults(written)]
    if faults:
        raise DataError(
            Text(
                fr=f"{source} : {' '.join(fault.fr for fault in faults)}",
                en=f"{source}: {' '.join(fault.en for fault in faults)}",
            )
        )
    integers = {name: int(written[_slug(name)][0]) for name in _names("int")}
    return Conventions(
        **integers,
        tie_margin=Fraction(written["tie-margin"][0]),
        disagreement_threshold=Fraction(written["disagreement-threshold"][0]),
    )


def _faults(written: Mapping[str, Sequence[str]]) -> Iterator[Text]:
    for name in _names("int", "Fraction"):
        slug = _slug(name)
        values = written.get(slug, ())
        if len(values) != 1:
            yield Text(
                fr=f"La convention {slug} doit avoir une valeur, elle en a {len(values)}.",
                en=f"The convention {slug} must have one value, it has {len(values)}.",
            )
        elif not _is_allowed(name, values[0]):
            yield Text(
                fr=f"La valeur de {slug} ne convient pas : {values[0]}.",
                en=f"The value of {slug} does not fit: {values[0]}.",
            )


def _is_allowed(name: str, value: str) -> bool:
    if name in _names("int"):
        return value.isascii() and value.isdigit() and (name != "score_decimals" or int(value) <= _MOST_DECIMALS)
    try:
        fraction = Fraction(value)
    except (ValueError, ZeroDivisionError):
        return False
    return 0 <= fraction <= (_LARGEST_MARGIN if name == "tie_margin" else 1)


def _names(*types: str) -> list[str]:
    return [field.name for field in fields(Conventions) if field.type in types]


def _slug(name: str) -> str:
    return name.replace("_", "-")
