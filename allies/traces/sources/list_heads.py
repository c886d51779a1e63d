"""Whether a text is a list of people, told by its beginning."""

from __future__ import annotations

from allies.traces.sources import addresses, columns, delimited
from allies.traces.sources.headings import Field

DELIMITERS = tuple(delimiter.encode() for delimiter in delimited.DELIMITERS)
NULS = 10  # bytes for one that is zero, in what is still text


def is_binary(head: bytes) -> bool:
    """Whether what begins so is no text in any charset."""
    return head.count(b"\0") * NULS > len(head) and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def is_list(head: bytes) -> bool:
    """Whether a text that begins so is a list of people."""
    if is_binary(head):
        return False
    if head.lstrip()[:1] in (b"{", b"[", b"<"):
        return False
    if b"\n" not in head.strip() and not any(delimiter in head for delimiter in DELIMITERS):
        return False  # one word or line: an archive may have thousands of such files
    form = delimited.dialect(head)
    rows = delimited.first_rows(head.decode(form.charset, "replace"), form.delimiter)
    top = columns.heading_row(rows)
    below = rows[top + 1 :] if top is not None else rows
    if len(below) > 1 and columns.with_address(below) >= columns.MOSTLY * len(below):
        return True
    if top is None:
        return False
    found = columns.columns(rows[top], below, {})
    by_heading = sum(field is not Field.OTHER for field in found.fields)
    is_addressed = any(addresses.valid(row[at]) for row in rows[top:] for at in found.at(Field.EMAIL) if at < len(row))
    return found.names_people() and (is_addressed or by_heading >= 2 or (bool(found.role) and bool(below)))
