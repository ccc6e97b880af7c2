# The words of the house: demo, test, bench, proof. Each sets up what it needs first.

PYTHON ?= python3
IN := .venv/bin/python

.PHONY: demo test bench proof words map pictures lock clean

demo: .venv/laptop
	@$(IN) -m fieldlog demo

test: .venv/workshop
	@.ci/system
	@$(IN) -m pytest -n 2 --dist loadfile

bench: .venv/workshop
	@$(IN) -m tests.bench

proof: .venv/workshop
	@.ci/system
	@$(IN) -m pytest -m proof

# What a laptop needs to run fieldlog, by hash, and the word `fieldlog` itself.
.venv/laptop: requirements.txt
	@echo "Setting up in .venv, once: about a minute."
	@$(PYTHON) -m venv .venv
	@$(IN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/.venv/bin/python" -m fieldlog "$$@"\n' "$(CURDIR)" "$(CURDIR)" > .venv/bin/fieldlog
	@chmod +x .venv/bin/fieldlog
	@touch $@

# What one needs to work on it: the laptop's part and the tools.
.venv/workshop: requirements-dev.txt pyproject.toml
	@echo "Setting up in .venv, once: a minute or two."
	@$(PYTHON) -m venv .venv
	@$(IN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(IN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Collect the texts of the screens into the English catalogue, and make it ready to use.
words: .venv/workshop
	@$(IN) -m tests.words

# Write anew what the docs take from the program: the map of the files and the key sheets.
map: .venv/workshop
	@$(IN) -m tests.the_map
	@$(IN) -m tests.the_keys
	@$(IN) -m tests.the_access

# Take the pictures of the docs: the rehearsed evening on a clock that stands still.
pictures: .venv/workshop
	@$(IN) -m tests.pictures

# Choose versions anew; the files hold hashes and no addresses.
lock:
	@$(IN) -m pip install --quiet uv
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml -o requirements.txt
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --extra server pyproject.toml -o requirements-server.txt
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.txt

clean:
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
