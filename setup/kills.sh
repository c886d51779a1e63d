#!/bin/bash
# Ends imports of all sources by SIGKILL, each in a home of its own, on SQLite and on a PostgreSQL made for it.
#   setup/kills.sh [--kills 500] [--seed 1] [--of KIND]
set -euo pipefail
cd "$(dirname "$0")/.."
unset ALLIES_HOME ALLIES_DATABASE_URL  # nothing that is someone's is touched

echo "== on SQLite"
.venv/bin/python -m tests.safety.apart.kills "$@"
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    echo "== on PostgreSQL"
    setup/postgres.sh bash -c 'ALLIES_DATABASE_URL=$ALLIES_TEST_DATABASE_URL exec .venv/bin/python -m tests.safety.apart.kills "$@"' kills "$@"
else
    echo "PostgreSQL is missing. Get it: sudo apt-get install postgresql" >&2
fi
