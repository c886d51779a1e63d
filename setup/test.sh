#!/bin/bash
# Everything that is checked, in the order in which mistakes are cheapest to find.
# ALLIES_TEST_STRICT=1: nothing may be left out.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

left_out=""
leave_out() {
    if [ "${ALLIES_TEST_STRICT:-}" = 1 ]; then echo "Nothing may be left out, but $1" >&2; exit 1; fi
    left_out="$left_out
$1"
}
step() { echo; echo "== $1"; shift; local began=$SECONDS; "$@"; echo "($((SECONDS - began)) s)"; }

step "style, types, rooms" setup/lint.sh
step "tests on SQLite" pytest -q -n 2 -m "not browser"
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    step "tests on PostgreSQL" setup/postgres.sh pytest -q -n 2 -m "not browser"
else
    leave_out "the tests on PostgreSQL did not run. Get it: sudo apt-get install postgresql"
fi
if command -v chromium >/dev/null; then
    step "tests in a browser" pytest -q -n 2 -m browser
else
    leave_out "the tests in a browser did not run. Get it: sudo apt-get install chromium"
fi
[ -z "$left_out" ] || echo "Left out:$left_out"
