"""Bringing a mailbox in a browser: it is sent, waits, is read, and can be left and come back to."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from allies.lib import clock
from allies.people.models import Member
from tests.letters import mbox
from tests.web import network
from tests.web.browser.conftest import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def newcomer(transactional_db: None) -> Member:
    """Someone who has nothing yet."""
    return Member.objects.create(username="alice", name="Alice", joined_at=clock.now())


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    return mbox(tmp_path / "mine.mbox", network.letters(clock.now()))


def work() -> None:
    """What a worker does, until nothing is left to do."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, worker_id="a-test")


def test_from_the_first_screen_to_the_plan(page: Page, newcomer: Member, mailbox: Path) -> None:
    sign_in(page, newcomer)
    page.get_by_label("A file from this device").set_input_files(mailbox)
    page.get_by_label("Your own address in it").fill(network.ALICES)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator("#progress")).to_contain_text("Waits for its turn")
    at = page.url
    page.goto("/people/")
    page.goto(at)
    expect(page.locator("#progress")).to_contain_text("Waits for its turn")
    work()
    expect(page.locator("#progress")).to_contain_text("All of it was read")
    page.get_by_role("link", name="See today").click()
    expect(page.locator(".plan > li").filter(has_text="Bob Baker")).to_have_count(1)


def test_without_a_script(page_without_script: Page, newcomer: Member, mailbox: Path) -> None:
    page = page_without_script
    sign_in(page, newcomer)
    page.get_by_label("A file from this device").set_input_files(mailbox)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator("#progress")).to_contain_text("Waits for its turn")
    work()
    expect(page.locator("#progress")).to_contain_text("All of it was read")  # the page looks again by itself


def test_what_cannot_be_read_is_said_in_place(page: Page, newcomer: Member, tmp_path: Path) -> None:
    picture = tmp_path / "holiday.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    sign_in(page, newcomer)
    page.get_by_label("A file from this device").set_input_files(picture)
    page.get_by_role("button", name="Bring it in").click()
    expect(page.locator(".errorlist")).to_contain_text("holiday.png")
