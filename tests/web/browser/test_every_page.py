"""Every page, light and dark, narrow and wide: nothing that axe finds, nothing beside the edge, nothing refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from allies.lib import clock
from allies.people import signin
from allies.people.models import Member, Person
from allies.ties.models import Tribe
from allies.traces import importing, preview
from allies.traces.accounts import actions as accounts
from allies.traces.queries import imports
from tests.letters import ALICE, BOB, Letter, mbox
from tests.web import doubts
from tests.web.browser.conftest import LONGEST_MS, Complaints

pytestmark = pytest.mark.browser
BEFORE_SIGNING_IN = ("/account/login/", "/help/")
LONG_NAME = "alice.archer.of.the.long.street@department.of.everything.alice.example"
NARROW, WIDE = 360, 1440


LETTERS = [Letter("look", BOB, ALICE, day=3, subject="A look", text="Worth bringing in?")]


def looked_at(member: Member, folder: Path) -> str:
    """An import that waits for a decision."""
    path = mbox(folder / "look.mbox", LETTERS)
    run = importing.begin(member, path, at=clock.now(), look_first=True)
    preview.look(member, run, path, at=clock.now())
    return run.key


def places(member: Member, folder: Path) -> list[str]:
    """Every page that alice can open."""
    bob = Person.objects.owned_by(member).get(name="Bob Baker")
    tribe = Tribe.objects.owned_by(member).earliest("place")
    (run,) = imports(member)
    account = accounts.connect(member, "imap", "mail.example", username=LONG_NAME, secret="hush", at=clock.now())
    looked = looked_at(member, folder)
    doubts.leave(member)
    return [
        "/people/same/",
        *("/", "/people/", "/people/?state=dormant", f"/people/{bob.key}/", f"/people/{bob.key}/join/?text=c"),
        *("/tribes/", f"/tribes/{tribe.key}/", "/sources/", f"/sources/{run.key}/", f"/sources/{run.key}/refused/"),
        f"/sources/{looked}/",
        *("/sources/connect/", f"/sources/account/{account.key}/"),
        *("/settings/", "/settings/erase/", "/help/", "/account/password/set/", "/account/keys/"),
        *("/account/keys/webauthn/", "/account/keys/webauthn/add/", "/account/logout/"),
    ]


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with this page at this width."""
    page.goto(path)
    found = []
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{path} scrolls sideways")
    violations = Axe().run(page).response["violations"]
    return found + [f"{path} {one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in violations]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_every_page(
    browser: Browser, base_url: str, alice_live: Member, tmp_path: Path, scheme: str, width: int
) -> None:
    context = browser.new_context(
        base_url=base_url,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 800},
    )
    page = context.new_page()
    page.set_default_timeout(LONGEST_MS)
    complaints = Complaints(page)
    found = [fault for path in BEFORE_SIGNING_IN for fault in faults(page, path)]
    page.goto(f"/enter/{signin.new_link(alice_live, at=clock.now())}/")
    found += [fault for path in places(alice_live, tmp_path) for fault in faults(page, path)]
    context.close()
    assert found + complaints.said == []
