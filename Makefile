# Everything a newcomer or a machine types. `make` alone lists it.

SWIFT ?= swift
# Extra words for the test runner, e.g. `make test TESTS="--filter ECGCore"`.
TESTS ?=
# Test suites start hubs, kill them and measure time; one after the other they do not disturb each other.
TEST_MODE ?= --no-parallel
# Random sequences of calls that `make sequences` holds against the model.
SEQUENCES ?= 100000
SOURCES = Sources Tests Benchmarks Package.swift

export READINGHUB_PEERS_VENV := $(CURDIR)/.venv

.DEFAULT_GOAL := help
.PHONY: help setup build test test-all fuzz sequences demo bench accuracy samples error-codes hostile-table lint format clean

help: ## list these targets
	@echo "ReadingHub. Two commands are all a fresh machine needs: 'make demo' and 'make test'."
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

setup: ## install missing Debian packages and the private Python environment (nothing to do: under 1 s)
	@.ci/setup

build: setup ## debug build of program and tests, shared by demo and test
	@if [ ! -d .build/debug ]; then echo "build: the first build compiles every dependency and takes several minutes; later ones take seconds"; fi
	@$(SWIFT) build --build-tests

test: build ## all tests but the long ones
	@.ci/run-tests $(TEST_MODE) $(TESTS)

test-all: build ## all tests, the long ones too (1,000 kills of the hub and the like), sequences and fuzz
	@READINGHUB_TEST_LEVEL=all .ci/run-tests $(TEST_MODE) $(TESTS)
	@$(if $(TESTS),echo "sequences and fuzz: not run, TESTS chooses a part",$(MAKE) --no-print-directory sequences && .ci/fuzz)

fuzz: setup ## every ECG file reader under libFuzzer, READINGHUB_FUZZ_SECONDS for each group of formats (60)
	@.ci/fuzz

sequences: setup ## the hub against its model: SEQUENCES random sequences (100,000) as a release build
	@$(SWIFT) build -c release --product HubModelled
	@.build/release/HubModelled $(SEQUENCES)

demo: build ## a hub, two clinics, three doctors, from upload to verified report; KEEP=1 leaves the hub running
	@KEEP=$(KEEP) SampleStudies/demo.sh

bench: setup ## speed against the floor of the machine (release build)
	@echo "bench: release build; the first one takes several minutes"
	@$(SWIFT) build -c release --product readinghub
	@$(SWIFT) build -c release --product SpeedBench
	@.build/release/SpeedBench

accuracy: setup ## beats, classes, rhythm and boundaries against annotated data (release build; needs READINGHUB_TESTDATA)
	@echo "accuracy: release build; the first one takes several minutes"
	@$(SWIFT) build -c release --product readinghub
	@$(SWIFT) build -c release --product AccuracyScorer
	@Benchmarks/accuracy.sh

samples: setup ## make SampleStudies again from public data (needs READINGHUB_TESTDATA)
	@.venv/bin/python -B SampleStudies/make-samples.py

error-codes: ## write docs/error-codes.md from the codes and sentences in the sources
	@python3 .ci/error-codes.py

hostile-table: build ## write the tables of docs/hostile-input.md from a new run (needs READINGHUB_TESTDATA)
	@READINGHUB_WRITE_HOSTILE_TABLE=1 .ci/run-tests $(TEST_MODE) --filter HostileTableTests

lint: ## formatting and style, warnings are errors
	@$(SWIFT) format lint --strict -r --configuration .swift-format $(SOURCES)
	@echo "lint: clean"

format: ## put sources into the house's format
	@$(SWIFT) format -i -r --configuration .swift-format $(SOURCES)

clean: ## remove what builds and demos made (keeps .venv)
	@rm -rf .build demo-out
