#!/bin/sh
# Chooses versions anew and writes them down with their hashes. No registry is named in what it writes.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header "$@"
}
compile setup/tools.in -o setup/tools.txt
compile pyproject.toml -o requirements.txt
compile pyproject.toml --extra dev -o requirements-dev.txt
compile bench/peers/requirements.in -o bench/peers/requirements.txt
