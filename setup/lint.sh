#!/bin/bash
# Style, types and rooms. The type checker reads the settings: it gets a folder of its own for that.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
ALLIES_HOME=$(mktemp -d)
export ALLIES_HOME
trap 'rm -rf "$ALLIES_HOME"' EXIT

step() { echo "== $*"; "$@"; }
step ruff check .
step ruff format --check .
step mypy
step lint-imports
