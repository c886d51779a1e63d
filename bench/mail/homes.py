"""A place of its own for each measured import, and what came to lie in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import measuring
from bench.importing import allies

BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Brought:
    """One import: the whole process, and what it told."""

    ran: measuring.Ran
    told: dict[str, Any]


class Home:
    """A new ALLIES_HOME, made before anything is measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {"ALLIES_HOME": str(folder)}
        subprocess.run([*allies(), "init"], env=self.environment, check=True, capture_output=True)

    def bring_in(self, path: Path) -> Brought:
        """`allies import PATH --json` in a new process.

        Raises CalledProcessError where it fails, ValueError where it refuses something: all of it can be read.
        """
        say(f"allies import {path.name}")
        ran = measuring.run([*allies(), "import", str(path), "--json"], self.environment)
        told = json.loads(ran.out)
        if told["refused"]:
            raise ValueError(f"{len(told['refused']):,} refused, the first: {told['refused'][0]}")
        return Brought(ran, told)


def size_bytes(folder: Path) -> int:
    """Of all files below it."""
    return sum(found.stat().st_size for found in folder.rglob("*") if found.is_file() and not found.is_symlink())


def warm(path: Path) -> int:
    """Write everything to the disk and read it once, so that nothing that is measured waits for that.

    Returns how many bytes there are.
    """
    os.sync()
    total = 0
    for file in [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file()):
        with file.open("rb") as stream:
            while block := stream.read(BLOCK_BYTES):
                total += len(block)
    return total


def say(what: str) -> None:
    """How far it is."""
    print(f"  {what} ...", file=sys.stderr, flush=True)
