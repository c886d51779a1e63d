"""Writes: today's plan, what becomes of its suggestions, what a member prefers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from allies.agenda import days, queries
from allies.agenda.candidates.shape import Choice
from allies.agenda.ground import survey
from allies.agenda.models import TIRED_DAYS, Channel, Decision, Plan, Preferences, Suggestion
from allies.agenda.recent import Recent
from allies.agenda.shapes import PlanView, PreferencesView, SuggestionRow
from allies.people import access
from allies.people import actions as people
from allies.people.models import Member
from allies.ties.lease import Busy
from allies.ties.models import Freshness
from allies.traces import actions as traces
from allies.traces.records import Kind

MINUTES = range(1, 241)
CHANNELS_CHOSEN = 3
SNOOZE_DAYS = 7
TITLE = 300  # characters
LOGGED: dict[str, Kind] = {Channel.CALL: Kind.CALL, Channel.LETTER: Kind.LETTER}  # no mailbox tells of these


class PlanRefused(ValueError):
    """The minutes or the channels cannot be what was given."""


def plan_day(member: Member, *, now: datetime, minutes: int | None = None) -> PlanView:
    """Today's plan, made when there is none.

    Called again it is the same plan. What is open is thought over again when the minutes or the channels change, or
    when traces came in or went; what was decided stays. `minutes` holds for this day alone. Raises PlanRefused when
    they are out of bounds.
    """
    if minutes is not None:
        _check_minutes(minutes)
    day = days.day_of(member, now)
    plan = Plan.objects.owned_by(member).filter(day=day).first()
    if plan is None:
        _let_days_pass(member, day, now=now)
    if plan is None or plan.basis != _basis(member, minutes or plan.minutes) or not _of_day(member, day).exists():
        return queries.today(member, now=now, recently=_think(member, day, minutes, now=now))
    return queries.today(member, now=now)


def done(member: Member, key: str, *, now: datetime) -> SuggestionRow:
    """It was done. A call or a letter is logged as a trace, for no mailbox will bring it in."""
    with transaction.atomic():
        found, has_changed = _decide(member, key, Decision.DONE, now=now)
        kind = LOGGED.get(found.channel)
        if kind is not None and found.logged_id is None:
            person = access.person(member, found.person.key)
            found.logged = traces.log(member, person, kind=kind, at=now, note="")
            found.save(update_fields=["logged"])
            has_changed = True
    if has_changed:
        _follow(member, found.day, now=now)
    return queries.suggestion_row(member, found)


def snooze(member: Member, key: str, *, now: datetime) -> SuggestionRow:
    """Not now: this person is not suggested for a week."""
    until = days.day_of(member, now) + timedelta(days=SNOOZE_DAYS)
    return _settle(member, key, Decision.SNOOZED, now=now, until=until)


def never(member: Member, key: str, *, now: datetime) -> SuggestionRow:
    """Not this person: they are closed, and never suggested again."""
    return _settle(member, key, Decision.NEVER, now=now)


def undo(member: Member, key: str, *, now: datetime) -> SuggestionRow:
    """Take back what was decided: it is open again, the person reopened, what was logged gone."""
    return _settle(member, key, Decision.OPEN, now=now)


@transaction.atomic
def set_preferences(member: Member, *, minutes: int, channels: Sequence[str]) -> PreferencesView:
    """The minutes a day and the channels; they hold from now on, today too. Raises PlanRefused when out of bounds."""
    _check_minutes(minutes)
    chosen = list(dict.fromkeys(channels))
    unknown = [channel for channel in chosen if channel not in Channel.values]
    if unknown:
        raise PlanRefused(f"{unknown[0]!r} is no channel. Choose among: {', '.join(Channel.values)}.")
    if not 1 <= len(chosen) <= CHANNELS_CHOSEN:
        raise PlanRefused("Pick one, two or three channels.")
    fields = {"minutes": minutes, "channels": chosen}
    Preferences.objects.owned_by(member).update_or_create(defaults=fields, create_defaults={**fields, "owner": member})
    Plan.objects.owned_by(member).update(minutes=None)
    return queries.preferences(member)


def _check_minutes(minutes: int) -> None:
    if minutes not in MINUTES:
        raise PlanRefused(f"Give between {MINUTES[0]} and {MINUTES[-1]} minutes a day.")


def _basis(member: Member, minutes: int | None) -> str:
    """What a plan follows from, besides the day: minutes, channels, and how far the ties have followed the traces."""
    preferred = queries.preferences(member)
    fresh = Freshness.objects.owned_by(member).values_list("epoch", "participation").first() or (0, 0)
    return f"{minutes or preferred.minutes} {','.join(preferred.channels)} {fresh[0]}.{fresh[1]}"


@transaction.atomic
def _think(member: Member, day: date, minutes: int | None, *, now: datetime) -> Recent | None:
    """Choose anew what is open today. Of several who try at once, one does, and the others find it done.

    Returns what was given and asked of late, as far as it had to be looked up.
    """
    # the arrays behind it take a quarter of a second to load, and a plan that is made already is only read
    from allies.agenda import choosing  # noqa: PLC0415

    Plan.objects.owned_by(member).get_or_create(day=day, defaults={"owner": member})
    plan = Plan.objects.owned_by(member).select_for_update().get(day=day)
    plan.minutes = minutes or plan.minutes
    basis = _basis(member, plan.minutes)
    if plan.basis == basis and _of_day(member, day).exists():
        return None
    preferred = queries.preferences(member)
    total = plan.minutes or preferred.minutes
    decided = _of_day(member, day).exclude(decision=Decision.OPEN)
    spent = sum(decided.filter(decision=Decision.DONE).values_list("minutes", flat=True))
    first = max(decided.values_list("place", flat=True), default=-1) + 1
    ground = survey(member, now=now, channels=preferred.channels)
    _write(member, day, choosing.choose(ground, budget=max(0, total - spent), minutes=total), after=first)
    _forget(member, day)
    plan.basis = basis
    plan.save(update_fields=["minutes", "basis"])
    return ground.recent


def _write(member: Member, day: date, choices: Sequence[Choice], *, after: int) -> None:
    """These choices are what is open now. One that was open already keeps its key: a page may show it."""
    before = {(row.person_id, row.kind): row for row in _of_day(member, day).filter(decision=Decision.OPEN)}
    rows = []
    for place, choice in enumerate(choices, start=after):
        candidate = choice.candidate
        row = before.pop((candidate.person, candidate.kind), None) or Suggestion(
            owner=member, day=day, person_id=candidate.person, kind=candidate.kind
        )
        row.place, row.channel, row.minutes, row.gives = place, choice.channel, candidate.minutes, candidate.gives
        row.title, row.reasons, row.why = choice.told.title[:TITLE], choice.told.reasons, choice.told.why
        rows.append(row)
    _of_day(member, day).filter(pk__in=[row.pk for row in before.values()]).delete()
    for row in rows:
        row.save()


def _forget(member: Member, day: date) -> None:
    """What was let be does not pile up, not even in the database."""
    earlier = Suggestion.objects.owned_by(member).filter(day__lt=day - timedelta(days=TIRED_DAYS))
    earlier.filter(decision=Decision.OPEN).delete()


def _settle(member: Member, key: str, decision: Decision, *, now: datetime, until: date | None = None) -> SuggestionRow:
    with transaction.atomic():
        found, has_changed = _decide(member, key, decision, now=now, until=until)
    if has_changed:
        _follow(member, found.day, now=now)
    return queries.suggestion_row(member, found)


def _decide(
    member: Member, key: str, decision: Decision, *, now: datetime, until: date | None = None
) -> tuple[Suggestion, bool]:
    """The suggestion with its new decision, in place of any earlier one; and whether traces changed thereby."""
    found = Suggestion.objects.owned_by(member).select_for_update().filter(key=key).first()
    if found is None:
        raise Http404("No such suggestion.")
    has_unlogged = found.decision != decision and found.logged_id is not None
    if found.decision != decision:
        _take_back(member, found)
    if decision == Decision.NEVER:
        people.close(member, access.person(member, found.person.key))
    found.decision, found.until = decision, until
    found.decided_at = None if decision == Decision.OPEN else now
    found.save(update_fields=["decision", "until", "decided_at", "logged"])
    return found, has_unlogged


def _take_back(member: Member, found: Suggestion) -> None:
    """Undo what the earlier decision did beyond the suggestion itself."""
    if found.decision == Decision.NEVER:
        people.reopen(member, access.person(member, found.person.key))
    if found.logged_id is not None:
        traces.unlog(member, found.logged_id)
        found.logged = None


def _let_days_pass(member: Member, day: date, *, now: datetime) -> None:
    """Before the plan of a new day: ties fade as days pass, without any new trace."""
    at = Freshness.objects.owned_by(member).values_list("refreshed_at", flat=True).first()
    if at is None or days.day_of(member, at) >= day:
        return
    from allies.ties import refresh  # noqa: PLC0415  (reading the plan does not wait half a second for scipy)

    with suppress(Busy):  # an import is at the same ties just now, and refreshes them itself
        refresh.refresh(member, now_s=int(now.timestamp()))


def _follow(member: Member, day: date, *, now: datetime) -> None:
    """Let the ties follow a trace that was logged or taken back; the plan it belongs to stays as it is."""
    plan = Plan.objects.owned_by(member).filter(day=day).first()
    is_current = plan is not None and plan.basis == _basis(member, plan.minutes)
    from allies.ties import refresh  # noqa: PLC0415  (reading the plan does not wait half a second for scipy)

    try:
        refresh.refresh(member, now_s=int(now.timestamp()))
    except Busy:
        return  # an import is at the same ties just now; what was written is kept, and the next refresh follows it
    if plan is not None and is_current:
        Plan.objects.owned_by(member).filter(pk=plan.pk).update(basis=_basis(member, plan.minutes))


def _of_day(member: Member, day: date) -> QuerySet[Suggestion]:
    return Suggestion.objects.owned_by(member).filter(day=day)
