"""Who is in the network: the people of the cast, and others drawn from the lists of names."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from .addresses import Addresses
from .data import load
from .people import Address, Form, Habit, Person, Quoting
from .rhythm import DAY_S, YEAR_S
from .tribes import Tribe

_SIGN_OFFS = ("Best wishes,\n", "Best,\n", "Warmly,\n", "Kind regards,\n", "All the best,\n", "Yours,\n", "", "", "")
_QUOTINGS = (Quoting.NONE, Quoting.BELOW, Quoting.BELOW, Quoting.ABOVE, Quoting.OUTLOOK)
_LONG_AGO_YEARS = 20


def owner(now_s: int) -> Person:
    """Whose network it is."""
    row = load("story")["owner"]
    name = f"{row['given']} {row['family']}"
    private = Address(row["private"], name, now_s - _LONG_AGO_YEARS * YEAR_S, is_private=True)
    jobs = (
        Address(one["email"], name, now_s - int(one["from_years"] * YEAR_S), False, one["organisation"], one["title"])
        for one in row["jobs"]
    )
    return Person(
        given=row["given"],
        family=row["family"],
        nickname="",
        addresses=(private, *jobs),
        tribe="",
        also=(),
        knows=(),
        zone=ZoneInfo(row["zone"]),
        habit=Habit(Quoting.BELOW, "Warmly,\n", has_signature=True, form=Form.PLAIN, wraps=True, greets=True),
        energy=1.0,
        joined_s=private.from_s,
        left_s=now_s,
    )


class Casting:
    """Draws people, each full name once, apart from those whom the cast names twice."""

    def __init__(self, rng: Random, now_s: int) -> None:
        self._rng = rng
        self._now_s = now_s
        self._cast: list[dict[str, Any]] = load("cast")["people"]
        self._names = load("names")
        self._addresses = Addresses(rng)
        self._taken = {f"{row['given']} {row['family']}" for row in self._cast}
        self._phones = iter(rng.sample(range(200, 1000), 800))

    def everyone(self, tribes: tuple[Tribe, ...]) -> list[Person]:
        """All people, in the order of their circles."""
        lasting = [one.key for one in tribes if one.until_years == 0.0 and one.thread_gap_days]
        return [person for tribe in tribes for person in self._members(tribe, lasting)]

    def _members(self, tribe: Tribe, lasting: list[str]) -> Iterator[Person]:
        rows = [row for row in self._cast if row["tribe"] == tribe.key]
        yield from (self._scripted(row, tribe) for row in rows)
        yield from (self._drawn(tribe, lasting) for _ in range(tribe.size - len(rows)))

    def _scripted(self, row: dict[str, Any], tribe: Tribe) -> Person:
        names = (row["given"], row["family"], row.get("nickname", ""))
        begins = [self._ago_s(_LONG_AGO_YEARS), *(self._ago_s(years) for years in row.get("moved_years", ()))]
        begins += begins[-1:] * (len(row["emails"]) - len(begins))
        return Person(
            *names,
            addresses=tuple(
                self._addresses.known(email, *names, from_s=from_s)
                for email, from_s in zip(row["emails"], begins, strict=False)
            ),
            tribe=tribe.key,
            also=tuple(row.get("also", ())),
            knows=tuple(row.get("knows", ())),
            zone=ZoneInfo("Europe/London"),
            habit=self._habit(),
            energy=1.4,
            joined_s=self._now_s - row.get("joins_days", _LONG_AGO_YEARS * 365) * DAY_S,
            left_s=self._now_s - row.get("quiet_days", 0) * DAY_S,
            phone=row.get("phone") or self._phone(),
            postal=tuple(row.get("address", ())),
            situation=row["situation"],
        )

    def _drawn(self, tribe: Tribe, lasting: list[str]) -> Person:
        rng = self._rng
        culture, given, family = self._name()
        nickname = self._names["nicknames"].get(given, "")
        joined_years = tribe.from_years - (rng.random() ** 2) * 0.7 * (tribe.from_years - tribe.until_years)
        moved_years = rng.uniform(0.4, 0.9) * joined_years if rng.random() < tribe.leavers else None
        moved_s = self._ago_s(moved_years) if moved_years is not None else self._now_s
        others = [key for key in lasting if key != tribe.key]
        return Person(
            given=given,
            family=family,
            nickname=nickname,
            addresses=tuple(self._drawn_addresses(tribe, given, family, nickname, moved_s)),
            tribe=tribe.key,
            also=(rng.choice(others),) if tribe.thread_gap_days and rng.random() < 0.05 else (),
            knows=tuple(topic.name for topic in rng.sample(tribe.topics, 2)),
            zone=ZoneInfo("Europe/London" if tribe.is_local else culture["zone"]),
            habit=self._habit(),
            energy=max(0.3, rng.lognormvariate(-0.2, 0.7)),
            joined_s=self._ago_s(joined_years),
            left_s=moved_s if tribe.domain else self._now_s,
            phone=self._phone() if rng.random() < 0.5 else "",
        )

    def _name(self) -> tuple[dict[str, Any], str, str]:
        while True:
            culture: dict[str, Any] = self._rng.choice(self._names["cultures"])
            given, family = self._rng.choice(culture["given"]), self._rng.choice(culture["family"])
            if f"{given} {family}" not in self._taken:
                self._taken.add(f"{given} {family}")
                return culture, given, family

    def _drawn_addresses(self, tribe: Tribe, given: str, family: str, nickname: str, moved_s: int) -> Iterator[Address]:
        """The address in the circle first; for those who move on, a later one elsewhere."""
        domain = tribe.domain or (self._rng.choice(tribe.domains) if tribe.domains else "")
        yield self._addresses.drawn(domain, given, family, nickname, from_s=self._ago_s(_LONG_AGO_YEARS))
        if moved_s < self._now_s:
            later = self._addresses.elsewhere(domain)
            yield self._addresses.drawn(later, given, family, nickname, from_s=moved_s)

    def _habit(self) -> Habit:
        rng = self._rng
        return Habit(
            quoting=rng.choice(_QUOTINGS),
            sign_off=rng.choice(_SIGN_OFFS),
            has_signature=rng.random() < 0.4,
            form=rng.choices(tuple(Form), (0.82, 0.06, 0.12))[0],
            wraps=rng.random() < 0.5,
            greets=rng.random() < 0.85,
        )

    def _ago_s(self, years: float) -> int:
        return self._now_s - int(years * YEAR_S)

    def _phone(self) -> str:
        """A number from the range that is kept for fiction."""
        return f"+44 1632 960{next(self._phones)}"
