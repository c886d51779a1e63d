"""People to tell apart: two who may be one, one after the other; the member has the last word."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from allies.lib import clock
from allies.people import access, apart, joining, reviewing
from allies.people.models import Person
from allies.web import notices
from allies.web.asked import MemberRequest
from allies.web.following import follow_between_answers


@require_safe
def review(request: MemberRequest) -> HttpResponse:
    """Whom to ask about, and what was decided so far."""
    context = {
        "questions": reviewing.questions(request.user),
        "waiting": reviewing.waiting(request.user),
        "answers": reviewing.answers(request.user),
    }
    return render(request, "web/review.html", context)


@require_POST
def answer(request: MemberRequest) -> HttpResponse:
    """The same person, or two different ones."""
    said = request.POST.get("answer", "")
    if said not in ("same", "different"):
        raise BadRequest("There is no such answer.")
    one, other = (access.person(request.user, request.POST.get(name, "")) for name in ("one", "other"))
    try:
        undo = _same(request, one, other) if said == "same" else _different(request, one, other)
    except joining.CannotJoin as refusal:
        return _after(request, str(refusal), one, other)
    words = "are one person now" if said == "same" else "are two different people"
    return _after(request, f"{one.name} and {other.name} {words}.", one, other, undo)


@require_POST
def unsay_same(request: MemberRequest, key: str) -> HttpResponse:
    """Take a joining back: two people again, and the question is open again if it was asked."""
    done = joining.undo(request.user, key, at=clock.now())
    follow_between_answers(request.user)
    one, other = access.person(request.user, done.kept.key), access.person(request.user, done.joined.key)
    return _again(request, one, other, f"{one.name} and {other.name} are two people again.")


@require_POST
def unsay_different(request: MemberRequest, key: str) -> HttpResponse:
    """Take back that two are different."""
    apart.undo(request.user, key, at=clock.now())
    keys = (request.POST.get(name, "") for name in ("one", "other"))
    if not request.htmx:
        notices.say(request, "Taken back.")
        return redirect("web:review")
    one, other = (access.person(request.user, key) for key in keys)
    return _again(request, one, other, "Taken back.")


def _same(request: MemberRequest, one: Person, other: Person) -> str:
    made = reviewing.same(request.user, one, other, at=clock.now())
    follow_between_answers(request.user)
    return reverse("web:unsay-same", args=[made.key])


def _different(request: MemberRequest, one: Person, other: Person) -> str:
    said = reviewing.different(request.user, one, other, at=clock.now())
    return reverse("web:unsay-different", args=[said.key])


def _after(request: MemberRequest, text: str, one: Person, other: Person, undo: str = "") -> HttpResponse:
    """What was decided, in place of the question; or above the next ones."""
    if request.htmx:
        return render(request, "web/_answered.html", {"text": text, "one": one, "other": other, "undo": undo})
    taking_back = notices.Undo(undo, {"one": [one.key], "other": [other.key]}) if undo else None
    notices.say(request, text, undo=taking_back)
    return redirect("web:review")


def _again(request: MemberRequest, one: Person, other: Person, text: str) -> HttpResponse:
    if not request.htmx:
        notices.say(request, text)
        return redirect("web:review")
    asked = reviewing.question(request.user, one, other)
    context: dict[str, Any] = {"question": asked} if asked else {"text": text, "one": one, "other": other}
    return render(request, "web/_question.html" if asked else "web/_answered.html", context)
