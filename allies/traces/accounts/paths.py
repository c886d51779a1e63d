"""Names from elsewhere, made harmless as names of files and folders."""

from __future__ import annotations

import re
import zlib

UNSAFE = re.compile(r"[^\w .@+()-]")


def safe(name: str) -> str:
    """The name as that of a file or folder, still readable.

    >>> safe("../../etc"), safe("Gäste & Freunde"), safe("...")
    ('_.._etc', 'Gäste _ Freunde', '_')
    """
    return UNSAFE.sub("_", name).strip(" .")[:60] or "_"


def mark(name: str) -> str:
    """Eight letters by which two names that look alike here are told apart."""
    return f"{zlib.crc32(name.encode('utf-8', 'surrogatepass')):08x}"
