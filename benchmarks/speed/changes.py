"""One changed case file: how long until a running server answers from it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from allianceskg.config import read_settings
from allianceskg.files import Home
from allianceskg.language import Text
from benchmarks.speed.data import LARGE, Data
from benchmarks.speed.rows import Options, Row, counted, english, french
from benchmarks.speed.serving import get, serving
from benchmarks.synthetic import Drawing

GROUP = Text(fr="Un fichier de cas modifié", en="One changed case file")
_PATIENCE_SECONDS = 60


def measure(data: Data, options: Options) -> Iterator[Row]:
    """Change one title in the shipped catalogue, and in the long form in a large one."""
    root = data.folder / "shipped"
    shutil.copytree(data.home.data, root / "data")
    for place in ("ontology", "queries"):
        (root / place).symlink_to(data.home.root / place)
    yield _row(31, 1, measure_change(Home(root), data.folder / "shipped-store", "ronalpia"))
    large = Text(fr="100 000 cas", en="100,000 cases")
    if options.is_long:
        slug = Drawing(data.drawing.world, cases=LARGE).case(0).slug
        yield _row(LARGE, 3, measure_change(data.large_home, data.large_store, slug))
    else:
        yield Row(GROUP, large, Text(fr="moins de 3 s", en="under 3 s"), Text(fr="mesuré par make bench-long", en="measured by make bench-long"))  # fmt: skip


def measure_change(home: Home, store: Path, slug: str) -> float:
    """Return the seconds from the change of a file to an answer of the running server that shows it."""
    settings = read_settings({"store": store, "home": home.root}, {})
    settings.load()
    path = home.data / "cases" / f"{slug}.ttl"
    with serving(store, home.root) as port:
        get(port, f"/api/cases/{slug}")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"@fr', ' (modifié)"@fr', 1), encoding="utf-8")
        started = time.monotonic()
        settings.load()
        while "(modifi" not in get(port, f"/api/cases/{slug}").decode():
            if time.monotonic() - started > _PATIENCE_SECONDS:
                raise TimeoutError(slug)
            time.sleep(0.02)
        return time.monotonic() - started


def _row(cases: int, goal: int, seconds: float) -> Row:
    return Row(
        GROUP,
        Text(fr=f"{counted(cases).fr} cas : nouvelle version, index mis à jour, réponse du serveur", en=f"{cases:,} cases: new build, index updated, answer of the server"),
        Text(fr=f"moins de {goal} s", en=f"under {goal} s"),
        Text(fr=f"{french(seconds)} s", en=f"{english(seconds)} s"),
        seconds < goal,
    )  # fmt: skip
