"""What a member chose for the plan, and what the plan suggested."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from allies.lib import ids
from allies.people.models import Person
from allies.people.owned import Owned
from allies.traces.models import Trace


class Channel(models.TextChoices):
    """Where a member meets people."""

    MAIL = "mail", "Mail"
    CALL = "call", "A call"
    LETTER = "letter", "A letter"
    IN_PERSON = "in-person", "In person"


def first_channels() -> list[str]:
    """Before a member chooses."""
    return [Channel.MAIL, Channel.CALL, Channel.IN_PERSON]


class Preferences(Owned):
    """The minutes a member gives a day and the three channels they chose."""

    minutes = models.PositiveSmallIntegerField(default=15)
    channels = models.JSONField(default=first_channels)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner"], name="one_preferences_per_member"),
        ]


class SuggestionKind(models.TextChoices):
    """What the plan can suggest."""

    ANSWER = "answer"  # they wrote and wait
    MEET = "meet"  # you see them today
    WELCOME = "welcome"  # someone new
    RECONNECT = "reconnect"  # silent for longer than is usual between you
    THANK = "thank"  # they gave, you have not
    REMIND = "remind"  # you asked and had no answer
    ASK = "ask"  # good ground for an ask


class Decision(models.TextChoices):
    """What became of a suggestion."""

    OPEN = "open"
    DONE = "done"
    SNOOZED = "snoozed"
    NEVER = "never"


TIRED_DAYS = 14  # how long the plan remembers what was let be
IN_THE_PLAN = (Decision.OPEN, Decision.DONE)  # what is snoozed or turned down has left it


class Plan(Owned):
    """One day of one member: with how many minutes it is planned, and what it was last thought over from."""

    day = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True)  # chosen for this day alone; else the usual ones
    basis = models.CharField(max_length=100, blank=True)  # another one: what is open is thought over again

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "day"], name="one_plan_a_day"),
        ]


class Suggestion(Owned):
    """One thing to do today, with its reasons in facts that a person can check."""

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    day = models.DateField()
    place = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=SuggestionKind)
    channel = models.CharField(max_length=9, choices=Channel)
    minutes = models.PositiveSmallIntegerField()
    gives = models.BooleanField()
    title = models.CharField(max_length=300)
    reasons = models.JSONField()
    why = models.JSONField(default=dict)  # the numbers behind "why?"
    decision = models.CharField(max_length=7, choices=Decision, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)  # snoozed until then
    logged = models.ForeignKey(
        Trace, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # written when it was done

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "day", "person"], name="one_suggestion_per_person_a_day"),
        ]
