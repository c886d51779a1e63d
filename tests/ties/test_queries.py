"""What pages and commands read of people."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TypedDict

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from allies.lib.statistics import count_anew
from allies.people import actions, joining
from allies.people.models import Handle, Member, Person
from allies.ties import queries, refresh
from allies.ties.models import Tie, TieState
from allies.ties.narrowing import Narrow
from allies.traces.records import As, Kind
from tests.ties.network import NOW, NOW_S, Network, days_ago


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


@pytest.fixture
def known(network: Network) -> Network:
    """Bob is warm, charlie dormant, dana one-sided, erin unknown to the member."""
    for day in (1, 15, 29, 43):
        network.mail("me", "bob", at_s=days_ago(day))
        network.mail("bob", "me", at_s=days_ago(day + 0.01), text="the audit template")
    network.mail("me", "charlie", at_s=days_ago(500))
    network.mail("charlie", "me", at_s=days_ago(499), text="bread and yeast")
    for day in (200, 150, 100):
        network.mail("me", "dana", at_s=days_ago(day))
    network.mail("erin", "bob", at_s=days_ago(50), text="nothing about bread")
    refresh.refresh(network.member, now_s=NOW_S)
    return network


# people


def test_those_come_first_with_whom_there_was_contact_last(known: Network) -> None:
    page = queries.people(known.member)
    assert [row.name for row in page.rows] == ["Bob", "Dana", "Charlie", "Erin"]
    bob = page.rows[0]
    assert (bob.state, bob.given, bob.received, bob.rhythm_days) == ("warm", 4, 4, 14.0)
    assert bob.handles == ["bob@bob.example"]
    assert bob.last_at == datetime.fromtimestamp(days_ago(1), UTC)
    assert page.rows[3].last_at is None
    assert (page.total, page.page, page.pages) == (4, 1, 1)


def test_every_state_is_counted_and_one_can_be_chosen(known: Network) -> None:
    page = queries.people(known.member, state="dormant")
    assert [row.name for row in page.rows] == ["Charlie"]
    assert page.total == 1
    assert page.counts == {"new": 1, "warm": 1, "fading": 0, "dormant": 1, "one-sided": 1, "closed": 0}


def test_who_is_closed_is_so_at_once_and_again_open_at_once(known: Network) -> None:
    bob = known.person("bob")
    actions.close(known.member, bob)
    assert [row.name for row in queries.people(known.member, state="closed").rows] == ["Bob"]
    assert queries.people(known.member).counts["warm"] == 0
    assert queries.person(known.member, bob.key, now=NOW).row.state == "closed"
    actions.reopen(known.member, bob)
    assert queries.people(known.member).counts["warm"] == 1


def test_pages(known: Network) -> None:
    first, second = (queries.people(known.member, page=page, per_page=3) for page in (1, 2))
    assert [row.name for row in first.rows + second.rows] == ["Bob", "Dana", "Charlie", "Erin"]
    assert (second.page, second.pages, second.total) == (2, 2, 4)
    assert queries.people(known.member, page=99, per_page=3).page == 2
    assert queries.people(known.member, page=-1).page == 1


def test_nobody_yet(alice: Member) -> None:
    page = queries.people(alice)
    assert (page.rows, page.total, page.page, page.pages) == ([], 0, 1, 1)
    assert queries.who(alice, "bob") == []
    assert queries.tribes(alice) == []


def test_by_name_by_address_by_what_they_wrote(known: Network) -> None:
    found = queries.people(known.member, text="bread")
    assert {row.name for row in found.rows} == {"Charlie", "Erin"}
    assert found.counts == {**dict.fromkeys(TieState.values, 0), "new": 1, "dormant": 1}
    assert [row.name for row in queries.people(known.member, text="CHAR").rows] == ["Charlie"]
    assert [row.name for row in queries.people(known.member, text="dana@dana").rows] == ["Dana"]
    assert queries.people(known.member, text="nobody at all").rows == []


def test_a_name_goes_before_words(known: Network) -> None:
    known.mail("charlie", "me", at_s=days_ago(490), text="ask bob or erin")
    known.mail("dana", "me", at_s=days_ago(0.5), text="bob knows")
    refresh.refresh(known.member, now_s=NOW_S)
    assert queries.who(known.member, "bob")[0].name == "Bob"
    assert [row.name for row in queries.people(known.member, text="bob").rows] == ["Bob", "Dana", "Charlie"]


def test_accents_do_not_matter(network: Network) -> None:
    handle = network.handle("rene")
    handle.name = "René Müller-Łukasz"
    handle.save()
    network.mail("rene", "me", at_s=days_ago(1))
    refresh.refresh(network.member, now_s=NOW_S)
    for text in ("muller", "MÜLLER", "lukasz rene", "renè"):
        assert [row.name for row in queries.who(network.member, text)] == ["Rene"], text


def test_a_new_name_is_found_at_once(known: Network) -> None:
    actions.rename(known.member, known.person("bob"), "Robert")
    assert [row.name for row in queries.who(known.member, "robert")] == ["Robert"]
    assert [row.name for row in queries.people(known.member, text="rob").rows] == ["Robert"]


def test_percent_and_underscore_are_letters_like_others(known: Network) -> None:
    for text in ("%", "_", "\\", "'", "%%%"):
        assert queries.who(known.member, text) == []


def test_whom_a_joining_took_away_is_not_listed_even_before_the_next_refresh(known: Network) -> None:
    bob, dana = known.person("bob"), known.person("dana")
    joining.join(known.member, bob, dana, reason="one person", by_member=True, at=NOW)
    assert [row.name for row in queries.people(known.member).rows] == ["Bob", "Charlie", "Erin"]
    refresh.refresh(known.member, now_s=NOW_S)
    bob_now = queries.people(known.member).rows[0]
    assert (bob_now.name, bob_now.given) == ("Bob", 7)


def test_who_finds_by_tribe(network: Network) -> None:
    for day in range(1, 60, 5):
        network.mail("bob", "charlie", "dana", at_s=days_ago(day), subject="Choir evening")
    refresh.refresh(network.member, now_s=NOW_S)
    (tribe,) = queries.tribes(network.member)
    assert {row.name for row in queries.who(network.member, tribe.name)} == {"Bob", "Charlie", "Dana"}
    page = queries.people(network.member, narrow=Narrow(tribe=tribe.key))
    assert page.total == 3
    assert all([one.key for one in row.tribes] == [tribe.key] for row in page.rows)
    assert queries.people(network.member, narrow=Narrow(tribe="nothing")).total == 0


def test_the_letters_that_speak_for_someone_are_shown(known: Network) -> None:
    erin, charlie = queries.who(known.member, "bread")
    assert [(proof.text, proof.at) for proof in charlie.proofs] == [
        ("bread and yeast", datetime.fromtimestamp(days_ago(499), UTC))
    ]
    assert [proof.text for proof in erin.proofs] == ["nothing about bread"]
    found = {row.name: [proof.text for proof in row.proofs] for row in queries.people(known.member, text="bread").rows}
    assert found == {"Charlie": ["bread and yeast"], "Erin": ["nothing about bread"]}
    (dana,) = queries.who(known.member, "dana")
    assert dana.proofs == []


def test_no_machine_and_nothing_of_the_members_own_speaks_for_anyone(known: Network) -> None:
    known.mail("bob", "me", at_s=days_ago(1), text="kohlrabi, sent by a machine", is_automatic=True)
    known.mail("me", "bob", at_s=days_ago(1), text="kohlrabi for you")
    refresh.refresh(known.member, now_s=NOW_S)
    assert queries.who(known.member, "kohlrabi") == []


def test_what_a_card_says_of_someone_finds_them_and_says_so(known: Network) -> None:
    known.trace({As.NAMED: ["dana"]}, at_s=0, kind=Kind.CARD, subject="Dana", text="Head of kitchen, Kohlrabi Ltd")
    known.trace({As.NAMED: ["me"]}, at_s=0, kind=Kind.CARD, subject="Me", text="Kohlrabi Ltd")
    refresh.refresh(known.member, now_s=NOW_S)
    (dana,) = queries.who(known.member, "kohlrabi")
    assert dana.name == "Dana"
    assert [(proof.at, proof.subject, proof.text) for proof in dana.proofs] == [
        (None, "", "Head of kitchen, Kohlrabi Ltd"),
    ]
    (dana,) = queries.people(known.member, text="dana").rows
    assert dana.proofs == []  # the name on a card proves nothing


def test_what_cards_say_of_someone_is_shown_each_line_once(network: Network) -> None:
    for text in ("Baker, Bread Ltd\nChoir", "Choir\n\nlikes rye", ""):
        network.trace({As.NAMED: ["dana"], As.LIST: ["choir"]}, at_s=0, kind=Kind.CARD, text=text)
    network.mail("dana", "me", at_s=days_ago(1), text="not on a card")
    refresh.refresh(network.member, now_s=NOW_S)
    dana = network.person("dana")
    assert queries.person(network.member, dana.key, now=NOW).on_cards == ["Choir", "likes rye", "Baker, Bread Ltd"]


def test_who_wrote_of_it_lately_comes_before_who_wrote_as_much_years_ago(network: Network) -> None:
    for name, day in (("bob", 4000), ("charlie", 10), ("dana", 2000)):
        network.mail(name, "me", at_s=days_ago(day), text="kohlrabi grows well")
    refresh.refresh(network.member, now_s=NOW_S)
    assert [row.name for row in queries.who(network.member, "kohlrabi")] == ["Charlie", "Dana", "Bob"]


def test_nothing_of_another_member(known: Network, bob: Member) -> None:
    assert queries.people(bob).total == 0
    assert queries.who(bob, "charlie") == [] and queries.who(bob, "bread") == []
    with pytest.raises(Http404):
        queries.person(bob, known.person("charlie").key, now=NOW)


# one person


def test_one_person(known: Network) -> None:
    asked = known.mail("bob", "me", at_s=days_ago(0.5), subject="Which template?", is_question=True)
    mine = known.mail("me", "charlie", at_s=days_ago(9), subject="Bread?", is_question=True)
    refresh.refresh(known.member, now_s=NOW_S)
    bob = queries.person(known.member, known.person("bob").key, now=NOW)
    assert bob.open_from_them is not None and bob.open_from_them.trace == asked.pk
    assert bob.open_from_you is None
    assert bob.timeline[0].trace == asked.pk
    assert [(other.name, other.threads) for other in bob.shared] == [("Erin", 1)]
    assert bob.first_at == datetime.fromtimestamp(days_ago(43.01), UTC)
    assert bob.sentence == "You write or speak about every two weeks, last yesterday."
    assert ("Given", "4") in bob.why
    charlie = queries.person(known.member, known.person("charlie").key, now=NOW)
    assert charlie.open_from_you is not None and charlie.open_from_you.trace == mine.pk


def test_one_person_says_how_even_and_how_sure_and_what_the_chance_rests_on(network: Network) -> None:
    for day in range(60, 460, 20):
        network.mail("me", "bob", at_s=days_ago(day + 1))
        network.mail("bob", "me", at_s=days_ago(day))
    for day in range(5, 300, 30):
        network.mail("charlie", "me", at_s=days_ago(day))
    network.mail("me", "charlie", at_s=days_ago(200))
    refresh.refresh(network.member, now_s=NOW_S)
    bob, charlie = (
        dict(queries.person(network.member, network.person(name).key, now=NOW).why) for name in ("bob", "charlie")
    )
    assert bob["State"] == "fading: silent for more than 30 days, and than twice your usual gap"
    assert charlie["State"] == "warm: silent for no more than 30 days, or than twice your usual gap"
    assert bob["Give and take"] == "about even"
    assert charlie["Give and take"] == "they give 10 times as much"
    usual = re.fullmatch(
        r"(\d+) days, the median between days of contact; four in five last between (\d+) and (\d+)",
        charlie["Usual gap"],
    )
    assert usual is not None
    days, low, high = map(int, usual.groups())
    assert low < days <= high
    assert re.fullmatch(r"(less than )?\d% of the gaps between you last longer", bob["This silence"])
    assert re.fullmatch(r"[5-9]\d% of the gaps between you last longer|more than 99%.*", charlie["This silence"])
    assert re.match(r"\d+% within 30 days; (raised|lowered) by \w", charlie["Chance of contact"])
    assert re.fullmatch(r"(more than )?\d+%: contact within three years, .*", charlie["Chance that it goes on"])


def test_someone_without_contact(known: Network) -> None:
    erin = queries.person(known.member, known.person("erin").key, now=NOW)
    assert erin.sentence == "There has been no contact between you yet."
    assert (erin.row.state, erin.first_at, erin.why) == ("new", None, [])
    assert erin.chance < 0.05
    assert (erin.strip.given, erin.strip.received) == ([0], [0])


def test_the_member_and_someone_not_yet_followed(known: Network) -> None:
    me = queries.person(known.member, known.person("me").key, now=NOW)
    assert me.is_self and me.sentence == "This is you."
    known.mail("frank", "me", at_s=days_ago(1))
    frank = queries.person(known.member, known.person("frank").key, now=NOW)
    assert (frank.row.given, frank.row.state, frank.strip.first_month) == (0, "new", "2026-04")


def test_a_joining_can_be_seen_and_leads_on(known: Network) -> None:
    bob, dana = known.person("bob"), known.person("dana")
    made = joining.join(known.member, bob, dana, reason="one person", by_member=True, at=NOW)
    view = queries.person(known.member, dana.key, now=NOW)
    assert view.row.key == bob.key
    assert [(join.key, join.joined_name, join.reason) for join in view.joins] == [(made.key, "Dana", "one person")]
    joining.undo(known.member, made.key, at=NOW + timedelta(days=1))
    assert queries.person(known.member, bob.key, now=NOW).joins == []


SENTENCES = {
    "They wrote three times, last two weeks ago; you have not written yet.": [("bob", day) for day in (20, 17, 14)],
    "You wrote twice, last yesterday; no answer has come.": [("me", 9), ("me", 1)],
    "You have been in touch on a day or two, last in March 2024.": [("me", 750), ("bob", 749)],
    "You wrote or spoke about every three weeks until December; it has been four months.": [
        ("me" if number % 2 else "bob", 125 + 21 * number) for number in range(8)
    ],
    "You write or speak about every month, last nine days ago.": [
        ("me" if number % 2 else "bob", 9 + 30 * number) for number in range(8)
    ],
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_how_it_is_in_a_sentence(network: Network, sentence: str) -> None:
    for sender, day in SENTENCES[sentence]:
        network.mail(sender, "bob" if sender == "me" else "me", at_s=days_ago(day))
    refresh.refresh(network.member, now_s=NOW_S)
    assert queries.person(network.member, network.person("bob").key, now=NOW).sentence == sentence


# how much it costs


class Asked(TypedDict, total=False):
    """What a page is asked for."""

    text: str
    state: str
    narrow: Narrow
    page: int


NOBODY = Narrow(tribe="none", where="outside", channel="mail", role="donor")


@pytest.fixture
def crowd(alice: Member) -> Member:
    """A network of ten thousand."""
    people = Person.objects.add_all(Person(owner=alice, name=f"Person {number}") for number in range(10_000))
    Handle.objects.add_all(
        Handle(owner=alice, person=one, kind="email", value=f"p{one.pk}@x.example") for one in people
    )
    strip = {"first_month": "2022-05", "given": [1] * 48, "received": [2] * 48}
    Tie.objects.add_all(
        Tie(
            owner=alice,
            person=one,
            state=list(TieState)[number % 5],
            given=number % 7,
            received=number % 5,
            first_s=days_ago(900),
            last_s=days_ago(number / 30),
            chance=0.5,
            strip=strip,
            search=f"person {number}\np{one.pk}@x.example",
        )
        for number, one in enumerate(people)
    )
    count_anew(len(people), Person, Handle, Tie)  # as those who write so many do
    return alice


@pytest.mark.parametrize(
    ("asked", "most"), [({}, 4), ({"text": "son 77"}, 5), ({"state": "warm", "page": 30}, 4), ({"narrow": NOBODY}, 4)]
)
def test_a_page_of_ten_thousand_people(crowd: Member, asked: Asked, most: int) -> None:
    queries.people(crowd, **asked)
    with CaptureQueriesContext(connection) as said:
        page = queries.people(crowd, **asked)
    assert len(said) <= most
    assert "narrow" in asked or len(page.rows) == 50


def test_one_person_costs_the_same_however_much_there_was(known: Network) -> None:
    def cost(name: str) -> int:
        with CaptureQueriesContext(connection) as said:
            queries.person(known.member, known.person(name).key, now=NOW)
        return len(said)

    # whom they could meet is asked in one query less where nobody writes of the same things
    assert max(cost("bob"), cost("charlie")) <= 15


def test_tribes_and_map_cost_the_same_however_many(network: Network) -> None:
    for names_of_one in (("bob", "charlie", "dana"), ("erin", "frank", "grace"), ("heidi", "ivan", "judy")):
        for day in range(1, 60, 5):
            network.mail(*names_of_one, at_s=days_ago(day))
    network.trace({As.NAMED: ["bob"]}, at_s=days_ago(3), kind=Kind.CARD)
    refresh.refresh(network.member, now_s=NOW_S)
    with CaptureQueriesContext(connection) as said:
        assert len(queries.tribes(network.member)) == 3
    assert len(said) == 2
    with CaptureQueriesContext(connection) as said:
        assert len(queries.tribe_map(network.member).nodes) == 9
    assert len(said) == 4
