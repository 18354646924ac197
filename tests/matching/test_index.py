from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings

from allianceskg.library.catalogue import Catalogue
from allianceskg.matching.answer_json import as_json
from allianceskg.model import Profile

from .catalogues import InventedCase, InventedCatalogue, cases, profiles


def _bytes(catalogue: Catalogue, profile: Profile, engine) -> str:
    return json.dumps(as_json(catalogue.answer(profile, limit=1000, engine=engine), "fr"))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(profile=profiles(), catalogue=cases())
def test_the_index_and_the_query_print_the_same_bytes(
    invented: InventedCatalogue, profile: Profile, catalogue: list[InventedCase]
) -> None:
    held = invented.hold(catalogue)

    assert _bytes(held, profile, "index") == _bytes(held, profile, "sparql")


def test_the_index_and_the_query_agree_on_the_shipped_catalogue(shipped: Catalogue, example_profiles) -> None:
    for name, profile in example_profiles.items():
        assert _bytes(shipped, profile, "index") == _bytes(shipped, profile, "sparql"), name
