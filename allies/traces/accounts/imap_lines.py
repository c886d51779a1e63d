"""A line to a mail server: encrypted, to the address that was looked at, for so long and so many bytes."""

from __future__ import annotations

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from urllib.parse import urlsplit

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError
from typing_extensions import Buffer

from allies.lib import clock, wires
from allies.traces.accounts.shapes import Login, NotInStep, Reach

ENCRYPTED, ENCRYPTED_ON_ASKING = 993, 143
CONNECT_S = 20.0
ANSWER_S = 60.0  # for a part of an answer
MOST_S = 30 * 60.0  # for the whole visit: a server that trickles does not keep us
MOST_BYTES = 100_000_000  # of one answer
LATER = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN")  # RFC 5530: the password may be right
REFUSED = (
    "{host} refuses this name and password. Check both. Gmail, iCloud, Yahoo and others want a password made for one "
    "program, which you get in the settings of your account there."
)


class _Wire(imaplib.IMAP4):
    """Speaks over a socket that is handed to it, and takes no more of an answer than was agreed."""

    def __init__(self, host: str, port: int, connect: Callable[[], socket.socket]) -> None:
        self._connect_to, self._left = connect, MOST_BYTES
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self._connect_to()

    def send(self, data: Buffer) -> None:
        self._left = MOST_BYTES
        super().send(data)

    def read(self, size: int) -> bytes:
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise self.abort(f"an answer of more than {MOST_BYTES // 1_000_000} MB")


class _Client(IMAPClient):  # type: ignore[misc]  # the library says nothing of its types
    """IMAPClient over such a line. It does not write down what it says: that holds the password."""

    def __init__(self, host: str, port: int, connect: Callable[[], socket.socket]) -> None:
        self._connect_to = connect
        super().__init__(host, port, ssl=False, timeout=SocketTimeout(CONNECT_S, ANSWER_S))
        self._imap.debug = 0

    def _create_IMAP4(self) -> _Wire:  # noqa: N802  (the library's name)
        return _Wire(self.host, self.port, self._connect_to)


@contextmanager
def line(login: Login, reach: Reach) -> Iterator[IMAPClient]:
    """Signed in at the server of this account. Raises NotInStep for whatever goes wrong while it is used."""
    parts = urlsplit(login.url)
    host, is_encrypted = parts.hostname or "", parts.scheme == "imaps"
    port = parts.port or (ENCRYPTED if is_encrypted else ENCRYPTED_ON_ASKING)
    if port not in (ENCRYPTED, ENCRYPTED_ON_ASKING) and (host, port) not in reach.also:
        raise NotInStep(f"Port {port} is not one where mail servers are.", waits_for_member=True)
    with in_words(host):
        client = _Client(host, port, lambda: _socket(host, port, reach, is_encrypted=is_encrypted))
        alarm = Timer(MOST_S, _cut, [client])
        alarm.daemon = True
        alarm.start()
        try:
            if not is_encrypted and (host, port) not in reach.also:
                client.starttls(reach.tls)
            _sign_in(client, login, host)
            yield client
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()
        finally:
            alarm.cancel()
            _cut(client)


def _socket(host: str, port: int, reach: Reach, *, is_encrypted: bool) -> socket.socket:
    until_s = clock.monotonic_s() + CONNECT_S
    plain = wires.connect(host, port, reach.look_up, reach.also, until_s=until_s)
    if not is_encrypted:
        return plain
    try:
        return reach.tls.wrap_socket(plain, server_hostname=host)
    except (OSError, ValueError):
        plain.close()
        raise


def _sign_in(client: IMAPClient, login: Login, host: str) -> None:
    """Where it is offered by a way that takes any letters; the server's words are not repeated: they may hold ours."""
    try:
        if login.is_token:
            client.oauth2_login(login.username, login.secret)
        elif client.has_capability("AUTH=PLAIN"):
            client.plain_login(login.username, login.secret)
        else:
            client.login(login.username, login.secret)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):  # the line broke off: that says nothing of the password
            raise error.__context__ from None
        said = str(error).upper()
        if any(f"[{code}]" in said for code in LATER):
            raise NotInStep(f"{host} lets nobody in just now. It is tried again later.") from None
        raise NotInStep(REFUSED.format(host=host), waits_for_member=True) from None


def _cut(client: IMAPClient) -> None:
    with suppress(OSError):
        client.socket().shutdown(socket.SHUT_RDWR)
    with suppress(OSError, imaplib.IMAP4.error):
        client.shutdown()


@contextmanager
def in_words(host: str) -> Iterator[None]:
    """Whatever goes wrong on the line, in words of ours: what a server says may hold anything."""
    try:
        yield
    except wires.NotFetched as error:
        raise NotInStep(str(error), waits_for_member=isinstance(error, wires.Refused)) from None
    except ssl.SSLCertVerificationError as error:
        why = error.verify_message.rstrip(".")
        raise NotInStep(
            f"The certificate of {host} cannot be trusted ({why}), so no password was sent. Check the name of the "
            "server, or ask whoever runs it."
        ) from None
    except ssl.SSLError:
        raise NotInStep(f"{host} does not speak encrypted here. Check the server and its port.") from None
    except TimeoutError:
        raise NotInStep(f"{host} took too long to answer. It is tried again later.") from None
    except imaplib.IMAP4.abort:
        raise NotInStep(f"The line to {host} broke off. What had come by then is kept, the rest follows.") from None
    except OSError as error:
        raise NotInStep(f"{host} does not answer: {error.strerror or error}. It is tried again later.") from None
    except (imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError):
        raise NotInStep(f"{host} said something that is not understood. It is tried again later.") from None
