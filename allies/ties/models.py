"""What pages need of the derived data, as tables. Every row here can be made again from the traces."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from allies.people.models import Person
from allies.people.owned import Owned


class TieState(models.TextChoices):
    """How a tie is, in a word."""

    NEW = "new"
    WARM = "warm"
    FADING = "fading"
    DORMANT = "dormant"
    ONE_SIDED = "one-sided"
    CLOSED = "closed"


class Tie(Owned):
    """What a member's traces say about one person."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=TieState)
    given = models.IntegerField()
    received = models.IntegerField()
    first_s = models.BigIntegerField()
    last_s = models.BigIntegerField()
    last_given_s = models.BigIntegerField(null=True)
    last_received_s = models.BigIntegerField(null=True)
    rhythm_days = models.FloatField(null=True)  # usual days between contacts
    chance = models.FloatField()  # of contact within the next 30 days
    strip = models.JSONField()  # {"first_month": "2022-03", "given": [..], "received": [..]}, a number a month
    waiting_trace = models.BigIntegerField(null=True)  # id of their trace that waits for the member's answer
    unanswered_trace = models.BigIntegerField(null=True)  # id of the member's question that they have not answered

    is_derived = True

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-last_s"], name="tie_by_recency")]


class Between(Owned):
    """Two persons of a member who share traces with each other."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    threads = models.IntegerField()

    is_derived = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "other"], name="one_row_per_pair"),
        ]


class Tribe(Owned):
    """A group of people found in the traces."""

    key = models.CharField(max_length=16, unique=True, editable=False)
    name = models.CharField(max_length=200)
    is_inside = models.BooleanField()  # inside the member's employer
    place = models.IntegerField()  # 0 for the largest: also its colour
    state = models.CharField(max_length=9, choices=TieState)  # how lively it is
    last_s = models.BigIntegerField()

    is_derived = True


class TribeMembership(Owned):
    """A person in a tribe, with where the map draws them."""

    tribe = models.ForeignKey(Tribe, on_delete=models.CASCADE, related_name="memberships")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    degree = models.FloatField()  # share of the person's exchanges that stay inside the tribe
    x = models.FloatField()  # 0 to 1
    y = models.FloatField()

    is_derived = True


class Freshness(Owned):
    """How far the derived data has followed the traces; also the lease that makes one writer of many."""

    participation = models.BigIntegerField(default=0)  # the last one in the columns
    epoch = models.IntegerField(default=0)  # counts removals: the columns must be made anew
    columns_epoch = models.IntegerField(default=-1)
    refreshed_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    is_derived = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner"], name="one_freshness_per_member"),
        ]
