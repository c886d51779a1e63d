"""The words that the author of a message wrote: without quotes, who is quoted, signatures and lists' footers."""

from __future__ import annotations

import re

OWN_CHARACTERS = 200_000
ATTRIBUTION_LINES = 3
SIGNATURE_LINES = 12  # a bare "--" with more below it is a line that someone drew

QUOTE = re.compile(r"[ \t]{0,8}(?:[A-Z]{2,3})?>")
BAR_QUOTE = re.compile(r"[ \t]{0,8}(?:[A-Z]{2,3})?[>|]")
BARS = re.compile(r"(?:wrote|writes|schrieb|.crit):?\n{1,2}\|")  # some quote by bars, which else draw tables
QUOTE_CHARACTERS = 12  # a quote's mark stands within these
QUOTE_END = re.compile(rf"\n(?!{QUOTE.pattern})")
# What begins a part that someone else wrote, or a footer: all from there on goes. It is looked for only where one of
# these marks is: lines that begin with a single character are found twenty times faster.
CUT_MARK = re.compile(
    r"\n(?:--| ---|\*|Begin f|Sent:|Date:|Gesendet:|Datum:|Env|Verz|Sendt:|Inviato:)",
)
RULE_MARK = "____\n"
CUT = re.compile(
    r"\n(?:-- (?=\n)"
    r"|[ \t]*-{2,} ?(?:Original|Forwarded|Urspr.{1,2}ngliche|Weitergeleitete|Message d'origine|Mensaje original)"
    r"|[ \t]*-{4,} ?[^\n-]{5,40}-{4,}\n\w{2,12}: "
    r"|Begin forwarded message:"
    r"|-{10,} next part -{10,}"
    r"|[ \t]*_{20,}\n[ \t]*(?:\w{2,12}: |.{0,200}mailing list|.{0,300}/listinfo/)"
    r"|\*?(?:From|Von|De|Van|Fra|Da):\*? .{1,300}\n"
    r"\*?(?:Sent|Date|Gesendet|Datum|Envoy.{1,2}|Enviado|Verzonden|Sendt|Inviato):)"
)
BARE_SIGNATURE = re.compile(r"\n--[ \t]*\n")
# "On Friday Alice wrote:" in one to three lines above a quote; mail programs say it in the language of their user.
OPENING = re.compile(r"[ \t]*(?:On|Am|Le|El|Il|Op|Em|Den|Dne|W dniu|Dana|\?+)\s")
WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb|schreibt|a .crit|escribi.{1,2}|ha scritto|schreef|escreveu|skrev|kirjoitti"
    r"|napisa.{1,3}|napsal|yazd.{1,2})\s{0,3}(?:\([^()]{0,20}\))?\s{0,3}[:?]{0,2}\s*$"
)
WROTE_MOSTLY = (" wrote:", " writes:", " schrieb:", " a écrit :")  # a few of these, told at once
WROTE_CHARACTERS = 64  # what it finds stands within these, at the end
TIMED = re.compile(r"\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b")
STANDALONE_MARKS = ("wrote:\n", "schrieb:\n", "crit:\n", "escribi", "scritto:\n", "schreef:\n")
STANDALONE = re.compile(
    r"\n(?:On|Am|Le|El|Il|Op|Em|Den) .{8,200}(?:wrote|schrieb|.crit|escribi.|scritto|schreef):(?=\n)",
)
SCRUBBED_MARK = "[alternative HTML version deleted]"
SCRUBBED = re.compile(r"\n[ \t]*\[?\[alternative HTML version deleted\]\]?[ \t]*(?=\n)")
BLANK = re.compile(r"\n{3,}")


def own(text: str) -> str:
    """The author's own words in a plain text, at most `OWN_CHARACTERS` of them. O(n)."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _without_tail(f"\n{text[: 4 * OWN_CHARACTERS]}\n")
    if "|" in text and "\n|" in text and BARS.search(text):
        text = _without_bar_quotes(text.split("\n"))
    elif ">" in text:
        text = _without_quotes(text)
    if ":\n" in text and any(mark in text for mark in STANDALONE_MARKS):
        found = STANDALONE.search(text)
        text = text[: found.start()] if found and text[: found.start()].strip() else text
    if "[" in text and SCRUBBED_MARK in text:
        text = SCRUBBED.sub("", text)
    text = text.strip()  # most blank lines are at an end
    if "\n\n\n" in text:
        text = BLANK.sub("\n\n", text)
    return text[:OWN_CHARACTERS]


def _without_tail(text: str) -> str:
    marked = CUT_MARK.search(text)
    if not marked and not ("_" in text and RULE_MARK in text):  # a single character is found ten times faster
        return text
    cut = CUT.search(text)
    text = text[: cut.start() + 1] if cut else text
    if "\n--" in text:
        bare = BARE_SIGNATURE.search(text, _last_lines(text, SIGNATURE_LINES))
        if bare and text[: bare.start()].strip():
            return text[: bare.start() + 1]
    return text


def _last_lines(text: str, count: int) -> int:
    """Index where the last `count` lines begin."""
    at = len(text)
    for _ in range(count + 3):
        at = max(text.rfind("\n", 0, at), 0)
    return at


def _without_quotes(text: str) -> str:
    """Without the lines that begin with ">". Those between two quotes are kept together, without a look at each."""
    kept: list[str] = []
    seen = at = 0
    while (at := text.find(">", at)) != -1:
        begin = max(text.rfind("\n", seen, at) + 1, seen)
        if QUOTE.match(text, begin):
            if begin > seen:
                kept += text[seen : begin - 1].split("\n")
            _drop_attribution(kept)
            end = QUOTE_END.search(text, at)
            seen = at = end.end() if end else len(text)
        elif (at := text.find("\n", at)) == -1:
            break
    return "\n".join([*kept, text[seen:]])


def _without_bar_quotes(lines: list[str]) -> str:
    kept: list[str] = []
    was_quote = False
    for line in lines:
        head = line[:QUOTE_CHARACTERS]
        is_quote = (">" in head or "|" in head) and BAR_QUOTE.match(head) is not None
        if is_quote and not was_quote:
            _drop_attribution(kept)
        if not is_quote:
            kept.append(line)
        was_quote = is_quote
    return "\n".join(kept)


def _drop_attribution(kept: list[str]) -> None:
    """Take the "On Friday Alice wrote:" off the end of what is kept: one to three lines above a quote."""
    end = len(kept)
    while end and not kept[end - 1].strip():
        end -= 1
    for opens in (True, False):
        for count in range(1, min(ATTRIBUTION_LINES, end) + 1):
            if not kept[end - count].strip():
                break
            joined = " ".join(kept[end - count : end])
            if (not opens or OPENING.match(joined)) and _is_attribution(joined):
                del kept[end - count :]
                return


def _is_attribution(joined: str) -> bool:
    joined = joined[-1000:]
    said = joined.rstrip()
    if said.endswith(WROTE_MOSTLY):
        return True
    if WROTE.search(joined, max(len(said) - WROTE_CHARACTERS, 0)):
        return True
    return said.endswith((":", ":?", "?:")) and TIMED.search(joined) is not None
