"""Whether a machine sent a message: such mail is kept as a fact and never makes a tie."""

from __future__ import annotations

import re
from functools import lru_cache

from allies.traces.records import HandleKind, Role
from allies.traces.sources.headers import Headers, first

# The part before the @, of senders that no one answers.
MACHINE = re.compile(
    r"(?:.*[._+-])?(?:no|not|do-?not|never)[._-]?reply(?:[._+-].*)?"
    r"|(?:mailer-daemon|postmaster|mailman|listserv|majordomo|daemon|nobody|cron|root|newsletters?|notify|alerts?"
    r"|notifications?|auto(?:matic|mailer|reply|responder)?|bounces?)(?:[+=._-].*)?"
    r"|owner-.*|.*-(?:bounces|request|owner|admin|notifications?|noreply)(?:[+=].*)?",
)
MACHINE_NAMES = frozenset({"mail delivery subsystem", "mail delivery system", "mailer-daemon", "postmaster"})
TELLING = frozenset({"auto-submitted", "x-autoreply", "x-autorespond", "list-unsubscribe", "precedence"})
BULK = frozenset({"bulk", "junk", "auto_reply"})


def is_automatic(headers: Headers, people: tuple[Role, ...], post: str) -> bool:
    """Whether a message comes from a machine: an answer, a notice, a bounce, a newsletter.

    people : as `people.roles` gives them: the sender stands first.
    post : where the discussion list takes posts that carried it, "" for other mail.
    """
    if not headers.keys().isdisjoint(TELLING) and (_says_so(headers) or _is_bulk(headers, post)):
        return True
    return (
        first(headers, "return-path").strip() == "<>"
        or first(headers, "content-type").lstrip()[:16].lower() == "multipart/report"
        or _is_machine(people[0])
    )


def _says_so(headers: Headers) -> bool:
    submitted = first(headers, "auto-submitted").strip().lower()
    is_sent_so = submitted != "" and not submitted.startswith("no")
    return is_sent_so or "x-autoreply" in headers or "x-autorespond" in headers


def _is_bulk(headers: Headers, post: str) -> bool:
    if post:
        return False
    return "list-unsubscribe" in headers or first(headers, "precedence").strip().lower() in BULK


@lru_cache(maxsize=4096)
def _is_machine(sender: Role) -> bool:
    if sender.kind is HandleKind.EMAIL:
        return MACHINE.fullmatch(sender.value.partition("@")[0]) is not None
    return sender.value in MACHINE_NAMES or MACHINE.fullmatch(sender.value.partition(" ")[0]) is not None
