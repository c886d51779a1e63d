#!/bin/bash
# Runs a command with a PostgreSQL of its own, in a temporary folder, reached through a socket there; gone afterwards.
#   setup/postgres.sh COMMAND...     the command finds it in ALLIES_TEST_DATABASE_URL
set -euo pipefail

programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d /tmp/allies-postgres-XXXXXX)
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then  # the server refuses to run as root
    chown postgres "$folder"
    as_owner() { runuser -u postgres -- "$@"; }
fi

stop() {
    as_owner "$programs/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$folder"
as_owner "$programs/initdb" --pgdata="$folder/data" --username=allies --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# no TCP, and no waiting for the disk: nothing here outlives the run
options="-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
as_owner "$programs/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --options="$options" --wait --silent start >/dev/null
cd "$OLDPWD"

export ALLIES_TEST_DATABASE_URL="postgresql://allies@${folder//\//%2F}/allies"
"$@"
