"""Headers are read as Python's email package reads them, but for what is said here."""

from __future__ import annotations

import email
from email.header import decode_header, make_header
from email.policy import compat32
from pathlib import Path

import pytest

from allies.traces.sources import headers, messages
from allies.traces.sources.pieces import Refused
from tests.sources import mails
from tests.sources.samples import message

Values = dict[str, list[str]]

# Ours on purpose: a line that is no header is passed over, where the package ends the headers, and with them the sender
# and the date. The first has a line broken without a space, the second spaces before colons.
PASSED_OVER = {"raw_email_incorrect_header.eml", "example13.eml"}
# Ours on purpose: the package puts spaces between an encoded word and the quotes that it stands in against the rules.
WITHIN_QUOTES = {"invalid_subject_characters.eml", "raw_email_bad_time.eml"}
NO_HEADERS = {"missing_body.eml", "sig_only_email.eml"}


def ours(raw: bytes) -> Values:
    """Headers as an import reads them."""
    return messages.opened(raw, 0, len(raw))[2]


def theirs(raw: bytes) -> Values:
    """Headers as the package reads them, before it decodes anything."""
    found: Values = {}
    for name, value in email.message_from_bytes(raw, policy=compat32).raw_items():
        found.setdefault(name.lower(), []).append(str(value))
    return found


def plain(values: Values) -> Values:
    """On one line, as the one unfolds later than the other, and ASCII alone: what is not, the package only marks."""
    bare = {name: ["".join(filter(str.isascii, value)) for value in values[name]] for name in values}
    return {name: [" ".join(value.split()) for value in bare[name]] for name in bare}


@pytest.fixture(scope="module")
def samples(shared_data: Path) -> list[tuple[str, bytes]]:
    """All of them, some 480."""
    return list(mails.samples(shared_data))


def test_every_header_of_every_sample_is_as_the_email_package_reads_it(samples: list[tuple[str, bytes]]) -> None:
    compared, differing, unread = 0, set(), set()
    for name, raw in samples:
        try:
            found = plain(ours(raw))
        except Refused:
            unread.add(name)
            continue
        compared += len(found)
        other = plain(theirs(raw))
        if found != other:
            differing.add(name)
            assert all(found[header][: len(values)] == values for header, values in other.items()), name
    assert compared > 2_500
    assert differing == PASSED_OVER
    assert unread <= NO_HEADERS


def test_every_decoded_header_is_as_the_email_package_decodes_it(samples: list[tuple[str, bytes]]) -> None:
    differing = set()
    for name, raw in samples:
        if name in PASSED_OVER | NO_HEADERS:
            continue
        for ours_of, theirs_of in zip(_each(ours(raw)), _each(theirs(raw)), strict=True):
            try:
                value = theirs_of.encode("ascii", "surrogateescape").decode()
                decoded = " ".join(str(make_header(decode_header(value))).split())
            except (UnicodeError, LookupError, ValueError):  # a charset that it does not know, or that is not the one
                continue
            if headers.decoded(ours_of) != decoded:
                differing.add(name)
    assert differing == WITHIN_QUOTES


def _each(values: Values) -> list[str]:
    return [value for name in sorted(values) for value in values[name]]


@pytest.mark.parametrize(
    "lines",
    [
        ("Subject:",),
        ("Subject: a", "Subject: b"),
        ("SUBJECT:\ta\n\tb\n c",),
        ("X-A:b:c",),
        ("X-A: =?utf-8?q?a?=\n =?utf-8?q?b?=",),
        ("X-From: From me",),
        (">From: me",),
        ("X!#$%&'*+: a",),
    ],
)
def test_made_headers_are_as_the_email_package_reads_them(lines: tuple[str, ...]) -> None:
    for raw in (message(*lines), message(*lines).replace(b"\n", b"\r\n")):
        assert plain(ours(raw)) == plain(theirs(raw))
