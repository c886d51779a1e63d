"""Who someone is: names, addresses over the years, habits of writing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo


class Form(StrEnum):
    """As what someone's mail program sends their words."""

    PLAIN = "plain"
    HTML = "html"
    BOTH = "both"


class Quoting(StrEnum):
    """What a mail program does with the mail that is answered."""

    NONE = "none"
    BELOW = "below"  # "On ... wrote:" and lines with ">" under the answer
    ABOVE = "above"  # the same, with the answer under it
    OUTLOOK = "outlook"  # "-----Original Message-----" and the old text as it was


@dataclass(frozen=True, slots=True)
class Habit:
    """How someone writes."""

    quoting: Quoting
    sign_off: str  # "Best wishes,\n" or nothing
    has_signature: bool
    form: Form
    wraps: bool  # breaks lines at 72 letters
    greets: bool


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a person, and the name it shows."""

    email: str
    display: str
    from_s: int
    is_private: bool = False
    organisation: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Someone in the network, or its owner. `addresses` are in order of time; empty for people without mail."""

    given: str
    family: str
    nickname: str
    addresses: tuple[Address, ...]
    tribe: str
    also: tuple[str, ...]
    knows: tuple[str, ...]
    zone: ZoneInfo
    habit: Habit
    energy: float  # how often they speak up in a circle, 1 for most
    joined_s: int  # took part in their circle from then ...
    left_s: int  # ... until then
    phone: str = ""
    postal: tuple[str, ...] = ()
    situation: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def called(self) -> str:
        """What friends say."""
        return self.nickname or self.given

    def address_at(self, at_s: int, *, is_private: bool) -> Address:
        """The address in use then; the private one first where the matter is private."""
        known = [one for one in self.addresses if one.from_s <= at_s] or [self.addresses[0]]
        fitting = [one for one in known if one.is_private == is_private]
        return (fitting or known)[-1]
