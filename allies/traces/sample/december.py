"""The owner's letter at the end of each year: one mail, many people, none of whom sees the others."""

from __future__ import annotations

from datetime import UTC, datetime

from .bonds import bonds
from .data import load
from .mailroom import Mailroom
from .network import Network
from .rhythm import HOUR_S
from .talk import Talk

_RECIPIENTS = 28
_KINDS = ("quarterly", "yearly")


def play(network: Network, mailroom: Mailroom) -> None:
    """Writes the letters of all years into the mailroom."""
    rng = network.random("december")
    known = [one for one in bonds(network) if one.kind in _KINDS and not one.person.situation]
    letters = load("talk/general")["december_letters"]
    first, last = (datetime.fromtimestamp(at_s, UTC).year for at_s in (min(b.from_s for b in known), network.now_s))
    for year in range(first, last + 1):
        at_s = int(datetime(year, 12, rng.randrange(16, 22), 19, rng.randrange(60), tzinfo=UTC).timestamp())
        friends = [one.person for one in known if one.from_s <= at_s < one.until_s]
        if friends and at_s < network.now_s - HOUR_S:
            subject, words = letters[year % len(letters)]
            text = Talk(rng).letter(network.owner, [words], to="", is_reply=False)
            friends = rng.sample(friends, min(_RECIPIENTS, len(friends)))
            mailroom.post(network.owner, at_s, subject, text, to=[network.owner], bcc=friends, is_private=True)
