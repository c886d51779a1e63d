"""The interaction columns: continued or made anew, they are the same."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from allies.people.joining import join
from allies.people.models import Member
from allies.ties import columns, refresh
from allies.ties.columns import KINDS, ROLES, Columns
from allies.traces.records import As, Kind
from tests.ties.network import NOW, NOW_S, Network, days_ago


def same(one: Columns, other: Columns) -> bool:
    return all(np.array_equal(getattr(one, field.name), getattr(other, field.name)) for field in fields(Columns))


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


def test_a_row_says_who_took_part_in_what(network: Network) -> None:
    trace = network.trace(
        {As.FROM: ["bob"], As.TO: ["me"]},
        at_s=days_ago(1),
        kind=Kind.LETTER,
        uid="a",
        parent="b",
        is_question=True,
        is_automatic=True,
    )
    found = columns.read_on(network.member, None)
    assert found.trace.tolist() == [trace.pk, trace.pk]
    assert found.handle.tolist() == [network.handle("bob").pk, network.handle("me").pk]
    assert [ROLES[role] for role in found.role] == [As.FROM, As.TO]
    assert [KINDS[kind] for kind in found.kind] == [Kind.LETTER, Kind.LETTER]
    assert found.at_s.tolist() == [days_ago(1)] * 2
    assert found.is_question.all() and found.is_automatic.all()
    assert (found.parent != columns.NO_KEY).all() and (found.root == columns.NO_KEY).all()
    assert (found.uid != found.parent).all()


def test_nothing_yet(alice: Member) -> None:
    found = columns.read_on(alice, None)
    columns.write(alice, found)
    kept = columns.read(alice)
    assert kept is not None and len(kept) == 0 and kept.last == 0
    assert columns.is_whole(alice, kept)


def test_continued_or_made_anew_they_are_the_same(network: Network) -> None:
    network.mail("me", "bob", at_s=days_ago(9))
    columns.write(network.member, columns.read_on(network.member, None))
    network.mail("bob", "me", "charlie", at_s=days_ago(8))
    kept = columns.read(network.member)
    assert kept is not None and columns.is_whole(network.member, kept)
    continued = columns.read_on(network.member, kept)
    assert len(continued) == 5
    assert same(continued, columns.read_on(network.member, None))


def test_joining_two_people_does_not_touch_them(network: Network) -> None:
    network.mail("me", "bob", "bob@work.example", at_s=days_ago(9))
    before = columns.read_on(network.member, None)
    join(
        network.member, network.person("bob"), network.person("bob@work.example"), reason="same", by_member=True, at=NOW
    )
    assert columns.is_whole(network.member, before)
    assert same(before, columns.read_on(network.member, None))


def test_a_removal_shows(network: Network) -> None:
    removed = network.mail("me", "bob", at_s=days_ago(9))
    network.mail("me", "charlie", at_s=days_ago(8))
    before = columns.read_on(network.member, None)
    removed.delete()
    network.mail("me", "dana", at_s=days_ago(7))
    assert not columns.is_whole(network.member, before)


def test_what_is_no_columns_file_is_as_none(network: Network) -> None:
    assert columns.read(network.member) is None
    columns.path(network.member).write_bytes(b"ARROW1 but not really")
    assert columns.read(network.member) is None


def test_a_file_of_another_version_is_as_none(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    columns.write(network.member, columns.read_on(network.member, None))
    other = columns.SCHEMA.with_metadata({"roles": "from", "kinds": "mail"})
    monkeypatch.setattr(columns, "SCHEMA", other)
    assert columns.read(network.member) is None


def test_a_reader_keeps_what_it_opened(network: Network) -> None:
    network.mail("me", "bob", at_s=days_ago(9))
    columns.write(network.member, columns.read_on(network.member, None))
    reading = columns.read(network.member)
    assert reading is not None
    network.mail("bob", "me", at_s=days_ago(8))
    columns.write(network.member, columns.read_on(network.member, reading))
    assert reading.handle.tolist() == [network.handle("me").pk, network.handle("bob").pk]
    later = columns.read(network.member)
    assert later is not None and len(later) == 4
    assert [place.name for place in columns.path(network.member).parent.iterdir()] == ["columns.arrow"]


def test_nobody_elses_rows_are_in_them(network: Network, bob: Member) -> None:
    Network(bob).mail("me", "charlie", at_s=days_ago(9))
    network.mail("me", "dana", at_s=days_ago(8))
    found = columns.read_on(network.member, None)
    assert set(found.handle.tolist()) == {network.handle("me").pk, network.handle("dana").pk}


def test_what_is_read_while_it_is_written_is_the_same(network: Network) -> None:
    columns.write(network.member, columns.read_on(network.member, None))
    growing = columns.growing(network.member)
    for day in (3, 2, 1):
        network.mail("bob", "me", at_s=days_ago(day))
        growing.read_on()
    assert same(growing.columns(), columns.read_on(network.member, None))
    network.mail("bob", "me", at_s=days_ago(0.5))
    growing.read_on()
    assert same(growing.columns(), columns.read_on(network.member, None))
    assert growing.columns() is growing.columns()


def test_what_was_removed_meanwhile_is_not_taken_over(network: Network) -> None:
    growing = columns.growing(network.member)
    gone = network.mail("bob", "me", at_s=days_ago(3))
    kept = network.mail("bob", "me", at_s=days_ago(2))
    growing.read_on()
    gone.delete()
    refresh.refresh(network.member, now_s=NOW_S, growing=growing)
    found = columns.read(network.member)
    assert found is not None and kept.pk in found.trace and gone.pk not in found.trace
    assert same(found, columns.read_on(network.member, None))
