# `make help` lists the targets. Everything works from a bare folder, as root and as an ordinary user.
SHELL := /bin/sh
PYTHON := .venv/bin/python
# For mypy and import-linter, which load the settings and touch no database
LINT_ENVIRONMENT := DATABASE_URL=postgresql://rar_app@/lint_demo DATABASE_OWNER_URL=postgresql://rar_owner@/lint_demo \
	REDIS_URL=redis:// SECRET_KEY=lint DEMO=1

.PHONY: help run test lint verapdf libreoffice faults bench mutants pictures editor reset

help: ## These lines
	@sed -n 's/^\([a-z]*\):.*## /  make \1  \t/p' Makefile | expand -t 16

run: ## The portal with its demo on http://localhost:8000 (PORT=8123 make run), until Ctrl-C; data below var/
	@bin/venv run
	@exec $(PYTHON) -m rarportal.run

test: ## All tests but faults and bench, on engines of their own below var-test/
	@bin/venv dev
	@$(PYTHON) -m rarportal.machine tests
	@exec $(PYTHON) -m pytest -n auto $(ARGS)

lint: ## ruff, mypy, import-linter and djLint
	@bin/venv dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check --quiet .
	$(LINT_ENVIRONMENT) $(PYTHON) -m mypy
	$(LINT_ENVIRONMENT) $(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PYTHON) -m djlint templates --lint --quiet

verapdf: ## Every kind of paper against PDF/A-3a and PDF/UA-1 (wants a JDK and Debian's libjaxb-java; says so)
	@bin/venv dev
	@exec $(PYTHON) -m tests.verapdf

libreoffice: ## A list's Excel and CSV as LibreOffice reads them (wants libreoffice-calc; says so)
	@bin/venv dev
	@exec $(PYTHON) -m tests.libreoffice

faults: ## Kills and outages with real processes: nothing lost, nothing twice (some minutes)
	@bin/venv dev
	@$(PYTHON) -m rarportal.machine tests
	@exec $(PYTHON) -m tests.faults $(ARGS)

pictures: ## The guide's pictures, taken of the demo
	@bin/venv dev
	@$(PYTHON) -m rarportal.machine tests
	@exec $(PYTHON) -m pytest tests/browser/pictures.py

mutants: ## Every check of a right in the actions is removed once, and a test must turn red (half an hour)
	@bin/venv dev
	@$(PYTHON) -m rarportal.machine tests
	@exec $(PYTHON) -m tests.mutants $(ARGS)

bench: ## Figures and ratios, measured here (some minutes)
	@bin/venv dev
	@$(PYTHON) -m rarportal.machine tests
	@exec $(PYTHON) -m tests.bench $(ARGS)

editor: ## static/js/editor.js from static/src/editor/ (wants Node 20; the result is committed)
	@mkdir -p build/editor
	cp static/src/editor/*.js static/src/editor/package.json build/editor/
	cd build/editor && npm install --no-package-lock --no-audit --no-fund
	cd build/editor && npx esbuild index.js --bundle --minify --format=iife --target=es2022 --legal-comments=eof \
		--outfile=../../static/js/editor.js

reset: ## Forget the data of `make run` and of the tests: the next start begins anew
	@bin/reset
