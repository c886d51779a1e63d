"""Takes in what a child process writes while whoever asked for it is at something else, so that neither waits."""

from __future__ import annotations

import os
import queue
import threading
from typing import IO

BLOCK_BYTES = 1 << 18
BLOCKS = 128  # at most that are held: 32 MB


class Ahead:
    """A thread that reads a pipe to its end."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._blocks: queue.Queue[bytes] = queue.Queue(BLOCKS)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._read, name="reading ahead", daemon=True)
        self._thread.start()

    def take(self, wait_s: float) -> bytes | None:
        """The next block, b"" at the end of the pipe; None where nothing came for so long."""
        try:
            return self._blocks.get(timeout=wait_s)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Forget the rest. The other end of the pipe must be closed, or its process ended."""
        self._is_over.set()
        while self._thread.is_alive():
            self._let_go()
            self._thread.join(0.01)
        self._pipe.close()

    def _let_go(self) -> None:
        """Make room, for the thread may wait for that."""
        while not self._blocks.empty():
            self._blocks.get_nowait()

    def _read(self) -> None:
        while True:
            block = os.read(self._pipe.fileno(), BLOCK_BYTES)
            self._blocks.put(block)
            if not block or self._is_over.is_set():
                return
