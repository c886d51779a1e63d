"""What a reading child hands on: it arrives as it was, and what no reader of ours writes is known."""

from __future__ import annotations

import pytest

from allies.traces.records import As, HandleKind, Item, Kind, Role, TraceRecord
from allies.traces.sources import wire
from allies.traces.sources.pieces import Table

ALICE = Role(As.FROM, HandleKind.EMAIL, "alice@allies.example", "Alice \u2028 Archer")
RECORD = TraceRecord("1", Kind.MAIL, 5, (ALICE, ALICE), "a\nb", 'text "é" 猫\n\n@place', delivered_to=("a@b.example",))
ITEM = Item(1, "inbox.mbox, message 1", 0.123456789, RECORD)
REFUSED = Item(2, "inbox.mbox, message 2", 1.0, None, "no sender")


def test_items_arrive_as_they_were() -> None:
    assert wire.decode(wire.encode(ITEM).rstrip(b"\n")) == ITEM
    lines = wire.BEAT + wire.encode(ITEM) + wire.BEAT + wire.encode(REFUSED)
    assert wire.has_items_only(lines)
    assert wire.decode_all(lines) == [ITEM, REFUSED]


def test_places_and_tables_are_told_from_items() -> None:
    table = Table("a.csv", "digest", ("Name",), ("name",), (("Alice\ud800",),), is_told=True)
    for line in (wire.encode_place("a\nb"), wire.encode_table(table)):
        assert not wire.has_items_only(line)
        assert not wire.has_items_only(wire.encode(ITEM) + line)
    assert wire.decode_place(wire.encode_place("a\nb").rstrip(b"\n")) == "a b"
    assert wire.decode_table(wire.encode_table(table)).sample == (("Alice?",),)


def test_what_no_database_takes_does_not_arrive() -> None:
    halves = Role(As.TO, HandleKind.EMAIL, "bob@bob.example", "B\udfffb")
    item = Item(1, "a\x00\ud800b", 1.0, TraceRecord("1\ud800", Kind.NOTE, 5, (halves,)), "")
    arrived = wire.decode(wire.encode(item).rstrip(b"\n"))
    assert arrived.place == "ab"
    assert arrived.record == TraceRecord("1?", Kind.NOTE, 5, (Role(As.TO, HandleKind.EMAIL, "bob@bob.example", "B?b"),))
    assert wire.decode(wire.encode(Item(1, "a", 1.0, None, "said \x1b[31m")).rstrip(b"\n")).reason == "said [31m"


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense",
        b"[",
        b"[1]",
        b'{"position":1}',
        b'["1","place",1,null,""]',
        b'[1,2,1,null,""]',
        b'[1,"place",NaN,null,""]',
        b'[1,"place",1,["1","no kind",5,[]],""]',
        b'[1,"place",1,["1","mail","5",[]],""]',
        b'[1,"place",1,["1","mail",5,[["from","email",1,""]]],""]',
        b'[1,"place",1,["1","mail",5,[["owner","email","a",""]]],""]',
        b'[1,"\\ud800",1,null,""]',
        b'[1,"\xff",1,null,""]',
        b'[1,"place",1,null,""] []',
        b"[" * 100_000,
    ],
)
def test_a_line_that_no_reader_of_ours_writes_is_known(line: bytes) -> None:
    with pytest.raises(wire.BadLine):
        wire.decode(line)
    with pytest.raises(wire.BadLine):
        wire.decode_all(wire.encode(ITEM) + line + b"\n")
    with pytest.raises(wire.BadLine):
        wire.decode_table(wire.TABLE + line)
