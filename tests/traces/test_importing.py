"""A mailbox comes in: once, whole, with its replies, and can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from allies.people import access, joining, tables
from allies.people import actions as people_actions
from allies.people import queries as people_queries
from allies.people.models import Handle, Member, Person
from allies.traces import actions, company, erasing, importing, preview, queries
from allies.traces.models import Import, Participation, Renaming, Sighting, Source, Trace
from allies.traces.shapes import ImportRow
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox

FIRST = Letter(
    "1", BOB, ALICE, day=1, subject="Template?", text="Which template did you use?", delivered_to="alice@alice.example"
)
ANSWER = Letter("2", ALICE, BOB, day=2, subject="Re: Template?", text="The short one.", answers="1")
THIRD = Letter("3", CHARLIE, ALICE, day=3, delivered_to="alice@alice.example")
FOURTH = Letter("4", CHARLIE, ALICE, day=4, delivered_to="alice@alice.example")
LETTERS = (FIRST, ANSWER, THIRD, FOURTH)


def _roles(member: Member) -> set[tuple[str, str, str]]:
    rows = Participation.objects.owned_by(member).values_list("trace__subject", "handle__value", "role")
    return set(rows)


def test_a_mailbox_comes_in_with_people_in_roles(alice: Member, now: datetime, tmp_path: Path) -> None:
    run = importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS), at=now)
    assert (run.read, run.added, run.known, run.refused, run.state) == (4, 4, 0, 0, "done")
    assert ("Re: Template?", "bob@bob.example", "replied-to") in _roles(alice)
    assert ("Template?", "bob@bob.example", "from") in _roles(alice)
    assert Trace.objects.owned_by(alice).get(subject="Template?").is_question


def test_whose_mailbox_it_is_is_told_and_said(alice: Member, now: datetime, tmp_path: Path) -> None:
    run = importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS), at=now)
    assert [handle.value for handle in people_queries.own_handles(alice)] == ["alice@alice.example"]
    assert "alice@alice.example: received as on 3 of 3 messages" in run.me_reason


def test_me_decides(alice: Member, now: datetime, tmp_path: Path) -> None:
    importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS), at=now, me="bob@bob.example")
    assert [handle.value for handle in people_queries.own_handles(alice)] == ["bob@bob.example"]


def test_the_same_file_twice_changes_nothing(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    importing.run(alice, path, at=now)
    before = _roles(alice), Person.objects.owned_by(alice).count()
    again = importing.run(alice, path, at=now)
    assert (again.read, again.added, again.known, again.people) == (4, 0, 4, 0)
    assert (_roles(alice), Person.objects.owned_by(alice).count()) == before


def test_replies_are_linked_whichever_comes_first(alice: Member, now: datetime, tmp_path: Path) -> None:
    importing.run(alice, mbox(tmp_path / "answer.mbox", [ANSWER]), at=now)
    assert not any(role == "replied-to" for _, _, role in _roles(alice))
    importing.run(alice, mbox(tmp_path / "question.mbox", [FIRST]), at=now)
    assert ("Re: Template?", "bob@bob.example", "replied-to") in _roles(alice)


def test_a_run_that_is_taken_up_again_knows_how_many_were_refused_right_before(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "following_accounts.csv"
    path.write_text("Account address,Show boosts\nx\nbob@bob.example,true\ny\nz\n")
    run = importing.run(alice, path, at=now)
    assert (run.read, run.refused, queries.refused_last(alice, run)) == (4, 3, 2)
    path.write_text("Account address,Show boosts\nx\ny\n")
    assert queries.refused_last(alice, importing.run(alice, path, at=now)) == 2
    path.write_text("Account address,Show boosts\ncharlie@charlie.example,true\n")
    assert queries.refused_last(alice, importing.run(alice, path, at=now)) == 0


def test_undo_takes_back_all_of_it(alice: Member, now: datetime, tmp_path: Path) -> None:
    run = importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS), at=now)
    actions.undo(alice, run.key)
    assert not Trace.objects.owned_by(alice).exists()
    assert not Person.objects.owned_by(alice).exists()
    assert queries.import_row(alice, run.key).state == "undone"


def test_undo_leaves_what_another_import_brought_too(alice: Member, now: datetime, tmp_path: Path) -> None:
    first = importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS[:3]), at=now)
    importing.run(alice, mbox(tmp_path / "b.mbox", LETTERS[1:]), at=now)
    assert Sighting.objects.owned_by(alice).count() == 2
    actions.undo(alice, first.key)
    left = Trace.objects.owned_by(alice).order_by("at_s").values_list("subject", flat=True)
    assert list(left) == ["Re: Template?", "Hello", "Hello"]
    assert not any(role == "replied-to" for _, _, role in _roles(alice))


def test_undo_keeps_those_whom_the_member_named(alice: Member, now: datetime, tmp_path: Path) -> None:
    run = importing.run(alice, mbox(tmp_path / "a.mbox", LETTERS), at=now, me="alice@alice.example")
    people_actions.add_person(alice, "Dana Diaz")
    actions.undo(alice, run.key)
    there = set(Person.objects.owned_by(alice).values_list("name", flat=True))
    assert there == {"alice@alice.example", "Dana Diaz"}  # what alice is called came with the import


def test_an_erased_person_never_comes_in_again(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    importing.run(alice, path, at=now)
    charlie = Person.objects.owned_by(alice).get(name="Charlie Cook")
    erasing.erase_person(alice, charlie)
    assert not Handle.objects.owned_by(alice).filter(value="charlie@cook.example").exists()
    again = importing.run(alice, path, at=now)
    assert (again.known, again.refused) == (2, 2)
    assert {row.why for row in queries.refusals(alice, again.key)} == {"from someone whom you erased"}


def test_the_member_cannot_be_erased_alone(alice: Member, now: datetime) -> None:
    people_actions.say_me(alice, "alice@alice.example", at=now)
    me = access.self_person(alice)
    assert me is not None
    with pytest.raises(erasing.CannotErase):
        erasing.erase_person(alice, me)


def test_a_broken_message_is_refused_and_its_neighbours_come_in(alice: Member, now: datetime, tmp_path: Path) -> None:
    broken = Letter("9", BOB, ALICE, extra=(("Date", "soon"),))
    path = tmp_path / "a.mbox"
    mbox(path, [FIRST, THIRD])
    path.write_bytes(
        path.read_bytes()
        + b"From nobody\n\n"
        + b"From x Sun Jan  1 09:00:00 2090\nSubject: later\nFrom: b@b.example\n"
        + b"Date: Sun, 1 Jan 2090 09:00:00 +0000\n\nx\n"
    )
    run = importing.run(alice, path, at=now)
    assert run.added == 2 and run.refused == 1, broken
    assert "2090" in queries.refusals(alice, run.key)[0].why


def test_a_run_cut_short_goes_on_where_it_was(
    alice: Member, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    path = mbox(tmp_path / "a.mbox", LETTERS)

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.run(alice, path, at=now, on_progress=stop)
    assert Import.objects.owned_by(alice).get().position == 2
    run = importing.run(alice, path, at=now)
    assert (run.read, run.added, Import.objects.owned_by(alice).count()) == (4, 4, 1)


def test_a_call_is_logged_and_taken_back(alice: Member, now: datetime) -> None:
    bob = people_actions.add_person(alice, "Bob Baker")
    trace = actions.log(alice, bob, kind="call", at=now, note="About the audit.")
    row = queries.timeline(alice, bob.pk, limit=5)[0]
    assert (row.kind, row.direction, row.text, row.by_hand) == ("call", "together", "About the audit.", True)
    actions.unlog(alice, trace.pk)
    assert queries.timeline(alice, bob.pk, limit=5) == []


def test_only_what_happens_between_people_is_logged(alice: Member, now: datetime) -> None:
    bob = people_actions.add_person(alice, "Bob Baker")
    with pytest.raises(actions.CannotLog):
        actions.log(alice, bob, kind="mail", at=now)


def test_a_preview_counts_what_an_import_would_do_and_writes_nothing(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    importing.run(alice, mbox(tmp_path / "b.mbox", LETTERS[:2]), at=now)
    seen = preview.preview(alice, path, at=now)
    assert (seen.read, seen.added, seen.known, seen.people) == (4, 2, 2, 1)
    assert Trace.objects.owned_by(alice).count() == 2


def test_a_preview_counts_what_stands_twice_once_however_far_apart(
    alice: Member, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "AT_ONCE", 1)
    path = mbox(tmp_path / "a.mbox", (*LETTERS, *LETTERS))
    seen, done = preview.preview(alice, path, at=now), importing.run(alice, path, at=now)
    assert (seen.read, seen.added, seen.known) == (done.read, done.added, done.known) == (8, 4, 4)


def test_a_preview_counts_the_people_of_what_would_be_kept_alone(alice: Member, now: datetime, tmp_path: Path) -> None:
    copy = Letter("1", BOB, ALICE, cc=CHARLIE)  # of a message that came in otherwise
    twice = mbox(tmp_path / "a.mbox", (Letter("1", BOB, ALICE), copy))
    seen, done = preview.preview(alice, twice, at=now), importing.run(alice, twice, at=now)
    assert seen.people == done.people == 2
    again = mbox(tmp_path / "b.mbox", (copy, Letter("2", BOB, ALICE, day=2)))
    seen, done = preview.preview(alice, again, at=now), importing.run(alice, again, at=now)
    assert (seen.added, seen.people) == (done.added, done.people) == (1, 0)


def test_a_preview_says_that_whom_the_member_erased_stays_out(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    importing.run(alice, path, at=now)
    erasing.erase_person(alice, Person.objects.owned_by(alice).get(handles__value="bob@bob.example"))
    seen, done = preview.preview(alice, path, at=now), importing.run(alice, path, at=now)
    assert (seen.added, seen.known, seen.people) == (done.added, done.known, done.people)
    assert seen.refused == queries.refusals(alice, done.key) != []


CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\n{lines}END:VCARD\r\n"


def _cards(path: Path, *cards: tuple[str, str]) -> Path:
    written = (CARD.format(uid=number, name=name, lines=lines) for number, (name, lines) in enumerate(cards))
    path.write_text("".join(written), newline="")
    return path


def test_the_addresses_on_one_card_are_one_person(alice: Member, now: datetime, tmp_path: Path) -> None:
    lines = "EMAIL:bob@bob.example\r\nEMAIL:baker@home.example\r\nTEL:+44 20 7946 0000\r\n"
    run = importing.run(alice, _cards(tmp_path / "c.vcf", ("Bob", lines)), at=now)
    assert run.people == 1
    assert Handle.objects.owned_by(alice).values("person").distinct().count() == 1


def test_a_preview_counts_a_card_as_one_person_and_shows_its_addresses(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    lines = "EMAIL:bob@bob.example\r\nEMAIL:baker@home.example\r\nTEL:+44 20 7946 0000\r\n"
    path = _cards(tmp_path / "c.vcf", ("Bob", lines), ("Charlie", "EMAIL:charlie@charlie.example\r\n"))
    seen = preview.preview(alice, path, at=now)
    assert seen.people == importing.run(alice, path, at=now).people == 2
    assert (seen.rows[0].subject, seen.rows[0].others) == ("Bob", "bob@bob.example, baker@home.example, +442079460000")
    assert (seen.rows[0].at, seen.first_at, seen.last_at) == (None, None, None)


def test_a_preview_counts_no_address_of_a_card_that_would_not_be_kept(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    both = "EMAIL:bob@bob.example\r\nEMAIL:baker@home.example\r\n"
    cards = [CARD.format(uid=1, name="Bob", lines=lines) for lines in (both, both + "EMAIL:b@late.example\r\n")]
    for number, written in enumerate((cards, cards[::-1])):
        path = tmp_path / f"{number}.vcf"
        path.write_text("".join(written), newline="")
        seen, done = preview.preview(alice, path, at=now), importing.run(alice, path, at=now)
        assert (seen.added, seen.people) == (done.added, done.people) == (1 - number, 1 - number)


def test_a_telephone_on_two_cards_joins_no_one(alice: Member, now: datetime, tmp_path: Path) -> None:
    shared = "TEL:+44 20 7946 0000\r\n"
    cards = (("Bob", "EMAIL:bob@bob.example\r\n" + shared), ("Carol", "EMAIL:carol@bob.example\r\n" + shared))
    importing.run(alice, _cards(tmp_path / "c.vcf", *cards), at=now)
    people = Handle.objects.owned_by(alice).filter(kind="email").values("person").distinct()
    assert people.count() == 2


def _people(member: Member) -> list[set[str]]:
    """The addresses of each person."""
    people: dict[int | None, set[str]] = {}
    for person, value in Handle.objects.owned_by(member).values_list("person", "value"):
        people.setdefault(person, set()).add(value)
    return sorted(people.values(), key=min)


def test_two_cards_of_one_name_with_an_address_in_common_are_one_person(
    alice: Member, now: datetime, tmp_path: Path
) -> None:
    shared = "TEL:+44 20 7946 0000\r\n"
    first = _cards(tmp_path / "a.vcf", ("Bob Baker", "EMAIL:bob@bob.example\r\n" + shared))
    others = ("Charlie", "EMAIL:charlie@charlie.example\r\n"), ("Baker, Bob", "EMAIL:b@home.example\r\n" + shared)
    importing.run(alice, first, at=now)
    importing.run(alice, _cards(tmp_path / "b.vcf", *others), at=now)
    assert {"+442079460000", "bob@bob.example", "b@home.example"} in _people(alice)


def test_an_address_of_a_family_keeps_its_members_apart(alice: Member, now: datetime, tmp_path: Path) -> None:
    shared = "EMAIL:family@home.example\r\nTEL:+441\r\n"
    cards = (
        ("Bob Baker", "EMAIL:bob@bob.example\r\nTEL:+442\r\n" + shared),
        ("Ben Baker", "EMAIL:ben@ben.example\r\nTEL:+443\r\n" + shared),
        ("Bob Baker", "EMAIL:b@home.example\r\nTEL:+442\r\n" + shared),
    )
    importing.run(alice, _cards(tmp_path / "c.vcf", *cards), at=now)
    ben, bob = (next(one for one in _people(alice) if own in one) for own in ("ben@ben.example", "bob@bob.example"))
    assert ben >= {"ben@ben.example", "+443"}
    assert bob >= {"bob@bob.example", "+442", "b@home.example"}
    assert not ben & bob


# looking first, and pausing


def test_a_look_says_what_would_come_in_and_keeps_nothing(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    run = importing.begin(alice, path, at=now, me="alice@alice.example", look_first=True)
    preview.look(alice, run, path, at=now)
    found = queries.preview(alice, run.key)
    assert found is not None and (found.read, found.added, found.known, found.refusals) == (4, 4, 0, 0)
    assert [row.subject for row in found.rows][:2] == ["Template?", "Re: Template?"]
    assert found.first_at is not None and found.last_at is not None and found.first_at < found.last_at
    assert not Trace.objects.owned_by(alice).exists() and not Person.objects.owned_by(alice).exists()
    assert actions.discard(alice, run.key) and not Import.objects.owned_by(alice).exists()


def test_what_was_looked_at_comes_in(alice: Member, now: datetime, tmp_path: Path) -> None:
    path = mbox(tmp_path / "a.mbox", LETTERS)
    run = importing.begin(alice, path, at=now, look_first=True)
    preview.look(alice, run, path, at=now)
    assert actions.go_on(alice, run.key) == run and actions.go_on(alice, run.key) is None
    assert importing.run(alice, path, at=now).pk == run.pk
    assert queries.import_row(alice, run.key).state == "done" and queries.preview(alice, run.key) is None
    assert not actions.discard(alice, run.key)  # there is more to it by now


def test_a_paused_import_stops_and_reads_on_to_the_same(
    alice: Member, bob: Member, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    path = mbox(tmp_path / "a.mbox", LETTERS)

    def pause_once(row: ImportRow) -> None:
        assert actions.pause(alice, row.key)

    paused = importing.run(alice, path, at=now, on_progress=pause_once)
    assert (paused.state, paused.read) == ("paused", 1)
    assert queries.is_paused(alice, path)
    assert actions.go_on(alice, paused.key) == paused
    done = importing.run(alice, path, at=now)
    undisturbed = importing.run(bob, path, at=now)
    assert done.pk == paused.pk and (done.read, done.added) == (undisturbed.read, undisturbed.added) == (4, 4)
    assert _roles(alice) == _roles(bob)
    assert not actions.pause(alice, done.key)


def test_an_import_taken_back_leaves_everything_as_it_was(alice: Member, now: datetime, tmp_path: Path) -> None:
    def content() -> dict[str, list[tuple[object, ...]]]:
        """All rows of all private tables but the ledger's own: what was read, and that it was undone."""
        kept = [model for model in tables.private(with_derived=False) if model not in (Import, Source)]
        return {model.__name__: sorted(model.objects.owned_by(alice).values_list(), key=str) for model in kept}

    importing.run(alice, mbox(tmp_path / "kept.mbox", LETTERS[:2]), at=now)
    people_actions.rename(alice, Person.objects.owned_by(alice).get(handles__value="bob@bob.example"), "Bob Brook")
    before = content()
    second = importing.run(alice, mbox(tmp_path / "more.mbox", LETTERS), at=now)
    assert content() != before
    actions.undo(alice, second.key)
    assert content() == before


def _called(member: Member) -> tuple[str, str]:
    """What bob's address and bob are called."""
    handle = Handle.objects.owned_by(member).select_related("person").get(value="bob@bob.example")
    assert handle.person is not None
    return handle.name, handle.person.name


NAMELESS = (Letter("1", "bob@bob.example", ALICE),)
GIVEN = (Letter("2", "Bob <bob@bob.example>", ALICE),)
FULL = (Letter("3", "Bob Baker <bob@bob.example>", ALICE),)
KNOWN_AS = [("", "bob@bob.example"), ("Bob", "Bob"), ("Bob Baker", "Bob Baker")]


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1)])
def test_a_name_that_an_import_brought_goes_with_it(
    alice: Member, now: datetime, tmp_path: Path, first: int, second: int
) -> None:
    runs = []
    for number, letters in enumerate((NAMELESS, GIVEN, FULL)):
        runs.append(importing.run(alice, mbox(tmp_path / f"{number}.mbox", letters), at=now))
        assert _called(alice) == KNOWN_AS[number]
    actions.undo(alice, runs[first].key)
    assert _called(alice) == KNOWN_AS[3 - first] if first == 1 else KNOWN_AS[1]
    actions.undo(alice, runs[second].key)
    assert _called(alice) == KNOWN_AS[0]
    assert not Renaming.objects.owned_by(alice).exists()


def test_a_name_stays_while_another_import_says_it(alice: Member, now: datetime, tmp_path: Path) -> None:
    importing.run(alice, mbox(tmp_path / "0.mbox", NAMELESS), at=now)
    named = importing.run(alice, mbox(tmp_path / "1.mbox", FULL), at=now)
    again = importing.run(alice, mbox(tmp_path / "2.mbox", (*FULL, Letter("4", CHARLIE, ALICE))), at=now)
    actions.undo(alice, named.key)
    assert _called(alice) == KNOWN_AS[2]
    actions.undo(alice, again.key)
    assert _called(alice) == KNOWN_AS[0]


def test_whom_the_member_named_keeps_that_name(alice: Member, now: datetime, tmp_path: Path) -> None:
    importing.run(alice, mbox(tmp_path / "0.mbox", NAMELESS), at=now)
    run = importing.run(alice, mbox(tmp_path / "1.mbox", FULL), at=now)
    people_actions.rename(alice, Person.objects.owned_by(alice).get(handles__value="bob@bob.example"), "Bob Brook")
    actions.undo(alice, run.key)
    assert _called(alice) == ("", "Bob Brook")


def _joined(member: Member) -> list[tuple[object, ...]]:
    """Everything about who is one with whom."""
    kept = [model for model in tables.private(with_derived=False) if model not in (Import, Source)]
    return [row for model in kept for row in sorted(model.objects.owned_by(member).values_list(), key=str)]


BOB_AT_TWO = ("Bob Baker", "EMAIL:bob@bob.example\r\nEMAIL:bob@home.example\r\n")


def test_whom_an_import_joined_is_two_again_when_it_is_taken_back(alice: Member, now: datetime, tmp_path: Path) -> None:
    letters = (Letter("1", BOB, ALICE), Letter("2", "Robert Alan Ember <bob@home.example>", ALICE))
    importing.run(alice, mbox(tmp_path / "a.mbox", letters), at=now)
    before, people = _joined(alice), _people(alice)
    later = importing.run(alice, _cards(tmp_path / "c.vcf", BOB_AT_TWO), at=now + timedelta(minutes=1))
    assert {"bob@bob.example", "bob@home.example"} in _people(alice)
    actions.undo(alice, later.key)
    assert _people(alice) == people
    assert _joined(alice) == before


@pytest.mark.parametrize("place", ["weigh_again", "_end"])
@pytest.mark.parametrize("goes_on", [False, True])
def test_whom_an_import_joined_before_it_was_killed_is_two_again_too(
    alice: Member, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, goes_on: bool
) -> None:
    letters = (Letter("1", BOB, ALICE), Letter("2", "Robert Alan Ember <bob@home.example>", ALICE))
    importing.run(alice, mbox(tmp_path / "a.mbox", letters), at=now)
    before, people = _joined(alice), _people(alice)
    new = [(f"Charlie {name}", f"EMAIL:{name}@charlie.example\r\n") for name in ("Cook", "Crane")]
    cards = _cards(tmp_path / "c.vcf", BOB_AT_TWO, *new)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(importing if place == "_end" else company, place, killed)
        importing.run(alice, cards, at=now + timedelta(minutes=1))
    assert {"bob@bob.example", "bob@home.example"} in _people(alice)
    if goes_on:
        importing.run(alice, cards, at=now + timedelta(minutes=9))
    (later,) = Import.objects.owned_by(alice).exclude(source__name="a.mbox")
    assert later.state == ("done" if goes_on else "reading")
    actions.undo(alice, later.key)
    assert _people(alice) == people
    assert _joined(alice) == before


def test_who_is_one_by_another_import_stays_one(alice: Member, now: datetime, tmp_path: Path) -> None:
    first = importing.run(alice, _cards(tmp_path / "a.vcf", BOB_AT_TWO), at=now)
    other = _cards(
        tmp_path / "b.vcf", (BOB_AT_TWO[0], BOB_AT_TWO[1] + "NOTE:baker\r\n"), ("Charlie", "EMAIL:c@x.example\r\n")
    )
    second = importing.run(alice, other, at=now + timedelta(minutes=1))
    actions.undo(alice, first.key)
    assert {"bob@bob.example", "bob@home.example"} in _people(alice)
    actions.undo(alice, second.key)
    assert not Person.objects.owned_by(alice).exists()


def test_an_undo_leaves_what_the_member_said_of_people(alice: Member, now: datetime, tmp_path: Path) -> None:
    letters = (Letter("1", "bob@bob.example", ALICE), Letter("2", "bob@home.example", ALICE))
    importing.run(alice, mbox(tmp_path / "a.mbox", letters), at=now)
    bob, other = (Person.objects.owned_by(alice).get(handles__value=f"bob@{at}.example") for at in ("bob", "home"))
    joining.join(alice, bob, other, reason="", by_member=True, at=now + timedelta(minutes=1))
    later = importing.run(alice, _cards(tmp_path / "c.vcf", BOB_AT_TWO), at=now + timedelta(minutes=2))
    actions.undo(alice, later.key)
    assert {"bob@bob.example", "bob@home.example"} in _people(alice)
