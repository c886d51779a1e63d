"""Today's plan as a person reads it, on a terminal and in a pipe."""

from __future__ import annotations

from allies.agenda.shapes import PlanView, SuggestionRow
from allies.cli import show

LEFT = ("snoozed", "never")
MARKS = {"open": " ", "done": "✓"}
WAYS_IN = (
    "Nothing is here yet. Three ways in:",
    "  bring a mailbox               allies import PATH",
    "  note whom you spoke with      allies log call NAME --new",
    "  look around a sample network  allies sample DIR, then allies import --sample DIR/*",
)


def title(row: SuggestionRow) -> str:
    """What to do, with the name in its place."""
    return row.title.replace("{person}", row.person_name)


def heading(view: PlanView) -> str:
    """The day, the minutes, the balance."""
    give_and_ask = f"{view.gives} to give, {view.asks} to ask"
    return f"{view.day:%A} {view.day.day} {view.day:%B}: {view.used} of {view.minutes} minutes, {give_and_ask}"


def write(view: PlanView) -> None:
    """The whole plan."""
    numbered = [(n, row) for n, row in enumerate(view.suggestions, 1) if row.decision not in LEFT]
    if show.is_terminal():
        _write_for_eyes(view, numbered)
    else:
        _write_for_pipes(view, numbered)


def _write_for_pipes(view: PlanView, numbered: list[tuple[int, SuggestionRow]]) -> None:
    show.line(heading(view))
    for n, row in numbered:
        show.fields(n, row.key, row.decision, f"{row.minutes} min", row.channel, _give(row), title(row), *row.reasons)
    for line in _remarks(view, bool(numbered)):
        show.note(line)


def _write_for_eyes(view: PlanView, numbered: list[tuple[int, SuggestionRow]]) -> None:
    from rich.text import Text  # noqa: PLC0415  (a pipe does not wait for it)

    console = show.console()
    console.print(Text(heading(view), style="bold"))
    for n, row in numbered:
        console.print()
        facts = f"  {row.minutes} min · {row.channel_name} · {_give(row)}"
        done = "dim" if row.decision == "done" else ""
        console.print(
            Text.assemble(
                (f"{n:>2} {MARKS[row.decision]} ", "cyan"), (show.clean(title(row)), done or "bold"), (facts, "dim")
            )
        )
        for reason in row.reasons:
            console.print(Text(f"     {show.clean(reason)}", style=done))
    console.print()
    for line in _remarks(view, bool(numbered)):
        console.print(Text(show.clean(line), style="dim"))


def _give(row: SuggestionRow) -> str:
    return "gives" if row.gives else "asks"


def _remarks(view: PlanView, has_suggestions: bool) -> tuple[str, ...]:
    """What to know beside the plan."""
    if not view.has_traces:
        return WAYS_IN
    remarks = [view.balance.sentence] if view.balance.sentence else []
    if not view.knows_self:
        remarks.append("Allies cannot tell who you are in these traces. See who it could be, and say so: allies me")
    if has_suggestions:
        remarks.append("allies done 1 · allies snooze 1 · allies never 1 · allies undo 1")
    else:
        remarks.append("Nothing is due today.")
    return tuple(remarks)
