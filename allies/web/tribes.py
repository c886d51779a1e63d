"""Tribes: which circles am I in, how are they."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from allies.ties import queries
from allies.web import maps
from allies.web.asked import MemberRequest

DRIFTING = ("fading", "dormant")
SHOWN = 8
MOST = 100  # people on one page; the list of people has them all


@require_safe
def tribes(request: MemberRequest) -> HttpResponse:
    """The map, and the same as a list."""
    rows = queries.tribes(request.user)
    context = {
        "tribes": rows,
        "people": sum(row.size for row in rows),
        "inside": sum(row.is_inside for row in rows),
        "yours": queries.yours(rows),
        "between": queries.between_tribes(request.user),
        "picture": maps.draw(queries.tribe_map(request.user)) if rows else None,
    }
    return render(request, "web/tribes.html", context)


@require_safe
def tribe(request: MemberRequest, key: str) -> HttpResponse:
    """One tribe: how it lives, who is in it, what became of it."""
    view = queries.tribe_view(request.user, key)
    drifting = [row for row in view.people if row.state in DRIFTING]
    context = {
        "view": view,
        "tribe": view.row,
        "rows": view.people[:MOST],
        "drifting": drifting[:SHOWN],
        "around": queries.around_tribe(request.user, key),
    }
    return render(request, "web/tribe.html", context)
