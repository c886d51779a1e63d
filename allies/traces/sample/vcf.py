"""The address book as vCards (RFC 6350, version 4.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from .lines import folded
from .network import Network
from .people import Person


def write(path: Path, network: Network, people: Iterable[Person]) -> int:
    """Writes a card for each person; returns how many."""
    cards = [line for person in people for line in _lines(network, person)]
    path.write_bytes(folded(cards))
    return cards.count("BEGIN:VCARD")


def _lines(network: Network, person: Person) -> Iterator[str]:
    last = person.addresses[-1] if person.addresses else None
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{_uuid(network, person)}"
    yield f"FN:{_escaped(person.name)}"
    yield f"N:{_escaped(person.family)};{_escaped(person.given)};;;"
    if person.nickname:
        yield f"NICKNAME:{_escaped(person.nickname)}"
    for address in person.addresses:
        yield f"EMAIL;TYPE={'home' if address.is_private else 'work'}:{address.email}"
    if person.phone:
        yield f"TEL;TYPE=voice;VALUE=uri:tel:{person.phone.replace(' ', '-')}"
    if person.postal:
        street, place, code, country = person.postal
        yield f"ADR;TYPE=home:;;{_escaped(street)};{_escaped(place)};;{code};{_escaped(country)}"
    if last and last.organisation:
        yield f"ORG:{_escaped(last.organisation)}"
        yield f"TITLE:{_escaped(last.title)}"
    yield f"CATEGORIES:{_escaped(network.tribe_of(person).name)}"
    yield f"REV:{datetime.fromtimestamp(_changed_s(network, person), UTC):%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _changed_s(network: Network, person: Person) -> int:
    """When the card was last touched: with the newest address, or when they met."""
    met_s = max(person.joined_s, network.since_s(network.tribe_of(person)))
    return min(max(met_s, *(one.from_s for one in person.addresses), met_s), network.now_s)


def _uuid(network: Network, person: Person) -> str:
    """The same for the same person of the same seed."""
    digits = f"{network.random(f'card/{network.people.index(person)}').getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
