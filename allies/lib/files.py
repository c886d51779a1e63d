"""Where things lie under ALLIES_HOME, and how a file is replaced whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def home() -> Path:
    """The folder that holds everything."""
    return Path(settings.ALLIES_HOME)


def derived(member_key: str) -> Path:
    """One member's derived data; can be deleted at any time."""
    return private_folder(home() / "derived" / member_key)


def uploads(member_key: str) -> Path:
    """What a member uploaded and no import has finished with."""
    return private_folder(home() / "uploads" / member_key)


def spool(member_key: str) -> Path:
    """What a member's accounts elsewhere gave and no import has finished with."""
    return private_folder(home() / "accounts" / member_key)


def private_folder(path: Path) -> Path:
    """The folder, made where it is missing, readable by its owner alone."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def make_once(path: Path, content: bytes) -> None:
    """Write the file where there is none; of several processes at once the first wins."""
    beside = _beside(path)
    try:
        _write(beside, content)
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def replace(path: Path, content: bytes) -> None:
    """Write the whole file beside its place and move it in: a reader sees the old one or the new one."""
    beside = _beside(path)
    try:
        _write(beside, content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}")


def _write(path: Path, content: bytes) -> None:
    """On the disk when this returns, for its owner alone to read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
