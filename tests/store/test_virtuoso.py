"""What Virtuoso says when it refuses, told so that the reader can mend it."""

from __future__ import annotations

import pytest

from allianceskg.errors import QueryRejectedError, QueryTimeoutError
from allianceskg.store.remote.virtuoso import Virtuoso

ESTIMATED = (
    "Virtuoso 42000 Error The estimated execution time 812 (sec) exceeds the limit of 400 (sec).\n\n"
    "SPARQL query:\nSELECT * WHERE { ?s ?p ?o }"
)


def test_a_refusal_for_its_cost_says_which_setting_to_remove() -> None:
    fault = Virtuoso().fault(500, ESTIMATED)

    assert isinstance(fault, QueryRejectedError)
    assert fault.hint is not None
    assert "MaxQueryCostEstimationTime" in fault.hint.en
    assert "SELECT" not in fault.message.en


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Virtuoso S1T00 Error SR171: Transaction timed out", QueryTimeoutError),
        ("Virtuoso 37000 Error SP030: SPARQL compiler, line 1: syntax error", QueryRejectedError),
    ],
)
def test_other_refusals_keep_their_kind_and_get_no_hint_on_cost(body: str, kind: type[Exception]) -> None:
    fault = Virtuoso().fault(500, body)

    assert isinstance(fault, kind)
    assert fault.hint is None or "MaxQueryCostEstimationTime" not in fault.hint.en
