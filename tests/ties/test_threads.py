"""Which traces belong to one conversation."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from allies.ties.columns import NO_KEY, Columns
from allies.ties.threads import threads

Message = tuple[int, int, int]  # uid, parent, root
messages = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 12), st.integers(0, 12)), max_size=12, unique_by=lambda one: one[0]
)


def as_columns(told: Sequence[Message]) -> Columns:
    """Each message with two rows, in this order."""
    rows = [(number, *one) for number, one in enumerate(told) for _ in range(2)]
    number, uid, parent, root = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    nothing = np.zeros(len(rows), dtype=np.int64)
    return Columns(
        participation=np.arange(len(rows)),
        trace=number,
        at_s=nothing,
        handle=nothing,
        role=nothing.astype(np.int8),
        kind=nothing.astype(np.int8),
        is_automatic=nothing.astype(np.bool_),
        is_question=nothing.astype(np.bool_),
        minutes=nothing.astype(np.int32),
        uid=uid,
        parent=parent,
        root=root,
    )


def slowly(told: Sequence[Message]) -> dict[int, int]:
    """uid -> thread, by joining sets until nothing changes."""
    groups = [{key for key in one if key != NO_KEY} for one in told]
    changed = True
    while changed:
        changed = False
        for one in groups:
            for other in groups:
                if one is not other and one & other:
                    one |= other
                    groups.remove(other)
                    changed = True
                    break
            if changed:
                break
    return {uid: min(group) for uid, _, _ in told for group in groups if uid in group}


@given(messages)
def test_as_the_slow_twin_says(told: list[Message]) -> None:
    found = threads(as_columns(told))
    assert found[::2].tolist() == found[1::2].tolist()
    assert dict(zip((uid for uid, _, _ in told), found[::2].tolist(), strict=True)) == slowly(told)


@given(messages, st.randoms())
def test_the_order_changes_nothing(told: list[Message], chance: Random) -> None:
    mixed = chance.sample(told, len(told))
    first, second = threads(as_columns(told)), threads(as_columns(mixed))
    by_uid = dict(zip((uid for uid, _, _ in told), first[::2].tolist(), strict=True))
    assert by_uid == dict(zip((uid for uid, _, _ in mixed), second[::2].tolist(), strict=True))


def test_two_that_answer_a_message_that_never_came_in_are_one_thread() -> None:
    assert len(set(threads(as_columns([(5, 2, 0), (7, 2, 0)])).tolist())) == 1
    assert len(set(threads(as_columns([(5, 0, 3), (7, 0, 0), (9, 7, 3)])).tolist())) == 1
    assert len(set(threads(as_columns([(5, 0, 0), (7, 0, 0)])).tolist())) == 2
