"""Where one can go: what works today, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in the navigation."""

    name: str
    route: str
    icon: str
    also: tuple[str, ...] = ()  # routes that lie inside it

    @property
    def url(self) -> str:
        return reverse(self.route)

    def holds(self, route: str) -> bool:
        """Whether a page of this route lies here."""
        return route == self.route or route in self.also


TABS = (
    Entry("Today", "web:today", "sun", ("web:decide", "web:start")),
    Entry("People", "web:people", "users", ("web:person", "web:join", "web:review")),
    Entry("Tribes", "web:tribes", "network", ("web:tribe",)),
    Entry("Sources", "web:sources", "inbox", ("web:import", "web:refusals", "web:upload")),
)
MORE = (Entry("Settings", "web:settings", "settings-2", ("web:erase", "web:help")),)
