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
    """What a member's traces say about one person.

    Everyone who is in the traces otherwise than by automatic mail has a row, also whom the member was never in contact
    with: they are new, have given and received nothing, and have no times. Closed is a choice and lives on the person:
    `state` is what the traces say, also of someone who is closed.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=TieState)
    given = models.IntegerField()
    received = models.IntegerField()
    first_s = models.BigIntegerField(null=True)
    last_s = models.BigIntegerField(null=True)
    last_given_s = models.BigIntegerField(null=True)
    last_received_s = models.BigIntegerField(null=True)
    rhythm_days = models.FloatField(null=True)  # usual days between contacts
    low_days = models.FloatField(null=True)  # four in five gaps between the two last longer than this
    high_days = models.FloatField(null=True)  # and less long than this
    longer = models.FloatField(null=True)  # share of the gaps between the two that last longer than this silence
    reciprocity = models.FloatField(null=True)  # 1 where as much is given as received, 0 where all goes one way
    chance = models.FloatField()  # of contact within the next 30 days
    chance_why = models.JSONField(default=list)  # [[words, size], ..]: what sets the chance apart, the largest first
    alive = models.FloatField(null=True)  # chance of contact within three years
    strip = models.JSONField()  # {"first_month": "2022-03", "given": [..], "received": [..]}, a number a month
    waiting_trace = models.BigIntegerField(null=True)  # id of their trace that waits for the member's answer
    unanswered_trace = models.BigIntegerField(null=True)  # id of the member's question that they have not answered
    search = models.TextField()  # names and handles as `folding.folded` writes them

    is_derived = True

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-last_s"], name="tie_by_recency")]


class Between(Owned):
    """Two persons of a member who share threads with each other. Each pair is here once, whoever comes first."""

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
    x = models.FloatField()  # where the map writes its name, 0 to 1 of the width
    y = models.FloatField()  # 0 to 1 of the height
    known_by = models.JSONField(default=dict)  # what sets it apart, as `naming.known_by` writes it
    employer = models.JSONField(default=dict)  # where its people are or were with the member, as `employers` writes it
    history = models.JSONField(default=list)  # what became of it year by year, as `lives` writes it
    health = models.JSONField(default=dict)  # how it lives, as `living` writes it

    is_derived = True


class TribeMembership(Owned):
    """A person in a tribe, with where the map draws them."""

    tribe = models.ForeignKey(Tribe, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    place = models.IntegerField()  # 0 for the most central; who belongs partly comes after the others
    degree = models.FloatField()  # share of the person's contact that is with its people
    is_main = models.BooleanField(default=True)  # the tribe they were found in; in others they are partly
    x = models.FloatField(null=True)  # 0 to 1 of the map's width; none where the map has no room for them
    y = models.FloatField(null=True)  # 0 to 1 of its height

    is_derived = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "tribe"], name="one_membership_per_tribe"),
        ]


class GuessedEmployer(Owned):
    """Where the member seems to work or to have worked, told from their own addresses."""

    domain = models.CharField(max_length=253)
    first_s = models.BigIntegerField(null=True)  # when they were first seen there; unknown where never
    last_s = models.BigIntegerField(null=True)  # when they were last seen there, where they have left

    is_derived = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "domain"], name="one_guess_per_domain"),
        ]


class Reach(Owned):
    """A tribe that is not someone's main one, and how many of its people they share threads with."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    tribe = models.ForeignKey(Tribe, on_delete=models.CASCADE, related_name="+")
    people = models.IntegerField()

    is_derived = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "tribe"], name="one_reach_per_tribe"),
        ]


class Bridge(Owned):
    """What someone connects who shares threads with people of tribes other than their own."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    knows = models.IntegerField()  # others with whom they share threads
    within_two = models.IntegerField()  # those, and whom those share threads with
    pairs = models.IntegerField()  # two people of different tribes who share threads with them, but not with each other
    constraint = models.FloatField()  # Burt's: the lower, the more their contacts are apart from one another

    is_derived = True


class Freshness(Owned):
    """How far the derived data has followed the traces; also the lease that makes one writer of many."""

    participation = models.BigIntegerField(default=0)  # the last one in the columns
    epoch = models.IntegerField(default=0)  # counts how often something was removed and all was made anew
    refreshed_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=16, blank=True)  # tells two holders apart when a lease has run out

    is_derived = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner"], name="one_freshness_per_member"),
        ]
