"""Whether names and addresses that belong to one person, and no others, are put together."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from pathlib import Path

from allies.engine import identity
from bench.tables import Figure, Table


def measure(path: Path) -> Table:
    """Pairwise; hard pairs have neither name nor address in common."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    name, address = [row["raw_name"] for row in rows], [row["raw_email"] for row in rows]
    truth = [(row["canonical_name"], row["canonical_email"]) for row in rows]
    own = _scores(identity.resolve(name, address).tolist(), truth, name, address)
    other = _scores(_plain(name, address), truth, name, address)
    figures = [
        Figure(
            what, f"{own[what]:.3f}", f"{target}", own[what] >= target, f"same address or full name {other[what]:.3f}"
        )
        for what, target in (("precision", 0.93), ("F1", 0.86), ("recall of hard pairs", 0.55))
    ]
    how = f"{len(rows)} identities of {len(set(truth))} people of the SymPy project, as its own list of names has them."
    return Table("Quality: identity", how, figures)


def _scores(
    found: Sequence[Hashable], truth: Sequence[Hashable], name: Sequence[str], address: Sequence[str]
) -> dict[str, float]:
    both, said, right = _pairs(zip(truth, found, strict=True)), _pairs(found), _pairs(truth)
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for row, person in enumerate(truth):
        groups[person].append(row)
    hard = [
        found[one] == found[other]
        for rows in groups.values()
        for one, other in combinations(rows, 2)
        if _normal(name[one]) != _normal(name[other]) and address[one].lower() != address[other].lower()
    ]
    return {
        "precision": both / said if said else 1.0,
        "F1": 2 * both / (said + right),
        "recall of hard pairs": sum(hard) / len(hard),
    }


def _plain(name: Sequence[str], address: Sequence[str]) -> list[int]:
    """What anyone would do first: join what has the same address, or the same name of two words or more."""
    group = list(range(len(name)))
    first: dict[str, int] = {}
    for row in range(len(name)):
        keys = [f"@{address[row].lower()}"] if "@" in address[row] and "noreply" not in address[row] else []
        keys += [_normal(name[row])] if " " in _normal(name[row]) else []
        for known in [first[key] for key in keys if key in first]:
            group = [group[row] if one == group[known] else one for one in group]
        first |= {key: row for key in keys if key not in first}
    return group


def _pairs(keys: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(keys).values())


def _normal(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"\w+", plain))
