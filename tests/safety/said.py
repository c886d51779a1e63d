"""What is typed into each form, so that a request gets as far as the permission that it tests."""

from __future__ import annotations

from typing import Any

SAID: dict[str, dict[str, Any]] = {}
OWNER_IS_REFUSED: dict[tuple[str, str], tuple[int, ...]] = {}  # with why, beside each
SHOWN = {"Person.name"}
