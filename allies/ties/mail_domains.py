"""Which mail domains say where someone works, and which are anyone's."""

from __future__ import annotations

from allies.traces.records import HandleKind

_FREE = """
126.com 163.com aol.com att.net bluewin.ch btinternet.com comcast.net fastmail.com fastmail.fm free.fr gmail.com gmx.at
gmx.ch gmx.de gmx.net googlemail.com hey.com hotmail.com hotmail.co.uk hotmail.fr hushmail.com icloud.com inbox.com
laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org me.com msn.com naver.com online.de orange.fr
outlook.com pm.me posteo.de proton.me protonmail.com qq.com rediffmail.com riseup.net rocketmail.com sbcglobal.net
t-online.de tuta.io tutanota.com verizon.net web.de yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de
yahoo.fr yandex.ru ymail.com zoho.com
"""
FREE = frozenset(_FREE.split())
_SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "gov", "net", "nhs", "or", "org", "sch"))


def work_domain(kind: str, value: str) -> str:
    """The domain of an address that is not a free mail provider's; "" for any other handle.

    >>> work_domain("email", "bob@harbour.example"), work_domain("email", "bob@gmail.com")
    ('harbour.example', '')
    """
    if kind != HandleKind.EMAIL:
        return ""
    domain = value.rpartition("@")[2].lower()
    return "" if domain in FREE or "." not in domain else domain


def organisation(domain: str) -> str:
    """What the owner of a domain is likely to be called.

    >>> organisation("harbour.example"), organisation("mail.city-museum.co.uk")
    ('Harbour', 'City Museum')
    """
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    words = labels[-1].replace("_", "-").split("-")
    return " ".join(word[:1].upper() + word[1:] for word in words)
