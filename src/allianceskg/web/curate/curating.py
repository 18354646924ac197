"""What makes an application one that curates: its desk, and the routes that only then exist."""

from __future__ import annotations

from fastapi import FastAPI

from allianceskg.web.curate import draft_api, draft_pages, form_pages, preview, record_pages, records_api, signing_in
from allianceskg.web.curate.desk import Desk


def add_to(app: FastAPI, desk: Desk) -> None:
    """Let an application write by way of a desk."""
    app.state.desk = desk
    records_api.add_routes(app)
    for pages in (signing_in, draft_api, draft_pages, form_pages, record_pages, preview):
        app.include_router(pages.router)
