"""Connecting a mailbox by the provider's own page: there and back again."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from allies.lib import clock
from allies.ties import in_step
from allies.traces.accounts import actions, oauth
from allies.traces.accounts.shapes import Client, NotInStep
from allies.web import notices
from allies.web.asked import MemberRequest

ASKED = "consent"


def providers() -> list[tuple[str, str]]:
    """Name and label of those with whom this instance is registered."""
    return [(name, oauth.PROVIDERS[name].label) for name in settings.OAUTH_CLIENTS]


@require_safe
def ask(request: MemberRequest) -> HttpResponse:
    """Send the member to the provider's page. Only this browser, with this state and verifier, can come back."""
    name = request.GET.get("provider", "")
    if name not in settings.OAUTH_CLIENTS:
        raise Http404("No such provider.")
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    request.session[ASKED] = {"provider": name, "state": state, "verifier": verifier}
    client = Client(*settings.OAUTH_CLIENTS[name])
    return HttpResponseRedirect(oauth.consent_url(name, client, back=_back(), state=state, verifier=verifier))


@require_safe
def given(request: MemberRequest) -> HttpResponse:
    """Back from there: connect the mailbox of whoever agreed. What was asked for is used up."""
    asked = request.session.pop(ASKED, None)
    code = request.GET.get("code", "")
    if not asked or not constant_time_compare(request.GET.get("state", ""), asked["state"]) or not code:
        notices.warn(request, "Nothing was connected: it was not agreed to, or too much time went by. Try again.")
        return redirect("web:connect")
    name, reach = asked["provider"], in_step.reach()
    try:  # the one time that a page waits for another server, twenty seconds at most: the code does not last
        consent = oauth.redeem(name, reach.clients[name], code, back=_back(), verifier=asked["verifier"], reach=reach)
        key = _connect(request, name, consent)
    except (NotInStep, actions.CannotConnect, KeyError) as error:
        notices.warn(
            request, str(error) if not isinstance(error, KeyError) else "This provider is not set up any more."
        )
        return redirect("web:connect")
    in_step.hand_out(request.user, key, at=clock.now())
    return redirect("web:account", key)


def _connect(request: MemberRequest, name: str, consent: oauth.Consent) -> str:
    """The new account; or the one that there is, let in anew."""
    mailbox, at = oauth.PROVIDERS[name].mailbox, clock.now()
    known = actions.key_of(request.user, "imap", mailbox, consent.address)
    if known:
        actions.renew(request.user, known, secret=consent.secret, at=at)
        return known
    return actions.connect(request.user, "imap", mailbox, username=consent.address, secret=consent.secret, at=at).key


def _back() -> str:
    return f"{settings.ALLIES_URL}{reverse('web:consent-given')}"
