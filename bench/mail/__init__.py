"""Mail all the way, from the bytes of a mailbox into database, ties and index; beside others on the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

from bench.mail import beside, contacts, million, searching
from bench.mail.sizes import FULL, SMALL
from bench.tables import Table


def measure(*, is_small: bool) -> Iterator[Table]:
    """A table for each part, as soon as it is there. All of it takes half an hour and 6 GB of temporary files."""
    sizes = SMALL if is_small else FULL
    for part in (beside, million, searching, contacts):
        yield part.measure(sizes)
