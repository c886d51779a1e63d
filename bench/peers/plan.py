"""CP-SAT (OR-tools) on the candidates of a JSON file: the same choice under the same limits."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

UNIT = 1_000_000  # it takes whole numbers only


def main(path: str, times: str) -> None:
    """Prints the seconds of each solution, and what the best plan is worth."""
    asked = json.loads(Path(path).read_text())
    seconds, worth = [], 0.0
    for _ in range(int(times)):
        begun = time.perf_counter()
        worth = _best(asked)
        seconds.append(time.perf_counter() - begun)
    print(json.dumps({"seconds": sorted(seconds)[len(seconds) // 2], "worth": worth}))


def _best(asked: dict[str, Any]) -> float:
    cp_model = import_module("ortools.sat.python.cp_model")
    model, rows = cp_model.CpModel(), range(len(asked["value"]))
    taken = [model.NewBoolVar(str(row)) for row in rows]
    for column, most in (("person", 1), ("channel", asked["per_channel"])):
        together: defaultdict[int, list[Any]] = defaultdict(list)
        for row in rows:
            together[asked[column][row]].append(taken[row])
        for some in together.values():
            model.Add(sum(some) <= most)
    model.Add(sum(round(asked["minutes"][row] * UNIT) * taken[row] for row in rows) <= round(asked["budget"] * UNIT))
    beyond = sum((-1 if asked["gives"][row] else 1) * taken[row] for row in rows)
    model.Add(beyond <= asked["given"] - asked["asked"])
    model.Maximize(sum(round(asked["value"][row] * UNIT) * taken[row] for row in rows))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.Solve(model)
    return float(solver.ObjectiveValue()) / UNIT


if __name__ == "__main__":
    main(*sys.argv[1:])
