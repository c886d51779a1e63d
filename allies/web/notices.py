"""What just happened, said once on the next page, with the way to take it back."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.http import HttpRequest

KEPT_AS = "notice"


@dataclass(frozen=True, slots=True)
class Undo:
    """A form that takes something back: where it is sent and what it says."""

    url: str
    fields: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above the page."""

    text: str
    undo: Undo | None = None
    is_wrong: bool = False


def say(request: HttpRequest, text: str, *, undo: Undo | None = None) -> None:
    """Say this on the next page."""
    request.session[KEPT_AS] = asdict(Notice(text, undo))


def warn(request: HttpRequest, text: str) -> None:
    """Say on the next page that something did not work, and what to do."""
    request.session[KEPT_AS] = asdict(Notice(text, is_wrong=True))


def take(request: HttpRequest) -> Notice | None:
    """What was said, if anything; it is said once."""
    if not hasattr(request, "session") or not (kept := request.session.pop(KEPT_AS, None)):
        return None
    undo = Undo(**kept["undo"]) if kept["undo"] else None
    return Notice(kept["text"], undo, kept["is_wrong"])
