"""BG/NBD (Fader, Hardie & Lee 2005) of the lifetimes package, on the events of an .npz: fitted and asked."""

from __future__ import annotations

import json
import sys
import time
import warnings
from importlib import import_module
from typing import Any

import numpy as np

DAY_S = 86_400


def main(path: str) -> None:
    """What BG/NBD knows of a tie: on how many days, the first and the last, and how old it is."""
    warnings.simplefilter("ignore")
    lifetimes: Any = import_module("lifetimes")
    data = np.load(path)
    tie, at_s, now_s, ties = data["tie"], data["at_s"], int(data["now_s"]), int(data["ties"])
    begun = time.perf_counter()
    day = np.unique(tie * 100_000 + at_s // DAY_S)
    tie_of_day, day = day // 100_000, day % 100_000
    frequency = np.bincount(tie_of_day, minlength=ties) - 1.0
    first, last = np.full(ties, 100_000), np.zeros(ties, dtype=np.int64)
    np.minimum.at(first, tie_of_day, day)
    np.maximum.at(last, tie_of_day, day)
    seen = frequency >= 0
    fitter = lifetimes.BetaGeoFitter(penalizer_coef=0.01)
    recency, age = (last - first)[seen].astype(float), (now_s // DAY_S - first)[seen] + 1.0
    fitter.fit(frequency[seen], recency, age)
    chance = np.asarray(fitter.conditional_probability_alive(frequency[seen], recency, age))
    print(json.dumps({"seconds": time.perf_counter() - begun, "ties": len(chance)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
