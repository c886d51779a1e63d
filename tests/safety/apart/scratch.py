"""A database for one series alone: a file of SQLite in ALLIES_HOME, or one made and dropped on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo


@contextmanager
def database() -> Iterator[str]:
    """Every connection of this process and of those it forks goes to a new, empty database. Gives its vendor."""
    own = connections["default"]
    if own.vendor == "sqlite":
        yield own.vendor
        return
    name = f"allies_kills_{os.getpid()}"
    own.settings_dict["NAME"], given = name, own.settings_dict["NAME"]
    with _server() as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield own.vendor
        finally:
            own.settings_dict["NAME"] = given
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _server() -> psycopg.Connection:
    own = connections["default"].settings_dict
    where = {name: str(own[name.upper()]) for name in ("host", "port", "user", "password") if own[name.upper()]}
    return psycopg.connect(make_conninfo(dbname="postgres", **where), autocommit=True)
