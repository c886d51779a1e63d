"""Mail all the way, from the bytes of a mailbox into database, ties and index; beside others on the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

from bench.mail import beside, contacts, million, searching
from bench.mail.sizes import FULL, SMALL
from bench.tables import Table

EACH, ONE_IN_FOUR = 1.0, 0.25  # letters with a file: as the target is put, and nearer to a mailbox as people keep it


def measure(*, is_small: bool) -> Iterator[Table]:
    """A table for each part, as soon as it is there. All of it takes half an hour and 10 GB of temporary files."""
    sizes = SMALL if is_small else FULL
    for files in (EACH, ONE_IN_FOUR):
        yield beside.measure(sizes, files=files)
    for part in (million, searching, contacts):
        yield part.measure(sizes)
