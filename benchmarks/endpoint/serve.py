"""Serve a store folder: `python -m benchmarks.endpoint.serve STORE PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

from allianceskg.endpoint.application import make_application
from allianceskg.endpoint.pool import WorkerPool
from allianceskg.endpoint.protocol import SparqlEndpoint
from allianceskg.serving.server import make_server

if __name__ == "__main__":
    pool = WorkerPool(Path(sys.argv[1]), "measured-data")
    make_server(make_application(SparqlEndpoint(pool), pool), host="127.0.0.1", port=int(sys.argv[2])).run()
