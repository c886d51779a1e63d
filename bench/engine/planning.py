"""The best plan of a day among very many candidates."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

from allies.engine import planning
from bench import made, peers
from bench.tables import Figure, Table
from bench.timing import faster, timed

CANDIDATES, TIMES, LIMIT_S = 300, 5, 0.05
COLUMNS = ("value", "minutes", "gives", "channel", "person")
LIMITS = ("budget", "per_channel", "given", "asked")


def measure() -> Table:
    """The plan, what it is worth, and what the peer finds under the same limits."""
    asked = made.candidates(CANDIDATES)
    columns = [np.array(asked[name]) for name in COLUMNS]
    limits = {name: asked[name] for name in LIMITS}
    planning.choose(*columns, **limits)  # libraries are loaded by the first
    own_s, taken = timed(lambda: planning.choose(*columns, **limits), times=TIMES)
    worth = float(columns[0][taken].sum())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "candidates.json"
        path.write_text(json.dumps(asked))
        peer = peers.ask("plan", path, TIMES)
    figures = [
        Figure(
            f"a plan over {CANDIDATES} candidates",
            f"{own_s * 1e3:.0f} ms",
            f"{LIMIT_S * 1e3:.0f} ms",
            own_s < LIMIT_S,
            faster(own_s, peer["seconds"], "CP-SAT"),
        ),
        Figure(
            "what it is worth",
            f"{worth:.3f}",
            f"{peer['worth']:.3f}",
            worth >= peer["worth"] - 1e-6,
            f"CP-SAT {peer['worth']:.3f}",
        ),
    ]
    how = f"Median of {TIMES}; both prove that there is no better plan. The peer is OR-tools' CP-SAT with one worker."
    return Table("Plan", how, figures)
