"""The example for analysts runs as it is printed, against a real server."""

from __future__ import annotations

import csv
import io
import re
import socket
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "how-to" / "analyse-with-python.md"


def test_the_example_prints_a_table(built_folder: Path) -> None:
    [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "allianceskg", "serve", "--port", str(port), "--store", str(built_folder)]
    if not (ROOT / "src" / "allianceskg" / "__main__.py").exists():
        code_of_command = "import sys; from allianceskg.cli import main; sys.exit(main())"
        command = [sys.executable, "-c", code_of_command, *command[3:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert f":{port}" in server.stdout.readline()
            ran = subprocess.run(
                [sys.executable, "-c", wait_for(port) + code.replace("127.0.0.1:8000", f"127.0.0.1:{port}")],
                capture_output=True,
                text=True,
                timeout=PATIENCE_SECONDS,
            )
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_SECONDS)

    assert ran.returncode == 0, ran.stderr
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert [int(row["cases"]) for row in rows] == sorted((int(row["cases"]) for row in rows), reverse=True)
    assert {row["theme"].rpartition("/")[2] for row in rows} >= {"emploi", "numerique"}


def wait_for(port: int) -> str:
    """Give a line of Python that waits until the server accepts connections."""
    return (
        "import socket, time\n"
        "for _ in range(300):\n"
        "    try:\n"
        f"        socket.create_connection(('127.0.0.1', {port}), 1).close(); break\n"
        "    except OSError: time.sleep(0.1)\n"
    )
