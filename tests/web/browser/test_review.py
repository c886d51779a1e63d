"""One person or two, by keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from allies.people import reviewing
from allies.people.models import Member
from tests.web import doubts
from tests.web.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def test_two_pairs_are_told_apart_by_keys(page: Page, alice_live: Member) -> None:
    doubts.leave(alice_live)
    sign_in(page, alice_live)
    page.goto("/people/same/")
    first, second = (page.locator(".questions > li").nth(number) for number in (0, 1))
    is_here = re.compile("is-here")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("y")
    expect(first).to_contain_text("are one person now.")
    expect(second).to_have_class(is_here)  # one stands on the next question, once the answer has settled
    page.keyboard.press("n")
    expect(second).to_contain_text("are two different people.")
    expect(second).to_have_class(is_here)
    assert reviewing.waiting(alice_live) == 0
    page.keyboard.press("u")
    expect(second.locator("[data-key=y]")).to_be_visible()
    expect(second).to_have_class(is_here)
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(first.locator("[data-key=y]")).to_be_visible()
    assert reviewing.waiting(alice_live) == 2


def test_without_javascript_the_forms_do_the_same(page_without_script: Page, alice_live: Member) -> None:
    page = page_without_script
    doubts.leave(alice_live)
    sign_in(page, alice_live)
    page.goto("/people/same/")
    page.get_by_role("button", name="Two different people").first.click()
    expect(page.locator(".notice")).to_contain_text("are two different people.")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator(".notice")).to_contain_text("Taken back.")
    assert reviewing.waiting(alice_live) == 2
