"""A passkey as it is kept: made up, but whole enough to be read."""

from __future__ import annotations

import json
import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from allies.people.models import Member

SEEN_AND_HOLDS_A_KEY = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT


def add_passkey(member: Member, name: str) -> Authenticator:
    """One more passkey of this member, called so."""
    data = {"name": name, "passwordless": True, "credential": _credential()}
    return Authenticator.objects.create(user=member, type=Authenticator.Type.WEBAUTHN, data=data)


def _credential() -> dict[str, Any]:
    number = secrets.token_bytes(16)
    point = {-2: secrets.token_bytes(32), -3: secrets.token_bytes(32)}
    key = AttestedCredentialData.create(Aaguid(bytes(16)), number, ES256({1: 2, 3: -7, -1: 1, **point}))
    seen = AuthenticatorData.create(bytes(32), SEEN_AND_HOLDS_A_KEY, 0, key)
    client = {"type": "webauthn.create", "challenge": "", "origin": "http://localhost"}
    response = {
        "clientDataJSON": websafe_encode(json.dumps(client).encode()),
        "attestationObject": websafe_encode(bytes(AttestationObject.create("none", seen, {}))),
    }
    return {"id": websafe_encode(number), "rawId": websafe_encode(number), "type": "public-key", "response": response}
