"""
In which vocabulary a thing is described: ours, in every form, or schema.org, as JSON-LD.

Source:
    Content Negotiation by Profile, https://www.w3.org/TR/dx-prof-conneg/ : the header `Accept-Profile`, or `_profile` in the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from fastapi import Request

from allianceskg.serving.headers import header_of
from allianceskg.serving.negotiation import weights
from allianceskg.terms import BASE

Offered = Literal["akg", "schema"]

PROFILES: Final[Mapping[Offered, str]] = {"akg": f"{BASE}ontology", "schema": "https://schema.org/"}
"""The vocabularies, by the token that names each in an address; ours is the default."""

ARGUMENT: Final = "_profile"


def chosen_vocabulary(request: Request) -> Offered:
    """Return the vocabulary that a request prefers; one that is not offered is passed over."""
    named = request.query_params.get(ARGUMENT)
    if named in ("akg", "schema"):
        return "schema" if named == "schema" else "akg"
    asked = weights(header_of(request.scope, b"accept-profile"))
    wanted: dict[Offered, float] = {token: asked.get(f"<{iri}>", 0.0) for token, iri in PROFILES.items()}
    return "schema" if wanted["schema"] > wanted["akg"] else "akg"


def headers_of(vocabulary: Offered) -> dict[str, str]:
    """Return what tells in which vocabulary an answer is."""
    return {"Content-Profile": f"<{PROFILES[vocabulary]}>"}


def links_of(path: str, vocabulary: Offered) -> list[str]:
    """Return the links of a document to what it conforms to, and to itself in the other vocabulary."""
    others = [
        f'<{path}?{ARGUMENT}={token}>; rel="alternate"; type="application/ld+json"; formats="{iri}"'
        for token, iri in PROFILES.items()
        if token != vocabulary
    ]
    return [f'<{PROFILES[vocabulary]}>; rel="profile"', *others]
