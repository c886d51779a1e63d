"""make fuzz: changed samples of all sources, read within limits, until the time is over or something is found."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tests.fuzz import changes, judged, judging

RECORDED = Path(__file__).resolve().parents[1] / "sources" / "recorded"
KEPT = Path(__file__).resolve().parents[2] / "build" / "fuzz"


def samples() -> list[Path]:
    """Every recorded sample: a file, or a folder that is one source."""
    return sorted(path for path in RECORDED.iterdir() if path.name != "README.md")


def main() -> int:
    """Returns 1 where something was found: each finding is kept, with what makes it again."""
    order = _order()
    judged.load()
    begun, rounds, found = time.monotonic(), 0, 0
    surprises, ends = Counter[str](), Counter[str]()
    while rounds < order.rounds if order.rounds else time.monotonic() - begun < order.seconds:
        seed = f"{order.seed}-{rounds + order.skip}"
        verdict, source = _round(seed)
        rounds += 1
        ends["came in" if verdict.records else "refused"] += 1
        surprises.update({f"{source}: {name}": times for name, times in verdict.surprises.items()})
        if verdict.faults:
            found += 1
            _say(f"{seed}, {source}: {'; '.join(verdict.faults[:3])}")
    _say(f"{rounds} changed sources: {ends['came in']} came in, {ends['refused']} refused whole, {found} findings")
    for name, times in surprises.most_common(20):
        _say(f"  {name}: {times} items refused at the edge")
    return 1 if found else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _order() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long to go on")
    parser.add_argument("--rounds", type=int, default=0, help="or how often")
    parser.add_argument("--skip", type=int, default=0, help="rounds to pass over: 7-123 is seed 7, skip 123, rounds 1")
    parser.add_argument("--seed", default=str(int(time.time())), help="the same seed makes the same changes")
    return parser.parse_args()


def _round(seed: str) -> tuple[judging.Verdict, str]:
    """One source, changed and read. What is found is kept in build/fuzz."""
    random = Random(seed)
    source = random.choice(samples())
    others = [file for file in RECORDED.rglob("*") if file.is_file()]
    other = random.choice(sorted(others)).read_bytes()
    with tempfile.TemporaryDirectory(prefix="allies-fuzz-") as folder:
        path = changes.changed_source(source, other, Path(folder), random)
        verdict = judging.judge(path)
        if verdict.faults and path.exists():
            kept = KEPT / seed
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept)
    return verdict, source.name


if __name__ == "__main__":
    sys.exit(main())
