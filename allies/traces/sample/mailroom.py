"""Mails as they come about: who wrote to whom, when, answering what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from .network import Network
from .people import Address, Form, Person


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One mail in the owner's mailbox. `text` is what its author wrote, without quotes and signature."""

    id: str  # without angle brackets
    at_s: int
    sender: Address
    author: Person | None  # None for machines
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    text: str
    parent: Message | None
    list_email: str  # the list that carried it
    delivered_to: str  # "" for what the owner sent
    headers: tuple[tuple[str, str], ...] = ()
    form: Form = Form.PLAIN

    def date(self, zone: ZoneInfo) -> str:
        """When it was written, as mails say it: `Tue, 18 Nov 2025 09:14:34 +0000`."""
        return format_datetime(datetime.fromtimestamp(self.at_s, zone))


class Mailroom:
    """Keeps every mail, and knows which address people used when."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rng = network.random("mailroom")
        self.messages: list[Message] = []

    def post(
        self,
        author: Person,
        at_s: int,
        subject: str,
        text: str,
        *,
        to: Sequence[Person] = (),
        cc: Sequence[Person] = (),
        bcc: Sequence[Person] = (),
        parent: Message | None = None,
        is_private: bool = False,
        list_email: str = "",
    ) -> Message:
        """Writes one mail. With `list_email` it goes through the list, and `to` is who is answered there."""
        owner = self._network.owner
        sender = self._address(author, at_s, is_private=is_private)
        list_address = (Address(list_email, "", 0),) if list_email else ()
        message = Message(
            id=self.new_id(sender.email),
            at_s=at_s,
            sender=sender,
            author=author,
            to=list_address or self._addresses(to, at_s, is_private=is_private),
            cc=self._addresses(cc, at_s, is_private=is_private),
            bcc=self._addresses(bcc, at_s, is_private=is_private),
            subject=subject if parent is None or subject.startswith("Re: ") else f"Re: {subject}",
            text=text,
            parent=parent,
            list_email=list_email,
            delivered_to="" if author is owner else owner.address_at(at_s, is_private=is_private).email,
            form=author.habit.form,
        )
        self.messages.append(message)
        return message

    def new_id(self, email: str) -> str:
        return f"{self._rng.getrandbits(72):018x}@{email.partition('@')[2]}"

    def _addresses(self, people: Sequence[Person], at_s: int, *, is_private: bool) -> tuple[Address, ...]:
        return tuple(self._address(one, at_s, is_private=is_private) for one in people)

    def _address(self, person: Person, at_s: int, *, is_private: bool) -> Address:
        """Mostly the fitting address; now and then people other than the owner use their other one."""
        if person is not self._network.owner and self._rng.random() < 0.06:
            is_private = not is_private
        return person.address_at(at_s, is_private=is_private)
