"""Lets the disk run full under everything that writes, makes room, lets it go on, and compares.

    unshare --user --map-root-user --mount sh -c \\
        'mount -t tmpfs none "$ALLIES_HOME" && exec python -m tests.safety.apart.full_disks'

On SQLite, in a home on a disk of its own (tmpfs) with at most 1 MB of room. Prints one line of JSON: of each part how
often it ran full, what was said then, and what was different afterwards.
"""

from __future__ import annotations

import gc
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from allies.cli import errors
from allies.lib import files
from allies.people.models import Member
from allies.ties import work
from allies.traces import actions, importing
from allies.traces.models import Account, Import, ImportState
from tests.accounts.blog import feed
from tests.accounts.web_server import Asked, Said
from tests.safety.apart import HOME, at_servers, contents, empty_home, mailbox
from tests.safety.apart.contents import AT
from tests.safety.apart.forks import Fork, Outcome, must
from tests.safety.apart.kills import TRACE_KEY, differing, migrate

OUTSIDE = Path(tempfile.mkdtemp(prefix="allies-apart-"))  # on another disk
ROOMS_KB, CLOSE_KB = (0, 64, 256, 1024), (0, 8, 16, 24, 32, 48, 1024)
LONGEST = 2_000
WIDE_KB = 200_000


@dataclass(slots=True)
class Part:
    """One thing that writes: how often it ran out of room, in what words, and what went wrong."""

    full: int = 0
    had_room: int = 0
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Writing:
    """Something that writes. `prepare` has room; `write` may run out of it, and is done again with room.

    write : raises, or returns what was said to the person; "" where it was through.
    """

    name: str
    prepare: Callable[[Member], object]
    write: Callable[[Member, int], str]
    look: Callable[[Member], contents.Contents]
    rooms_kb: tuple[int, ...] = ROOMS_KB


def room(kb: int) -> None:
    """So much room is left on the disk, and no more."""
    used_kb = int(subprocess.check_output(["df", "--output=used", "-k", HOME]).split()[-1])
    subprocess.run(["mount", "-o", f"remount,size={used_kb + kb}k", HOME], check=True)


def try_out(writing: Writing) -> Part:
    """With no room, a little, and 1 MB of it: whatever happens, with room again it is as if nothing had been."""
    found = Part()
    undisturbed = must(Fork(lambda: _whole(writing, f"undisturbed {writing.name}"), OUTSIDE))
    for kb in writing.rooms_kb:
        name = f"{writing.name} {kb}"
        must(Fork(lambda name=name: _prepared(writing, name), OUTSIDE))  # type: ignore[misc]
        room(kb)
        said = must(Fork(lambda name=name: _cramped(writing, name), OUTSIDE))["said"]  # type: ignore[misc]
        room(WIDE_KB)
        found.full, found.had_room = found.full + bool(said), found.had_room + (not said)
        found.said = sorted({*found.said, said} - {""})
        after = must(Fork(lambda name=name, said=said: _again(writing, name, is_in=not said), OUTSIDE))  # type: ignore[misc]
        found.wrong += [f"{kb} kB: {words}" for words in after["said"]]
        for part in differing(undisturbed["there"], after["there"]):
            found.wrong.append(f"{kb} kB: {undisturbed['there'][part]} became {after['there'][part]}"[:LONGEST])
    return found


def _prepared(writing: Writing, name: str) -> Outcome:
    member = Member.objects.create(username=name, name="Alice", joined_at=AT, trace_key=TRACE_KEY)
    writing.prepare(member)
    return {}


def _cramped(writing: Writing, name: str) -> Outcome:
    try:
        return {"said": writing.write(Member.objects.get(username=name), 0)}
    except Exception as error:  # whatever comes of it: what is told of it counts
        return {"said": errors.explain(error, [])}


def _again(writing: Writing, name: str, *, is_in: bool = False) -> Outcome:
    member = Member.objects.get(username=name)
    said = "" if is_in else writing.write(member, 1)
    return {"said": [said] if said else [], "there": writing.look(member)}


def _whole(writing: Writing, name: str) -> Outcome:
    _prepared(writing, name)
    return _again(writing, name)


def _refreshed(member: Member, tries: int) -> str:
    at_servers.follow(member)
    return ""


def _mail(path: Path) -> Writing:
    """The database."""

    def write(member: Member, tries: int) -> str:
        importing.run(member, path, at=AT)
        return ""

    return Writing("mail", lambda member: None, write, contents.read, CLOSE_KB)


def _derived(path: Path) -> Writing:
    """Text index, columns and tables."""
    return Writing("derived", lambda member: importing.run(member, path, at=AT), _refreshed, contents.read_ties)


def _account(port: int) -> Writing:
    """What an account elsewhere gives, on its way through the spool."""
    place = at_servers.Place("feed", f"http://localhost:{port}/feed.xml", port)

    def write(member: Member, tries: int) -> str:
        place.bring(member, AT + tries * at_servers.FOR_EACH)
        return str(Account.objects.owned_by(member).get().failure)

    return Writing("account", lambda member: None, write, at_servers.look)


def _sending(path: Path) -> Writing:
    """A file that is sent by the page, as the disk fills while it arrives."""

    def sign_in(member: Member) -> None:
        client = Client()
        client.force_login(member)
        (OUTSIDE / member.username).write_text(client.cookies[settings.SESSION_COOKIE_NAME].value)

    def write(member: Member, tries: int) -> str:
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        client.cookies[settings.SESSION_COOKIE_NAME] = (OUTSIDE / member.username).read_text()
        sent = {"mailbox": SimpleUploadedFile("inbox.mbox", path.read_bytes()), "then": "bring", "me": ""}
        response = client.post("/sources/upload/", sent)
        is_taken = response.status_code == 302 and response["location"].startswith("/sources/")
        told = " ".join(strip_tags(response.content.decode()).split())
        del response, client
        gc.collect()  # a server lives on, and lets go of what did not arrive
        return "" if is_taken else told

    return Writing("sending", sign_in, write, _look_at_uploads)


def _look_at_uploads(member: Member) -> contents.Contents:
    """What waits to be read: imports, and files by their sizes. None may be left of what did not arrive."""
    top = files.home() / "uploads"
    mine = [file.stat().st_size for file in files.uploads(member.key).rglob("*") if file.is_file()]
    passing = [file.stat().st_size for file in top.iterdir() if file.is_file()]
    return {"imports": contents.read(member)["imports"], "files": sorted(mine), "passing": passing}


def _worker(path: Path) -> Writing:
    """An upload that a worker reads."""

    def prepare(member: Member) -> None:
        place = files.private_folder(files.uploads(member.key) / "one") / "inbox.mbox"
        shutil.copy(path, place)
        importing.begin(member, place, at=AT)

    def write(member: Member, tries: int) -> str:
        run = Import.objects.owned_by(member).get()
        if run.state == ImportState.DONE:
            return _refreshed(member, tries)
        actions.go_on(member, run.key)
        work.read_upload.func(member.key, run.source.place)
        return ""

    return Writing("worker", prepare, write, _look_at_worker)


def _look_at_worker(member: Member) -> contents.Contents:
    found = contents.read(member)
    return {**found, "sources": [], "files": _look_at_uploads(member)["files"]}


def _long_feed(asked: Asked) -> Said:
    return Said(200, feed(28).replace(b"What I learned", b"What I learned " * 700))


def main() -> int:
    """The command."""
    empty_home()
    path = OUTSIDE / "inbox.mbox"
    mailbox.write(path, messages=250, seed=7)
    importing.BATCH = 50
    with at_servers.apart(_long_feed) as port:
        must(Fork(migrate, OUTSIDE))
        parts = [_mail(path), _derived(path), _account(port), _sending(path), _worker(path)]
        asked = sys.argv[1:]
        found = {one.name: asdict(try_out(one)) for one in parts if not asked or one.name in asked}
    sys.stdout.write(json.dumps(found) + "\n")
    shutil.rmtree(OUTSIDE)
    return 1 if any(part["wrong"] for part in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
