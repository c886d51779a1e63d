"""A name, a subject or a file cannot turn round the rest of its row."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from allies.lib import clock
from allies.people.models import Member, Person
from allies.ties import reading
from allies.traces import queries
from tests.letters import ALICE, Letter, mbox
from tests.web import network

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.fixture
def tricked(web: Client, alice: Member, tmp_path: Path) -> Member:
    """Alice, to whom someone wrote whose every word goes on from right to left."""
    sender = f"Bob\u202e{TURNING}rekaB <bob@bob.example>"
    letter = Letter(
        "1", sender, ALICE, subject="\u2067Hello\u202e", text="Can you\u202e help?", delivered_to=network.ALICES
    )
    path = mbox(tmp_path / "\u202exobm.mbox", [letter])
    path.write_bytes(path.read_bytes() + b"From x@x.example Thu Jan  1 09:00:00 2026\nSubject: \xe2\x80\xae\n\n")
    reading.import_path(alice, path, at=clock.now())
    return alice


def test_no_page_holds_what_turns_text_round(web: Client, tricked: Member) -> None:
    bob, (row,) = Person.objects.owned_by(tricked).get(handles__value="bob@bob.example"), queries.imports(tricked)
    assert "\u202e" in bob.name and "\u202e" in row.source
    urls = ("/", "/people/", f"/people/{bob.key}/", "/sources/", f"/sources/{row.key}/", f"/sources/{row.key}/refused/")
    pages = {url: web.get(url).content.decode() for url in urls}
    for page in pages.values():
        assert not set(TURNING) & set(page)
    assert "BobrekaB" in pages["/people/"] and "Can you help?" in pages[f"/people/{bob.key}/"]


def test_arabic_and_hebrew_names_stay_as_they_are(web: Client, alice: Member) -> None:
    for name in ("\u05d1\u05d5\u05d1", "\u0628\u0648\u0628", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"):
        person = Person.objects.create(owner=alice, name=name)
        assert name in web.get(f"/people/{person.key}/").content.decode()
