"""A network made of letters, brought in through the door that a mailbox comes in by."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random

from allies.agenda import actions
from allies.agenda.shapes import PlanView, SuggestionRow
from allies.people.models import Member, Person
from allies.ties import reading
from tests.letters import ALICE, BOB, CHARLIE, Letter, mbox

TODAY = 104  # 14 April 2026, as letters count their days


class Network:
    """Alice's mailbox, letter by letter; `ago` counts days back from today."""

    def __init__(self, member: Member, folder: Path, now: datetime) -> None:
        self.member, self.folder, self.now = member, folder, now
        self.letters: list[Letter] = []

    def get(self, sender: str, ago: int, text: str = "So it is.", *, subject: str = "Notes", answers: str = "") -> str:
        """A letter to Alice. Returns its id."""
        return self._add(sender, ALICE, ago, text, subject, answers)

    def send(self, to: str, ago: int, text: str = "So it is.", *, subject: str = "Notes", answers: str = "") -> str:
        """A letter from Alice. Returns its id."""
        return self._add(ALICE, to, ago, text, subject, answers)

    def automatic(self, sender: str, ago: int, text: str) -> None:
        """What a machine sends."""
        header = (("Auto-Submitted", "auto-generated"),)
        self.letters.append(Letter(self._id(), sender, ALICE, TODAY - ago, "Ticket", text, extra=header))

    def together(self, sender: str, other: str, ago: int) -> str:
        """A letter from one to Alice and another. Returns its id."""
        return self._add(sender, f"{ALICE}, {other}", ago, "The three of us.", "Rota", "")

    def refused(self) -> None:
        """An item that does not come in: it is dated some sixty years ahead."""
        self.letters.append(Letter(self._id(), BOB, ALICE, TODAY + 60 * 365))

    def chat(self, other: str, *agos: int) -> None:
        """Each of these days, a letter there and one back."""
        for ago in agos:
            self.get(other, ago, answers=self.send(other, ago))

    def bring_in(self) -> None:
        """The whole mailbox, all the way into the ties."""
        path = mbox(self.folder / "mail.mbox", self.letters)
        reading.import_path(self.member, path, at=self.now, me="alice@alice.example")

    def plan(self, **chosen: int) -> PlanView:
        """Today's plan."""
        return actions.plan_day(self.member, now=self.now, **chosen)

    def suggested(self, name: str) -> SuggestionRow | None:
        """What is suggested today about this person."""
        return next((row for row in self.plan().suggestions if row.person_name == name), None)

    def person(self, name: str) -> Person:
        """The person with this name."""
        return Person.objects.owned_by(self.member).get(name=name)

    def _add(self, sender: str, to: str, ago: int, text: str, subject: str, answers: str) -> str:
        letter = Letter(self._id(), sender, to, TODAY - ago, subject, text, answers=answers)
        self.letters.append(letter)
        return letter.id

    def _id(self) -> str:
        return f"letter{len(self.letters)}"


def befriend(network: Network) -> None:
    """Charlie, with whom all is well: every letter of theirs was answered, the last one yesterday."""
    for ago in range(1, 200, 9):
        network.send(CHARLIE, ago, answers=network.get(CHARLIE, ago))


def let_bob_ask(network: Network, ago: int = 9) -> str:
    """Bob asked three times and was answered within two days each time; now he waits."""
    for asked in (150, 110, 70):
        network.send(BOB, asked - 2, answers=network.get(BOB, asked, "Is it ready?"))
    return network.get(BOB, ago, "Which of the two do you use?", subject="Re: Which audit template?")


def crowd(network: Network, people: int, seed: int = 1) -> None:
    """Many people with rhythms, questions and silences of their own."""
    chance = Random(seed)
    for number in range(people):
        other = f"Person{number} Smith <person{number}@smith.example>"
        for ago in sorted(chance.sample(range(3, 400), k=chance.randint(2, 9)), reverse=True):
            if chance.random() < 0.5:
                id = network.get(
                    other, ago, "Shall we?" if chance.random() < 0.5 else "We shall.", subject=f"Plan {ago}"
                )
                if chance.random() < 0.6:
                    network.send(other, max(ago - 2, 1), answers=id)
            else:
                id = network.send(other, ago, "Could you?" if chance.random() < 0.5 else "It can be.")
                if chance.random() < 0.6:
                    network.get(other, max(ago - 2, 1), answers=id)
