"""The table of routes: who may call each, how, and whose things its address and its form name.

A route that is not in this table answers 404 and stops the start (allies/config/checks.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

GET = frozenset({"GET"})
READ = frozenset({"GET", "HEAD"})
WRITE = frozenset({"POST"})
FORM = READ | WRITE


class Caller(Enum):
    """Who may call a route."""

    ANYONE = "anyone"  # signed in or not
    MEMBER = "member"  # signed in, and active


class Door(Enum):
    """How a refusal looks to the one who is refused."""

    PAGE = "page"  # goes to the sign-in page
    API = "api"  # 401, as JSON


class Thing(Enum):
    """What a part of an address or a field of a form names. Each belongs to one member."""

    PERSON = "person"
    HANDLE = "handle"
    OTHER_PERSON = "another person"
    JOIN = "join"
    APART = "apart"
    IMPORT = "import"
    ACCOUNT = "account"
    TRACE = "trace"
    TRIBE = "tribe"
    EMPLOYER = "employer"
    SUGGESTION = "suggestion"
    PASSKEY = "passkey"
    LINK = "link"  # the token of a sign-in link


@dataclass(frozen=True, slots=True)
class Policy:
    """What is true of one route."""

    caller: Caller
    methods: frozenset[str]
    door: Door = Door.PAGE
    address: Mapping[str, Thing] = field(default_factory=dict)  # parameter of the path -> what it names
    form: Mapping[str, Thing] = field(default_factory=dict)  # field of the form or the query -> what it names

    def names_something(self) -> bool:
        """Whether a request says which of someone's things it is about."""
        return bool(self.address or self.form)


def _page(methods: frozenset[str], *, form: Mapping[str, Thing] | None = None, **address: Thing) -> Policy:
    return Policy(Caller.MEMBER, methods, address=address, form=form or {})


def _api(*, form: Mapping[str, Thing] | None = None, **address: Thing) -> Policy:
    return Policy(Caller.MEMBER, GET, Door.API, address=address, form=form or {})


def _anyone(methods: frozenset[str], **address: Thing) -> Policy:
    return Policy(Caller.ANYONE, methods, address=address)


_PAGES = {
    "web:today": _page(READ),
    "web:minutes": _page(WRITE),
    "web:decide": _page(WRITE, key=Thing.SUGGESTION),
    "web:names": _page(WRITE),
    "web:people": _page(READ, form={"tribe": Thing.TRIBE}),
    "web:triage": _page(WRITE, form={"person": Thing.PERSON}),
    "web:person": _page(READ, key=Thing.PERSON),
    "web:log": _page(WRITE, key=Thing.PERSON),
    "web:unlog": _page(WRITE, key=Thing.PERSON, form={"trace": Thing.TRACE}),
    "web:rename": _page(WRITE, key=Thing.PERSON),
    "web:join": _page(FORM, key=Thing.PERSON, form={"other": Thing.PERSON}),
    "web:part": _page(WRITE, key=Thing.PERSON, form={"join": Thing.JOIN}),
    "web:erase-person": _page(WRITE, key=Thing.PERSON),
    "web:review": _page(READ),
    "web:answer": _page(WRITE, form={"one": Thing.PERSON, "other": Thing.OTHER_PERSON}),
    "web:unsay-same": _page(WRITE, key=Thing.JOIN),
    "web:unsay-different": _page(WRITE, key=Thing.APART, form={"one": Thing.PERSON, "other": Thing.OTHER_PERSON}),
    "web:tribes": _page(READ),
    "web:tribe": _page(READ, key=Thing.TRIBE),
    "web:sources": _page(READ),
    "web:upload": _page(WRITE),
    "web:connect": _page(FORM),
    "web:consent": _page(READ),
    "web:consent-given": _page(READ),
    "web:account": _page(READ, key=Thing.ACCOUNT),
    "web:sync": _page(WRITE, key=Thing.ACCOUNT),
    "web:renew": _page(WRITE, key=Thing.ACCOUNT),
    "web:disconnect": _page(WRITE, key=Thing.ACCOUNT),
    "web:make-sample": _page(WRITE),
    "web:remove-sample": _page(WRITE),
    "web:import": _page(READ, key=Thing.IMPORT),
    "web:progress": _page(READ, key=Thing.IMPORT),
    "web:refused": _page(READ, key=Thing.IMPORT),
    "web:refused-table": _page(READ, key=Thing.IMPORT),
    "web:pause-import": _page(WRITE, key=Thing.IMPORT),
    "web:go-on-import": _page(WRITE, key=Thing.IMPORT),
    "web:import-columns": _page(WRITE, key=Thing.IMPORT),
    "web:discard-import": _page(WRITE, key=Thing.IMPORT),
    "web:undo-import": _page(WRITE, key=Thing.IMPORT),
    "web:settings": _page(READ),
    "web:set-plan": _page(WRITE),
    "web:set-zone": _page(WRITE),
    "web:say-me": _page(WRITE),
    "web:forget-me": _page(WRITE, form={"handle": Thing.HANDLE}),
    "web:say-employer": _page(WRITE),
    "web:accept-employers": _page(WRITE),
    "web:forget-employer": _page(WRITE, form={"employer": Thing.EMPLOYER}),
    "web:export": _page(READ),
    "web:erase": _page(FORM),
    "web:help": _anyone(READ),
    "web:enter": _anyone(GET, token=Thing.LINK),  # reading uses it up: a HEAD, which only looks, is refused
}

_SIGNING_IN = {
    "account_login": _anyone(FORM),
    "account_logout": _anyone(FORM),
    "account_inactive": _anyone(READ),
    "account_reauthenticate": _page(FORM),
    "account_change_password": _page(FORM),
    "account_set_password": _page(FORM),
    "mfa_index": _page(READ),
    "mfa_authenticate": _anyone(FORM),  # half signed in: the password was right, the second proof is to come
    "mfa_reauthenticate": _page(FORM),
    "mfa_view_recovery_codes": _page(READ),
    "mfa_generate_recovery_codes": _page(FORM),
    "mfa_download_recovery_codes": _page(READ),
    "mfa_list_webauthn": _page(READ),
    "mfa_add_webauthn": _page(FORM),
    "mfa_reauthenticate_webauthn": _page(FORM),
    "mfa_remove_webauthn": _page(FORM, pk=Thing.PASSKEY),
    "mfa_edit_webauthn": _page(FORM, pk=Thing.PASSKEY),
    "mfa_login_webauthn": _anyone(FORM),
}

_API = {
    "api:openapi-json": _anyone(READ),  # says what may be asked, nothing of anybody's
    "api:start": _api(),
    "api:api-root": _api(),  # the same address: the library needs the name
    "api:today": _api(),
    "api:people": _api(form={"tribe": Thing.TRIBE}),
    "api:person": _api(key=Thing.PERSON),
    "api:timeline": _api(key=Thing.PERSON),
    "api:review": _api(),
    "api:tribes": _api(),
    "api:tribe": _api(key=Thing.TRIBE),
    "api:between": _api(),
    "api:imports": _api(),
    "api:refusals": _api(key=Thing.IMPORT),
    "api:accounts": _api(),
}

POLICIES: dict[str, Policy] = {**_PAGES, **_SIGNING_IN, **_API}
