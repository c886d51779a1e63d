"""Today in a browser: done, snoozed, undone, with a script and without, by mouse and by keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from allies.people.models import Member
from tests.web.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def test_done_and_undone_in_place(page: Page, alice_live: Member) -> None:
    sign_in(page, alice_live)
    row = page.locator(".plan > li").filter(has_text="Bob Baker")
    row.get_by_role("button", name="Done", exact=False).last.click()
    expect(page.locator(".plan > li.is-done")).to_contain_text("Bob Baker")
    expect(page.locator(".minutes rect.done")).to_have_count(1)
    page.locator(".plan > li.is-done").get_by_role("button", name="Undo", exact=False).last.click()
    expect(page.locator(".plan > li.is-done")).to_have_count(0)
    expect(page.locator(".minutes rect.done")).to_have_count(0)


def test_done_snoozed_and_undone_without_a_script(page_without_script: Page, alice_live: Member) -> None:
    page = page_without_script
    sign_in(page, alice_live)
    row = page.locator(".plan > li").filter(has_text="Bob Baker")
    row.locator('.acts [value="snooze"]').click()
    expect(page.locator(".notice")).to_contain_text("Bob Baker can wait")
    expect(row).to_have_count(0)
    page.locator(".notice").get_by_role("button", name="Undo").click()
    row.locator('.acts [value="done"]').click()
    expect(page.locator(".plan > li.is-done")).to_contain_text("Bob Baker")


def test_the_whole_plan_by_keys_alone(page: Page, alice_live: Member) -> None:
    sign_in(page, alice_live)
    rows = page.locator(".plan > li")
    count = rows.count()
    assert count >= 2
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator(".plan > li.is-done")).to_have_count(1)
    page.keyboard.press("u")
    expect(page.locator(".plan > li.is-done")).to_have_count(0)
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator(".plan > li.is-put-by")).to_have_count(1)
    page.keyboard.press("u")
    expect(page.locator(".plan > li.is-put-by")).to_have_count(0)
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/people/"))
