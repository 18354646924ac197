"""The network of a large catalogue: making it, degrees, and the file, with the memory that they take."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from typing import Final

from allianceskg.analysis.affiliations import NetworkActor, NetworkCase, Tie, TwoModeNetwork
from allianceskg.analysis.catalogue_network import read_network
from allianceskg.analysis.measures import MEASURES
from allianceskg.analysis.network_files import write_network
from allianceskg.analysis.network_request import NetworkRequest
from allianceskg.analysis.projections import project
from allianceskg.analysis.stability import MOST_ACTORS, chosen_measures
from allianceskg.language import Text
from allianceskg.library.library import library_of
from allianceskg.library.reader import reader_of
from benchmarks.speed.data import Data
from benchmarks.speed.rows import Options, Row, counted, english, french

GROUP: Final = Text(fr="Réseau", en="Network")
_CASES: Final = 100_000
_MEBIBYTE: Final = 2**20
_MOST_BYTES: Final = 4_000
"""Bytes a case that exporting may take above the network itself."""


def measure(data: Data, _options: Options) -> Iterator[Row]:
    """Repeat the network of the catalogue until it has 100,000 cases; export it, and count the ties of each actor."""
    reader = reader_of(data.catalogue, "en")
    network = repeated(read_network(library_of(data.catalogue)), _CASES)
    request = NetworkRequest("bipartite")
    tracemalloc.start()
    started = time.process_time()
    projection = project(network, request)
    degrees = max(degree for _, degree in projection.graph.degree())
    length = sum(map(len, write_network(projection, request, "graphml", reader)))
    seconds, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    each = peak / len(network.cases)
    yield Row(
        GROUP,
        Text(fr=f"réseau à deux modes de {counted(_CASES).fr} cas : degrés et GraphML de {french(length / _MEBIBYTE)} Mio", en=f"two-mode network of {_CASES:,} cases: degrees and GraphML of {english(length / _MEBIBYTE)} MiB"),
        Text(fr=f"au plus {counted(_MOST_BYTES).fr} octets par cas", en=f"at most {_MOST_BYTES:,} bytes a case"),
        Text(fr=f"{french(each)} octets par cas ; {french(seconds)} s de processeur, mesure de la mémoire comprise ; {degrees} cas au plus pour un acteur", en=f"{english(each)} bytes a case; {english(seconds)} s of processor time, measuring memory included; {degrees} cases at most for an actor"),
        each <= _MOST_BYTES,
    )  # fmt: skip
    left = len(chosen_measures(network))
    yield Row(
        GROUP,
        Text(fr=f"mesures calculées au-delà de {counted(MOST_ACTORS).fr} acteurs (ici {counted(len(network.actors)).fr})", en=f"measures computed above {MOST_ACTORS:,} actors (here {len(network.actors):,})"),
        Text(fr="les degrés seuls, ce qui est dit d'abord", en="degrees only, which is said first"),
        Text(fr=str(left), en=str(left)),
        left == sum(not one.is_dear for one in MEASURES),
    )  # fmt: skip


def repeated(network: TwoModeNetwork, cases: int) -> TwoModeNetwork:
    """Repeat a network under other names: each copy has cases of its own, and shares every tenth actor with the first."""
    shared = frozenset(islice(network.actors, 0, None, 10))
    copies = -(-cases // max(1, len(network.cases)))
    found_cases: dict[str, NetworkCase] = {}
    found_actors: dict[str, NetworkActor] = {}
    ties: list[Tie] = []
    for copy in range(copies):
        for one in network.cases.values():
            iri = f"{one.iri}-{copy}"
            found_cases[iri] = NetworkCase(iri, one.start, models=one.models, functions=one.functions)
        for actor in network.actors.values():
            iri = actor.iri if actor.iri in shared else f"{actor.iri}-{copy}"
            found_actors[iri] = NetworkActor(iri, actor.types, actor.kinds, actor.seat)
        ties += [
            Tie(f"{tie.case}-{copy}", tie.actor if tie.actor in shared else f"{tie.actor}-{copy}", tie.roles)
            for tie in network.ties
        ]
    return TwoModeNetwork(dict(sorted(found_actors.items())), dict(sorted(found_cases.items())), tuple(ties))
