"""Settings: minutes and channels, the zone, who is me, taking everything along, erasing everything."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.test import Client

from allies.agenda import queries
from allies.people.models import Handle, Member, Person
from allies.people.queries import own_handles
from allies.traces.models import Trace


def test_minutes_and_channels_are_kept(web: Client, alice: Member) -> None:
    page = web.post("/settings/plan/", {"minutes": "25", "channels": ["mail", "letter"]}, follow=True).content.decode()
    assert "Saved." in page
    assert 'name="minutes" value="25"' in page
    kept = queries.preferences(alice)
    assert (kept.minutes, kept.channels) == (25, ["mail", "letter"])


def test_what_cannot_be_is_said_beside_the_field(web: Client, alice: Member) -> None:
    four = {"minutes": "15", "channels": ["mail", "call", "letter", "in-person"]}
    response = web.post("/settings/plan/", four)
    assert response.status_code == 422
    assert "Choose three at most; these are 4." in response.content.decode()
    assert "greater than or equal to 1" in web.post("/settings/plan/", {"minutes": "0"}).content.decode()
    assert queries.preferences(alice).minutes == 15


def test_the_zone_moves_the_day(web: Client, alice: Member) -> None:
    assert "Kiritimati" in web.post("/settings/zone/", {"zone": "Pacific/Kiritimati"}, follow=True).content.decode()
    alice.refresh_from_db()
    assert alice.zone == "Pacific/Kiritimati"
    assert web.post("/settings/zone/", {"zone": "Mars/Olympus"}).status_code == 422


def test_an_address_is_said_to_be_mine_and_let_go(web: Client, alice: Member) -> None:
    assert "a@home.example is you." in web.post("/settings/me/", {"me": "A@home.example"}, follow=True).content.decode()
    (handle,) = own_handles(alice)
    page = web.post("/settings/me/forget/", {"handle": handle.pk}, follow=True).content.decode()
    assert "a@home.example is someone else now." in page
    assert own_handles(alice) == []


def test_what_is_no_address_of_mine_cannot_be_let_go(web: Client, bob: Member) -> None:
    theirs = Handle.objects.create(
        owner=bob, kind="email", value="b@b.example", person=Person.objects.create(owner=bob, name="B", is_self=True)
    )
    for handle in (str(theirs.pk), "", "x"):
        assert web.post("/settings/me/forget/", {"handle": handle}).status_code == 404
    assert web.post("/settings/me/", {"me": ""}).status_code == 422


def test_the_export_holds_everything_of_mine_and_nothing_else(
    web: Client, alices_network: Member, someone_of_bob: Person
) -> None:
    response = web.get("/settings/export/")
    assert response["Content-Disposition"] == 'attachment; filename="allies-2026-04-14.zip"'
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a file, so it streams
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert manifest["members"] == [alices_network.key]
    assert b"bob@bob.example" in everything
    assert b"Only Bobs" not in everything


@pytest.mark.django_db(transaction=True)  # what is erased is overwritten, which no transaction allows
def test_erasing_everything_asks_for_the_name(web: Client, alices_network: Member) -> None:
    assert "Type Alice to confirm" in web.get("/settings/erase/").content.decode()
    refused = web.post("/settings/erase/", {"name": "Bob"})
    assert refused.status_code == 422
    assert "This is not Alice. Nothing was erased." in refused.content.decode()
    assert "Everything is erased" in web.post("/settings/erase/", {"name": "Alice"}).content.decode()
    assert not Member.objects.filter(pk=alices_network.pk).exists()
    assert not Trace.objects.owned_by(alices_network).exists()
    assert web.get("/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_erasing_of_one_leaves_the_other(web: Client, someone_of_bob: Person, bob: Member) -> None:
    web.post("/settings/erase/", {"name": "Alice"})
    assert Person.objects.owned_by(bob).get() == someone_of_bob
