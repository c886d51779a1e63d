"""A small network written row by row, for tests that need to say exactly who took part in what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TypedDict, Unpack

from allies.people.access import self_person
from allies.people.models import Handle, Member, Person
from allies.traces.models import Import, ImportState, Participation, Source, Trace
from allies.traces.records import As, HandleKind, Kind

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
DAY_S = 86_400


def days_ago(days: float) -> int:
    """UTC seconds."""
    return NOW_S - int(days * DAY_S)


def key_of(name: str) -> bytes:
    """What stands for a message's id."""
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


class Said(TypedDict, total=False):
    """What a message may say besides who and when."""

    uid: str
    subject: str
    text: str
    is_automatic: bool
    is_question: bool
    run: Import | None


class Network:
    """One member's people and traces. People are named by the first part of their address; "me" is the member."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.traces = 0

    @cached_property
    def run(self) -> Import:
        """The import that everything comes from."""
        return self.another_run("first")

    def another_run(self, place: str) -> Import:
        """An import of its own, that can be undone."""
        source = Source.objects.create(owner=self.member, kind="mbox", name=place, place=place)
        return Import.objects.create(owner=self.member, source=source, started_at=NOW, state=ImportState.DONE)

    def handle(self, name: str) -> Handle:
        """Someone's handle, made where there is none: "bob" is bob@bob.example, "bob@work.example" is just that."""
        kind = HandleKind.LIST if name.endswith("-list") else HandleKind.EMAIL
        value = name if "@" in name else f"{name}@{name}.example"
        found = Handle.objects.owned_by(self.member).filter(kind=kind, value=value).first()
        if found is not None:
            return found
        person = None
        if kind != HandleKind.LIST:
            person = self_person(self.member) if name == "me" else None
            person = person or Person.objects.create(
                owner=self.member, name=value.split("@")[0].title(), is_self=name == "me"
            )
        return Handle.objects.create(
            owner=self.member,
            kind=kind,
            value=value,
            name=person.name if person else "",
            person=person,
            by_hand=name == "me",  # said, not guessed: it stays when an import is taken back
        )

    def person(self, name: str) -> Person:
        """The person behind a handle."""
        person = self.handle(name).person
        assert person is not None
        return person

    def trace(
        self,
        roles: Mapping[As, Sequence[str]],
        *,
        at_s: int,
        kind: Kind = Kind.MAIL,
        uid: str = "",
        parent: str = "",
        root: str = "",
        subject: str = "",
        text: str = "",
        is_automatic: bool = False,
        is_question: bool = False,
        run: Import | None = None,
    ) -> Trace:
        """One thing that happened."""
        self.traces += 1
        made = Trace.objects.create(
            owner=self.member,
            run=run or self.run,
            uid=key_of(uid or f"{self.member.key} {self.traces}"),
            kind=kind,
            at_s=at_s,
            parent=key_of(parent) if parent else None,
            root=key_of(root) if root else None,
            subject=subject,
            text=text,
            is_automatic=is_automatic,
            is_question=is_question,
        )
        Participation.objects.add_all(
            Participation(owner=self.member, trace=made, handle=self.handle(name), role=role)
            for role, names in roles.items()
            for name in names
        )
        return made

    def mail(self, sender: str, *to: str, at_s: int, answers: str = "", **said: Unpack[Said]) -> Trace:
        """A message from one to others; `answers` is the uid of what it answers."""
        roles: dict[As, Sequence[str]] = {As.FROM: [sender], As.TO: list(to)}
        return self.trace(roles, at_s=at_s, parent=answers, **said)

    def meeting(self, *there: str, at_s: int) -> Trace:
        """Some people in one place."""
        return self.trace({As.WITH: list(there)}, at_s=at_s, kind=Kind.MEETING)
