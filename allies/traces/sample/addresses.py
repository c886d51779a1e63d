"""The addresses that a person gets: of an employer, of a mail provider, and the name each one shows."""

from __future__ import annotations

import unicodedata
from random import Random

from .data import load
from .people import Address

_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "ı": "i", "æ": "ae", "đ": "d"})
_PRIVATE_FORMS = ("{first}.{last}", "{first}.{last}", "{last}.{first}", "{first}_{last}", "{first}{last}")
_WORK_FORMS = {"brightwater.example": "{initial}.{last}"}
_FAMILY_FIRST = {"caldermuseum.example"}


def plain(name: str) -> str:
    """The name as it stands in an address: ASCII, lower case, no spaces."""
    bare = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(one for one in bare if one.isascii() and (one.isalnum() or one == "-")).lower()


class Addresses:
    """Hands out addresses, each one once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._names = load("names")
        self._others: dict[str, str] = self._names["organisations"]
        self._taken: set[str] = set()
        self._organisations: dict[str, str] = {
            **self._others,
            **{one["email"].partition("@")[2]: one["organisation"] for one in load("story")["owner"]["jobs"]},
        }

    def elsewhere(self, domain: str) -> str:
        """The domain someone moves on to: another employer, or "" for a private address."""
        return self._rng.choice([*(one for one in self._others if one != domain), ""])

    def drawn(self, domain: str, given: str, family: str, nickname: str, *, from_s: int) -> Address:
        """A fresh address at the employer with that domain, or with some mail provider where it is ""."""
        form = _WORK_FORMS.get(domain, "{first}.{last}") if domain else self._rng.choice(_PRIVATE_FORMS)
        local = form.format(first=plain(given), last=plain(family), initial=plain(given)[0])
        email = self._free(local, domain or self._rng.choice(self._names["private_domains"]))
        return self.known(email, given, family, nickname, from_s=from_s, is_drawn=True)

    def known(
        self, email: str, given: str, family: str, nickname: str, *, from_s: int, is_drawn: bool = False
    ) -> Address:
        """The address as it is, with what its domain says: the organisation, the way names are shown."""
        domain = email.partition("@")[2]
        organisation = self._organisations.get(domain, "")
        display = f"{given} {family}"
        if domain in _FAMILY_FIRST and is_drawn and self._rng.random() < 0.15:
            display = f"{family}, {given}"
        elif not organisation:
            display = f"{nickname or given} {family}"
            if is_drawn and self._rng.random() < 0.12:
                display = ""
        title = self._rng.choice(self._names["titles"]) if organisation else ""
        return Address(email, display, from_s, not organisation, organisation, title)

    def _free(self, local: str, domain: str) -> str:
        email, count = f"{local}@{domain}", 1
        while email in self._taken:
            count += 1
            email = f"{local}{count}@{domain}"
        self._taken.add(email)
        return email
