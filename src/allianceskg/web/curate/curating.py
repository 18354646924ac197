"""What makes an application one that curates: its desk, and the routes that only then exist."""

from __future__ import annotations

from fastapi import FastAPI

from allianceskg.web.curate import records_api
from allianceskg.web.curate.desk import Desk


def add_to(app: FastAPI, desk: Desk) -> None:
    """Let an application write by way of a desk."""
    app.state.desk = desk
    records_api.add_routes(app)
