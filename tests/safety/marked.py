"""Private rows of one member with a random word in every text: where a word turns up, its row has leaked.

Rows are made from the models' own fields, so a new model or field is marked without anyone thinking of it. What cannot
be made that way (a JSON field, a field with a constraint) is in OWN_WAY; without an entry there the test stops.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.db import models

from allies.agenda.models import Channel, Decision
from allies.lib import clock, sealing
from allies.people.actions import say_me
from allies.people.models import Handle, Member, Person
from allies.people.owned import Owned
from allies.traces.actions import log
from allies.traces.models import ImportState, Trace
from allies.traces.records import As, HandleKind, Kind
from tests.safety.passkeys import add_passkey

PREFIX = "zqx"
OWNED = sorted((model for model in apps.get_models() if issubclass(model, Owned)), key=lambda model: model.__name__)
STRIP = {"first_month": "2026-01", "given": [1, 0, 2], "received": [0, 1, 1]}


class Yard:
    """One row of every private model for one member, and what each random word marks."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.words: dict[str, str] = {}
        self.rows: dict[type[Owned], Owned] = {}
        self.other = self._add(Person)  # two people, so that something can be between them
        self.joined = self._add(Person, joined_into=self[Person])
        self.own = say_me(member, f"{self.mark('own handle')}@alice.example", at=clock.now())
        self[Handle]
        self.logged = log(member, self[Person], kind=Kind.CALL, at=clock.now(), note=self.mark("Trace.text, by hand"))
        for model in OWNED:
            self[model]
        self.passkey = add_passkey(member, self.mark("passkey"))
        for code in RecoveryCodes.activate(member).generate_codes():
            self.words[code] = "recovery code"

    def mark(self, what: str) -> str:
        """A new word that marks this."""
        word = PREFIX + secrets.token_hex(6)
        self.words[word] = what
        return word

    def __getitem__(self, model: type[Owned]) -> Any:
        if model not in self.rows:
            self.rows[model] = self._add(model)
        return self.rows[model]

    def _add(self, model: type[Owned], **given: Any) -> Any:
        values = {field.name: self._value(model, field) for field in model._meta.concrete_fields if _is_asked(field)}
        everything: dict[str, Any] = {"owner": self.member, **values, **given}
        table: Any = model.objects
        row = table.create(**everything)
        if key := getattr(row, "key", ""):
            self.words[key] = f"{model.__name__}.key"
        return row

    def _value(self, model: type[Owned], field: models.Field[Any, Any]) -> Any:
        name = f"{model.__name__}.{field.name}"
        if name in OWN_WAY:
            return OWN_WAY[name](self)
        if isinstance(field, models.ForeignKey):
            return self[field.related_model]  # type: ignore[index]  # of a private model, a private model
        if field.choices:
            return next(iter(field.choices))[0]
        if isinstance(field, models.CharField | models.TextField):
            return self.mark(name)
        return _plain(field, name)


def _is_asked(field: models.Field[Any, Any]) -> bool:
    """Not the row's number and owner, nor a key that makes itself, nor what points back at its own kind."""
    if field.primary_key or field.name == "owner" or (field.name == "key" and field.has_default()):
        return False
    return field.related_model is not field.model


def _plain(field: models.Field[Any, Any], name: str) -> Any:
    if isinstance(field, models.DateTimeField):
        return clock.now() - timedelta(days=2)
    if isinstance(field, models.DateField):
        return clock.now().date()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.IntegerField):
        return 3
    if isinstance(field, models.FloatField):
        return 0.5
    if isinstance(field, models.BinaryField):
        return secrets.token_bytes(16)
    raise AssertionError(f"Say in OWN_WAY how {name} is marked.")


def _none(yard: Yard) -> None:
    return None


OWN_WAY: dict[str, Callable[[Yard], Any]] = {
    "Handle.kind": lambda yard: HandleKind.EMAIL,
    "Handle.value": lambda yard: f"{yard.mark('Handle.value')}@charlie.example",
    "Join.joined": lambda yard: yard.joined,
    "Join.undone_at": _none,
    "Apart.one": lambda yard: [yard.mark("Apart.one")],
    "Apart.other": lambda yard: [yard.mark("Apart.other")],
    "Apart.undone_at": _none,
    "MaybeSame.other": lambda yard: yard.own,
    "MaybeSame.evidence": lambda yard: [yard.mark("MaybeSame.evidence")],
    "Source.kind": lambda yard: "mbox",
    "Import.state": lambda yard: ImportState.DONE,
    "Import.owner_votes": lambda yard: {"delivered": {yard.mark("Import.owner_votes"): 3}, "sent": {}},
    "ListColumns.fields": lambda yard: {yard.mark("ListColumns.fields"): "name"},
    "Import.preview": lambda yard: {"me": yard.mark("Import.preview")},
    "Account.secret": lambda yard: sealing.seal(yard.mark("Account.secret")),
    "Account.cursor": lambda yard: {"folders": {yard.mark("Account.cursor"): 7}},
    "Account.next_at": _none,
    "Account.claimed_until": _none,
    "Trace.kind": lambda yard: Kind.MAIL,
    "Trace.at_s": lambda yard: clock.now_s() - 2 * clock.DAY_S,
    "Participation.role": lambda yard: As.FROM,
    "Tie.strip": lambda yard: STRIP,
    "Tie.chance_why": lambda yard: [[yard.mark("Tie.chance_why"), 0.5]],
    "Tie.first_s": lambda yard: clock.now_s() - 90 * clock.DAY_S,
    "Tie.last_s": lambda yard: clock.now_s() - 2 * clock.DAY_S,
    "Tie.waiting_trace": lambda yard: yard[Trace].pk,
    "Tie.unanswered_trace": _none,
    "Between.other": lambda yard: yard.other,
    "Tribe.key": lambda yard: yard.mark("Tribe.key"),
    "Tribe.place": lambda yard: 0,
    "Tribe.last_s": lambda yard: clock.now_s() - 2 * clock.DAY_S,
    "Tribe.known_by": lambda yard: {"words": [yard.mark("Tribe.known_by")]},
    "Tribe.employer": lambda yard: {},
    "Tribe.history": lambda yard: [],
    "Tribe.health": lambda yard: {},
    "Employer.domain": lambda yard: f"{yard.mark('Employer.domain')}.example",
    "GuessedEmployer.domain": lambda yard: f"{yard.mark('GuessedEmployer.domain')}.example",
    "Preferences.channels": lambda yard: [Channel.MAIL, Channel.CALL, Channel.LETTER],
    "Suggestion.reasons": lambda yard: [yard.mark("Suggestion.reasons")],
    "Suggestion.why": lambda yard: {yard.mark("Suggestion.why"): yard.mark("Suggestion.why")},
    "Suggestion.decision": lambda yard: Decision.DONE,  # stays when the plan is thought over
    "Suggestion.until": _none,
    "Suggestion.logged": lambda yard: yard.logged,
    "Suggestion.decided_at": _none,
}
