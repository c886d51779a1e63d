"""Files and folders as a person names them."""

from __future__ import annotations

from pathlib import Path

from allies.cli.errors import Refused


def existing(path: Path) -> Path:
    """The file or folder that is meant; Refused where there is none."""
    place = path.expanduser()
    if not place.exists():
        raise Refused(f"There is no file or folder {path}. Check how it is spelled.")
    return place
