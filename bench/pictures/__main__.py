"""Draw every picture of docs/methods."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bench.pictures import alive, greed, silence

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "pictures" / "methods"
DATA = Path(os.environ.get("ALLIES_DATA") or ROOT.parent / "shared" / "data")


def main() -> None:
    """Raises SystemExit with what is missing."""
    if not (DATA / alive.EVENTS).is_file():
        sys.exit(
            f"{DATA / alive.EVENTS} is not here. Say where the data lies: ALLIES_DATA=folder python -m bench.pictures"
        )
    PICTURES.mkdir(parents=True, exist_ok=True)
    drawn = {"rhythm": alive.picture(DATA), "strength": silence.picture(), "planning": greed.picture()}
    for name, picture in drawn.items():
        (PICTURES / f"{name}.svg").write_text(picture)


if __name__ == "__main__":
    main()
