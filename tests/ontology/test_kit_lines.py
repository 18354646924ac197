"""Every line of the kit that is not blank is accounted for: a rule, a quotation, a figure lost, or said to carry nothing."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

from rdflib import RDF, Graph, Namespace

AKG = Namespace("https://w3id.org/alliances/ontology#")
TABLE = Path(__file__).parent / "kit-lines.csv"
KINDS = ("KitRule", "KitQuotation", "LostFigure", "KitAside")
LINES_OF_THE_TEXT = 195


def table() -> dict[int, str]:
    """Number of each line that is not blank, with the hash of its text: the text itself is outside our licence."""
    with TABLE.open(encoding="utf-8") as file:
        return {int(row["line"]): row["sha256"] for row in csv.DictReader(file)}


def cited(kit: Graph, kinds: Iterable[str]) -> set[int]:
    return {
        int(str(line))
        for kind in kinds
        for subject in kit.subjects(RDF.type, AKG[kind])
        for line in kit.objects(subject, AKG.sourceLine)
    }


def test_the_table_has_the_ninety_five_lines_of_the_text_in_order() -> None:
    lines = list(table())

    assert len(lines) == 95
    assert lines == sorted(lines)
    assert max(lines) <= LINES_OF_THE_TEXT
    assert all(len(digest) == 64 for digest in table().values())


def test_every_line_is_accounted_for(kit: Graph) -> None:
    assert sorted(table().keys() - cited(kit, KINDS)) == []


def test_what_is_said_to_carry_nothing_carries_no_rule(kit: Graph) -> None:
    assert cited(kit, ["KitAside"]) & cited(kit, ["KitRule", "KitQuotation"]) == set()


def test_only_lost_figures_stand_on_blank_lines(kit: Graph) -> None:
    assert cited(kit, ["KitRule", "KitQuotation", "KitAside"]) <= table().keys()


def test_a_line_quoted_whole_is_the_line_of_the_table(kit: Graph) -> None:
    """Some quotations are whole lines; their hash must be that of the table, so it is the same text that is walked."""
    digests = table()
    whole = [
        (int(str(kit.value(one, AKG.sourceLine))), hashlib.sha256(str(words).encode()).hexdigest())
        for one in kit.subjects(RDF.type, AKG.KitQuotation)
        for words in kit.objects(one, AKG.verbatim)
    ]

    assert sum(digests.get(line) == digest for line, digest in whole) >= 5
