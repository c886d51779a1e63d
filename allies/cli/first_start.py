"""What a first start makes: the tables, the first member, a link to sign in by."""

from __future__ import annotations

import getpass
import os
import pwd
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from allies.cli import ports
from allies.cli.errors import Refused
from allies.lib import clock
from allies.people import actions, queries, signin
from allies.people.models import Member

USERNAME = re.compile(r"[\w.@+-]{1,150}")
ZONES = "zoneinfo/"


def is_migrated() -> bool:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate() -> None:
    """Make or change the tables where that is needed."""
    if not is_migrated():
        call_command("migrate", verbosity=0, interactive=False)
    if (file := database_file()) is not None:
        file.chmod(0o600)


def database_file() -> Path | None:
    """The file that the database is, where it is one."""
    file = Path(connection.settings_dict["NAME"])
    return file if connection.vendor == "sqlite" and file.is_file() else None


def ensure_member(username: str = "", *, name: str = "", zone: str = "") -> tuple[Member, bool]:
    """The member of this name, or the first one there is; made where there is none. Says whether it was made."""
    names = queries.member_names()
    wanted = username or (names[0] if names else _own_username())
    found = queries.member_named(wanted)
    if found is not None:
        return found, False
    if not USERNAME.fullmatch(wanted):
        raise Refused("A name to sign in by has letters, digits and . @ + - _ only, 150 at most.")
    return actions.create_member(wanted, name=name or _own_name(), at=clock.now(), zone=_zone(zone)), True


def address(port: int | None = None) -> str:
    """Where the pages are: ALLIES_URL, or this port of this machine where nothing else was said."""
    said = urlsplit(settings.ALLIES_URL)
    is_here = said.hostname == ports.HOST
    return f"http://{ports.HOST}:{port}" if is_here and port else settings.ALLIES_URL.rstrip("/")


def sign_in_link(member: Member, port: int | None = None) -> str:
    """The whole address that signs this member in once."""
    return f"{address(port)}/enter/{signin.new_link(member, at=clock.now())}/"


def _own_username() -> str:
    try:
        return re.sub(r"[^\w.@+-]", "", getpass.getuser()) or "me"
    except (KeyError, OSError):  # a machine without a name for who is running this
        return "me"


def _own_name() -> str:
    """The full name that the machine knows, if any. An administrator's account is nobody's name."""
    try:
        entry = pwd.getpwuid(os.getuid())
    except KeyError:
        return ""
    return "" if entry.pw_uid == 0 else entry.pw_gecos.split(",")[0]


def _zone(name: str) -> str:
    """The zone of this name, or the machine's own. Refused where there is none of this name."""
    try:
        return ZoneInfo(name or _own_zone()).key
    except (ZoneInfoNotFoundError, ValueError):
        if name:
            raise Refused(f"{name} is no time zone. Write it like Europe/Berlin or America/New_York.") from None
        return "UTC"


def _own_zone() -> str:
    if given := os.environ.get("TZ", "").lstrip(":"):
        return given
    place = str(Path("/etc/localtime").resolve())
    return place.split(ZONES, 1)[1] if ZONES in place else "UTC"
