"""Bytes of a file in blocks, unpacked where it is packed: bounded in memory, and against bombs."""

from __future__ import annotations

import bz2
import errno
import lzma
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from typing import Protocol

from allies.traces.sources.pieces import Refused

BLOCK_BYTES = 1 << 20
BOMB_BYTES = 10_000_000  # a file may unpack to this much whatever its size ...
BOMB_RATIO = 200  # ... and beyond it to this many times its size; mail packs 3 to 20 times
UNPACKER_BYTES = 400_000_000  # memory that an xz file may ask for

CUT_OFF = "the packed file is cut off here: copy or download it again; what stood before it was read"
DAMAGED = "the packed file is damaged here: copy or download it again; what stood before it was read"
BOMB = f"the packed file unpacks to more than {BOMB_RATIO} times its size: reading stopped here"


class Unpacker(Protocol):
    """What bz2 and lzma offer, and gzip through `Gunzip`."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class Gunzip:
    """gzip in the shape of `bz2.BZ2Decompressor`: keeps the input that did not fit into one block."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


UNPACKERS: dict[bytes, Callable[[], Unpacker]] = {
    b"\x1f\x8b": Gunzip,
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(memlimit=UNPACKER_BYTES),
}


PACKED = tuple(UNPACKERS)


def unpacker_for(head: bytes) -> Callable[[], Unpacker] | None:
    """What unpacks a file that begins with `head`; None for a file that is not packed."""
    return next((make for magic, make in UNPACKERS.items() if head.startswith(magic)), None)


def blocks(path: Path, tick: Callable[[], None]) -> Iterator[tuple[bytes, float]]:
    """The file's bytes, unpacked, in blocks of at most `BLOCK_BYTES`, each with the share of the file read so far.

    Raises Refused after the last good block where a packed file is cut off, damaged or a bomb.
    """
    return windows(path, tick, lambda: 0)


def windows(path: Path, tick: Callable[[], None], kept: Callable[[], int]) -> Iterator[tuple[bytes, float]]:
    """The same where the end of a block belongs to what follows: each begins with the last `kept()` bytes before it.

    They are longer than blocks where much is kept, so that all is read a few times at most.
    """
    size_bytes = max(path.stat().st_size, 1)
    with path.open("rb", buffering=0) as stream:
        make = unpacker_for(stream.read(8))
        stream.seek(0)
        for window in _plain(stream, kept) if make is None else _joined(_unpacked(stream, make), kept):
            tick()
            yield window, min(stream.tell() / size_bytes, 1.0)


def whole(path: str, most_bytes: int) -> bytes | None:
    """A small file as it lies on the disk, of a longer one more than `most_bytes` of it; None for what is no file.

    No link is followed. Raises OSError.
    """
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            return None
        data = os.read(file, min(status.st_size, most_bytes) + 1)
        # Where it is as long as it says, it has been read to its end; else it changes just now.
        while len(data) != status.st_size and len(data) <= most_bytes and (more := os.read(file, BLOCK_BYTES)):
            data += more
        return data
    finally:
        os.close(file)


def _plain(stream: FileIO, kept: Callable[[], int]) -> Iterator[bytes]:
    if not isinstance(stream, FileIO):  # a file within an archive, which cannot go back
        yield from _joined(iter(lambda: stream.read(BLOCK_BYTES), b""), kept)
        return
    hole, at, window = bytes(BLOCK_BYTES), 0, b""
    while True:
        back = kept()
        # Gigabytes that were never written are not read either: that would take the memory of the machine for nothing.
        if _is_hole(stream, at, at + BLOCK_BYTES):
            window = window[len(window) - back :] + hole
            at = stream.seek(at + BLOCK_BYTES)
        else:
            stream.seek(at - back)  # the system still has it at hand: to read it again is no more than to copy it
            window = stream.read(back + max(BLOCK_BYTES, back // 2))
            at += len(window) - back
        if len(window) <= back:
            return
        yield window


def _joined(given: Iterator[bytes], kept: Callable[[], int]) -> Iterator[bytes]:
    window = b""
    for block in given:
        back = kept()
        window = window[len(window) - back :] + block if back else block
        yield window


def _is_hole(stream: FileIO, begin: int, end: int) -> bool:
    """Whether a sparse file holds nothing from `begin` to `end`, where the system can tell."""
    try:
        is_hole = os.lseek(stream.fileno(), begin, os.SEEK_DATA) >= end
    except OSError as error:  # ENXIO: nothing from here to the end
        is_hole = error.errno == errno.ENXIO and end <= os.fstat(stream.fileno()).st_size
    return is_hole


def _unpacked(stream: FileIO, make: Callable[[], Unpacker]) -> Iterator[bytes]:
    unpacker, packed, total_bytes = make(), b"", 0
    while True:
        if unpacker.eof:  # files packed apart and joined are one file
            packed = unpacker.unused_data.lstrip(b"\0") or stream.read(BLOCK_BYTES)
            if not packed:
                return
            unpacker = make()
        elif unpacker.needs_input and not packed:
            packed = stream.read(BLOCK_BYTES // 16)
            if not packed:
                raise Refused(CUT_OFF)
        block = _next_block(unpacker, packed)
        packed = b""
        total_bytes += len(block)
        if total_bytes > BOMB_BYTES and total_bytes > BOMB_RATIO * stream.tell():
            raise Refused(BOMB)
        yield block


def _next_block(unpacker: Unpacker, packed: bytes) -> bytes:
    try:
        return unpacker.decompress(packed, BLOCK_BYTES)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, MemoryError) as error:
        raise Refused(DAMAGED) from error


def lines(path: Path, longest_bytes: int, tick: Callable[[], None]) -> Iterator[tuple[bytes, float]]:
    """The lines of a file without their ends, each with the share of the file read so far.

    Of a longer one only the beginning is given. Raises Refused as `blocks` does, after the last line before.
    """
    held, done = b"", 0.0
    for block, done in blocks(path, tick):
        *ended, rest = block.split(b"\n")
        if ended:
            yield (held + ended[0])[:longest_bytes].rstrip(b"\r"), done
            for line in ended[1:]:
                yield line[:longest_bytes].rstrip(b"\r"), done
            held = b""
        held = (held + rest)[: longest_bytes + 1]
    if held:
        yield held[:longest_bytes].rstrip(b"\r"), done
