# Two commands matter: `make demo` shows what pdca does, `make test` proves that it does it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO_DENY_VERSION := 0.20.2
DENY := .tools/bin/cargo-deny
CARGO_FUZZ_VERSION := 0.13.2
FUZZ := .tools/bin/cargo-fuzz
FUZZ_SECONDS ?= 30
# A real NATS server and clients of another language, for the tests and the measurements.
PYTHON := .tools/python
PYTHON_READY := $(PYTHON)/ready
# The parser of the makers of AsyncAPI, for the tests.
NODE := .tools/node
NODE_READY := $(NODE)/ready
LOG := data/servicenow_incident_log.csv.gz

.PHONY: help demo test lint doc deny bench fuzz packages test-packages tools

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# Installs what is missing, or asks for it.
define install
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && apt-get install -q -y $$missing; \
	else echo "please install:$$missing"; fi
endef

# What a fresh Debian lacks to build: a linker.
packages:
	@missing=; \
	 command -v cc >/dev/null || missing="$$missing gcc libc6-dev"; \
	 [ -z "$(CXX_NEEDED)" ] || command -v c++ >/dev/null || missing="$$missing g++"; \
	 $(install)

# What the tests need besides: what the power-cut test makes its disks with, other languages.
test-packages: packages
	@missing=; \
	 command -v mkfs.ext4 >/dev/null || [ -x /sbin/mkfs.ext4 ] || missing="$$missing e2fsprogs"; \
	 command -v losetup >/dev/null || [ -x /sbin/losetup ] || missing="$$missing mount"; \
	 python3 -c 'import venv, ensurepip' 2>/dev/null || missing="$$missing python3 python3-venv"; \
	 command -v node >/dev/null || missing="$$missing nodejs"; \
	 command -v npm >/dev/null || missing="$$missing npm"; \
	 $(install)

demo: packages ## replay a real incident log, print its compliance, simulate a year
	@cargo build --quiet --release --package pdca
	@target/release/pdca demo

test: test-packages lint doc deny tools ## format, clippy, rustdoc, licences, all tests
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

tools: $(PYTHON_READY) $(NODE_READY) ## the NATS server, its clients and the parsers that the tests use

$(PYTHON_READY): tests/tools/requirements.txt | test-packages
	rm -rf $(PYTHON)
	python3 -m venv $(PYTHON)
	$(PYTHON)/bin/pip install --quiet --require-hashes --requirement $<
	touch $@

$(NODE_READY): tests/tools/package.json tests/tools/package-lock.json | test-packages
	rm -rf $(NODE)
	mkdir -p $(NODE)
	cp $^ $(NODE)
	npm ci --prefix $(NODE) --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

$(DENY):
	cargo install --quiet --locked cargo-deny --version $(CARGO_DENY_VERSION) --root .tools

bench: tools ## speed and memory, beside other stores and the machine's limits
	cargo run --release --package pdca-benches

fuzz: CXX_NEEDED := yes
fuzz: packages $(FUZZ) ## each fuzz target for FUZZ_SECONDS, 30 unless told (needs a nightly toolchain)
	@cargo +nightly --version >/dev/null 2>&1 || { \
	   echo 'fuzzing needs a nightly toolchain: rustup toolchain install nightly --profile minimal'; exit 1; }
	@cd fuzz && export PATH="$(CURDIR)/.tools/bin:$$PATH" && for target in $$(cargo +nightly fuzz list); do \
	   echo "fuzzing $$target for $(FUZZ_SECONDS) s"; \
	   mkdir -p corpus/$$target seeds/$$target; \
	   cargo +nightly fuzz run $$target corpus/$$target seeds/$$target -- \
	     -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=2048 -timeout=10; done

$(FUZZ):
	cargo install --quiet --locked cargo-fuzz --version $(CARGO_FUZZ_VERSION) --root .tools
