"""Log lines: one event, one line. ALLIES_DEBUG=1 adds where an error came from."""

from __future__ import annotations

import logging
import os


class OneLine(logging.Formatter):
    """Says what an error was, on the line of the event that met it."""

    def format(self, record: logging.LogRecord) -> str:
        if os.environ.get("ALLIES_DEBUG", "") not in ("", "0"):
            return super().format(record)
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        line = self.formatMessage(record)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line = f"{line}: {type(error).__name__}: {error}"
        return " ".join(line.split())
