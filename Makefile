# make grade, make test and make lab each set up .venv first, once; a change of pyproject.toml sets it up again.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Jupyter refuses to serve as root unless it is told so.
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] && echo --allow-root)
export JUPYTER_CONFIG_PATH := $(CURDIR)/course
export LINQUANT_EXCHANGE ?= $(CURDIR)/course/exchange
export PATH := $(abspath $(BIN)):$(PATH)
export MPLBACKEND :=

.PHONY: help setup grade attacks bench-grade bench-ref mutants test differences numerics messages baselines docs lint build lab clean

help:
	@echo "make grade   build the assignments, grade course/submitted (an example class if it is empty), print the scores"
	@echo "make test    check the style and run every test and every notebook"
	@echo "make attacks grade the attack set with linquant and with stock nbgrader (20 minutes), print what each gives"
	@echo "make bench-grade measure grading against stock nbgrader (10 minutes)"
	@echo "make bench-ref measure linquant_ref against a copy, loops and other libraries (20 minutes; OPTIONS=--quick: 3)"
	@echo "make mutants grade small changes of the reference answers (10 minutes), print how many lose points per function"
	@echo "make lab     open JupyterLab on your copies of the lessons in work/ (OPTIONS='--lang zh_CN': in Chinese)"
	@echo "make build   generate course/release, course/release-zh_CN and solutions from source_notebooks"
	@echo "make numerics write docs/numerics.md from its tests"
	@echo "make messages collect the texts that the packages translate, and compile their translations"
	@echo "make baselines draw the images in tests/baseline anew: look at what changed before you commit them"
	@echo "make differences compare the reference with other libraries, write docs/differences.md"
	@echo "make docs    make a website of the guides, the lessons and the reference, and say where (OPTIONS=--no-screenshots: faster)"
	@echo "make lint    clear the outputs of source notebooks, check style and types, mend what can be mended"

setup: $(INSTALLED)

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

grade: $(INSTALLED)
	$(BIN)/linquant build --release-only
	$(BIN)/linquant demo
	$(BIN)/linquant grade

build: $(INSTALLED)
	$(BIN)/linquant build --lang zh_CN

attacks: $(INSTALLED)
	$(BIN)/python tests/attack_table.py $(OPTIONS)

bench-grade: $(INSTALLED)
	$(BIN)/python tests/benchmarks/bench_grade.py $(OPTIONS)

bench-ref: $(INSTALLED)
	$(BIN)/python tests/benchmarks/bench_ref.py $(OPTIONS)

mutants: $(INSTALLED)
	cd tests && python -m mutants $(OPTIONS)

test: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder tests
	$(BIN)/python -m pytest --nbval --numprocesses 2 --dist loadfile solutions
	$(BIN)/python -m pytest --nbval-lax --numprocesses 2 --dist loadfile source_notebooks

numerics: $(INSTALLED)
	$(BIN)/python tests/test_numerics.py

messages: $(INSTALLED)
	$(BIN)/python tests/catalogues.py

baselines: $(INSTALLED)
	$(BIN)/python -m pytest --quiet tests/test_images.py --mpl-generate-path tests/baseline

differences: $(INSTALLED)
	$(BIN)/python tests/oracles/table.py

docs: $(INSTALLED)
	PYTHONPATH=$(CURDIR)/docs:$(CURDIR)/tests:$(PYTHONPATH) $(BIN)/python -m builder $(OPTIONS)

lint: $(INSTALLED)
	$(BIN)/nbstripout --keep-id source_notebooks/*/*.ipynb
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/mypy

lab: $(INSTALLED)
	mkdir -p -m 1777 "$(LINQUANT_EXCHANGE)"
	$(BIN)/linquant start $(OPTIONS)
	$(BIN)/jupyter lab $(AS_ROOT) --LabApp.default_url=/lab/tree/work/START.md

clean:
	rm -rf $(VENV) course/autograded course/feedback course/reports course/gradebook.db course/*.csv
