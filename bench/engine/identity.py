"""Who is who among very many names and addresses."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from allies.engine import identity
from bench import made, peers
from bench.tables import Figure, Table
from bench.timing import faster, timed

NAMES, PEOPLE, LIMIT_S = 20_000, 9_000, 10.0
OF_PEER = 500  # each with each: all of them would take it an hour or more


def measure() -> Table:
    """All names; and as many as the peer can bear, by both."""
    name, address, _ = made.names(NAMES, people=PEOPLE)
    own_s, _ = timed(lambda: identity.resolve(name, address))
    few_s, _ = timed(lambda: identity.resolve(name[:OF_PEER], address[:OF_PEER]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.json"
        path.write_text(json.dumps(list(zip(name, address, strict=True))))
        peer_s = peers.ask("names", path, OF_PEER)["seconds"]
    figures = [
        Figure(f"resolve, {NAMES:,} names", f"{own_s:.1f} s", f"{LIMIT_S:.0f} s", own_s < LIMIT_S),
        Figure(f"the first {OF_PEER} of them", f"{few_s * 1e3:.0f} ms", ratio=faster(few_s, peer_s, "gambit")),
    ]
    how = (
        f"{PEOPLE:,} people with first and last names, initials, numbers, several addresses. gambit compares each with "
        f"each, so it gets {OF_PEER}; for all of them it would take {(NAMES / OF_PEER) ** 2:,.0f} times as long."
    )
    return Table("Identity", how, figures)
