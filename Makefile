# Samverkan Registry
# All there is to know: `make run`, `make test`. `make setup` alone installs.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/installed
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: run setup test check audit bench lock clean

run: setup
	@$(BIN)/samverkan serve --example --port $(PORT)

setup: $(STAMP)

$(STAMP): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found. Install it, or say where it is: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed, and $(PYTHON) is %s. Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" % sys.version.split()[0])'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Setting up in .venv, once; about half a minute."
	@$(PYTHON) -m venv .venv
	@$(PIP) --require-hashes -r requirements-dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

test: setup
	$(BIN)/pytest -n 2

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Asks a registry of vulnerabilities about each pinned version: needs the network, so it
# is no part of `check`. What cannot be looked up fails (--strict): silence is no answer.
audit: setup
	$(BIN)/uvx pip-audit --strict --require-hashes --disable-pip -r requirements.txt

bench: setup
	$(BIN)/python -m bench

lock: setup
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade -o requirements.txt requirements.in
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf .venv var
