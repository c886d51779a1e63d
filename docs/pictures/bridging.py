"""Draws docs/pictures/bridging.svg: three circles, who connects them, and how closed in each one is.

.venv/bin/python docs/pictures/bridging.py
"""

from __future__ import annotations

from itertools import combinations
from math import cos, pi, sin
from pathlib import Path

from allies.engine import bridging

WIDTH, HEIGHT, RING, RADIUS = 720, 345, 80, 22
CIRCLES = {
    "bakers": (150.0, 148.0, ["bob", "charlie", "dana", "erin", "frank"]),
    "singers": (400.0, 148.0, ["grace", "heidi", "ivan", "judy"]),
    "walkers": (610.0, 148.0, ["mallory", "niaj", "olivia"]),
}
ACROSS = [("charlie", "grace"), ("charlie", "judy")]
YOU, KNOWN = (380.0, 312.0), ["erin", "ivan", "mallory"]

Place = tuple[float, float]


def main() -> None:
    """Values are reckoned, not typed."""
    people = [name for _, _, names in CIRCLES.values() for name in names]
    places = {name: place for x, y, names in CIRCLES.values() for name, place in _ring(x, y, names)}
    pairs = [pair for _, _, names in CIRCLES.values() for pair in combinations(names, 2)] + ACROSS
    ends = [[people.index(pair[side]) for pair in pairs] for side in (0, 1)]
    constraint = bridging.constraint(*ends, [1.0] * len(pairs), people=len(people))
    drawn = [_line(places[one], places[other], "#8a9099") for one, other in pairs]
    drawn += [_line(YOU, places[name], "#b4532a", dashed=True) for name in KNOWN]
    for name, closed_in in zip(people, constraint.tolist(), strict=True):
        drawn.append(_person(places[name], name, closed_in))
    drawn.append(f'<circle cx="{YOU[0]}" cy="{YOU[1]}" r="{RADIUS}" fill="#b4532a"/>')
    drawn.append(_text((YOU[0], YOU[1] + 4), "you", "#fff"))
    drawn += [_text((x, 30.0), name, "#5b616b", size=15) for name, (x, _, _) in CIRCLES.items()]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    Path(__file__).with_suffix(".svg").write_text("\n".join([head, paper, *drawn, "</svg>"]) + "\n")


def _ring(x: float, y: float, names: list[str]) -> list[tuple[str, Place]]:
    turns = [2 * pi * number / len(names) for number in range(len(names))]
    return [(name, (x + RING * sin(turn), y - RING * cos(turn))) for name, turn in zip(names, turns, strict=True)]


def _line(one: Place, other: Place, colour: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    ends = f'x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{other[0]:.1f}" y2="{other[1]:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="1.5"{dash}/>'


def _person(place: Place, name: str, closed_in: float) -> str:
    share = min(max((closed_in - 0.4) / 0.75, 0.0), 1.0)  # dark: contacts apart from one another
    red, green, blue = (round(low + share * (high - low)) for low, high in ((31, 198), (78, 214), (121, 228)))
    drawn = f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{RADIUS}" fill="rgb({red},{green},{blue})"/>'
    colour = "#fff" if share < 0.6 else "#1c2733"
    number = _text((place[0], place[1] + RADIUS + 13), f"{closed_in:.2f}", "#5b616b", size=11)
    return drawn + _text((place[0], place[1] + 4), name, colour) + number


def _text(place: Place, said: str, colour: str, *, size: int = 11) -> str:
    at = f'x="{place[0]:.1f}" y="{place[1]:.1f}" text-anchor="middle"'
    return f'<text {at} font-size="{size}" fill="{colour}">{said}</text>'


if __name__ == "__main__":
    main()
