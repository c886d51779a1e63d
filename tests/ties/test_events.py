"""What counts as contact: between the member and each person, and among the others."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allies.people.models import Member
from allies.ties import columns, events
from allies.ties.columns import KINDS, ROLES, Columns
from allies.ties.roster import NOBODY, Roster, roster
from allies.traces.records import As, Kind
from tests.ties.network import NOW_S, Network, days_ago

Told = set[tuple[str, bool, int]]  # who, whether the member gave it, how many were on it


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


def told(network: Network) -> Told:
    """The events, by name. Fails where one is there twice."""
    everyone = roster(network.member)
    found = events.tie_events(events.contact(columns.read_on(network.member, None), everyone, now_s=NOW_S))
    rows = list(
        zip((everyone.names[person] for person in found.tie), found.outgoing.tolist(), found.size.tolist(), strict=True)
    )
    assert len(rows) == len(set(zip(found.trace.tolist(), *zip(*rows, strict=True), strict=True))) if rows else True
    return set(rows)


def pairs(network: Network) -> set[tuple[str, str]]:
    """The edges, by name."""
    everyone = roster(network.member)
    found = events.edges(events.contact(columns.read_on(network.member, None), everyone, now_s=NOW_S))
    return {(everyone.names[a], everyone.names[b]) for a, b in zip(found.sender, found.recipient, strict=True)}


def test_a_message_is_given_to_whom_it_is_addressed(network: Network) -> None:
    network.trace({As.FROM: ["me"], As.TO: ["bob"], As.CC: ["charlie"], As.BCC: ["dana"]}, at_s=days_ago(1))
    assert told(network) == {("Bob", True, 4), ("Charlie", True, 4), ("Dana", True, 4)}


def test_a_message_is_received_from_who_wrote_it_and_no_one_else(network: Network) -> None:
    network.trace({As.FROM: ["bob"], As.TO: ["charlie"], As.CC: ["me"]}, at_s=days_ago(1))
    assert told(network) == {("Bob", False, 3)}


def test_a_message_that_does_not_reach_the_member_is_no_contact(network: Network) -> None:
    network.handle("me")
    network.mail("bob", "charlie", at_s=days_ago(1))
    assert told(network) == set()


def test_an_answer_on_a_list_ties_two_people(network: Network) -> None:
    network.trace({As.FROM: ["bob"], As.LIST: ["harbour-list"], As.REPLIED_TO: ["me"]}, at_s=days_ago(2))
    network.trace({As.FROM: ["me"], As.LIST: ["harbour-list"], As.REPLIED_TO: ["charlie"]}, at_s=days_ago(1))
    assert told(network) == {("Bob", False, 2), ("Charlie", True, 2)}


def test_an_answer_that_is_addressed_as_well_counts_once_as_the_smaller(network: Network) -> None:
    roles = {As.FROM: ["me"], As.TO: ["bob", "charlie", "dana"], As.REPLIED_TO: ["bob"]}
    network.trace(roles, at_s=days_ago(1))
    assert told(network) == {("Bob", True, 2), ("Charlie", True, 4), ("Dana", True, 4)}


@pytest.mark.parametrize("kind", [Kind.MEETING, Kind.CALL, Kind.VISIT])
def test_being_together_is_given_and_received(network: Network, kind: Kind) -> None:
    network.trace({As.WITH: ["me", "bob"]}, at_s=days_ago(1), kind=kind)
    assert told(network) == {("Bob", True, 2), ("Bob", False, 2)}


def test_a_meeting_of_others_is_no_contact_of_the_member(network: Network) -> None:
    network.handle("me")
    network.meeting("bob", "charlie", at_s=days_ago(1))
    assert told(network) == set()
    assert pairs(network) == {("Bob", "Charlie"), ("Charlie", "Bob")}


def test_a_letter_goes_as_its_roles_say(network: Network) -> None:
    network.trace({As.FROM: ["me"], As.TO: ["bob"]}, at_s=days_ago(1), kind=Kind.LETTER)
    assert told(network) == {("Bob", True, 2)}


@pytest.mark.parametrize("kind", [Kind.CARD, Kind.NOTE])
def test_a_card_or_a_note_is_no_contact(network: Network, kind: Kind) -> None:
    network.handle("me")
    network.trace({As.NAMED: ["bob"]}, at_s=days_ago(1), kind=kind)
    assert told(network) == set() and pairs(network) == set()


def test_nothing_automatic_and_nothing_that_has_yet_to_happen(network: Network) -> None:
    network.trace({As.FROM: ["bob"], As.TO: ["me", "charlie"]}, at_s=days_ago(1), is_automatic=True)
    network.meeting("me", "bob", "charlie", at_s=days_ago(-3))
    assert told(network) == set() and pairs(network) == set()


def test_a_list_is_nobody(network: Network) -> None:
    network.trace({As.FROM: ["me"], As.TO: ["harbour-list", "bob"]}, at_s=days_ago(1))
    assert told(network) == {("Bob", True, 2)}


def test_without_knowing_who_the_member_is_there_are_edges_only(network: Network) -> None:
    network.mail("bob", "charlie", at_s=days_ago(1))
    assert told(network) == set()
    assert pairs(network) == {("Bob", "Charlie"), ("Charlie", "Bob")}


def test_those_on_a_small_message_of_the_member_have_to_do_with_each_other(network: Network) -> None:
    network.mail("me", "bob", "charlie", "dana", at_s=days_ago(1))
    assert pairs(network) == set(permutations(("Bob", "Charlie", "Dana"), 2))


def test_on_a_larger_message_only_who_wrote_it_with_whom(network: Network) -> None:
    names = [f"person{number}" for number in range(20)]
    network.mail("bob", *names, at_s=days_ago(1))
    assert pairs(network) == {("Bob", name.title()) for name in names}


def test_a_mass_mailing_says_nothing_but_whom_it_answers(network: Network) -> None:
    names = [f"person{number}" for number in range(60)]
    network.trace({As.FROM: ["bob"], As.TO: names, As.REPLIED_TO: ["charlie"]}, at_s=days_ago(1))
    assert pairs(network) == {("Bob", "Charlie")}


# the slow twin

ME, PEOPLE, LIST = 4, 4, 99
rows = st.lists(
    st.tuples(
        st.integers(0, 5),  # trace
        st.sampled_from([0, 1, 2, 3, ME, LIST]),  # whose handle
        st.sampled_from(list(As)),
    ),
    max_size=24,
    unique=True,
)
kinds = st.lists(st.sampled_from([Kind.MAIL, Kind.MEETING, Kind.LETTER, Kind.CARD]), min_size=6, max_size=6)
truths = st.lists(st.booleans(), min_size=6, max_size=6)


def as_columns(told: list[tuple[int, int, As]], kind: list[Kind], automatic: list[bool]) -> Columns:
    trace = np.array([row[0] for row in told], dtype=np.int64)
    nothing = np.zeros(len(told), dtype=np.int64)
    return Columns(
        participation=np.arange(len(told)),
        trace=trace,
        at_s=trace * 10,
        handle=np.array([row[1] for row in told], dtype=np.int64),
        role=np.array([ROLES.index(row[2]) for row in told], dtype=np.int8),
        kind=np.array([KINDS.index(kind[row[0]]) for row in told], dtype=np.int8),
        is_automatic=np.array([automatic[row[0]] for row in told], dtype=np.bool_),
        is_question=nothing.astype(np.bool_),
        minutes=nothing.astype(np.int32),
        uid=trace + 1,
        parent=nothing,
        root=nothing,
    )


ROSTER = Roster(
    ids=np.arange(PEOPLE),
    keys=list("abcd"),
    names=list("abcd"),
    handles={},
    handle_ids=np.array([0, 1, 2, 3, ME, LIST]),
    handle_person=np.array([0, 1, 2, 3, ME, NOBODY]),
    by_hand=frozenset(),
    lists={},
)


def slowly(told: list[tuple[int, int, As]], kind: list[Kind], automatic: list[bool]) -> set[tuple[int, int, bool, int]]:
    """(trace, person, outgoing, size) by looking at each trace in turn."""
    found: dict[tuple[int, int, bool], int] = {}
    for trace in range(6):
        on_it = [(who, role) for number, who, role in told if number == trace and who != LIST]
        on_it = [(who, role) for who, role in on_it if role not in (As.LIST, As.NAMED)]
        if automatic[trace] or kind[trace] == Kind.CARD:
            continue
        is_meeting = kind[trace] == Kind.MEETING
        there = {who for who, role in on_it if role == As.WITH or (is_meeting and role != As.REPLIED_TO)}
        written = [(who, role) for who, role in on_it if role == As.REPLIED_TO or not (is_meeting or role == As.WITH)]
        size = max(len({who for who, role in on_it if role != As.REPLIED_TO}), 2)
        wrote = {who for who, role in written if role == As.FROM}
        addressed = {who for who, role in written if role in (As.TO, As.CC, As.BCC)}
        answered = {who for who, role in written if role == As.REPLIED_TO}
        events_of = [(who, out, size) for who in there if ME in there for out in (True, False)]
        events_of += [(who, True, size) for who in addressed if ME in wrote]
        events_of += [(who, True, 2) for who in answered if ME in wrote]
        events_of += [(who, False, size) for who in wrote if ME in addressed]
        events_of += [(who, False, 2) for who in wrote if ME in answered]
        for who, out, people in events_of:
            if who != ME:
                found[trace, who, out] = min(people, found.get((trace, who, out), people))
    return {(trace, who, out, people) for (trace, who, out), people in found.items()}


@given(rows, kinds, truths)
def test_events_are_as_the_slow_twin_says(
    told: list[tuple[int, int, As]], kind: list[Kind], automatic: list[bool]
) -> None:
    found = events.tie_events(events.contact(as_columns(told, kind, automatic), ROSTER, now_s=1_000))
    listed = list(
        zip(found.trace.tolist(), found.tie.tolist(), found.outgoing.tolist(), found.size.tolist(), strict=True)
    )
    assert len(listed) == len(set(listed))
    assert set(listed) == slowly(told, kind, automatic)
    assert found.at_s.tolist() == [trace * 10 for trace in found.trace.tolist()]


@given(rows, kinds, truths)
def test_the_order_of_rows_changes_nothing(
    told: list[tuple[int, int, As]], kind: list[Kind], automatic: list[bool]
) -> None:
    one, other = (
        events.edges(events.contact(as_columns(some, kind, automatic), ROSTER, now_s=1_000))
        for some in (told, told[::-1])
    )
    for column in ("sender", "recipient", "at_s", "trace"):
        assert getattr(one, column).tolist() == getattr(other, column).tolist()
    assert not (one.sender == one.recipient).any() and not (one.sender == ME).any() and not (one.recipient == ME).any()
