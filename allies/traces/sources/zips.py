"""Zip archives: what they hold, and the bytes of each file, within bounds.

The standard library finds and unpacks the files. What it does not check is checked here: how many there are, that no
two share the same bytes, and that none unpacks to far more than it is packed in.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from lzma import LZMAError
from typing import BinaryIO

from allies.traces.sources.inside import FILE_BYTES, FILE_RATIO, FILES, TOO_MANY, Archive, Parts
from allies.traces.sources.pieces import Refused

DIRECTORY_BYTES = 100_000_000
ENTRY_BYTES, TAIL_BYTES = 22, 22 + 65_535 + 20  # the end record, the longest comment after it, the locator before it
HEADER_BYTES = 30
DAMAGED = "the zip archive is damaged or cut off: copy or download it again"
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
LOCKED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


def fill(into: Archive, stream: BinaryIO, tick: Callable[[], None]) -> None:
    """Note all files of a zip archive in a into. Raises Refused for an archive that is damaged, or is a bomb.

    O(files) time and memory, whatever they unpack to.
    """
    _check_directory(stream)
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN as error:
        raise Refused(DAMAGED) from error
    files = [entry for entry in archive.infolist() if not entry.is_dir()]
    into.budget.enter(len(files))
    overlapping = _overlapping(files)
    entries: dict[Parts, zipfile.ZipInfo] = {}
    for entry in files:
        tick()
        reason = "shares its bytes with another file: made to do harm" if id(entry) in overlapping else _reason(entry)
        if reason:
            into.refuse(entry.orig_filename, reason)
        elif parts := into.add(entry.orig_filename, entry.file_size):
            entries[parts] = entry

    def opened(parts: Parts, at_once: int) -> Iterator[bytes]:
        return _blocks(archive, entries[parts], at_once)

    into.opened = opened


def _check_directory(stream: BinaryIO) -> None:
    """Refuse an archive whose list of files would itself take the memory of the machine."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(size - TAIL_BYTES, 0))
    tail = stream.read(TAIL_BYTES)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < ENTRY_BYTES:
        raise Refused(DAMAGED)
    count, directory_bytes = struct.unpack_from("<HL", tail, at + 10)
    if tail[at - 20 : at - 16] == b"PK\x06\x07":  # more than fits into the old record: the new one says how much
        stream.seek(min(struct.unpack_from("<Q", tail, at - 12)[0], size))
        large = stream.read(56)
        if len(large) < 56:
            raise Refused(DAMAGED)
        count, directory_bytes = struct.unpack_from("<QQ", large, 32)
    if count > FILES or directory_bytes > DIRECTORY_BYTES:
        raise Refused(TOO_MANY)


def _overlapping(files: list[zipfile.ZipInfo]) -> set[int]:
    """Files whose packed bytes begin before those of the one before end: by `id`. O(n log n)."""
    found: set[int] = set()
    ordered = sorted(files, key=lambda entry: entry.header_offset)
    for before, after in pairwise(ordered):
        # what lies between header and bytes may be longer than this, never shorter
        if before.header_offset + HEADER_BYTES + before.compress_size > after.header_offset:
            found |= {id(before), id(after)}
    return found


def _reason(entry: zipfile.ZipInfo) -> str:
    """Why a file is not read; "" for one that is."""
    form = stat.S_IFMT(entry.external_attr >> 16)
    if form == stat.S_IFLNK:
        return "a link: links are not followed, give the file that it points to"
    if form not in (0, stat.S_IFREG):
        return "not a file"
    if entry.flag_bits & LOCKED:
        return "locked with a password: unpack it, then give what was in it"
    if entry.compress_type not in METHODS:
        return f"packed by a method ({entry.compress_type}) that is not read: unpack it, then give what was in it"
    if entry.file_size > FILE_BYTES and entry.file_size > FILE_RATIO * entry.compress_size:
        return f"unpacks to more than {FILE_RATIO} times its size: made to do harm"
    return ""


def _blocks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, at_once: int) -> Iterator[bytes]:
    """The bytes of one file. Raises Refused after the last good block where they are damaged."""
    try:
        with archive.open(entry) as stream:
            while block := stream.read(at_once):
                yield block
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise Refused("damaged within the archive: copy or download it again") from error
