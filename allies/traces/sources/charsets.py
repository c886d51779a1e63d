"""Bytes to text: the declared charset where it holds, else a good guess from a bounded sample."""

from __future__ import annotations

import re
from functools import lru_cache

SAMPLE_BYTES = 4096
ASCII = bytes(range(128))
# Codecs that are no charsets of mail: slow on long input, or made for something else.
NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7", "utf7"})
CHARSET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")
ALIASES = {"ks_c_5601-1987": "cp949", "x-sjis": "cp932", "shift_jis": "cp932", "gb2312": "gb18030", "x-gbk": "gbk"}
ALIASES |= {"iso-8859-1": "cp1252", "latin1": "cp1252", "iso-8859-8-i": "iso-8859-8", "utf8mb4": "utf-8"}
# PostgreSQL keeps no NUL, UTF-8 no lone surrogate; the others only garble a terminal.
UNWANTED_ASCII = bytes({*range(32), 127} - {9, 10, 13})
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def decode(data: bytes, declared: str = "") -> str:
    """`data` as text: by the declared charset, else as UTF-8, else as what it looks like. Never fails."""
    if data.isascii() and not (declared and b"\x1b" in data) and not declared.lower().startswith("utf-16"):
        return data.decode("ascii")
    for charset in (declared, "utf-8"):
        text = _decoded(data, charset)
        if text is not None:
            return text
    return data.decode(_guess(data), "replace")


def clean(text: str) -> str:
    """Without control characters and halves of characters, which databases and terminals choke on."""
    return text if text.isprintable() else UNWANTED.sub("", text)


def clean_lines(text: str) -> str:
    """The same for text of many lines, faster where all of it is ASCII."""
    if not text.isascii():
        return UNWANTED.sub("", text)
    data = text.encode()
    kept = data.translate(None, UNWANTED_ASCII)
    return text if len(kept) == len(data) else kept.decode()


def _decoded(data: bytes, charset: str) -> str | None:
    name = _codec(charset)
    try:
        return data.decode(name) if name else None
    except (LookupError, ValueError):
        return None


@lru_cache(maxsize=256)
def _codec(charset: str) -> str:
    """By which a charset that mail names is decoded; "" for none."""
    name = ALIASES.get(charset.lower(), charset)
    is_one = CHARSET_NAME.fullmatch(name) and name.lower().replace("-", "_") not in NO_CHARSETS
    return name if is_one else ""


def _guess(data: bytes) -> str:
    sample = data[:SAMPLE_BYTES]
    if len(sample.translate(None, ASCII)) * 8 < len(sample) or len(sample) < 32:  # too little to tell charsets apart
        return "cp1252"
    # Imported here because few messages need it and it would be a third of the time that a reader takes to start.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(sample, steps=3, chunk_size=512).best()
    return best.encoding if best else "cp1252"
