# Everything a newcomer needs: `make demo` and `make test` each do all their own set-up.
# Needs only git, make and Python 3.11 or later (set PYTHON to choose one).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Nothing of an environment that happens to be active may leak in.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.PHONY: demo serve look fast test oldest check texts bench clean
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo "make demo    hele veien på oppdiktede eksempler: mappa demo/"
	@echo "make serve   nettsidene med eksemplene i: mappa serve-demo/"
	@echo "make look    Designsystemets stil på nettsidene (trenger npm)"
	@echo "make fast    kjerne, orakel, regler, innlesing og rapport: under to minutter"
	@echo "make test    alle tester"
	@echo "make oldest  med de eldste bibliotekene som pyproject.toml tillater"
	@echo "make check   stil, typer, importregler"
	@echo "make texts   tekstene på engelsk i takt med koden: casewatch/locale/en.po"
	@echo "make bench   målingene i benchmarks/ (for hånd)"

# The stamp is renewed when the pinned requirements or the package's own description change.
$(VENV)/ready: requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("casewatch trenger Python 3.11 eller nyere") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/ready
	$(BIN)/casewatch demo --out demo

serve: $(VENV)/ready
	$(BIN)/python -m samples.serving serve-demo $(if $(PORT),$(PORT),8000)

# Designsystemet's style is installed and not kept here; the pages have a plain one of their own without it.
LOOK := casewatch/web/static/designsystemet
DESIGN := node_modules/@digdir/designsystemet-css/dist
look:
	@command -v npm >/dev/null || { echo "make look trenger npm (følger med Node.js). Nettsidene virker også uten."; exit 1; }
	npm install --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error
	mkdir -p $(LOOK)
	cp $(DESIGN)/theme/designsystemet.css $(LOOK)/theme.css
	cp $(DESIGN)/src/index.css $(LOOK)/designsystemet.css

FAST := tests/core tests/oracle tests/rulebook tests/intake tests/report
fast: $(VENV)/ready
	$(BIN)/python -m pytest -n auto $(FAST)

test: $(VENV)/ready
	$(BIN)/python -m pytest -n auto

# The quick tests, and those that touch every library: on the least versions that pyproject.toml names. They are of the
# oldest Python's time, and not made for 3.13.
OLDEST := .venv-oldest
TOUCHING := tests/test_frames.py tests/notify tests/store tests/web/routes/test_sign_in.py tests/web/test_work_accounts.py tests/web/routes/test_uploading.py tests/cli/test_text.py
$(OLDEST)/ready: requirements-oldest.txt
	@$(PYTHON) -c 'import sys; sys.exit("make oldest trenger Python 3.11 eller 3.12") if sys.version_info >= (3, 13) else None'
	$(PYTHON) -m venv --clear $(OLDEST)
	$(OLDEST)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-oldest.txt
	@touch $@

oldest: $(OLDEST)/ready
	$(OLDEST)/bin/python -m pytest -n auto $(FAST) $(TOUCHING)

check: $(VENV)/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/deptry .
	$(BIN)/deptry . --extend-exclude '(tests|samples|benchmarks)/' --optional-dependencies-dev-groups dev

texts: $(VENV)/ready
	$(BIN)/python -m tests.texts

bench: $(VENV)/ready
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) $(OLDEST) demo serve-demo build dist node_modules $(LOOK)
