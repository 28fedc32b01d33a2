# NN Studio. `make run` opens the window, `make test` checks everything; `make soak` and `make mutants` take longer.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

SEEDS := 20
ROUND_SECONDS := 180

.PHONY: install libraries run test soak mutants bench screenshots network clean

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Debian and Ubuntu: sudo apt-get install python3 python3-venv. macOS: brew install python@3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@$(BIN)/python -m compileall -q nnstudio  # as pip does for what is not editable, so that the first start is quick too
	@touch $(STAMP)

# What Qt needs of the system is named, or installed where that is allowed, before anything imports Qt.
libraries: install
	@$(BIN)/python -m nnstudio.cli.system_libraries

run: libraries
	$(BIN)/nnstudio

test: libraries
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --dist worksteal

# Random use of the window, some hours of it in `make soak SEEDS=100`; a round that fails prints its last actions.
soak: libraries
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.soak --seeds $(SEEDS) --seconds $(ROUND_SECONDS)

# Puts small faults into the code and counts those that the tests notice.
# All take more than an hour; FAULTS='*__mutmut_*7' takes every tenth.
mutants: libraries
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,mutants]'
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.mutants $(if $(FAULTS),'$(FAULTS)')

bench: libraries
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

screenshots: libraries
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.screenshots

# The network that predicts until the user trains one; needs MNIST.
network: libraries
	$(BIN)/python -m tests.shipped_network

clean:
	rm -rf $(VENV) build dist mutants .mypy_cache .pytest_cache .ruff_cache .hypothesis
