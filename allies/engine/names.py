"""Names and addresses taken apart: the words of a name, what kind of address it is, the handle inside it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from allies.engine import korean

LONGEST_NAME = 300  # what is longer is no name, and whoever sent it wants to see us read it
LONGEST_ADDRESS = 320  # RFC 5321, section 4.5.3.1

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
_VIA = re.compile(r"\s*\(?\bvia\b\s+\S", re.IGNORECASE)  # "Alice Example via Developers": a list wrote for her
_REWRITTEN = re.compile(r"^(?:srs[01]=\w+=\w+=)?(?P<one>[^=\s]+)=(?P<other>[^=\s]+)$")
_DESCRIBED = re.compile(
    r"\s*(?:the|an?|my|our|from|der|die|das|mein|meine|le|la|mon|ma|el|mi|il) \S"
)  # "Bob, the baker"
_DOTTED = re.compile(r"^[\w-]+(\.[\w-]+)+$")
# Hebrew, Arabic and what comes after them, but for Hangul and kana: different names in them are one in Latin letters
_OTHER = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff]|[\u0590-\u10ff\u1200-\u1bff]+")
_POINTS = re.compile(r"[\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670\u0640]")  # of Hebrew and Arabic: few write them
_HAN = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])([\u4e00-\u9fff]{1,2})(?![\u4e00-\u9fff])")
_TITLES = frozenset("dr prof professor mr mrs ms phd msc bsc md jr sr".split())  # noqa: SIM905 - reads better than a list
ROLES = frozenset(_ROLES.split())
PLACEHOLDERS = frozenset(_PLACEHOLDERS.split())
DOTLESS_HOSTS = frozenset({"gmail.com", "googlemail.com"})


def normal(text: str) -> str:
    """Lower case in plain Latin letters, without accents, words apart by single spaces.

    Other scripts are written in Latin letters one by one; a Chinese or Korean name as family and given name.

    >>> normal("  Renée  O'Example "), normal("Алиса Иванова"), normal("王小明"), normal("김민준")
    ('renee o example', 'alisa ivanova', 'wang xiaoming', 'kim minjun')
    """
    return " ".join(re.findall(r"[^\W_]+", text.casefold() if text.isascii() else _in_latin(text)))


def _in_latin(text: str) -> str:
    composed = _HAN.sub(r" \1 \2 ", korean.in_latin(_POINTS.sub("", unicodedata.normalize("NFKC", text))))
    return "".join(_letter(char) for char in composed).casefold()


def _letter(char: str) -> str:
    if char.isascii():
        return char
    # marks above letters vanish; what is neither a letter, a mark nor a digit parts words
    if unicodedata.category(char)[0] in "LMN":
        return "".join(filter(str.isalnum, anyascii(char)))
    return "" if unicodedata.category(char) == "Cf" else " "


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in their order, without titles and what stands in brackets; none for a placeholder.

    "Example, Alice" is turned round, "AliceExample" taken apart, and a list that wrote for someone left out.

    >>> name_words("Example, Dr. Alice (Sales)"), name_words("AliceExample"), name_words("Your Name")
    (('alice', 'example'), ('alice', 'example'), ())
    >>> name_words("'Alice Example' via Developers"), name_words("Bob, the baker")
    (('alice', 'example'), ('bob',))
    """
    bare = _bare(name)
    if "@" in bare:
        return ()
    last, comma, first = bare.partition(",")
    turned = last if _DESCRIBED.match(first) else f"{first} {last}" if comma and first.strip() else bare
    words = normal(_CAMEL.sub(r"\1 \2", turned)).split()
    kept = tuple([word for word in words if word not in _TITLES])
    return korean.as_one_given(kept) if PLACEHOLDERS.isdisjoint(kept) else ()


def other_letters(name: str) -> frozenset[str]:
    """The words of a name in Hebrew, Arabic and the like, and each letter of a Chinese or Japanese one, without marks.

    In Latin letters many names are one: "李伟" and "李薇" are both Li Wei. None for a name that is told by those.

    >>> sorted(other_letters("李伟 (Sales)")), other_letters("Li Wei"), other_letters("김민준")
    (['伟', '李'], frozenset(), frozenset())
    """
    if name.isascii():
        return frozenset()
    written = [(char, unicodedata.category(char)) for char in unicodedata.normalize("NFKD", _bare(name))]
    # what stands above, below or between letters, or makes them longer, is no letter
    letters = [char if kind[0] in "LMN" else " " for char, kind in written if kind not in ("Mn", "Lm", "Cf")]
    return frozenset(_OTHER.findall("".join(letters)))


def _bare(name: str) -> str:
    return _BRACKETED.sub(" ", _before_via(name[:LONGEST_NAME])).strip(" '\t")


def is_forwarded(name: str) -> bool:
    """Whether a list or a service wrote in someone's name, so that the address beside it is not theirs.

    >>> is_forwarded("Alice Example via Developers"), is_forwarded("Alice Example"), is_forwarded("Via Example")
    (True, False, False)
    """
    found = _VIA.search(name[:LONGEST_NAME])
    return found is not None and found.start() > 0


def _before_via(name: str) -> str:
    found = _VIA.search(name)
    return name[: found.start()] if found is not None and found.start() > 0 else name


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
    >>> address_parts("alice=one.example@lists.example").personal  # as lists rewrite senders
    'alice@one.example'
    >>> address_parts("info@one.example"), address_parts("alice@laptop.local").personal
    (Address(personal='', handle='', domain='one.example'), '')
    """
    if len(address) > LONGEST_ADDRESS:
        return NO_ADDRESS
    local, at, domain = address.strip().casefold().rpartition("@")
    if not at or local.split() != [local]:  # nothing before the @, or spaces
        return NO_ADDRESS
    local, domain = _as_first_written(local, domain)
    account, bare = "", local.split("+", 1)[0]
    if "noreply" in domain or "no-reply" in domain:
        forwarded = _FORWARDED.match(local)
        account, bare = forwarded.groups() if forwarded else (local, local)
    handle = normal(bare).replace(" ", "")
    if not handle or handle in ROLES or "noreply" in handle or "donotreply" in handle:
        return Address("", "", domain)
    if _is_machine(domain):
        return Address("", handle, domain)
    if domain in DOTLESS_HOSTS:
        return Address(f"{handle}@gmail.com", handle, domain)
    return Address(f"{account or bare}@{domain}", handle, domain)


@lru_cache(maxsize=10_000)
def _is_machine(domain: str) -> bool:
    return _MACHINE.search(domain) is not None


def _as_first_written(local: str, domain: str) -> tuple[str, str]:
    """The address that a list or a forwarder hid in its own: alice=one.example@lists, SRS0=x=y=one.example=alice@..."""
    hidden = _REWRITTEN.match(local)
    if hidden is None:
        return local, domain
    ends = (hidden["other"], hidden["one"]) if local.startswith("srs") else (hidden["one"], hidden["other"])
    return ends if _DOTTED.match(ends[1]) else (local, domain)


def addresses_within(name: str) -> list[str]:
    """Addresses that someone wrote into their name, also masked ones.

    >>> addresses_within("Alice (alice [at] one [dot] example)")
    ['alice@one.example']
    """
    plain = re.sub(
        r"\s*[\[(<{]?\b(at|dot)\b[\])>}]?\s*",
        lambda m: {"at": "@", "dot": "."}[m[1].lower()],
        name[:LONGEST_NAME],
        flags=re.I,
    )
    return re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", plain)
