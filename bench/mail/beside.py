"""Mail with files, as a Maildir and as an mbox: the whole import beside what notmuch, mu and Perceval do of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import letters, measuring, peers
from bench.mail import programs
from bench.mail.homes import Brought, Home, say, size_bytes, warm
from bench.mail.sizes import Sizes
from bench.tables import Figure, Table

FASTER, FASTER_THAN_PERCEVAL = 10, 20
TIMES = 3


def measure(sizes: Sizes, *, files: float) -> Table:
    """The other programs once, ours three times, one after the other; the Maildir is gone when the mbox is made.

    files : the share of letters that carries one.
    """
    count, people = sizes.beside_others, sizes.people
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"writing {count:,} letters, {_carried(files)}, as a Maildir")
        maildir = letters.maildir(folder / "mail", letters.Writer(people, files=files).letters(count))
        read_bytes = warm(maildir)
        ours = _brought_in(folder, maildir)
        own_bytes = size_bytes(folder / "home 1")
        others = {
            "notmuch": programs.notmuch(maildir, folder / "notmuch"),
            "mu": programs.mu(maildir, folder / "mu"),
        }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("the same as an mbox")
        (folder / "mail").mkdir()
        mbox = letters.mbox(folder / "mail" / "archer.mbox", letters.Writer(people, files=files).letters(count))
        warm(mbox)
        ours_of_mbox = _brought_in(folder, mbox)
        say("Perceval")
        perceval = peers.ask("mailbox", mbox.parent)
    figures = [
        _beside_programs(ours, others),
        Figure(
            "mbox, whole process",
            f"{ours_of_mbox.ran.seconds:.1f} s",
            f"{FASTER_THAN_PERCEVAL} x",
            perceval["seconds"] >= FASTER_THAN_PERCEVAL * ours_of_mbox.ran.seconds,
            f"{perceval['seconds'] / ours_of_mbox.ran.seconds:.1f} x Perceval",
        ),
        _processor(ours, others),
        _messages(ours, ours_of_mbox, others, perceval["messages"], count),
        _database(own_bytes, others, read_bytes),
        _memory(max(ours.ran.peak_bytes, ours_of_mbox.ran.peak_bytes), others),
    ]
    return Table(f"Mail, {count:,} messages, {_carried(files)}", _how(read_bytes / count), figures)


def _brought_in(folder: Path, path: Path) -> Brought:
    """The middle one of several imports, each in a new home."""
    several = [Home(folder / f"home {number}").bring_in(path) for number in range(1, TIMES + 1)]
    return Brought(measuring.middle([one.ran for one in several]), several[0].told)


def _carried(files: float) -> str:
    return "each with a file" if files == 1 else f"{files:.0%} of them with a file"


def _how(message_bytes: float) -> str:
    return (
        "`allies import` in a new process on a new home, all the way: parsed, stored, joined, ties, text index; "
        f"median of {TIMES}, the others once. The mail is made by seed (`bench/letters.py`), "
        f"{message_bytes / 1e3:.0f} kB a message, and read from the page cache. notmuch and mu index the same Maildir "
        "with their defaults into new databases. "
        "Perceval's mbox backend fetches every message of the same mbox, and nothing is stored."
    )


def _beside_programs(ours: Brought, others: dict[str, programs.Indexed | None]) -> Figure:
    there = {name: found.ran.seconds / ours.ran.seconds for name, found in others.items() if found}
    return Figure(
        "Maildir, whole process",
        f"{ours.ran.seconds:.1f} s",
        f"{FASTER} x each",
        min(there.values()) >= FASTER if len(there) == len(others) else None,
        _each({name: f"{ratio:.1f} x {name}" for name, ratio in there.items()}, others),
    )


def _processor(ours: Brought, others: dict[str, programs.Indexed | None]) -> Figure:
    words = {name: f"{name} {found.ran.processor_s:,.1f} s" for name, found in others.items() if found}
    return Figure("Maildir, processor time", f"{ours.ran.processor_s:,.1f} s", ratio=_each(words, others))


def _messages(
    maildir: Brought, mbox: Brought, others: dict[str, programs.Indexed | None], fetched: int, count: int
) -> Figure:
    found = {name: f"{name} {found.messages:,}" for name, found in others.items() if found}
    return Figure(
        "messages found, in each form",
        f"{maildir.told['added']:,} and {mbox.told['added']:,}",
        f"{count:,}",
        maildir.told["added"] == mbox.told["added"] == count,
        _each(found | {"Perceval": f"Perceval {fetched:,}"}, others),
    )


def _database(own_bytes: int, others: dict[str, programs.Indexed | None], read_bytes: int) -> Figure:
    words = {name: f"{name} {found.bytes / 1e6:,.0f} MB" for name, found in others.items() if found}
    value = f"{own_bytes / 1e6:,.0f} MB of {read_bytes / 1e6:,.0f} MB"
    return Figure("everything that is kept", value, ratio=_each(words, others))


def _memory(own_bytes: int, others: dict[str, programs.Indexed | None]) -> Figure:
    words = {name: f"{name} {found.ran.peak_bytes / 1e6:,.0f} MB" for name, found in others.items() if found}
    return Figure("peak memory, all processes", f"{own_bytes / 1e6:,.0f} MB", ratio=_each(words, others))


def _each(words: dict[str, str], others: dict[str, programs.Indexed | None]) -> str:
    missing = [programs.MISSING] if any(found is None for found in others.values()) else []
    return ", ".join([*words.values(), *missing])
