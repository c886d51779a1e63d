"""Members, the persons in their networks, and the handles that persons are known by."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from allies.lib import ids
from allies.people.owned import Owned


class MemberManager(BaseUserManager["Member"]):
    """Members, found by the name they sign in with."""


class Member(AbstractBaseUser):
    """Someone with an account; the owner of everything private."""

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    username = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    trace_key = models.BinaryField(default=ids.new_key, editable=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = MemberManager()

    def __str__(self) -> str:
        return self.name or self.username


class SignInLink(models.Model):
    """A link that signs a member in once."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Person(Owned):
    """Someone in a member's network, seen by that member alone."""

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    name = models.CharField(max_length=200)
    is_self = models.BooleanField(default=False)  # the member as they appear in their own traces
    is_closed = models.BooleanField(default=False)  # by choice: never to suggest
    joined_into = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner"], condition=Q(is_self=True), name="one_self_per_member"),
            models.CheckConstraint(condition=Q(joined_into=None) | Q(is_self=False), name="self_is_never_joined_away"),
        ]

    def __str__(self) -> str:
        return self.name


class Handle(Owned):
    """One address of a person. A trace belongs to handles, a handle to a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="handles")
    kind = models.CharField(max_length=8)  # a records.HandleKind
    value = models.CharField(max_length=320)
    name = models.CharField(max_length=200, blank=True)  # as written beside this address
    by_hand = models.BooleanField(default=False)  # the member said so: stays when an import is undone

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "kind", "value"], name="one_handle_per_address"),
            models.CheckConstraint(
                condition=Q(kind="list", person=None) | (~Q(kind="list") & Q(person__isnull=False)),
                name="a_list_is_no_person",
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Join(Owned):
    """Two persons made one: why, and whether it was taken back."""

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    joined = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    by_member = models.BooleanField(default=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class MovedHandle(Owned):
    """A handle that a joining moved: it goes back when the joining is undone."""

    join = models.ForeignKey(Join, on_delete=models.CASCADE, related_name="+")
    handle = models.ForeignKey(Handle, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["join", "handle"], name="a_handle_moves_once_per_join"),
        ]


class Apart(Owned):
    """The member's word that two persons are not one.

    Keyed hashes of the addresses that each of the two had when it was said: it holds however often these come in again,
    and says of no one who they are.
    """

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    one = models.JSONField(default=list)
    other = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)


class MaybeSame(Owned):
    """Two handles whose persons may be one: how likely, and why. Made again from the handles."""

    one = models.ForeignKey(Handle, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Handle, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    evidence = models.JSONField(default=list)
    is_derived = True

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "one", "other"], name="two_handles_are_weighed_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="a_handle_is_itself"),
        ]


class Erased(Owned):
    """A keyed hash of an address whose person was erased: it never comes in again."""

    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "digest"], name="one_digest_per_erased_address"),
        ]


class Employer(Owned):
    """Where the member works or worked, as they said: the domain that its people write from, and from when to when."""

    key = models.CharField(max_length=16, unique=True, default=ids.new, editable=False)
    domain = models.CharField(max_length=253)
    since = models.DateField(null=True)  # the first day; none where it does not matter
    until = models.DateField(null=True)  # the last day; none while it lasts

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "domain"], name="one_employer_per_domain"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="an_employer_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.domain
