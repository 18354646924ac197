"""
What others publish, kept beside the catalogue as N-Quads, each file in graphs of its own.

An import speaks of its own things, and may link to ours; one that describes a thing of ours is refused, whichever graph it
does it in. Its licence is kept with it, in a graph that says what was imported; without one it answers queries here and is
published nowhere else. What is kept is looked at again when it is not as it was: one that is damaged is set aside, and
blocks nothing.
"""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from allianceskg.errors import DataError, NotFoundError
from allianceskg.files import Home, SourceFile
from allianceskg.language import Text
from allianceskg.rdf.term import IRI, Literal, Quad, Triple
from allianceskg.store.conversion import convert
from allianceskg.store.examination import Examined, examine
from allianceskg.store.protocol import Store
from allianceskg.terms import BASE, OUR_SPACES, PREFIXES, RDF_TYPE

IMPORTS: Final = f"{BASE}import/"

_ABOUT: Final = "/about/graph"
_FOLDER: Final = "imports"
_ASIDE: Final = "set-aside"
_DCTERMS: Final = PREFIXES["dcterms"]
_UNLICENSED_QUERY: Final = f"""
PREFIX dcterms: <{_DCTERMS}>
SELECT ?import ?graph WHERE {{
  ?import dcterms:hasPart ?graph .
  FILTER (STRSTARTS(STR(?import), "{IMPORTS}"))
  FILTER NOT EXISTS {{ ?import dcterms:license ?licence }}
}}
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """
    A kept import that could not be used any more.

    Attributes:
        location: Where it lies now.
        fault: Why.
    """

    name: str
    location: str
    fault: Text


@dataclass(frozen=True, slots=True)
class Taken:
    """
    What a load adds and drops.

    Attributes:
        files: The N-Quads of each import that was given, by name, not yet in their place.
        forgotten: Names of imports to drop.
        unlicensed: Names of those whose licence nobody stated.
    """

    files: Mapping[str, Path]
    forgotten: Sequence[str] = ()
    unlicensed: tuple[str, ...] = ()

    def among(self, kept: Mapping[str, Path]) -> dict[str, Path]:
        """Return the imports that there are once this is done."""
        paths = {**kept, **self.files}
        return {name: path for name, path in sorted(paths.items()) if name in self.files or name not in self.forgotten}


def import_names(folder: Path) -> list[str]:
    """List the names of the imports that are loaded beside the catalogue."""
    return sorted(kept_imports(folder))


def kept_imports(folder: Path) -> dict[str, Path]:
    """Return the N-Quads of each import that is kept in a store folder, by name."""
    return {path.stem: path for path in sorted((folder / _FOLDER).glob("*.nq"))}


def iri_of_import(name: str) -> str:
    """Return the IRI that stands for an import in the data."""
    return f"{IMPORTS}{name}"


def graph_about(name: str) -> str:
    """Return the graph that says what was imported under a name, and under which licence."""
    return f"{IMPORTS}{name}{_ABOUT}"


def check_names(forget: Sequence[str], known: Sequence[str]) -> None:
    """
    See that what is to be dropped is there.

    Raises:
        NotFoundError: It is not; those that are there are named.
    """
    for name in forget:
        if name not in known:
            raise NotFoundError(
                Text(fr=f"Aucun fichier ajouté ne s'appelle « {name} ».", en=f"No added file is called “{name}”."),
                nearest=known,
                hint=Text(
                    fr=f"Fichiers ajoutés : {', '.join(known) or 'aucun'}.",
                    en=f"Added files: {', '.join(known) or 'none'}.",
                ),
            )


@contextlib.contextmanager
def taking(
    folder: Path, paths: Sequence[Path], forget: Sequence[str], home: Home, *, licence: str | None = None
) -> Iterator[Taken]:
    """
    Convert further files in a process of their own, and examine them; nothing is in its place yet.

    Args:
        licence: IRI under which they are published; by default what each of them states.

    Raises:
        DataError: A file cannot be read, describes a thing of ours, or fills a graph of ours.
    """
    for leftover in folder.glob(".imports-*"):  # of a load that was killed: this one is alone
        shutil.rmtree(leftover, ignore_errors=True)
    if not paths:
        yield Taken({}, forget)
        return
    with tempfile.TemporaryDirectory(prefix=".imports-", dir=folder) as waiting:
        ours = {file.graph for file in home.files(lambda _, names: [""] * len(names))}  # the names are enough
        files, unlicensed = {}, []
        for path in paths:
            name = re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-") or "import"
            target = Path(waiting) / f"{name}.nq"
            licences = _take(path, target, name, ours, licence)
            files[name] = target
            if not licences:
                unlicensed.append(name)
        yield Taken(files, forget, tuple(unlicensed))


def _take(path: Path, target: Path, name: str, ours: set[str], licence: str | None) -> Sequence[str]:
    default = f"{IMPORTS}{name}/graph"
    graphs = convert(path, target, default_graph=default)
    _check_graphs(path, graphs - {default}, ours)
    found = examine(target, OUR_SPACES)
    _check_claims(str(path), found)
    licences = [licence] if licence else found.licences
    with target.open("a", encoding="utf-8") as file:
        file.writelines(f"{' '.join(map(str, quad))} .\n" for quad in _about(name, path.name, graphs, licences))
    return licences


def _check_graphs(path: Path, graphs: Iterable[str], ours: set[str]) -> None:
    for graph in sorted(graphs):
        if graph in ours:
            raise DataError(
                Text(
                    fr=f"{path} : le graphe {graph} est celui d'un fichier du catalogue.",
                    en=f"{path}: the graph {graph} is that of a file of the catalogue.",
                ),
                hint=Text(
                    fr="Donnez un autre nom à ce graphe, ou corrigez le fichier du catalogue lui-même.",
                    en="Give that graph another name, or change the catalogue's own file.",
                ),
            )
        if graph.startswith(BASE):
            raise DataError(
                Text(
                    fr=f"{path} : le graphe {graph} porte un nom du catalogue.",
                    en=f"{path}: the graph {graph} has a name of the catalogue.",
                ),
                hint=Text(
                    fr="Donnez-lui un nom sous une adresse à vous, ou aucun.",
                    en="Give it a name under an address of yours, or none.",
                ),
            )


def _check_claims(source: str, found: Examined) -> None:
    if not found.claims:
        return
    more = found.claims - len(found.first_claims)
    listed = "\n".join(f"  {claim}" for claim in found.first_claims)
    raise DataError(
        Text(
            fr=f"{source} décrit des choses du catalogue, ce que seul le catalogue fait ; rien n'en est chargé. "
            f"Affirmations en cause : {found.claims}.\n{listed}" + (f"\n  … et {more} de plus" if more else ""),
            en=f"{source} describes things of the catalogue, which only the catalogue does; nothing of it is loaded. "
            f"Statements concerned: {found.claims}.\n{listed}" + (f"\n  … and {more} more" if more else ""),
        ),
        hint=Text(
            fr="Dites-le dans des ressources à vous, qui renvoient aux nôtres (skos:exactMatch, dcterms:relation…), ou proposez "
            "une correction de la fiche.",
            en="Say it in resources of your own that point to ours (skos:exactMatch, dcterms:relation…), or propose a change of the record.",
        ),
    )


def _about(name: str, file_name: str, graphs: Iterable[str], licences: Sequence[str]) -> Iterator[Quad]:
    """Say what was imported: a dataset of its own, its graphs and its licences."""
    subject, graph = IRI(iri_of_import(name)), IRI(graph_about(name))
    yield Quad(subject, IRI(RDF_TYPE), IRI(f"{PREFIXES['void']}Dataset"), graph)
    yield Quad(subject, IRI(f"{_DCTERMS}title"), Literal(file_name), graph)
    for one in sorted(graphs):
        yield Quad(subject, IRI(f"{_DCTERMS}hasPart"), IRI(one), graph)
    for licence in licences:
        yield Quad(subject, IRI(f"{_DCTERMS}license"), IRI(licence), graph)
    if licences:
        yield Quad(IRI(f"{BASE}catalogue"), IRI(f"{PREFIXES['void']}subset"), subject, graph)


def unlicensed_graphs(store: Store) -> frozenset[str]:
    """Return the graphs of a build that nobody may publish: those of imports without a licence."""
    rows = store.select(_UNLICENSED_QUERY)
    return frozenset(row["graph"].value for row in rows) | {f"{row['import'].value}{_ABOUT}" for row in rows}


def describe_licensed(store: Store, graphs: Iterable[str]) -> Iterator[Triple]:
    """
    Say what was imported under a licence.

    Args:
        graphs: Those of the build.
    """
    for graph in sorted(graphs):
        if graph.startswith(IMPORTS) and graph.endswith(_ABOUT):
            said = store.read_graph(graph)
            if any(triple.predicate.value == f"{_DCTERMS}license" for triple in said):
                yield from said


def keep(folder: Path, taken: Taken) -> None:
    """Put what was taken into its place, and drop what is to be forgotten."""
    (folder / _FOLDER).mkdir(exist_ok=True)
    for name in taken.forgotten:
        (folder / _FOLDER / f"{name}.nq").unlink(missing_ok=True)
    for name, path in taken.files.items():
        path.replace(folder / _FOLDER / f"{name}.nq")


def set_aside_unusable(
    folder: Path, sources: Sequence[SourceFile], taken: Taken, before: Mapping[str, str]
) -> tuple[SetAside, ...]:
    """
    Set aside the kept imports that are not as they were, and cannot be used as they are.

    Args:
        before: Digests of the files of the last build, by graph: what is as it was then needs no look.
    """
    changed = [
        source
        for source in sources
        if source.is_import and source.path.stem not in taken.files and before.get(source.graph) != source.digest
    ]
    return tuple(aside for source in changed if (aside := _set_aside(source, folder)) is not None)


def _set_aside(source: SourceFile, folder: Path) -> SetAside | None:
    name = source.path.stem
    try:
        _check_claims(source.location, examine(source.path, OUR_SPACES, but_for=[graph_about(name)]))
    except DataError as fault:
        target = folder / _FOLDER / _ASIDE / source.path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        source.path.replace(target)
        logger.warning("event=import_set_aside name=%s path=%s", name, target)
        return SetAside(name, str(target), fault.message)
    return None
