# Two commands are enough on a fresh Debian 12 with Python 3.11: `make serve` and `make test`.

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
# More for pip, for example a wheel index with CPU-only builds of torch.
PIP_ARGS ?=
FUZZ_ARGS ?= -max_total_time=300

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --constraint constraints.txt $(PIP_ARGS)

.PHONY: serve install install-test test lint bench bench-load bench-training train train-classifier pictures scaling test-cluster bench-memory audit fuzz fuzz-api nightly constraints clean

serve: install
	@echo "Loupe on http://$(HOST):$(PORT) (Ctrl+C stops it)"
	@exec $(BIN)/loupe serve --host "$(HOST)" --port "$(PORT)"

# The stamps notice changed files; pip check notices packages that went missing since.
install: $(VENV)/installed
	@$(PIP) check > $(VENV)/check 2>&1 || { cat $(VENV)/check; $(INSTALL) --editable .; }

install-test: $(VENV)/installed-test
	@$(BIN)/python scripts/pin.py --check || $(INSTALL) --editable ".[test]"

$(VENV)/bin/python:
	@sh scripts/make-venv.sh "$(PYTHON)" "$(VENV)"

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what Loupe needs (some minutes the first time)"
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt $(VENV)/installed
	@echo "Installing what the tests need"
	@$(INSTALL) --editable ".[test]"
	@touch $@

# Each process has its own server and browser, so that one core each is enough for torch. A test
# that fails is tried once more, and the report names it.
test: export OMP_NUM_THREADS ?= 1
test: PYTEST_ARGS ?= --numprocesses auto --maxprocesses 4 --dist loadfile --reruns 1 -r aR
test: install-test
	@sh scripts/need-chromium.sh
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: install-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@sh scripts/check-javascript.sh

bench: install-test
	@sh scripts/need-chromium.sh
	@$(BIN)/python -m bench

bench-load: install-test
	@$(BIN)/python -m bench load

# Training takes and returns many tensors of megabytes: in huge pages that costs a third less time.
bench-training train: export GLIBC_TUNABLES ?= glibc.malloc.hugetlb=1

# JoeyNMT is the peer; it brings some forty packages that nothing else needs.
bench-training: install-test
	@$(INSTALL) --editable ".[bench]"
	@$(BIN)/python -m bench decoding training

train: install-test
	@$(BIN)/loupe train

# Needs Fashion-MNIST: sudo apt-get install dataset-fashion-mnist
train-classifier: install-test
	@$(BIN)/loupe train-classifier

# The pictures of the README, taken from the running application.
pictures: install-test
	@sh scripts/need-chromium.sh
	@$(BIN)/python -m scripts.pictures

# What a request costs here, and from it what so many users need: docs/scaling.md.
scaling: install-test
	@$(BIN)/python -m scripts.scaling

# Ray is large; nothing else needs it.
test-cluster: install-test
	@$(INSTALL) --editable ".[cluster]"
	@$(BIN)/python -m pytest -m cluster tests/cluster $(PYTEST_ARGS)

# Known weaknesses of the pinned versions; without a network it says that nothing is known.
audit: install-test
	@$(INSTALL) --editable ".[audit]"
	@$(BIN)/python -m scripts.audit

# Memory of four workers over that of one.
bench-memory: install-test
	@$(BIN)/python -m bench memory

# The API asked by schemathesis, three hundred examples an operation.
fuzz-api: install-test
	@$(BIN)/python -m tests.fuzz.api

# The readers of uploaded files under coverage-guided fuzzing; FUZZ_ARGS are libFuzzer's.
fuzz: install-test
	@$(INSTALL) --editable ".[fuzz]"
	@$(BIN)/python -m tests.fuzz.grids $(FUZZ_ARGS)

# A million examples of every parser: some hours.
nightly: install-test
	@LOUPE_EXAMPLES=1000000 $(BIN)/python -m pytest tests/fuzz

constraints: install-test
	@$(BIN)/python scripts/pin.py > constraints.new
	@mv constraints.new constraints.txt

clean:
	@rm -rf $(VENV) node_modules build *.egg-info
