"""The files to start from in production name settings, options, limits and metrics that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from allianceskg.endpoint.query_counts import QueryCounts
from allianceskg.serving.metrics import Responses
from allianceskg.serving.server import ConnectionLimits
from allianceskg.setting_table import SETTINGS

FOLDER = Path(__file__).parent.parent / "docs" / "production"
GUIDES = [FOLDER.parent / "how-to" / f"run-it-in-production{ending}.md" for ending in ("", ".fr")]
FILES = [path for path in sorted(FOLDER.iterdir()) if path.is_file()]


@pytest.mark.parametrize("path", [*FILES, *GUIDES], ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {f"ALLIANCESKG_{setting.name.upper()}" for setting in SETTINGS}

    assert set(re.findall(r"ALLIANCESKG_[A-Z_]+", path.read_text(encoding="utf-8"))) <= known


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_both_guides_show_the_same_commands(guide: Path) -> None:
    blocks = [re.findall(r"```\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL) for path in (GUIDES[0], guide)]

    assert [block.replace("DÉPÔT", "REPOSITORY") for block in blocks[1]] == blocks[0]


def test_the_unit_starts_the_server_on_the_loopback_interface() -> None:
    text = (FOLDER / "allianceskg.service").read_text(encoding="utf-8")

    assert "ExecStart=/opt/alliances/.venv/bin/allianceskg serve --host 127.0.0.1 --port 8000" in text
    assert int(re.search(r"LimitNOFILE=(\d+)", text)[1]) >= 2 * ConnectionLimits().connections + 256  # type: ignore[index]


def test_the_proxy_takes_what_the_server_takes() -> None:
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")

    assert f"large_client_header_buffers 4 {ConnectionLimits().head_bytes // 1024}k;" in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text


def test_the_container_serves_without_rights_on_the_port_it_names() -> None:
    lines = (FOLDER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    steps = [line.partition(" ")[::2] for line in lines if line and not line.startswith("#")]
    names = [name for name, _ in steps]
    last = dict(steps[len(names) - names[::-1].index("FROM") :])
    command = json.loads(last["CMD"])

    assert set(names) <= {"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert last["USER"] not in ("root", "0")
    assert command[1:] == ["serve", "--host", "0.0.0.0", "--port", last["EXPOSE"]]
    assert f"127.0.0.1:{last['EXPOSE']}/health" in last["HEALTHCHECK"]
    assert last["ENV"].removeprefix("ALLIANCESKG_STORE=").startswith(last["VOLUME"])


def test_every_metric_of_an_alert_exists() -> None:
    alerts = yaml.safe_load((FOLDER / "alerts.yml").read_text(encoding="utf-8"))
    source = "".join(
        Path(module.__code__.co_filename).read_text(encoding="utf-8")
        for module in (Responses.metrics, QueryCounts.metrics)
    )
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]

    assert rules
    for rule in rules:
        assert all(name in source for name in re.findall(r"allianceskg_\w+", rule["expr"])), rule["alert"]
