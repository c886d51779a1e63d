"""Stands before every view and lets in whom the table of policies lets in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import resolve_url

from allies.sharing.policy import POLICIES, Caller, Door, Policy


class Gate:
    """Asks the table of policies before each view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _end_dead_session(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The refusal, or None where the caller may go on."""
        policy = _policy(request)
        if request.method not in policy.methods:
            return HttpResponseNotAllowed(sorted(policy.methods))
        if policy.caller is Caller.MEMBER and not request.user.is_authenticated:
            return _refusal(request, policy)
        return None


def _end_dead_session(request: HttpRequest) -> None:
    """A session whose member was deactivated or erased ends at its next request, and nothing of it is kept."""
    if SESSION_KEY in request.session and not request.user.is_authenticated:
        request.session.flush()


def _policy(request: HttpRequest) -> Policy:
    match = request.resolver_match
    policy = POLICIES.get(match.view_name) if match else None
    if policy is None:
        raise Http404
    return policy


def _refusal(request: HttpRequest, policy: Policy) -> HttpResponse:
    if policy.door is Door.API:
        return JsonResponse({"detail": "Sign in first."}, status=401)
    if request.headers.get("HX-Request") == "true":
        # htmx would put a redirect's page into the fragment's place: this makes it load the whole page
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return HttpResponse(status=302, headers={"Location": resolve_url(settings.LOGIN_URL)})
