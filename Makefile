# Everything that one does with the portal from a fresh checkout. Needs Python 3.11 or later and make.
PYTHON   ?= python3
VENV     ?= .venv
DATA_DIR ?= var
PORT     ?= 8000
BIN      := $(VENV)/bin
export DATA_DIR

.PHONY: run test check demo-reset lock clean help

help:                ## Show what can be made
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*##/ –/; s/^/  make /'

run: $(VENV)/.installed  ## Set everything up and serve the demo newsroom on 127.0.0.1:$(PORT)
	@DEMO=1 PORT=$(PORT) $(BIN)/python manage.py portal --port $(PORT)

demo-reset: $(VENV)/.installed  ## Throw the demo newsroom away and build it anew
	@DEMO=1 $(BIN)/python manage.py portal --prepare-only
	@DEMO=1 $(BIN)/python manage.py demo --reset

test: $(VENV)/.installed-dev  ## Run every test that this machine allows
	@$(BIN)/python tests/run.py

check: $(VENV)/.installed-dev  ## Lint, types, imports, migrations, translations, deployment settings
	@$(BIN)/python tests/check.py

COMPILE := $(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --strip-extras --allow-unsafe

lock:                ## Bring the locked dependencies up to date (needs pip-tools)
	$(COMPILE) --upgrade --extra dev --extra s3 -o requirements-dev.lock pyproject.toml
	$(COMPILE) --upgrade -c requirements-dev.lock -o requirements.lock pyproject.toml

clean:               ## Remove the virtual environment; data stay
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; choose one with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock | $(VENV)/bin/python
	@echo "Installing the locked dependencies …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing the locked dependencies of development …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.installed
