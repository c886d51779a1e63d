"""The sample network, written as the files that people bring: a mailbox, a calendar, an address book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import december, ics, introductions, mbox, notices, script, vcf
from .bonds import bonds
from .cast import parts
from .circles import Circle
from .diary import Diary
from .mailroom import Mailroom
from .network import Network, build
from .pairs import Pair
from .people import Person

_CARD_SHARE = 0.5  # of the people who have no own rhythm with the owner


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and whose it is."""

    owner_name: str
    owner_addresses: tuple[str, ...]  # the private one first, then the employers' in order of time
    mail: Path
    calendar: Path
    contacts: Path
    people: int
    messages: int
    meetings: int
    cards: int

    @property
    def paths(self) -> tuple[Path, Path, Path]:
        return self.mail, self.calendar, self.contacts


def write(folder: Path, *, seed: int, now_s: int) -> Written:
    """Writes mail.mbox, calendar.ics and contacts.vcf; the same seed and moment give the same bytes.

    folder : made when it is not there; files of the same names are replaced.   now_s : int, UTC seconds, when the
    story ends: the last mails are some hours older, the next meetings some days ahead.
    """
    network = build(seed=seed, now_s=now_s)
    mailroom, diary = play(network)
    folder.mkdir(parents=True, exist_ok=True)
    mail, calendar, contacts = (folder / name for name in ("mail.mbox", "calendar.ics", "contacts.vcf"))
    return Written(
        owner_name=network.owner.name,
        owner_addresses=tuple(one.email for one in network.owner.addresses),
        mail=mail,
        calendar=calendar,
        contacts=contacts,
        people=len(network.people),
        messages=mbox.write(mail, mailroom.messages),
        meetings=ics.write(calendar, network, diary.events),
        cards=vcf.write(contacts, network, _in_address_book(network, mailroom)),
    )


def play(network: Network) -> tuple[Mailroom, Diary]:
    """Everything that happens in the network: its mails and its meetings."""
    mailroom, diary = Mailroom(network), Diary(network)
    for tribe in network.tribes:
        if tribe.thread_gap_days:
            Circle(network, tribe, mailroom).play()
        if tribe.meeting:
            diary.gather(tribe, tribe.meeting)
    for bond in bonds(network):
        Pair(network, bond, mailroom, diary).play()
    introductions.play(network, mailroom)
    december.play(network, mailroom)
    script.play(network, mailroom, diary)
    notices.play(network, mailroom)
    return mailroom, diary


def _in_address_book(network: Network, mailroom: Mailroom) -> list[Person]:
    """The cast, everyone who has an own rhythm with the owner or whom no mail names, and some of the others."""
    rng = network.random("cards")
    known = {bond.person for bond in bonds(network)} | {person for person, _ in parts(network)}
    named = {address for one in mailroom.messages for address in (one.sender, *one.to, *one.cc)}
    return [
        one for one in network.people if rng.random() < _CARD_SHARE or one in known or named.isdisjoint(one.addresses)
    ]
