"""The map of the tribes, as numbers for an SVG: squares inside the employer, circles outside, labels kept apart."""

from __future__ import annotations

from dataclasses import dataclass

from allies.ties.shapes import MapNode, TribeMap

SHEET = 1.65  # width to height of what `ties.layout` draws on
EDGE = 22.0  # free on every side
WIDTH = 720.0
HEIGHT = round((WIDTH - 2 * EDGE) / SHEET + 2 * EDGE)
BASELINE = 5.0  # a name's foot below its middle
SMALLEST, LARGEST = 3.2, 7.0  # radius of a person
LETTER, LINE = 11.5, 27.0  # room for one letter and one line of a label, as large as a phone shows them
COLOURS = 8
TRIES = [side * quarter / 4 for quarter in range(13) for side in (-1, 1)]  # lines up and down, the nearest first


@dataclass(frozen=True, slots=True)
class Node:
    """A person: where, how large, which colour, square or round. Everything as SVG attributes want it."""

    name: str
    colour: int | None
    is_inside: bool
    x: str
    y: str
    radius: str
    side: str
    left: str
    top: str


@dataclass(frozen=True, slots=True)
class Label:
    """A tribe's name: where its middle stands across, and its foot."""

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The map, ready to be drawn."""

    nodes: list[Node]
    lines: list[tuple[str, str, str, str]]
    labels: list[Label]
    width: float = WIDTH
    height: float = HEIGHT


def draw(tribes: TribeMap) -> Picture:
    """Scale a map to its sheet and set its labels so that none covers another."""
    nodes = [_node(node) for node in tribes.nodes]
    lines = [(nodes[a].x, nodes[a].y, nodes[b].x, nodes[b].y) for a, b in tribes.lines]
    return Picture(nodes, lines, _apart([Label(name, _x(x), _y(y) + BASELINE) for name, x, y in tribes.labels]))


def _node(node: MapNode) -> Node:
    x, y, radius = _x(node.x), _y(node.y), SMALLEST + node.weight * (LARGEST - SMALLEST)
    return Node(
        name=node.name,
        colour=node.tribe_place if node.tribe_place < COLOURS else None,
        is_inside=node.is_inside,
        x=f"{x:.1f}",
        y=f"{y:.1f}",
        radius=f"{radius:.1f}",
        side=f"{1.8 * radius:.1f}",
        left=f"{x - 0.9 * radius:.1f}",
        top=f"{y - 0.9 * radius:.1f}",
    )


def _x(share: float) -> float:
    return EDGE + share * (WIDTH - 2 * EDGE)


def _y(share: float) -> float:
    return EDGE + share * (HEIGHT - 2 * EDGE)


def _apart(labels: list[Label]) -> list[Label]:
    """Each label inside the sheet and off the ones before it; one that finds no room is left out (the list has it)."""
    placed: list[Label] = []
    for label in labels:
        half = len(label.name) * LETTER / 2
        x = min(max(label.x, half), WIDTH - half)
        for lines in TRIES:
            tried = Label(label.name, x, label.y + lines * LINE)
            if LINE - BASELINE < tried.y < HEIGHT - BASELINE and not any(_touch(tried, other) for other in placed):
                placed.append(tried)
                break
    return placed


def _touch(a: Label, b: Label) -> bool:
    return abs(a.y - b.y) < LINE and abs(a.x - b.x) < (len(a.name) + len(b.name)) * LETTER / 2
