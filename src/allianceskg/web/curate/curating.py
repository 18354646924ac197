"""What makes an application one that curates: its desk, and the routes that only then exist."""

from __future__ import annotations

from fastapi import FastAPI

from allianceskg.web.curate import (
    begin_pages,
    draft_api,
    draft_pages,
    form_pages,
    merge_pages,
    preview,
    record_pages,
    records_api,
    signing_in,
)
from allianceskg.web.curate.desk import Desk


def add_to(app: FastAPI, desk: Desk) -> None:
    """Let an application write by way of a desk."""
    app.state.desk = desk
    records_api.add_routes(app)
    curation = (signing_in, draft_api, draft_pages, begin_pages, form_pages, merge_pages, record_pages, preview)
    for pages in curation:
        app.include_router(pages.router)
    if desk.elsewhere is not None:
        # Imported only here, with the library that it stands on.
        from allianceskg.web.curate import signing_in_elsewhere

        app.include_router(signing_in_elsewhere.router)
