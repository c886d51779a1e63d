"""A passkey, with an authenticator that the browser plays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from allies.people.models import Member
from tests.web.browser.conftest import sign_in

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_signs_in(page: Page, alice_live: Member) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, alice_live)
    page.goto("/settings/")
    page.get_by_role("listitem").filter(has_text="Passkeys").get_by_role("link", name="Manage").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.wait_for_load_state()  # its script must have its hands on the button, here and on the pages that follow
    page.get_by_label("What you call it").fill("This laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")  # before the recovery codes are shown
    page.wait_for_load_state()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/account/keys/webauthn/")
    expect(page.locator("main")).to_contain_text("This laptop")
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    page.wait_for_load_state()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    expect(page.locator(".plan")).to_be_visible()


def test_giving_up_is_said_and_nothing_breaks(page: Page, alice_live: Member) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    refusing = {**AUTHENTICATOR, "isUserVerified": False}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": refusing})
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".notice")).to_contain_text("The passkey was not accepted")
