"""Signing in: who may, and the link that works once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from allies.people.models import Member, SignInLink

LINK_LASTS = timedelta(minutes=30)


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made on the command line, not by passers-by."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reauthentication_methods(self, user: Member) -> list[dict[str, str]]:
        """A passkey first, where there is one: it is nearer at hand than a recovery code."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")


class LinkUsed(Exception):
    """The link has been used, has run out, or never was."""


def new_link(member: Member, *, at: datetime) -> str:
    """A token that signs this member in once, within half an hour. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.filter(member=member, expires_at__lt=at).delete()
    SignInLink.objects.create(member=member, digest=_digest(token), expires_at=at + LINK_LASTS)
    return token


def redeem(token: str, *, at: datetime) -> Member:
    """The member whom this token signs in. Of many who try at once, one succeeds; LinkUsed for the others."""
    active = Member.objects.filter(is_active=True)
    # conditions of the row's own: after a wait for another's update PostgreSQL looks at these again, not at a join's
    unused = SignInLink.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=at, member__in=active)
    if unused.update(used_at=at) != 1:
        raise LinkUsed("This link has been used or has run out. Ask for a new one: allies link")
    return SignInLink.objects.select_related("member").get(digest=_digest(token)).member


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
