"""How lively each author is at a moment: how much they answered and wrote of late, when they were last there."""

from __future__ import annotations

import math

import numpy as np

from allies.engine.events import DAY_S, Floats, Ints

ANSWERED_DAYS = (14.0, 30.0, 90.0, 365.0)
WRITTEN_DAYS = (14.0, 30.0, 365.0)
SPECK = 1e-3  # of an answer, so that there is a logarithm of none
LONGEST_SILENCE_H = 10 * 365.0 * 24
HOURS = 24
HOUR_S = 3600
SURE_HOURS = 10.0  # posts; with fewer, the hours someone writes at are half those of everyone
COLUMNS = len(ANSWERED_DAYS) + len(WRITTEN_DAYS) + 8
OF_A_SEASON = ANSWERED_DAYS.index(90.0)
_SCALES = np.array((*ANSWERED_DAYS, *WRITTEN_DAYS))
_NEAR = np.exp(3.0 * np.cos(2 * np.pi * (np.arange(HOURS)[:, None] - np.arange(HOURS)) / HOURS))
_NEAR /= _NEAR.sum(axis=1, keepdims=True)  # a post at nine is a sign of being there at eight and ten


class Liveliness:
    """Grows post by post, in order of time; nothing about the words.

    >>> lively = Liveliness()
    >>> lively.add(0, 0, opens=True, answers=False)
    >>> lively.add(1, 60, opens=False, answers=True)
    >>> lively.terms(np.array([0, 1]), 120).shape
    (2, 15)
    """

    def __init__(self) -> None:
        self.authors = 0
        self._clock_s = 0.0
        self._openings = 0
        self._everyones_hours = np.zeros(HOURS)
        self._fading = np.zeros((0, len(_SCALES)))  # answers, then posts, as of each author's own latest post
        self._last_s = np.zeros(0)
        self._last_answer_s = np.zeros(0)
        self._answers = np.zeros(0)
        self._asked = np.zeros(0)
        self._posts = np.zeros(0)
        self._openings_before = np.zeros(0)
        self._hours = np.zeros((0, HOURS))
        self._order = np.zeros(0)  # of answers in a season; all fade alike, so that time does not change it

    def add(self, author: int, at_s: int, *, opens: bool, answers: bool) -> None:
        """One more post. `opens`: a question. `answers`: the first one of the author to a question of another. O(1).

        A post that comes late counts as of the latest there was.
        """
        self._make_room(author)
        now_s = max(float(at_s), self._clock_s) if self._everyones_hours.any() else float(at_s)
        fading = self._fading[author]
        fading *= np.exp((self._last_s[author] - now_s) / DAY_S / _SCALES) if self._posts[author] else 0.0
        fading[len(ANSWERED_DAYS) :] += 1.0
        if not self._posts[author]:
            self._openings_before[author] = self._openings
        if answers:
            fading[: len(ANSWERED_DAYS)] += 1.0
            self._answers[author] += 1
            self._last_answer_s[author] = now_s
        if fading[OF_A_SEASON] > 0:
            self._order[author] = math.log(fading[OF_A_SEASON]) + now_s / DAY_S / ANSWERED_DAYS[OF_A_SEASON]
        self._openings += opens
        self._asked[author] += opens
        self._posts[author] += 1
        self._last_s[author] = self._clock_s = now_s
        near = _NEAR[at_s % DAY_S // HOUR_S]
        self._hours[author] += near
        self._everyones_hours += near

    def liveliest(self, most: int) -> Ints:
        """The authors who answered most over about a season, at most so many, ascending. O(authors)."""
        if self.authors <= most:
            return np.arange(self.authors)
        return np.sort(np.argpartition(-self._order[: self.authors], most)[:most])

    def terms(self, people: Ints, at_s: int) -> Floats:
        """(people, COLUMNS) float64, what is known of each at this moment. O(people).

        people : (n,) int64, authors added before.   at_s : int, UTC seconds.
        Columns: logarithms of the answers, then of the posts, on their scales; how recently there, how recently
        answering; answers, questions, the share of answers, whether there is none; answers for each question since they
        came; whether it is their hour.
        """
        now_s = float(at_s)
        silence_h = self._since_h(self._last_s[people], now_s)
        faded = self._fading[people] * np.exp(-silence_h[:, None] / 24.0 / _SCALES)
        answers, asked = self._answers[people], self._asked[people]
        unanswering_h = np.where(answers > 0, self._since_h(self._last_answer_s[people], now_s), LONGEST_SILENCE_H)
        columns = [
            *np.log(faded + SPECK).T,
            -np.log1p(silence_h),
            -np.log1p(unanswering_h),
            np.log1p(answers),
            np.log1p(asked),
            (answers + 0.5) / (answers + asked + 1.0),
            (answers == 0).astype(np.float64),
            np.log((answers + 0.1) / (self._openings - self._openings_before[people] + 6.0)),
            self._their_hour(people, at_s),
        ]
        return np.stack(columns, axis=1)

    def _since_h(self, when_s: Floats, now_s: float) -> Floats:
        hours: Floats = np.clip((now_s - when_s) / HOUR_S, 0.0, LONGEST_SILENCE_H)
        return hours

    def _their_hour(self, people: Ints, at_s: int) -> Floats:
        """Logarithm of how much more they write around this hour than everyone does."""
        hour = at_s % DAY_S // HOUR_S
        usual = (self._everyones_hours[hour] + 1.0 / HOURS) / (self._everyones_hours.sum() + 1.0)
        own = (self._hours[people, hour] + SURE_HOURS * usual) / (self._posts[people] + SURE_HOURS)
        better: Floats = np.log(own / usual)
        return better

    def _make_room(self, author: int) -> None:
        self.authors = max(self.authors, author + 1)
        if author < len(self._posts):
            return
        more = max(author + 1, 2 * len(self._posts), 64) - len(self._posts)
        self._order = np.concatenate([self._order, np.full(more, -np.inf)])
        for name in (
            "_fading", "_last_s", "_last_answer_s", "_answers", "_asked", "_posts", "_openings_before", "_hours"
        ):  # fmt: skip
            column = getattr(self, name)
            setattr(self, name, np.concatenate([column, np.zeros((more, *column.shape[1:]))]))
