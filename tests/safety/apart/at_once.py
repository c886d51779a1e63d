"""Several workers at the same work at once, each a process of its own: the same import, two imports, an account, ties.

    python -m tests.safety.apart.at_once [--rounds 2]

On SQLite, or on the server of ALLIES_DATABASE_URL. Prints one line of JSON: of each piece of work how often who came to
it was through, or was told that another is at it; and what was different from when one alone had done it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

from allies.people.models import Member
from allies.ties.lease import Busy
from allies.traces import importing
from allies.traces.accounts.claims import Lost
from allies.traces.batch import RunElsewhere
from tests.accounts.blog import Blog
from tests.safety.apart import HOME, at_servers, contents, empty_home, kinds, scratch
from tests.safety.apart.at_servers import ENTRIES, FOR_EACH, Place, Taken
from tests.safety.apart.contents import AT, Contents
from tests.safety.apart.forks import Fork, Outcome, must
from tests.safety.apart.kills import TRACE_KEY, differing, migrate
from tests.safety.apart.kinds import Kind

WORKERS = 3
TOLD = (RunElsewhere, Taken, Lost, Busy)  # in words that a person understands
FACTS = ("traces", "participations", "handles")  # what does not depend on who was first
Act = Callable[[Member], object]


@dataclass(slots=True)
class Found:
    """What came of it."""

    said: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """What each of the workers does. `parts` are compared; all of them where there are none."""

    name: str
    acts: Sequence[Act]
    look: Callable[[Member], Contents] = contents.read
    parts: tuple[str, ...] = FACTS
    before: Act = lambda member: None
    after: Act = lambda member: None


def race(work: Work, rounds: int) -> Found:
    """Everyone at once, for a member of their own each round; compared with one after the other."""
    found = Found()
    wanted = must(Fork(lambda: _in_turn(work, f"undisturbed {work.name}"), HOME))
    for number in range(rounds):
        name = f"{work.name} {number}"
        must(Fork(lambda name=name: _made(work, name), HOME))  # type: ignore[misc]
        said = _at_once(work, name)
        found.said = dict(Counter(found.said) + Counter(said))
        there = must(Fork(lambda name=name: _left(work, name), HOME))  # type: ignore[misc]
        found.wrong += [f"{name}: {words}" for words in said if words not in ("done", *(one.__name__ for one in TOLD))]
        found.wrong += [f"{name}: {part}" for part in differing(wanted, there)]
        if "done" not in said:
            found.wrong.append(f"{name}: no one got through")
    return found


def _made(work: Work, name: str) -> Outcome:
    work.before(Member.objects.create(username=name, name="Alice", joined_at=AT, trace_key=TRACE_KEY))
    return {}


def _left(work: Work, name: str) -> Outcome:
    member = Member.objects.get(username=name)
    work.after(member)
    there = work.look(member)
    return {part: there[part] for part in work.parts or there}


def _in_turn(work: Work, name: str) -> Outcome:
    _made(work, name)
    for act in dict.fromkeys(work.acts):
        act(Member.objects.get(username=name))
    return _left(work, name)


def _at_once(work: Work, name: str) -> list[str]:
    """Every process gets ready, waits for the gate, and goes; what came of each."""
    gate, opener = os.pipe()

    def go(act: Act) -> Outcome:
        os.close(opener)
        member = Member.objects.get(username=name)  # with a connection open
        os.read(gate, 1)  # ends when the other side is closed
        try:
            act(member)
        except TOLD as told:
            return {"said": type(told).__name__}
        except Exception as error:  # to be told by its name, with the others
            return {"said": f"{type(error).__name__}: {error}"}
        return {"said": "done"}

    forks = [Fork(lambda act=act: go(act), HOME) for act in work.acts]  # type: ignore[misc]
    os.close(opener)
    codes = [fork.wait() for fork in forks]
    os.close(gate)
    return [str(fork.outcome()["said"]) if code == 0 else "broke" for fork, code in zip(forks, codes, strict=True)]


def _import(kind: Kind) -> Act:
    def act(member: Member) -> None:
        importing.BATCH = kind.batch
        kind.bring(member, AT)

    return act


def works(place: Place) -> list[Work]:
    """What several may be at."""
    files = {kind.name: kind for kind in kinds.files(HOME)}
    one, other = _import(files["mbox"]), _import(files["takeout.zip"])

    def connected(member: Member) -> None:
        place.connect(member, AT)

    def sync(member: Member) -> None:
        place.bring(member, AT)

    def later(member: Member) -> None:
        """By then the claim of whoever is at it has run out."""
        place.bring(member, AT + FOR_EACH)

    def to_the_end(member: Member) -> None:
        place.bring(member, AT + 2 * FOR_EACH)
        at_servers.follow(member)

    def begun(member: Member) -> None:
        """As a page begins it: it waits for whichever worker comes."""
        importing.begin(member, HOME / "kills.mbox", at=AT)

    ties = ("traces", "participations", "handles", "as made anew")
    return [
        Work("one import", [one] * WORKERS, parts=(*FACTS, "people", "joins", "asked about", "sources")),
        Work("two imports", [one, other, one], before=begun),
        Work("an account", [sync] * WORKERS, at_servers.look, (), before=connected),
        Work("a claim that ran out", [sync, later], at_servers.look, (*FACTS, "waiting"), connected, to_the_end),
        Work("ties", [at_servers.follow] * WORKERS, contents.read_ties, (*ties, "Tie", "Between"), before=one),
        Work("all", [one, other, sync, at_servers.follow], contents.read_ties, ties, connected, to_the_end),
    ]


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Several at once, and compare.")
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    empty_home()
    with scratch.database(), at_servers.apart(Blog(ENTRIES).answer) as port:
        must(Fork(migrate, HOME))
        place = Place("feed", f"http://localhost:{port}/feed.xml", port)
        found = {work.name: asdict(race(work, rounds)) for work in works(place)}
    sys.stdout.write(json.dumps(found) + "\n")
    shutil.rmtree(HOME)
    return 1 if any(one["wrong"] for one in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
