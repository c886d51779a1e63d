"""Where the member works and worked: as they said, and as long as they said nothing, as it is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from django.http import Http404

from allies.people.models import Employer, Member
from allies.ties.mail_domains import FREE
from allies.ties.models import GuessedEmployer

_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class NotAnEmployer(ValueError):
    """What was given is no domain that people work under, or its dates run backwards."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """One place where the member works or worked."""

    key: str  # "" for a guess
    domain: str
    since: date | None
    until: date | None  # none while it lasts

    @property
    def is_guess(self) -> bool:
        """Whether the member has not said so."""
        return not self.key


def workplaces(member: Member) -> list[Workplace]:
    """What the member said, the latest first; what is guessed where they said nothing. At most two queries."""
    said = Employer.objects.owned_by(member).values_list("key", "domain", "since", "until")
    rows = [Workplace(*row) for row in said] or _guesses(member)
    return sorted(rows, key=lambda row: (row.until or date.max, row.since or date.min, row.domain), reverse=True)


@transaction.atomic
def say(member: Member, text: str, *, since: date | None, until: date | None) -> Workplace:
    """The member works or worked there. Said again of the same domain, the dates are put right.

    text : a domain, or an address there. Raises NotAnEmployer.
    """
    domain = _read(text)
    if since is not None and until is not None and until < since:
        raise NotAnEmployer("The last day must not come before the first.")
    rows = Employer.objects.owned_by(member)
    if not rows.filter(domain=domain).update(since=since, until=until):
        Employer.objects.create(owner=member, domain=domain, since=since, until=until)
    return Workplace(*rows.values_list("key", "domain", "since", "until").get(domain=domain))


@transaction.atomic
def say_guessed(member: Member) -> list[Workplace]:
    """What is guessed is right. Nothing where the member has said something already."""
    return [say(member, row.domain, since=row.since, until=row.until) for row in workplaces(member) if row.is_guess]


def forget(member: Member, key: str) -> Workplace:
    """The member did not work there. Http404 where they never said so."""
    row = Employer.objects.owned_by(member).filter(key=key).first()
    if row is None:
        raise Http404("No such employer.")
    row.delete()
    return Workplace(row.key, row.domain, row.since, row.until)


def _guesses(member: Member) -> list[Workplace]:
    rows = GuessedEmployer.objects.owned_by(member).values_list("domain", "first_s", "last_s")
    return [Workplace("", domain, _day(first_s), _day(last_s)) for domain, first_s, last_s in rows]


def _day(at_s: int | None) -> date | None:
    return None if at_s is None else datetime.fromtimestamp(at_s, UTC).date()


def _read(text: str) -> str:
    """The domain in an address, in a page's address, or by itself."""
    tidied = text.strip().lower().rpartition("@")[2].removeprefix("https://").removeprefix("http://")
    domain = tidied.split("/")[0].removeprefix("www.").rstrip(".")
    if not _DOMAIN.fullmatch(domain):
        raise NotAnEmployer("Give the domain that people there write from, such as harbour.example.")
    if domain in FREE:
        raise NotAnEmployer(f"{domain} is a mail provider: anyone can write from there.")
    return domain
