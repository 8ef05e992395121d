# `make run` starts the demo, `make test` checks everything; the rest serves these two.
# Every step is skipped when its result is newer than what it is made from.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

WEB_SOURCES := $(shell find web/src web/public web/scripts -type f 2>/dev/null) \
	$(wildcard web/*.html web/*.ts web/package.json web/package-lock.json)
# Written by the build itself, so never a reason to build again.
WEB_GENERATED := $(shell find web/src/gen -type f 2>/dev/null)

.PHONY: help run web setup dev test check update bench perf

help: ## Shows this list.
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

run: web ## Builds everything and starts the demo on 127.0.0.1:8080 and :8081.
	@scripts/need.sh rust compiler
	cargo build --release --package galka-app
	@exec ./target/release/galka demo

web: web/dist/index.html ## Builds the browser app into web/dist.

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@scripts/need.sh node
	cd web && npm ci --no-audit --no-fund
	@touch $@

# The binary embeds the app: a new build of the one makes the file that embeds it old.
web/dist/index.html: web/node_modules/.package-lock.json $(filter-out $(WEB_GENERATED),$(WEB_SOURCES))
	cd web && npm run build
	@touch $@ server/src/web.rs

setup: ## Installs what `make test` needs and this machine lacks.
	@scripts/setup.sh

dev: web/node_modules/.package-lock.json ## Runs the demo and the browser app with hot reload on :5173.
	@cargo build --package galka-app
	@trap 'kill 0' EXIT; (cd web && npm run dev) & ./target/debug/galka demo

test: ## Everything: checks, Rust with the bench at a hundredth, web, browser.
	@scripts/test.sh

check: web/node_modules/.package-lock.json ## Format, lints, documentation and types.
	@scripts/check.sh

update: web/node_modules/.package-lock.json ## Regenerates the API documents, the typed client and the snapshots.
	@scripts/update.sh

bench: web ## Measures ingest, dispatch, live events and the sandbox beside their references.
	cargo build --release --package galka-app
	@scripts/bench.sh

perf: web ## Measures the inbox in Chromium over 100,000 conversations, against its budgets.
	cargo build --release --package galka-app
	cd web && npm run perf
