"""Archives: what lies in them is read where it lies, and what is made to do harm is refused with its name."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from allies.traces.sources import inside
from allies.traces.sources.detect import Sort, UnknownSource, detect
from tests.fuzz.judged import judged
from tests.sources.samples import RECORDED, children_cpu_s, message, read_all, read_here, reasons, records

ICS, VCF, MBOX = ((RECORDED / name).read_bytes() for name in ("team.ics", "people.vcf", "inbox.mbox"))
CARD = b"BEGIN:VCARD\nVERSION:3.0\nFN:Bob\nEMAIL:bob@bob.example\nEND:VCARD\n"
CPU_S = 5  # of a reader, for a hostile file
Files = Iterable[tuple[str, bytes]]


def zipped(files: Files, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return held.getvalue()


def tarred(files: Files, mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive of these files."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode, format=form) as archive:  # type: ignore[call-overload]  # any mode
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return held.getvalue()


def put(path: Path, content: bytes) -> Path:
    """Write a file."""
    path.write_bytes(content)
    return path


EXPORT = (
    ("mail/inbox.mbox", MBOX),
    ("mail/Sent/a.eml", message(Message_ID="<sent@x.example>")),
    ("team.ics", ICS),
    ("people.vcf", VCF),
    ("photos/cat.jpg", b"\xff\xd8\xff\0 no source"),
    ("photos/dog.jpg", b"\xff\xd8\xff\0 none either"),
    ("photos/.DS_Store", b"\0\0\0\1"),
)
ARCHIVES = {
    "deflated": zipped(EXPORT),
    "stored": zipped(EXPORT, method=zipfile.ZIP_STORED),
    "bzip2 within": zipped(EXPORT, method=zipfile.ZIP_BZIP2),
    "lzma within": zipped(EXPORT, method=zipfile.ZIP_LZMA),
    "tar": tarred(EXPORT),
    "gnu tar": tarred(EXPORT, form=tarfile.GNU_FORMAT),
    "old tar": tarred(EXPORT, form=tarfile.USTAR_FORMAT),
    "tgz": tarred(EXPORT, "w:gz"),
    "txz": tarred(EXPORT, "w:xz"),
    "tbz": tarred(EXPORT, "w:bz2"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_what_lies_in_an_archive_is_read_as_if_it_lay_in_a_folder(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "export.bin", ARCHIVES[name])
    assert detect(path).sort is Sort.ARCHIVE
    items = read_all(path)
    folder = tmp_path / "folder"
    for inner, content in EXPORT:
        (folder / inner).parent.mkdir(parents=True, exist_ok=True)
        put(folder / inner, content)
    assert detect(folder).sort is Sort.BUNDLE
    assert {record.uid for record in records(items)} == {record.uid for record in records(read_all(folder))}
    assert len(records(items)) >= 9
    assert next(item.place for item in items if item.record).startswith("export.bin/mail/inbox.mbox, message 1, byte 0")
    assert [(item.place, item.reason) for item in items if "photos" in item.place] == [
        (
            "export.bin/photos: 2 files (cat.jpg, dog.jpg)",
            "is no text file: give an mbox, .eml, .ics, .vcf, .csv, .xlsx or an export as it was downloaded",
        )
    ]
    assert [item.done for item in items] == sorted(item.done for item in items)
    assert read_all(path, skip=5) == items[5:]


def test_what_was_sent_is_known_by_its_folder_within_an_archive(tmp_path: Path) -> None:
    items = read_all(put(tmp_path / "a.zip", zipped(EXPORT)))
    assert next(record for record in records(items) if record.uid == "sent@x.example").is_sent


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_packed_maildir_is_read(tmp_path: Path, mode: str) -> None:
    files = [(f"Mail/cur/{9 - at}.host:2,S", message(Message_ID=f"<{at}@x.example>")) for at in range(10)]
    files += [("Mail/.Sent/cur/1.host:2,S", message(Message_ID="<s@x.example>")), ("Mail/cur/d.host:2,DS", message())]
    items = read_all(put(tmp_path / "mail.tgz", tarred(files, mode)))
    assert [record.is_sent for record in records(items)].count(True) == 1
    assert (len(records(items)), reasons(items)) == (11, ["a draft: it was not sent"])


def test_archives_within_archives_are_read_three_deep_and_no_deeper(tmp_path: Path) -> None:
    content = CARD
    for depth in range(3):
        content = zipped([(f"{depth}.vcf", CARD.replace(b"bob@", b"bob%d@" % depth)), ("in.zip", content)])
        content = tarred([("in.zip", content)], "w:gz") if depth == 1 else content
    items = read_all(put(tmp_path / "a.zip", content))
    assert [who.value for record in records(items) for who in record.people] == ["bob2@bob.example", "bob1@bob.example"]
    assert reasons(items) == ["an archive within 3 others: unpack it, then give what was in it"]
    assert items[-1].place == "a.zip/in.zip/in.zip/in.zip"


def test_folders_within_an_archive_are_read_nineteen_deep_and_a_hundred_thousand_of_them(tmp_path: Path) -> None:
    deep = [("a/" * 19 + "b.vcf", CARD), ("a/" * 20 + "b.vcf", CARD)]
    many = [(f"{number}/" + "a/" * 18 + "b.vcf", b"") for number in range(6_000)]
    begun_s = children_cpu_s()
    items = read_all(put(tmp_path / "a.zip", zipped([*deep, *many])))
    assert children_cpu_s() - begun_s < CPU_S
    assert len(records(items)) == 1
    said = reasons(items)
    assert said.count(inside.TOO_DEEP) == 1
    assert said.count(inside.MORE_FOLDERS) == 6_000 - 100_000 // 19


NAMES = ("../bob.vcf", "/etc/bob.vcf", "a/../../bob.vcf", "..\\bob.vcf", "C:\\bob.vcf", "x/" * 60 + "b.vcf", "n" * 2000)
GOOD = ("good.vcf", CARD)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_name_that_leads_elsewhere_is_refused_and_its_neighbours_come_in(
    tmp_path: Path, name: str, pack: object
) -> None:
    assert callable(pack)
    items = read_all(put(tmp_path / "a.zip", pack([(name, CARD), GOOD])))
    assert len(records(items)) == 1
    (why,) = reasons(items)
    assert why.startswith(("a name that leads out of the archive", "lies more than 19 folders deep", "a name of more"))


def with_link() -> bytes:
    """A zip archive with a link, a device and a locked file in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, form in (("link.vcf", stat.S_IFLNK), ("device.vcf", stat.S_IFCHR)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (form | 0o777) << 16
            archive.writestr(entry, "/etc/passwd")
        archive.writestr(*GOOD)
    return held.getvalue()


def with_links() -> bytes:
    """A tar archive with links, a device and a pipe in it."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for sort in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.BLKTYPE):
            member = tarfile.TarInfo(f"link{sort.decode()}.vcf")
            member.type, member.linkname = sort, "/etc/passwd"
            archive.addfile(member)
        member = tarfile.TarInfo("good.vcf")
        member.size = len(CARD)
        archive.addfile(member, io.BytesIO(CARD))
    return held.getvalue()


@pytest.mark.parametrize(("content", "links", "others"), [(with_link(), 1, 1), (with_links(), 2, 3)])
def test_links_and_devices_are_refused(tmp_path: Path, content: bytes, links: int, others: int) -> None:
    items = read_all(put(tmp_path / "a.zip", content))
    assert len(records(items)) == 1
    said = reasons(items)
    assert said.count("a link: links are not followed, give the file that it points to") == links
    assert said.count("not a file") == others


def locked() -> bytes:
    """A zip archive whose first file says that it has a password."""
    content = bytearray(zipped([("a.vcf", CARD), GOOD]))
    content[6] |= 1
    content[content.find(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def overlapping(count: int) -> bytes:
    """A zip archive in which many names share the same packed bytes, as better bombs do."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = b"BEGIN:VCARD\n" + bytes(20_000_000)
    body = packed.compress(content) + packed.flush()
    fields = (20, 0, 8, 0, 0, zlib.crc32(content), len(body), len(content))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields, 5, 0) + b"a.vcf" + body
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fields, 9, 0, 0, 0, 0, 0, 0) + b"a%04d.vcf" % at
        for at in range(count)
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + end


def lying(size: int) -> bytes:
    """A zip archive that says a file is smaller than what it unpacks to."""
    content = bytearray(zipped([("a.vcf", CARD * 1000), GOOD]))
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", size)
    return bytes(content)


def full_of_zips(depth: int) -> bytes:
    """Archives of archives, each ten times the next: 10 ** depth MB in all."""
    content = zipped([("a.mbox", bytes(1_000_000))])
    for _ in range(depth):
        content = zipped([(f"{at}.zip", content) for at in range(10)])
    return content


def crowded(count: int, name: str, content: bytes, *last: tuple[str, bytes]) -> bytes:
    """A zip archive with so many files of a few bytes, in as few bytes as can be, and others after them."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for at in range(count):
            archive.writestr(zipfile.ZipInfo(name.format(at)), content)
        for inner, what in last:
            archive.writestr(zipfile.ZipInfo(inner), what)
    return held.getvalue()


def endless_directory() -> bytes:
    """A zip archive that claims four thousand million files."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return zipped([GOOD])[:-22] + end


def large_number() -> bytes:
    """A tar archive whose first file says that it has 8 exabytes."""
    content = bytearray(tarred([("a.vcf", CARD), GOOD]))
    content[124:136] = b"\x80\0\0\0" + b"\x7f" * 8
    content[148:156] = b" " * 8
    content[148:156] = b"%06o\0 " % sum(content[:512])
    return bytes(content)


def negative_number() -> bytes:
    """A tar archive whose first file says that it has less than nothing: CVE-2025-8194 loops for ever over it."""
    content = bytearray(tarred([("a.vcf", CARD), GOOD]))
    content[124:136] = b"\xff" * 12
    content[148:156] = b" " * 8
    content[148:156] = b"%06o\0 " % sum(content[:512])
    return bytes(content)


def long_header() -> bytes:
    """A tar archive with an extended header that CVE-2024-6232 takes hours for."""
    extended = tarfile.TarInfo("x")
    extended.type, extended.size = b"x", 5_000_000
    return extended.tobuf() + b"1" * 5_000_000 + bytes(-5_000_000 % 512) + tarred([GOOD])


NOTHING = zipped([("a.mbox", b"From a@x.example Mon Mar  2 10:15:00 2026\nFrom: a@x.example\n\n" + bytes(1_900_000))])
CUT = zipped([("a.mbox", MBOX * 5), GOOD])
HOSTILE = {
    "zip locked": (locked(), 1, "locked with a password"),
    "zip of 100 times the same 20 MB": (overlapping(100), 0, "shares its bytes with another file"),
    "zip of 5,000 times the same 20 MB": (overlapping(5000), 0, "shares its bytes with another file"),
    "zip with a file of 300 MB of nothing": (
        zipped([("a.vcf", bytes(100_000_000)), GOOD]),
        1,
        "unpacks to more than 200 times its size",
    ),
    "zip that says too little": (lying(100), 1, "damaged within the archive"),
    "zip that says too much": (lying(1_000_000), 1, ""),
    "zips of zips of zips": (full_of_zips(3), 0, "an archive within 3 others"),
    "zip of zips with 600 MB": (
        zipped([(f"{at}.zip", NOTHING) for at in range(300)]),
        0,
        "the archive unpacks to more than 100 times its size",
    ),
    "zip with too many files": (endless_directory(), 0, "an archive with more than 100,000 files"),
    "zip with 200,000 files": (crowded(200_000, "{}", b"x"), 0, "an archive with more than 100,000 files"),
    "zip with 50,000 files": (crowded(50_000, "{}", b"x", GOOD), 1, "is neither mail"),
    "zip with 40,000 folders": (crowded(40_000, "{}/x", b"x", GOOD), 1, "is neither mail"),
    "zip of a zip with 99,000 files and one with 2,000": (
        zipped([("a.zip", crowded(99_000, "{}", b"x")), ("b.zip", crowded(2_000, "{}", b"x")), GOOD]),
        1,
        "an archive with more than 100,000 files",
    ),
    "zip cut off": (CUT[:-30], 0, "the zip archive is damaged or cut off"),
    "zip of random bytes": (b"PK\x03\x04" + bytes(range(256)) * 40, 0, "the zip archive is damaged or cut off"),
    "zip with bytes changed": (CUT[:90] + b"\xff" * 20 + CUT[110:], 1, "damaged within the archive"),
    "zip twice the same name": (zipped([GOOD, GOOD]), 1, "a second file of the same name"),
    "zip with a file within a file": (zipped([GOOD, ("good.vcf/a.vcf", CARD)]), 1, "lies within something"),
    "tar cut off": (tarred([GOOD, ("a.mbox", MBOX)])[:3000], 2, ""),
    "tgz cut off": (tarred([GOOD, ("a.mbox", MBOX * 3)], "w:gz")[:-500], 1, "the packed file is cut off here"),
    "tar of 8 exabytes": (large_number(), 0, ""),
    "tar of less than nothing": (negative_number(), 0, "the tar archive is damaged"),
    "tar with a long header": (long_header(), 1, ""),
    "tgz with 900 MB of nothing": (
        gzip.compress(tarred([GOOD]).rstrip(b"\0") + bytes(900_000_000)),
        1,
        "",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_limited_and_what_is_good_in_it_comes_in(tmp_path: Path, name: str) -> None:
    content, good, why = HOSTILE[name]
    path = put(tmp_path / "a.zip", content)
    begun_s = children_cpu_s()
    items = read_all(path)
    assert children_cpu_s() - begun_s < CPU_S
    assert len(records(items)) >= good
    assert not why or any(reason.startswith(why) for reason in reasons(items))
    assert all(item.place.startswith("a.zip") for item in items)
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


def test_hostile_archives_take_little_memory(tmp_path: Path) -> None:
    """Each in a process of its own: within 512 MB and 5 s of CPU, with nothing written."""
    made = [(tmp_path / str(number) / "a.zip", content) for number, (content, _, _) in enumerate(HOSTILE.values())]
    for path, content in made:
        path.parent.mkdir()
        put(path, content)
    for name, verdict in zip(HOSTILE, judged(path for path, _ in made), strict=True):
        assert not verdict.faults, f"{name}: {verdict.faults}"
        assert 0 < verdict.memory_bytes < 512_000_000, name


def test_what_is_looked_at_for_nothing_is_limited_and_sources_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "budget_for", lambda _: inside.Budget(10_000_000, left_looks=5))
    text, picture = b'{"title": "%s"}' % (b"a" * 4000), b"\xff\xd8\0" + bytes(4000)
    cards = [(f"{at}.vcf", CARD) for at in range(20)]
    others = [("a", picture), ("b", picture), ("c", text), ("d", text), ("e.vcf", CARD), ("f", text)]
    items = read_here(put(tmp_path / "a.zip", zipped([*cards, *others])))
    assert len(records(items)) == 20
    assert [(item.place, item.reason.partition(":")[0][:22]) for item in items if item.reason] == [
        ("a.zip: 2 files (a, b)", "is no text file"),
        ("a.zip: 2 files (c, d)", "is neither mail (mbox,"),
        ("a.zip: 2 files (e.vcf, f)", "not looked at"),
    ]


def test_an_archive_of_nothing_known_says_what_was_in_it(tmp_path: Path) -> None:
    (item,) = read_all(put(tmp_path / "a.zip", zipped([("letter.txt", b"Dear Alice\n")])))
    assert item.place == "a.zip/letter.txt"
    assert item.reason.startswith("is neither mail")


def test_a_folder_of_links_and_of_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    put(tmp_path / "in" / "a.txt", b"Dear Alice\n")
    with pytest.raises(UnknownSource, match="holds no mail"):
        detect(tmp_path / "in")
    put(tmp_path / "in" / "good.vcf", CARD)
    (tmp_path / "in" / "link.vcf").symlink_to("/etc/passwd")
    items = read_all(tmp_path / "in")
    assert len(records(items)) == 1
    assert "a link: links are not followed, give the file that it points to" in reasons(items)
