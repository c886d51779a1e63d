"""Keeping in step, whatever the other side is: who is at it, what a kill leaves, when it is tried again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import Http404

from allies.lib import files, sealing
from allies.people.models import Member
from allies.ties import erasing, in_step
from allies.ties import queries as ties
from allies.traces import actions as traces_actions
from allies.traces import queries as traces
from allies.traces.accounts import actions, claims, keeping, queries
from allies.traces.accounts.actions import CannotConnect
from allies.traces.accounts.queries import AccountRow
from allies.traces.accounts.shapes import Arrival, Cursor, Login, NotInStep, Reach, Step
from allies.traces.models import Account, Import, Source, Trace
from tests.accounts.conftest import Clock, keeper
from tests.letters import ALICE, BOB, CHARLIE, Letter

LETTERS = [Letter(str(number), BOB, ALICE, day=number) for number in range(1, 5)]
SECRET = "a secret of alice's"


class Killed(BaseException):
    """As SIGKILL: nothing of ours runs after it."""


class Other:
    """The other side: gives these messages one a step, from where the cursor is; then fails, if it shall."""

    def __init__(self, letters: list[Letter]) -> None:
        self.letters = letters
        self.fails_after: int | None = None
        self.failure: BaseException = NotInStep("The line broke off.")
        self.logins: list[Login] = []

    def steps(self, login: Login, cursor: Cursor, reach: Reach, at: datetime) -> Iterator[Step]:
        self.logins.append(login)
        for number in range(int(cursor.get("read", 0)), len(self.letters)):
            if number == self.fails_after:
                raise self.failure
            yield Step((Arrival(f"INBOX/{number}.eml", self.letters[number].as_bytes()),), {"read": number + 1})
        yield Step((), {"read": len(self.letters)})


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    """What mailboxes are, in these tests."""
    made = Other(LETTERS)
    monkeypatch.setitem(keeping.KINDS, "imap", made.steps)
    return made


@pytest.fixture
def key(alice: Member, clock: Clock) -> str:
    """Alice's account."""
    return actions.connect(alice, "imap", "mail.example", username="alice", secret=SECRET, at=clock()).key


def _bring(member: Member, key: str, clock: Clock, **asked: object) -> AccountRow:
    made = claims.claim(member, key, at=clock(), if_due=False)
    assert made is not None
    keeping.bring_in_step(made, keeper(clock, also=frozenset(), **asked))  # type: ignore[arg-type]  # passed on
    return queries.account(member, key, at=clock())


def _count(member: Member) -> int:
    return Trace.objects.owned_by(member).count()


def test_one_at_a_time_holds_an_account(alice: Member, key: str, clock: Clock) -> None:
    first = claims.claim(alice, key, at=clock())
    assert first is not None and first.account().key == key
    assert claims.claim(alice, key, at=clock.go_on(minutes=19)) is None
    first.hold_on(clock())
    assert claims.claim(alice, key, at=clock.go_on(minutes=19)) is None
    second = claims.claim(alice, key, at=clock.go_on(minutes=2))
    assert second is not None
    with pytest.raises(claims.Lost):
        first.hold_on(clock())


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_claim_at_once_one_gets_it(alice: Member, key: str, clock: Clock) -> None:
    gate, got = threading.Barrier(8), list[bool]()

    def claim() -> None:
        gate.wait(10)
        got.append(claims.claim(alice, key, at=clock()) is not None)
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(got) == [False] * 7 + [True]


def test_an_account_is_handed_out_when_its_time_has_come_and_once(alice: Member, key: str, clock: Clock) -> None:
    assert in_step.hand_out_due(at=clock.at - timedelta(minutes=1)) == 0
    assert in_step.hand_out_due(at=clock()) == 1
    assert in_step.hand_out_due(at=clock.go_on(minutes=5)) == 0


def test_of_someone_who_was_let_go_nothing_is_fetched(alice: Member, key: str, clock: Clock) -> None:
    Member.objects.filter(pk=alice.pk).update(is_active=False)
    assert in_step.hand_out_due(at=clock()) == 0


def test_a_worker_brings_it_all_the_way(alice: Member, key: str, other: Other, clock: Clock) -> None:
    made = claims.claim(alice, key, at=clock())
    assert made is not None
    in_step.keep_in_step.func(alice.key, key, "someone else")
    assert _count(alice) == 0
    in_step.keep_in_step.func(alice.key, key, made.holder)
    assert _count(alice) == 4
    assert "Bob Baker" in {row.name for row in ties.people(alice).rows}


@pytest.mark.parametrize("moment", ["fetching", "importing", "following"])
def test_killed_anywhere_the_next_one_goes_on_and_nothing_is_doubled(
    alice: Member, key: str, other: Other, clock: Clock, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*given: object, **more: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        if moment == "fetching":
            other.fails_after, other.failure = 2, Killed()
        elif moment == "importing":
            patched.setattr("allies.traces.importing._end", die)
        with pytest.raises(Killed):
            _bring(alice, key, clock, follow=die if moment == "following" else None)
    assert Account.objects.owned_by(alice).get().cursor == {}
    other.fails_after = None
    other.letters = [*LETTERS, Letter("9", CHARLIE, ALICE, day=9)]
    followed: list[Member] = []
    clock.go_on(minutes=30)
    assert _bring(alice, key, clock, follow=followed.append).found == 5
    assert followed and Account.objects.owned_by(alice).get().cursor == {"read": 5}
    assert [row.known for row in traces.imports(alice)] == [0] * Import.objects.owned_by(alice).count()
    assert not list(files.spool(alice.key).rglob("*.eml"))


def test_killed_while_it_clears_away_the_next_one_clears_the_rest(
    alice: Member, key: str, other: Other, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove_some(top: Path, **how: object) -> None:
        if top.exists() and (found := sorted(path for path in top.rglob("*") if path.is_file())):
            found[0].unlink()
            raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("allies.traces.accounts.spool.shutil.rmtree", remove_some)
        _bring(alice, key, clock)
    assert list(files.spool(alice.key).rglob("*.eml"))
    other.letters = [*LETTERS, Letter("9", CHARLIE, ALICE, day=9)]
    clock.go_on(minutes=30)
    row = _bring(alice, key, clock)
    assert (row.failure, row.found, [run.added for run in traces.imports(alice)]) == ("", 5, [1, 4])
    assert not list(files.spool(alice.key).rglob("*.eml"))


def test_what_came_before_it_broke_off_is_kept(alice: Member, key: str, other: Other, clock: Clock) -> None:
    other.fails_after = 3
    row = _bring(alice, key, clock)
    assert (row.failure, row.found, row.last_in_step_at) == ("The line broke off.", 3, None)
    other.fails_after = None
    row = _bring(alice, key, clock)
    assert (row.failure, row.found, row.last_in_step_at) == ("", 4, clock())


def test_much_is_read_in_bit_by_bit(
    alice: Member, key: str, other: Other, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allies.traces.accounts.spool.MOST_FILES", 2)
    assert _bring(alice, key, clock).found == 4
    assert [row.added for row in traces.imports(alice)] == [2, 2]


def test_it_is_tried_again_later_each_time_and_daily_at_last(
    alice: Member, key: str, other: Other, clock: Clock
) -> None:
    other.fails_after, waits = 0, []
    for _ in range(9):
        next_at = _bring(alice, key, clock).next_at
        assert next_at is not None
        waits.append((next_at - clock()) / timedelta(minutes=1))
    assert waits == [27, 54, 108, 216, 432, 864, 1296, 1296, 1296]  # 15 minutes doubled, a tenth less by chance
    other.failure = NotInStep("Not now.", again_after_s=200_000)
    assert _bring(alice, key, clock).next_at == clock() + timedelta(seconds=200_000)
    other.failure = NotInStep("Never.", waits_for_member=True)
    assert _bring(alice, key, clock).next_at is None
    actions.ask(alice, key, at=clock())
    assert queries.due(alice, at=clock()) == [key]


def test_another_password_is_used_from_then_on(alice: Member, key: str, other: Other, clock: Clock) -> None:
    actions.renew(alice, key, secret="another", at=clock())
    _bring(alice, key, clock)
    assert [login.secret for login in other.logins] == ["another"] and "another" not in repr(other.logins)
    with pytest.raises(CannotConnect, match="Type the password first"):
        actions.renew(alice, key, secret="", at=clock())


def test_without_its_key_or_its_password_it_says_what_to_do(
    alice: Member, key: str, other: Other, clock: Clock
) -> None:
    (files.home() / sealing.NAME).unlink()
    assert "is not here any more. Type the password again." in _bring(alice, key, clock).failure
    Account.objects.owned_by(alice).update(secret="")
    assert "does not travel with an export. Type it again." in _bring(alice, key, clock).failure
    assert other.logins == []


def test_secrets_are_sealed_with_a_new_key_while_all_goes_on(
    alice: Member, key: str, other: Other, clock: Clock
) -> None:
    before = Account.objects.owned_by(alice).get().secret
    assert actions.change_key() == 1
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(before)
    assert _bring(alice, key, clock).found == 4
    assert other.logins[0].secret == SECRET


def test_from_the_start_all_is_read_again_and_nothing_doubled(
    alice: Member, key: str, other: Other, clock: Clock
) -> None:
    _bring(alice, key, clock)
    actions.ask(alice, key, at=clock(), from_start=True)
    clock.go_on(minutes=1)
    assert (_bring(alice, key, clock).found, _count(alice)) == (4, 4)


def _undo_what_is_half_in(member: Member, key: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed or paused after what came had arrived, and before all of it was in; then its member takes it back."""

    def die(*given: object, **more: object) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("allies.traces.importing._end", die)
        _bring(member, key, clock)
    assert list(files.spool(member.key).rglob("*.eml")) and _count(member) == 4
    traces_actions.undo(member, traces.imports(member)[0].key)
    clock.go_on(minutes=30)


def test_taken_back_before_all_of_it_was_in_it_does_not_come_again_by_itself(
    alice: Member, key: str, other: Other, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _undo_what_is_half_in(alice, key, clock, monkeypatch)
    row = queries.account(alice, key, at=clock())
    assert row.next_at is None and row.failure.startswith("You took back what came in through it")
    assert in_step.hand_out_due(at=clock.go_on(hours=30)) == 0 and queries.watchable(alice) == []
    other.letters = [*LETTERS, Letter("9", CHARLIE, ALICE, day=9)]
    actions.ask(alice, key, at=clock())
    row = _bring(alice, key, clock)
    assert (row.failure, row.found, _count(alice)) == ("", 1, 1)
    assert not list(files.spool(alice.key).rglob("*.eml"))


def test_taken_back_it_comes_again_when_all_of_it_is_asked_for(
    alice: Member, key: str, other: Other, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _undo_what_is_half_in(alice, key, clock, monkeypatch)
    actions.ask(alice, key, at=clock(), from_start=True)
    row = _bring(alice, key, clock)
    assert (row.failure, row.found, _count(alice)) == ("", 4, 4)
    assert Account.objects.owned_by(alice).get().cursor == {"read": 4}


def test_taken_back_when_all_of_it_was_in_only_what_is_new_comes(
    alice: Member, key: str, other: Other, clock: Clock
) -> None:
    _bring(alice, key, clock)
    traces_actions.undo(alice, traces.imports(alice)[0].key)
    assert queries.account(alice, key, at=clock()).next_at is None
    other.letters = [*LETTERS, Letter("9", CHARLIE, ALICE, day=9)]
    assert (_bring(alice, key, clock).found, _count(alice)) == (1, 1)
    actions.ask(alice, key, at=clock(), from_start=True)
    clock.go_on(minutes=1)
    assert (_bring(alice, key, clock).found, _count(alice)) == (5, 5)


@pytest.mark.parametrize("then", ["taken back", "asked for from the start"])
def test_in_the_midst_of_it_whoever_is_at_it_is_too_late(
    alice: Member, key: str, other: Other, clock: Clock, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    monkeypatch.setattr("allies.traces.accounts.spool.MOST_FILES", 2)

    def meanwhile(member: Member) -> None:
        if then == "taken back":
            traces_actions.undo(member, traces.imports(member)[0].key)
        else:
            actions.ask(member, key, at=clock(), from_start=True)

    with pytest.raises(claims.Lost):
        _bring(alice, key, clock, follow=meanwhile)
    row = queries.account(alice, key, at=clock.go_on(minutes=1))
    assert not row.is_at_work and (row.next_at is None) == (then == "taken back")
    assert (_bring(alice, key, clock).found, _count(alice)) == ((2, 2) if then == "taken back" else (4, 4))


def test_disconnected_what_came_in_stays(alice: Member, key: str, other: Other, clock: Clock) -> None:
    _bring(alice, key, clock)
    assert actions.disconnect(alice, key, take_back=False) == 0
    assert (queries.accounts(alice, at=clock()), _count(alice)) == ([], 4)
    assert traces.imports(alice)[0].source == "alice@mail.example"


@pytest.mark.django_db(transaction=True)
def test_disconnected_and_taken_back_nothing_is_left(alice: Member, key: str, other: Other, clock: Clock) -> None:
    other.fails_after, other.failure = 2, Killed()
    with pytest.raises(Killed):
        _bring(alice, key, clock)
    other.fails_after = None
    clock.go_on(minutes=30)
    _bring(alice, key, clock)
    assert actions.disconnect(alice, key, take_back=True) == 1
    assert (queries.accounts(alice, at=clock()), _count(alice)) == ([], 0)
    assert not (files.spool(alice.key) / key).exists()


def test_disconnected_in_the_midst_nothing_more_comes_in(alice: Member, key: str, other: Other, clock: Clock) -> None:
    made = claims.claim(alice, key, at=clock())
    assert made is not None
    actions.disconnect(alice, key, take_back=True)
    with pytest.raises(claims.Lost):
        keeping.bring_in_step(made, keeper(clock, also=frozenset()))
    assert _count(alice) == 0 and not Source.objects.owned_by(alice).exists()


def test_what_is_bobs_is_not_there_for_alice(alice: Member, bob: Member, clock: Clock) -> None:
    his = actions.connect(bob, "imap", "mail.example", username="bob", secret=SECRET, at=clock()).key
    assert claims.claim(alice, his, at=clock()) is None
    for attempt in (
        lambda: actions.ask(alice, his, at=clock()),
        lambda: actions.renew(alice, his, secret="x", at=clock()),
        lambda: actions.disconnect(alice, his, take_back=True),
        lambda: queries.account(alice, his, at=clock()),
    ):
        with pytest.raises(Http404):
            attempt()


@pytest.mark.parametrize(
    ("kind", "address", "username", "secret", "says"),
    [
        ("imap", "mail.example", "", "x", "Say the name that you sign in with"),
        ("imap", "mail.example", "alice", "", "Type the password first"),
        ("imap", "https://mail.example", "alice", "x", "Give the name of the mail server"),
        ("imap", "alice:x@mail.example", "alice", "x", "Leave name and password out of the address"),
        ("imap", "mail example", "alice", "x", "Give the name of the mail server"),
        ("imap", "mail.example:99999", "alice", "x", "Give the name of the mail server"),
        ("imap", "", "alice", "x", "Give the name of the mail server"),
        ("gopher", "mail.example", "alice", "x", "is no kind of account. Choose one of: imap"),
    ],
)
def test_what_is_no_account_is_not_connected(
    alice: Member, clock: Clock, kind: str, address: str, username: str, secret: str, says: str
) -> None:
    with pytest.raises(CannotConnect, match=says):
        actions.connect(alice, kind, address, username=username, secret=secret, at=clock())
    assert not Source.objects.owned_by(alice).exists()


def test_the_same_account_is_connected_once(alice: Member, key: str, clock: Clock) -> None:
    with pytest.raises(CannotConnect, match="connected already"):
        actions.connect(alice, "imap", "MAIL.example", username="alice", secret="y", at=clock())


@pytest.mark.django_db(transaction=True)
def test_erased_with_its_member_the_spool_goes_too(alice: Member, key: str, other: Other, clock: Clock) -> None:
    other.fails_after, other.failure = 2, Killed()
    with pytest.raises(Killed):
        _bring(alice, key, clock)
    spool: Path = files.spool(alice.key)
    assert list(spool.rglob("*.eml"))
    erasing.erase_member(alice)
    assert not spool.exists()
