"""A mailbox for the kills: small, and with everything in it that an import treats in its own way."""

from __future__ import annotations

import random
from email.message import EmailMessage
from pathlib import Path

FIRST = ("Dora", "Emil", "Fatou", "Goran", "Hanna", "Ivo", "Jana", "Karim", "Lena", "Milo", "Nadia", "Otto")
LAST = ("Abel", "Brandt", "Costa", "Diallo", "Eriksen", "Fontaine")
ENDS = ("", "berg", "dal", "feld", "gard", "holm", "lund", "mark", "quist", "rud", "stad", "vik")  # few share a name
BEGIN_S = 1_700_000_000
HOUR_S = 3_600


def write(path: Path, *, messages: int, seed: int) -> None:
    """An mbox: threads, several recipients, one person at two addresses, repeats, machines, and broken items."""
    chance = random.Random(seed)
    written: list[bytes] = []
    for number in range(messages):
        draw = chance.random()
        if written and draw < 0.05:
            written.append(chance.choice(written))  # the same message again
        elif draw < 0.10:
            written.append(b"Subject: nothing says when or from whom\n\nlost\n")
        else:
            written.append(bytes(_message(number, chance)))
    path.write_bytes(b"".join(b"From kills@allies.example Tue Nov 14 22:13:20 2023\n" + raw + b"\n" for raw in written))


def _message(number: int, chance: random.Random) -> EmailMessage:
    message = EmailMessage()
    sender, *others = chance.sample(range(len(FIRST) * len(LAST)), chance.randint(2, 4))
    message["Message-ID"] = f"<{number}@kills.example>"
    message["Date"] = _date(BEGIN_S + number * HOUR_S)
    message["From"] = "Alice <alice@alice.example>" if number % 3 == 0 else _address(sender, chance)
    message["To"] = ", ".join(
        ["alice@alice.example"] * (number % 3 != 0) + [_address(other, chance) for other in others]
    )
    message["Delivered-To"] = f"alice+{number % 40}@alice.example"
    message["Subject"] = f"Message {number}"
    if number > 3 and chance.random() < 0.5:
        message["In-Reply-To"] = f"<{chance.randrange(number)}@kills.example>"
    if chance.random() < 0.1:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"Words of message {number}. Shall we meet?\n")
    return message


def _date(at_s: int) -> str:
    from_begin_h = (at_s - BEGIN_S) // HOUR_S
    return f"{15 + from_begin_h // 24 % 15} Nov 2023 {from_begin_h % 24:02}:00:00 +0000"


def _address(person: int, chance: random.Random) -> str:
    place, family = person % len(FIRST), person // len(FIRST)
    first, last = FIRST[place], f"{LAST[family]}{ENDS[place]}"
    home = chance.choice(("work", "home")) if person % 5 == 0 else "work"  # every fifth writes from two places
    return f"{first} {last} <{first.lower()}.{last.lower()}@{home}.example>"
