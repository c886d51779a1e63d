"""gambit (Gote & Zingg 2021) on the first names and addresses of a JSON file."""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from importlib import import_module
from pathlib import Path


def main(path: str, most: str) -> None:
    """Prints seconds and the person behind each. It compares each with each, so that twice as many take four times."""
    rows = json.loads(Path(path).read_text())[: int(most)]
    pandas, gambit = import_module("pandas"), import_module("gambit")
    aliases = pandas.DataFrame(rows, columns=["alias_name", "alias_email"])
    begun = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = gambit.disambiguate_aliases(aliases)
    print(json.dumps({"seconds": time.perf_counter() - begun, "person": found["author_id"].tolist()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
