"""`python -m allies.cli` is `allies`."""

from allies.cli.main import run

run()
