"""Telephone numbers as people write them, made comparable."""

from __future__ import annotations

import re

PHONE = re.compile(r"\+?\d{3,20}")
EXTENSION = re.compile(r"(?:;|,|\s*(?:ext|x|extension)\b).*", re.IGNORECASE | re.DOTALL)


def plain(text: str) -> str:
    """A number as digits, with a leading + where it is international; "" for what is no number."""
    text = EXTENSION.sub("", text.strip().removeprefix("tel:"))
    number = re.sub(r"[\s()./\u2010-\u2015\u00a0-]", "", text.replace("(0)", ""))
    number = "+" + number[2:] if number.startswith("00") else number
    return number if PHONE.fullmatch(number) else ""
