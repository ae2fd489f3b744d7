# Medelsbok: `make demo` shows the main job on the shipped minutes, `make test` runs everything.
# Both need only Python 3.11+ and make; they set up .venv themselves.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test lint score bench torture catalogue catalogue-check manual manual-check lock clean

demo: $(VENV)/.installed
	@$(BIN)/medel demo demo

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The Swedish catalogue: `make catalogue` gathers new texts, CI checks that none is untranslated.
catalogue: $(VENV)/.installed-dev
	$(BIN)/python tests/tools/catalogue.py update
catalogue-check: $(VENV)/.installed-dev
	$(BIN)/python tests/tools/catalogue.py check

# The manual shows what the program prints: `make manual` writes it in, CI compares.
manual: $(VENV)/.installed-dev
	$(BIN)/python tests/tools/manual.py update
manual-check: $(VENV)/.installed-dev
	$(BIN)/python tests/tools/manual.py check

# How well minutes are read, where the labelled texts are at hand (../shared).
score: $(VENV)/.installed-dev
	$(BIN)/python tests/tools/score.py

# Speed beside a peer and the physical limit; results belong in docs/performance.md.
bench: $(VENV)/.installed
	for script in tests/bench/bench_*.py; do $(BIN)/python $$script || exit 1; done

# Long campaigns, to a stated count and seed; their figures belong in docs/reliability.md.
torture: $(VENV)/.installed-dev
	$(BIN)/python tests/torture/kill.py --count 200 --seed 1
	$(BIN)/python tests/torture/writers.py --db $$(mktemp -d)/book.db --writers 8 --times 200 --seed 1
	$(BIN)/python tests/torture/ledger.py --steps 100000 --postgresql 10000 --seed 1
	$(BIN)/python tests/torture/mixed.py --writers 8 --times 200 --seed 1
	$(BIN)/python tests/torture/matches.py --writers 8 --items 200 --seed 1
	$(BIN)/python tests/torture/matches.py --steps 20000 --seed 1
	$(BIN)/python tests/torture/formats.py --count 1000000 --seed 1
	$(BIN)/python tests/torture/registers.py --count 200000 --seed 1
	$(BIN)/python tests/torture/register_kill.py --count 1000 --seed 1
	$(BIN)/python tests/torture/register_kill.py --together 8
	$(BIN)/python tests/torture/texts.py --count 1000000 --seed 1
	$(BIN)/python tests/torture/identity.py --count 10000 --seed 1
	$(BIN)/python tests/torture/matching.py --items 100000 --seeds 3

# An environment is made anew whenever a lock file changes.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Medelsbok needs Python 3.11 or later; this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed | $(VENV)/bin/python
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

# The locks name versions and hashes and no index.
lock:
	$(MAKE) requirements.lock.new && mv requirements.lock.new requirements.lock
	$(MAKE) requirements-dev.lock.new && mv requirements-dev.lock.new requirements-dev.lock

UV_COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
requirements.lock.new: pyproject.toml
	$(UV_COMPILE) --extra postgres --group build pyproject.toml -o $@
requirements-dev.lock.new: pyproject.toml
	$(UV_COMPILE) --extra postgres --group build --group dev pyproject.toml -o $@

clean:
	rm -rf $(VENV) demo build dist
