"""Draws docs/pictures/matching.svg: who is likely to answer a question on bread, week by week, as bob falls silent.

.venv/bin/python docs/pictures/matching.py
"""

from __future__ import annotations

from pathlib import Path

from allies.engine.events import DAY_S
from allies.engine.matching import Router

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 300, 56, 90, 20, 44
WEEKS, SILENT_FROM, FIRST = 60, 30, 8
COLOURS = {"bob": "#1f4e79", "charlie": "#8a9099", "dana": "#b4532a"}
BREAD = ("How long does rye dough rise?", "Which oven bakes the best crust?", "Is cold yeast still alive in dough?")
TRAIN = ("Which railway goes north at night?", "Where do I buy a ticket to the harbour station?", "Is the train late?")


def main() -> None:
    """Values are reckoned, not typed."""
    router, chances = Router(), list[dict[str, float]]()
    for week in range(WEEKS):
        at_s, baker = week * 7 * DAY_S, "bob" if week < SILENT_FROM else "dana"
        if week >= FIRST:
            suggested = router.suggest(BREAD[week % 3], asker="alice", at_s=at_s, limit=3)
            chances.append({one.author: one.chance for one in suggested})
        for number, (answerer, question) in enumerate(((baker, BREAD[week % 3]), ("charlie", TRAIN[week % 3]))):
            thread = f"{week}-{number}"
            router.learn("alice", question, at_s, thread=thread, question=None)
            router.learn(answerer, f"{question} I would say so.", at_s + 3600, thread=thread, question=question)
    drawn = [_axis()]
    for name, colour in COLOURS.items():
        places = [(_x(FIRST + week), _y(chance.get(name, 0.0))) for week, chance in enumerate(chances)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn.append(_text(places[-1][0] + 8, places[-1][1] + (-4 if name == "charlie" else 4), name, colour, "start"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    Path(__file__).with_suffix(".svg").write_text("\n".join([head, paper, *drawn, "</svg>"]) + "\n")


def _axis() -> str:
    lines = [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(p):.1f}" y2="{_y(p):.1f}" stroke="#e2e5ea"/>'
        for p in (0, 0.5, 1)
    ]
    lines += [_text(LEFT - 8, _y(share) + 4, f"{share:.0%}", "#5b616b", "end") for share in (0, 0.5, 1)]
    silent = f"{_x(SILENT_FROM):.1f}"
    lines.append(
        f'<line x1="{silent}" x2="{silent}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#8a9099" stroke-dasharray="4 4"/>'
    )
    lines.append(
        _text(_x(SILENT_FROM), HEIGHT - BOTTOM + 16, "bob writes for the last time, dana begins", "#5b616b", "middle")
    )
    lines.append(_text(_x(FIRST), HEIGHT - BOTTOM + 16, f"week {FIRST}", "#5b616b", "middle"))
    lines.append(_text(_x(WEEKS - 1), HEIGHT - BOTTOM + 16, f"week {WEEKS}", "#5b616b", "middle"))
    return "\n".join(lines)


def _x(week: float) -> float:
    return LEFT + (week - FIRST) / (WEEKS - 1 - FIRST) * (WIDTH - LEFT - RIGHT)


def _y(chance: float) -> float:
    return TOP + (1 - chance) * (HEIGHT - TOP - BOTTOM)


def _text(x: float, y: float, said: str, colour: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" fill="{colour}" text-anchor="{anchor}">{said}</text>'


if __name__ == "__main__":
    main()
