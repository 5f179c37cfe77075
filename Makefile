# make demo    packs and cards for the fictional sample session, in out/
# make test    every check that a change must pass
# make bench   speed and memory, beside other ways to print the same: benchmarks/RESULTS.md (takes most of an hour)
# make audit   what is installed, in which version, under which licence
# make wheel   the package, in dist/
# make lock    renews the pins in requirements/ (needs uv)
# make clean   removes all that the others made
#
# Everything that these need is installed into .venv, from the pins in requirements/;
# Pango, which is no Python package, comes from the system's package manager (tools/setup).

.POSIX:
.PHONY: demo test bench audit wheel lock clean

PYTHON = .venv/bin/python
# fontconfig's index and pip's downloads stay in the checkout
HERE = XDG_CACHE_HOME="$$PWD/.cache" PIP_CACHE_DIR="$$PWD/.cache/pip"

demo:
	@$(HERE) tools/setup run
	@$(HERE) $(PYTHON) generate.py demo

test:
	@$(HERE) tools/setup dev
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(HERE) $(PYTHON) -m pytest -n 2 --dist loadfile

# BENCH="--quick", or what else `python -m benchmarks --help` names
bench:
	@$(HERE) tools/setup bench
	@$(HERE) $(PYTHON) -m benchmarks $(BENCH)

audit:
	@$(HERE) tools/setup run
	@$(PYTHON) tools/audit.py

wheel:
	@$(HERE) tools/setup dev
	@$(HERE) $(PYTHON) -m build --no-isolation --outdir dist .

lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements/tools.in -o requirements/tools.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --extra dask \
		--constraint requirements/run.txt -o requirements/dask.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group dev \
		-o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group bench \
		-o requirements/bench.txt

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
