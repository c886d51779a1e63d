"""Who may be one person as plain data: what `--json` prints and the API serves. Times are ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict  # the standard one cannot describe an API before Python 3.12

from allies.people.reviewing import Answer, Question, Who


class WhoData(TypedDict):
    """One of two who may be one."""

    id: str
    name: str
    handles: list[str]
    is_self: bool


class QuestionData(TypedDict):
    """Two who may be one: how likely in a word and as a number from 0 to 1, and why."""

    one: WhoData
    other: WhoData
    said: str
    probability: float
    evidence: list[str]


class AnswerData(TypedDict):
    """What was decided of two, by the member or without asking, and when it was taken back."""

    id: str
    same: bool
    one: str
    other: str
    by_member: bool
    reason: str
    at: str
    undone_at: str | None


class ReviewData(TypedDict):
    """What there is to ask, and what was decided so far; `waiting` counts all questions, also those not listed."""

    waiting: int
    questions: list[QuestionData]
    answers: list[AnswerData]


def review_as_data(waiting: int, questions: Sequence[Question], answers: Sequence[Answer]) -> ReviewData:
    """What there is to ask, and what was decided."""
    return {
        "waiting": waiting,
        "questions": [_question(question) for question in questions],
        "answers": [answer_as_data(answer) for answer in answers],
    }


def answer_as_data(answer: Answer) -> AnswerData:
    """One decision."""
    return {
        "id": answer.key,
        "same": answer.is_same,
        "one": answer.one,
        "other": answer.other,
        "by_member": answer.by_member,
        "reason": answer.reason,
        "at": answer.at.isoformat(),
        "undone_at": answer.undone_at.isoformat() if answer.undone_at else None,
    }


def _question(question: Question) -> QuestionData:
    return {
        "one": _who(question.one),
        "other": _who(question.other),
        "said": question.said,
        "probability": round(question.probability, 4),
        "evidence": question.evidence,
    }


def _who(who: Who) -> WhoData:
    return {"id": who.key, "name": who.name, "handles": who.handles, "is_self": who.is_self}
