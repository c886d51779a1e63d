"""The line to a mail server: broken off at any byte, with a certificate of no worth, to a machine within the house."""

from __future__ import annotations

import random
import ssl
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from allies.people.models import Member
from allies.traces.accounts import actions, claims, imap, imap_lines, imap_watch, keeping, queries
from allies.traces.accounts.shapes import Login, NotInStep, Reach
from allies.traces.models import Participation, Trace
from tests.accounts import dovecot
from tests.accounts.answering import answering
from tests.accounts.conftest import Clock, keeper
from tests.accounts.cutting import Line, cutting
from tests.accounts.dovecot import PASSWORD, Dovecot, Mailbox
from tests.fixtures import NOW
from tests.letters import ALICE, BOB, CHARLIE, Letter
from tests.lib.servers import serving

CUTS = 16  # besides those in the midst of each stage
STAGES_OF_WAITING = (b"* OK [CAPABILITY", b"Logged in", b"* FLAGS")
STAGES = {
    "greeting": b"* OK [CAPABILITY",
    "what it can do": b"OK [CAPABILITY IMAP4rev1",
    "signing in": b"Logged in",
    "list": b"* LIST",
    "looking at a folder": b"* STATUS",
    "opening it": b"* FLAGS",
    "it is open": b"[READ-ONLY]",
    "numbers": b"* SEARCH",
    "sizes": b"RFC822.SIZE",
    "in a message": b"BODY[] {",
    "the messages are through": b"Fetch completed",
    "goodbye": b"* BYE",
}
Contents = tuple[list[tuple[int, str]], int]


@pytest.fixture
def line(mail_server: Dovecot) -> Iterator[Line]:
    """A line to the mail server that can be cut."""
    with cutting(mail_server.port) as made:
        yield made


@pytest.fixture
def two_folders(mailbox: Mailbox) -> Mailbox:
    """Messages in two folders, some long."""
    for number in range(6):
        mailbox.put(Letter(str(number), BOB, ALICE, day=number + 1, text="Is it done? " * 300 * (number % 3)))
        mailbox.put(Letter(f"to-{number}", ALICE, CHARLIE, day=number + 1), "Post")
    return mailbox


def _contents(member: Member) -> Contents:
    rows = Trace.objects.owned_by(member).order_by("at_s", "text").values_list("at_s", "text")
    return list(rows), Participation.objects.owned_by(member).count()


def _connect(member: Member, line: Line, clock: Clock) -> str:
    return actions.connect(
        member, "imap", f"imap://localhost:{line.port}", username="alice", secret=PASSWORD, at=clock()
    ).key


def _bring(member: Member, key: str, line: Line, clock: Clock) -> queries.AccountRow:
    made = claims.claim(member, key, at=clock.go_on(hours=30))
    assert made is not None
    keeping.bring_in_step(made, keeper(clock, also=frozenset({("localhost", line.port)})))
    return queries.account(member, key, at=clock())


def test_broken_off_at_any_byte_the_next_one_goes_on_and_nothing_is_lost_or_doubled(
    alice: Member, bob: Member, two_folders: Mailbox, line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "BATCH", 2)
    assert _bring(bob, _connect(bob, line, clock), line, clock).found == 12
    undisturbed, whole = _contents(bob), len(line.said)
    key = _connect(alice, line, clock)
    cuts = sorted({1, *random.Random(4).sample(range(2, whole - 40), CUTS)})
    kept = 0
    for line.most in cuts:
        row = _bring(alice, key, line, clock)
        assert row.failure == "" or "localhost" in row.failure
        assert row.found >= kept
        kept = row.found
    assert kept > 0  # what came before a line broke off was kept
    line.most = None
    row = _bring(alice, key, line, clock)
    assert (row.failure, row.found) == ("", 12)
    assert _contents(alice) == undisturbed


def test_broken_off_in_the_midst_of_each_stage_the_next_one_goes_on(
    alice: Member, two_folders: Mailbox, line: Line, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "BATCH", 2)
    assert _bring(alice, _connect(alice, line, clock), line, clock).found == 12
    undisturbed, said = _contents(alice), line.said
    for stage, words in STAGES.items():
        member = Member.objects.create(username=stage, name="Bob", joined_at=NOW)
        key, line.most = _connect(member, line, clock), _place(said, words)
        broken_off = _bring(member, key, line, clock)
        assert ("localhost" in broken_off.failure) == (stage != "goodbye"), f"{stage}: {broken_off.failure}"
        line.most = None
        row = _bring(member, key, line, clock)
        assert (row.failure, row.found, _contents(member)) == ("", 12, undisturbed), stage


def _place(said: bytes, words: bytes) -> int:
    """In the midst of where the server first says this: a byte after it begins, and within a message far in."""
    assert words in said, f"{words!r} was never said: {said!r}"
    return said.index(words) + (len(words) + 200 if words.startswith(b"BODY[]") else len(words) - 1)


def test_broken_off_while_it_waits_it_says_so_and_is_asked_again(mail_server: Dovecot, line: Line) -> None:
    mail_server.mailbox("alice").put(Letter("1", BOB, ALICE))
    reach = Reach(also=frozenset({("localhost", line.port)}))
    assert not imap_watch.watch(_login(mail_server, port=line.port, scheme="imap"), reach, most_s=0.3)
    places = [_place(line.said, words) for words in (*STAGES_OF_WAITING, b"+ idling", b"Idle completed")]
    for line.most in [0, *places]:
        with pytest.raises(NotInStep, match="localhost"):
            imap_watch.watch(_login(mail_server, port=line.port, scheme="imap"), reach, most_s=0.3)
    line.most = _place(line.said, b"* BYE")
    assert not imap_watch.watch(_login(mail_server, port=line.port, scheme="imap"), reach, most_s=0.3)


def _login(server: Dovecot, *, port: int | None = None, scheme: str = "imaps") -> Login:
    return Login(f"{scheme}://localhost:{port or server.tls_port}", "alice", PASSWORD)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """A mail server with a certificate that it made itself."""
    with dovecot.running(certificate=_certificate) as server:
        yield server


def _certificate(top: Path) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    began = (datetime.now(UTC) - timedelta(days=1)).replace(tzinfo=None)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), began)
        .not_valid_after(began + timedelta(days=30))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (top / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (top / "key.pem").write_bytes(secret)
    return f"ssl_cert = <{top}/certificate.pem\nssl_key = <{top}/key.pem"


def test_over_an_encrypted_line_with_a_certificate_that_is_trusted(encrypted: Dovecot) -> None:
    encrypted.mailbox("alice").put(Letter("1", BOB, ALICE))
    trusting = ssl.create_default_context(cafile=str(encrypted.top / "certificate.pem"))
    reach = Reach(also=frozenset({("localhost", encrypted.tls_port)}), tls=trusting)
    assert [len(step.arrivals) for step in imap.steps(_login(encrypted), {}, reach, NOW)] == [1, 0]


def test_to_a_certificate_that_nobody_vouches_for_no_password_goes(encrypted: Dovecot) -> None:
    reach = Reach(also=frozenset({("localhost", encrypted.tls_port)}))
    with pytest.raises(NotInStep, match=r"certificate of localhost cannot be trusted.*so no password was sent"):
        list(imap.steps(_login(encrypted), {}, reach, NOW))


def test_a_server_that_does_not_encrypt_gets_no_password(mail_server: Dovecot) -> None:
    reach = Reach(also=frozenset({("localhost", mail_server.port)}))
    with pytest.raises(NotInStep, match="does not speak encrypted here"):
        list(imap.steps(_login(mail_server, port=mail_server.port), {}, reach, NOW))


def test_a_public_server_that_offers_no_encryption_gets_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allies.lib.wires.is_public", lambda address: True)
    with answering(
        lambda command: b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" if command == b"CAPABILITY" else b""
    ) as told:
        monkeypatch.setattr(imap_lines, "ENCRYPTED_ON_ASKING", told.port)
        with pytest.raises(NotInStep, match=r"said something that is not understood|does not speak encrypted"):
            list(imap.steps(Login(f"imap://localhost:{told.port}", "alice", PASSWORD), {}, Reach(), NOW))
    assert b"CAPABILITY" in told.commands and not {b"LOGIN", b"AUTHENTICATE"} & set(told.commands)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])
def test_a_machine_that_is_not_public_is_not_reached(host: str) -> None:
    with serving(lambda wire: None) as canary:
        with pytest.raises(NotInStep) as refusal:
            list(imap.steps(Login(f"imaps://{host}", "alice", PASSWORD), {}, Reach(), NOW))
        with pytest.raises(NotInStep, match="is not one where mail servers are"):
            list(imap.steps(Login(f"imaps://{host}:{canary.port}", "alice", PASSWORD), {}, Reach(), NOW))
    assert canary.connections == 0 and refusal.value.waits_for_member
    assert "is not on the public internet" in str(refusal.value)
    assert f"Then ALLIES_ALSO_HOSTS must name {host.strip('[]')}:993." in str(refusal.value)


def _signed_in(more: bytes) -> Callable[[bytes], bytes]:
    """A server that lets everyone in, and answers LIST with this."""
    answers = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", b"LIST": more}
    return lambda command: answers.get(command, b"")


@pytest.mark.parametrize(
    "more",
    [
        b'* LIST () "/" more\r\n' * 20_000,
        b'* LIST () "/" {4000000000}\r\n',
        b'* LIST () "/" {99999999999999999999}\r\n',
        b"* LIST " + b"(" * 5_000 + b"\r\n",
        b"* LIST () " + b"x" * 2_000_000 + b"\r\n",
        b"* BYE enough\r\n",
        b"\x00\xff\r\n" * 100,
        b'* LIST (\\HasNoChildren) "/" INBOX\r\n',  # and then says nothing of its state
    ],
)
def test_a_server_that_answers_nonsense_is_left(more: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_lines, "MOST_BYTES", 100_000)
    with answering(_signed_in(more)) as told:
        reach = Reach(also=frozenset({("localhost", told.port)}))
        with pytest.raises(NotInStep) as refusal:
            list(imap.steps(Login(f"imap://localhost:{told.port}", "alice", PASSWORD), {}, reach, NOW))
    assert "localhost" in str(refusal.value) and not refusal.value.waits_for_member


def test_a_server_that_repeats_the_password_does_not_get_it_shown() -> None:
    with answering(_signed_in(b""), refusing=(b"LOGIN", PASSWORD.encode())) as told:
        reach = Reach(also=frozenset({("localhost", told.port)}))
        with pytest.raises(NotInStep) as refusal:
            list(imap.steps(Login(f"imap://localhost:{told.port}", "alice", PASSWORD.split()[0]), {}, reach, NOW))
    shown = "".join(traceback.format_exception(refusal.value))
    assert "refuses this name and password" in shown and "horse" not in shown
