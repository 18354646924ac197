"""
Read our documents from a freshly started server with Comunica, which asks for JSON-LD first, as another program would.

    python -m scripts.check_comunica STORE

STORE is a folder of builds, as `allianceskg load --store STORE` makes it. Needs Node.js and npm: Comunica is installed in a temporary
folder, and nothing of it is kept. Each document is read twice, by its address with whatever Comunica asks for, and as Turtle by RDFLib;
both must hold as many triples. A last query joins a document with the endpoint.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from rdflib import Graph

from benchmarks.speed.serving import serving
from tests.web.test_json_ld_elsewhere import DOCUMENTS

COMUNICA: Final = "5.4.1"
_UNDICI: Final = "7.16.0"
"""Of the library by which it fetches, the last version that runs on Node.js 20."""

_ASKED: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_JOINED: Final = """
PREFIX akg: <https://w3id.org/alliances/ontology#>
SELECT DISTINCT ?case WHERE {
  <https://w3id.org/alliances/case/silver-geek> akg:concernsTheme ?theme .
  ?case akg:concernsTheme ?theme .
}
"""
_READER: Final = """
import { QueryEngine } from "@comunica/query-sparql";
const engine = new QueryEngine();
for (const { query, sources } of JSON.parse(process.argv[2])) {
  let said;
  try {
    const rows = await (await engine.queryBindings(query, { sources })).toArray();
    const number = rows[0]?.get("n")?.value;
    said = { found: number === undefined ? rows.length : Number(number) };
  } catch (fault) {
    said = { fault: String(fault) };
  }
  console.log(JSON.stringify(said));
}
process.exit(0);
"""


def read_with_comunica(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask queries of sources; return for each how many it found, or the fault."""
    with tempfile.TemporaryDirectory(prefix="check-comunica-") as folder:
        manifest = {"private": True, "overrides": {"undici": _UNDICI}}
        (Path(folder) / "package.json").write_text(json.dumps(manifest), encoding="utf-8")
        install = [
            "npm",
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            f"@comunica/query-sparql@{COMUNICA}",
        ]
        subprocess.run(install, cwd=folder, check=True, capture_output=True)
        program = Path(folder) / "read.mjs"
        program.write_text(_READER, encoding="utf-8")
        command = ["node", str(program), json.dumps(questions)]
        done = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(root: str) -> bool:
    """Compare what Comunica reads with what stands there, and print it."""
    documents = [path.format("jsonld" if path.startswith("/api/") else "") for path in DOCUMENTS]
    questions = [{"query": _ASKED, "sources": [root + path]} for path in documents]
    both = [f"{root}/case/silver-geek", {"type": "sparql", "value": f"{root}/sparql"}]
    found = read_with_comunica([*questions, {"query": _JOINED, "sources": both}])
    is_right = True
    for path, document, answer in zip(DOCUMENTS, documents, found, strict=False):
        expected = len(Graph().parse(root + path.format("ttl" if path.startswith("/api/") else ".ttl")))
        is_same = answer.get("found") == expected
        is_right = is_right and is_same
        print(f"{'ok' if is_same else 'WRONG':<6}{document}: {answer}, {expected} triples as Turtle")
    is_joined = found[-1].get("found", 0) > 1
    print(f"{'ok' if is_joined else 'WRONG':<6}a document joined with /sparql: {found[-1]}")
    return is_right and is_joined


def main() -> int:
    """Check every document; 0 when Comunica read them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    with serving(parser.parse_args().store) as port:
        return 0 if check(f"http://127.0.0.1:{port}") else 1


if __name__ == "__main__":
    sys.exit(main())
