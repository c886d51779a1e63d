#!/bin/bash
# Everything that is checked, in the order in which mistakes are cheapest to find. A step that fails does not hide the next.
# ALLIES_TEST_STRICT=1: nothing may be left out.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"

left_out="" failed=""
leave_out() {
    left_out="$left_out
$1"
    if [ "${ALLIES_TEST_STRICT:-}" = 1 ]; then failed="$failed, $1"; fi
}
step() {
    local name=$1 began=$SECONDS
    shift
    echo
    echo "== $name"
    "$@" || failed="$failed, $name"
    echo "($name: $((SECONDS - began)) s)"
}

step "style, types, rooms" setup/lint.sh
step "tests on SQLite" pytest -q -n 2 -m "not browser"
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    # those that know no database ran above
    step "tests on PostgreSQL" setup/postgres.sh pytest -q -n 2 -m "not browser" \
        --ignore tests/engine --ignore tests/sources --ignore tests/sample --ignore tests/lib --ignore tests/fuzz
else
    leave_out "the tests on PostgreSQL did not run. Get it: sudo apt-get install postgresql"
fi
if command -v chromium >/dev/null; then
    step "tests in a browser" pytest -q -n 2 -m browser
else
    leave_out "the tests in a browser did not run. Get it: sudo apt-get install chromium"
fi

[ -z "$left_out" ] || echo "Left out:$left_out"
if [ -n "$failed" ]; then
    echo "Failed: ${failed#, }" >&2
    exit 1
fi
