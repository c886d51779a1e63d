"""Gives the whole run a home of its own, before Django reads its settings; the fixtures are in tests/fixtures.py.

ALLIES_TEST_DATABASE_URL  the database server to test on (postgresql://...); SQLite in memory where it is not set.
ALLIES_TEST_STRICT        1: a skipped test is a failed run (tests/strictness.py).
ALLIES_TEST_CHROMIUM      which Chromium drives the pages; default: /usr/bin/chromium.
ALLIES_DATA               where the data with known answers lies; default: shared/data beside the checkout.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import django
import pytest

KEPT = {"ALLIES_TEST_DATABASE_URL", "ALLIES_TEST_STRICT", "ALLIES_TEST_CHROMIUM", "ALLIES_DATA", "ALLIES_LOG_LEVEL"}


def _own_environment() -> str:
    """Nothing that this person has set up for themselves is read or written by a test."""
    for name in [name for name in os.environ if name.startswith("ALLIES_") and name not in KEPT]:
        del os.environ[name]
    os.environ.pop("PORT", None)
    home = tempfile.mkdtemp(prefix="allies-test-")
    os.environ["ALLIES_HOME"] = home
    if url := os.environ.get("ALLIES_TEST_DATABASE_URL"):
        os.environ["ALLIES_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "allies.config.settings"
    return home


def pytest_configure(config: pytest.Config) -> None:
    """Let each of several workers begin as this process did: with settings that are read after its home is made."""
    if config.getoption("numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(os.environ["ALLIES_HOME"], ignore_errors=True)


atexit.register(shutil.rmtree, _own_environment(), ignore_errors=True)
django.setup()

pytest_plugins = ["tests.fixtures", "tests.strictness"]
