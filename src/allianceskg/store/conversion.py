"""
Turning foreign RDF into N-Quads, in a process of its own.

A hostile or broken file can exhaust the memory of the parser or abort it; here that ends the child only.
The child has limits on memory, time and processor, and reads nothing but the file.
"""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, cast

import pyoxigraph
from pyoxigraph import RdfFormat

from allianceskg.errors import DataError, TurtleSyntaxError
from allianceskg.language import Text
from allianceskg.processes import child_environment

MEMORY_BYTES: Final = 4 * 1024**3
SECONDS: Final = 600

_FORMATS: Final = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}


def convert(path: Path, target: Path, *, default_graph: str) -> frozenset[str]:
    """
    Write the quads of a file as N-Quads.

    Args:
        path: N-Quads, TriG, Turtle, N-Triples, JSON-LD or RDF/XML by its ending, `.gz` allowed after it.
        default_graph: Where triples outside any named graph go.

    Returns:
        The graphs that the file fills.

    Raises:
        DataError: The file cannot be read, is of no known format, or needs more memory or time than allowed.
        TurtleSyntaxError: It is not what its ending says; with line and column where the parser knows them.
    """
    _check(path)
    with subprocess.Popen(
        [sys.executable, "-m", __name__, str(path), str(target), default_graph],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=child_environment(),
    ) as child:
        try:
            output, _ = child.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            output = b""
    if child.returncode != 0:
        raise DataError(
            Text(
                fr=f"{path} : la lecture a dépassé les limites (mémoire, temps ou profondeur d'imbrication).",
                en=f"{path}: reading it went beyond the limits (memory, time or depth of nesting).",
            ),
            hint=Text(
                fr="Convertissez le fichier en N-Quads, ou découpez-le.", en="Turn the file into N-Quads, or split it."
            ),
        )
    answer = json.loads(output)
    if "fault" in answer:
        line = answer["line"]
        raise TurtleSyntaxError(
            Text(
                fr=f"{path}{'' if line is None else f', ligne {line}'} : le fichier n'est pas valide ({answer['fault']}).",
                en=f"{path}{'' if line is None else f', line {line}'}: the file is not valid ({answer['fault']}).",
            ),
            source=str(path),
            line=answer["line"],
            column=answer["column"],
        )
    return frozenset(answer["graphs"])


def _check(path: Path) -> None:
    if _format_of(path) is None:
        endings = ", ".join(_FORMATS)
        raise DataError(
            Text(
                fr=f"{path} : format inconnu d'après la terminaison du nom.",
                en=f"{path}: unknown format, going by the ending of its name.",
            ),
            hint=Text(
                fr=f"Terminaisons lues : {endings}, suivies ou non de .gz.",
                en=f"Endings read: {endings}, with or without .gz after them.",
            ),
        )
    if not path.is_file():
        raise DataError(Text(fr=f"{path} : ce fichier n'existe pas.", en=f"{path}: there is no such file."))


def _format_of(path: Path) -> RdfFormat | None:
    name = path.name.removesuffix(".gz")
    return _FORMATS.get(Path(name).suffix)


def _main(path: Path, target: Path, default_graph: str) -> dict[str, object]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    default = pyoxigraph.NamedNode(default_graph)
    graphs: set[str] = set()

    def quads() -> Iterator[pyoxigraph.Quad]:
        with cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb") as file:
            for quad in pyoxigraph.parse(file, format=_format_of(path), rename_blank_nodes=True):
                name = quad.graph_name
                if isinstance(name, pyoxigraph.DefaultGraph):
                    quad = pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, default)
                    name = default
                graphs.add(name.value)
                yield quad

    try:
        pyoxigraph.serialize(quads(), output=str(target), format=RdfFormat.N_QUADS)
    except SyntaxError as fault:
        return {"fault": str(fault), "line": fault.lineno, "column": fault.offset}
    except (OSError, EOFError) as fault:
        return {"fault": str(fault), "line": None, "column": None}
    return {"graphs": sorted(graphs)}


if __name__ == "__main__":
    json.dump(_main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]), sys.stdout)
