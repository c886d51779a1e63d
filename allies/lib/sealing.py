"""Secrets of others' systems, kept sealed: the key lies in ALLIES_HOME beside the database, never in it.

The file `accounts.key` holds one key a line, the newest first: it seals, all of them open. So keys can be changed while
workers run (`new_key`, then seal everything again, then `drop_old_keys`).
"""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from allies.lib import files

NAME = "accounts.key"


class CannotOpen(ValueError):
    """What was sealed cannot be opened. Says nothing of what it was."""


def seal(secret: str) -> str:
    """The secret, for keeping; "" stays "". Twice the same secret is sealed differently."""
    return _ring().encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str) -> str:
    """The secret that was sealed. Raises CannotOpen where its key is gone or the text was changed."""
    if not sealed:
        return ""
    try:
        return _ring().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotOpen(f"The key that opens this is not in {NAME} any more.") from None


def new_key() -> None:
    """Seal with a new key from now on; what the old ones sealed still opens."""
    files.replace(_path(), b"\n".join([Fernet.generate_key(), *_keys()]) + b"\n")


def drop_old_keys() -> None:
    """Forget all keys but the newest: what only they open is lost."""
    files.replace(_path(), _keys()[0] + b"\n")


def _ring() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _keys() -> list[bytes]:
    """Read anew each time: another process may have added one."""
    if not _path().exists():
        files.make_once(_path(), Fernet.generate_key() + b"\n")
    return _path().read_bytes().split()


def _path() -> Path:
    return files.home() / NAME
