"""What an index keeps of invented cases, without a store between: a million cases would take hours to load and read."""

from __future__ import annotations

from collections.abc import Iterator

from allianceskg.matching.evidence import Evidence
from allianceskg.matching.index.entries import ALLIANCE, DIFFICULTY, FUNCTION_AROUND, LINKS, Entry
from allianceskg.terms import AKG, CASE, SDG, TERRITORY, concept
from benchmarks.synthetic.drawing import Case, Drawing
from benchmarks.synthetic.statements import DAY, Line, actor_iri, case_triples, indexed_triples

_NUMBER = {f"<{link}>": position for position, link in enumerate(LINKS)}

_GOAL = f"{SDG}17"
_LINE = 8
"""Of the kit, by which every alliance serves this goal."""


def entries_of(drawing: Drawing, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
    """Give the entries that the queries would read of the cases; a test compares them."""
    for case in drawing.cases(start, stop):
        yield _entry(case, drawing)


def _entry(case: Case, drawing: Drawing) -> Entry:
    entry = Entry(f"{CASE}{case.slug}")
    lines = [line for _, line in indexed_triples(case, drawing)]
    entry.values = {(_NUMBER[link], _written(value)) for _, link, value in lines if link in _NUMBER}
    entry.values.add((LINKS.index(f"{AKG}lastConfirmed"), DAY))
    entry.values.add((LINKS.index(f"{AKG}evidenceLevel"), concept("evidence-levels", case.evidence)))
    for one in case.functions:
        function = concept("catalyst-functions", one.function)
        for territory in drawing.world.ancestors[one.territory] if one.territory else ():
            entry.values.add((FUNCTION_AROUND, f"{function} {TERRITORY}{territory}"))
    entry.title = case.title
    if case.difficulties:
        entry.values.add((DIFFICULTY, ""))
        entry.difficulty = case.difficulties[0]
    _add_records(entry, case, drawing, case_triples(case))
    return entry


def _written(value: str) -> str:
    """Write a term of N-Triples as the index keeps it: an IRI, a text, or a stem and its language."""
    text, _, kind = value[1:].rpartition(value[0] if value[0] == '"' else ">")
    return text + kind if kind.startswith("@") else text


def _add_records(entry: Entry, case: Case, drawing: Drawing, lines: list[Line]) -> None:
    """Put the records of every kind in the order of the evidence queries, by statement."""
    pages = {subject: value[1:-1] for subject, link, value in lines if link.endswith("/page>")}
    sources = {subject: pages[value] for subject, link, value in lines if link.endswith("terms/source>")}

    def record(part: str, value: str, **detail: str | None) -> Evidence:
        statement = f"{entry.case}#{part}"
        known = {name: one for name, one in detail.items() if one is not None}
        return Evidence(statement, value, None, known, False, sources[f"<{statement}>"], None)

    broader = drawing.world.broader
    for number, model in enumerate(case.models, 1):
        value = concept("partnership-models", model)
        entry.records["model"].append(record(f"model-{number}", value, category=broader[value][1]))
    for number, category in enumerate(case.categories, 1):
        value = concept("partnership-models", category)
        entry.records["model"].append(record(f"category-{number}", value, category=value))
    for number, one in enumerate(case.functions, 1):
        holder = None if one.holder is None else actor_iri(one.holder)
        territory = None if one.territory is None else f"{TERRITORY}{one.territory}"
        value = concept("catalyst-functions", one.function)
        entry.records["function"].append(record(f"function-{number}", value, holder=holder, territory=territory))
    for number, (actor, role) in enumerate(case.actors, 1):
        detail = {"actor": actor_iri(actor), "role": concept("participation-roles", role)}
        for kind in sorted(drawing.actor_types(actor)):
            entry.records["types"].append(record(f"participation-{number}", concept("actor-types", kind), **detail))
    if not case.is_initiative:
        served = Evidence(f"{entry.case}#alliance", _GOAL, _GOAL, {"kind": f"{AKG}Alliance"}, False, None, _LINE)
        entry.records[ALLIANCE].append(served)
    for number, place in enumerate(case.places, 1):
        entry.records["territory"].append(record(f"place-{number}", f"{TERRITORY}{place}"))
    subjects = [("themes", concept("themes", one)) for one in case.themes]
    subjects += [("need", concept("needs", one)) for one in case.needs]
    subjects += [("sdgs", f"{SDG}{one}") for one in case.goals]
    for number, (kind, value) in enumerate(subjects, 1):
        entry.records[kind].append(record(f"subject-{number}", value))
    for records in entry.records.values():
        records.sort(key=lambda one: one.statement)
