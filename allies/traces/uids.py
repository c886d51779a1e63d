"""What makes a trace the same trace: a keyed hash of its owner, its kind and the source's own stable id."""

from __future__ import annotations

import hashlib

from allies.people.models import Member
from allies.traces.records import Kind

BYTES = 16
# an answer to a post names it by the post's own id
SAID_IN_PUBLIC: dict[str, str] = {Kind.REPLY: Kind.POST, Kind.MENTION: Kind.POST}


def trace_uid(member: Member, kind: str, uid: str) -> bytes:
    """16 bytes that no one else's key makes."""
    text = f"{SAID_IN_PUBLIC.get(kind, kind)}\0{uid}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, key=bytes(member.trace_key), digest_size=BYTES).digest()
