"""Where the member works and worked."""

from __future__ import annotations

import pytest

from allies.people.models import Employer, Member
from allies.ties.models import GuessedEmployer
from tests.cli.conftest import Allies

SHAPE = {"domain", "since", "until", "guessed"}


def test_said_put_right_and_taken_back(allies: Allies, alice: Member) -> None:
    (row,) = allies("employer", "Harbour.example", "--since", "2019-03", "--until", "2021-02", "--json").data
    assert set(row) == SHAPE
    assert row == {"domain": "harbour.example", "since": "2019-03-01", "until": "2021-02-28", "guessed": False}
    (row,) = allies("employer", "me@harbour.example", "--since", "2019", "--until", "2021", "--json").data
    assert (row["since"], row["until"]) == ("2019-01-01", "2021-12-31")
    assert allies("employer").out.split("\t")[:3] == ["harbour.example", "2019-01-01", "2021-12-31"]
    assert allies("employer", "harbour.example", "--not", "--json").data == []
    assert "None is known." in allies("employer").err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["gmail.com"], "is a mail provider"),
        (["harbour"], "Give the domain"),
        (["harbour.example", "--since", "soon"], "soon is not a day"),
        (["harbour.example", "--since", "2019-13"], "2019-13 is not a day"),
        (["harbour.example", "--since", "2021", "--until", "2020"], "must not come before the first"),
        (["harbour.example", "--not"], "You have not said that you worked at harbour.example"),
    ],
)
def test_what_cannot_be_is_refused(allies: Allies, alice: Member, arguments: list[str], says: str) -> None:
    outcome = allies("employer", *arguments)
    assert outcome.code == 2 and says in outcome.err
    assert not Employer.objects.owned_by(alice).exists()


def test_a_guess_says_so_and_can_be_made_right(allies: Allies, alice: Member) -> None:
    GuessedEmployer.objects.create(owner=alice, domain="harbour.example", first_s=1_550_000_000, last_s=None)
    outcome = allies("employer")
    assert "harbour.example" in outcome.out and "This is guessed" in outcome.err
    (row,) = allies("employer", "--right", "--json").data
    assert row == {"domain": "harbour.example", "since": "2019-02-12", "until": None, "guessed": False}


def test_one_sees_nothing_of_another_member(allies: Allies, alice: Member, bob: Member) -> None:
    Employer.objects.create(owner=alice, domain="harbour.example")
    assert allies("employer", "--json", "--member", "bob").data == []
    assert allies("employer", "harbour.example", "--not", "--member", "bob").code == 2
    assert Employer.objects.owned_by(alice).exists()
