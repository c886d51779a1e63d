"""Who may be one person: what there is to ask, and what the member says to it."""

from __future__ import annotations

from typing import Annotated

import typer
from django.http import Http404

from allies.cli import meant, show, whose
from allies.cli.errors import Refused
from allies.cli.options import AsJson, MemberName
from allies.lib import clock
from allies.people import apart, joining, reviewing
from allies.people.models import Member
from allies.people.plain import answer_as_data, review_as_data
from allies.people.reviewing import Question, Who
from allies.ties import refresh

Same = Annotated[
    tuple[str, str] | None, typer.Option("--same", metavar="ONE OTHER", help="These two are one person: by id.")
]
Different = Annotated[
    tuple[str, str] | None, typer.Option("--different", metavar="ONE OTHER", help="These two are different people.")
]
Undo = Annotated[str, typer.Option("--undo", metavar="ID", help="Take a decision back, by the id that it was given.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask about one pair after the other.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=500, help="How many pairs at most.")]
KEYS = "y: the same person   n: two different people   s: leave it   u: undo the last   q: enough"


def review(
    same: Same = None,
    different: Different = None,
    undo: Undo = "",
    ask: Ask = False,
    limit: Limit = 50,
    as_json: AsJson = False,
    member: MemberName = "",
) -> None:
    """Who may be one person. Sure ones are joined already; of these only you can tell. All can be taken back."""
    owner = whose.member(member)
    if sum((bool(same), bool(different), bool(undo), ask)) > 1:
        raise Refused("One thing at a time: --same, --different, --undo or --ask.")
    if same or different or undo:
        key = _take_back(owner, undo) if undo else _decide(owner, same or different or ("", ""), is_same=bool(same))
        _say_decided(owner, key, as_json)
    elif ask:
        _ask_all(owner, limit)
    else:
        _list(owner, limit, as_json)


def _decide(owner: Member, two: tuple[str, str], *, is_same: bool) -> str:
    one, other = (meant.person(owner, text) for text in two)
    decide = reviewing.same if is_same else reviewing.different
    try:
        key = decide(owner, one, other, at=clock.now()).key
    except joining.CannotJoin as refusal:
        raise Refused(str(refusal)) from refusal
    if is_same:
        refresh.refresh(owner, now_s=clock.now_s())
    return key


def _take_back(owner: Member, key: str) -> str:
    try:
        joining.undo(owner, key, at=clock.now())
    except Http404:
        try:
            return apart.undo(owner, key, at=clock.now()).key
        except Http404:
            raise Refused(f"There is no decision {key} to take back. See them: allies review --json") from None
    refresh.refresh(owner, now_s=clock.now_s())
    return key


def _say_decided(owner: Member, key: str, as_json: bool) -> None:
    answer = next(answer for answer in reviewing.answers(owner, limit=10_000) if answer.key == key)
    if as_json:
        show.data(answer_as_data(answer))
        return
    said = "one person" if answer.is_same else "two different people"
    taken = "Taken back: " if answer.undone_at else ""
    show.line(f"{taken}{answer.one} and {answer.other} are {said}." + ("" if taken else f" --undo {answer.key}"))


def _list(owner: Member, limit: int, as_json: bool) -> None:
    questions = reviewing.questions(owner, limit=limit)
    if as_json:
        show.data(review_as_data(reviewing.waiting(owner), questions, reviewing.answers(owner, limit=limit)))
        return
    if not questions:
        show.note("Nobody to tell apart: everyone here is clearly one person or another.")
    columns = ("one", "name", "other", "name", "", "why")
    show.table(columns, [_cells(question) for question in questions])


def _cells(question: Question) -> tuple[str, ...]:
    one, other = question.both
    return (one.key, one.name, other.key, other.name, question.said, "; ".join(question.evidence))


def _ask_all(owner: Member, limit: int) -> None:
    """One pair after the other, until there is no more or the member has had enough."""
    show.note(KEYS)
    decided: list[tuple[str, Question]] = []
    left = reviewing.questions(owner, limit=limit)
    while left or decided:
        answer = _asked(left[0]) if left else _typed("  That was the last: u q")
        if answer == "u" and decided:
            key, before = decided.pop()
            _take_back(owner, key)
            show.line("Taken back.")
            left.insert(0, before)
        elif answer == "q" or not left:
            break
        elif answer != "u":
            question = left.pop(0)
            if answer in ("y", "n"):
                decided += [(key, question) for key in _decided(owner, question, is_same=answer == "y")]
    show.note(f"{reviewing.waiting(owner)} left.")


def _asked(question: Question) -> str:
    show.line(f"{_described(question.one)}  |  {_described(question.other)}")
    show.line(f"  {question.said}: {'; '.join(question.evidence)}")
    return _typed("  y n s u q")


def _typed(asked: str) -> str:
    """A letter; leaving it is what Enter alone says, and what no one understands."""
    try:
        typed = str(typer.prompt(asked, default="s", show_default=False, err=True)).strip().lower()[:1]
    except typer.Abort:  # the end of the input, or Ctrl-C: what was said so far holds
        return "q"
    return typed if typed in ("y", "n", "u", "q") else "s"


def _described(who: Who) -> str:
    return f"{who.name} ({', '.join(who.handles)})" if who.handles else who.name


def _decided(owner: Member, question: Question, *, is_same: bool) -> list[str]:
    """The key of the decision; none where an earlier one settled this question too."""
    try:
        return [_decide(owner, (question.one.key, question.other.key), is_same=is_same)]
    except Refused as refusal:
        show.note(str(refusal))
        return []
