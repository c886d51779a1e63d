"""The story, the cast, the names and the phrases, read from the files beside this one."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """One of the package's own .toml files, e.g. "story" or "talk/choir". Shared: read it, do not change it."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))
