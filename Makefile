PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PYTEST := $(BIN)/python -m pytest --numprocesses auto
SERVERS := tests/store/test_contract.py tests/web/test_remote_site.py

.PHONY: release help run test test-code test-servers test-browser release-check check format clean lock territories assets serve bench bench-long relevance

help:
	@echo "make run    set up, load and validate the catalogue, answer an example profile"
	@echo "make test   set up, run all tests: test-code, test-servers (Oxigraph, Virtuoso), test-browser (Chromium)"
	@echo "make check  set up, run format, lint, types, import contracts, Turtle form, SHACL, docs"
	@echo "make format rewrite Python and Turtle in their canonical form"
	@echo "make serve  set up, open the site on this machine"
	@echo "make release  run check and release-check: what a release must pass"
	@echo "make release-check  run all tests at their whole extent, on every Python that pyproject.toml names"
	@echo "make bench  measure against the goals, in minutes; bench-long up to a million cases"
	@echo "make relevance  measure how relevant the first cases are, and write the page"
	@echo "make assets bundle the query editor anew (needs Node.js)"
	@echo "make lock   compile requirements.txt anew from pyproject.toml (needs uv)"

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY)
	$(BIN)/allianceskg load
	$(BIN)/allianceskg validate
	$(BIN)/allianceskg match data/profiles/orleans.yaml --limit 5

serve: $(READY)
	$(BIN)/allianceskg serve

test: test-code test-servers test-browser

# Most tests, in the order in which a worker is free; those of servers and browsers, which are dear to start, by themselves.
test-code: $(READY)
	$(PYTEST) --dist worksteal --ignore=tests/browser $(SERVERS:%=--ignore=%)

test-servers: $(READY)
	$(PYTEST) --dist loadfile $(SERVERS)

test-browser: $(READY)
	$(PYTEST) --dist worksteal tests/browser

release: check release-check

release-check: $(READY)
	$(BIN)/python -m scripts.check_release

bench: $(READY)
	$(BIN)/python -m benchmarks.speed

bench-long: $(READY)
	$(BIN)/python -m benchmarks.speed --long

relevance: $(READY)
	$(BIN)/python -m benchmarks.relevance --write

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m allianceskg.rdf.turtle --check $$(find ontology data releases -name '*.ttl' -not -path 'data/drafts/*' | sort)
	$(BIN)/allianceskg validate
	$(BIN)/python -m scripts.check_published_iris
	$(BIN)/python -m scripts.write_term_changes --check
	$(BIN)/python -m scripts.check_docs

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m allianceskg.rdf.turtle $$(find ontology data -name '*.ttl' -not -path 'data/drafts/*' | sort)

lock:
	uv pip compile pyproject.toml --extra bulk --extra dev --extra pdf --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --quiet --output-file requirements.txt

assets:
	npm ci --prefix assets --ignore-scripts
	npm run build --prefix assets

territories: $(READY)
	$(BIN)/python -m scripts.territories

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
