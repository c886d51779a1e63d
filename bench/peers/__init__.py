"""What others use for the same, in an environment of its own: nothing of it is ever beside Allies."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent.parent / ".venv-bench"
REQUIREMENTS = HERE / "requirements.txt"


def ask(script: str, *arguments: object) -> dict[str, Any]:
    """Run one of the scripts beside this file and read what it found out; "seconds" is always part of it.

    Raises CalledProcessError where the environment cannot be made, or the peer fails.
    """
    command = [str(_python()), "-P", str(HERE / f"{script}.py"), *map(str, arguments)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told


@cache
def _python() -> Path:
    """The Python of the environment, made anew whenever the requirements have changed."""
    python, mark = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "installed"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not mark.is_file() or mark.read_text() != wanted:
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(ENVIRONMENT)], check=True)
        install = [uv, "pip", "install", "--quiet", "--require-hashes", "--python", str(python)]
        subprocess.run([*install, "-r", str(REQUIREMENTS)], check=True)
        mark.write_text(wanted)
    return python
