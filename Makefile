# Everything a contributor does. Needs Python 3.11 or later and make; Node comes from a wheel into .venv.
#
#   make demo           a running server with a demonstration city on http://127.0.0.1:8000/
#                       (PORT=8000, CITY=en or zh, STAGE=now or an earlier one of demo --help,
#                       RESET=1 to start afresh)
#   make test           everything, as CI runs it: browser, PostgreSQL, accessibility, contracts
#   make quick          what needs neither browser nor PostgreSQL
#   make bundle         one archive that installs without internet; MACHINE=aarch64 GLIBC=2.28 for other systems
#   make screenshots    the pictures of README and guide, from demonstrations started for them
#   make gold           how well the reader agrees with the labelled sentences, into docs/reading-accuracy.md
#   make bench          how fast pages and acts are (OFFICERS=500: who all report at once; COUNTRY=1000000: tasks;
#                       WORKBOOK=100000: rows)
#   make lint fmt docs assets messages lock wheel audit

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
CITY ?= en
STAGE ?= now
RESET ?=
PYTEST_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# Node and npm from the wheel come first, whatever the system has.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm
NODE := $(BIN)/node

PACKAGE := src/throughline
STATIC := $(PACKAGE)/web/static/throughline
PARTS := $(wildcard $(PACKAGE)/locale/*/parts/*.po)
ASSETS := $(shell find $(PACKAGE)/web/assets -type f 2>/dev/null)

.PHONY: help setup setup-dev demo test quick lint fmt bench gold docs screenshots assets messages lock wheel bundle audit clean

help:
	@sed -n 's/^#   //p' Makefile

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Throughline needs Python 3.11 or later: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup-dev: $(VENV)/.ready-dev

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json .npmrc | $(VENV)/.ready
	$(NPM) ci --ignore-scripts --no-progress --loglevel=error
	@touch $@

assets: $(STATIC)/.built messages

$(STATIC)/.built: node_modules/.package-lock.json tools/build_assets.mjs tools/collect.py $(ASSETS)
	$(NODE) tools/build_assets.mjs
	$(PY) tools/collect.py
	@touch $@

messages: $(VENV)/.messages

$(VENV)/.messages: $(PARTS) tools/messages.py | $(VENV)/.ready
	$(PY) tools/messages.py merge
	@touch $@

demo: setup assets
	@$(BIN)/throughline demo --port $(PORT) --city $(CITY) --stage $(STAGE) \
	  --data-dir demo-data/$(CITY)$(if $(filter-out now,$(STAGE)),-$(STAGE)) $(if $(RESET),--reset)

test: setup-dev assets
	tools/system_packages.sh
	$(MAKE) --no-print-directory lint
	$(PY) tools/run_tests.py $(PYTEST_ARGS)

quick: setup-dev assets
	$(PY) -m pytest -n 2 -m "not browser and not postgres and not slow" $(PYTEST_ARGS)

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

fmt: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup-dev assets
	$(PY) tools/bench.py $(if $(OFFICERS),--officers $(OFFICERS)) $(if $(COUNTRY),--country $(COUNTRY)) $(if $(WORKBOOK),--workbook $(WORKBOOK))

gold: setup-dev
	$(PY) -m tools.gold

docs: setup-dev
	$(PY) tools/reference.py
	$(PY) tools/api_reference.py
	$(PY) tools/docs.py

screenshots: setup-dev assets
	$(PY) tools/screenshots.py

lock: | $(VENV)/.ready-dev
	$(PY) tools/lock.py

wheel: setup-dev assets
	rm -rf dist
	$(PY) -m build --wheel --no-isolation

bundle: setup-dev assets
	$(PY) tools/bundle.py $(if $(MACHINE),--machine $(MACHINE)) $(if $(GLIBC),--glibc $(GLIBC))

audit: setup-dev node_modules/.package-lock.json
	$(PY) tools/notices.py
	$(PY) tools/vulnerabilities.py

clean:
	rm -rf build dist node_modules $(PACKAGE)/static $(PACKAGE)/web/static $(PACKAGE)/formats/fonts $(PACKAGE)/locale/*/LC_MESSAGES $(VENV)
