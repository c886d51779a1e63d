"""Which silent ties come back: as it was, as the engine says, and as the alive probability of BG/NBD says."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

from allies.engine import rhythm
from allies.engine.events import DAY_S
from bench.pictures.svg import Axis, Line, chart

EVENTS = Path("ties") / "eu-core-temporal.txt.gz"
KNOWN, FORETOLD = 0.6, 0.8  # shares of the events: the past, and how far we look ahead; the last fifth stays unseen
SILENT_DAYS = 60
WEEK_S = 7 * DAY_S
BY_WEEKS = ((1, 1, "1"), (2, 3, "2 to 3"), (4, 10, "4 to 10"), (11, 10**6, "more"))
PUBLISHED = (0.243, 4.414, 0.793, 2.426)  # r, alpha, a, b of Fader, Hardie & Lee (2005)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def picture(data: Path) -> str:
    """The chart, from the e-mails at `data`."""
    with gzip.open(data / EVENTS, "rt") as stream:
        rows = np.loadtxt(stream, dtype=np.int64)
    rows = rows[rows[:, 0] != rows[:, 1]]
    rows = rows[np.argsort(rows[:, 2], kind="stable")]
    cut_s, end_s = (int(rows[int(len(rows) * share), 2]) for share in (KNOWN, FORETOLD))
    past, future = rows[rows[:, 2] < cut_s], rows[(rows[:, 2] >= cut_s) & (rows[:, 2] <= end_s)]
    people = int(rows[:, :2].max()) + 1
    key, at_s, outgoing = _seen_by_both(past, people)
    ties, tie = np.unique(key, return_inverse=True)
    _, inverse, count = np.unique(past[:, [0, 2]], axis=0, return_inverse=True, return_counts=True)
    size = np.tile(count[inverse.ravel()] + 1, 2)
    came_back = np.isin(ties, _seen_by_both(future, people)[0]).astype(np.float64)
    horizon_days = (end_s - cut_s) / DAY_S
    ours = rhythm.contact_probability(
        tie, at_s, outgoing, size, owner=ties // people, now_s=cut_s, horizon_days=horizon_days
    )
    weeks, last_weeks, age_weeks = _by_week(tie, at_s, cut_s)
    theirs = _bgnbd(weeks - 1.0, last_weeks, age_weeks)
    silent = age_weeks - last_weeks >= SILENT_DAYS * DAY_S / WEEK_S
    lines = []
    for name, values in (("came back", came_back), ("the engine", ours), ("alive (BG/NBD)", theirs)):
        groups = (silent & (weeks >= low) & (weeks <= high) for low, high, _ in BY_WEEKS)
        shares = [float(values[group].mean()) for group in groups]
        lines.append(Line(name, [(n / (len(shares) - 1), share) for n, share in enumerate(shares)]))
    return chart(
        "Ties that were silent for two months",
        lines,
        across=Axis("weeks with contact before", [(n / 3, label) for n, (_, _, label) in enumerate(BY_WEEKS)]),
        up=Axis("share", [(share / 4, f"{share * 25} %") for share in range(5)]),
    )


def _seen_by_both(rows: Ints, people: int) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Each e-mail from both ends: which tie, when, whether the owner gave it."""
    sender, recipient, at_s = rows.T
    key = np.r_[sender * people + recipient, recipient * people + sender]
    return key, np.r_[at_s, at_s], np.r_[np.ones(len(rows), np.bool_), np.zeros(len(rows), np.bool_)]


def _by_week(tie: Ints, at_s: Ints, now_s: int) -> tuple[Floats, Floats, Floats]:
    """Of each tie: weeks with contact, weeks from its first to its last contact, weeks from the first until now."""
    ties = int(tie.max()) + 1
    first_s, last_s = np.full(ties, now_s), np.zeros(ties, np.int64)
    np.minimum.at(first_s, tie, at_s)
    np.maximum.at(last_s, tie, at_s)
    week = (at_s - first_s[tie]) // WEEK_S
    weeks = np.bincount(np.unique(np.c_[tie, week], axis=0)[:, 0], minlength=ties).astype(np.float64)
    return weeks, (last_s - first_s) / WEEK_S, (now_s - first_s) / WEEK_S


def _bgnbd(repeats: Floats, last: Floats, age: Floats) -> Floats:
    """P(alive), where also the first contact may be the last (Batislam, Denizel & Filiztekin 2007), fitted to these."""
    start = np.log(PUBLISHED)

    def silent_and_gone(logs: Floats) -> tuple[Floats, Floats]:
        r, alpha, a, b = np.exp(logs)
        rate = gammaln(r + repeats) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
        silent = rate + betaln(a, b + repeats + 1) - (r + repeats) * np.log(alpha + age)
        return silent, rate + betaln(a + 1, b + repeats) - (r + repeats) * np.log(alpha + last)

    def loss(logs: Floats) -> float:
        return float(-np.logaddexp(*silent_and_gone(logs)).sum() + 0.5 * ((logs - start) ** 2).sum())

    silent, gone = silent_and_gone(minimize(loss, start, method="L-BFGS-B").x)
    alive: Floats = np.exp(silent - np.logaddexp(silent, gone))
    return alive
