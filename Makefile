PYTHON  ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
BOTH    := --numprocesses 2  # both cores; tests/shares.py says which tests stay together
.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench lock messages clean

help:  ## Show these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' Makefile
demo: $(VENV)/run  ## Run Mulin with a made-up sub-district, http://127.0.0.1:8000
	$(BIN)/mulin demo
test: $(VENV)/dev  ## Run every test (page tests want chromium, data tests PostgreSQL too)
	$(BIN)/python -m pytest $(BOTH)
	$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest tests/core tests/apps tests/project tests/trust -m "not browser and not once" $(BOTH)
check: $(VENV)/dev  ## Format, lint, layers, types
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports && $(BIN)/mypy src
soak: $(VENV)/dev  ## Long random runs and hundreds of kills
	MULIN_SOAK=1 $(BIN)/python -m pytest -m soak
	MULIN_SOAK=1 $(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest tests/core tests/apps tests/project -m soak
bench: $(VENV)/bench  ## Every benchmark beside its peers
	$(BIN)/mulin bench --all
lock:  ## Rewrite the lock files (maintainers; wants `pip install uv`)
	uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements/run.lock
	uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock
	uv pip compile --quiet --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml --group dev --group bench -c requirements/dev.lock -o requirements/bench.lock
messages: $(VENV)/dev  ## Collect and compile the interface texts (maintainers; wants gettext)
	cd src/mulin && ../../$(BIN)/python -m django makemessages --settings mulin.project.settings -l en --no-wrap --no-location && ../../$(BIN)/python -m django compilemessages --settings mulin.project.settings -l en
clean:  ## Forget the environment and the demo's data
	rm -rf $(VENV) .mulin

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Mulin needs Python 3.11 or newer, with venv. On Debian, as root:'; \
	  echo '  apt-get install python3-venv'; exit 1; }
	$(PYTHON) -m venv $(VENV)
$(VENV)/run: requirements/run.lock | $(VENV)/bin/python
	$(PIP) -r $<
	@$(BIN)/python tools/link.py
	@touch $@
$(VENV)/dev: requirements/dev.lock $(VENV)/run
	$(PIP) -r $<
	@touch $@
$(VENV)/bench: requirements/bench.lock $(VENV)/dev
	$(PIP) -r $<
	@touch $@
