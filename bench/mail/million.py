"""A million plain messages: how long, how much memory, how much disk; and the same again, which changes nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import letters
from bench.mail.homes import Brought, Home, say, size_bytes, warm
from bench.mail.sizes import Sizes
from bench.tables import Figure, Table

LIMIT_S, MEMORY_BYTES, TENTH = 360.0, 1.5e9, 0.1


def measure(sizes: Sizes) -> Table:
    """One import, one more of the same file, one of the same bytes under another name and time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"writing {sizes.alone:,} plain letters")
        mbox = letters.mbox(folder / "all.mbox", letters.Writer(sizes.people).letters(sizes.alone))
        read_bytes = warm(mbox)
        home = Home(folder / "home")
        first = home.bring_in(mbox)
        kept_bytes = size_bytes(home.folder)
        again = home.bring_in(mbox)
        moved = mbox.rename(folder / "copy.mbox")
        moved.touch()
        elsewhere = home.bring_in(moved)
    figures = [
        Figure("whole process", f"{first.ran.seconds:.0f} s", f"{LIMIT_S:.0f} s", first.ran.seconds <= LIMIT_S),
        Figure("messages a second", f"{sizes.alone / first.ran.seconds:,.0f}"),
        Figure(
            "messages added",
            f"{first.told['added']:,}",
            f"{sizes.alone:,}",
            first.told["added"] == sizes.alone,
        ),
        Figure("people", f"{first.told['people']:,}"),
        Figure(
            "peak memory, all processes",
            f"{first.ran.peak_bytes / 1e6:,.0f} MB",
            f"{MEMORY_BYTES / 1e6:,.0f} MB",
            first.ran.peak_bytes < MEMORY_BYTES,
        ),
        Figure(
            "everything that is kept, beside the mail",
            f"{kept_bytes / read_bytes:.2f} x {read_bytes / 1e6:,.0f} MB",
            "1 x",
            kept_bytes <= read_bytes,
        ),
        _again("the same file again", again, first),
        _again("the same bytes under another name", elsewhere, first),
    ]
    how = (
        f"One mbox of plain messages, {read_bytes / sizes.alone / 1e3:.1f} kB each, read from the page cache; "
        "`allies import` as above. Kept is everything under `ALLIES_HOME`: database, columns, text index. Memory is "
        "what all processes hold at one moment, pages that they share counted in each."
    )
    return Table(f"Mail, {sizes.alone:,} plain messages", how, figures)


def _again(what: str, again: Brought, first: Brought) -> Figure:
    share = again.ran.seconds / first.ran.seconds
    is_met = share < TENTH and again.told["added"] == 0
    return Figure(what, f"{again.ran.seconds:.1f} s, {share:.3f} of the first", f"{TENTH} of the first", is_met)
