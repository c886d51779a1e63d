#!/bin/sh
# Makes .venv with the tools that install everything else, each checked against its hash.
set -eu
cd "$(dirname "$0")/.."

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in ${PYTHON:-} python3.11 python3 python3.14 python3.13 python3.12; do
        if is_new_enough "$name"; then echo "$name"; return; fi
    done
    echo "Allies needs Python 3.11 or newer. Install it, or say where it is: make PYTHON=path" >&2
    exit 2
}

python=$(find_python)
if ! "$python" -c 'import ensurepip' 2>/dev/null; then  # Debian keeps this part in a package of its own
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q >/dev/null
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3-venv >/dev/null
    else
        echo "Python's venv is missing. Install it: apt-get install python3-venv" >&2
        exit 2
    fi
fi
is_new_enough .venv/bin/python || "$python" -m venv --clear .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r setup/tools.txt
