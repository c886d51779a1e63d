"""Many at once, each in a process of its own: one link redeemed by twenty, one password guessed by eight.

    python -m tests.safety.apart.races

On SQLite, or on the server of ALLIES_DATABASE_URL. Prints one line of JSON: how often each answer was given.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable

from django.core.management import call_command
from django.db import transaction
from django.test import Client

from allies.lib import clock
from allies.people import signin
from allies.people.actions import create_member
from tests.safety.apart import HOME, scratch
from tests.safety.apart.forks import Fork, Outcome, must

AT_ONCE, GUESSERS, GUESSES = 20, 8, 3
HOLD_S = 2.0  # within which the second has tried
ANSWERS = ("Too many failed login attempts", "not correct")


def _begin() -> Outcome:
    call_command("migrate", verbosity=0)
    member = create_member("alice", name="Alice", at=clock.now())
    member.set_password("not to be guessed")
    member.save()
    return {name: signin.new_link(member, at=clock.now()) for name in ("token", "overlapping")}


def _all_at_once(act: Callable[[Client], list[str]], number: int) -> dict[str, int]:
    """Every process gets ready, waits for the gate, and goes; how often each answer was given."""
    gate, opener = os.pipe()

    def work() -> Outcome:
        os.close(opener)
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        client.get("/account/login/")  # with everything loaded, and a connection open
        os.read(gate, 1)  # ends when the other side is closed
        return {"answers": act(client)}

    forks = [Fork(work, HOME) for _ in range(number)]
    os.close(opener)
    codes = [fork.wait() for fork in forks]
    if any(codes):
        raise RuntimeError("A process broke.")
    return dict(Counter(answer for fork in forks for answer in fork.outcome()["answers"]))


def _redeem(token: str, *, began: Callable[[], None], hold_s: float) -> Outcome:
    """Redeems the link and commits only after a while; whether it did."""
    try:
        with transaction.atomic():
            signin.redeem(token, at=clock.now())
            began()
            time.sleep(hold_s)
    except signin.LinkUsed:
        return {"redeemed": False}
    return {"redeemed": True}


def _overlapping(token: str) -> list[bool]:
    """One redeems, and a second tries while the first has not committed: the second waits, and is refused."""
    ready, begun = os.pipe()
    first = Fork(lambda: _redeem(token, began=lambda: os.close(begun), hold_s=HOLD_S), HOME)
    os.close(begun)
    os.read(ready, 1)  # ends when the first has updated the row
    second = Fork(lambda: _redeem(token, began=lambda: None, hold_s=0), HOME)
    return [bool(must(fork)["redeemed"]) for fork in (first, second)]


def _guess(client: Client) -> str:
    answer = client.post("/account/login/", {"login": "alice", "password": "a guess"}).content.decode()
    return next((words for words in ANSWERS if words in answer), answer)


def main() -> int:
    """The command."""
    with scratch.database():
        tokens = must(Fork(_begin, HOME))
        path = f"/enter/{tokens['token']}/"
        overlapping = _overlapping(str(tokens["overlapping"]))
        redeemed = _all_at_once(lambda client: [str(client.get(path).status_code)], AT_ONCE)
        guessed = _all_at_once(lambda client: [_guess(client) for _ in range(GUESSES)], GUESSERS)
    sys.stdout.write(json.dumps({"overlapping": overlapping, "redeemed": redeemed, "guessed": guessed}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
