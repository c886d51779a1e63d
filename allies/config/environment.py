"""What the environment may say, checked before anything else: a wrong value is refused with what to write instead."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import platformdirs
from django.core.exceptions import ImproperlyConfigured

DATABASES = ("postgresql", "postgres")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
PORT = 8000


def home() -> Path:
    """ALLIES_HOME, made where it is missing, readable by its owner alone."""
    folder = Path(os.environ.get("ALLIES_HOME") or platformdirs.user_data_dir("allies"))
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"ALLIES_HOME cannot be {folder} ({error.strerror}). Choose another folder."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"ALLIES_HOME cannot be {folder}: you may not write there. Choose another folder.")
    return folder


def uploads(home: Path) -> Path:
    """Where an upload lies while it arrives: on the disk where it stays, so that it is moved and not copied."""
    folder = home / "uploads"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def database_url() -> str:
    """ALLIES_DATABASE_URL; empty for SQLite in ALLIES_HOME."""
    url = os.environ.get("ALLIES_DATABASE_URL", "")
    if url and urlsplit(url).scheme not in DATABASES:
        raise ImproperlyConfigured("ALLIES_DATABASE_URL must look like postgresql://user@host/name, or be empty.")
    return url


def address() -> SplitResult:
    """ALLIES_URL: where the pages are seen from outside."""
    url = os.environ.get("ALLIES_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or PORT}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"ALLIES_URL must look like https://allies.example, not {url!r}.")
    return parts


def also_hosts() -> frozenset[tuple[str, int]]:
    """ALLIES_ALSO_HOSTS: hosts and ports at home that accounts may be on, `calendar.home:5232,mail.home:143`."""
    named = [part.strip() for part in os.environ.get("ALLIES_ALSO_HOSTS", "").split(",") if part.strip()]
    return frozenset(_host_and_port(part) for part in named)


def _host_and_port(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.path or parts.username is not None:
        raise ImproperlyConfigured(f"ALLIES_ALSO_HOSTS must look like calendar.home:5232,mail.home:143, not {text!r}.")
    return host, port


def oauth_clients() -> dict[str, tuple[str, str]]:
    """ALLIES_GOOGLE_CLIENT, ALLIES_MICROSOFT_CLIENT: the provider's id and secret for us, with a space between."""
    names = {"google": "ALLIES_GOOGLE_CLIENT", "microsoft": "ALLIES_MICROSOFT_CLIENT"}
    given = {provider: os.environ.get(name, "").split() for provider, name in names.items()}
    for provider, parts in given.items():
        if len(parts) not in (0, 2):
            raise ImproperlyConfigured(f"{names[provider]} must be an id and a secret with a space between, or empty.")
    return {provider: (parts[0], parts[1]) for provider, parts in given.items() if parts}


def log_level() -> str:
    """ALLIES_LOG_LEVEL: what the server and the worker say."""
    level = os.environ.get("ALLIES_LOG_LEVEL", "WARNING").upper()
    if level not in LOG_LEVELS:
        raise ImproperlyConfigured(f"ALLIES_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {level}.")
    return level
