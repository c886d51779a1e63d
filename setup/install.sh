#!/bin/sh
# Installs a lock file into .venv, each package checked against its hash, then Allies itself.
set -eu
cd "$(dirname "$0")/.."
VIRTUAL_ENV=$PWD/.venv
export VIRTUAL_ENV
.venv/bin/uv pip install --quiet --require-hashes -r "$1"
.venv/bin/uv pip install --quiet --no-build-isolation --no-deps -e .  # setuptools is there, checked, from setup/tools.txt
