"""Who is inside where the member works: as it is guessed, and as they say."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from allies.people.models import Handle, Member
from allies.ties import queries, refresh, workplaces
from allies.ties.models import GuessedEmployer
from allies.ties.shapes import TribeRow
from tests.ties.network import NOW, NOW_S, Network, days_ago

COLLEAGUES = ("bob@harbour.example", "charlie@harbour.example", "dana@harbour.example", "erin@harbour.example")


@pytest.fixture
def network(alice: Member) -> Network:
    network = Network(alice)
    mine(network, "me@me.example")
    return network


def mine(network: Network, address: str) -> None:
    """An address of the member's own."""
    me = network.person("me")
    network.handle(address)
    Handle.objects.owned_by(network.member).filter(value=address).update(person=me)


def at_work(network: Network, *names: str, since: float = 0, times: int = 8) -> None:
    for number in range(times * len(names)):
        sender = names[number % len(names)]
        network.mail(sender, *(name for name in names if name != sender), at_s=days_ago(since + 1 + number * 9))


def tribe(network: Network, now_s: int = NOW_S) -> tuple[TribeRow, str]:
    refresh.refresh(network.member, now_s=now_s)
    (row,) = queries.tribes(network.member)
    return row, queries.tribe_view(network.member, row.key).where


def test_the_guess_is_where_the_member_writes_from_and_has_colleagues(network: Network) -> None:
    mine(network, "me@harbour.example")
    mine(network, "me@alone.example")
    at_work(network, *COLLEAGUES, "me@harbour.example", "me@alone.example")
    row, where = tribe(network)
    assert (row.is_inside, where) == (True, "Inside harbour.example, where you work.")
    assert [(one.domain, one.is_guess) for one in workplaces.workplaces(network.member)] == [("harbour.example", True)]
    guessed = GuessedEmployer.objects.owned_by(network.member).get()
    assert guessed.first_s is not None and guessed.last_s is None


def test_who_moved_on_left_the_employer(network: Network) -> None:
    mine(network, "me@harbour.example")
    at_work(network, *COLLEAGUES, "me@harbour.example", since=400)
    at_work(network, *COLLEAGUES, "me@me.example", since=0, times=3)
    row, where = tribe(network)
    left = datetime.fromtimestamp(days_ago(400 + 1 + 4 * 9), UTC)
    assert not row.is_inside
    assert where == f"Most were with you at harbour.example, until you left in {left:%B %Y}; outside now."


def test_colleagues_who_left_are_outside_afterwards(network: Network) -> None:
    mine(network, "me@harbour.example")
    at_work(network, *COLLEAGUES, "me@harbour.example", since=300)
    assert tribe(network)[0].is_inside
    for name in ("bob", "charlie", "dana"):
        moved = network.handle(f"{name}@new.example")
        moved.person = network.person(f"{name}@harbour.example")
        moved.save()
    at_work(network, "bob@new.example", "charlie@new.example", "dana@new.example", "me@harbour.example")
    row, where = tribe(network)
    assert (row.is_inside, where) == (
        False,
        "Most were at harbour.example, where you work; three left, so it is outside now.",
    )


def test_mail_to_an_old_address_makes_nobody_stay(network: Network) -> None:
    mine(network, "me@harbour.example")
    at_work(network, *COLLEAGUES, "me@harbour.example", since=300)
    for name in ("bob", "charlie", "dana"):
        moved = network.handle(f"{name}@new.example")
        moved.person = network.person(f"{name}@harbour.example")
        moved.save()
    for day in range(1, 200, 5):
        network.mail("bob@new.example", "charlie@harbour.example", "dana@harbour.example", at_s=days_ago(day))
        network.mail("charlie@new.example", "bob@harbour.example", at_s=days_ago(day))
        network.mail("dana@new.example", "bob@harbour.example", at_s=days_ago(day))
    assert not tribe(network)[0].is_inside


def test_what_the_member_says_counts_instead_of_the_guess(network: Network) -> None:
    mine(network, "me@harbour.example")
    at_work(network, *COLLEAGUES, "me@harbour.example")
    workplaces.say(network.member, "else.example", since=None, until=None)
    assert tribe(network) == (tribe(network)[0], "Outside your employer.")
    workplaces.say(network.member, "harbour.example", since=date(2020, 1, 1), until=None)
    assert tribe(network)[0].is_inside
    workplaces.say(network.member, "harbour.example", since=date(2020, 1, 1), until=date(2026, 4, 14))
    assert tribe(network)[0].is_inside  # the last day is a day there
    assert not tribe(network, int(NOW.timestamp()) + 86_400)[0].is_inside
    workplaces.say(network.member, "harbour.example", since=date(2010, 1, 1), until=date(2011, 1, 1))
    assert tribe(network)[1] == "Outside your employer."  # nobody of these was there then


def test_a_domain_below_the_employers_is_the_employers(network: Network) -> None:
    at_work(network, "bob@mail.harbour.example", "charlie@mail.harbour.example", "dana@harbour.example")
    workplaces.say(network.member, "harbour.example", since=None, until=None)
    assert tribe(network)[0].is_inside


def test_said_guesses_stay_when_the_guess_changes(network: Network) -> None:
    mine(network, "me@harbour.example")
    at_work(network, *COLLEAGUES, "me@harbour.example")
    tribe(network)
    (said,) = workplaces.say_guessed(network.member)
    assert said.domain == "harbour.example" and said.since is not None and said.until is None
    assert workplaces.say_guessed(network.member) == []
    assert not workplaces.workplaces(network.member)[0].is_guess


def test_a_mail_provider_that_is_not_known_as_one_is_no_workplace(network: Network) -> None:
    mine(network, "me@letterbox.example")
    for number, name in enumerate(("bob", "charlie", "dana")):
        at_work(network, f"{name}@letterbox.example", f"one{number}@a.example", f"two{number}@b.example")
        network.mail("me@letterbox.example", f"{name}@letterbox.example", at_s=days_ago(number + 1))
    refresh.refresh(network.member, now_s=NOW_S)
    assert workplaces.workplaces(network.member) == []
