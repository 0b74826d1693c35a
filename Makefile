# Every logic is in governance/bootstrap (standard library only), so that old makes and shells do.
PYTHON ?= python3
DO = @$(PYTHON) governance/bootstrap

.PHONY: help setup run test prove bench lock lint

help: ## show this list
	@grep -E '^[a-z]+: ## ' Makefile | sed 's/: ## /	/'

setup: ## system packages and .venv, for running and testing
	$(DO) setup

run: ## set up, load the demo on the first run, start the site and its worker; Ctrl-C ends all
	$(DO) run

test: ## set up and run the whole suite on both databases; BROWSER=off leaves browser tests out
	$(DO) test

prove: ## the slow proofs, at most an hour; P=kills runs one part
	$(DO) prove

bench: ## benchmarks against peers, as tables
	$(DO) bench

lock: ## rewrite the lock files from pyproject.toml
	$(DO) lock

lint: ## formatting, lint, types, import contracts
	$(DO) lint
