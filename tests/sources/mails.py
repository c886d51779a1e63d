"""Mail of many makers, for tests that compare two ways of reading the same."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

from allies.traces.sources import mbox
from tests.sources.samples import RECORDED, message

LIST_BYTES = 1_000_000  # of the archive of a list: some 370 posts


def samples(shared_data: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each message: a corpus of hard cases, the recorded ones, posts of a list."""
    for path in sorted((shared_data / "formats" / "mikel-mail").rglob("*.eml")):
        yield path.name, path.read_bytes()
    yield from recorded()
    with lzma.open(shared_data / "asks" / "r-package-devel.pipermail.xz") as archive:
        for number, post in enumerate(_parted(archive.read(LIST_BYTES))):
            yield f"post {number}", post


def recorded() -> Iterator[tuple[str, bytes]]:
    """The recorded messages and made ones with files, one within another, in both sorts of line ends."""
    yield "workshop.eml", (RECORDED / "workshop.eml").read_bytes()
    for name in ("inbox.mbox", "allies-talk.pipermail"):
        for number, part in enumerate(_parted((RECORDED / name).read_bytes())):
            yield f"{name} {number}", part
    for name, raw in {"mixed": mixed(), "alternative": alternative(), "nested": nested()}.items():
        yield name, raw
        yield f"{name}, by Windows", raw.replace(b"\n", b"\r\n")


def _parted(mailbox: bytes) -> Iterator[bytes]:
    splitter = mbox.Splitter(len(mailbox))
    for found in (*splitter.feed(mailbox, 1.0), *splitter.rest(is_whole=True)):
        yield mailbox[found.start : found.start + found.size]


def alternative() -> bytes:
    """Plain and HTML, quoted-printable."""
    plain = "--a\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nCaf=C3=A9\n"
    html = "--a\nContent-type: text/html;\n\tcharset=iso-8859-1\n\n<p>Café</p>\n--a--"
    return message('Content-Type: multipart/alternative; boundary="a"', text=f"\n{plain}\n{html}")


def mixed() -> bytes:
    """A letter, a file, and what a list adds below."""
    file = (
        "Content-Type: application/pdf; name=n.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64"
    )
    parts = ["\n>From here on.\n\n>From there.\n", f"{file}\n\n" + "QUJD" * 18 + "\n" + ("QUJD" * 18 + "\n") * 200]
    parts.append("Content-Type: text/plain\nContent-Disposition: inline\n\nFooter\n")
    text = "preamble\n" + "".join(f"--m.1\n{part}" for part in parts) + "--m.1--\nepilogue"
    return message("Content-Type: multipart/mixed; boundary=m.1; charset=utf-8", text=text)


def nested() -> bytes:
    """A letter in two forms, a file, a text that is attached."""
    inner = alternative().partition(b"\n\n")
    head = inner[0].decode().rpartition("\n")[2]
    attached = "Content-Type: text/plain\nContent-Disposition: ATTACHMENT; filename=a.txt\n\nattached\n"
    text = f"--n\n{head}\n\n{inner[2].decode()}\n--n\n{attached}\n--n--\n"
    return message('Content-Type: multipart/mixed;\n boundary="n"', text=text)
