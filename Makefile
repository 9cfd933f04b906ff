# `make` prints what can be made. State lives in TOUBAO_HOME (var/), the environment in .venv.
.DEFAULT_GOAL := help
.PHONY: help up test lint format clauses docs bench doctor pins advisories clean
BIN := .venv/bin
# What decides and what proves: every branch is tested. Of the rest at least as much as was reached before.
WHOLE := src/toubao/law/*,src/toubao/rules/*,src/toubao/products/*,src/toubao/journal/*

help: ## print this
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

up: ## start everything: storefront, console, worker, sandbox, database (Ctrl-C stops it)
	@sh deploy/environment.sh
	@exec $(BIN)/toubao up

test: ## everything that must hold: checks, rules, database, browser
	@sh deploy/environment.sh dev
	@sh deploy/browser.sh
	@sh deploy/checker.sh
	@sh deploy/fonts.sh
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m pytest -n 3 --dist loadscope --max-worker-restart 0 --cov --cov-report=
	@$(BIN)/python -m coverage report --include='$(WHOLE)' --fail-under=100
	@$(BIN)/python -m coverage report --omit='$(WHOLE)' --fail-under=92 --sort=cover

lint: ## style, types and layers
	@sh deploy/environment.sh dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@TOUBAO_PROFILE=test $(BIN)/mypy
	@$(BIN)/lint-imports

format: ## put the code into the house's form
	@sh deploy/environment.sh dev
	@$(BIN)/ruff check --fix --exit-zero
	@$(BIN)/ruff format

clauses: ## each clause of the norm, its answers and its tests
	@sh deploy/environment.sh
	@$(BIN)/toubao clauses

docs: ## draw the generated pages of docs/ again
	@sh deploy/environment.sh
	@$(BIN)/toubao clauses --markdown
	@$(BIN)/toubao flows --markdown
	@$(BIN)/toubao components --sbom
	@$(BIN)/python -m tests.architecture.asvs

bench: ## measure purchases against a running system, small
	@sh deploy/environment.sh dev
	@$(BIN)/python -m bench.purchase --purchases 20 --concurrency 2

doctor: ## is everything in order? one line each
	@sh deploy/environment.sh
	@$(BIN)/toubao doctor

pins: ## choose the newest packages that the ranges in pyproject.toml allow, and pin them
	@sh deploy/environment.sh dev
	@sh requirements/pins.sh

advisories: ## ask which pinned packages have known vulnerabilities, and keep the answer; needs the network
	@sh deploy/environment.sh dev
	@$(BIN)/toubao components --renew

clean: ## remove the environment and caches; never TOUBAO_HOME
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* src/*.egg-info
	@find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
