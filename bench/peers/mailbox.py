"""Perceval's mbox backend over the mboxes of a folder: every message fetched as it hands it on, and let go."""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from typing import Any


def main(folder: str) -> None:
    """Prints how long it took, without the start of Python, and how many messages there were."""
    backend: Any = import_module("perceval.backends.core.mbox")
    begun = time.perf_counter()
    messages = sum(1 for _ in backend.MBox("http://archer.example", folder).fetch())
    print(json.dumps({"seconds": time.perf_counter() - begun, "messages": messages}))


if __name__ == "__main__":
    main(*sys.argv[1:])
