"""Today: the plan, what is done with it, and the first screen of someone who has nothing yet."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from allies.agenda import actions, queries
from allies.agenda.shapes import PlanView
from allies.lib import clock
from allies.people.models import Member
from allies.traces import queries as traces
from allies.web import notices
from allies.web.asked import MemberRequest
from allies.web.forms import DecisionForm, NamesForm, UploadForm


class Decide(Protocol):
    """What can be done with a suggestion."""

    def __call__(self, member: Member, key: str, *, now: datetime) -> object: ...


DECISIONS: dict[str, Decide] = {
    "done": actions.done,
    "snooze": actions.snooze,
    "never": actions.never,
    "undo": actions.undo,
}
SAID = {
    "done": "Done.",
    "snooze": "Snoozed: it is thought over again in a few days.",
    "never": "This person is not suggested again.",
    "undo": "Taken back.",
}


@require_GET
def today(request: MemberRequest) -> HttpResponse:
    """The plan; the three ways in where nothing is here yet."""
    plan = actions.plan_day(request.user, now=clock.now())
    if not plan.has_traces:
        return render(request, "web/start.html", {"plan": plan, "names_form": NamesForm(), "upload_form": UploadForm()})
    candidates = [] if plan.knows_self else traces.candidates(request.user)
    return render(request, "web/today.html", {"plan": plan, "candidates": candidates})


@require_POST
def decide(request: MemberRequest, key: str) -> HttpResponse:
    """Do, snooze, turn down or take back one suggestion."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    decision = form.cleaned_data["decision"]
    DECISIONS[decision](request.user, key, now=clock.now())
    if request.htmx:
        return _fragment(request, queries.today(request.user, now=clock.now()), key)
    undo = None if decision == "undo" else notices.Undo(request.path, {"decision": ["undo"]})
    notices.say(request, SAID[decision], undo=undo)
    return redirect(f"{reverse('web:today')}#s-{key}")


@require_POST
def names(request: MemberRequest) -> HttpResponse:
    """Begin with the people that one would call for help."""
    form = NamesForm(request.POST)
    if not form.is_valid():
        plan = queries.today(request.user, now=clock.now())
        return render(request, "web/start.html", {"plan": plan, "names_form": form, "upload_form": UploadForm()})
    return redirect("web:people")


def _fragment(request: MemberRequest, plan: PlanView, key: str) -> HttpResponse:
    row = next(row for row in plan.suggestions if row.key == key)
    return render(request, "web/_decided.html", {"plan": plan, "row": row, "is_swap": True})
