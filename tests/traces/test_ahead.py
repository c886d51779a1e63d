"""A pipe is read ahead, up to a limit, and let go of at any time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from allies.traces import ahead
from allies.traces.ahead import Ahead


@contextmanager
def pipe() -> Iterator[tuple[Ahead, IO[bytes]]]:
    end, other = os.pipe()
    with os.fdopen(other, "wb", buffering=0) as writing:
        yield Ahead(os.fdopen(end, "rb", buffering=0)), writing


def test_all_that_is_written_is_read_in_order() -> None:
    with pipe() as (reader, writing):
        writing.write(b"one ")
        writing.write(b"two")
        writing.close()
        told = b""
        while block := reader.take(5):
            told += block
        assert (told, block) == (b"one two", b"")
        reader.close()


def test_silence_is_told_from_the_end() -> None:
    with pipe() as (reader, writing):
        assert reader.take(0.01) is None
        writing.close()
        assert reader.take(5) == b""
        reader.close()


def test_it_reads_ahead_and_no_further_than_it_may() -> None:
    with pipe() as (reader, writing):
        written = 0

        def write() -> None:
            nonlocal written
            for _ in range(400):
                written += writing.write(bytes(ahead.BLOCK_BYTES))

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        writer.join(1.0)
        assert writer.is_alive() and 8_000_000 < written <= (ahead.BLOCKS + 10) * ahead.BLOCK_BYTES
        read = 0
        while read < 400 * ahead.BLOCK_BYTES:
            read += len(reader.take(5) or b"")
        writer.join(5)
        assert written == read
        writing.close()
        reader.close()


def test_it_is_let_go_of_while_it_is_full() -> None:
    with pipe() as (reader, writing):
        os.set_blocking(writing.fileno(), False)
        for _ in range(2_000):
            writing.write(bytes(1 << 16))
        writing.close()
        reader.close()
        assert not reader._thread.is_alive()
