"""Settings: minutes and channels, the day's zone, who is me, taking everything along, erasing everything."""

from __future__ import annotations

import tempfile

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allies.agenda import actions as agenda
from allies.agenda import queries as agenda_queries
from allies.lib import clock, files
from allies.people import actions, archive, queries
from allies.ties import erasing, workplaces
from allies.web import notices
from allies.web.asked import MemberRequest
from allies.web.following import follow
from allies.web.forms import EmployerForm, MeForm, PlanForm, SureForm, ZoneForm


@require_safe
def settings(request: MemberRequest) -> HttpResponse:
    """Everything that can be chosen."""
    return page(request)


@require_POST
def plan(request: MemberRequest) -> HttpResponse:
    """The minutes a day and the three channels."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        return page(request, plan_form=form, status=422)
    agenda.set_preferences(request.user, minutes=form.cleaned_data["minutes"], channels=form.cleaned_data["channels"])
    notices.say(request, "Saved. The plan follows it from now on.")
    return redirect("web:settings")


@require_POST
def zone(request: MemberRequest) -> HttpResponse:
    """Where the member's day begins."""
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return page(request, zone_form=form, status=422)
    actions.set_zone(request.user, form.cleaned_data["zone"])
    notices.say(request, f"Your day is now that of {form.cleaned_data['zone']}.")
    return redirect("web:settings")


@require_POST
def say_me(request: MemberRequest) -> HttpResponse:
    """This address or name is the member's own."""
    form = MeForm(request.POST)
    if not form.is_valid():
        return page(request, me_form=form, status=422)
    try:
        handle = actions.say_me(request.user, form.cleaned_data["me"], at=clock.now())
    except actions.NotAnAddress as refusal:
        form.add_error("me", str(refusal))
        return page(request, me_form=form, status=422)
    follow(request.user)
    notices.say(request, f"{handle.name or handle.value} is you.")
    return redirect("web:today" if request.POST.get("back") == "today" else "web:settings")


@require_POST
def forget_me(request: MemberRequest) -> HttpResponse:
    """This address is someone else's after all."""
    asked = request.POST.get("handle", "")
    handle = next((own for own in queries.own_handles(request.user) if str(own.pk) == asked), None)
    if handle is None:
        raise Http404
    actions.forget_me(request.user, handle)
    follow(request.user)
    notices.say(request, f"{handle.value} is someone else now.")
    return redirect("web:settings")


@require_safe
def export(request: MemberRequest) -> HttpResponseBase:
    """Everything, in one file."""
    kept = tempfile.TemporaryFile(dir=files.uploads(request.user.key))  # closed by the response  # noqa: SIM115
    archive.export([request.user], kept)
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=f"allies-{clock.now():%Y-%m-%d}.zip")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest) -> HttpResponse:
    """Erase the member and all that is theirs, once they typed their name."""
    form = SureForm(request.POST if request.method == "POST" else None, expected=str(request.user))
    if not form.is_valid():
        return render(request, "web/erase.html", {"erase_form": form}, status=422 if form.is_bound else 200)
    member = request.user
    logout(request)
    erasing.erase_member(member)
    return render(request, "web/erased.html")


def page(request: MemberRequest, *, status: int = 200, **forms: object) -> HttpResponse:
    """The page, with these forms as they were sent."""
    preferences = agenda_queries.preferences(request.user)
    context = {
        "plan_form": PlanForm(initial={"minutes": preferences.minutes, "channels": preferences.channels}),
        "zone_form": ZoneForm(initial={"zone": request.user.zone}),
        "me_form": MeForm(),
        "employer_form": EmployerForm(),
        "workplaces": workplaces.workplaces(request.user),
        "handles": queries.own_handles(request.user),
        "has_password": request.user.has_usable_password(),
        "has_codes": is_mfa_enabled(request.user, [Authenticator.Type.RECOVERY_CODES]),
    }
    return render(request, "web/settings.html", {**context, **forms}, status=status)
