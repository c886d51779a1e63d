"""Issues, pull requests, comments and reviews of GitHub, in each of the forms in which they are had:

the export of an account or a repository (`issues_000001.json`), the REST API (`gh api`), and `gh issue list --json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from allies.traces.records import As, HandleKind, Kind, Role, TraceRecord
from allies.traces.sources import addresses, charsets, exports, fields, streams, words
from allies.traces.sources.elements import elements, look_ahead, parsed
from allies.traces.sources.fields import Json
from allies.traces.sources.idle import patient
from allies.traces.sources.pieces import Piece, Refused, Setting, refusing

NO_ONE = "ghost"  # in whose name GitHub puts what the holders of deleted accounts wrote
LOGIN = re.compile(r"[A-Za-z\d](?:[A-Za-z\d_-]{0,98}[A-Za-z\d])?(?:\[bot\])?")
PAGE = re.compile(
    r"https?://([^/\s]{1,200})/([\w.-]{1,100})/([\w.-]{1,100})/(?:issues|pull|pulls|discussions)/(\d{1,12})(?:[/?#].*)?"
)
API = re.compile(
    r"https?://[^/\s]{1,200}/(?:api/v3/)?repos/([\w.-]{1,100})/([\w.-]{1,100})/(?:issues|pulls)/(\d{1,12})(?:/.*)?"
)
ACCOUNT = re.compile(r"https?://[^/\s]{1,200}/([^/\s]{1,110})/?")
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
MENTIONED = re.compile(r"(?<![\w/.@-])@([A-Za-z\d](?:[A-Za-z\d-]{0,38}))(?![\w/-])")
WITHIN = ("comments", "reviews")
BELONGS_TO = ("issue_url", "pull_request_url", "issue", "pull_request")
PEOPLE = 1_000
ACCOUNTS = 500_000
SUBJECT_CHARACTERS = 500


def pieces(path: Path, setting: Setting) -> Iterator[Piece]:
    """What was written, and by whom, in a folder of an export or in one file.

    Raises Refused where a file cannot be told apart any further. Memory: one issue with its comments, and the accounts.
    """
    files = exports.files(path)
    known = _accounts(files, setting)
    for file in files:
        place = exports.place(file, path)
        if file.suffix.lower() == ".json" or file == path:
            yield from patient(_file(file, place, setting, known), place, setting.patience)


def _file(file: Path, place: str, setting: Setting, known: frozenset[str]) -> Iterator[Piece]:
    for found in elements(streams.blocks(file, setting.tick)):
        where = f"{place}, item {found.number}, byte {found.start}"
        try:
            row = parsed(found)
        except Refused as refused:
            yield Piece(where, found.done, refusing(str(refused)))
            continue
        if fields.text(row, "type") == "user":
            yield Piece(where, found.done, partial(_user, row))
            continue
        yield Piece(where, found.done, partial(_post, row, "", known, setting.now_s))
        for name in WITHIN:
            for number, inner in enumerate(fields.rows(row, name), 1):
                read = partial(_post, inner, _address(row), known, setting.now_s)
                yield Piece(f"{where}, {name} {number}", found.done, read)


def _accounts(files: list[Path], setting: Setting) -> frozenset[str]:
    """Everyone who wrote something or is in the list of users: an @ before another word is no one."""
    known: set[str] = set()
    for file in files:
        look_ahead(file, setting, partial(_learn, known=known))
    return frozenset(known)


def _learn(row: Json, *, known: set[str]) -> bool:
    found = _accounts_of(row)
    if len(known) <= ACCOUNTS:
        known |= found
    return bool(found)


def _accounts_of(row: Json) -> set[str]:
    rows = [row, *(inner for name in WITHIN for inner in fields.rows(row, name))]
    return {login.lower() for inner in rows if (login := _login(inner)[0] or fields.line(inner, "login"))}


def _user(row: Json) -> TraceRecord:
    """Someone in an export: their account, their name, and their own addresses where the export has them."""
    login, name = fields.line(row, "login"), fields.line(row, "name")
    if not LOGIN.fullmatch(login):
        raise Refused("a user without an account")
    stated = [fields.line(mail, "address") for mail in fields.rows(row, "emails")] + [fields.line(row, "email")]
    mails = dict.fromkeys(filter(None, map(addresses.valid, stated)))
    people = [Role(As.NAMED, HandleKind.GITHUB, login.lower(), name)]
    people += [Role(As.NAMED, HandleKind.EMAIL, mail, name) for mail in list(mails)[:20]]
    return TraceRecord(f"github:{login.lower()}", Kind.CARD, 0, tuple(people), subject=name or login)


def _post(row: Json, parent_address: str, known: frozenset[str], now_s: int) -> TraceRecord:
    """An issue, a pull request, a comment or a review.

    parent_address : where it stands, for what lies within another.
    """
    login, name = _login(row)
    if not login:
        raise Refused("no one wrote it" if _address(row) else "neither an issue, a comment nor a review")
    uid, parent = _ids(row, parent_address)
    body = fields.text(row, "body")
    sender = Role(As.FROM, HandleKind.GITHUB, login.lower(), name)
    to = [Role(As.TO, HandleKind.GITHUB, other) for other in _addressed(row, body, known) if other != login.lower()]
    stated = next(
        (key for key in ("created_at", "createdAt", "submitted_at", "submittedAt") if fields.text(row, key)), ""
    )
    return TraceRecord(
        uid=uid,
        kind=Kind.REPLY if parent else Kind.POST,
        at_s=fields.stamp(row, stated, now_s=now_s),
        people=tuple(dict.fromkeys((sender, *to))),
        subject=fields.line(row, "title")[:SUBJECT_CHARACTERS],
        text=charsets.clean(words.own(body)),
        parent=parent,
        root=parent,
        is_automatic=_is_machine(row, login),
    )


def _login(row: Json) -> tuple[str, str]:
    """Account and name of who wrote something: an object, or the address of their page."""
    for key in ("user", "author"):
        address = ACCOUNT.fullmatch(fields.text(row, key))
        login = fields.line(row, key, "login") or (address[1] if address else "")
        if LOGIN.fullmatch(login) and login.lower() != NO_ONE:
            return login, fields.line(row, key, "name")
    return "", ""


def _is_machine(row: Json, login: str) -> bool:
    sorts = (fields.text(row, key, "type") for key in ("user", "author"))
    return login.endswith("[bot]") or "Bot" in sorts or fields.get(row, "author", "is_bot") is True


def _address(row: Json) -> str:
    """Where something stands: its page, or where the API has it."""
    return fields.text(row, "html_url") or fields.text(row, "url")


def _ids(row: Json, parent_address: str) -> tuple[str, str]:
    """Its own id, and that of what it belongs to: the same in all forms. Raises Refused without an address."""
    own = _address(row)
    stated = (fields.text(row, key) for key in BELONGS_TO)
    above = next(filter(None, stated), "") or parent_address
    topic = _topic(above or own)
    if not topic:
        raise Refused("no address of where it stands: ask for its url as well")
    part = own.partition("#")[2] or (fields.line(row, "id") if above else "")
    return (f"{topic}/{part[:200]}", topic) if part else (topic, "")


def _topic(address: str) -> str:
    """An issue or a pull request, which GitHub numbers together."""
    page, api = PAGE.fullmatch(address), API.fullmatch(address)
    parts = (page[2], page[3], page[4]) if page else (api[1], api[2], api[3]) if api else None
    return f"github:{parts[0]}/{parts[1]}#{parts[2]}".lower() if parts else ""


def _addressed(row: Json, body: str, known: frozenset[str]) -> list[str]:
    """Whom it names, to whom it was given, and who was asked to look at it."""
    named = [found[1].lower() for found in MENTIONED.finditer(CODE.sub(" ", body)) if found[1].lower() in known]
    for key in ("assignees", "requested_reviewers", "reviewRequests", "assignee"):
        named += [fields.line(who, "login").lower() for who in fields.rows(row, key)]
        named += [found[1].lower() for address in fields.texts(row, key) if (found := ACCOUNT.fullmatch(address))]
    if len(named) > PEOPLE:
        raise Refused(f"{len(named):,} people: more than {PEOPLE:,} is a mailing, not a meeting of people")
    return list(dict.fromkeys(filter(LOGIN.fullmatch, named)))
