"""By what the exports of other services are known: how their files begin, and what lies together in their folders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from allies.traces.sources import exports

LOOKED_AT = 5000  # entries of a folder
# What may stand before the first element of a feed or a list.
PROLOG = rb"(?:<\?[^>]{0,500}\?>|<!--[\s\S]{0,2000}?-->|<!DOCTYPE[^\[>]{0,500}(?:\[[^\]]{0,3000}\]\s*)?>|\s++){0,50}"
# (sort, how a file of it begins): the first that is found decides.
HEADS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("x", re.compile(rb"window\.YTD\.[\w.]{1,100}\s*=\s*\[")),
    ("mastodon", re.compile(rb"Account address[,\r\n]")),
    (
        "mastodon",
        re.compile(
            rb'\{(?=[\s\S]{0,4000}"https://www\.w3\.org/ns/activitystreams")'
            rb'(?=[\s\S]{0,4000}"type"\s*:\s*"(?:OrderedCollection|Person|Service|Application|Group|Organization)")'
        ),
    ),
    (
        "slack",
        re.compile(rb'\[\s*\{(?=[\s\S]{0,4000}"type"\s*:\s*"message")(?=[\s\S]{0,4000}"ts"\s*:\s*"\d{9,11}\.\d{1,9}")'),
    ),
    ("slack", re.compile(rb'\[\s*\{\s*"id"\s*:\s*"[UW][A-Z0-9]{1,30}"')),
    (
        "git",
        re.compile(
            rb"(?:\*[ .-]{1,40})?commit [0-9a-f]{40}(?:[0-9a-f]{24})?(?: \([^\n]*\))?\r?\n"
            rb"[|\\/ .-]{0,40}(?:tree [0-9a-f]{40}|(?:Merge: [^\n]*\n[|\\/ .-]{0,40})?Author:)"
        ),
    ),
    (
        "github",
        re.compile(
            rb'\[\s*\{(?=[\s\S]{0,4000}"type"\s*:\s*"(?:user|issue|pull_request|issue_comment|commit_comment'
            rb'|pull_request_review|pull_request_review_comment)")(?=[\s\S]{0,4000}"url"\s*:\s*"https?://)'
        ),
    ),
    ("github", re.compile(rb'\[\s*\{[\s\S]{0,4000}"(?:html_)?url"\s*:\s*"https?://[^"\s]{1,300}/(?:issues|pulls?)/\d')),
    ("github", re.compile(rb'\[\s*\{\s*"(?:author|assignees)"\s*:\s*[\[{]+[^{}\]]{0,400}"login"')),
    ("signal", re.compile(rb'\{(?=[^\n]{0,3000}"backupTimeMs"\s*:)[^\n]{0,4000}\}\r?\n')),
    ("signal", re.compile(rb'\{\s*"date"\s*:\s*"[^"\n]{10,40}",\s*"sender"\s*:\s*"[^"\n]{0,300}",\s*"body"\s*:')),
    ("phone", re.compile(PROLOG + rb"<(?:calls|smses)[\s>]")),
    (
        "linkedin",
        re.compile(
            rb'(?:Notes:\s[\s\S]{0,2000}?)?"?First Name"?,"?Last Name"?,'
            rb'(?=[^\n]*(?:Connected On|Job Title"?,"?Text|Headline))'
        ),
    ),
    ("linkedin", re.compile(rb'"?CONVERSATION ID"?,"?CONVERSATION TITLE|"?From"?,"?To"?,"?Sent At"?,')),
    ("linkedin", re.compile(rb'"?Company Name"?,"?Title"?,"?Description"?,"?Location"?,"?Started On')),
    (
        "gchat",
        re.compile(rb'\{\s*"messages"\s*:\s*\[\s*\{(?=[\s\S]{0,4000}"created_date")(?=[\s\S]{0,4000}"creator")'),
    ),
    ("gchat", re.compile(rb'\{(?=[\s\S]{0,4000}"members"\s*:\s*\[)(?=[\s\S]{0,4000}"user_type")')),
    ("subscriptions", re.compile(PROLOG + rb"<opml[\s>]", re.IGNORECASE)),
    ("feed", re.compile(PROLOG + rb"<(?:rss|(?:\w{1,20}:)?feed|rdf:RDF)[\s>]")),
    ("feed", re.compile(rb'\{(?=[\s\S]{0,4000}"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org)')),
)
# A time, in whatever digits and order, and what parts it from who speaks.
CHAT_HEAD = re.compile(
    "[\u200e\u200f\u202a-\u202e]{0,4}\\[?"
    r"\d{1,4}[./\u200f-]{1,2} ?\d{1,2}[./\u200f-]{1,2} ?\d{1,4}\.?[,،]?"
    r"\s{1,2}[^\d\n]{0,10}\d{1,2}[:.]\d\d(?:[:.]\d\d)?[^\d\n\[\]]{0,12}"
    r"(?:\]\s|\s[-–]\s)"
)
# (sort, files that lie in one folder of it): all of them must be there.
FOLDERS: tuple[tuple[str, frozenset[str]], ...] = (
    ("mastodon", frozenset({"outbox.json"})),
    ("mastodon", frozenset({"following_accounts.csv"})),
    *(
        ("slack", frozenset({users, rooms}))
        for users in ("users.json", "org_users.json")
        for rooms in ("channels.json", "dms.json", "groups.json", "mpims.json")
    ),
    ("github", frozenset({"issues_000001.json"})),
    ("github", frozenset({"pull_requests_000001.json"})),
    ("github", frozenset({"issue_comments_000001.json"})),
    ("signal", frozenset({"main.jsonl"})),
    ("gchat", frozenset({"group_info.json", "messages.json"})),
    ("linkedin", frozenset({"connections.csv"})),
    ("linkedin", frozenset({"messages.csv"})),
    ("linkedin", frozenset({"profile.csv"})),
    ("x", frozenset({"account.js"})),
    ("x", frozenset({"tweets.js"})),
)


def _first_byte(pattern: re.Pattern[bytes]) -> bytes:
    """With which byte all that a pattern matches begins; b"" where it may be any."""
    if pattern.pattern.startswith(PROLOG):
        return b"<"
    return {rb"\{": b"{", rb"\[": b"["}.get(pattern.pattern[:2], b"")


def _words(pattern: re.Pattern[bytes]) -> tuple[bytes, ...]:
    """Keys of JSON that stand in all that a pattern matches: to look for them first takes a hundredth of the time."""
    return tuple(re.findall(rb'\(\?=[^"|]*("\w+")', pattern.pattern))


# The same by the first byte, so that few are tried on what is none of them.
BY_FIRST = {
    first: tuple((sort, _words(begins), begins) for sort, begins in HEADS if _first_byte(begins) in (b"", first))
    for first in (b"{", b"[", b"<", b"")
}
TELLING = frozenset({"groups", "users", "cur", "new"}).union(*(names for _, names in FOLDERS))


def of_head(head: bytes) -> str:
    """The sort of a file that begins so, without a mark of its byte order or blanks; "" for none of these."""
    first = head[:1]
    tried = BY_FIRST.get(first, BY_FIRST[b""])
    known = next(
        (sort for sort, words, begins in tried if all(map(head.__contains__, words)) and begins.match(head)), ""
    )
    if known or first in (b"{", b"<") or not CHAT_HEAD.match(head.decode("utf-8", "ignore")[:200]):
        return known
    return "whatsapp"


def is_telling(names: Iterable[str]) -> bool:
    """Whether a folder with these names in it may be one source as a whole."""
    return any(name.lower() in TELLING for name in islice(names, LOOKED_AT))


def of_folder(folder: Path) -> str:
    """The sort of what lies together in a folder; "" for none of these."""
    found = {file.name.lower(): file for file in islice(folder.iterdir(), LOOKED_AT)}
    for sort, names in FOLDERS:
        if names <= found.keys() and any(_holds(found[name], sort) for name in sorted(names)):
            return sort
    return "gchat" if {"groups", "users"} <= found.keys() and _has_account(found["users"]) else ""


def _has_account(folder: Path) -> bool:
    """Whether this is where Google Chat says whose export it is."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    return any((user / "user_info.json").is_file() for user in islice(folder.iterdir(), LOOKED_AT))


def _holds(file: Path, sort: str) -> bool:
    """Whether a file is what its name says."""
    return file.is_file() and not file.is_symlink() and of_head(exports.head(file)) == sort
