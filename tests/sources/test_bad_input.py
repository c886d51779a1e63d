"""Files that are broken or made to do harm: each is refused or limited with its place, and its neighbours come in."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from allies.traces.sources import messages
from allies.traces.sources.pieces import Refused
from tests.fuzz.judged import judged
from tests.sources.samples import NOW_S, RECORDED, message, parse, read_all, reason, reasons, records
from tests.sources.test_mbox import FROM

ROOT = Path(__file__).resolve().parent.parent.parent


def nested(depth: int) -> bytes:
    """A message whose parts lie within one another."""
    lines = [f"Content-Type: multipart/mixed; boundary=b{at:05}\n\n--b{at:05}" for at in range(depth)]
    return message(*lines, "Content-Type: text/plain", text="deep")


def crowd(count: int) -> str:
    """So many addresses."""
    return ",\n ".join(f"p{number}@x.example" for number in range(count))


def surrounded(raw: bytes) -> bytes:
    """An mbox with a good message on either side of a bad one."""
    before, after = message(Message_ID="<before@x.example>"), message(Message_ID="<after@x.example>")
    return b"\n".join((FROM + before, FROM + raw, FROM + after))


MIXED = "Content-Type: multipart/mixed; boundary=o"
HEADERS_OF_PARTS = "its parts have headers of more than 2 MB"
MANY_WORDS = "a header of more than 2,000 encoded words"
HOSTILE = {
    "10,000 recipients": (
        message(To=crowd(10_000)),
        "10,000 recipients: more than 1,000 is a mailing, not a meeting of people",
    ),
    "1,001 recipients": (message(To=crowd(1_001)), "1,001 recipients: more than 1,000"),
    "nested 1,000 deep": (nested(1000), "nested more than 50 deep"),
    "nested 300 deep": (nested(300), "nested more than 50 deep"),
    "nested 51 deep": (nested(51), "nested more than 50 deep"),
    "300 messages in messages": (message("Content-Type: message/rfc822\n\n" * 300), "nested more than 50 deep"),
    "100,000 parts": (
        message("Content-Type: multipart/mixed; boundary=x", text="--x\n\na\n" * 100_000),
        "more than 1,000 parts",
    ),
    "500 parentheses": (
        message(From="(" * 500 + ")" * 500 + "alice@allies.example"),
        "no sender that can be read: " + "(" * 60,
    ),
    "header of 900 kB": (
        message(From="a" * 900_000 + "@x.example"),
        "the header From has 900 kB: more than 64 kB is not read",
    ),
    "headers of 2 MB": (message(*["X-A: " + "a" * 1000] * 2000), "headers of 2012 kB: more than 1000 kB is not read"),
    "no sender": (message(From=""), "no sender"),
    "lines that are no headers of a part": (message(MIXED, text="--o\n" + "x\n" * 15_000_000), HEADERS_OF_PARTS),
    "a header of a part folded without end": (message(MIXED, text="--o\nX:\n" + " \n" * 20_000_000), HEADERS_OF_PARTS),
    "a message of headers": (message("Content-Type: message/rfc822", text="x\n" * 15_000_000), HEADERS_OF_PARTS),
    "a file's name of encoded words": (
        message(MIXED, text="--o\nContent-Disposition: attachment; filename=" + "=?utf-8?q?a?= " * 120_000),
        MANY_WORDS,
    ),
    "half of an encoded word without end": (message(MIXED, text="--o\nSubject: " + "=?\t" * 600_000), MANY_WORDS),
    "a message with a subject of encoded words": (
        message(MIXED, text="--o\nContent-Type: message/rfc822\n\nSubject: " + "=?utf-8?b?YQ==?= " * 100_000),
        MANY_WORDS,
    ),
    "a header of encoded words where parts are not plain": (
        message("X-A: " + "=?utf-8?q?a?= " * 60_000, MIXED + "; boundary=p", text="--o\n\na\n--o--"),
        MANY_WORDS,
    ),
    "a million boundaries": (message(MIXED, text="--o\n" * 1_000_000), "more than 1,000 parts"),
}
MESSAGE = "Content-Type: message/rfc822\nContent-Transfer-Encoding: %s\n\n"
LIMITED = {
    "20,000 parameters": message("Content-Type: text/plain" + "".join(f"; a{at}=1" for at in range(20_000))),
    "20,000 parts of a parameter": message(
        "Content-Type: text/plain" + "".join(f";\n a*{at}=1" for at in range(20_000))
    ),
    "a header of 1 MB that names no one": message("X-Spam: " + "x" * 900_000),
    "100,000 encoded words": message("X-Spam: " + "=?utf-8?q?a?= " * 60_000),
    "60 kB of encoded words": message(Subject="=?utf-8?q?a?= " * 4_000),
    "html nested 100,000 deep": message("Content-Type: text/html", text="<div>" * 100_000 + "deep"),
    "html of 3 MB": message("Content-Type: text/html", text="<p>word</p>" * 300_000),
    "30 MB of text": message(text="word " * 6_000_000),
    "one line of 2 MB": message(text="x" * 2_000_000),
    "100,000 references": message("References: " + "<a@x.example>\n " * 4_000),
    "1,000 people": message(To=crowd(1_000)),
    "nested 40 deep": nested(40),
    "2 MB of lines that are no headers of a part": message(MIXED, text="--o\n" + "x\n" * 990_000),
    "2 MB of a folded header of a part": message(MIXED, text="--o\nX:\n" + " \n" * 990_000),
    "a packed message of headers": message(MIXED, text="--o\n" + MESSAGE % "base64" + "WTo9Cg==\n" * 4_000_000),
    "a packed message with boundaries in it": message(
        MIXED, text="--o\n" + MESSAGE % "quoted-printable" + "--x: a\n" + "Y:=\n\n" * 8_000_000
    ),
    "encoded words in a packed message": message(
        MIXED,
        text="--o\n" + MESSAGE % "base64" + "".join(f"{line}\n" for line in ("U3ViamVjdDog", *["PT89Pz0/"] * 200_000)),
    ),
    "encoded words in a message packed line by line": message(
        MIXED, text="--o\n" + MESSAGE % "base64" + "U3ViamVjdDo=\n" + "PT8JPT8=\n" * 200_000
    ),
    "encoded words in a message in quoted-printable": message(
        MIXED, text="--o\n" + MESSAGE % "quoted-printable" + "Subject: " + "=3D?=\n" * 300_000
    ),
    "1 MB of parts of a file's name": message(
        MIXED, text="--o\nContent-Disposition: attachment" + "".join(f"; filename*{at}*=%41" for at in range(50_000))
    ),
    "1 MB of recipients of a message within": message(
        MIXED, text="--o\nContent-Type: message/rfc822\n\nTo: " + "a@b.example, " * 80_000 + "\n\na"
    ),
    "wrong charset": message("Content-Type: text/plain; charset=utf-8").replace(b"notes", b"n\xf6t\xe9s"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_is_refused_with_its_place_and_its_neighbours_come_in(tmp_path: Path, name: str) -> None:
    raw, why = HOSTILE[name]
    path = tmp_path / "inbox.mbox"
    path.write_bytes(surrounded(raw))
    begun = time.monotonic()
    items = read_all(path)
    assert time.monotonic() - begun < 15
    assert [record.uid for record in records(items)] == ["before@x.example", "after@x.example"]
    assert items[1].reason.startswith(why)
    assert items[1].place.startswith("inbox.mbox, message 2, byte ")


@pytest.mark.parametrize("name", LIMITED)
def test_a_huge_message_is_limited_and_read(name: str) -> None:
    begun = time.process_time()
    record = parse(LIMITED[name])
    assert time.process_time() - begun < 10
    assert record.uid == "1@allies.example"
    assert len(record.text) <= 200_000
    assert len(record.subject) <= 500
    assert len(record.people) <= 1_001


ALMOST_50_MB: dict[str, tuple[tuple[str, ...], str, int]] = {  # headers, what the text repeats, how often
    "text": ((), "word ", 9_900_000),
    "text of other letters": (("Content-Type: text/plain; charset=utf-8",), "wört ", 8_000_000),
    "base64": (("Content-Transfer-Encoding: base64",), "QUJDRA==\n", 5_400_000),
    "quoted-printable": (("Content-Transfer-Encoding: quoted-printable",), "=C3=A4", 8_100_000),
    "a page in base64": (
        ("Content-Type: text/html", "Content-Transfer-Encoding: base64"),
        "PHA+d29yZDwvcD4K",
        3_000_000,
    ),
    "boundaries": (("Content-Type: multipart/mixed; boundary=x",), "\n--y", 12_000_000),
}


def test_hostile_messages_take_little_memory(tmp_path: Path) -> None:
    """Each in a process of its own: within 512 MB and 5 s of CPU, with nothing written."""
    hostile = {name: raw for name, (raw, _) in HOSTILE.items()} | LIMITED
    made = []
    for number, raw in enumerate(hostile.values()):
        made.append(tmp_path / str(number) / "inbox.mbox")
        made[-1].parent.mkdir()
        made[-1].write_bytes(surrounded(raw))
    for name, verdict in zip(hostile, judged(made), strict=True):
        assert not verdict.faults and verdict.records >= 2, f"{name}: {verdict}"


@pytest.mark.parametrize("name", ALMOST_50_MB)
def test_a_message_as_large_as_is_read_takes_little_memory(tmp_path: Path, name: str) -> None:
    headers, text, times = ALMOST_50_MB[name]
    path = tmp_path / "inbox.mbox"
    path.write_bytes(surrounded(message(*headers, text=text * times)))
    (verdict,) = judged([path])
    path.unlink()
    assert not verdict.faults and verdict.records == 3, verdict
    assert verdict.memory_bytes > 100_000_000  # it was read


def test_an_mbox_of_one_line_of_5_gb_ends_quickly_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    with path.open("wb") as file:
        file.write(FROM + message(Message_ID="<before@x.example>") + b"\n" + FROM + b"Subject: ")
        file.seek(5_000_000_000)
        file.write(b"\n\n" + FROM + message(Message_ID="<after@x.example>"))
    begun = time.monotonic()
    items = read_all(path)
    assert time.monotonic() - begun < 60
    assert [record.uid for record in records(items)] == ["before@x.example", "after@x.example"]
    assert reasons(items) == ["4999 MB long: more than 50 MB is not read"]
    assert items[1].place.startswith("inbox.mbox, message 2, byte ")
    assert _most_memory_kb(path) < 400_000


MEASURED = """
import resource, sys
from pathlib import Path
from tests.fuzz.judged import judged
from tests.sources.samples import read_all
read_all(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _most_memory_kb(path: Path) -> int:
    """Of the reader of this one source: in a process that has had no other child."""
    command = [sys.executable, "-c", MEASURED, str(path)]
    return int(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize(("size", "count"), [(1, 15), (100, 15), (2000, 10)])
def test_a_truncated_mbox_is_read_to_its_end(tmp_path: Path, size: int, count: int) -> None:
    whole = (RECORDED / "inbox.mbox").read_bytes().rstrip() + b"\n\n"
    path = tmp_path / "inbox.mbox"
    path.write_bytes((whole * 5)[: len(whole) * 5 - size])
    assert len(records(read_all(path))) == count


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"", "is empty: export it again"),
        (bytes(10_000), "is no text file"),
        (bytes(range(256)) * 100, "is no text file"),
    ],
)
def test_an_empty_or_binary_file_is_one_refusal(tmp_path: Path, content: bytes, advice: str) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(content)
    (item,) = read_all(path)
    assert (item.record, item.position) == (None, 1)
    assert advice in item.reason


def test_random_bytes_after_a_good_beginning_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "inbox.mbox"
    path.write_bytes(FROM + message() + b"\n" + FROM + b"X: y\n\n" + random.Random(1).randbytes(1_000_000))
    items = read_all(path)
    assert (len(records(items)), reasons(items)) == (1, ["no sender"])


def test_cve_2021_32052_line_ends_in_any_header_stay_within_it() -> None:
    for name in ("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Delivered-To"):
        raw = message(**{name.replace("-", "_"): f"x =?utf-8?q?=0D=0A=0ABcc:_c@evil.example?= {name}"})
        try:
            record = parse(raw)
        except Refused:
            continue
        said = [record.uid, record.subject, record.parent, record.root, *record.delivered_to]
        said += [part for who in record.people for part in (who.value, who.name)]
        assert not any("\n" in part or "\r" in part for part in said)
        assert "c@evil.example" not in {who.value for who in record.people}


RECORDED_MESSAGES = [
    (RECORDED / "workshop.eml").read_bytes(),
    *(b"From " + part for part in (RECORDED / "inbox.mbox").read_bytes().split(b"\nFrom ")),
]


@settings(max_examples=300, deadline=None)
@given(
    raw=some.sampled_from(RECORDED_MESSAGES),
    changes=some.lists(
        some.tuples(some.floats(0, 1), some.integers(0, 40), some.binary(max_size=12)), min_size=1, max_size=12
    ),
)
def test_a_changed_message_is_read_or_refused_and_never_raises(
    raw: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    for where, length, put in changes:
        at = int(where * len(raw))
        raw = raw[:at] + put + raw[at + length :]
    try:
        record = messages.parse(raw, now_s=NOW_S)
    except Refused as refused:
        assert str(refused)
        return
    assert 0 <= record.at_s <= NOW_S + 86_400
    assert record.uid
    assert all(who.value and "\n" not in who.value for who in record.people)
    assert "\0" not in record.text + record.subject
    (record.text + record.subject + record.uid).encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(raw=some.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert reason(b"From: alice@allies.example\n" + raw) is not None
