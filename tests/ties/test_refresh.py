"""Following the traces: step by step or from nothing, the same comes out."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from numpy.typing import NDArray

from allies.engine import tribes
from allies.lib import files, statistics
from allies.people import actions as people_actions
from allies.people import joining
from allies.people.models import Join, Member, Person
from allies.ties import columns, erasing, index, queries, refresh
from allies.ties.lease import Busy, lease
from allies.ties.models import Freshness, Tie, Tribe, TribeMembership
from allies.traces import actions as traces_actions
from allies.traces.models import Participation
from allies.traces.records import As, Kind
from tests.ties.derived import derived
from tests.ties.network import DAY_S, NOW, NOW_S, Network, days_ago

NAMES = ("me", "bob", "charlie", "dana", "erin", "frank", "grace", "bob@work.example", "dana@work.example")


@pytest.fixture
def network(alice: Member) -> Network:
    return Network(alice)


def tie(network: Network, name: str) -> Tie:
    return Tie.objects.owned_by(network.member).get(person=network.person(name))


def follow(network: Network, now_s: int = NOW_S) -> None:
    refresh.refresh(network.member, now_s=now_s)


def test_after_many_rows_the_database_counts_them(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    traces = [network.trace({As.FROM: ["bob"], As.TO: ["me"]}, at_s=days_ago(day)) for day in range(40)]
    with CaptureQueriesContext(connection) as few:
        follow(network)
    monkeypatch.setattr(statistics, "MANY", 80)
    with CaptureQueriesContext(connection) as many:
        refresh.rebuild(network.member, now_s=NOW_S)
    counted = [[one["sql"] for one in said if one["sql"].startswith("ANALYZE")] for said in (few, many)]
    assert not counted[0]
    assert any("traces_participation" in one for one in counted[1])
    asked = Participation.objects.owned_by(network.member).filter(trace__in=traces[:3])
    assert "owner_id_" not in asked.explain()  # an index of all that is the member's


# continued or made anew


class Life:
    """Random things that happen to a network."""

    def __init__(self, network: Network, seed: int) -> None:
        self.network, self.chance = network, random.Random(seed)
        self.runs = [network.another_run(f"mailbox {number}") for number in range(3)]
        self.said: list[str] = []

    def step(self) -> None:
        """One of them."""
        steps = [self.write, self.write, self.write, self.meet, self.undo, self.join, self.part, self.log]
        self.chance.choice(steps)()

    def write(self) -> None:
        sender, *others = self.chance.sample(NAMES, self.chance.randint(2, 5))
        uid = f"message {len(self.said)}"
        roles = {As.FROM: [sender], As.TO: others}
        if self.chance.random() < 0.3:
            roles = {As.FROM: [sender], As.LIST: ["harbour-list"], As.REPLIED_TO: others[:1]}
        self.network.trace(
            roles,
            at_s=days_ago(self.chance.uniform(0, 900)),
            uid=uid,
            parent=self.chance.choice(self.said) if self.said and self.chance.random() < 0.5 else "",
            subject=self.chance.choice(["The audit", "Choir in May", "Bread"]),
            text=self.chance.choice(["yeast and flour", "which template", "the second tenor"]),
            is_question=self.chance.random() < 0.4,
            is_automatic=self.chance.random() < 0.1,
            run=self.chance.choice(self.runs),
        )
        self.said.append(uid)

    def meet(self) -> None:
        self.network.meeting(*self.chance.sample(NAMES, 3), at_s=days_ago(self.chance.uniform(-9, 300)))

    def undo(self) -> None:
        if self.chance.random() < 0.3:
            traces_actions.undo(self.network.member, self.chance.choice(self.runs).key)

    def join(self) -> None:
        people = list(Person.objects.owned_by(self.network.member).filter(joined_into=None))
        if len(people) > 3:
            one, other = self.chance.sample(people, 2)
            joining.join(self.network.member, one, other, reason="the same", by_member=True, at=NOW)

    def part(self) -> None:
        join = Join.objects.owned_by(self.network.member).filter(undone_at=None).order_by("-pk").first()
        if join is not None:
            joining.undo(self.network.member, join.key, at=NOW)

    def log(self) -> None:
        known = Person.objects.owned_by(self.network.member).filter(is_self=False, handles__isnull=False)
        person = known.order_by("pk").first()
        if person is not None:
            traces_actions.log(self.network.member, person, kind=Kind.CALL, at=NOW - timedelta(days=3), note="a chat")


@pytest.mark.parametrize("seed", range(4))
def test_step_by_step_equals_from_nothing(network: Network, seed: int) -> None:
    life = Life(network, seed)
    for number in range(24):
        life.step()
        if number % 4 == 3:
            follow(network)
    follow(network)
    step_by_step = derived(network.member)
    assert step_by_step["ties"] and step_by_step["columns"]["trace"]
    refresh.rebuild(network.member, now_s=NOW_S)
    assert derived(network.member) == step_by_step
    shutil.rmtree(files.derived(network.member.key))
    follow(network)
    assert derived(network.member) == step_by_step


def test_undoing_and_bringing_in_again_gives_the_same_ties(network: Network) -> None:
    run = network.another_run("second")
    network.mail("me", "bob", at_s=days_ago(9))
    follow(network)
    before = derived(network.member)
    network.mail("charlie", "bob", "me", at_s=days_ago(8), run=run)
    follow(network)
    assert derived(network.member)["ties"] != before["ties"]
    traces_actions.undo(network.member, run.key)
    follow(network)
    assert derived(network.member) == before


def test_a_tribe_keeps_its_key(network: Network) -> None:
    for day in range(1, 60, 7):
        network.mail("bob", "charlie", "dana", "me", at_s=days_ago(day))
    follow(network)
    key = Tribe.objects.owned_by(network.member).get().key
    refresh.rebuild(network.member, now_s=NOW_S)
    assert Tribe.objects.owned_by(network.member).get().key == key
    assert TribeMembership.objects.owned_by(network.member).count() == 3


def test_groups_are_looked_for_again_only_where_something_happened_among_others(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.mail("bob", "charlie", "dana", "me", at_s=days_ago(9))
    looked: list[int] = []
    find = tribes.find

    def counted(*columns: NDArray[np.int64], people: int, seed: int, runs: int) -> NDArray[np.int64]:
        looked.append(people)
        return find(*columns, people=people, seed=seed, runs=runs)

    monkeypatch.setattr(tribes, "find", counted)
    follow(network)
    network.mail("me", "bob", at_s=days_ago(8))
    follow(network)
    assert looked == [3]
    network.mail("bob", "charlie", at_s=days_ago(7))
    follow(network)
    refresh.rebuild(network.member, now_s=NOW_S)
    assert looked == [3, 3, 3]


def test_what_did_not_change_is_not_written(network: Network) -> None:
    for day in range(1, 60, 7):
        network.mail("bob", "charlie", "dana", "me", at_s=days_ago(day))
    follow(network)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        follow(network)
    written = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "DELETE", "UPDATE"))]
    assert written and all("ties_freshness" in statement for statement in written)


# what a row says


def test_given_received_and_when(network: Network) -> None:
    for day in (100, 79, 58):
        network.mail("me", "bob", at_s=days_ago(day))
    network.mail("bob", "me", at_s=days_ago(37))
    follow(network)
    row = tie(network, "bob")
    assert (row.given, row.received, row.state, row.rhythm_days) == (3, 1, "warm", 21.0)
    assert (row.first_s, row.last_s) == (days_ago(100), days_ago(37))
    assert (row.last_given_s, row.last_received_s) == (days_ago(58), days_ago(37))
    assert 0 < row.chance <= 1


def test_asked_three_times_and_never_answered_is_one_sided(network: Network) -> None:
    for day in (100, 79, 58):
        network.mail("me", "bob", at_s=days_ago(day))
    follow(network)
    assert tie(network, "bob").state == "one-sided"


def test_whom_the_member_was_never_in_contact_with_is_new_and_has_no_times(network: Network) -> None:
    network.handle("me")
    network.mail("bob", "charlie", at_s=days_ago(900))
    network.trace({As.NAMED: ["dana"]}, at_s=days_ago(900), kind=Kind.CARD)
    follow(network)
    for name in ("bob", "charlie", "dana"):
        row = tie(network, name)
        assert (row.state, row.given, row.received, row.first_s, row.last_s) == ("new", 0, 0, None, None)


def test_who_sends_automatic_mail_only_is_nobody_to_list(network: Network) -> None:
    network.trace({As.FROM: ["shop"], As.TO: ["me"]}, at_s=days_ago(1), is_automatic=True)
    follow(network)
    assert not Tie.objects.owned_by(network.member).exists()


def test_whom_the_member_named_is_listed_without_any_trace(network: Network) -> None:
    people_actions.add_person(network.member, "Grace Green")
    follow(network)
    assert [row.name for row in queries.people(network.member).rows] == ["Grace Green"]


def test_a_meeting_counts_once_it_has_taken_place(network: Network) -> None:
    network.meeting("me", "bob", at_s=days_ago(-3))
    follow(network)
    assert tie(network, "bob").last_s is None
    follow(network, now_s=NOW_S + 4 * DAY_S)
    row = tie(network, "bob")
    assert (row.given, row.received, row.last_s) == (1, 1, days_ago(-3))


def test_the_strip_counts_month_by_month(network: Network) -> None:
    for day in (0.1, 1, 65):  # two in April 2026, one in February
        network.mail("me", "bob", at_s=days_ago(day))
    network.mail("bob", "me", at_s=days_ago(33))
    network.mail("bob", "me", at_s=days_ago(2_000))
    follow(network)
    assert tie(network, "bob").strip == {"first_month": "2026-02", "given": [1, 0, 2], "received": [0, 1, 0]}


def test_what_is_said_does_not_change_a_number(network: Network) -> None:
    marked = network.mail("bob", "me", at_s=days_ago(3), text="zanzibar", subject="zanzibar")
    network.mail("me", "bob", "charlie", at_s=days_ago(2), text="zanzibar")
    follow(network)
    before = derived(network.member)
    marked.text = marked.subject = "something else"
    marked.save()
    refresh.rebuild(network.member, now_s=NOW_S)
    after = derived(network.member)
    for table in ("columns", "ties", "between", "tribes", "memberships"):
        assert after[table] == before[table]
        assert "zanzibar" not in str(before[table])
    assert b"zanzibar" not in columns.path(network.member).read_bytes()


def test_nothing_of_one_member_is_in_anothers(network: Network, bob: Member) -> None:
    network.mail("me", "charlie", "dana", "erin", at_s=days_ago(3), text="zanzibar")
    follow(network)
    other = Network(bob)
    other.mail("me", "charlie", at_s=days_ago(2), text="bread")
    refresh.refresh(bob, now_s=NOW_S)
    assert tie(other, "charlie").given == 1
    assert not Tribe.objects.owned_by(bob).exists()
    assert index.search(bob, "zanzibar", 10) == []
    assert [row.given for row in queries.people(bob).rows] == [1]


# erasing


@pytest.mark.django_db(transaction=True)  # the database is scrubbed, which no transaction may surround
def test_who_is_erased_is_in_nothing_that_is_derived() -> None:
    network = Network(Member.objects.create(username="dana", name="Dana", joined_at=NOW))
    for day in range(1, 60, 7):
        network.mail("bob", "charlie", "dana", "me", at_s=days_ago(day), text="zanzibar", subject="Zanzibar")
    network.mail("me", "charlie", at_s=days_ago(1), text="bread")
    follow(network)
    handle, person = network.handle("bob").pk, network.person("bob")
    erasing.erase_person(network.member, person, now_s=NOW_S)
    kept = columns.read(network.member)
    assert kept is not None and handle not in kept.handle.tolist()
    folder = files.derived(network.member.key)
    # a word that no search finds could still be in the vocabulary
    vocabulary = index.Index(folder / index.LINK).searcher.terms_with_prefix("text", "")
    assert [word for word, _ in vocabulary] == ["bread"]
    assert len(list(folder.glob("text-*"))) == 1
    assert "bob" not in str(derived(network.member)["ties"])


def test_a_removal_is_followed_without_being_told(network: Network) -> None:
    removed = network.mail("bob", "me", at_s=days_ago(2), text="zanzibar")
    network.mail("bob", "me", at_s=days_ago(1), text="bread")
    follow(network)
    epoch = Freshness.objects.owned_by(network.member).get().epoch
    removed.delete()
    assert refresh.is_behind(network.member)
    follow(network)
    assert not refresh.is_behind(network.member)
    assert tie(network, "bob").received == 1
    assert index.search(network.member, "zanzibar", 10) == []
    assert Freshness.objects.owned_by(network.member).get().epoch == epoch + 1


def test_behind_or_not(network: Network) -> None:
    assert not refresh.is_behind(network.member)
    network.mail("bob", "me", at_s=days_ago(2))
    assert refresh.is_behind(network.member)
    follow(network)
    assert not refresh.is_behind(network.member)
    columns.path(network.member).unlink()
    assert refresh.is_behind(network.member)


# the lease


def test_one_writer_at_a_time(network: Network) -> None:
    with (
        lease(network.member, now_s=NOW_S),
        pytest.raises(Busy, match="Try again"),
        lease(network.member, now_s=NOW_S, wait_s=0),
    ):
        pass
    with lease(network.member, now_s=NOW_S, wait_s=0) as held:
        held.check()


def test_the_lease_of_one_who_died_runs_out(network: Network) -> None:
    dead = lease(network.member, now_s=NOW_S)
    first = dead.__enter__()
    with lease(network.member, now_s=NOW_S + 3_600, wait_s=0) as held:
        held.check()
        with pytest.raises(Busy, match="took over"):
            first.check()
        dead.__exit__(None, None, None)
        held.check()  # who comes back late does not let go what is another's


def test_what_was_made_under_a_lease_that_is_lost_is_not_written(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.mail("bob", "me", at_s=days_ago(2))

    def lose(member: Member, now: columns.Columns, *, anew: bool, now_s: int) -> refresh.Findings:
        Freshness.objects.owned_by(member).update(leased_by="another")
        return reckon(member, now, anew=anew, now_s=now_s)

    reckon = refresh._reckon
    monkeypatch.setattr(refresh, "_reckon", lose)
    with pytest.raises(Busy):
        follow(network)
    assert not Tie.objects.owned_by(network.member).exists()


def test_another_writer_is_waited_for(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    network.mail("bob", "me", at_s=days_ago(2))
    naps: list[float] = []
    other = lease(network.member, now_s=NOW_S)
    other.__enter__()

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            other.__exit__(None, None, None)

    monkeypatch.setattr("time.sleep", nap)
    follow(network)
    assert len(naps) == 3
    assert tie(network, "bob").received == 1
