"""A list that comes in again: what it says of someone now stands in place of what lists of such people said before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import F

from allies.people import naming
from allies.people.models import Handle, Member, Person
from allies.traces import actions
from allies.traces.models import Import, Participation, Sighting, Trace
from allies.traces.records import As, HandleKind, Kind

BATCH = 500
REACHING = (HandleKind.EMAIL, HandleKind.PHONE)
SAID = ("root", "pk", "run", "subject")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _Row:
    """What a list said of someone."""

    trace: int
    run: int
    name: str


@dataclass(slots=True)
class _Rows:
    """The rows of one person: of the import at hand, and those that are older and are not in it."""

    fresh: list[_Row] = field(default_factory=list)
    older: list[_Row] = field(default_factory=list)

    def pairs(self) -> Iterator[tuple[_Row, _Row]]:
        """Each older row with the one in its place: of the same name, where the import has several."""
        for row in self.older:
            yield row, next((one for one in self.fresh if one.name == row.name), self.fresh[0])


def renew(member: Member, run: Import) -> int:
    """Take out what older imports said of those whose rows this one changed. Returns how many rows that were.

    Addresses and numbers add up: whoever was reached by one is still known by it. The older imports count as having
    seen the newer rows, so that undoing this one leaves someone on the list.
    """
    pairs = [pair for rows in _by_person(member, run) for pair in rows.pairs()]
    for some in _batches(pairs):
        _sight(member, some)
        _keep_addresses(member, some)
        for old, new in some:
            _rename(member, old, new)
        Trace.objects.owned_by(member).filter(pk__in=[old.trace for old, _ in some]).delete()
    if pairs:
        actions.remove_unknown(member)
        replaced = len({new.trace for _, new in pairs})
        own = Import.objects.owned_by(member).filter(pk=run.pk)
        own.update(added=F("added") - replaced, known=F("known") + replaced)
    return len(pairs)


def _by_person(member: Member, run: Import) -> list[_Rows]:
    cards = Trace.objects.owned_by(member).filter(kind=Kind.CARD).exclude(root=None)
    found: defaultdict[bytes, _Rows] = defaultdict(_Rows)
    for root, row in _rows(cards.filter(run=run).order_by("pk").values_list(*SAID)):
        found[root].fresh.append(row)
    seen = Sighting.objects.owned_by(member).filter(run=run).values("trace")
    for some in _batches(list(found)):
        older = cards.filter(root__in=some).exclude(run=run).exclude(pk__in=seen).order_by("pk")
        for root, row in _rows(older.values_list(*SAID)):
            found[root].older.append(row)
    return [rows for rows in found.values() if rows.older]


def _rows(values: Iterable[tuple[bytes | None, int, int, str]]) -> Iterator[tuple[bytes, _Row]]:
    for root, trace, run, name in values:
        yield bytes(root or b""), _Row(trace, run, name)


def _sight(member: Member, pairs: Sequence[tuple[_Row, _Row]]) -> None:
    """Whoever brought or saw an older row has seen the newer."""
    into = {old.trace: new.trace for old, new in pairs}
    saw = {(into[old.trace], old.run) for old, _ in pairs}
    again = Sighting.objects.owned_by(member).filter(trace__in=list(into)).values_list("trace", "run")
    saw |= {(into[trace], run) for trace, run in again}
    rows = ((member.pk, trace, run) for trace, run in sorted(saw))
    Sighting.objects.write(("owner_id", "trace_id", "run_id"), rows, unless_there=True)


def _keep_addresses(member: Member, pairs: Sequence[tuple[_Row, _Row]]) -> None:
    into = {old.trace: new.trace for old, new in pairs}
    named = Participation.objects.owned_by(member).filter(
        trace__in=list(into), role=As.NAMED, handle__kind__in=REACHING
    )
    rows = ((member.pk, into[trace], handle, As.NAMED.value) for trace, handle in named.values_list("trace", "handle"))
    Participation.objects.write(("owner_id", "trace_id", "handle_id", "role"), rows, unless_there=True)


def _rename(member: Member, old: _Row, new: _Row) -> None:
    """Whoever has the name that the older row gave them has the one that the newer gives."""
    before, now = naming.tidy(old.name), naming.tidy(new.name)
    if not now or before == now:
        return
    on_it = Participation.objects.owned_by(member).filter(trace=old.trace, role=As.NAMED).values("handle")
    theirs = Handle.objects.owned_by(member).filter(pk__in=on_it, name=before)
    for handle, value, person in list(theirs.values_list("pk", "value", "person")):
        Handle.objects.owned_by(member).filter(pk=handle).update(name=now)
        shown = naming.shown(before, value)[: naming.LONGEST]
        Person.objects.owned_by(member).filter(pk=person, name=shown).update(name=now)


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    yield from (items[at : at + BATCH] for at in range(0, len(items), BATCH))
