"""Settings: where the member works and worked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from allies.ties import workplaces
from allies.web import notices, settings
from allies.web.asked import MemberRequest
from allies.web.following import follow
from allies.web.forms import EmployerForm


@require_POST
def say(request: MemberRequest) -> HttpResponse:
    """The member works or worked there."""
    form = EmployerForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            row = workplaces.say(request.user, asked["domain"], since=asked["since"], until=asked["until"])
        except workplaces.NotAnEmployer as refusal:
            form.add_error("domain", str(refusal))
        else:
            follow(request.user)
            notices.say(request, f"Saved. Inside and outside follow {row.domain} from now on.")
            return _back()
    return settings.page(request, employer_form=form, status=422)


@require_POST
def right(request: MemberRequest) -> HttpResponse:
    """What is guessed is right."""
    workplaces.say_guessed(request.user)
    follow(request.user)
    notices.say(request, "Saved. It is no guess any more.")
    return _back()


@require_POST
def forget(request: MemberRequest) -> HttpResponse:
    """The member did not work there after all."""
    row = workplaces.forget(request.user, request.POST.get("employer", ""))
    follow(request.user)
    notices.say(request, f"{row.domain} is taken back.")
    return _back()


def _back() -> HttpResponse:
    return redirect(f"{reverse('web:settings')}#employers")
