"""Mail that machines send: newsletters, tickets, bounces, notices of lists, and "out of office"."""

from __future__ import annotations

from random import Random
from typing import Any

from .data import load
from .mailroom import Mailroom, Message
from .network import Network
from .people import Address, Form
from .rhythm import HOUR_S, YEAR_S, moments
from .talk import Talk

_SINCE_YEARS = 6.0
_AWAY_SHARE = 0.02  # of the owner's mails to one person that meet an empty desk, and are answered later


def play(network: Network, mailroom: Mailroom) -> None:
    """Writes all automatic mail into the mailroom, in answer to what is there already where that fits."""
    rng = network.random("notices")
    talk = Talk(rng)
    for sender in load("talk/notices")["senders"]:
        from_s = network.now_s - int(_SINCE_YEARS * YEAR_S)
        until_s = network.now_s - 2 * HOUR_S
        for at_s in moments(rng, from_s=from_s, until_s=until_s, gap_days=sender["gap_days"]):
            mailroom.messages.append(_notice(network, mailroom, talk, rng, sender, at_s))
    answered = {one.parent.id for one in mailroom.messages if one.parent}
    for message in list(mailroom.messages):
        is_direct = message.author is network.owner and len(message.to) == 1 and not message.list_email
        if is_direct and message.id in answered and rng.random() < _AWAY_SHARE:
            mailroom.messages.append(_away(mailroom, message))


def _notice(
    network: Network, mailroom: Mailroom, talk: Talk, rng: Random, sender: dict[str, Any], at_s: int
) -> Message:
    slots = talk.slots(at_s)
    email = sender["email"]
    owner_address = network.owner.address_at(at_s, is_private=True)
    return Message(
        id=mailroom.new_id(email),
        at_s=at_s,
        sender=Address(email, sender["name"], 0),
        author=None,
        to=(owner_address,),
        cc=(),
        bcc=(),
        subject=rng.choice(sender["subjects"]).format_map(slots),
        text=rng.choice(sender["texts"]).format_map(slots),
        parent=None,
        list_email="",
        delivered_to=owner_address.email,
        headers=_headers(sender["kind"], email),
        form=Form(sender.get("form", "plain")),
    )


def _headers(kind: str, email: str) -> tuple[tuple[str, str], ...]:
    domain = email.partition("@")[2]
    if kind == "newsletter":
        return (
            ("List-Unsubscribe", f"<https://www.{domain}/leave>, <mailto:leave@{domain}>"),
            ("Precedence", "bulk"),
        )
    if kind == "list-notice":
        return (("List-Id", f"Open Round <openround.{domain}>"), ("Auto-Submitted", "auto-generated"))
    return (("Auto-Submitted", "auto-replied" if kind == "bounce" else "auto-generated"),)


def _away(mailroom: Mailroom, message: Message) -> Message:
    """An empty desk answers within a minute."""
    (recipient,) = message.to
    return Message(
        id=mailroom.new_id(recipient.email),
        at_s=message.at_s + 40,
        sender=recipient,
        author=None,
        to=(message.sender,),
        cc=(),
        bcc=(),
        subject=f"Automatic reply: {message.subject}",
        text="Thank you for your message. I am away from my desk and will answer when I am back.",
        parent=message,
        list_email="",
        delivered_to=message.sender.email,
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    )
