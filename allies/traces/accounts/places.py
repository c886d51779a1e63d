"""Where an account is, as a person types it, made one thing: a URL with a host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from allies.traces.models import AccountKind

SCHEMES = {AccountKind.IMAP: ("imaps", "imap")}
WEB = ("https", "http")
HANDLE = re.compile(r"@?[^@/:\s]+@(?=[^@/]+$)")  # what stands before the server in @bob@social.example
PASSWORD_IN_IT = "Leave name and password out of the address: they have places of their own."  # noqa: S105  (words)


class NotAPlace(ValueError):
    """This is no address of such an account. Says what one looks like."""


def url(kind: str, typed: str) -> str:
    """The URL of an account of this kind. Raises NotAPlace.

    >>> url("imap", "Mail.Example"), url("imap", "mail.example:1993"), url("feed", "https://Bob.Example/feed.xml")
    ('imaps://mail.example', 'imaps://mail.example:1993', 'https://bob.example/feed.xml')
    >>> url("mastodon", "@bob@social.example")
    'https://social.example/'
    """
    allowed = SCHEMES.get(AccountKind(kind), WEB)
    text = typed.strip()
    if kind == AccountKind.MASTODON:
        text = HANDLE.sub("", text)
    if "://" not in text:
        text = f"{allowed[0]}://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError):
        raise NotAPlace(_looks_like(kind)) from None
    if parts.username is not None or parts.password is not None:
        raise NotAPlace(PASSWORD_IN_IT)
    if parts.scheme not in allowed or not host or not text.isprintable() or " " in text:
        raise NotAPlace(_looks_like(kind))
    named = f"[{host}]" if ":" in host else host
    place = f"{parts.scheme}://{named}" + (f":{port}" if port else "")
    if kind == AccountKind.IMAP:
        return place
    return place + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def shown(url: str) -> str:
    """A URL without what may be a secret in it: what is asked for by name stands there, but not with which value.

    >>> shown("https://bob.example/feed?format=atom&token=5ecret"), shown("https://bob:5ecret@bob.example/feed?5ecret")
    ('https://bob.example/feed?format=…&token=…', 'https://bob.example/feed?…')
    """
    place, asked, query = url.partition("?")
    scheme, slashes, rest = place.partition("://")
    host, slash, path = rest.partition("/")
    parts = (part.partition("=") for part in query.split("&"))
    hidden = "&".join(f"{name}=…" if equals else "…" for name, equals, _ in parts)
    return scheme + slashes + host.rpartition("@")[2] + slash + path + (asked + hidden if asked else "")


def _looks_like(kind: str) -> str:
    if kind == AccountKind.IMAP:
        return "Give the name of the mail server, such as imap.mail.example, with its port if it is not 993."
    return "Give the address of it, such as https://bob.example/feed.xml."
