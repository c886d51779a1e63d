"""The data with known answers, read whole."""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from allies.traces import reading
from allies.traces.records import Item
from allies.traces.sources import calendars, cards, child
from allies.traces.sources.pieces import Piece, Setting
from tests.sources.samples import reasons, records

NOW_S = 1_800_000_000  # January 2027, after the last of them

# Reads a source in a process of its own, and says how much memory its reader took, in kB.
MEASURE = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from allies.traces.reading import read
for _ in read(Path(sys.argv[2]), now_s=int(sys.argv[3])):
    pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.fixture(scope="module")
def archive(shared_data: Path) -> Path:
    """The archive of a list, as Pipermail wrote it."""
    return shared_data / "asks" / "r-package-devel.pipermail.xz"


@pytest.fixture(scope="module")
def posts(archive: Path) -> list[Item]:
    """All its items."""
    return list(reading.read(archive, now_s=NOW_S))


def here(folder: Path, pattern: str, pieces: Callable[[Path, Setting], Iterator[Piece]]) -> list[Item]:
    """The items of many small files, read in this process: a child for each takes a minute."""
    found: list[Item] = []
    for path in sorted(folder.rglob(pattern)):
        found += child.items(pieces(path, Setting(now_s=NOW_S)), 0, path.name)
    return found


def test_every_message_of_the_archive_is_found(posts: list[Item], shared_data: Path) -> None:
    with lzma.open(shared_data / "asks" / "r-package-devel.jsonl.xz") as lines:
        known = {post["id"]: post for post in map(json.loads, lines)}
    found = records(posts)
    assert (len(posts), len(found)) == (11_114, 11_114)
    assert {record.uid for record in found} == set(known)  # three messages are in the archive twice
    for record in found:
        post = known[record.uid]
        assert (record.at_s, record.parent) == (post["at_s"], post["parent"] or "")
        assert record.subject == " ".join(post["subject"].split())


def test_its_authors_are_told_apart_by_name(posts: list[Item], shared_data: Path) -> None:
    with lzma.open(shared_data / "asks" / "r-package-devel.jsonl.xz") as lines:
        authors = {post["id"]: post["author"] for post in map(json.loads, lines)}
    told = Counter(record.people[0].value == authors[record.uid] for record in records(posts))
    assert told[True] / len(posts) > 0.93  # the others are written "Last, First" there, and the other way round here


def test_own_words_are_left_of_nearly_every_post(posts: list[Item]) -> None:
    texts = [record.text for record in records(posts)]
    assert sum(not text for text in texts) < 20
    assert sum("\n> " in text for text in texts) < 20
    assert sum("mailing list\nhttps://" in text for text in texts) < 60


def test_reading_it_takes_little_memory(archive: Path) -> None:
    root = str(Path(reading.__file__).parents[2])
    command = [sys.executable, "-c", MEASURE, root, str(archive), str(NOW_S)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert int(done.stdout) < 150_000


def test_every_message_of_the_mail_corpus_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    items = list(reading.read(shared_data / "formats" / "mikel-mail", now_s=NOW_S))
    mail = [item for item in items if item.record or not item.reason.startswith("is ")]  # the others are no mail at all
    assert (len(items), len(mail), len(records(items))) == (109, 104, 92)
    assert Counter(reason.split(":")[0] for reason in reasons(mail)) == {
        "no date": 8,
        "no sender that can be read": 2,
        "dated before 1970": 2,
    }


def test_every_card_of_the_corpus_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    found = here(shared_data / "formats" / "ez-vcard", "*.vcf", cards.pieces)
    assert (len(found), len(records(found)), reasons(found)) == (26, 26, [])


def test_every_calendar_of_the_corpus_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    found = here(shared_data / "formats" / "icalendar", "*.ics", calendars.pieces)
    said = Counter(reason.partition(": ")[0] for reason in reasons(found))
    assert len(records(found)) == 24
    assert said.keys() == {
        *("no one else in it", "no date", "a task or a note, not a meeting", "a calendar without events"),
        "times that are free or taken, not a meeting",
    }
    assert {item.place.partition(",")[0] for item in found} == {
        path.name for path in (shared_data / "formats" / "icalendar").rglob("*.ics")
    }
    assert not any("cannot be read (" in reason or "ends its reader" in reason for reason in said)
