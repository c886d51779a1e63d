"""Finds in a page what a strict content policy would block, and what would load from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Strict(HTMLParser):
    """Collects what a strict content policy would block, and what would load from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        is_code = tag == "script" and "src" not in said and said.get("type") != "application/json"
        if tag in ("style", "base", "iframe", "object", "embed") or is_code:
            self.found.append(f"<{tag}>")
        for name, value in said.items():
            is_remote = tag not in ("a", "meta") and name in ("src", "href", "action") and "//" in value
            if name == "style" or name.startswith("on") or "javascript:" in value.lower() or is_remote:
                self.found.append(f"<{tag} {name}={value}>")


def inline(response: Any) -> list[str]:
    """What was found in this response; nothing where it is not a page."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    parser = _Strict()
    parser.feed(response.content.decode())
    return parser.found
