# Two commands for everyone: `make demo` and `make test`. `make help` lists the rest.
# Plain GNU make (3.81 or later), a POSIX shell, Python 3.11 or later with pip. Everything stays inside the checkout.

VENV := .venv
PY := $(VENV)/bin/python
CASE := demo_case
JOBS ?= auto
ARGS ?=

# A PYTHONPATH of the caller's could put other modules in front of the installed ones.
unexport PYTHONPATH
unexport PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK := 1

MADE := $(VENV)/.made
RUN := $(VENV)/.installed-run
TEST := $(VENV)/.installed-test
DEV := $(VENV)/.installed-dev

# Two pip processes must not write into one environment.
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test lint check format reference clean distclean

help:
	@echo "make demo       link sample_data/ and print where the map is"
	@echo "make test       run all tests              (ARGS='-k phone' picks some, JOBS=2 sets the processes)"
	@echo "make lint       ruff, formatting, mypy"
	@echo "make check      test and lint: what a change must pass"
	@echo "make format     put the code into its form"
	@echo "make reference  write docs/commands.md and docs/settings.md anew from the code"
	@echo "make clean      remove what was built, caches and the demo's case"
	@echo "make distclean  the same, and the virtual environment"
	@echo "PYTHON=/path/to/python3.12 chooses the Python that the virtual environment is made with"

demo: $(RUN)
	@$(VENV)/bin/graphkit link sample_data --settings sample_data/graphkit.toml --out $(CASE)
	@$(PY) -c 'import pathlib; p = pathlib.Path("$(CASE)/map.html").resolve(strict=True); print(f"Map: {p}  {p.as_uri()}")'

test: $(TEST)
	@bash scripts/ensure_browser.sh
	@$(PY) -m pytest -n $(JOBS) --maxprocesses=8 $(ARGS)

lint: $(DEV)
	@bad=0; \
	$(PY) -m ruff check . || bad=1; \
	$(PY) -m ruff format --check . || bad=1; \
	$(PY) -m mypy || bad=1; \
	exit $$bad

check: test lint

format: $(DEV)
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

reference: $(RUN)
	@$(PY) scripts/docs_reference.py

clean:
	@rm -rf build dist ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis $(CASE)
	@find . -name $(VENV) -prune -o -name __pycache__ -prune -exec rm -rf {} +

distclean: clean
	@rm -rf $(VENV)

# The mark holds the checkout's path: a copied or moved environment has scripts that point to the old place, and one
# whose Python was removed from the machine has none. Either is made anew.
ifneq ($(shell test -x $(PY) && cat $(MADE) 2>/dev/null),$(CURDIR))
.PHONY: $(MADE)
endif
$(MADE):
	@sh scripts/make_venv.sh $(VENV)

# Installed in place: the sources are what runs, package data included, and only a changed pyproject.toml (or version)
# installs again.
INSTALL = $(PY) -m pip install --quiet --editable
$(RUN): $(MADE) pyproject.toml graphkit/version.py
	@echo "Installing graphkit and what it needs into $(VENV) (a few minutes the first time)"
	@$(INSTALL) . && touch $@

$(TEST): $(MADE) pyproject.toml graphkit/version.py
	@echo "Installing graphkit and what its tests need into $(VENV) (a few minutes the first time)"
	@$(INSTALL) '.[test]' && touch $(RUN) $@

$(DEV): $(MADE) pyproject.toml graphkit/version.py
	@echo "Installing graphkit, its tests' needs, ruff and mypy into $(VENV) (a few minutes the first time)"
	@$(INSTALL) '.[test,dev]' && touch $(RUN) $(TEST) $@
