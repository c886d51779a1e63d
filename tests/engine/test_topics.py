"""What a text is about."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from allies.engine.topics import Topics, Words

TEXTS = [
    "bread flour yeast oven", "flour oven crust bread", "yeast crust dough flour",
    "train railway station north", "railway ticket train station", "ticket north timetable railway",
]  # fmt: skip


def test_texts_on_one_subject_lie_closer_than_those_on_another() -> None:
    words = Words()
    vectors = Topics([words.counted(text) for text in TEXTS], len(words)).vectors([words.counted(t) for t in TEXTS])
    close = vectors @ vectors.T
    assert close[:3, :3].min() > close[:3, 3:].max() and close[3:, 3:].min() > close[:3, 3:].max()
    np.testing.assert_allclose(np.diag(close), 1.0, atol=1e-6)


def test_words_are_counted_without_quoted_lines() -> None:
    words = Words()
    number, count = words.counted("Oven, oven\n> flour\nbread")
    assert len(words) == 2 and count.tolist() == [2.0, 1.0] and number.tolist() == [0, 1]


def test_words_of_any_script_without_the_dot_that_ends_a_sentence() -> None:
    words = Words()
    words.counted("Teig für Brot. Тесто")
    assert len(words) == 4
    assert words.known("teig, тесто! kohlrabi setup.py brot.")[0].tolist() == [0, 2, 3]
    assert len(words) == 4


def test_unknown_words_and_no_words_say_nothing() -> None:
    words = Words()
    topics = Topics([words.counted(text) for text in TEXTS], len(words))
    assert not topics.vectors([words.counted("zebra"), words.counted("")]).any()
    assert Topics([], 0).vectors([words.counted("bread")]).shape == (1, 0)


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_texts_give_vectors_of_length_one_or_nought(texts: list[str]) -> None:
    words = Words()
    counted = [words.counted(text) for text in texts]
    vectors = Topics(counted, len(words)).vectors(counted)
    length = np.sqrt((vectors**2).sum(axis=1))
    assert np.all((np.abs(length - 1) < 1e-6) | (length < 1e-6))
