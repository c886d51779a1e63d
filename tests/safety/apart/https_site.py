"""The sign-in page of a site under https, asked for through its proxy: its headers and cookies, as JSON."""

from __future__ import annotations

import json
import sys

from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client


def main() -> int:
    """The command."""
    call_command("migrate", verbosity=0)
    response = Client().get("/account/login/", headers={"Host": "allies.example", "X-Forwarded-Proto": "https"})
    cookies = {name: dict(cookie) for name, cookie in response.cookies.items()}
    warnings = [str(found.id) for found in run_checks(include_deployment_checks=True)]
    said = {"headers": dict(response.items()), "cookies": cookies, "warnings": warnings}
    sys.stdout.write(json.dumps(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
