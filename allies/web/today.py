"""Today: the plan, what is done with it, and the first screen of someone who has nothing yet."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from allies.agenda import actions, queries, words
from allies.agenda.shapes import PlanView, SuggestionRow
from allies.lib import clock
from allies.people.models import Member
from allies.traces import queries as traces
from allies.web import beginning, notices
from allies.web.asked import MemberRequest
from allies.web.forms import DecisionForm, MinutesForm, NamesForm, UploadForm


class Decide(Protocol):
    """What can become of a suggestion."""

    def __call__(self, member: Member, key: str, *, now: datetime) -> SuggestionRow: ...


DECISIONS: dict[str, Decide] = {
    "done": actions.done,
    "snooze": actions.snooze,
    "never": actions.never,
    "undo": actions.undo,
}
OTHER_MINUTES = (5, 15, 30, 60)
SAID = {
    "done": "{} is done.",
    "snooze": "{} can wait: not suggested for a week.",
    "never": "{} is not suggested again.",
    "undo": "{} is back in the plan.",
}


@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """The plan; the three ways in where nothing is here yet."""
    plan = actions.plan_day(request.user, now=clock.now())
    if not plan.has_traces:
        return _ways_in(request, plan, NamesForm())
    candidates = [] if plan.knows_self else traces.candidates(request.user)
    other = [minutes for minutes in OTHER_MINUTES if minutes != plan.minutes]
    return render(request, "web/today.html", {"plan": plan, "candidates": candidates, "other_minutes": other})


@require_POST
def decide(request: MemberRequest, key: str) -> HttpResponse:
    """Do, snooze, turn down or take back one suggestion."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise BadRequest("There is no such decision.")
    decision = form.cleaned_data["decision"]
    row = DECISIONS[decision](request.user, key, now=clock.now())
    if request.htmx:
        plan = queries.today(request.user, now=clock.now())
        return render(request, "web/_decided.html", {"plan": plan, "row": row, "is_swap": True})
    undo = None if decision == "undo" else notices.Undo(request.path, {"decision": ["undo"]})
    notices.say(request, SAID[decision].format(row.person_name), undo=undo)
    return redirect(f"{reverse('web:today')}#s-{key}")


@require_POST
def minutes(request: MemberRequest) -> HttpResponse:
    """More or less time than usual, today alone."""
    form = MinutesForm(request.POST)
    if form.is_valid():
        actions.plan_day(request.user, now=clock.now(), minutes=form.cleaned_data["minutes"])
    else:
        notices.warn(request, "Give between 1 and 240 minutes.")
    return redirect("web:today")


@require_POST
def names(request: MemberRequest) -> HttpResponse:
    """Begin with the people that one would call for help."""
    form = NamesForm(request.POST)
    if not form.is_valid():
        return _ways_in(request, queries.today(request.user, now=clock.now()), form, status=422)
    people = beginning.with_names(request.user, form.names(), at=clock.now())
    said = words.counted(len(people), "ally", "allies").capitalize()
    notices.say(request, f"{said} to begin with. Open one and log when you last spoke.")
    return redirect("web:people")


def _ways_in(request: MemberRequest, plan: PlanView, form: NamesForm, *, status: int = 200) -> HttpResponse:
    context = {"plan": plan, "names_form": form, "upload_form": UploadForm()}
    return render(request, "web/start.html", context, status=status)
