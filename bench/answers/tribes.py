"""Whether the groups that are found are the departments of the people in them."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import numpy as np

from allies.engine import tribes
from bench import peers
from bench.agreement import adjusted_mutual_information
from bench.answers import emails
from bench.tables import Figure, Table

SEEDS, TARGET = 5, 0.70
PEERS = {"igraph": "igraph's Leiden", "leidenalg": "leidenalg", "infomap": "Infomap"}


def measure(path: Path, departments: Path) -> Table:
    """The mean over seeds; the peers get the pairs, each as heavy as its mails are many."""
    found = emails.read(path)
    with departments.open(newline="") as rows:
        label = {int(row["person"]): row["department"] for row in csv.DictReader(rows, delimiter="\t")}
    known = np.flatnonzero(np.isin(found.names, list(label)))
    truth = np.unique([label[int(name)] for name in found.names[known]], return_inverse=True)[1].ravel()
    people = len(found.names)
    scores = [
        adjusted_mutual_information(
            truth, tribes.find(found.sender, found.recipient, found.at_s, people=people, seed=seed)[known]
        )
        for seed in range(SEEDS)
    ]
    own = float(np.mean(scores))
    pair, mails = np.unique(
        np.minimum(found.sender, found.recipient) * people + np.maximum(found.sender, found.recipient),
        return_counts=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.npz"
        np.savez(file, first=pair // people, second=pair % people, weight=mails.astype(np.float64), people=people)
        beside = []
        for name, called in PEERS.items():
            peers.ask("groups", name, file)
            score = adjusted_mutual_information(truth, np.load(file.with_name(f"{name}.npy"))[known])
            beside.append(f"{called} {score:.3f}")
    figure = Figure("adjusted mutual information", f"{own:.3f}", f"{TARGET:.2f}", own >= TARGET, ", ".join(beside))
    how = f"{len(known)} people of eu-core e-mail in {truth.max() + 1} departments; ours is the mean of {SEEDS} seeds."
    return Table("Quality: tribes", how, [figure])
