# What a developer does here. The same commands run on a laptop and in CI; each installs what it lacks.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

DB ?= sqlite:var/wutong.db
# The demo zone is told as it was when its article was published.
DEMO_CLOCK ?= 2020-08-20T09:00:00+08:00
ZONE ?= zones/qinshui
# Where scripts/setup puts cargo's tools that the machine lacks.
export PATH := $(PATH):$(CURDIR)/target/tools/bin
FUZZ_SECONDS ?= 60
wutong := target/debug/wutong
heading = @printf '\n== %s\n' '$(1)'

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: setup-run web build ## Serve the demo zone on http://localhost:8080 and print its accounts
	@mkdir -p var
	$(wutong) --database-url '$(DB)' --clock-start '$(DEMO_CLOCK)' zone load $(ZONE) > /dev/null
	$(wutong) --database-url '$(DB)' --clock-start '$(DEMO_CLOCK)' serve

.PHONY: test
test: setup-test web ## Every test, on both databases, and in a real browser
	$(call heading,build)
	cargo build --workspace --bins --tests
	$(call heading,tests of the crates on SQLite and PostgreSQL)
	scripts/with-postgres scripts/cargo-test
	$(call heading,tests in the browser)
	scripts/with-postgres node web/tests/run.mjs
	$(call heading,the API against its description)
	scripts/with-postgres scripts/check-api

.PHONY: check
check: setup-check web ## Format, lints, licences, types, copied code
	$(call heading,format)
	cargo fmt --all --check
	$(call heading,types of the browser side)
	web/node_modules/.bin/tsc --project web
	$(call heading,copied code)
	scripts/check-copies
	$(call heading,licences and sources of the crates)
	cargo deny --log-level error check licenses bans sources
	$(call heading,lints)
	cargo clippy --workspace --all-targets -- --deny warnings

.PHONY: bench
bench: setup-bench web ## The house under load beside a bare floor, on both databases (half an hour)
	scripts/bench
	scripts/bench-gas
	scripts/bench-siting

.PHONY: fuzz
fuzz: setup-fuzz ## Throw random input at each parser, FUZZ_SECONDS each (60)
	scripts/fuzz $(FUZZ_SECONDS)

.PHONY: clean
clean: ## Remove what was built, and the demo's database
	rm -rf target web/dist web/node_modules var

.PHONY: web
web:
	$(call heading,browser side)
	node web/build.mjs

.PHONY: build
build:
	$(call heading,build)
	cargo build --bin wutong

.PHONY: setup-%
setup-%:
	@scripts/setup $*
