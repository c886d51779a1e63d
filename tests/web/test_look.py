"""The look: colours that can be read, no inline style or script, icons that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

WEB = Path(settings.PACKAGE) / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
CSS = (WEB / "static" / "allies.css").read_text()
GROUNDS = ("paper", "sheet")
ON_GROUND = (
    *("ink", "soft", "faint", "accent", "warm", "fading", "dormant", "new", "onesided", "closed", "give", "ask"),
    *("wrong", *(f"tribe-{number}" for number in range(8))),
)
ENOUGH = 4.5


def tokens(scheme: str) -> dict[str, str]:
    """The colours of the light or the dark scheme by name."""
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light if scheme == "light" else dark))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def pairs(colours: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every colour of words with every ground that it stands on."""
    yield from ((name, ground) for name in ON_GROUND for ground in GROUNDS)
    yield from (("accent-ink", "accent"), ("accent", "accent-wash"), ("ink", "accent-wash"), ("wrong", "wrong-wash"))
    yield ("paper", "wrong")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_can_be_read_on_its_ground(scheme: str) -> None:
    colours = tokens(scheme)
    too_low = {
        pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2)
        for pair in pairs(colours)
        if contrast(colours[pair[0]], colours[pair[1]]) < ENOUGH
    }
    assert too_low == {}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_template_has_inline_style_or_script(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son\w+\s*=|hx-on|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script


def test_the_sprite_holds_the_icons_that_are_used_and_no_other() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (WEB / "static" / "icons.svg").read_text()))
    python = "".join(path.read_text() for path in WEB.rglob("*.py"))
    named = set(re.findall(r'Entry\("\w+", "[\w:-]+", "([\w-]+)"', python))
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text())}
    assert sprite == named | used


def test_what_is_vendored_brings_its_licence() -> None:
    static = WEB / "static"
    for licence in (
        "LICENSE-lucide",
        "LICENSE-modern-normalize",
        "fonts/LICENSE-inter",
        "fonts/LICENSE-source-serif-4",
    ):
        assert (static / licence).stat().st_size > 500
    assert "MIT License" in (static / "modern-normalize.css").read_text()
