"""Facts: sources, the imports that read them, what happened, who took part."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allies.lib import ids
from allies.people.models import Handle
from allies.people.owned import Owned
from allies.people.sealed import SealedField
from allies.traces.records import As, Kind


class Source(Owned):
    """Where traces come from: one mailbox, calendar or address book."""

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=300)  # as a person calls it: a file name, "by hand"
    place = models.CharField(max_length=1000)  # where it was read
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "place"], name="one_source_per_place"),
        ]


class AccountKind(models.TextChoices):
    """What speaks at the other end."""

    IMAP = "imap", "A mailbox (IMAP)"
    FEED = "feed", "A feed (RSS, Atom, JSON)"
    CALDAV = "caldav", "Calendars (CalDAV)"
    CARDDAV = "carddav", "Address books (CardDAV)"
    MASTODON = "mastodon", "Mastodon"


class Account(Owned):
    """Something elsewhere that is kept in step: a mailbox on a server, a calendar, a feed.

    Where it is with the other side stands in `cursor`, which moves only when what lies before it has come in.
    """

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=AccountKind)
    url = models.CharField(max_length=1000)
    username = models.CharField(max_length=320, blank=True)
    secret = SealedField(blank=True)
    cursor = models.JSONField(default=dict)
    connected_at = models.DateTimeField()
    every_minutes = models.PositiveIntegerField(default=15)
    next_at = models.DateTimeField(null=True)  # none: it waits for the member, or is over
    last_in_step_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True)  # words that a person can act on
    failures = models.PositiveIntegerField(default=0)  # in a row
    claimed_by = models.CharField(max_length=16, blank=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "kind", "url", "username"], name="one_account_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["next_at"], name="account_by_next_time")]


class ImportState(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting"
    PREVIEW = "preview"
    READING = "reading"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"


class Import(Owned):
    """One run over a source: what it read, added, knew already and refused."""

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.WAITING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # what the place held: another content, another run
    content = models.CharField(max_length=64, blank=True)  # tells what it held, wherever that lies; mail alone
    repeats = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")  # read the same before
    position = models.BigIntegerField(default=0)  # items read and committed: where a killed run goes on
    done_share = models.FloatField(default=0.0)
    read = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    owner_votes = models.JSONField(default=dict)  # what says whose mailbox it is: {"delivered": {address: times}, ...}
    me_reason = models.CharField(max_length=300, blank=True)  # how the member's own addresses were told from it
    failure = models.CharField(max_length=500, blank=True)
    preview = models.JSONField(null=True)  # what it would bring in, until the member has decided


class ListColumns(Owned):
    """What a member said that the columns of lists with the same headings hold."""

    digest = models.CharField(max_length=32)  # of the headings
    fields = models.JSONField(default=dict)  # field by heading

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "digest"], name="one_choice_per_headings"),
        ]


class Refusal(Owned):
    """One item that did not come in: where it is and why."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refusals")
    position = models.BigIntegerField()
    place = models.CharField(max_length=1000)
    reason = models.CharField(max_length=500)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "position"], name="one_refusal_per_item"),
        ]


class Trace(Owned):
    """One thing that happened, at a time, with people in roles. `uid`, `parent` and `root` are keyed hashes."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="traces")
    uid = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    at_s = models.BigIntegerField()
    parent = models.BinaryField(max_length=16, null=True)
    root = models.BinaryField(max_length=16, null=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    minutes = models.IntegerField(default=0)
    is_automatic = models.BooleanField(default=False)
    is_question = models.BooleanField(default=False)  # the author's own words ask something

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "uid"], name="one_trace_per_uid"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "parent"], name="trace_by_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["owner", "at_s"], name="trace_by_time"),
        ]


class Participation(Owned):
    """Someone, through one handle, in one role of one trace."""

    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="participations")
    handle = models.ForeignKey(Handle, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in As])

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trace", "handle", "role"], name="one_role_once_per_trace"),
        ]


class Renaming(Owned):
    """A better name that an import brought for an address: undoing it gives back the one before."""

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+")
    handle = models.ForeignKey(Handle, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, blank=True)  # as it was before

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "handle"], name="one_name_before_per_import"),
        ]


class Sighting(Owned):
    """A trace that came in again through another import: undoing the first leaves it in place."""

    trace = models.ForeignKey(Trace, on_delete=models.CASCADE, related_name="+")
    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["trace", "run"], name="one_sighting_per_import"),
        ]
