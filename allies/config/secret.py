"""The instance's own secret: made on the first start, kept in ALLIES_HOME, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read(path: Path) -> str:
    """The secret in this file, made where there is none. Processes that start at once agree on one."""
    if not path.exists():
        _make(path)
    return path.read_text()


def _make(path: Path) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(secrets.token_urlsafe(50))
    try:
        os.link(beside, path)  # fails where another process was first; its secret then counts
    except FileExistsError:
        pass
    finally:
        beside.unlink()
