"""Kills, races, full disks: what is done in processes apart, with Django set up and no connection open."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django

HOME = Path(os.environ.get("ALLIES_HOME") or tempfile.mkdtemp(prefix="allies-apart-"))
WAS_EMPTY = not HOME.exists() or not any(HOME.iterdir())
os.environ["ALLIES_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allies.config.settings")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a forked process must not inherit half of a thread pool
django.setup()


def empty_home() -> None:
    """This home is taken away at the end: it must be one that nobody has anything in."""
    if not WAS_EMPTY:
        raise SystemExit(f"{HOME} is not empty. Leave ALLIES_HOME unset.")
