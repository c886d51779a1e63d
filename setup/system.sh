#!/bin/sh
# What the tests need of the system: Chromium for the pages, PostgreSQL for the second database, Dovecot for mailboxes.
# Installs them where it may (as root, with apt); elsewhere says in one line what is missing and how to get it.
set -eu

missing=""
command -v chromium >/dev/null || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing:$missing"
    apt-get update -q >/dev/null
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >/dev/null
else
    echo "Left out, for want of:$missing. Get it: sudo apt-get install$missing" >&2
fi
