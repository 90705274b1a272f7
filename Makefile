# Everything a developer does, by name. `make help` lists it; CONTRIBUTING.md explains it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
RUNNER := $(PY) -m sandbox.runner
PYTEST := $(PY) -m pytest

# `make up PORT_OFFSET=100` moves every port, so two checkouts run side by side.
ifdef PORT_OFFSET
export PORT_OFFSET
endif

# Compiled modules make every start of Python three times faster.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup python up dev down reset status logs test test-fast check lint types imports schema \
	manifests seed migrate lock e2e bench-tenancy bench-email bench-extraction bench-import test-email-clock format clean

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  \033[1m%-18s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- running ---------------------------------------------------------------------------------------------

up: python ## Start the whole platform and print addresses and logins; Ctrl-C stops it, data is kept
	@$(RUNNER) up

dev: python ## The same, reloading Python and the dashboard when a file changes
	@$(RUNNER) dev

down: python ## Stop the platform, wherever it was started; data is kept
	@$(RUNNER) down

reset: python ## Stop the platform and delete its data, uploads, keys and logs (asks; YES=1 does not)
	@$(RUNNER) reset $(if $(YES),--yes)

status: python ## Show the platform's processes and addresses
	@$(RUNNER) status

logs: python ## Follow the logs (NAMES="core-web core-worker" for some of them)
	@$(RUNNER) logs --follow $(NAMES)

seed: python ## Fill the running platform with the demo merchant and shop
	@$(PY) -m sandbox.demo_pictures
	@$(PY) manage.py seed_demo

migrate: python ## Migrate both databases of the running platform, every store included
	@$(PY) manage.py migrate_schemas
	@$(PY) -m automation.manage migrate_schemas

# --- setting up ------------------------------------------------------------------------------------------

setup: python ## Install everything from the lock files (Python and JavaScript)
	@$(RUNNER) packages

python:
	@sandbox/runner/setup.sh

lock: python ## Compile the requirement files again, with hashes
	@sandbox/runner/lock.sh

# --- checking --------------------------------------------------------------------------------------------

test: setup ## Run all: checks, every test, the browser journeys (what CI runs)
	@sandbox/runner/system.sh
	@$(RUNNER) test; code=$$?; $(PY) -m tenancy.testing stop >/dev/null; exit $$code

test-fast: python ## Run the Python tests that need no browser and no patience, until the first failure
	@$(PYTEST) tests -q -x -m "not browser and not slow"

check: setup ## Run lint, types, import contracts, Django checks, freshness of generated files, manifests
	@$(RUNNER) check

lint: python ## Run ruff (rules and format)
	@$(RUNNER) check lint format

types: python ## Run mypy on both services and the library
	@$(RUNNER) check types types-tenancy types-automation

imports: python ## Check the import contracts
	@$(RUNNER) check imports

schema: setup ## Make docs/api/*.yaml and the dashboard's TypeScript types anew
	@$(RUNNER) schema

manifests: python ## Render k8s/, check it against the schemas, lint the Dockerfiles
	@$(RUNNER) check manifests

e2e: setup ## Run the browser journeys against a fresh platform of their own
	@sandbox/runner/system.sh
	@$(RUNNER) check e2e

bench-tenancy: python ## Print the tenancy goals as ratios against stock django-tenants
	@$(PY) -m tenancy.benchmarks

bench-import: python ## Print rows per second of a product CSV against a bare parser, and peak memory
	@$(PY) -m automation.benchmarks.imports

bench-email: python ## Print due e-mail steps per second, end to end, against a bare anymail loop
	@$(PY) -m automation.benchmarks.email

test-email-clock: python ## Run 10,000 people through the e-mail flows for 60 days, with crashes (minutes)
	@EMAIL_CLOCK_PEOPLE=10000 EMAIL_CLOCK_HOURS=1 $(PY) -m pytest -c automation/pyproject.toml --rootdir automation automation/tests/email/test_synthetic_clock.py -q

bench-extraction: python ## Print F1 of price, sku and availability on the product pages
	@$(PY) -m automation.benchmarks.extraction

format: python ## Format and repair what ruff can
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

clean: ## Delete caches and builds; keeps data (.run), .venv and node_modules
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache \
		build dashboard/.next staticfiles artifacts
	@find . -name __pycache__ -type d -not -path './.venv/*' -not -path '*/node_modules/*' -prune -exec rm -rf {} +
