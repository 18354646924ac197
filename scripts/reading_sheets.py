"""
Print what a reader needs to say which models and functions a case has, without what the catalogue says of them.

    python -m scripts.reading_sheets [CASE …] > sheets.md

A sheet holds the French title, summary, statements and participants of a case, and leaves out models, functions, themes, needs and
every reason. The definitions to read it by are in `ontology/vocabularies/partnership-models.ttl` and `catalyst-functions.ttl`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from allianceskg.files import Home
from allianceskg.rdf.term import IRI, Term
from allianceskg.terms import AKG, PREFIXES, RDF_TYPE
from scripts.case_statements import About, french, read_things

ROOT: Final = Path(__file__).resolve().parent.parent
_DCTERMS: Final = PREFIXES["dcterms"]
_SHOWN: Final[Mapping[str, str]] = {
    "FactStatement": "fait",
    "ResultStatement": "résultat",
    "DifficultyStatement": "difficulté",
    "LessonStatement": "enseignement",
    "PeriodStatement": "période",
}
"""The statements that tell what happened, with what each is called on a sheet."""


def sheet(path: Path) -> str:
    """Write the sheet of a case from its file."""
    things = read_things(path)
    case = next(said for said in things.values() if IRI(f"{AKG}CaseStudy") in said.get(RDF_TYPE, ()))
    head = [f"## {path.stem}", french(case, f"{_DCTERMS}title"), french(case, f"{_DCTERMS}abstract")]
    return "\n\n".join([*head, "\n".join(line for said in things.values() for line in _lines(said))])


def main(arguments: Sequence[str]) -> int:
    """Print the sheets of the cases that are named, or of all."""
    folder = Home(ROOT).data / "cases"
    paths = [folder / f"{name}.ttl" for name in arguments] or sorted(folder.glob("*.ttl"))
    for path in paths:
        print(sheet(path), end="\n\n")
    return 0


def _lines(said: About) -> Iterator[str]:
    for kind in said.get(RDF_TYPE, ()):
        name = kind.value.removeprefix(AKG)
        words = french(said, f"{_DCTERMS}description")
        if name in _SHOWN and words:
            yield f"- {_SHOWN[name]} : {words}"
        if name == "Participation":
            roles = ", ".join(_last(role) for role in said.get(f"{AKG}role", ()))
            who = " ".join(_last(actor) for actor in said.get(f"{AKG}participant", ()))
            yield f"- participant : {who} ({roles}). {french(said, f'{AKG}roleDescription')}".rstrip()


def _last(term: Term) -> str:
    return term.value.rsplit("/", 1)[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
