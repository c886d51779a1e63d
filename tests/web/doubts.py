"""Two who may be one person, in alice's network."""

from __future__ import annotations

from allies.people.models import Handle, Member, Person
from allies.traces import company

DOUBTS = {
    "Robert Fisher": ("robert@fisher.example", "Bob Fisher", "bob@home.example"),
    "Katherine Mason": ("katherine@mason.example", "Kate Mason", "kate@home.example"),
}


def leave(member: Member) -> None:
    """As an import leaves them: known by two addresses each, with a short form of the name on one."""
    for name, (address, short, other) in DOUBTS.items():
        for called, value in ((name, address), (short, other)):
            person = Person.objects.create(owner=member, name=called)
            Handle.objects.create(owner=member, person=person, kind="email", value=value, name=called)
    company.weigh_again(member)
