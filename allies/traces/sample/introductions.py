"""The owner brings people of different circles together; they thank her and go on by themselves."""

from __future__ import annotations

from random import Random

from .bonds import bonds
from .mailroom import Mailroom
from .network import Network
from .people import Person
from .rhythm import DAY_S, YEAR_S, answer_s, moments, some_time_that_day
from .talk import Talk

_SINCE_YEARS = 5.0
_GAP_DAYS = 60.0


def play(network: Network, mailroom: Mailroom) -> None:
    """Writes all introductions into the mailroom."""
    rng = network.random("introductions")
    talk = Talk(rng)
    known = [one for one in bonds(network) if one.kind not in ("yearly", "remote", "admirer") and one.person.knows]
    from_s, until_s = network.now_s - int(_SINCE_YEARS * YEAR_S), network.now_s - 20 * DAY_S
    for day_s in moments(rng, from_s=from_s, until_s=until_s, gap_days=_GAP_DAYS):
        at_s = some_time_that_day(rng, day_s, is_private=False)
        present = [one.person for one in known if one.from_s <= at_s < one.until_s and one.person.addresses]
        first = rng.choice(present)
        others = [one for one in present if one.tribe != first.tribe]
        if others:
            _introduce(network, mailroom, talk, rng, at_s, first, rng.choice(others))


def _introduce(
    network: Network, mailroom: Mailroom, talk: Talk, rng: Random, at_s: int, first: Person, second: Person
) -> None:
    owner = network.owner
    slots = talk.slots(at_s) | {
        "topic": rng.choice(first.knows),
        "first": first.called,
        "second": second.called,
        "first_place": _place(network, first, at_s),
        "second_place": _place(network, second, at_s),
    }
    subject, words = (one.format_map(slots) for one in talk.phrase("introductions"))
    text = talk.letter(owner, [words], to=f"{first.called} and {second.called}", is_reply=False)
    message = mailroom.post(owner, at_s, subject, text, to=[first, second])
    for author, other, kind in (
        (second, first, "introduction_thanks"),
        (first, second, "introduction_answers"),
    ):
        at_s = answer_s(rng, at_s, usual_days=0.8, is_private=False)
        words = talk.phrase(kind).format_map(slots | {"other": other.called})
        text = talk.letter(author, [words], to=owner.called if author is second else other.called, is_reply=True)
        message = mailroom.post(author, at_s, subject, text, to=[other], cc=[owner], parent=message)


def _place(network: Network, person: Person, at_s: int) -> str:
    """Where someone is to be found: at work, else in the circle that the owner knows them from."""
    work = person.address_at(at_s, is_private=False).organisation
    return work or network.tribe_of(person).name
