"""One person: where were we, what is open, and what a member knows better than the traces do."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allies.lib import clock
from allies.people import access, actions, joining
from allies.people.models import Member, Person
from allies.ties import erasing, queries
from allies.ties.lease import Busy
from allies.traces import actions as traces
from allies.traces.records import Kind
from allies.web import notices
from allies.web.asked import MemberRequest
from allies.web.following import follow
from allies.web.forms import LETTER_THAT_CAME, LogForm, NameForm, SureForm

NOON = time(12)  # where a member said the day only
FOUND = 10


@require_safe
def person(request: MemberRequest, key: str) -> HttpResponse:
    """Everything about one person. Someone who was joined into another is that other."""
    found = access.person(request.user, key)
    if found.key != key:
        return redirect("web:person", found.key)
    return _page(request, found)


@require_POST
def log(request: MemberRequest, key: str) -> HttpResponse:
    """A call, letter, meeting, visit or note, from memory."""
    found, form = access.person(request.user, key), LogForm(request.POST)
    if not form.is_valid():
        return _page(request, found, log_form=form, status=422)
    said = form.cleaned_data
    at = min(datetime.combine(said["at"], NOON, ZoneInfo(request.user.zone)).astimezone(UTC), clock.now())
    has_come = said["kind"] == LETTER_THAT_CAME
    kind = Kind.LETTER if has_come else said["kind"]
    trace = traces.log(request.user, found, kind=kind, at=at, note=said["note"], is_from_them=has_come)
    follow(request.user)
    undo = notices.Undo(reverse("web:unlog", args=[found.key]), {"trace": [str(trace.pk)]})
    notices.say(request, f"{kind.capitalize()} logged.", undo=undo)
    return redirect("web:person", found.key)


@require_POST
def unlog(request: MemberRequest, key: str) -> HttpResponse:
    """Take back what was logged by hand."""
    found, trace = access.person(request.user, key), request.POST.get("trace", "")
    if not (trace.isascii() and trace.isdigit()):
        raise Http404
    traces.unlog(request.user, int(trace))
    follow(request.user)
    notices.say(request, "Taken back.")
    return redirect("web:person", found.key)


@require_POST
def rename(request: MemberRequest, key: str) -> HttpResponse:
    """Call someone by another name."""
    found, form = access.person(request.user, key), NameForm(request.POST)
    if not form.is_valid():
        return _page(request, found, name_form=form, status=422)
    actions.rename(request.user, found, form.cleaned_data["name"])
    undo = notices.Undo(request.path, {"name": [found.name]})
    notices.say(request, f"{found.name} is now {form.cleaned_data['name']}.", undo=undo)
    return redirect("web:person", found.key)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: MemberRequest, key: str) -> HttpResponse:
    """Find whom someone is the same as; make the two one."""
    found = access.person(request.user, key)
    if request.method != "POST":
        return _who_else(request, found)
    other = access.person(request.user, request.POST.get("other", ""))
    try:
        made = joining.join(request.user, found, other, reason="you said so", by_member=True, at=clock.now())
    except joining.CannotJoin as refusal:
        notices.warn(request, str(refusal))
        return redirect("web:person", found.key)
    follow(request.user)
    undo = notices.Undo(reverse("web:part", args=[made.kept.key]), {"join": [made.key]})
    notices.say(request, f"{found.name} and {other.name} are one person now.", undo=undo)
    return redirect("web:person", made.kept.key)


@require_POST
def part(request: MemberRequest, key: str) -> HttpResponse:
    """Undo a joining: two people again."""
    found = access.person(request.user, key)
    done = joining.undo(request.user, request.POST.get("join", ""), at=clock.now())
    follow(request.user)
    undo = notices.Undo(reverse("web:join", args=[done.kept.key]), {"other": [done.joined.key]})
    notices.say(request, "They are two people again.", undo=undo)
    return redirect("web:person", found.key)


@require_POST
def erase(request: MemberRequest, key: str) -> HttpResponse:
    """Remove someone from everywhere, for good."""
    found = access.person(request.user, key)
    form = SureForm(request.POST, expected=found.name)
    if not form.is_valid():
        return _page(request, found, erase_form=form, status=422)
    try:
        erasing.erase_person(request.user, found, now_s=clock.now_s())
    except Busy as busy:
        notices.say(request, f"{busy} Nothing is erased yet.")
        return redirect("web:person", found.key)
    notices.say(request, f"{found.name} is erased, and does not come in again.")
    return redirect("web:people")


def _page(request: MemberRequest, found: Person, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "person": queries.view(request.user, found, now=clock.now()),
        "log_form": LogForm(initial={"at": _today(request.user)}),
        "name_form": NameForm(initial={"name": found.name}),
        "erase_form": SureForm(expected=found.name),
    }
    return render(request, "web/person.html", {**context, **forms}, status=status)


def _who_else(request: MemberRequest, found: Person) -> HttpResponse:
    text = request.GET.get("text", "").strip()
    rows = [row for row in queries.who(request.user, text, limit=FOUND) if row.key != found.key] if text else []
    template = "web/_who_else.html" if request.htmx else "web/join.html"
    return render(request, template, {"found": found, "rows": rows, "text": text})


def _today(member: Member) -> str:
    return clock.today(ZoneInfo(member.zone)).isoformat()
