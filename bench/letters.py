"""Mailboxes made by seed, as a person's own are: an mbox or a Maildir of what they wrote and were written.

Two letters in three answer an earlier one and quote it; four in ten are the owner's own; the others carry what servers
put above a letter on its way. One in four has HTML beside its words, one in eight is not ASCII. Most people write
seldom, few often. The words are 30,000, each the rarer the later it was made, and between them stand numbers, dates,
names and links that come once. A share of them carries a file, of 60 kB in the middle and 5 MB at most: 45 kB a letter
where one in four does, 165 kB where each does. Nothing is held but the 2,000 latest letters.
"""

from __future__ import annotations

import base64
import binascii
from bisect import bisect
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, formataddr
from math import log
from pathlib import Path
from random import Random

import numpy as np

from bench import made

OWNER = "Alice Archer <alice@archer.example>"
BEGIN_S, SPAN_S = 1_300_000_000, 400_000_000
ANSWERABLE = 2_000  # of the latest letters
ROW = 12  # words a line
FILE_BYTES, SPREAD, MOST_BYTES = 60_000, 1.2, 5_000_000  # files: median, sigma, the largest
LINE_BYTES, ENCODED_BYTES = 57, 77  # of a file in a line of base64, and of that line
POOL_LINES = 100_000  # of base64, of which each file is a stretch
KINDS = ("pdf", "jpeg", "png", "zip")
ZONES = [UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=2)), timezone(-timedelta(hours=5))]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter that may be answered."""

    id: str
    root: str
    author: str
    other: str
    subject: str
    date: str
    text: str


class Writer:
    """Letters between one person and many, of which a share carries a file."""

    def __init__(self, people: int, *, files: float = 0.0, seed: int = 7) -> None:
        self._random, drawn = Random(seed), np.random.default_rng(seed)
        names, addresses, _ = made.names(people, people=people)
        self._people = [formataddr(pair) for pair in zip(names, addresses, strict=True)]
        self._upto = np.cumsum(drawn.pareto(1.1, people) + 0.05).tolist()
        self._words = made.running_words(2_000_000, drawn)
        self._files = files
        self._pool = base64.encodebytes(self._random.randbytes(POOL_LINES * LINE_BYTES)) if files else b""
        self._lately: deque[Earlier] = deque(maxlen=ANSWERABLE)

    def letters(self, count: int) -> Iterator[bytes]:
        """In the order of time, each as it lies in a Maildir."""
        for number in range(count):
            yield self._letter(number, BEGIN_S + number * SPAN_S // count)

    def _letter(self, number: int, at_s: int) -> bytes:
        random = self._random
        answered = random.choice(self._lately) if number % 3 and self._lately else None
        other = answered.other if answered else self._anyone()
        sender, to = (OWNER, other) if random.random() < 0.4 else (other, OWNER)
        written = self._written(number, sender, other, answered, at_s)
        self._lately.append(written)
        headers = [*self._trail(sender, at_s), f"From: {sender}", f"To: {to}"]
        if number % 5 == 0 and (copies := [self._anyone() for _ in range(random.randrange(4))]):
            headers.append(f"Cc: {', '.join(copies)}")
        headers += [f"Subject: {_header(written.subject)}", f"Date: {written.date}", f"Message-ID: <{written.id}>"]
        body = written.text
        if answered:
            headers += [f"In-Reply-To: <{answered.id}>", f"References: <{answered.root}> <{answered.id}>"]
            quoted = answered.text.replace("\n", "\n> ")
            body += f"\n\nOn {answered.date}, {answered.author} wrote:\n> {quoted}"
        if sender == OWNER:
            body += "\n\n-- \nAlice Archer\nArcher & Friends, 12 Long Lane\n"
        return self._whole(number, headers, body)

    def _written(self, number: int, sender: str, other: str, answered: Earlier | None, at_s: int) -> Earlier:
        """What this letter says: its own words, and those of a subject where it begins a conversation."""
        random = self._random
        start = random.randrange(len(self._words) - 500)
        length = int(min(max(random.lognormvariate(4.6, 0.6), 20), 400))
        rows = [self._row(at, min(at + ROW, start + length)) for at in range(start, start + length, ROW)]
        subject = f"Re: {answered.subject.removeprefix('Re: ')}" if answered else self._row(start, start + 4)[:-1]
        text = "\n".join(rows)
        if number % 8 == 5:
            text = text.replace("ea", "é").replace("yn", "ü")
            subject = subject.replace("ea", "é")
        id_ = f"{number:x}.{start:x}.{random.getrandbits(40):x}@{_host(sender)}"
        date = format_datetime(datetime.fromtimestamp(at_s, random.choice(ZONES)))
        return Earlier(id_, answered.root if answered else id_, sender, other, subject, date, text)

    def _row(self, start: int, end: int) -> str:
        """Running words, with what comes once among them in every second line, and a question now and then."""
        row, chance = " ".join(self._words[start:end]).capitalize(), self._random.random()
        if chance < 0.5:
            row += f" {self._rare(int(chance * 12))}"
        return row + ("?" if chance > 0.9 else ".")

    def _rare(self, kind: int) -> str:
        number = self._random.getrandbits(30)
        if kind == 0:
            return f"https://{_host(self._anyone())}/notes/{number:x}"
        if kind == 1:
            return f"{number % 28 + 1}.{number % 12 + 1}.20{number % 30:02}"
        if kind == 2:
            return self._anyone().partition(" <")[0]
        if kind == 3:
            return f"{number % 900_000 / 100:,.2f} EUR"
        return f"#{number % 200_000}" if kind == 4 else f"{number:08x}"

    def _whole(self, number: int, headers: list[str], body: str) -> bytes:
        """The letter with what stands below its headers; a file at its end where it carries one."""
        content = _content(number, body)
        if not self._pool or self._random.random() >= self._files:
            return "\n".join([*headers, "MIME-Version: 1.0", *content, ""]).encode()
        size = min(self._random.lognormvariate(log(FILE_BYTES), SPREAD), MOST_BYTES)
        lines = int(size) // LINE_BYTES + 1
        start = self._random.randrange(POOL_LINES - lines) * ENCODED_BYTES
        name = f"{self._words[number]}.{KINDS[number % len(KINDS)]}"
        opening = [
            *headers,
            "MIME-Version: 1.0",
            *_parts("mixed", f"m{number:x}", ["\n".join(content), _attached(name)]),
        ]
        above, mark, below = "\n".join([*opening, ""]).encode().rpartition(b"\n--m")
        return b"".join([above, self._pool[start : start + lines * ENCODED_BYTES], mark, below])

    def _trail(self, sender: str, at_s: int) -> list[str]:
        """What servers put above a letter on its way; above one's own only the program that wrote it."""
        if sender == OWNER:
            return ["User-Agent: Mozilla Thunderbird"]
        host, seal = _host(sender), self._random.randbytes(224)
        on = format_datetime(datetime.fromtimestamp(at_s + 2, UTC))
        sealed = base64.b64encode(seal).decode()
        return [
            f"Return-Path: <{_address(sender)}>",
            "Delivered-To: alice@archer.example",
            f"Received: from mx.{host} (mx.{host} [192.0.2.7])\n\tby mail.archer.example with "
            f"ESMTPS id {seal[:8].hex()}\n\t(version=TLS1_3)\n\tfor <alice@archer.example>; {on}",
            f"Received: from [198.51.100.9] by mx.{host} with ESMTPSA id {seal[8:16].hex()}; {on}",
            f"Authentication-Results: mail.archer.example; dkim=pass header.d={host};\n\tspf=pass smtp.mailfrom={host}",
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s=one;\n\tt={at_s}; "
            f"h=from:to:subject:date;\n\tb={sealed[:72]}\n\t {sealed[72:146]}\n\t {sealed[146:220]}\n\t {sealed[220:]}",
        ]

    def _anyone(self) -> str:
        return self._people[bisect(self._upto, self._random.random() * self._upto[-1])]


def mbox(path: Path, letters: Iterable[bytes]) -> Path:
    """Write them into one file."""
    with path.open("wb") as out:
        for letter in letters:
            out.write(b"From - Sat Jan  1 00:00:00 2011\n" + letter.replace(b"\nFrom ", b"\n>From ") + b"\n")
    return path


def maildir(path: Path, letters: Iterable[bytes]) -> Path:
    """Write each into a file of its own."""
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number, letter in enumerate(letters):
        (path / "cur" / f"{BEGIN_S + number}.{number}.archer:2,S").write_bytes(letter)
    return path


def _content(number: int, body: str) -> list[str]:
    """Plain words, or in every fourth letter HTML beside them."""
    plain = _part("text/plain", body)
    if number % 4:
        return [plain]
    html = "</p>\n<p>".join(body.replace("&", "&amp;").replace(">", "&gt;").split("\n"))
    page = f"<html><head><style>p {{ margin: 0 }}</style></head><body>\n<p>{html}</p>\n</body></html>"
    return _parts("alternative", f"a{number:x}", [plain, _part("text/html", page)])


def _parts(kind: str, mark: str, parts: list[str]) -> list[str]:
    inner = [f"--{mark}\n{part}" for part in parts]
    return [f'Content-Type: multipart/{kind}; boundary="{mark}"', "", *inner, f"--{mark}--"]


def _part(kind: str, text: str) -> str:
    if text.isascii():
        return f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\n{text}"
    quoted = binascii.b2a_qp(text.encode(), istext=True).decode()
    return f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{quoted}"


def _attached(name: str) -> str:
    """The head of a file; its lines follow."""
    kind = "image" if name.endswith(("jpeg", "png")) else "application"
    stated = f'Content-Type: {kind}/{name.rpartition(".")[2]}; name="{name}"'
    return f'{stated}\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'


def _header(text: str) -> str:
    return text if text.isascii() else f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def _address(person: str) -> str:
    return person.rpartition("<")[2].rstrip(">")


def _host(person: str) -> str:
    return person.rpartition("@")[2].rstrip(">")
