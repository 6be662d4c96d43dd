"""Points in time as exports write them, to aware datetimes in UTC."""

import math
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache, partial
from typing import Any, Literal

from threadgist.sources.vocabulary import vocabulary, words
from threadgist.words import counted

Order = Literal["day", "month"]
"""Which number comes first in dates such as 03/04/2024."""

_MAX = 64
# Ruby writes 2020-06-19 11:54:37 -0500.
_SPACED_ZONE = re.compile(r"(?<=:\d\d) ([+-]\d\d:?\d\d)$")
_NUMERIC = re.compile(r"(?:\D{0,12}[ ,])?(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d|[./-])")
_YEAR_FIRST = re.compile(r"(\d{4})[./-]\s?(\d{1,2})[./-]\s?(\d{1,2})\.?(?!\d)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_NAMED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?[ .-]+{_MONTH}[.,]?[ .,-]+(?:\d{{4}}|\d{{2}})\b|"
    rf"{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b.*\b\d{{4}}\b|\d{{4}}[ -]{_MONTH}[ -]\d{{1,2}}\b)",
    re.IGNORECASE,
)
# Names of zones in brackets repeat what an offset said; `GMT` before an offset says nothing.
_NOISE = re.compile(r"\([A-Za-z ]{2,40}\)|\b(?:GMT|UTC)(?=[+-]\d)|\b(?:at|um|Uhr)\b")
# Logs of web servers: 01/Mar/2024:21:05:00 +0000.
_LOG = re.compile(r"^(\d{1,2})/([A-Za-z]{3})/(\d{4}):")
_HALF = re.compile(r"\b([ap])\.? ?m\b\.?", re.IGNORECASE)
_CJK = str.maketrans({"年": "-", "月": "-", "日": " ", "년": "-", "월": "-", "일": " ", "時": ":", "时": ":",
                      "시": ":", "分": ":", "분": ":", "秒": " ", "초": " "})  # fmt: skip
_CJK_HALF = re.compile(r"(午前|上午|오전|午後|下午|오후)\s?([\d:]+)")
_ENDS = re.compile(r":(?=\s|$)")
_OFFSETS: dict[str, int] = vocabulary("times")["zones"]
_LANGUAGES = list(words("times", "languages"))
# Names of months in many languages are looked up by a library that tries them all: not for ever.
_PATIENCE = 20
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_NUMBER = re.compile(r"\d+")
_MONTH_NAME = re.compile(r"[^\W\d_]{3,}")


def parse_time(value: Any, order: Order | None = None) -> datetime | None:
    """Return `value` (seconds to nanoseconds since 1970, or a date as people write it) in UTC, its zone if it has none.

    None where it cannot be told: dates such as 03/04/2024 without an order, unknown zones, a month without its day.
    """
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(float(value)) if abs(value) < 1e20 else None
    if not isinstance(value, str) or not (text := value.strip()) or len(text) > _MAX:
        return None
    with suppress(ValueError):
        if moment := _from_epoch(float(text)):
            return moment
    with suppress(ValueError):
        return utc(datetime.fromisoformat(_SPACED_ZONE.sub(r"\1", text.removesuffix(" UTC"))))
    return _written(text, order)


def read_times(values: Sequence[Any], name: str) -> tuple[list[datetime | None], tuple[str, ...]]:
    """Read a column of times, and say what could not be read; `name` is how the notes speak of it."""
    order, why = _date_order(values)
    moments: list[datetime | None] = []
    failed = 0
    for value in values:
        moment = parse_time(value, order)
        if moment is None and isinstance(value, str) and failed < _PATIENCE:
            moment = _in_other_words(value.strip(), order)
            failed += moment is None
        moments.append(moment)
    read = zip(values, moments, strict=True)
    missing = [value for value, moment in read if moment is None and value not in (None, "", 0, "0")]
    unclear = sum(order is None and isinstance(v, str) and _parts(v) is not None for v in missing)
    notes = [why] if why else []
    if unclear:
        notes.append(
            f"{counted(unclear, 'date')} left out, as nothing in {name!r} tells whether they are day/month or "
            "month/day; write the year first, as in 2024-03-01"
        )
    if unread := len(missing) - unclear:
        notes.append(f"{counted(unread, 'time')} in {name!r} could not be read")
    return moments, tuple(notes)


def utc(moment: datetime | None) -> datetime | None:
    """Return a time in UTC, which is the zone of one without; None beyond the years 1 and 9999."""
    with suppress(OverflowError, ValueError):
        if moment is not None:
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None


def is_time(value: Any) -> bool:
    """Whether a value is a time, in whichever order and language it is written."""
    told = parse_time(value, "day")
    return bool(told or (isinstance(value, str) and _in_other_words(value.strip(), "day")))


def _date_order(values: Iterable[Any]) -> tuple[Order | None, str]:
    """Tell from a whole column which comes first; None where nothing tells.

    A number above 12 decides; else the only order under which three or more dates rise or fall throughout, which is
    said.
    """
    dates = [parts for value in values if isinstance(value, str) and (parts := _parts(value))]
    day_first = any(first > 12 for first, _, _ in dates)
    month_first = any(second > 12 for _, second, _ in dates)
    if day_first != month_first:
        return ("day" if day_first else "month"), ""
    by_day = [(year, second, first) for first, second, year in dates]
    by_month = [(year, first, second) for first, second, year in dates]
    day_fits, month_fits = (one in (sorted(one), sorted(one, reverse=True)) for one in (by_day, by_month))
    if day_first or len(set(dates)) < 3 or day_fits == month_fits:
        return None, ""
    shape = "day/month" if day_fits else "month/day"
    return ("day" if day_fits else "month"), f"dates were read as {shape}, as only so they are in order"


def _parts(text: str) -> tuple[int, int, int] | None:
    """Return the numbers of a date whose order is open; dots are written with the day first everywhere."""
    found = _NUMERIC.match(text[:_MAX].strip())
    return (int(found[1]), int(found[3]), int(found[4])) if found and found[2] != "." else None


@lru_cache(maxsize=4096)
def _written(text: str, order: Order | None) -> datetime | None:
    """Read a date in numbers or English words, with whatever stands around its time."""
    text = _plain(text)
    day_first = order != "month"
    if found := _NUMERIC.match(text):
        first, second = int(found[1]), int(found[3])
        if found[2] == ".":
            day_first = True
        elif max(first, second) > 12:
            day_first = first > 12
        elif order is None:
            return None
    elif found := _YEAR_FIRST.match(text):
        text = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}{text[found.end() :]}"
        day_first = False
    elif not _NAMED.search(text):
        return None
    from dateutil import parser

    default = datetime(2000, 1, 1)
    return _read(partial(parser.parse, text, dayfirst=day_first, tzinfos=_zone, default=default), "error")


def _read(read: Callable[[], datetime | None], on_warning: Literal["error", "ignore"]) -> datetime | None:
    """Return what a library reads, None where it fails in any of the ways it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(on_warning)
            return utc(read())
    except (ValueError, TypeError, ArithmeticError, AttributeError, LookupError, Warning):
        return None


def _plain(text: str) -> str:
    text = " ".join(_NOISE.sub(" ", _LOG.sub(r"\1 \2 \3 ", text)).split())
    if not text.isascii():
        text = " ".join(_ENDS.sub("", text.translate(_CJK)).split())
        text = _CJK_HALF.sub(lambda found: f"{found[2]} {'AM' if found[1] in '午前上午오전' else 'PM'}", text)
    return _HALF.sub(lambda found: found[1].upper() + "M", text)


def _zone(name: str | None, offset: int | None) -> timezone | None:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    # A name that is not known is refused: KeyError.
    return timezone(timedelta(minutes=_OFFSETS[name.upper()])) if name is not None else None


@lru_cache(maxsize=4096)
def _in_other_words(text: str, order: Order | None) -> datetime | None:
    """Read a date with the name of its month in another language; relative ones ("yesterday") are none."""
    numbers = _NUMBER.findall(_CLOCK.sub("", text[: _MAX + 1]))
    if not 6 <= len(text) <= _MAX or not _MONTH_NAME.search(text) or len(numbers) < 2:
        return None
    import dateparser

    settings: Any = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_PARSING": True,
        "TIMEZONE": "UTC",
        "DATE_ORDER": "MDY" if order == "month" else "DMY",
    }
    moment = _read(partial(dateparser.parse, text, languages=_LANGUAGES, settings=settings), "ignore")
    # A date in numbers whose order is open stays open.
    return None if order is None and _parts(text) else moment


def _from_epoch(number: float) -> datetime | None:
    # Three digits more is the next finer unit; 1e11 seconds is the year 5138, 1e11 milliseconds 1973. What is
    # below 1e8 (in 1973) is a year, a date without separators, or a counter.
    if not math.isfinite(number) or number < 1e8:
        return None
    while number >= 1e11:
        number /= 1000
    return datetime.fromtimestamp(number, UTC)
