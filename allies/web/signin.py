"""The link that signs in once, and the help page that anyone may read."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_safe

from allies.lib import clock
from allies.people import signin


@require_GET
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link and go to Today; a link that was used says how to get another."""
    try:
        member = signin.redeem(token, at=clock.now())
    except signin.LinkUsed:
        return render(request, "web/link_used.html", status=410)
    login(request, member)
    return redirect("web:today")


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The words, the keys, and where the manual is."""
    layout = "web/base.html" if request.user.is_authenticated else "web/plain.html"
    return render(request, "web/help.html", {"layout": layout})
