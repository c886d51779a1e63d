"""Sources: where does this come from, how far is it, what was refused and why, undo."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect
from django_tasks.exceptions import TaskResultDoesNotExist

from allies.lib import clock, tables
from allies.ties.catching_up import is_owed
from allies.traces import actions, list_columns, queries
from allies.traces.accounts import queries as account_queries
from allies.traces.shapes import ImportRow
from allies.web import notices, uploads
from allies.web.accounts import bring_in_step
from allies.web.asked import MemberRequest
from allies.web.following import follow
from allies.web.forms import UploadForm
from allies.web.work import read_sample

AT_WORK = ("waiting", "reading")
SAMPLE_TASK = "sample-task"
IMPORTS_A_PAGE = 50
REFUSALS_A_PAGE = 200
SHOWN_REFUSALS = 5


@require_safe
def sources(request: MemberRequest) -> HttpResponse:
    """The imports, the newest first, and a place to bring the next."""
    return _page(request, UploadForm())


@require_POST
def upload(request: MemberRequest) -> HttpResponse:
    """Keep what was sent, let a worker read it, and show how far it is."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            look_first = said["then"] == "look"
            waiting = uploads.begin(request.user, said["mailbox"], me=said["me"], at=clock.now(), look_first=look_first)
        except uploads.CannotRead as refusal:
            form.add_error("mailbox", str(refusal))
        else:
            url = reverse("web:import", args=[waiting.key])
            return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    if request.htmx:
        return render(request, "web/_upload_form.html", {"upload_form": form})
    return _page(request, form, status=422)


@require_safe
def run(request: MemberRequest, key: str) -> HttpResponse:
    """One import: how far it is, what it found; or what it would bring in."""
    row = queries.import_row(request.user, key)
    found = queries.preview(request.user, key)
    if found is not None:
        context = {"row": row, "found": found, "fields": list_columns.WORDS}
        context |= {"refused": found.refused[:SHOWN_REFUSALS], "more": found.refused[SHOWN_REFUSALS:]}
        return render(request, "web/preview.html", context)
    refused = queries.refusals(request.user, key, limit=SHOWN_REFUSALS)
    context = {"row": row, "refused": refused, "is_at_work": _is_at_work(row), "is_owed": is_owed(request.user)}
    return render(request, "web/import.html", context)


@require_safe
def progress(request: MemberRequest, key: str) -> HttpResponse:
    """How far an import is; when it is through, the whole page again."""
    row = queries.import_row(request.user, key)
    if not _is_at_work(row):
        return HttpResponseClientRedirect(reverse("web:import", args=[key]))
    return render(request, "web/_progress.html", {"row": row, "is_at_work": True})


@require_safe
def refused(request: MemberRequest, key: str) -> HttpResponse:
    """Everything that did not come in, with its place and its reason."""
    pages = Paginator(queries.refusals(request.user, key), REFUSALS_A_PAGE)
    context = {"row": queries.import_row(request.user, key), "page": pages.get_page(request.GET.get("page"))}
    return render(request, "web/refused.html", context)


@require_safe
def refused_table(request: MemberRequest, key: str) -> HttpResponse:
    """The same as a table to keep, in which no cell is a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{key}.csv"'
    rows = queries.refusals(request.user, key)
    tables.write(response, ("where", "why"), ((row.where, row.why) for row in rows))
    return response


@require_POST
def pause(request: MemberRequest, key: str) -> HttpResponse:
    """Let an import rest; what is in stays in."""
    if not actions.pause(request.user, key):
        notices.say(request, "It was through already.")
    return redirect("web:import", key)


@require_POST
def go_on(request: MemberRequest, key: str) -> HttpResponse:
    """Read on where an import was paused, or bring in what was looked at."""
    account = account_queries.of_import(request.user, key)
    if account:
        return bring_in_step(request, account)
    uploads.go_on(request.user, key)
    return redirect("web:import", key)


@require_POST
def columns(request: MemberRequest, key: str) -> HttpResponse:
    """Say what the columns of a list hold, and look at it again."""
    try:
        uploads.look_again(request.user, key, request.POST)
    except list_columns.NoColumn as error:
        notices.say(request, str(error))
    return redirect("web:import", key)


@require_POST
def discard(request: MemberRequest, key: str) -> HttpResponse:
    """Do not bring in what was looked at."""
    name = queries.import_row(request.user, key).source
    uploads.forget(request.user, key)
    if actions.discard(request.user, key):
        notices.say(request, f"{name} was not brought in, and is not kept.")
    return redirect("web:sources")


@require_POST
def undo(request: MemberRequest, key: str) -> HttpResponse:
    """Take an import back, whole."""
    uploads.forget(request.user, key)
    account = account_queries.of_import(request.user, key)
    undone = actions.undo(request.user, key)
    follow(request.user)
    again = "Its account waits for you." if account else "To have it again, bring it again."
    notices.say(request, f"{undone.source.name} is taken back. {again}")
    return redirect("web:sources")


@require_POST
def make_sample(request: MemberRequest) -> HttpResponse:
    """Let a worker make the sample network and read it."""
    if not queries.has_sample(request.user):
        request.session[SAMPLE_TASK] = str(read_sample.enqueue(request.user.key).id)
    return redirect("web:sources")


@require_POST
def remove_sample(request: MemberRequest) -> HttpResponse:
    """Take the sample out again."""
    actions.remove_sample(request.user)
    follow(request.user)
    notices.say(request, "The sample is gone.")
    return redirect("web:today")


def _page(request: MemberRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    accounts = account_queries.accounts(request.user, at=clock.now())
    page = queries.imports_page(request.user, page=request.GET.get("page", ""), per_page=IMPORTS_A_PAGE)
    is_making = _is_making_sample(request)
    is_at_work = is_making or any(map(_is_at_work, page.rows))
    context = {"page": page, "upload_form": form, "is_making_sample": is_making, "is_at_work": is_at_work}
    context["is_owed"] = not is_at_work and is_owed(request.user)
    context |= {"accounts": accounts, "accounts_at_work": any(account.is_at_work for account in accounts)}
    return render(request, "web/sources.html", context, status=status)


def _is_at_work(row: ImportRow) -> bool:
    """Whether a worker will change what the page says. A run that broke off says why, and is at work no more."""
    return row.state in AT_WORK and not row.failure


def _is_making_sample(request: MemberRequest) -> bool:
    """Whether the worker that this visitor asked for a sample is still at it."""
    asked = request.session.get(SAMPLE_TASK)
    if asked is None:
        return False
    try:
        is_over = read_sample.get_result(asked).is_finished
    except TaskResultDoesNotExist:  # forgotten, with everything else that is old
        is_over = True
    if is_over:
        del request.session[SAMPLE_TASK]
    return not is_over
