"""Accounts of the fediverse: told from the addresses that servers give them, in whatever software's form."""

from __future__ import annotations

import re
from urllib.parse import unquote

from allies.traces.records import As, HandleKind, Role

ACCOUNT = re.compile(
    r"@?([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?)@((?:[\w-]{1,63}\.)+[\w-]{2,63}(?::\d{2,5})?)"
)
# Mastodon, Pleroma, Misskey, Pixelfed: /users/; Mastodon's pages: /@; Lemmy: /u/, /c/; Friendica: /profile/;
# PeerTube: /accounts/; WordPress: /author/; GNU social gives numbers, which name no one.
PAGE = re.compile(
    r"https?://([^/?#@\s]{1,255})/(?:users/|@|u/|c/|profile/|accounts/|author/|actors/)([\w.%-]{1,100})(?=[/?#]|$)",
    re.IGNORECASE,
)


def account(text: str) -> str:
    """`bob@social.example` of `@Bob@social.example`; "" for what is no account."""
    found = ACCOUNT.fullmatch(text.strip())
    return f"{found[1]}@{found[2]}".lower() if found and len(found[0]) <= 320 else ""


def of_address(address: str) -> str:
    """`bob@social.example` of the address of an account, or of a post by it; "" where it does not name one."""
    found = PAGE.match(address.strip()[:2000])
    return account(f"{unquote(found[2])}@{found[1]}") if found else ""


def of_mention(name: str, address: str) -> str:
    """Who is mentioned: servers leave their own host out of the name, the address has it."""
    host = re.match(r"https?://([^/?#@\s]{1,255})", address)
    whole = name if name.lstrip("@").count("@") == 1 else f"{name}@{host[1]}" if host else ""
    return account(whole) or of_address(address)


def role(part: As, account_name: str, name: str = "") -> Role:
    """Someone by their account."""
    return Role(part, HandleKind.FEDIVERSE, account_name, name)
