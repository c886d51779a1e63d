"""What is typed into each form, so that a request gets as far as the permission that it tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from allies.people.models import Person
from tests.safety.marked import Yard

PASSWORD = "a long enough password"
MAIL = b"From a@a.example Tue Nov 14 22:13:20 2023\nFrom: a@a.example\nDate: Tue, 14 Nov 2023 22:13:20 +0000\n\nhello\n"
SAID: dict[str, Callable[[Yard], dict[str, Any]]] = {
    "web:minutes": lambda yard: {"minutes": "20"},
    "web:decide": lambda yard: {"decision": "undo"},
    "web:names": lambda yard: {"first": "Dora", "second": "Emil", "third": "Fatou"},
    "web:triage": lambda yard: {"decision": "close"},
    "web:answer": lambda yard: {"answer": "different"},
    "web:log": lambda yard: {"kind": "call", "at": "2026-01-02", "note": "about the workshop"},
    "web:rename": lambda yard: {"name": "Dora"},
    "web:erase-person": lambda yard: {"name": yard[Person].name},
    "web:upload": lambda yard: {"mailbox": SimpleUploadedFile("mail.mbox", MAIL)},
    "web:connect": lambda yard: {"kind": "imap", "address": "mail.example", "username": "zoe", "secret": "hush"},
    "web:renew": lambda yard: {"secret": "hush"},
    "web:disconnect": lambda yard: {"then": "take back"},
    "web:set-plan": lambda yard: {"minutes": "20", "channels": ["mail", "call"]},
    "web:set-zone": lambda yard: {"zone": "Europe/Berlin"},
    "web:say-me": lambda yard: {"me": "me@charlie.example"},
    "web:say-employer": lambda yard: {"domain": "charlie.example", "since": "2026-01-02", "until": ""},
    "web:erase": lambda yard: {"name": str(yard.member)},
    "account_set_password": lambda yard: {"password1": PASSWORD, "password2": PASSWORD},
}


def said(name: str, yard: Yard) -> dict[str, Any]:
    """What is typed into the form of this route."""
    return SAID[name](yard) if name in SAID else {}


OWNER_GETS: dict[tuple[str, str], tuple[int, ...]] = {
    ("web:enter", "GET"): (410,),  # the token is made up: links have tests of their own
    ("web:consent", "GET"): (404,),  # here no provider is set up: tests/accounts/test_oauth.py
    ("web:consent", "HEAD"): (404,),
}
SHOWN = {
    *("Person.name", "Handle.value", "own handle", "Trace.subject", "Trace.text", "Trace.text, by hand", "Join.reason"),
    "MaybeSame.evidence",
    *("Source.name", "Import.failure", "Import.me_reason", "Refusal.place", "Refusal.reason", "Tribe.name"),
    *("Account.url", "Account.username", "Account.failure", "Account.key"),
    *("Suggestion.title", "Suggestion.reasons", "Suggestion.why", "passkey"),
    *("Person.key", "Join.key", "Import.key", "Tribe.key", "Suggestion.key"),
    *("Employer.domain", "Employer.key", "Tribe.known_by"),
}
