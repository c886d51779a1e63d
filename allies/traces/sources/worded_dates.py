"""Times as programs write them for people, with the month as a word, in the languages that exports come in."""

from __future__ import annotations

import re
from calendar import timegm

LONGEST = 120  # characters
WORD = re.compile(r"[^\W\d_]+")
TIME = re.compile(r"\b(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:\s*([ap])\.?\s?m\b)?", re.IGNORECASE)
EAST_ASIAN = re.compile(r"(\d{4})[年년]\s*(\d{1,2})[月월]\s*(\d{1,2})[日일]")
NUMBER = re.compile(r"\d+")
MONTHS = {
    word: number
    for line in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jänner feber marts april maj juni juli august september oktober november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "januari februari mars april maj juni juli augusti september oktober november december",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
        " marraskuuta joulukuuta",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
        "január február március április május június július augusztus szeptember október november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, word in enumerate(line.split(), 1)
}


def seconds(text: str) -> int | None:
    """UTC seconds of "Friday, January 5, 2024 at 9:00:00 AM UTC", None for what is no such time.

    >>> seconds("Freitag, 5. Januar 2024 um 09:00:00 UTC"), seconds("vendredi 5 janvier 2024 à 09:00:00 UTC")
    (1704445200, 1704445200)
    >>> seconds("soon") is None
    True
    """
    text = text[:LONGEST].replace("\u202f", " ").replace("\u00a0", " ")
    time = TIME.search(text)
    hour, minute, second = (int(part or 0) for part in time.groups()[:3]) if time else (0, 0, 0)
    if time and time[4]:
        hour = hour % 12 + (12 if time[4].lower() == "p" else 0)
    day = _day(text[: time.start()] + text[time.end() :] if time else text)
    if day is None or hour > 23 or minute > 59:
        return None
    return timegm((*day, hour, minute, second))


def _day(text: str) -> tuple[int, int, int] | None:
    east_asian = EAST_ASIAN.search(text)
    if east_asian:
        year, month, day = (int(part) for part in east_asian.groups())
    else:
        month = next((MONTHS[word] for word in WORD.findall(text.casefold()) if word in MONTHS), 0)
        numbers = NUMBER.findall(text)
        year = next((int(number) for number in numbers if len(number) == 4), 0)
        day = next((int(number) for number in numbers if len(number) <= 2), 0)
    return (year, month, day) if year and 1 <= month <= 12 and 1 <= day <= 31 else None
