"""People: who is there, how are we. Search as you type, filters, and many at once."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from allies.agenda import words
from allies.people import access, actions, reviewing
from allies.ties import narrowing, queries
from allies.ties.models import TieState
from allies.web import notices
from allies.web.asked import MemberRequest
from allies.web.forms import TriageForm

ASKED = ("text", "state", "tribe", "where", "channel", "role")
CHANNELS = {
    "mail": "By mail",
    "phone": "By phone",
    "mastodon": "On Mastodon",
    "x": "On X",
    "slack": "On Slack",
    "github": "On GitHub",
    "web": "On a website",
}
KNOWN = {"state": TieState.values, "where": (narrowing.INSIDE, narrowing.OUTSIDE), "channel": CHANNELS}
DECISIONS = {"close": actions.close, "reopen": actions.reopen}
OPPOSITE = {"close": "reopen", "reopen": "close"}
SAID = {"close": "closed: never suggested again", "reopen": "open again"}


@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """The people, found and filtered; htmx gets the list alone."""
    asked = {name: request.GET.get(name, "").replace("\0", " ").strip() for name in ASKED}
    for name, known in KNOWN.items():
        if asked[name] not in known:
            asked[name] = ""
    narrow = narrowing.Narrow(asked["tribe"], asked["where"], asked["channel"], asked["role"])
    page = queries.people(
        request.user, text=asked["text"], state=asked["state"], narrow=narrow, page=_page_number(request)
    )
    context = {"page": page, "asked": asked, "filters": _filters(page.counts, asked), "query": _query(asked)}
    context["back"] = request.get_full_path()
    if request.htmx:
        return render(request, "web/_people.html", context)
    tribes, choices = queries.tribes(request.user), queries.choices(request.user)
    beside = {
        "tribes": tribes,
        "has_inside": any(tribe.is_inside for tribe in tribes),
        "channels": [(channel, CHANNELS[channel]) for channel in choices.channels] if len(choices.channels) > 1 else [],
        "roles": choices.roles,
        "is_narrowed": any(asked[name] for name in ("where", "channel", "role")),
        "to_tell_apart": reviewing.waiting(request.user),
    }
    return render(request, "web/people.html", {**context, **beside})


@require_POST
def triage(request: MemberRequest) -> HttpResponse:
    """Close or open again everyone who is marked."""
    form = TriageForm(request.POST)
    if not form.is_valid():
        raise BadRequest("There is no such decision.")
    decision, keys = form.cleaned_data["decision"], request.POST.getlist("person")
    for person in [access.person(request.user, key) for key in keys]:
        DECISIONS[decision](request.user, person)
    if keys:
        undo = notices.Undo(request.path, {"decision": [OPPOSITE[decision]], "person": keys, "back": [_back(request)]})
        notices.say(
            request, f"{words.counted(len(keys), 'person', 'people').capitalize()} {SAID[decision]}.", undo=undo
        )
    else:
        notices.warn(request, "Mark someone first.")
    return redirect(_back(request))


def _page_number(request: MemberRequest) -> int:
    asked = request.GET.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def _query(asked: dict[str, str], **changed: str) -> str:
    return urlencode({name: value for name, value in {**asked, **changed}.items() if value})


def _filters(counts: dict[str, int], asked: dict[str, str]) -> list[tuple[str, str, int, bool]]:
    """For each state that occurs: its name, the query that shows it, how many there are, whether it is chosen."""
    every = [("everyone", "", sum(counts.values()))]
    some = [(state.value, state.value, counts.get(state.value, 0)) for state in TieState]
    return [
        (name, _query(asked, state=state), count, asked["state"] == state)
        for name, state, count in every + some
        if count or asked["state"] == state
    ]


def _back(request: MemberRequest) -> str:
    """Where the form was, when that is one of our own pages."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("web:people")
