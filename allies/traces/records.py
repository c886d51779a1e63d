"""What a source yields: frozen records, trusted once they are made.

They are structs of msgspec, not dataclasses: made a hundred thousand times in a reading, carried from one process to
another as arrays in the order of their fields, and checked field by field on arrival (sources/wire.py).
`gc=False`: nothing in them can lead back to them, so the collector need not look.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    """What happened."""

    MAIL = "mail"
    MEETING = "meeting"
    CALL = "call"
    LETTER = "letter"
    VISIT = "visit"
    POST = "post"
    REPLY = "reply"
    MENTION = "mention"
    NOTE = "note"
    CARD = "card"  # an entry in an address book: says who someone is, is not contact
    CHAT = "chat"  # a message of a few words, to someone or into a room


class As(StrEnum):
    """In what role someone took part."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    BCC = "bcc"
    LIST = "list"  # the list that carried it
    REPLIED_TO = "replied-to"  # whose words were answered
    WITH = "with"  # was there: a meeting, a call, a visit
    NAMED = "named"  # whom a card or a note is about


class HandleKind(StrEnum):
    """What sort of address a handle is."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"  # known by display name alone, where the address is masked
    LIST = "list"
    URL = "url"
    FEDIVERSE = "fedi"  # alice@social.example, as Mastodon writes it, without the first @
    X = "x"  # the number of an account on X (Twitter): names there change
    SLACK = "slack"  # as Slack numbers users, of all workspaces: u024be7lh
    GITHUB = "github"  # the name of an account
    SIGNAL = "signal"  # the id of an account that shows no number


class Role(Struct, frozen=True, array_like=True, gc=False):
    """One person in one role: `value` is normalised (lower case, single spaces), `name` as it was written."""

    role: As
    kind: HandleKind
    value: str
    name: str = ""


class TraceRecord(Struct, frozen=True, array_like=True, gc=False):
    """One thing that happened, at a time, with people in roles."""

    uid: str  # the source's own stable id, e.g. a Message-ID without brackets
    kind: Kind
    at_s: int  # UTC seconds
    people: tuple[Role, ...]
    subject: str = ""
    text: str = ""  # the author's own words
    parent: str = ""  # uid of what this answers
    root: str = ""  # uid of what began the thread
    minutes: int = 0  # how long it took, where the source says so
    is_automatic: bool = False  # sent by a machine: a fact, never a tie
    delivered_to: tuple[str, ...] = ()  # addresses the mailbox itself received it as
    is_sent: bool = False  # lay in a folder of sent mail


class Item(Struct, frozen=True, array_like=True, gc=False):
    """One item of a source, in reading order: a record, or the reason why there is none."""

    position: int  # 1 for the first item of the source
    place: str  # where a person would look: "inbox.mbox, message 12, byte 48113"
    done: float  # share of the source read so far, 0 to 1
    record: TraceRecord | None = None
    reason: str = ""  # why it was refused, when there is no record
