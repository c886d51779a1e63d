"""Runs a command and tells how long it took, of how many processors, and how much memory it held at most."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Ran:
    """One finished command."""

    seconds: float
    processor_s: float  # of the command and its children
    peak_bytes: int  # of the command and its children together, at one moment
    out: str


def run(command: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Run to the end. Raises CalledProcessError with what it said where it fails."""
    begun, spent_s = time.perf_counter(), _spent_s()
    with subprocess.Popen(command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        peak = 0
        while True:
            peak = max(peak, _resident(process.pid))
            try:
                out, said = process.communicate(timeout=LOOK_EVERY_S)
                break
            except subprocess.TimeoutExpired:
                continue
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, out, said)
    return Ran(time.perf_counter() - begun, _spent_s() - spent_s, peak, out.decode())


def middle(runs: Sequence[Ran]) -> Ran:
    """The run whose time is the median, with the largest peak of all."""
    at = median(run.seconds for run in runs)
    nearest = min(runs, key=lambda run: abs(run.seconds - at))
    return Ran(nearest.seconds, nearest.processor_s, max(run.peak_bytes for run in runs), nearest.out)


def _spent_s() -> float:
    """Processor seconds of all children that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _resident(pid: int) -> int:
    """Resident bytes of a process and all below it; 0 for one that is gone."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0
    return own + sum(_resident(int(child)) for child in children)
