# Every command a developer or an operator needs; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# Python 3.11 is what the lock is tested on; a newer python3 works too.
AT_LEAST_311 := 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for p in python3.11 python3; do $$p -c $(AT_LEAST_311) 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
DUCKDB2_VENV := .venv-duckdb2
BI_VENV := .venv-bi

# make demo EMPLOYEES=20000 MONTHS=12 END=2026-12 KINERJA_HOME=elsewhere
KINERJA_HOME ?= data
EMPLOYEES ?= 2000
MONTHS ?= 3
END ?= 2026-10
RELEASES ?= 500
RUNS ?= 100
SEED ?= 1
AT_HOME := KINERJA_HOME=$(abspath $(KINERJA_HOME)) DAGSTER_HOME=$(abspath $(KINERJA_HOME))/dagster

# No tool reports home, and dbt looks for its profile nowhere but here.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DBT_PROFILES_DIR := $(CURDIR)/dbt_project

# dg wants to see its environment activated.
DG := VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/dg

MANIFEST := dbt_project/target/manifest.json
MANIFEST_SOURCES := $(shell find dbt_project -name target -prune -o -name logs -prune -o \
	\( -name '*.sql' -o -name '*.yml' \) -print 2>/dev/null)

##@ Use
.PHONY: help setup demo dev
help: ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\nVariables: KINERJA_HOME=%s EMPLOYEES=%s MONTHS=%s END=%s\n' data $(EMPLOYEES) $(MONTHS) $(END)

setup: $(VENV)/.installed ## install the locked environment into .venv (again only when a lock changes)

demo: setup manifest ## write demo data, run its months in order, show the latest
	test -e $(KINERJA_HOME)/planted.json || \
	  $(AT_HOME) $(BIN)/kinerja demo --employees $(EMPLOYEES) --months $(MONTHS) --end $(END)
	@for month in $$($(BIN)/python -c $(MONTHS_UP_TO_END)); do \
	  echo "kinerja run $$month"; $(AT_HOME) $(BIN)/kinerja run $$month || exit; \
	  test $$month = $(END) || $(MAKE) --no-print-directory paid MONTH=$$month || exit; \
	done
	@$(AT_HOME) $(BIN)/kinerja report $(END)
	@$(AT_HOME) $(BIN)/kinerja status $(END)

# Two governments release a month of the demo and the treasury answers: one is paid, with the other each kind of
# difference can be seen, and three people object, one of them rightly: with the row that mends it the month is run
# again. Exit code 4 is what they say of it, also when it was all done before.
.PHONY: paid
paid:
	$(AT_HOME) $(BIN)/kinerja release $(MONTH) --agency 14.72 --agency 52.71 --by "Pejabat Demo" || test $$? -eq 4
	$(AT_HOME) $(BIN)/kinerja demo --paid $(MONTH)
	$(AT_HOME) $(BIN)/kinerja run $(MONTH) --agency 52.71 >/dev/null
	$(AT_HOME) $(BIN)/kinerja reconcile $(MONTH) --agency 14.72
	$(AT_HOME) $(BIN)/kinerja reconcile $(MONTH) --agency 52.71 || test $$? -eq 4

MONTHS_UP_TO_END = 'year, month = map(int, "$(END)".split("-")); last = year * 12 + month; \
	print(*(f"{n // 12}-{n % 12 + 1:02d}" for n in range(last - $(MONTHS), last)))'

dev: setup manifest ## open Dagster on this home: graph, months, checks, history
	@$(BIN)/python -m orchestration.instance $(KINERJA_HOME)
	$(AT_HOME) $(DG) dev

##@ Prove
.PHONY: test test-all bench torture bi-proof
test: setup manifest ## run the tests, a few minutes
	$(BIN)/pytest -n 2 --dist loadscope -m "not slow"

test-all: setup manifest $(DUCKDB2_VENV)/.installed ## run every test, the slow ones too, and again on DuckDB 2
	$(BIN)/pytest -n 2 --dist loadscope
	$(DUCKDB2_VENV)/bin/pytest -n 2 --dist loadscope -m "not slow"

bench: setup manifest ## time kinerja run at several sizes, by stage
	$(BIN)/python tests/benchmarks

torture: setup manifest ## kill releases and runs by the hundred, change bytes (RELEASES=500 RUNS=100 SEED=1)
	$(BIN)/python -m tests.faults $(RELEASES) $(RUNS) $(SEED)

bi-proof: setup manifest $(BI_VENV)/.installed ## let Superset and a Node client read while runs write and are killed
	$(BIN)/python -m tests.bi_proof $(BI_VENV) 300

##@ Check
.PHONY: check lint types sql defs policies
check: lint types sql defs policies ## run all five checks below (make -k check does not stop at the first)

lint: setup ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## mypy, strict
	$(BIN)/mypy

sql: setup ## sqlfluff on the dbt models
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models

defs: setup manifest ## load the Dagster definitions as the server does
	@mkdir -p build/dagster && cp dagster.yaml build/dagster/
	DAGSTER_HOME=$(CURDIR)/build/dagster $(DG) check defs

policies: setup ## validate every shipped policy
	$(BIN)/kinerja policy check

##@ Maintain
.PHONY: manifest docs lock clean
manifest: $(MANIFEST) ## parse the dbt project (again only when it changes)

docs: setup manifest ## dbt's documentation of the tables as one file: build/docs/index.html
	@rm -rf build/docs && mkdir -p build/docs
	$(BIN)/python -c 'from pathlib import Path; from tests.support.empty_inputs import write_empty_inputs as write; \
	  write(Path("build/docs/work.duckdb"))'
	KINERJA_WORK_DB=$(CURDIR)/build/docs/work.duckdb $(DBT_DOCS) run $(AT_DOCS)
	KINERJA_WORK_DB=$(CURDIR)/build/docs/work.duckdb $(DBT_DOCS) docs generate --static $(AT_DOCS)
	@mv build/docs/target/static_index.html build/docs/index.html && rm -rf build/docs/target build/docs/work.duckdb

DBT_DOCS = $(BIN)/dbt --quiet
AT_DOCS = --project-dir dbt_project --target-path $(CURDIR)/build/docs/target --log-path $(CURDIR)/build/docs/target

lock: setup ## compile the lock files anew (UPGRADE=--upgrade takes newer versions)
	$(COMPILE) pyproject.toml --extra dev $(UPGRADE) -o requirements.lock
	echo uv | $(COMPILE) - $(UPGRADE) -o requirements-uv.lock
	echo 'duckdb>=2,<3' | $(COMPILE) - $(UPGRADE) -o requirements-duckdb2.lock
	$(COMPILE) tests/bi_proof/requirements.in $(UPGRADE) -o requirements-bi.lock
	@mkdir -p build
	npm install --prefix tests/bi_proof --package-lock-only --no-audit --no-fund
	grep -v '"resolved":' tests/bi_proof/package-lock.json > build/package-lock.json # hashes, and no host
	mv build/package-lock.json tests/bi_proof/package-lock.json

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

clean: ## remove what tools left behind; never data/ nor .venv/
	rm -rf build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis dbt_project/target dbt_project/logs logs
	find $(wildcard contracts delivery orchestration sources tests) -name __pycache__ -prune -exec rm -rf {} +

$(MANIFEST): $(VENV)/.installed $(MANIFEST_SOURCES)
	$(BIN)/dbt --quiet parse --project-dir dbt_project
	@touch $@

# pip brings uv, uv brings the rest: 14 s instead of 66 s. uv does not read pip's settings, so a mirror
# that pip is set to is handed on.
define install
	@test -n "$(PYTHON)" || { echo "Kinerja needs Python 3.11 or newer: install it, or say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c $(AT_LEAST_311) || { echo "$(PYTHON) is older than Python 3.11: say make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@mirror=$${PIP_INDEX_URL:-$$($(@D)/bin/pip config get global.index-url 2>/dev/null)}; \
	if [ -n "$$mirror" ]; then export UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$$mirror}"; fi; \
	export UV_SYSTEM_CERTS="$${UV_SYSTEM_CERTS:-true}" VIRTUAL_ENV="$(CURDIR)/$(@D)"; set -ex; \
	$(@D)/bin/uv pip sync --quiet --require-hashes --compile-bytecode $(1) requirements-uv.lock; \
	$(if $(2),$(@D)/bin/uv pip install --quiet --no-deps --require-hashes --compile-bytecode -r $(2);) \
	$(if $(3),,$(@D)/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .)
endef

LOCKS := requirements.lock requirements-uv.lock pyproject.toml

$(VENV)/.installed: $(LOCKS)
	$(call install,requirements.lock)
	@touch $@

$(DUCKDB2_VENV)/.installed: $(LOCKS) requirements-duckdb2.lock
	$(call install,requirements.lock,requirements-duckdb2.lock)
	@touch $@

# Two clients for BI in an environment of their own; nothing of Kinerja is in it.
$(BI_VENV)/.installed: requirements-bi.lock requirements-uv.lock tests/bi_proof/package.json tests/bi_proof/package-lock.json
	$(call install,requirements-bi.lock,,alone)
	mkdir -p $(@D)/node && cp tests/bi_proof/package.json tests/bi_proof/package-lock.json $(@D)/node/
	npm ci --prefix $(@D)/node --ignore-scripts --no-audit --no-fund
	@touch $@
