"""What `allies doctor` looks at: the machine, the database, the folder, the waiting work."""

from __future__ import annotations

import email.utils
import inspect
import platform
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django_tasks_db.models import DBTaskResult

from allies.cli import first_start, workers
from allies.cli.errors import SET_UP
from allies.lib import clock, sealing
from allies.people import queries
from allies.people.models import Member
from allies.ties import refresh
from allies.traces.accounts import queries as account_queries
from allies.traces.models import Account

RACE_FROM, RACE_UNTIL = (3, 7, 0), (3, 51, 2)
LITTLE_BYTES, TOO_LITTLE_BYTES = 2_000_000_000, 200_000_000
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class State(StrEnum):
    """How one thing is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, how it is, and what to do."""

    about: str
    state: State
    says: str


def all_of_them() -> Iterator[Finding]:
    """Every finding. Where the database does not answer, those that need it are left out."""
    yield python()
    yield from home()
    yield disk()
    reached = database()
    yield reached
    if reached.state is State.PROBLEM:
        return
    if connection.vendor == "sqlite":
        yield sqlite_file()
        yield sqlite_race()
    migrated = tables()
    yield migrated
    if migrated.state is State.OK:
        yield from derived()
        yield from accounts()
        yield from work()


def python() -> Finding:
    """Whether this Python's parsers of zips and addresses have the holes that were found in 2023 and 2024."""
    holes = []
    if "_end_offset" not in zipfile.ZipInfo.__slots__:
        holes.append("overlapping zip entries")
    if "strict" not in inspect.signature(email.utils.parseaddr).parameters:
        holes.append("misread addresses")
    version = f"Python {platform.python_version()}"
    if not holes:
        return Finding("python", State.OK, version)
    says = f"{version} has known holes ({', '.join(holes)}). Allies guards against them; a newer Python has none."
    return Finding("python", State.WARNING, says)


def home() -> Iterator[Finding]:
    """Whether anyone else on this machine can read what is kept."""
    folder = Path(settings.ALLIES_HOME)
    keys = (folder / name for name in ("secret.key", sealing.NAME) if (folder / name).exists())
    for path in filter(None, (folder, *keys, first_start.database_file())):
        if path.stat().st_mode & OTHERS:
            yield Finding("home", State.PROBLEM, f"Others on this machine can open {path}. Run: chmod go= '{path}'")
        else:
            yield Finding("home", State.OK, f"{path} is yours alone.")


def disk() -> Finding:
    """Whether there is room."""
    free_bytes = shutil.disk_usage(settings.ALLIES_HOME).free
    says = f"{free_bytes / 1e9:.1f} GB are free in {settings.ALLIES_HOME}."
    if free_bytes < TOO_LITTLE_BYTES:
        return Finding("disk", State.PROBLEM, f"Only {says} Make room before anything is brought in.")
    return Finding("disk", State.WARNING if free_bytes < LITTLE_BYTES else State.OK, says)


def database() -> Finding:
    """Whether the database answers."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        first = str(error).splitlines()[0]
        return Finding("database", State.PROBLEM, f"The database does not answer: {first}. Check ALLIES_DATABASE_URL.")
    version = ".".join(map(str, connection.get_database_version()))
    return Finding("database", State.OK, f"{connection.display_name} {version} answers.")


def sqlite_file() -> Finding:
    """Whether the file of the database is whole."""
    file = first_start.database_file()
    if file is None:
        return Finding("sqlite", State.OK, "The database is in memory.")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as reading:
        whole = reading.execute("PRAGMA quick_check(1)").fetchone()[0]
    if whole != "ok":
        return Finding("sqlite", State.PROBLEM, f"The database file is damaged: {whole}. Restore your last backup.")
    return Finding("sqlite", State.OK, "The database file is whole.")


def sqlite_race() -> Finding:
    """Whether this SQLite has the rare race in resetting its log."""
    version = ".".join(map(str, sqlite3.sqlite_version_info))
    if not RACE_FROM <= sqlite3.sqlite_version_info <= RACE_UNTIL:
        return Finding("sqlite", State.OK, f"SQLite {version} has no known race.")
    says = (
        f"SQLite {version} can, very rarely, damage a database that two processes write to at once (mended in 3.51.3). "
        "Keep backups: allies backup FILE"
    )
    return Finding("sqlite", State.WARNING, says)


def tables() -> Finding:
    """Whether the tables are those of this version."""
    if first_start.is_migrated():
        return Finding("tables", State.OK, "The tables are those of this version.")
    return Finding("tables", State.PROBLEM, SET_UP)


def derived() -> Iterator[Finding]:
    """Whether what is derived has followed the traces."""
    members = [member for name in queries.member_names() if (member := queries.member_named(name))]
    if not members:
        yield Finding("members", State.WARNING, "There is no member yet. Run: allies init")
    for member in members:
        yield _freshness(member)


def _freshness(member: Member) -> Finding:
    if refresh.is_behind(member):
        says = f"The derived data of {member.username} is behind. Run: allies rebuild --member {member.username}"
        return Finding("derived", State.WARNING, says)
    return Finding("derived", State.OK, f"The derived data of {member.username} is up to date.")


def accounts() -> Iterator[Finding]:
    """Whether any account elsewhere could not be brought in step."""
    for member in Member.objects.filter(pk__in=Account.objects.owners(), is_active=True).order_by("username"):
        rows = account_queries.accounts(member, at=clock.now())
        ill = [row.name for row in rows if row.failure]
        if ill:
            says = f"{len(ill)} of {member.username}'s accounts: {', '.join(ill)[:200]}. What helps: allies accounts"
            yield Finding("accounts", State.WARNING, f"Not in step: {says}")
        else:
            yield Finding("accounts", State.OK, f"All {len(rows)} accounts of {member.username} are well.")


def work() -> Iterator[Finding]:
    """Whether the waiting work is being done, and whether any of it failed."""
    waiting, failed = DBTaskResult.objects.ready().count(), DBTaskResult.objects.failed().count()
    alive = len(workers.alive())
    if waiting and not alive:
        yield Finding("worker", State.PROBLEM, f"{waiting} tasks wait and nobody does them. Run: allies worker")
    else:
        yield Finding("worker", State.OK, f"{waiting} tasks wait; {alive} workers are alive.")
    if failed:
        yield Finding("tasks", State.WARNING, f"{failed} tasks failed. What they read says why: allies imports")
