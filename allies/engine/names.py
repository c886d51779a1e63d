"""Names and addresses taken apart: the words of a name, what kind of address it is, the handle inside it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ROLES = """
abuse accounting accounts admin administrator billing bot bugs careers ci contact data dev devel devnull donotreply
enquiries events feedback finance git github gitlab hello help helpdesk hostmaster hr info inquiries invoice invoices
jobs legal list lists mail mailer mailing marketing me media members news newsletter nobody noc none noreply
notification notifications office orders postmaster press privacy recruiting registration reply root sales security
service services shop spam staff subscribe support system team test unsubscribe user users web webmaster welcome www
"""
_PLACEHOLDERS = """
admin administrator anonymous author bot default developer email first firstname git github guest last lastname local
localhost me mail my name nobody no none noreply root student surname system test the ubuntu unknown user username your
you
"""
# without a dot-separated public suffix, or one that is never public (RFC 2606, RFC 6761, RFC 6762)
_MACHINE = re.compile(
    r"(^|\.)(localhost|localdomain|local|lan|home|internal|invalid|\(none\)|none)$|^\d+(\.\d+)+$|^[^.]*$|domain$"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|\"")
_CAMEL = re.compile(r"^([A-Z][a-z]{2,})([A-Z][a-z]{2,})$")
_FORWARDED = re.compile(r"^(\d+)\+(.+)$")
_TITLES = frozenset("dr prof professor mr mrs ms phd msc bsc md jr sr".split())  # noqa: SIM905 - reads better than a list
# letters that Unicode does not take apart into a plain one and its mark
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "Ae", "œ": "oe", "ı": "i"}
)
ROLES = frozenset(_ROLES.split())
PLACEHOLDERS = frozenset(_PLACEHOLDERS.split())
DOTLESS_HOSTS = frozenset({"gmail.com", "googlemail.com"})


def normal(text: str) -> str:
    """Lower case, without accents, words apart by single spaces.

    >>> normal("  Renée  O'Example ")
    'renee o example'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_LETTERS)) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in their order, without titles and what stands in brackets; none for a placeholder.

    "Example, Alice" is turned round, and "AliceExample" taken apart.

    >>> name_words("Example, Dr. Alice (Sales)"), name_words("AliceExample"), name_words("Your Name")
    (('alice', 'example'), ('alice', 'example'), ())
    """
    bare = _BRACKETED.sub(" ", name).strip()
    if "@" in bare:
        return ()
    last, comma, first = bare.partition(",")
    turned = f"{first} {last}" if comma and first.strip() else bare
    words = normal(_CAMEL.sub(r"\1 \2", turned)).split()
    kept = tuple(word for word in words if word not in _TITLES)
    return () if any(word in PLACEHOLDERS for word in kept) else kept


@dataclass(frozen=True, slots=True)
class Address:
    """One address taken apart. `personal` is what only one person has, "" where many may share it."""

    personal: str  # the address in one spelling, or the account that a no-reply forward stands for
    handle: str  # the local part or the account name, lower case without separators, "" when it says nothing
    domain: str


NO_ADDRESS = Address("", "", "")


def address_parts(address: str) -> Address:
    """Takes an address apart; what is none gives empty parts.

    A role's address ("info@"), a machine's ("root@localhost") and a no-reply address belong to no one person. A
    no-reply forward that carries an account ("123+alice@users.noreply.host.example") does.

    >>> address_parts("Alice.Example+lists@gmail.com").personal
    'aliceexample@gmail.com'
    >>> address_parts("7+alice@users.noreply.host.example")
    Address(personal='7@users.noreply.host.example', handle='alice', domain='users.noreply.host.example')
    >>> address_parts("info@one.example"), address_parts("alice@laptop.local").personal
    (Address(personal='', handle='', domain='one.example'), '')
    """
    local, at, domain = address.strip().casefold().rpartition("@")
    if not at or not local or any(c.isspace() for c in local):
        return NO_ADDRESS
    account, bare = "", local.split("+", 1)[0]
    if "noreply" in domain or "no-reply" in domain:
        forwarded = _FORWARDED.match(local)
        account, bare = forwarded.groups() if forwarded else (local, local)
    handle = normal(bare).replace(" ", "")
    if not handle or handle in ROLES or "noreply" in handle or "donotreply" in handle:
        return Address("", "", domain)
    if _MACHINE.search(domain):
        return Address("", handle, domain)
    if domain in DOTLESS_HOSTS:
        return Address(f"{handle}@gmail.com", handle, domain)
    return Address(f"{account or bare}@{domain}", handle, domain)


def addresses_within(name: str) -> list[str]:
    """Addresses that someone wrote into their name, also masked ones.

    >>> addresses_within("Alice (alice [at] one [dot] example)")
    ['alice@one.example']
    """
    plain = re.sub(
        r"\s*[\[(<{]?\b(at|dot)\b[\])>}]?\s*", lambda m: {"at": "@", "dot": "."}[m[1].lower()], name, flags=re.I
    )
    return re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", plain)
