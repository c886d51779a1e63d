"""Looking for what is wrong."""

from __future__ import annotations

import typer

from allies.cli import findings, show
from allies.cli.findings import State
from allies.cli.options import AsJson


def doctor(as_json: AsJson = False) -> None:
    """Look for what is wrong, or soon will be. Ends with 1 where there is a problem; a warning is none."""
    found = list(findings.all_of_them())
    is_well = all(finding.state is not State.PROBLEM for finding in found)
    if as_json:
        checks = [{"check": one.about, "state": one.state.value, "says": one.says} for one in found]
        show.data({"ok": is_well, "checks": checks})
    else:
        for finding in found:
            show.fields(finding.state.value, finding.about, finding.says)
    if not is_well:
        raise typer.Exit(1)
