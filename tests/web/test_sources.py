"""Sources: bringing a file, following it, what was refused, taking it back; the sample."""

from __future__ import annotations

import errno
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, Settings

from allies.lib import clock, files
from allies.people import queries as people_queries
from allies.people.models import Handle, Member, Person
from allies.ties.catching_up import catch_up, hand_out_owed
from allies.ties.lease import lease
from allies.ties.work import read_upload
from allies.traces import queries
from allies.traces.models import Account, Import, Refusal, Source, Trace
from tests.letters import ALICE, BOB, Letter, mbox
from tests.sources.samples import RECORDED
from tests.web import network
from tests.web.conftest import HTMX

LETTERS = (
    Letter("1", BOB, ALICE, day=1, delivered_to=network.ALICES),
    Letter("2", ALICE, BOB, day=2, answers="1"),
)


def sent(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    return mbox(tmp_path / "work.mbox", LETTERS)


def uploaded(member: Member) -> list[Path]:
    return [path for path in files.uploads(member.key).rglob("*") if path.is_file()]


def test_a_mailbox_comes_in_and_says_what_it_found(
    web: Client, alice: Member, mailbox: Path, work_at_once: None
) -> None:
    response = web.post("/sources/upload/", {"mailbox": sent(mailbox), "me": network.ALICES})
    key = Import.objects.owned_by(alice).get().key
    assert response["Location"] == f"/sources/{key}/"
    page = web.get(response["Location"]).content.decode()
    assert "work.mbox" in page
    assert "<dt>Came in</dt><dd>2</dd>" in page
    assert "See today" in page
    assert Trace.objects.owned_by(alice).count() == 2
    assert uploaded(alice) == []  # the import has read it: nothing of it is kept


def test_htmx_is_led_to_the_import(web: Client, alice: Member, mailbox: Path, work_at_once: None) -> None:
    response = web.post("/sources/upload/", {"mailbox": sent(mailbox)}, headers=HTMX)
    assert response["HX-Redirect"] == f"/sources/{Import.objects.owned_by(alice).get().key}/"


def test_before_a_worker_comes_the_import_waits(web: Client, alice: Member, mailbox: Path) -> None:
    page = web.post("/sources/upload/", {"mailbox": sent(mailbox)}, follow=True).content.decode()
    row = queries.imports(alice)[0]
    assert row.state == "waiting"
    assert "Waits for its turn. You can leave this page and come back." in page
    assert '<meta http-equiv="refresh" content="3">' in page
    assert f'hx-get="/sources/{row.key}/progress/" hx-trigger="every 1s"' in page
    assert "Waits for its turn" in web.get(f"/sources/{row.key}/progress/", headers=HTMX).content.decode()
    assert "Waits for its turn" in web.get("/sources/").content.decode()


def test_when_it_is_through_the_progress_leads_to_the_page(web: Client, alices_network: Member) -> None:
    row = queries.imports(alices_network)[0]
    assert web.get(f"/sources/{row.key}/progress/", headers=HTMX)["HX-Redirect"] == f"/sources/{row.key}/"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "This file is empty."), (b"\x89PNG\r\n\x1a\n" + bytes(200), "holiday.png"), (b"   \n", "holiday.png")],
)
def test_what_cannot_be_read_is_refused_in_words(web: Client, alice: Member, content: bytes, said: str) -> None:
    response = web.post("/sources/upload/", {"mailbox": SimpleUploadedFile("holiday.png", content)})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<ul class="errorlist" id="id_mailbox_error">' in page
    assert said in page
    assert str(files.home()) not in page  # says nothing of where things lie on this machine
    assert not Import.objects.owned_by(alice).exists()
    assert uploaded(alice) == []


def test_no_file_is_said_beside_the_field(web: Client) -> None:
    assert "Choose a file first." in web.post("/sources/upload/", {}).content.decode()
    fragment = web.post("/sources/upload/", {}, headers=HTMX).content.decode()
    assert "Choose a file first." in fragment
    assert "<html" not in fragment


NAMES = (".hidden", "a b; rm *.mbox", "ünïcode.mbox", "x" * 240 + ".mbox", "手紙" * 40 + ".mbox", "...", "\u202exobm.a")


@pytest.mark.parametrize("name", NAMES)
def test_any_name_lies_in_a_folder_that_its_owner_alone_can_read(
    web: Client, alice: Member, mailbox: Path, name: str
) -> None:
    web.post("/sources/upload/", {"mailbox": SimpleUploadedFile(name, mailbox.read_bytes())})
    (kept,) = uploaded(alice)
    assert kept.parent.parent == files.uploads(alice.key)
    assert not kept.name.startswith(".") and kept.name.isprintable()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_file_keeps_the_name_that_it_came_with(web: Client, alice: Member, work_at_once: None) -> None:
    """A chat says by its name whom it is with, and so who the other is; a refusal says where it stands."""
    said = (("Bob Baker: Hello", "Alice Archer: Good morning, Bob") * 3) + ("Messages are encrypted",)
    chat = "".join(f"02/03/2026, 10:{15 + at} - {line}\n" for at, line in enumerate(said)).encode()
    web.post("/sources/upload/", {"mailbox": SimpleUploadedFile("WhatsApp Chat with Bob Baker.txt", chat)})
    (row,) = queries.imports(alice)
    assert row.me_reason.startswith("alice archer")
    assert [one.where for one in queries.refusals(alice, row.key)] == ["WhatsApp Chat with Bob Baker.txt, message 7"]


def test_several_files_of_an_export_are_known_as_one(web: Client, alice: Member, work_at_once: None) -> None:
    several = [sent(RECORDED / "mastodon" / name) for name in ("actor.json", "outbox.json", "following_accounts.csv")]
    web.post("/sources/upload/", {"mailbox": several})
    (row,) = queries.imports(alice)
    assert (row.source_kind, row.added > 3) == ("mastodon", True)


def test_several_messages_are_read_as_one_folder(
    web: Client, alice: Member, tmp_path: Path, work_at_once: None
) -> None:
    several = [SimpleUploadedFile("same name.eml", letter.as_bytes()) for letter in LETTERS]
    web.post("/sources/upload/", {"mailbox": several, "me": network.ALICES})
    (row,) = queries.imports(alice)
    assert (row.source, row.read, row.added) == ("2 files", 2, 2)


def test_what_was_refused_stands_there_with_its_place(
    web: Client, alice: Member, tmp_path: Path, work_at_once: None
) -> None:
    path = mbox(tmp_path / "part.mbox", [*LETTERS, Letter("3", BOB, ALICE, day=365 * 60)])
    web.post("/sources/upload/", {"mailbox": sent(path)})
    (row,) = queries.imports(alice)
    assert row.refused == 1
    (refusal,) = queries.refusals(alice, row.key)
    page = web.get(f"/sources/{row.key}/refused/").content.decode()
    assert "2085" in refusal.why
    assert refusal.why in page
    assert refusal.where in page
    assert f'href="/sources/{row.key}/refused/"' in web.get("/sources/").content.decode()


def test_many_refusals_come_in_pages(web: Client, alices_network: Member) -> None:
    run = Import.objects.owned_by(alices_network).get()
    Refusal.objects.add_all(
        Refusal(owner=alices_network, run=run, position=number, place=f"message {number}", reason="no date")
        for number in range(1_000, 1_250)
    )
    url = f"/sources/{run.key}/refused/"
    assert "Page 1 of 2" in web.get(url).content.decode()
    assert "message 1249" in web.get(f"{url}?page=2").content.decode()


def test_a_run_that_broke_off_says_why_and_can_be_taken_back(web: Client, alices_network: Member) -> None:
    (row,) = queries.imports(alices_network)
    Import.objects.owned_by(alices_network).update(state="reading", failure="The disk is full.")
    page = web.get(f"/sources/{row.key}/").content.decode()
    assert "This did not work: The disk is full." in page
    assert "every 1s" not in page
    assert "Did not work: The disk is full." in web.get("/sources/").content.decode()


def test_what_came_in_before_the_disk_was_full_is_followed_when_there_is_room(
    web: Client, alice: Member, mailbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    web.post("/sources/upload/", {"mailbox": sent(mailbox), "me": network.ALICES})
    place = Import.objects.owned_by(alice).get().source.place
    with monkeypatch.context() as cramped:
        cramped.setattr("allies.ties.reading.refresh", full)
        with pytest.raises(OSError, match="No space left"):
            read_upload.call(alice.key, place, me=network.ALICES)
    (row,) = queries.imports(alice)
    assert (row.state, row.added) == ("done", 2)
    owed = "but your network does not show all of it yet. It follows by itself"
    for url in (f"/sources/{row.key}/", "/sources/"):
        assert owed in web.get(url).content.decode()
    assert (hand_out_owed(at=clock.now()), hand_out_owed(at=clock.now())) == (1, 0)
    catch_up.call(alice.key)
    for url in (f"/sources/{row.key}/", "/sources/"):
        assert owed not in web.get(url).content.decode()
    assert "Bob Baker" in web.get("/people/").content.decode()
    DBTaskResult.objects.all().delete()
    assert hand_out_owed(at=clock.now()) == 0


def test_what_changes_during_an_import_is_followed_by_a_worker(
    web: Client, alices_network: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allies.ties.lease.time.sleep", lambda _s: None)  # as if it had waited long enough
    bob = Person.objects.owned_by(alices_network).get(name="Bob Baker")
    with lease(alices_network, now_s=int(now.timestamp())):
        response = web.post(f"/people/{bob.key}/log/", {"kind": "call", "at": "2026-04-13"})
    assert response.status_code == 302
    assert [task.task_path for task in DBTaskResult.objects.all()] == ["allies.ties.catching_up.catch_up"]
    catch_up.call(alices_network.key)


def test_an_import_is_taken_back_whole(web: Client, alices_network: Member) -> None:
    (row,) = queries.imports(alices_network)
    page = web.post(f"/sources/{row.key}/undo/", follow=True).content.decode()
    assert "alice.mbox is taken back." in page
    assert not Trace.objects.owned_by(alices_network).exists()
    assert "Bob Baker" not in web.get("/people/").content.decode()


def test_someone_elses_import_is_not_there(client: Client, bob: Member, alices_network: Member) -> None:
    client.force_login(bob)
    (row,) = queries.imports(alices_network)
    for place in ("", "progress/", "refused/"):
        assert client.get(f"/sources/{row.key}/{place}").status_code == 404
    assert client.post(f"/sources/{row.key}/undo/").status_code == 404


def test_a_sample_is_asked_for_made_and_removed(
    web: Client, alice: Member, work_at_once: None, monkeypatch: pytest.MonkeyPatch, mailbox: Path
) -> None:
    monkeypatch.setattr("allies.traces.sample.write", lambda folder, **_: Written(mailbox))
    web.post("/sources/sample/")
    assert queries.has_sample(alice)
    page = web.get("/").content.decode()
    assert "You are looking around a sample network." in page
    assert "The sample is gone." in web.post("/sources/sample/remove/", follow=True).content.decode()
    assert not Trace.objects.owned_by(alice).exists()
    assert "sample network. Nobody" not in web.get("/people/").content.decode()


def test_while_the_sample_is_made_the_page_says_so(web: Client, alice: Member) -> None:
    assert "The sample network is being made." in web.post("/sources/sample/", follow=True).content.decode()


class Written:
    """What the sample's writer says it wrote."""

    def __init__(self, *paths: Path) -> None:
        self.paths = paths


def test_looking_first_brings_in_nothing_until_it_is_said(
    web: Client, alice: Member, mailbox: Path, work_at_once: None
) -> None:
    form = {"mailbox": sent(mailbox), "me": network.ALICES, "then": "look"}
    page = web.post("/sources/upload/", form, follow=True).content.decode()
    key = Import.objects.owned_by(alice).get().key
    assert "This would bring in 2 of 2" in page and "Nothing is in yet." in page
    assert not Trace.objects.owned_by(alice).exists() and len(uploaded(alice)) == 1
    assert "Looked at, not in yet." in web.get("/sources/").content.decode()
    page = web.post(f"/sources/{key}/go-on/", follow=True).content.decode()
    assert "<dt>Came in</dt><dd>2</dd>" in page and uploaded(alice) == []
    assert [handle.value for handle in people_queries.own_handles(alice)] == [network.ALICES]


def test_many_imports_are_shown_page_by_page(
    web: Client, alice: Member, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    mine = Source.objects.create(owner=alice, kind="mbox", name="work.mbox", place="/work.mbox")
    theirs = Source.objects.create(owner=alice, kind="feed", name="bob.example", place="/bob")
    Account.objects.create(owner=alice, source=theirs, kind="feed", url="https://bob.example/", connected_at=now)
    Import.objects.add_all(
        Import(owner=alice, source=source, started_at=now, state="undone" if number % 2 else "done", added=1)
        for number in range(500)
        for source in (mine, theirs)
    )
    newest_first = [row.key for row in queries.imports(alice) if row.source == "work.mbox"]
    shown = []
    for number in range(1, 11):
        with django_assert_max_num_queries(20):
            page = web.get(f"/sources/?page={number}").content.decode()
        assert f"<span>Page {number} of 10</span>" in page and page.count("Taken back.") == 25
        assert ('rel="prev"' in page, 'rel="next"' in page) == (number > 1, number < 10)
        shown += re.findall(r'href="/sources/(\w+)/" data-open', page)
    assert shown == newest_first
    for asked, given in (("", 1), ("nonsense", 1), ("0", 10), ("99", 10)):
        assert f"<span>Page {given} of 10</span>" in web.get("/sources/", {"page": asked}).content.decode()


def test_what_a_column_holds_is_shown_and_can_be_said(
    web: Client, alice: Member, tmp_path: Path, work_at_once: None
) -> None:
    people = tmp_path / "garden.csv"
    people.write_text("Wer;Name;E-Mail\nAlice Archer;Beete;alice@allies.example\nBob Baker;Beete;bob@bob.example\n")
    page = web.post("/sources/upload/", {"mailbox": sent(people), "then": "look"}, follow=True).content.decode()
    key = Import.objects.owned_by(alice).get().key
    assert '<option value="name" selected>name</option>' in page and "Alice Archer" in page
    first, second = re.findall(r'name="([0-9a-f]{32}/1/[01])"', page)
    wrong = web.post(f"/sources/{key}/columns/", {first: "money"}, follow=True).content.decode()
    assert "money is no field." in wrong
    page = web.post(f"/sources/{key}/columns/", {first: "name", second: "role"}, follow=True).content.decode()
    assert "This would bring in 2 of 2" in page
    web.post(f"/sources/{key}/go-on/")
    assert set(Trace.objects.owned_by(alice).values_list("subject", flat=True)) == {"Alice Archer", "Bob Baker"}
    assert web.post(f"/sources/{key}/columns/", {first: "name"}).status_code == 302


@pytest.mark.parametrize("changed", [0, 1])
def test_of_two_lists_with_the_same_headings_either_can_be_corrected(
    web: Client, alice: Member, tmp_path: Path, work_at_once: None, changed: int
) -> None:
    lists = [tmp_path / f"{year}.csv" for year in (2025, 2026)]
    for number, people in enumerate(lists):
        people.write_text(f"Wer;Name;E-Mail\nBob Baker {number};Beete;bob{number}@bob.example\n")
    both = {"mailbox": [sent(people) for people in lists], "then": "look"}
    page = web.post("/sources/upload/", both, follow=True).content.decode()
    fields = re.findall(r'name="([0-9a-f]{32}/[12]/[0-2])"', page)
    said = dict(zip(fields, ("other", "name", "email") * 2, strict=True))
    said |= dict(zip(fields[3 * changed :], ("name", "note"), strict=False))
    key = Import.objects.owned_by(alice).get().key
    page = web.post(f"/sources/{key}/columns/", said, follow=True).content.decode()
    assert page.count('<option value="note" selected>') == 2
    web.post(f"/sources/{key}/go-on/")
    names = Trace.objects.owned_by(alice).values_list("subject", flat=True)
    assert set(names) == {"Bob Baker 0", "Bob Baker 1"}


def test_two_columns_with_one_heading_are_told_apart(
    web: Client, alice: Member, tmp_path: Path, work_at_once: None
) -> None:
    people = tmp_path / "garden.csv"
    people.write_text("Name;E-Mail;E-Mail;\nBob Baker;bob@bob.example;office@bob.example;Beete\n")
    page = web.post("/sources/upload/", {"mailbox": sent(people), "then": "look"}, follow=True).content.decode()
    key = Import.objects.owned_by(alice).get().key
    assert ">E-Mail <span" in page and ">E-Mail (2) <span" in page and ">Column 4 <span" in page
    fields = re.findall(r'name="([0-9a-f]{32}/1/[0-3])"', page)
    said = dict(zip(fields, ("name", "email", "nothing", "note"), strict=True))
    web.post(f"/sources/{key}/columns/", said)
    web.post(f"/sources/{key}/go-on/")
    assert Trace.objects.owned_by(alice).get().text == "Beete"
    assert list(Handle.objects.owned_by(alice).values_list("value", flat=True)) == ["bob@bob.example"]


def test_a_look_folds_what_is_long(web: Client, alice: Member, tmp_path: Path, work_at_once: None) -> None:
    people = tmp_path / "garden.csv"
    rows = [f"{number},{number}@x.example," for number in range(7)]  # a number is no name
    people.write_text("\n".join(["Name,E-Mail,Hut", "Bob Baker,bob@bob.example,", *rows]) + "\n")
    page = web.post("/sources/upload/", {"mailbox": sent(people), "then": "look"}, follow=True).content.decode()
    shown, folded = page.split("<summary>Columns that are empty in the first rows</summary>")
    key = re.findall(r'name="([0-9a-f]{32}/1)/0"', shown)[0]
    assert f'name="{key}/1"' in shown and f'name="{key}/2"' in folded
    shown, folded = folded.split("<summary>2 more</summary>")
    assert (shown.count("a number where a name"), folded.count("a number where a name")) == (5, 2)
    assert "in all: each is listed" not in page


def test_what_was_looked_at_can_be_left(web: Client, alice: Member, mailbox: Path, work_at_once: None) -> None:
    web.post("/sources/upload/", {"mailbox": sent(mailbox), "then": "look"})
    key = Import.objects.owned_by(alice).get().key
    page = web.post(f"/sources/{key}/discard/", follow=True).content.decode()
    assert "work.mbox was not brought in, and is not kept." in page
    assert not Import.objects.owned_by(alice).exists() and uploaded(alice) == []


def test_an_import_that_waits_can_pause_and_read_on(
    web: Client, alice: Member, mailbox: Path, settings: Settings
) -> None:
    web.post("/sources/upload/", {"mailbox": sent(mailbox)})
    key = Import.objects.owned_by(alice).get().key
    page = web.post(f"/sources/{key}/pause/", follow=True).content.decode()
    assert "Paused at 0" in page and "Read on" in page
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    path = Import.objects.owned_by(alice).get().source.place
    assert read_upload.enqueue(alice.key, path).return_value == "" and len(uploaded(alice)) == 1  # its turn came
    page = web.post(f"/sources/{key}/go-on/", follow=True).content.decode()
    assert "<dt>Came in</dt><dd>2</dd>" in page and uploaded(alice) == []


def test_what_is_paused_can_be_taken_back_with_its_file(web: Client, alice: Member, mailbox: Path) -> None:
    web.post("/sources/upload/", {"mailbox": sent(mailbox)})
    key = Import.objects.owned_by(alice).get().key
    web.post(f"/sources/{key}/pause/")
    web.post(f"/sources/{key}/undo/")
    assert uploaded(alice) == [] and queries.import_row(alice, key).state == "undone"


def test_refusals_come_as_a_table_without_formulas(web: Client, alices_network: Member) -> None:
    run = Import.objects.owned_by(alices_network).first()
    assert run is not None
    Refusal.objects.create(owner=alices_network, run=run, position=99, place="=cmd()", reason="not a message")
    response = web.get(f"/sources/{run.key}/refused.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8" and "attachment" in response["Content-Disposition"]
    lines = response.content.decode().splitlines()
    assert lines[0] == "where,why" and lines[-1] == "'=cmd(),not a message"
