"""Tables in Markdown: a figure, its target, its ratio to a peer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table. `target` and `ratio` are words; "" where there is none."""

    what: str
    value: str
    target: str = ""
    is_met: bool | None = None
    ratio: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that belong together, and how they were made."""

    title: str
    how: str
    figures: Sequence[Figure]

    def markdown(self) -> str:
        """The table, ratios first."""
        lines = [
            f"## {self.title}",
            "",
            self.how,
            "",
            "| figure | beside a peer | value | target | met |",
            "|---|---|---|---|---|",
        ]
        for figure in self.figures:
            met = {None: "", True: "yes", False: "**no**"}[figure.is_met]
            lines.append(f"| {figure.what} | {figure.ratio} | {figure.value} | {figure.target} | {met} |")
        return "\n".join(lines) + "\n"
