"""Write what was measured: a page in English, one in French, and a chart of growth."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from allianceskg.language import Language, Text
from benchmarks.speed.growth import Point
from benchmarks.speed.rows import Options, Row

DOCS: Final = Path(__file__).parents[2] / "docs" / "reference"
_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 360, 70, 20
_NOTE: Final = Text(
    fr="""# Performances

Mesures prises le {day} par `make bench{suffix}` en une seule exécution, version {version} du logiciel, sur des catalogues inventés par `benchmarks/synthetic` : mêmes données,
même travail, réponses comparées avant d'être chronométrées. Cette page est écrite par le programme ; refaites-la sur votre machine.

- Machine : {machine}.
- Charge moyenne à la fin de la mesure : {load}. Au-delà du nombre de cœurs, d'autres travaux ont faussé les durées : mesurez de nouveau.
- Chaque durée est une médiane : temps de processeur pour ce qui se fait dans un seul processus, temps écoulé pour le reste.
- Les demandes par HTTP commencent dès que le serveur répond, pendant qu'il prépare encore ce que ses pages ont en commun.
- Chaque demande prend tour à tour un des profils d'exemple ; « expliqués » comprend les textes, les sources et les preuves.
- Les tailles de la courbe de croissance sont faites sans dépôt, par le générateur lui-même ; un test montre que l'index est le même.
""",
    en="""# Performance

Measured on {day} by `make bench{suffix}` in one run, version {version} of the software, on catalogues invented by `benchmarks/synthetic`: the same data, the same work, answers
compared before they are timed. This page is written by the program; make it again on your machine.

- Machine: {machine}.
- Load average at the end of the run: {load}. Beyond the number of cores, other work has distorted the durations: measure again.
- Every duration is a median: processor time for what is done in one process, elapsed time for the rest.
- Requests over HTTP begin as soon as the server answers, while it still prepares what its pages share.
- Each request takes one of the example profiles in turn; "explained" includes texts, sources and proofs.
- The sizes of the chart of growth are made without a store, by the generator itself; a test shows that the index is the same.
""",
)
_HEAD: Final = Text(fr="| travail | but | mesuré | atteint |", en="| work | goal | measured | met |")
_MET: Final = {True: Text(fr="oui", en="yes"), False: Text(fr="**non**", en="**no**"), None: Text("", "")}


def write(rows: Sequence[Row], points: Sequence[Point], options: Options) -> None:
    """Write both pages and the chart."""
    for language, name in (("en", "performance.md"), ("fr", "performance.fr.md")):
        (DOCS / name).write_text(_page(rows, options, language), encoding="utf-8")  # type: ignore[arg-type]
    (DOCS / "performance-growth.svg").write_text(chart(points), encoding="utf-8")


def table(rows: Iterable[Row], language: Language) -> str:
    """Write rows as tables, one for each group."""
    text, group = "", None
    for row in rows:
        if row.group != group:
            group = row.group
            text += f"\n## {group.in_language(language)}\n\n{_HEAD.in_language(language)}\n|---|---|---|---|\n"
        cells = (row.work, row.goal, row.measured, _MET[row.is_met])
        text += f"| {' | '.join(cell.in_language(language) for cell in cells)} |\n"
    return text


def _page(rows: Sequence[Row], options: Options, language: Language) -> str:
    suffix = "-long" if options.is_long else ""
    note = _NOTE.in_language(language).format(
        machine=_machine(language),
        suffix=suffix,
        load=f"{os.getloadavg()[1]:.1f}",
        day=datetime.now(UTC).date().isoformat(),
        version=version("allianceskg"),
    )
    alternative = Text(
        fr="Durée des dix premiers cas expliqués selon le nombre de cas, deux échelles logarithmiques",
        en="Time of the explained first ten by number of cases, both scales logarithmic",
    )
    return f"{note}{table(rows, language)}\n![{alternative.in_language(language)}](performance-growth.svg)\n"


def _machine(language: Language) -> str:
    cores = os.cpu_count() or 1
    words = Text(fr="cœurs", en="cores")
    return f"{platform.system()} {platform.machine()}, {cores} {words.in_language(language)}, Python {platform.python_version()}"


def chart(points: Sequence[Point]) -> str:
    """Draw milliseconds by number of cases, both on logarithmic scales."""
    right, bottom = _WIDTH - 50, _HEIGHT - 50
    low_x, high_x = math.log10(points[0].cases), math.log10(points[-1].cases)
    top = math.ceil(math.log10(max(point.match for point in points)))
    low = math.floor(math.log10(min(point.match for point in points)))

    def place(cases: float, taken: float) -> tuple[float, float]:
        across = (math.log10(cases) - low_x) / (high_x - low_x)
        up = (math.log10(taken) - low) / max(top - low, 1)
        return _LEFT + across * (right - _LEFT), bottom - up * (bottom - _TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="13">',
        "<title>ms / cas, cases</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for power in range(low, top + 1):
        _, y = place(points[0].cases, 10**power)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:g} ms</text>')
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(point.cases, point.match) for point in points))
    parts.append(f'<polyline points="{line}" fill="none" stroke="#0b5cad" stroke-width="2"/>')
    for point in points:
        x, y = place(point.cases, point.match)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#0b5cad"/>')
        parts.append(f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="middle">{point.match:.3g}</text>')
        parts.append(f'<text x="{x:.1f}" y="{bottom + 22}" text-anchor="middle">{point.cases:,}</text>')
    parts.append(f'<text x="{(_LEFT + right) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">cas / cases</text></svg>\n')
    return "\n".join(parts)
