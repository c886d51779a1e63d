"""Signing in to a mailbox by the provider's own page (OAuth 2, RFC 6749 with PKCE, RFC 7636): Google and Microsoft.

What is kept is a refresh token. Before each visit it is exchanged for an access token, which lasts an hour and is kept
nowhere. Whoever runs this place has registered it with the provider, and names its client in a setting.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from allies.lib.http import NotFetched, Web
from allies.traces.accounts.shapes import Client, Login, NotInStep, Reach

DEADLINE_S, MOST_BYTES = 20.0, 200_000
MARK = "oauth"  # begins what is kept instead of a password
GONE = "{label} lets us in no more: the consent was taken back or has run out. Connect the account again."
UNKNOWN = "This instance is not set up for {label} any more. Ask whoever runs it."


@dataclass(frozen=True, slots=True)
class Provider:
    """Where one signs in, where tokens come from, what is asked for, and where the mailbox is."""

    label: str
    consent: str
    token: str
    scope: str
    mailbox: str
    more: Mapping[str, str]


PROVIDERS = {
    "google": Provider(
        "Google",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "openid email https://mail.google.com/",
        "imaps://imap.gmail.com",
        {"access_type": "offline", "prompt": "consent"},
    ),
    "microsoft": Provider(
        "Microsoft",
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "openid email offline_access https://outlook.office.com/IMAP.AccessAsUser.All",
        "imaps://outlook.office365.com",
        {"prompt": "select_account"},
    ),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """What a provider gave after someone agreed: their address, and what is kept as their account's secret."""

    address: str
    secret: str


def consent_url(name: str, client: Client, *, back: str, state: str, verifier: str) -> str:
    """The provider's page where someone agrees; it sends them `back` with a code and this state."""
    provider = PROVIDERS[name]
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": client.id,
        "redirect_uri": back,
        "response_type": "code",
        "scope": provider.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        **provider.more,
    }
    return f"{provider.consent}?{urlencode(asked)}"


def redeem(name: str, client: Client, code: str, *, back: str, verifier: str, reach: Reach) -> Consent:
    """What the code is worth. Raises NotInStep."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    told = _tokens(name, client, asked, reach)
    address, refresh = _address(told.get("id_token", "")), told.get("refresh_token", "")
    if not address or not refresh:
        raise NotInStep(f"{PROVIDERS[name].label} did not say who signed in. Try again.", waits_for_member=True)
    return Consent(address, f"{MARK} {name} {refresh}")


def refreshed(login: Login, reach: Reach) -> tuple[Login, str]:
    """The login with an access token, and what is to be kept as its secret from now on; "" for what is kept already.

    A login by password comes back as it is. Raises NotInStep.
    """
    mark, _, rest = login.secret.partition(" ")
    name, _, refresh = rest.partition(" ")
    if mark != MARK or name not in PROVIDERS:
        return login, ""
    client = reach.clients.get(name)
    if client is None:
        raise NotInStep(UNKNOWN.format(label=PROVIDERS[name].label), waits_for_member=True)
    told = _tokens(name, client, {"grant_type": "refresh_token", "refresh_token": refresh}, reach)
    again = told.get("refresh_token", refresh)
    renewed = f"{MARK} {name} {again}" if again != refresh else ""
    return replace(login, secret=told["access_token"], is_token=True), renewed


def _tokens(name: str, client: Client, asked: Mapping[str, str], reach: Reach) -> dict[str, str]:
    """What the provider's token endpoint gives. Its words are not repeated: they may hold ours."""
    provider, web = PROVIDERS[name], reach.web(deadline_s=DEADLINE_S, most_bytes=MOST_BYTES)
    told = _post(web, provider, {"client_id": client.id, "client_secret": client.secret, **asked})
    if told.get("error") in ("invalid_grant", "interaction_required", "consent_required"):
        raise NotInStep(GONE.format(label=provider.label), waits_for_member=True)
    if told.get("error") in ("invalid_client", "unauthorized_client"):
        raise NotInStep(UNKNOWN.format(label=provider.label), waits_for_member=True)
    if not told.get("access_token"):
        raise NotInStep(f"{provider.label} gave no way in. It is tried again later.")
    return told


def _post(web: Web, provider: Provider, asked: Mapping[str, str]) -> dict[str, str]:
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    try:
        answer = web.request("POST", provider.token, headers=headers, body=urlencode(asked).encode())
        told = json.loads(answer.body)
    except NotFetched as error:
        raise NotInStep(str(error)) from None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise NotInStep(f"{urlsplit(provider.token).hostname} said something that is not understood.") from None
    return {str(key): value for key, value in told.items() if isinstance(value, str)}


def _address(id_token: str) -> str:
    """Whose it is. Straight from the provider, encrypted, its signature adds nothing (OpenID Connect, 3.1.3.7)."""
    parts = id_token.split(".")
    try:
        told = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        address = told.get("email") or told.get("preferred_username") or ""
    except (IndexError, ValueError, AttributeError, RecursionError):
        return ""
    return address if isinstance(address, str) and "@" in address and len(address) <= 320 else ""
