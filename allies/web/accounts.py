"""Accounts elsewhere: connect one, see how it is, bring it in step, give another password, let it go."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allies.lib import clock
from allies.ties import in_step
from allies.traces import queries as traces
from allies.traces.accounts import actions, queries
from allies.traces.accounts.queries import AccountRow
from allies.web import consent, notices
from allies.web.account_forms import ConnectForm, DisconnectForm, RenewForm
from allies.web.asked import MemberRequest
from allies.web.following import follow

SHOWN_IMPORTS = 20


@sensitive_post_parameters("secret", "address")  # an address may carry a secret
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: MemberRequest) -> HttpResponse:
    """Take on an account, and let a worker bring it in step."""
    form = ConnectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, at = form.cleaned_data, clock.now()
        try:
            made = actions.connect(
                request.user, said["kind"], said["address"], username=said["username"], secret=said["secret"], at=at
            )
        except actions.CannotConnect as refusal:
            form.add_error(None, str(refusal))
        else:
            in_step.hand_out(request.user, made.key, at=at)
            return redirect("web:account", made.key)
    context = {"connect_form": form, "providers": consent.providers()}
    return render(request, "web/connect.html", context, status=422 if form.errors else 200)


@require_safe
def account(request: MemberRequest, key: str) -> HttpResponse:
    """One account: when it last was in step, what it found, what is wrong and what helps."""
    return _page(request, queries.account(request.user, key, at=clock.now()), RenewForm())


@require_POST
def sync(request: MemberRequest, key: str) -> HttpResponse:
    """Let a worker bring it in step as soon as one can; or read all of it again."""
    return bring_in_step(request, key, from_start="from-start" in request.POST)


def bring_in_step(request: MemberRequest, key: str, *, from_start: bool = False) -> HttpResponse:
    """Ask for it, and show the account."""
    at = clock.now()
    actions.ask(request.user, key, at=at, from_start=from_start)
    in_step.hand_out(request.user, key, at=at)
    return redirect("web:account", key)


@sensitive_post_parameters("secret")
@require_POST
def renew(request: MemberRequest, key: str) -> HttpResponse:
    """Another password, and try it at once."""
    at = clock.now()
    row, form = queries.account(request.user, key, at=at), RenewForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    actions.renew(request.user, key, secret=form.cleaned_data["secret"], at=at)
    in_step.hand_out(request.user, key, at=at)
    return redirect("web:account", key)


@require_POST
def disconnect(request: MemberRequest, key: str) -> HttpResponse:
    """Let it go, with what came in through it or without."""
    row, form = queries.account(request.user, key, at=clock.now()), DisconnectForm(request.POST)
    take_back = form.is_valid() and form.cleaned_data["then"] == "take back"
    actions.disconnect(request.user, key, take_back=take_back)
    if take_back:
        follow(request.user)
    stays = "All that came in through it is taken back." if take_back else "What came in through it stays."
    notices.say(request, f"{row.name} is disconnected. {stays}")
    return redirect("web:sources")


def _page(request: MemberRequest, row: AccountRow, form: RenewForm, *, status: int = 200) -> HttpResponse:
    context = {
        "account": row,
        "renew_form": form,
        "disconnect_form": DisconnectForm(),
        "rows": traces.imports(request.user, source_key=row.source_key, limit=SHOWN_IMPORTS),
        "is_at_work": row.is_at_work,
        "needs_secret": bool(row.username) or row.kind not in actions.WITHOUT_SECRET,
    }
    return render(request, "web/account.html", context, status=status)
