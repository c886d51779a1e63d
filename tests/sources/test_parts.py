"""What is found fast is what is found slowly: texts among files, people among commas, ends of headers, separators."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from allies.traces.sources import addresses, bodies, headers, mbox, messages, parts, words
from allies.traces.sources.pieces import Refused
from tests.sources import mails
from tests.sources.samples import message, parse

IN_PARTS_OR_PACKED = [
    *(raw for _, raw in mails.recorded() if b"multipart/" in raw or b"\nContent-Transfer-Encoding:" in raw),
    message(
        "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", text="Caf=C3=A9=\n!"
    ),
    message("Content-Type: text/html", "Content-Transfer-Encoding: base64", text="PGI+Q2Fmw6k8L2I+\n"),
]
TOKENS = (
    *(
        b"\n",
        b"\r\n",
        b"\n\n",
        b"\r",
        b" ",
        b"\t",
        b'"',
        b";",
        b":",
        b"--",
        b"\n--",
        b"\n>From me",
        b">From ",
        b"=?utf-8?q?a?=",
    ),
    *(b"Content-Type: text/html\n", b"\nContent-type:\n\ttext/plain\n", b"\nContent-Type : text/html", b"; boundary=a"),
    *(b"Content-Disposition: attachment\n", b"Content-Transfer-Encoding: base64\n", b"message/rfc822", b"no header\n"),
    *(b"\n--a\n", b"\n--a--\n", b"\n--m.1\n", b"\n--m.1--", b"\n--n\n", b"\xc3\xa9", b"\xff", b"\0"),
)
CHANGES = some.lists(some.tuples(some.floats(0, 1), some.integers(0, 12), some.sampled_from(TOKENS)), max_size=5)


def both(raw: bytes) -> tuple[str | None, str]:
    """The text of a message found fast, None where it is too odd for that; and found slowly. Refusals are texts too."""
    try:
        letter, _, fields = messages.opened(raw, 0, len(raw))
    except Refused as refused:
        return None, str(refused)
    try:
        slow = bodies.text_of_any(letter.whole())
    except Refused as refused:
        slow = str(refused)
    try:
        return bodies.text_of_leaves(letter, parts.leaves(letter, fields)), slow
    except parts.Odd:
        return None, slow
    except Refused as refused:
        return str(refused), slow


def test_the_text_of_every_sample_is_the_same_found_fast_and_slowly(shared_data: Path) -> None:
    texts = [both(raw) for _, raw in mails.samples(shared_data) if b"multipart/" in raw]
    assert all(fast is None or fast == slow for fast, slow in texts)
    assert sum(fast is not None for fast, _ in texts) / len(texts) > 0.75
    assert sum(bool(fast) for fast, _ in texts) > 30


@settings(max_examples=400, deadline=None)
@given(raw=some.sampled_from(IN_PARTS_OR_PACKED), changes=CHANGES, is_from_mbox=some.booleans())
def test_the_text_of_a_changed_message_is_the_same(
    raw: bytes, changes: list[tuple[float, int, bytes]], is_from_mbox: bool
) -> None:
    raw = b"From alice@allies.example Mon Mar  2 09:15:00 2026\n" + raw if is_from_mbox else raw
    for where, length, put in changes:
        at = int(where * len(raw))
        raw = raw[:at] + put + raw[at + length :]
    fast, slow = both(raw)
    assert fast is None or fast == slow


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("--x\n\nfirst\n--x\n\nsecond\n--x--", "first\nsecond"),
        ("--x--\n\nfirst\n--x--\n\nafter", "first"),
        ("--xyz\n\nlonger boundary\n--x\n\nsecond", "longer boundary\nsecond"),
        ("--x\n\nno last boundary", "no last boundary"),
        ("in a line --x\n--x\n\nfirst --x\n--x--", "first --x"),
        ("--x\nContent-Disposition: attachment\n\nfile\n--x\n\nletter\n--x--", "letter"),
        ("--x\nContent-Type: text/html\n\n<b>html</b>\n--x--", "html"),
        ("--x\nContent-Transfer-Encoding: base64\n\n!\n--x\n\nletter\n--x--", "letter"),
        ("no part", ""),
    ],
)
def test_parts_begin_and_end_as_they_do_for_the_slow(text: str, found: str) -> None:
    raw = message("Content-Type: multipart/mixed; boundary=x", text=text)
    fast, slow = both(raw)
    assert fast == slow
    assert parse(raw).text == found
    windows_fast, windows_slow = both(raw.replace(b"\n", b"\r\n"))
    assert windows_fast == windows_slow


def test_parts_that_lie_deep_or_are_many_are_left_to_the_slow() -> None:
    opened = "".join(f"--{at}.\nContent-Type: multipart/mixed; boundary={at + 1}.\n\n" for at in range(1000))
    head = "Content-Type: multipart/mixed; boundary=0."
    assert both(message(head, text=opened)) == (None, "nested more than 50 deep")
    assert both(message(head, text="--0.\n\na\n" * 2_000)) == (None, "more than 1,000 parts")


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Type: multipart/mixed; boundary=x", "Content-Type: text/plain"),
        ("Content-Type: multipart/mixed; boundary=x", "no header"),
        ("Content-Type : multipart/mixed; boundary=x",),
        ("Content-Type: multipart/mixed; boundary*0=x; boundary*1=y",),
        ("Content-Type: multipart/mixed; --boundary=x",),
        ("Content-Type: multipart/mixed; boundary=x; boundary=y",),
        ("Content-Type: multipart/mixed; boundary==?utf-8?q?x?=",),
        ("Content-Type: multipart/digest; boundary=x",),
    ],
)
def test_what_is_written_oddly_is_left_to_the_slow(lines: tuple[str, ...]) -> None:
    assert both(message(*lines, text="--x\n\nfirst\n--x--"))[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "-" * 3_000_000,
        "\n-" * 1_500_000,
        "\n--y" * 750_000,
        "--x\n" * 90 + "\n--" * 1_000_000,
        "--x\nX:" + " a\n" * 750_000,
        "--x\n" + "X: a\n" * 500_000,
        "--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 60_000,
        "--x\nContent-Type: text/plain" + "; a=b" * 500_000 + "\n\ntext\n--x--",
        "--x\nContent-Transfer-Encoding: base64\n\nQUJD\n" * 60_000,
    ],
)
def test_a_body_that_is_made_to_be_slow_is_not(text: str) -> None:
    raw = message("Content-Type: multipart/mixed; boundary=x", text=text)
    begun = time.process_time()
    both(raw)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "block",
    [b" ", b"\n", b"\nFrom", b"\nFrom ", b"\nFrom Mon", b"\n\nFrom a Mon Mar  2 09:15:00 2026\n", b"a" * 2047 + b" "],
)
def test_a_mailbox_that_is_made_to_be_slow_to_part_is_not(block: bytes) -> None:
    splitter = mbox.Splitter(50_000_000)
    begun = time.process_time()
    for _ in range(2):
        list(splitter.feed(block * (1_000_000 // len(block)), 0.5))
    assert time.process_time() - begun < 5


@settings(max_examples=100, deadline=None)
@given(some.lists(some.sampled_from((b"\n", b"\r", b"a", b": ", b" ")), max_size=30).map(b"".join), some.integers(0, 4))
@example(b"a\n\r\n\n", 0)
def test_headers_end_at_the_first_blank_line(raw: bytes, start: int) -> None:
    start = min(start, len(raw))
    slow = re.compile(rb"\r?\n\r?\n").search(raw, start)
    if not raw.startswith((b"\n", b"\r\n"), start):
        expected = (slow.start(), slow.end()) if slow else (len(raw), len(raw))
        assert headers.ends(raw, start, len(raw)) == expected


def test_headers_that_end_far_below_are_found() -> None:
    for blank in (b"\n\n", b"\r\n\r\n"):
        raw = b"X: " + b"y" * 50_000 + blank + b"body\n\r\n\n\n"
        assert headers.ends(raw, 0, len(raw)) == (50_003, 50_003 + len(blank))


@settings(max_examples=100, deadline=None)
@given(
    some.lists(
        some.sampled_from((b"\nFrom ", b"\nFrom", b" ", b"QUJD\n" * 600, b"a b\n" * 700, b"From ")), max_size=12
    ),
    some.integers(0, 5000),
)
def test_a_separator_is_found_wherever_it_stands(bits: list[bytes], at: int) -> None:
    text = b"".join(bits)
    assert mbox.next_begin(text, at) == text.find(mbox.BEGIN, at)


NAMES = (
    *("alice@a.example", "<bob@b.example>", "Alice ", '"Al, Ice" ', ",", ", ", ";", "team: ", " at ", "(c)", "("),
    *("<@r.example:x@y.example>", "\\", '"', "=?utf-8?q?=2C?=", " ", "@", "é <é@b.example>", "<a b@c.example>"),
)


@settings(max_examples=200, deadline=None)
@given(some.lists(some.sampled_from(NAMES), max_size=8).map("".join))
def test_people_parted_by_commas_are_those_found_bit_by_bit(value: str) -> None:
    if not addresses.MASKED_WORD.search(value):
        slow = map(addresses._read, addresses._entries(value.strip()))
        assert addresses.named(value) == [who for who in slow if who is not None]


LINES = (
    "> said",
    ">",
    "AB> said",
    "    > said",
    "a > b",
    "",
    "Yes.",
    "On Mon, 2 Mar 2026 at 10:15 Alice wrote:",
    "          >",
)


@settings(max_examples=200, deadline=None)
@given(some.lists(some.sampled_from(LINES), max_size=12))
def test_lines_kept_together_are_those_kept_one_by_one(lines: list[str]) -> None:
    text = "\n".join(["", *lines, ""])
    kept: list[str] = []
    was_quote = False
    for line in text.split("\n"):
        is_quote = words.QUOTE.match(line) is not None
        if is_quote and not was_quote:
            words._drop_attribution(kept)
        if not is_quote:
            kept.append(line)
        was_quote = is_quote
    assert words._without_quotes(text) == "\n".join(kept)
