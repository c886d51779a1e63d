"""Asking a web server on behalf of an account: what it refuses, in words, and how long it wants to be left alone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from allies.lib.http import Answer, NotFetched, Refused, Web
from allies.traces.accounts.shapes import Login, NotInStep, Reach

FINE = range(200, 300)
BUSY = frozenset({429, 503})
REFUSED_NAME = "{host} refuses this name and password (or token). Check both."
MISSING = "There is nothing at {url} (404). Check the address."
OVER = "{host} says that this has ended and will not come back (410). Disconnect it; what came in stays."


def ask(
    web: Web,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    fine: tuple[int, ...] = (),
) -> Answer:
    """The answer, when it is a good one or its status is among `fine`. Raises NotInStep, whose words hold no secret."""
    try:
        answer = web.request(method, url, headers=headers, body=body)
    except NotFetched as error:
        raise NotInStep(str(error), waits_for_member=isinstance(error, Refused)) from None
    if answer.status in FINE or answer.status in fine:
        return answer
    raise _refusal(answer)


def signed_in(login: Login, reach: Reach) -> dict[str, str]:
    """The header that signs in. Raises NotInStep where the secret would go unencrypted to a server not at home."""
    if not login.secret:
        return {}
    parts = urlsplit(login.url)
    if parts.scheme != "https" and (parts.hostname, parts.port or 80) not in reach.also:
        raise NotInStep("The address begins with http: a password goes by https only.", waits_for_member=True)
    return {"authorization": "Basic " + b64encode(f"{login.username}:{login.secret}".encode()).decode()}


def left_alone_s(headers: Mapping[str, str]) -> int:
    """For how many seconds the server wants to be left alone; 0 where it does not say (Retry-After, RFC 9110).

    A date is compared with the server's own.
    """
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return int(said[:9])
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0
    return max(int(wait.total_seconds()), 0)


def _refusal(answer: Answer) -> NotInStep:
    host, status = urlsplit(answer.url).hostname, answer.status
    if status in (401, 403):
        return NotInStep(REFUSED_NAME.format(host=host), waits_for_member=True)
    if status == 410:
        return NotInStep(OVER.format(host=host), waits_for_member=True)
    if status == 404:
        return NotInStep(MISSING.format(url=answer.url.partition("?")[0]))
    if status in BUSY:
        return NotInStep(f"{host} is busy and asks to come back later.", again_after_s=left_alone_s(answer.headers))
    return NotInStep(f"{host} answers with an error of its own ({status}). It is tried again later.")
