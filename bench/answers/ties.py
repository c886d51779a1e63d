"""Which ties will be active again: cut at 80 % of the mails, ask, and look at the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from allies.engine import rhythm
from bench.answers import emails
from bench.tables import Figure, Table

DAY_S = 86_400
CUT, DORMANT_DAYS = 0.8, 60

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def measure(path: Path) -> Table:
    """Average precision over all ties as each of their two people sees them, and over those silent for long."""
    found = emails.read(path)
    now_s = int(found.at_s[int(len(found.at_s) * CUT)])
    past, later = found.at_s < now_s, found.at_s >= now_s
    people = len(found.names)
    owner = np.concatenate([found.sender[past], found.recipient[past]])
    other = np.concatenate([found.recipient[past], found.sender[past]])
    ties, tie = np.unique(owner * people + other, return_inverse=True)
    again = np.concatenate([found.sender[later] * people + found.recipient[later],
                            found.recipient[later] * people + found.sender[later]])  # fmt: skip
    truth = np.isin(ties, again)
    at_s = np.tile(found.at_s[past], 2)
    last_s = np.full(len(ties), np.iinfo(np.int64).min)
    np.maximum.at(last_s, tie, at_s)
    horizon_days = float((found.at_s[-1] - now_s) / DAY_S)
    outgoing = np.arange(len(tie)) < past.sum()
    chance = rhythm.contact_probability(
        tie, at_s, outgoing, _size(found, past), owner=ties // people, now_s=now_s, horizon_days=horizon_days
    )
    others: dict[str, Floats] = {
        "frequency": np.bincount(tie, minlength=len(ties)).astype(np.float64),
        "last contact": last_s.astype(np.float64),
        "30-day decay": np.bincount(tie, np.exp((at_s - now_s) / (30 * DAY_S)), len(ties)).astype(np.float64),
    }
    return Table(
        "Quality: ties",
        f"{len(ties):,} ties of eu-core e-mail, cut at {CUT:.0%}; {truth.mean():.0%} are active again.",
        _figures(chance, others, truth, dormant=now_s - last_s >= DORMANT_DAYS * DAY_S),
    )


def _figures(chance: Floats, others: dict[str, Floats], truth: Bools, *, dormant: Bools) -> list[Figure]:
    figures = []
    for name, rows, target in (("all", np.ones(len(truth), dtype=np.bool_), 0.785), ("dormant", dormant, 0.43)):
        own = _average_precision(chance[rows], truth[rows])
        beside = ", ".join(f"{other} {_average_precision(s[rows], truth[rows]):.3f}" for other, s in others.items())
        figures.append(Figure(f"average precision, {name}", f"{own:.3f}", f"{target}", own >= target, beside))
    brier, base = float(((chance - truth) ** 2).mean()), float(truth.mean() * (1 - truth.mean()))
    figures.append(
        Figure("Brier score, lower is better", f"{brier:.3f}", f"{base:.3f}", brier < base, f"base rate {base:.3f}")
    )
    return figures


def _size(found: emails.Emails, past: Bools) -> Ints:
    """People on each mail, of rows seen from both sides: recipients of one sender and second, and the sender."""
    mail = np.stack([found.sender[past], found.at_s[past]], axis=1)
    _, number, count = np.unique(mail, axis=0, return_inverse=True, return_counts=True)
    return np.tile(count[number.ravel()] + 1, 2).astype(np.int64)


def _average_precision(score: Floats, truth: Bools) -> float:
    hit = truth[np.argsort(-score, kind="stable")]
    return float((np.cumsum(hit) / np.arange(1, len(hit) + 1))[hit].mean())
