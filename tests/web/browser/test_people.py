"""People in a browser: search as you type, marks and keys, logging a call."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from allies.people.models import Member, Person
from tests.web.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def test_search_as_you_type(page: Page, alice_live: Member) -> None:
    sign_in(page, alice_live)
    page.goto("/people/")
    page.keyboard.press("/")
    page.keyboard.type("charl", delay=20)
    expect(page.locator(".people > li")).to_have_count(1)
    expect(page.locator(".people > li")).to_contain_text("Charlie Cook")
    assert "text=charl" in page.url
    page.get_by_role("link", name="Charlie Cook").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Charlie Cook")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    expect(page.locator(".people > li")).to_have_count(1)


def test_many_are_closed_by_keys_and_opened_again(page: Page, alice_live: Member) -> None:
    sign_in(page, alice_live)
    page.goto("/people/")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("[data-marked]")).to_have_text("2 marked")
    page.keyboard.press("e")
    expect(page.locator(".notice")).to_contain_text("Two people closed")
    assert Person.objects.owned_by(alice_live).filter(is_closed=True).count() == 2
    page.keyboard.press("u")
    expect(page.locator(".notice")).to_contain_text("Two people open again")
    assert not Person.objects.owned_by(alice_live).filter(is_closed=True).exists()


def test_a_call_is_logged_by_keys(page: Page, alice_live: Member) -> None:
    bob = Person.objects.owned_by(alice_live).get(name="Bob Baker")
    sign_in(page, alice_live)
    page.goto(f"/people/{bob.key}/")
    page.get_by_label("What about").focus()
    page.keyboard.type("The second site")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Call logged.")
    expect(page.locator("main")).to_contain_text("The second site")
