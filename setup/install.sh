#!/bin/sh
# Installs a lock file into .venv, each package checked against its hash, then Allies itself.
set -eu
cd "$(dirname "$0")/.."
VIRTUAL_ENV=$PWD/.venv
export VIRTUAL_ENV
# Compiled here, once: where the environment forbids writing bytecode, every start would compile 600 modules again.
.venv/bin/uv pip install --quiet --compile-bytecode --require-hashes -r "$1"
.venv/bin/uv pip install --quiet --no-build-isolation --no-deps -e .  # setuptools is there, checked, from setup/tools.txt
env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m compileall -q allies
