"""
The network as a file: GraphML, GEXF, CSV and JSON, written line by line, the same bytes for the same request.

networkx has writers too, but they hold the whole document in memory, and that of GEXF puts the day into the file.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain, islice
from typing import Any, Final, Literal, get_args
from xml.sax.saxutils import escape, quoteattr

from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.network_words import (
    OF_THIS_CATALOGUE,
    PROJECTION_WORDS,
    WEIGHTING_WORDS,
    read_aspects_of,
)
from allianceskg.analysis.projections import Projection
from allianceskg.library.reader import Reader
from allianceskg.progress import Progress, unwatched

NetworkForm = Literal["graphml", "gexf", "csv", "json"]
NETWORK_FORMS: Final[tuple[NetworkForm, ...]] = get_args(NetworkForm)
NETWORK_MEDIA_TYPES: Final[Mapping[NetworkForm, str]] = {
    "graphml": "application/graphml+xml; charset=utf-8",
    "gexf": "application/gexf+xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}

_LEARNT_AT_A_TIME: Final = 2_000
_STEP: Final = 1_000
_DECIMALS: Final = 6
_BETWEEN_NAMES: Final = " | "
_FORMULA: Final = ("=", "+", "-", "@", "\t")

Value = str | int | float | list[str] | list[int] | None


@dataclass(frozen=True, slots=True)
class _Field:
    """What nodes or edges may hold; `kind` is `string`, `int`, `double`, or of several values `names` or `many`."""

    name: str
    kind: str


_NODE_FIELDS: Final = (
    _Field("kind", "string"),
    _Field("label", "string"),
    _Field("types", "names"),
    _Field("kinds", "names"),
    _Field("seat", "string"),
    _Field("start", "int"),
    _Field("models", "names"),
    _Field("functions", "names"),
    _Field("places", "names"),
    _Field("actors", "int"),
    _Field("cases", "int"),
)
_EDGE_FIELDS: Final = (
    _Field("weight", "double"),
    _Field("cases", "many"),
    _Field("actors", "many"),
    _Field("years", "many"),
    _Field("roles", "names"),
    _Field("source_roles", "names"),
    _Field("target_roles", "names"),
)


def write_network(
    projection: Projection,
    request: NetworkRequest,
    form: NetworkForm,
    reader: Reader,
    *,
    progress: Progress = unwatched,
) -> Iterator[str]:
    """Write a network in one of `NETWORK_FORMS`, piece by piece; names are in the reader's language."""
    about = describe_network(projection, request, reader)
    nodes, edges = _nodes(projection, reader), _edges(projection, reader)
    total = len(projection.graph) + projection.graph.number_of_edges()
    writer = {"graphml": _graphml, "gexf": _gexf, "csv": _csv, "json": _json}[form]
    yield from writer(
        about, _watched(nodes, 0, total, progress), _watched(edges, len(projection.graph), total, progress)
    )


def describe_network(projection: Projection, request: NetworkRequest, reader: Reader) -> dict[str, Any]:
    """Return what stands at the head of every file: of what, as asked for how, how large, what is not recorded."""
    network, language = projection.network, reader.language
    return {
        "title": OF_THIS_CATALOGUE.in_language(language),
        "data_version": reader.library.catalogue.data_version,
        "request": {**asdict(request), "exclude": list(request.exclude)},
        "projection": PROJECTION_WORDS[request.projection].in_language(language),
        "weight": WEIGHTING_WORDS[request.weight].in_language(language),
        "counts": {
            "cases": len(network.cases),
            "actors": len(network.actors),
            "ties": len(network.ties),
            "nodes": len(projection.graph),
            "edges": projection.graph.number_of_edges(),
        },
        "unrecorded": {
            one.name: {"label": one.label.in_language(language), "number": one.unrecorded, "of": one.out_of}
            for one in read_aspects_of(network)
        },
        "left_out": [{"iri": iri, "joins": joined} for iri, joined in projection.left_out],
    }


def _watched(
    rows: Iterable[Mapping[str, Any]], done: int, total: int, progress: Progress
) -> Iterator[Mapping[str, Any]]:
    for number, row in enumerate(rows, start=done + 1):
        if number % _STEP == 0 or number == total:
            progress("network", number, total)
        yield row


def _nodes(projection: Projection, reader: Reader) -> Iterator[Mapping[str, Value]]:
    network, waiting = projection.network, iter(projection.graph)
    numbers: dict[str, int] = {}
    if projection.name == "types":
        for actor in network.actors.values():
            for kind in actor.kinds:
                numbers[kind] = numbers.get(kind, 0) + 1
    if projection.name == "territories":
        for case in network.cases.values():
            for place in case.territories:
                numbers[place] = numbers.get(place, 0) + 1
    while batch := list(islice(waiting, _LEARNT_AT_A_TIME)):
        reader.library.names.learn(batch)
        for iri in batch:
            if projection.name in ("types", "territories"):
                counted = "actors" if projection.name == "types" else "cases"
                kind = "type" if projection.name == "types" else "territory"
                yield {"id": iri, "kind": kind, "label": reader.name(iri).value, counted: numbers.get(iri, 0)}
            elif iri in network.actors:
                yield _actor_node(iri, projection, reader)
            else:
                yield _case_node(iri, projection, reader)


def _actor_node(iri: str, projection: Projection, reader: Reader) -> Mapping[str, Value]:
    actor = projection.network.actors[iri]
    return {
        "id": iri,
        "kind": "actor",
        "label": reader.name(iri).value,
        "types": _names(actor.types, reader),
        "kinds": _names(actor.kinds, reader),
        "seat": None if actor.seat is None else reader.name(actor.seat).value,
        "cases": len(projection.network.cases_of[iri]),
    }


def _case_node(iri: str, projection: Projection, reader: Reader) -> Mapping[str, Value]:
    case = projection.network.cases[iri]
    return {
        "id": iri,
        "kind": "case",
        "label": reader.name(iri).value,
        "start": case.start,
        "models": [reader.short(one).value for one in case.models],
        "functions": _names(case.functions, reader),
        "places": _names(case.territories, reader),
        "actors": len(projection.network.actors_of[iri]),
    }


def _edges(projection: Projection, reader: Reader) -> Iterator[Mapping[str, Value]]:
    network = projection.network
    roles = {(tie.actor, tie.case): tie.roles for tie in network.ties} if projection.name == "actors" else {}
    order = {node: place for place, node in enumerate(projection.graph)}
    for source, target, held in sorted(
        projection.graph.edges(data=True), key=lambda one: sorted((order[one[0]], order[one[1]]))
    ):
        first, second = sorted((source, target), key=order.__getitem__)
        cases = held.get("cases", [second] if projection.name == "bipartite" else [])
        edge: dict[str, Value] = {
            "source": first,
            "target": second,
            "weight": round(float(held["weight"]), _DECIMALS),
            "cases": list(cases),
            "actors": list(held.get("actors", [])),
            "years": sorted({start for case in cases if (start := network.cases[case].start) is not None}),
        }
        if projection.name == "bipartite":
            edge["roles"] = _names(held["roles"], reader)
        if projection.name == "actors":
            for end, node in (("source_roles", first), ("target_roles", second)):
                edge[end] = _names(sorted({role for case in cases for role in roles[node, case]}), reader)
        yield edge


def _names(things: Iterable[str], reader: Reader) -> list[str]:
    return [reader.name(one).value for one in things]


def _flat(value: Value, kind: str) -> str:
    """Write a value as one text; several names have a bar between them, several IRIs or years a space."""
    if isinstance(value, list):
        return (_BETWEEN_NAMES if kind == "names" else " ").join(map(str, value))
    return "" if value is None else str(value)


def _graphml(
    about: Mapping[str, Any], nodes: Iterable[Mapping[str, Value]], edges: Iterable[Mapping[str, Value]]
) -> Iterator[str]:
    yield "<?xml version='1.0' encoding='utf-8'?>\n"
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for place, fields in (("node", _NODE_FIELDS), ("edge", _EDGE_FIELDS)):
        for field in fields:
            kind = field.kind if field.kind in ("int", "double") else "string"
            yield f'<key id="{place}-{field.name}" for="{place}" attr.name="{field.name}" attr.type="{kind}"/>\n'
    yield '<key id="graph-about" for="graph" attr.name="about" attr.type="string"/>\n'
    yield f'<graph edgedefault="undirected">\n<data key="graph-about">{escape(_one_line(about))}</data>\n'
    for node in nodes:
        yield f"<node id={quoteattr(str(node['id']))}>{_data('node', node, _NODE_FIELDS)}</node>\n"
    for edge in edges:
        ends = f"source={quoteattr(str(edge['source']))} target={quoteattr(str(edge['target']))}"
        yield f"<edge {ends}>{_data('edge', edge, _EDGE_FIELDS)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _data(place: str, row: Mapping[str, Value], fields: Iterable[_Field]) -> str:
    return "".join(
        f'<data key="{place}-{field.name}">{escape(text)}</data>'
        for field in fields
        if (text := _flat(row.get(field.name), field.kind))
    )


def _gexf(
    about: Mapping[str, Any], nodes: Iterable[Mapping[str, Value]], edges: Iterable[Mapping[str, Value]]
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
    yield f"<meta><creator>allianceskg</creator><description>{escape(_one_line(about))}</description></meta>\n"
    yield '<graph defaultedgetype="undirected" mode="static">\n'
    of_nodes = [field for field in _NODE_FIELDS if field.name != "label"]
    of_edges = [field for field in _EDGE_FIELDS if field.name != "weight"]
    for place, fields in (("node", of_nodes), ("edge", of_edges)):
        yield f'<attributes class="{place}" mode="static">\n'
        for field in fields:
            kind = "integer" if field.kind == "int" else "string"
            yield f'<attribute id="{place}-{field.name}" title="{field.name}" type="{kind}"/>\n'
        yield "</attributes>\n"
    yield "<nodes>\n"
    for node in nodes:
        head = f"<node id={quoteattr(str(node['id']))} label={quoteattr(str(node['label']))}>"
        yield f"{head}{_attvalues('node', node, of_nodes)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for number, edge in enumerate(edges):
        ends = f"source={quoteattr(str(edge['source']))} target={quoteattr(str(edge['target']))}"
        yield f'<edge id="{number}" {ends} weight="{edge["weight"]}">{_attvalues("edge", edge, of_edges)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _attvalues(place: str, row: Mapping[str, Value], fields: Iterable[_Field]) -> str:
    values = "".join(
        f'<attvalue for="{place}-{field.name}" value={quoteattr(text)}/>'
        for field in fields
        if (text := _flat(row.get(field.name), field.kind))
    )
    return f"<attvalues>{values}</attvalues>"


def _csv(
    about: Mapping[str, Any], nodes: Iterable[Mapping[str, Value]], edges: Iterable[Mapping[str, Value]]
) -> Iterator[str]:
    """Write the edges, one a line, with the names of their ends; what has no tie stands at the end, without a target."""
    del about  # a table has no place for it: the file of GraphML or JSON says of what it is
    known = {str(node["id"]): node for node in nodes}
    alone = dict(known)
    yield _line(["source", "source_label", "target", "target_label", *(field.name for field in _EDGE_FIELDS)])
    for edge in edges:
        ends = [str(edge["source"]), str(edge["target"])]
        for end in ends:
            alone.pop(end, None)
        named = chain.from_iterable((end, _safe(str(known[end]["label"]))) for end in ends)
        yield _line([*named, *(_safe(_flat(edge.get(field.name), field.kind)) for field in _EDGE_FIELDS)])
    for iri, node in alone.items():
        yield _line([iri, _safe(str(node["label"])), *[""] * (2 + len(_EDGE_FIELDS))])


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _safe(text: str) -> str:
    """Mark a text that a spreadsheet would compute when it opens the file."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _json(
    about: Mapping[str, Any], nodes: Iterable[Mapping[str, Value]], edges: Iterable[Mapping[str, Value]]
) -> Iterator[str]:
    """Write what `networkx.node_link_graph` reads."""
    yield f'{{"directed": false, "multigraph": false, "graph": {_one_line(about)},\n"nodes": [\n'
    yield from _separated(nodes)
    yield '\n],\n"edges": [\n'
    yield from _separated(edges)
    yield "\n]}\n"


def _separated(rows: Iterable[Mapping[str, Value]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield (",\n" if number else "") + _one_line(
            {key: value for key, value in row.items() if value not in (None, [])}
        )


def _one_line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
