"""What is done to a file: seeded, so that a finding can be made again."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

LARGEST_BYTES = 3_000_000  # that a file is made to grow to
REPEATED_BYTES = 300_000  # more of what is good is work, not harm
NUMBER = re.compile(rb"\d+")
NUMBERS = (
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"9" * 30,
    b"9" * 5_000,
    b"0000",
    b"9999",
    b"99999999999999999999",
    b"2147483648",
    b"1.5",
)
TOKENS = (
    *(b"\0", b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xe2\x80\x8e", b"\r", b"\r\n", b"\n\n"),
    *(
        b'"',
        b"'",
        b"\\",
        b"\\ud800",
        b"\\u0000",
        b"{",
        b"}",
        b"[",
        b"]",
        b"<",
        b">",
        b"&",
        b";",
        b":",
        b"=",
        b",",
        b"@",
    ),
    *(b"&#0;", b"&#xD800;", b"&lol;", b"<!--", b"]]>", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<?xml?>"),
    *(b"null", b"true", b"{}", b"[]", b'""', b"=?utf-8?q?=0D=0A?=", b"=cmd|' /C calc'!A0", b"../../../../etc/passwd"),
    *(
        b"0000-00-00T00:00:00Z",
        b"9999-12-31T23:59:59Z",
        b"Thu, 01 Jan 0000 00:00:00 +9999",
        b"BEGIN:VCARD",
        b"END:VCALENDAR",
    ),
    *(
        b"RRULE:FREQ=SECONDLY",
        b"RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        b"From a Mon Mar  2 10:15:00 2026\n",
        b"%s%n",
    ),
)
LONG = (
    b"[",
    b'{"a":',
    b"<a>",
    b"<a b='c'>",
    b"(",
    b"x",
    b"\n",
    b"<item>",
    b"=?utf-8?q?a?= ",
    b"a@b.example, ",
    b"> ",
    b"\\",
    b"&amp;",
    b",",
)

Change = Callable[[bytes, Random], bytes]


def at(data: bytes, random: Random) -> int:
    """Somewhere in a file."""
    return random.randint(0, len(data))


def span(data: bytes, random: Random) -> tuple[int, int]:
    """A piece of a file, mostly a small one."""
    begin = at(data, random)
    return begin, min(begin + int(2 ** random.uniform(0, 14)), len(data))


def flip(data: bytes, random: Random) -> bytes:
    """Some bits the other way."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 20) if data else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """Without a piece."""
    begin, end = span(data, random)
    return data[:begin] + data[end:]


def end(data: bytes, random: Random) -> bytes:
    """Cut off."""
    return data[: at(data, random)]


def repeat(data: bytes, random: Random) -> bytes:
    """A piece many times over."""
    begin, until = span(data, random)
    times = min(int(2 ** random.uniform(1, 12)), REPEATED_BYTES // max(until - begin, 1))
    return data[:begin] + data[begin:until] * times + data[until:]


def swap(data: bytes, random: Random) -> bytes:
    """Two lines the other way round."""
    lines = data.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def put(data: bytes, random: Random) -> bytes:
    """Something odd put in."""
    where = at(data, random)
    return data[:where] + random.choice(TOKENS) + data[where:]


def noise(data: bytes, random: Random) -> bytes:
    """Any bytes put in."""
    where = at(data, random)
    return data[:where] + random.randbytes(random.randint(1, 200)) + data[where:]


def long(data: bytes, random: Random) -> bytes:
    """Something put in over and over: depth, lines without an end, crowds."""
    where, what = at(data, random), random.choice(LONG)
    return data[:where] + what * min(int(2 ** random.uniform(4, 20)), LARGEST_BYTES // len(what)) + data[where:]


def number(data: bytes, random: Random) -> bytes:
    """Another number."""
    found = list(NUMBER.finditer(data[:100_000]))
    if not found:
        return data
    one = random.choice(found)
    return data[: one.start()] + random.choice(NUMBERS) + data[one.end() :]


def pack(data: bytes, random: Random) -> bytes:
    """Packed, perhaps within itself."""
    return random.choice((gzip.compress, bz2.compress, lzma.compress, zipped, tarred))(data)


def zipped(data: bytes) -> bytes:
    """A zip archive that holds it under a name that leads elsewhere, and under one that does not."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside", data)
        archive.writestr("inside/file", data)
    return held.getvalue()


def tarred(data: bytes) -> bytes:
    """A tar archive that holds it, and a link to where it should not lead."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as archive:
        for name in ("file", "/outside"):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return held.getvalue()


CHANGES: tuple[Change, ...] = (flip, cut, end, repeat, swap, put, put, noise, long, number, number)


def changed(data: bytes, other: bytes, random: Random) -> bytes:
    """A file after a few changes; now and then with a piece of another, or packed."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        data = random.choice(CHANGES)(data[:LARGEST_BYTES], random)
    if random.random() < 0.1:
        where, (begin, until) = at(data, random), span(other, random)
        data = data[:where] + other[begin:until] + data[where:]
    return pack(data, random) if random.random() < 0.05 else data


def changed_source(source: Path, other: bytes, target: Path, random: Random) -> Path:
    """A copy of a file or folder with one or two of its files changed, or one of them gone."""
    if source.is_file():
        target = target / source.name
        target.write_bytes(changed(source.read_bytes(), other, random))
        return target
    files = sorted(file for file in source.rglob("*") if file.is_file())
    chosen = set(random.sample(files, min(len(files), random.choice((1, 1, 2)))))
    for file in files:
        copy = target / source.name / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file not in chosen:
            copy.write_bytes(file.read_bytes())
        elif random.random() > 0.05:
            copy.write_bytes(changed(file.read_bytes(), other, random))
    return target / source.name
