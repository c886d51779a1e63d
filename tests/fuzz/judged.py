"""Judges the sources that it is given, one line of JSON each: in a process of its own, which holds little."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from allies.traces.sources import child
from tests.fuzz import judging

ROOT = Path(__file__).resolve().parents[2]


def load() -> None:
    """Load every source once, before the processes that read are copied from this one."""
    for module in child.MODULES.values():
        import_module(module)
    for name in ("feedparser", "charset_normalizer"):
        import_module(name)


def judged(paths: Iterable[Path]) -> list[judging.Verdict]:
    """The verdicts on these sources, in their order."""
    command = [sys.executable, "-m", "tests.fuzz.judged", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [judging.Verdict(**json.loads(line)) for line in done.stdout.splitlines()]


def main() -> None:
    """Read the paths that stand in the order."""
    load()
    for path in sys.argv[1:]:
        found = judging.judge(Path(path))
        told = {name: getattr(found, name) for name in judging.Verdict.__slots__}
        sys.stdout.write(json.dumps(told | {"surprises": dict(found.surprises)}) + "\n")


if __name__ == "__main__":
    main()
