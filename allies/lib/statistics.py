"""What a database believes of its tables when it plans how to read them."""

from __future__ import annotations

from django.db import connection, models

MANY = 1_000  # rows written at once
LOOKED_AT = 100_000  # entries of an index from which SQLite tells how many rows each value has


def count_anew(written: int, *tables: type[models.Model]) -> None:
    """After many rows, let the database count these tables at once.

    PostgreSQL plans for the few rows that were there until it counts by itself, in a minute: a list of 10,000 people
    took 19 s, and takes 30 ms. SQLite never counts by itself, and takes an owner's rows for ten: one person's page went
    through all of 200,000 letters in half a second, and takes a fifth of that. Within a limit it keeps numbers only, no
    samples of what stands in the rows.
    """
    if written < MANY:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table._meta.db_table)}")
