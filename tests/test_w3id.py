"""The redirects for w3id.org keep path, suffix and query string, whatever the path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

RULES = Path(__file__).resolve().parent.parent / "docs" / "w3id" / ".htaccess"


def redirect(path: str, query: str = "") -> tuple[int, str]:
    """Apply the rules as mod_rewrite does: the first that matches, its groups put in, the query kept."""
    for line in RULES.read_text(encoding="utf-8").splitlines():
        if line.startswith("RewriteRule "):
            _, pattern, target, flags = line.split()
            found = re.search(pattern, path)
            status = re.search(r"R=(\d+)", flags)
            if found is not None and status is not None:
                address = re.sub(r"\$(\d)", lambda group, found=found: found[int(group[1])], target)
                return int(status[1]), f"{address}?{query}" if query else address
    raise AssertionError(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "case/ronalpia",
        "actor/danone.ttl",
        "ontology",
        "ontology/0.1.0",
        "vocabulary/needs/definir-strategie",
        "dump/",
    ],
)
@pytest.mark.parametrize("query", ["", "lang=en", "lang=en&x=%20y"])
def test_every_path_goes_to_the_same_path_of_the_host(path: str, query: str) -> None:
    expected = f"https://alliances.example.org/{path}"

    assert redirect(path, query) == (303, f"{expected}?{query}" if query else expected)


def test_the_rules_are_on_and_say_one_host() -> None:
    text = RULES.read_text(encoding="utf-8")

    assert "RewriteEngine on" in text
    assert len(set(re.findall(r"https://[a-z.]+/(?=\$)", text))) == 1
