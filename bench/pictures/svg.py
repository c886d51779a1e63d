"""Lines on a grid, as SVG that can be read on light and on dark paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 176, 40, 48
COLOURS = ("#2a78b5", "#c2571a", "#3c8d4f", "#8a5fb0")
INK = "#808080"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its name at its end. Points are (x, y), both from 0 to 1."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis measures, and (place from 0 to 1, label) of its ticks."""

    name: str
    ticks: Sequence[tuple[float, str]]


def chart(title: str, lines: Sequence[Line], *, across: Axis, up: Axis) -> str:
    """The picture, as text."""
    drawn = [f'<text x="{LEFT}" y="20" font-weight="bold">{escape(title)}</text>']
    for place, label in up.ticks:
        y = _y(place)
        drawn.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="{INK}" stroke-opacity=".3"/>')
        drawn.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(label)}</text>')
    for place, label in across.ticks:
        drawn.append(f'<text x="{_x(place)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{escape(label)}</text>')
    drawn.append(f'<text x="{_x(0.5)}" y="{HEIGHT - 10}" text-anchor="middle">{escape(across.name)}</text>')
    drawn.append(
        f'<text x="16" y="{_y(0.5)}" text-anchor="middle" transform="rotate(-90 16 {_y(0.5)})">{up.name}</text>'
    )
    for number, (line, name_y) in enumerate(zip(lines, _names(lines), strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        points = " ".join(f"{_x(x)},{_y(y)}" for x, y in line.points)
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        drawn.append(f'<text x="{_x(1) + 8}" y="{name_y}" fill="{colour}">{escape(line.name)}</text>')
    body = "\n".join(drawn)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif"'
    return f'{head} font-size="12" fill="{INK}">\n<title>{escape(title)}</title>\n{body}\n</svg>\n'


def _names(lines: Sequence[Line]) -> list[float]:
    """Where each name stands: at the end of its line, and no two on one another."""
    order = sorted(range(len(lines)), key=lambda number: -lines[number].points[-1][1])
    places, lowest = [0.0] * len(lines), 0.0
    for number in order:
        lowest = max(lowest + 16, _y(lines[number].points[-1][1]) + 4)
        places[number] = lowest
    below = max(0.0, lowest - (HEIGHT - BOTTOM + 4))
    return [place - below for place in places]


def _x(place: float) -> float:
    return round(LEFT + place * (WIDTH - LEFT - RIGHT), 1)


def _y(place: float) -> float:
    return round(HEIGHT - BOTTOM - place * (HEIGHT - BOTTOM - TOP), 1)
