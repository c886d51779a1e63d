"""Who calls, what they send, and how answers are compared."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler

from allies.people.models import Member
from allies.sharing.policy import POLICIES
from tests.safety.marked import OWNED, PREFIX
from tests.safety.things import Things, reversed_address

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

Answer: TypeAlias = "_MonkeyPatchedWSGIResponse"  # what the test client gives

TOKENS = re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken"?:\s*|"challenge": )"[^"]*"')
PASSING = {"Set-Cookie", "Content-Length", "Expires"}
LONG = 6  # letters: a shorter name may stand in a page by itself


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: a route and method, what its address and form name, and what the form says besides."""

    name: str
    method: str
    things: Things
    said: Mapping[str, Any]
    is_htmx: bool = False

    def form(self) -> dict[str, Any]:
        """Everything that is sent beside the address; a search looks for what all marks begin with."""
        named = {parameter: self.things[thing] for parameter, thing in POLICIES[self.name].form.items()}
        search = {"text": PREFIX} if self.method in ("GET", "HEAD") else {}
        return {**search, **self.said, **named}

    def names(self) -> list[str]:
        """What it names, in its address and its form."""
        policy = POLICIES[self.name]
        return [self.things[thing] for thing in (*policy.address.values(), *policy.form.values())]

    def address(self) -> str:
        """The path."""
        return reversed_address(self.name, self.things)

    def all_that_is_sent(self) -> str:
        """What may come back because it was sent."""
        return self.address() + " ".join(map(str, self.form().values()))


HANDLER = ClientHandler(enforce_csrf_checks=False)  # one for all clients: each would load all middleware anew


def _anonymous(alice: Member, bob: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.handler = HANDLER
    return client


def _signed_in(member: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.handler = HANDLER
    client.force_login(member)
    session = client.session  # as after a fresh sign-in, so that nothing asks for the password first
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": member.username}]
    session.save()
    return client


def _deactivated(member: Member) -> Client:
    client = _signed_in(member)
    Member.objects.filter(pk=member.pk).update(is_active=False)
    return client


CALLERS: dict[str, Callable[[Member, Member], Client]] = {
    "anonymous": _anonymous,
    "bob": lambda alice, bob: _signed_in(bob),
    "bob, deactivated": lambda alice, bob: _deactivated(bob),
    "alice, deactivated": lambda alice, bob: _deactivated(alice),
    "alice": lambda alice, bob: _signed_in(alice),
}
OUTSIDE = [name for name in CALLERS if name != "alice"]


def visit(client: Client, sent: Visit) -> Answer:
    """Send it. An error in a view is a 500, as it is for a caller."""
    headers = {"HX-Request": "true"} if sent.is_htmx else {}
    send = getattr(client, sent.method.lower())
    data = sent.form() if sent.method in ("GET", "HEAD", "POST") else None
    answer: Answer = send(sent.address(), *([data] if data is not None else []), headers=headers)
    return answer


def text_of(response: Answer) -> str:
    """All that an answer says: headers, cookies, body; what is packed is unpacked."""
    head = " ".join(f"{name}: {value}" for name, value in response.items())
    return f"{head} {response.cookies.output()} {body_of(response)}".lower()


def body_of(response: Answer) -> str:
    """What stands below the headers."""
    body = b"".join(response) if not response.streaming else _streamed(response)
    return (_unpacked(body) if body.startswith(b"PK") else body).decode("utf-8", "replace")


def _streamed(response: Any) -> bytes:
    if not hasattr(response, "was_streamed"):
        response.was_streamed = b"".join(response.streaming_content)
    return bytes(response.was_streamed)


def _unpacked(body: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())


def alike(response: Answer, sent: Visit) -> tuple[int, dict[str, str], str]:
    """An answer without what differs from one request to the next: tokens, the address and names that were sent."""
    body = TOKENS.sub("", body_of(response))
    headers = {name: value for name, value in response.items() if name not in PASSING}
    for word in (quote(sent.address(), safe=""), sent.address(), *(name for name in sent.names() if len(name) > LONG)):
        body = body.replace(word, "SENT")
        headers = {name: value.replace(word, "SENT") for name, value in headers.items()}
    return response.status_code, headers, body


def snapshot(member: Member) -> dict[str, list[Any]]:
    """Every private row of a member, their account and their passkeys, except when they last signed in."""
    account = Member.objects.filter(pk=member.pk).values_list("username", "password", "email", "name", "zone")
    passkeys = Authenticator.objects.filter(user=member).values_list("type", "data")
    with connection.cursor() as cursor:  # fifteen times a second, so not by way of the models
        rows = {model.__name__: _rows(cursor, model._meta.db_table, member) for model in OWNED}
    return {**rows, "account": list(account), "passkeys": list(passkeys)}


def _rows(cursor: Any, table: str, member: Member) -> list[Any]:
    cursor.execute(f'SELECT * FROM "{table}" WHERE owner_id = %s ORDER BY id', [member.pk])
    return [tuple(map(_plain, row)) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
