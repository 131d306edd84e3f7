# Two commands matter: `make demo` shows what pdca does, `make test` proves that it does it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO_DENY_VERSION := 0.20.2
DENY := .tools/bin/cargo-deny
LOG := data/servicenow_incident_log.csv.gz

.PHONY: help demo test lint doc deny bench fuzz tools

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: ## replay a real incident log and print its compliance
	@cargo build --quiet --release --package pdca
	@target/release/pdca demo

test: lint doc deny ## format, clippy, rustdoc, licences, all tests
	cargo test --workspace --all-features

lint:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features -- --deny warnings

doc:
	RUSTDOCFLAGS='--deny warnings' cargo doc --workspace --no-deps --all-features

deny: $(DENY)
	$(DENY) check licenses bans sources
	@if [ -n "$${PDCA_ADVISORY_DB:-}" ]; then $(DENY) check advisories; \
	 else echo 'advisories: NOT CHECKED (set PDCA_ADVISORY_DB to a clone of the RustSec database)'; fi

$(DENY):
	cargo install --quiet --locked cargo-deny --version $(CARGO_DENY_VERSION) --root .tools

bench: ## speed and memory, beside other stores and the machine's limits
	cargo run --release --package pdca-benches

fuzz: ## each fuzz target for a bounded time (needs a nightly toolchain)
	@command -v cargo-fuzz >/dev/null || cargo install --quiet --locked cargo-fuzz
	@cd fuzz && for target in $$(cargo +nightly fuzz list); do \
	  cargo +nightly fuzz run $$target -- -max_total_time=$${FUZZ_SECONDS:-30} -rss_limit_mb=2048; done
