# Two commands do all set-up on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest

RESULTS := evals/results
CASES := $(RESULTS)/framgangsfaktorer

.PHONY: run test lint gate eval baseline constraints clean

run: $(VENV)/.run
	$(BIN)/belagg

test: lint
	$(PYTEST)

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Asks every case about the article and fails if any figure has fallen from the committed one by more than the noise.
gate: $(VENV)/.run
	$(BIN)/belagg eval --against $(CASES)/framgangsfaktorer.json

# The whole report, with baselines and ablations: about ten minutes. The page is $(RESULTS)/full/full.html.
eval: $(VENV)/.run
	$(BIN)/belagg eval --suite full --out $(RESULTS)/full
	$(BIN)/belagg eval --suite attribution --out $(RESULTS)/attribution

# Writes down today's answers as those that `make gate` compares with.
baseline: $(VENV)/.run
	$(BIN)/belagg eval --out $(CASES)

# Writes down the versions that are installed now; run it in an environment where everything was tested.
constraints: $(VENV)/.test
	$(PIP) freeze --exclude-editable --exclude belagg | sed 's/+cpu$$//' > constraints.txt

$(VENV)/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Belägg behöver Python 3.11 eller senare: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run
	$(PIP) install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
