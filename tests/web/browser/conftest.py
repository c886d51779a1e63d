"""A real browser before a real server: the system's Chromium, one server for all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from allies.lib import clock
from allies.people import signin
from allies.people.models import Member
from tests.web import network

CHROMIUM = os.environ.get("ALLIES_TEST_CHROMIUM") or "/usr/bin/chromium"
QUIETLY = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
LONGEST_MS = 15_000


@pytest.fixture(scope="session", autouse=True)
def _database_beside_playwright() -> Iterator[None]:
    """Playwright runs an event loop in this thread; the tests ask the database from it all the same."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium, which fetches nothing by itself."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"There is no {CHROMIUM}. Install Chromium, or say where it is: ALLIES_TEST_CHROMIUM=path")
    return {"executable_path": CHROMIUM, "args": list(QUIETLY)}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Where the pages are."""
    return str(live_server.url)


@pytest.fixture
def alice_live(transactional_db: None, tmp_path: Path) -> Member:
    """Alice with her network, seen from the server too; her mailbox ends today."""
    alice = Member.objects.create(username="alice", name="Alice", joined_at=clock.now())
    alice.set_unusable_password()
    alice.save()
    network.bring(alice, tmp_path, now=clock.now())
    return alice


def sign_in(page: Page, member: Member) -> None:
    """Go in by a link that works once."""
    page.goto(f"/enter/{signin.new_link(member, at=clock.now())}/")


class Complaints:
    """What the browser said about the pages: refused by the content policy, or broken."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.said.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that must give no cause for complaint."""
    page = context.new_page()
    page.set_default_timeout(LONGEST_MS)
    complaints = Complaints(page)
    yield page
    assert complaints.said == []


@pytest.fixture
def page_without_script(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page where nothing runs."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(LONGEST_MS)
    yield page
    context.close()
