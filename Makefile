# Two commands do all the set-up: `make dev` serves, `make test` passes.
# Some shells export a HOST of their own: only one that is given to make counts.
HOST = 127.0.0.1
PORT ?= 2024
URL ?= http://127.0.0.1:$(PORT)
PYTHON ?= python3.12

# No call leaves the machine that nobody asked for.
export LANGGRAPH_CLI_NO_ANALYTICS = 1
export LANGGRAPH_NO_VERSION_CHECK = true
# A run that is still at work after an hour never ends by itself.
export BG_JOB_TIMEOUT_SECS ?= 3600

# A version manager's `uv` shim can exist and still fail, so ask it. Otherwise uv gets its own venv.
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.uv/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Parley needs Python 3.12: install it, or name it with PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

# Installed again only when what is installed changes.
.venv/.installed: requirements.lock pyproject.toml | $(filter .uv/bin/uv,$(UV))
	@test -d .venv || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: install
install: .venv/.installed ## Install everything that is locked

.PHONY: dev
dev: install ## Serve all graphs; HOST=127.0.0.1 PORT=2024
	@$(BIN)/python -m parley.server.port $(PORT)
	$(BIN)/langgraph dev --host $(HOST) --port $(PORT) --no-browser --no-reload --n-jobs-per-worker 10

.PHONY: cluster
cluster: install ## Serve on Postgres and Redis, on PORT and PORT+1
	@$(BIN)/python -m parley.server.cluster $(HOST) $(PORT)

.PHONY: backup
backup: install ## Save all that the server keeps, while it runs, to TO=file.tar.gz
	@$(BIN)/python -m parley.server.data.backup "$$TO"

.PHONY: restore
restore: install ## Put FROM=file.tar.gz back; FORCE=1 replaces what is there
	@$(BIN)/python -m parley.server.data.restore "$$FROM" $(if $(FORCE),--force)

# Every shell has a USER of its own: only one that was given here is meant.
.PHONY: forget
forget: install ## Delete everything of USER=name; ADMIN_KEY and URL say how to ask
	@test "$(origin USER)" = "command line" || { echo "Say whose data to delete: make forget USER=name"; exit 1; }
	@$(BIN)/python -m parley.server.data.forget "$$USER" "$(URL)"

.PHONY: key
key: install ## Make a key for USER=ann, with ROLES=approver,admin or none
	@$(BIN)/python -m parley.server.key "$$USER" "$$ROLES"

.PHONY: test
test: install ## Run the tests; no network, no key, no weights
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS) \
		-m "not slow and not model and not index and not alerts and not browser and not cluster and not faults"

.PHONY: test-slow
test-slow: install ## Run the tests that start, kill and restore servers, or work through a set
	$(BIN)/pytest -n 2 --dist loadgroup -m "slow and not cluster and not faults" $(ARGS)

.PHONY: test-cluster
test-cluster: install ## Run the server's tests on two instances of the open engine
	PARLEY_TEST_ENGINE=cluster $(BIN)/pytest -n 2 --dist loadgroup \
		-m "not dev and not faults and not index" tests/server $(ARGS)

.PHONY: test-model
test-model: install ## Run the tests that need the embedded model's weights
	$(BIN)/pytest -m model tests/model $(ARGS)

# Of Debian's packages: prometheus and prometheus-alertmanager.
.PHONY: test-alerts
test-alerts: install ## Run the tests that start a real Prometheus and Alertmanager
	@command -v promtool amtool >/dev/null || { echo "Install Debian's packages prometheus and prometheus-alertmanager."; exit 1; }
	$(BIN)/pytest -m alerts tests/deploy $(ARGS)

.PHONY: test-faults
test-faults: install ## Run the tests that kill servers and their databases, for minutes; FAULT_SEED=1
	$(BIN)/pytest -n 2 --dist loadgroup -m faults tests/server $(ARGS)

.PHONY: test-browser
test-browser: install ## Run the tests in Chromium, and take the README's picture
	$(BIN)/pytest -m browser tests/browser $(ARGS)

.PHONY: test-packages
test-packages: install ## Install the image's Python layer and the JavaScript example, and run them
	$(BIN)/pytest -m index tests $(ARGS)

.PHONY: lint
lint: install ## Check style, format, types and which way imports point
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: bench
bench: install ## Measure; ONLY=name for one scenario
	$(BIN)/python -m bench $(ONLY)
	$(BIN)/python docs/figures_table.py
	$(BIN)/python docs/capacity.py

.PHONY: evals
evals: install ## Score the graphs; QUICK=1 GRAPH=chat REPEATS=3 BASELINE=1 FRESH=1 LANGSMITH=1
	$(BIN)/python -m evals $(GRAPH) $(if $(QUICK),--quick) $(if $(REPEATS),--repeats $(REPEATS)) \
		$(if $(BASELINE),--baseline) $(if $(FRESH),--fresh) $(if $(LANGSMITH),--langsmith)

.PHONY: test-evals
test-evals: install ## The same cases as tests, uploaded when LangSmith is set; QUICK=1
	QUICK=$(QUICK) $(BIN)/pytest evals $(ARGS)

.PHONY: calibrate
calibrate: install ## Hold the judge against labels: DATA=file.jsonl, or the shipped ones
	@$(BIN)/python -m evals.calibration "$(DATA)"

.PHONY: docs
docs: install ## Draw the graphs into the README, and the tables of docs/
	$(BIN)/python docs/draw.py
	$(BIN)/python docs/settings_table.py
	$(BIN)/python docs/metrics_table.py
	$(BIN)/python docs/figures_table.py
	$(BIN)/python docs/capacity.py
	$(BIN)/python docs/evals_table.py

.PHONY: lock
lock: | $(filter .uv/bin/uv,$(UV)) ## Renew requirements.lock, with hashes, for every platform
	$(UV) pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes \
		--no-header --no-emit-index-url --no-annotate \
		--group serve --group embedded --group dev --group build --group evals --group cluster \
		pyproject.toml --output-file requirements.lock

.PHONY: lock-image
lock-image: | $(filter .uv/bin/uv,$(UV)) ## Renew deploy/aegra.lock, the image's part of requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.12 --generate-hashes \
		--no-header --no-emit-index-url --no-annotate --constraint requirements.lock \
		--group aegra pyproject.toml --output-file deploy/aegra.lock
