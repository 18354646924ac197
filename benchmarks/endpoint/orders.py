"""
Ask ordinary queries with their patterns in many orders, as a worker would, and compare the slowest with the fastest.

    python -m benchmarks.endpoint.orders [--orders 12] [--seconds 20] [--as-written] [--store FOLDER]

Each query is some parts that may stand in any order, and parts that follow what they are about. Without `--as-written` the
queries are rearranged first, as the endpoint does. Times are of the processor, so that other work on the machine does
not show, rearranging included; what is counted for it is counted before, since a worker counts it once. A query still
running after so many seconds is given up.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyoxigraph

from allianceskg.endpoint.evaluation import Evaluator
from allianceskg.terms import PREFIXES

_PREFIXES: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("akg", "skos", "dcterms", "foaf"))
_CASE: Final = "?case a akg:CaseStudy ."
_TITLE: Final = "?case dcterms:title ?title ."
_PARTICIPATION: Final = ("?case akg:documents ?d .", "?d akg:hasParticipation ?p .", "?p akg:participant ?actor .")


@dataclass(frozen=True, slots=True)
class Ordinary:
    """
    A query whose parts may be written in other orders with the same rows.

    Attributes:
        head: Up to WHERE.
        parts: In any order.
        following: Each after the part of that number, and anywhere behind it.
        tail: After the closing brace.
    """

    name: str
    head: str
    parts: tuple[str, ...]
    following: tuple[tuple[int, str], ...] = ()
    tail: str = ""
    filters: tuple[str, ...] = field(default=())

    def orders(self, most: int) -> list[str]:
        """Write the query in so many of its orders, the same ones each time."""
        chance = random.Random(7)  # noqa: S311 - the same orders each time
        every = list(itertools.islice(self._orders(), 5_000))
        ends = [every[0], every[-1]]
        return list(dict.fromkeys([*ends, *chance.sample(every, min(most, len(every)))]))[:most]

    def _orders(self) -> Iterator[str]:
        for order in itertools.permutations(range(len(self.parts))):
            for gaps in itertools.product(range(len(self.parts)), repeat=len(self.following)):
                lines: list[str] = []
                for place, number in enumerate(order):
                    lines.append(self.parts[number])
                    lines += (text for (_, text), gap in zip(self.following, gaps, strict=True) if gap == place)
                is_allowed = all(
                    order.index(about) <= gap for (about, _), gap in zip(self.following, gaps, strict=True)
                )
                if is_allowed:
                    inside = " ".join((*lines, *self.filters))
                    yield f"{_PREFIXES}{self.head} WHERE {{ {inside} }} {self.tail}"


QUERIES: Final = (
    # The three families of which a user complained.
    Ordinary(
        "required-after-optional",
        "SELECT ?d ?actor ?name",
        ("?d akg:hasParticipation ?p .", "?p akg:participant ?actor .", "?actor skos:prefLabel ?name ."),
        ((0, "OPTIONAL { ?p akg:role ?role }"),),
    ),
    Ordinary(
        "required-after-optional-limit",
        "SELECT ?d ?actor ?name",
        ("?d akg:hasParticipation ?p .", "?p akg:participant ?actor .", "?actor skos:prefLabel ?name ."),
        ((0, "OPTIONAL { ?p akg:role ?role }"),),
        "LIMIT 50",
    ),
    Ordinary(
        "union-inner-order",
        "SELECT *",
        ("?a akg:locatedIn ?c .", "{ ?s akg:officialCode ?o . ?s akg:directlyWithin ?c } UNION { ?c akg:officialCode ?o }"),
    ),
    Ordinary(
        "union-inner-order-turned",
        "SELECT *",
        ("?a akg:locatedIn ?c .", "{ ?s akg:directlyWithin ?c . ?s akg:officialCode ?o } UNION { ?c akg:officialCode ?o }"),
    ),
    Ordinary(
        "several-optionals",
        "SELECT *",
        (_CASE, "?case akg:involvesActor ?actor .", "?actor skos:prefLabel ?name ."),
        (
            (0, "OPTIONAL { ?case akg:firstYear ?year }"),
            (0, "OPTIONAL { ?case foaf:page ?page }"),
            (0, "OPTIONAL { ?case akg:locatedIn ?place . ?place skos:prefLabel ?where }"),
        ),
    ),
    # Thirty more, as an analyst asks them.
    Ordinary("themes-with-labels", "SELECT ?label (COUNT(DISTINCT ?case) AS ?n)", (_CASE, "?case akg:concernsTheme ?t .", "?t skos:prefLabel ?label ."), tail="GROUP BY ?label ORDER BY DESC(?n)", filters=('FILTER(LANG(?label) = "fr")',)),
    Ordinary("cases-of-region", "SELECT ?title ?place", (_CASE, _TITLE, "?case akg:locatedIn ?t .", "?t akg:directlyWithin ?dep .", "?dep akg:directlyWithin ?region .", "?region skos:prefLabel ?place .")),
    Ordinary("closure-upwards", "SELECT ?case ?up ?name", ("?case akg:locatedIn ?t .", "?t akg:directlyWithin* ?up .", "?up skos:prefLabel ?name .", "?up akg:territoryLevel ?level .")),
    Ordinary("actors-and-types", "SELECT ?name ?type (COUNT(?case) AS ?n)", (*_PARTICIPATION, "?actor skos:prefLabel ?name .", "?actor akg:actorType ?kind .", "?kind skos:prefLabel ?type ."), tail="GROUP BY ?name ?type ORDER BY DESC(?n) ?name LIMIT 30"),
    Ordinary("roles-of-actors", "SELECT *", (*_PARTICIPATION, "?actor skos:prefLabel ?name ."), ((1, "OPTIONAL { ?p akg:role ?role . ?role skos:prefLabel ?said }"),)),
    Ordinary("same-theme-same-place", "SELECT DISTINCT ?case ?other", ("?case akg:statesTheme ?t .", "?other akg:statesTheme ?t .", "?case akg:locatedIn ?where .", "?other akg:locatedIn ?where ."), filters=("FILTER(STR(?case) < STR(?other))",)),
    Ordinary("sources-of-results", "SELECT *", ("?case akg:reportsResult ?r .", "?r dcterms:source ?s .", "?s foaf:page ?page .", "?r dcterms:description ?text ."), ((2, "OPTIONAL { ?s dcterms:issued ?issued }"),), filters=('FILTER(LANG(?text) = "fr")',)),
    Ordinary("cases-without-end", "SELECT ?case ?title", (_CASE, _TITLE, "?case akg:hasPeriod ?per ."), filters=("FILTER NOT EXISTS { ?other akg:endDate ?end . ?case akg:hasPeriod ?other }",)),
    Ordinary("communes-without-case", "SELECT (COUNT(*) AS ?n)", ("?t akg:territoryLevel ?level .", "?t akg:directlyWithin ?up .", "?t akg:officialCode ?code ."), filters=("FILTER NOT EXISTS { ?t akg:population ?p . ?c akg:locatedIn ?t }", 'FILTER(STRSTARTS(?code, "45"))')),
    Ordinary("population-of-cases", "SELECT ?case ?pop", ("?case akg:locatedIn ?t .", "?t akg:population ?pop .", "?t skos:prefLabel ?name ."), ((0, "OPTIONAL { ?t akg:postcode ?post }"),), "ORDER BY DESC(?pop)"),
    Ordinary("by-postcode", "SELECT *", ('?t akg:postcode "45000" .', "?case akg:inTerritory ?up .", "?t akg:directlyWithin ?up .", _TITLE)),
    Ordinary("by-name", "SELECT *", ('?up skos:prefLabel "Loiret"@fr .', "?case akg:inTerritory ?up .", _TITLE, _CASE)),
    Ordinary("theme-and-need", "SELECT ?case ?theme ?need", ("?case akg:concernsTheme ?t .", "?case akg:addressesNeed ?n .", "?t skos:prefLabel ?theme .", "?n skos:prefLabel ?need ."), filters=('FILTER(LANG(?theme) = "fr" && LANG(?need) = "fr")',)),
    Ordinary("model-evidence", "SELECT ?model ?level (COUNT(DISTINCT ?case) AS ?n)", ("?case akg:usesModel ?m .", "?case akg:evidenceLevel ?e .", "?m skos:prefLabel ?model .", "?e skos:prefLabel ?level ."), tail="GROUP BY ?model ?level"),
    Ordinary("names-either-way", "SELECT *", (_CASE, "{ ?case dcterms:title ?words . ?case akg:firstYear ?y } UNION { ?case skos:altLabel ?words }", "?case akg:usesModel ?m .")),
    Ordinary("place-or-parent", "SELECT DISTINCT ?case ?code", ("?case akg:locatedIn ?t .", "{ ?t akg:officialCode ?code } UNION { ?up akg:officialCode ?code . ?t akg:directlyWithin ?up }", _TITLE)),
    Ordinary("two-unions", "SELECT DISTINCT ?case ?x ?y", ("?case akg:locatedIn ?t .", "{ ?x akg:officialCode ?o . ?t akg:directlyWithin ?x } UNION { ?t akg:population ?x }", "{ ?case akg:firstYear ?y } UNION { ?y akg:actorType ?k . ?case akg:involvesActor ?y }")),
    Ordinary("minus-actors", "SELECT ?case ?actor ?name", ("?case akg:involvesActor ?actor .", "?actor skos:prefLabel ?name .", _TITLE), ((0, "MINUS { ?actor foaf:homepage ?h }"),)),
    Ordinary("bound-year", "SELECT ?case ?decade ?name", (_CASE, "?case akg:firstYear ?y .", "?case akg:involvesActor ?a .", "?a skos:prefLabel ?name ."), ((1, "BIND(FLOOR(?y / 10) * 10 AS ?decade)"),)),
    Ordinary("some-themes", "SELECT *", ("VALUES ?t { <https://w3id.org/alliances/vocabulary/themes/numerique> <https://w3id.org/alliances/vocabulary/themes/emploi> }", "?case akg:concernsTheme ?t .", _TITLE, "?case akg:involvesActor ?a .", "?a skos:prefLabel ?n ."), ((1, "OPTIONAL { ?case akg:firstYear ?y }"),)),
    Ordinary("counts-then-labels", "SELECT ?label ?n", ("{ SELECT ?t (COUNT(DISTINCT ?case) AS ?n) WHERE { ?case a akg:CaseStudy . ?case akg:concernsTheme ?t } GROUP BY ?t }", "?t skos:prefLabel ?label .", "?t skos:inScheme ?scheme ."), tail="ORDER BY DESC(?n)"),
    Ordinary("everything-of-a-case", "SELECT *", ("?case akg:documents ?d .", "?case ?property ?value .", '?case dcterms:title ?title .'), filters=('FILTER(CONTAINS(STR(?title), "Silver"))',)),
    Ordinary("shared-actors", "SELECT ?a ?b (COUNT(DISTINCT ?actor) AS ?n)", ("?a akg:involvesActor ?actor .", "?b akg:involvesActor ?actor .", "?actor akg:actorType ?k .", "?k skos:prefLabel ?kind ."), tail="GROUP BY ?a ?b HAVING(?n > 1)", filters=("FILTER(STR(?a) < STR(?b))",)),
    Ordinary("functions-on-territory", "SELECT *", ("?i akg:hasFunctionAssignment ?f .", "?f akg:onTerritory ?t .", "?t skos:prefLabel ?where .", "?f akg:function ?fn .", "?fn skos:prefLabel ?what ."), ((0, "OPTIONAL { ?f akg:holder ?h . ?h skos:prefLabel ?who }"),)),
    Ordinary("broader-themes", "SELECT ?case ?top", ("?case akg:statesTheme ?t .", "?t skos:broader* ?top .", "?top skos:prefLabel ?name .")),
    Ordinary("same-epci", "SELECT DISTINCT ?case ?other", ("?case akg:locatedIn ?t .", "?t akg:directlyWithin ?e .", "?u akg:directlyWithin ?e .", "?other akg:locatedIn ?u ."), filters=("FILTER(?case != ?other)",)),
    Ordinary("filter-on-name", "SELECT ?t ?case", ("?t skos:prefLabel ?name .", "?t akg:territoryLevel ?level .", "?case akg:locatedIn ?t ."), filters=('FILTER(CONTAINS(LCASE(STR(?name)), "or"))',)),
    Ordinary("lessons-and-quotes", "SELECT *", (_CASE, "?case akg:drawsLesson ?l .", "?l dcterms:description ?text .", _TITLE), ((1, "OPTIONAL { ?l dcterms:source ?s . ?s dcterms:title ?from }"), (0, "OPTIONAL { ?case akg:lastConfirmed ?day }"))),
    Ordinary("identified-actors", "SELECT ?name ?siren ?n", ("?actor akg:siren ?siren .", "?actor skos:prefLabel ?name .", "?case akg:involvesActor ?actor .", _TITLE), ((0, "OPTIONAL { ?actor akg:seat ?seat . ?seat skos:prefLabel ?n }"),)),
    Ordinary("group-in-braces", "SELECT *", (_CASE, "{ ?x akg:officialCode ?code . ?x akg:directlyWithin ?up . FILTER(STRLEN(?code) > 3) }", "?case akg:locatedIn ?x .")),
    Ordinary("exists-both", "SELECT DISTINCT ?actor ?name", ("?actor skos:prefLabel ?name .", "?actor akg:actorType ?k ."), filters=("FILTER EXISTS { ?x akg:firstYear ?y . ?x akg:involvesActor ?actor FILTER(?y > 2015) }",)),
)  # fmt: skip


def main() -> None:
    """Measure each query and print a line for it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--as-written", action="store_true", help="do not rearrange")
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    ratios, slowest = [], []
    for query in QUERIES:
        if options.only not in query.name:
            continue
        times = [
            measure(options.store, text, options.seconds, options.as_written) for text in query.orders(options.orders)
        ]
        best, worst = min(times), max(times)
        ratios.append(worst / best)
        slowest.append(worst)
        print(f"{query.name:<32} best {best:8.3f} s, worst {worst:8.3f} s, ratio {worst / best:7.1f}, {len(times)} orders", flush=True)  # fmt: skip
    print(
        f"{len(ratios)} queries: worst {max(slowest):.2f} s, worst ratio {max(ratios):.1f}, median {statistics.median(ratios):.1f}"
    )


def measure(store: Path, text: str, seconds: float, as_written: bool) -> float:
    """Return the seconds that a query takes in a process that has the store open already, or the limit."""
    worker = _worker(store)
    worker.parent.send((text, as_written))
    if not worker.parent.poll(seconds):
        worker.process.kill()
        worker.process.join()
        _WORKERS.clear()
        return seconds
    found: float = worker.parent.recv()
    return found


@dataclass(frozen=True, slots=True)
class _Worker:
    process: Any
    parent: Any


_WORKERS: dict[Path, _Worker] = {}


def _worker(store: Path) -> _Worker:
    if store not in _WORKERS:
        parent, child = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=_serve, args=(store, child), daemon=True)
        process.start()
        parent.send(("ASK {}", False))
        parent.recv()
        _WORKERS[store] = _Worker(process, parent)
    return _WORKERS[store]


def _serve(store: Path, pipe: Any) -> None:
    opened = pyoxigraph.Store.read_only(str(store))
    evaluator = Evaluator(opened)
    while True:
        text, as_written = pipe.recv()
        request = {"query": text, "base": None, "default_graphs": None, "named_graphs": None, "names_dataset": False}
        started = time.process_time()
        answer = opened.query(text, use_default_graph_as_union=True) if as_written else evaluator.evaluate(request)
        if isinstance(answer, pyoxigraph.QuerySolutions):
            answer.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        pipe.send(time.process_time() - started)


if __name__ == "__main__":
    main()
